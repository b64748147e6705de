"""Figures, each beside its baseline in the same run; never asserted in tests."""
