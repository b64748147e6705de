"""Questions with numbers of their own each time: drawn from a seed, calculated, filled in.

A template is data like any other question. Its formulas are written in the small part of NumPy
that code answers are written in, and run by the same restricted interpreter.
"""
