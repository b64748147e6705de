"""Where a template's texts take numbers: ``<N>`` or ``<N:format>`` for a variable N.

Apart from ``filling``, which brings NumPy: a pack is compiled, and a question that is no template
is opened, without it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from quizapp.records import Localized

PLACE = re.compile(r"<([A-Za-z]\w*)(?::([^<>\s]+))?>")
FORMATS = ("p", "+", "list", "code", "tex", "int", "bare")
"""Formats besides those of numbers (``.3f``, ``.4g``).

``p`` puts a negative number between brackets, ``+`` gives every number its sign, ``list`` is
``1, 2, 3``, ``code`` is ``[[1, 2], [3, 4]]``, ``tex`` a matrix in LaTeX, ``bare`` no brackets.
"""


def placed(raw: Any) -> set[tuple[str, str]]:
    """Every name and format that ``raw`` has a place for."""
    if isinstance(raw, str):
        return {(found[1], found[2] or "") for found in PLACE.finditer(raw)}
    if isinstance(raw, Localized):
        return placed(raw.ja) | placed(raw.en)
    if isinstance(raw, Mapping):
        return set().union(*map(placed, raw.values())) if raw else set()
    if isinstance(raw, list | tuple):
        return set().union(*map(placed, raw)) if raw else set()
    return set()
