"""Text and formulas as rows of terminal cells, without any screen library.

``widths`` measures, ``shorten`` cuts, ``wrap`` breaks lines of Japanese and English, ``math`` sets
LaTeX, ``prose`` lays out whole prompts, ``digits`` draws one large number. Nothing is imported
here: the first screen needs no formula, and later ones load what they use.
"""
