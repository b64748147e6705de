"""Screens, one file each; all but the first are imported when they are first opened."""
