"""Figures of demos as rows of terminal cells.

``draw`` lays a figure out on a sheet of cells and knows no colours; ``palette`` turns the sheet
into strips for the screen; ``plain`` reads it out in text.
"""
