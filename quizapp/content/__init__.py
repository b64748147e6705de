"""Packs of questions: what a question is, how packs are read, kept compiled, and examined.

``library`` is what everybody above uses. ``index`` and ``items`` read the compiled cache and stay
light; ``kinds`` and the compiler bring pydantic and are imported only when a question is asked
for or a pack has changed.
"""
