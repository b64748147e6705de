"""The same expression in other letters, for rules that forgive how things are called."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

from quizapp.checking import tree as t

MOST_RENAMED: Final = 5
"""Most names for which every assignment is tried."""


def renamings(node: t.Node, model: t.Node, most: int = MOST_RENAMED) -> Iterator[t.Node]:
    """``node`` with its names called as those of ``model``, one to one, in every way."""
    mine, theirs = sorted(t.names_in(node)), sorted(t.names_in(model))
    if len(mine) != len(theirs) or len(mine) > most:
        return
    for order in itertools.permutations(theirs):
        yield renamed(node, dict(zip(mine, order, strict=True)))


def renamed(node: t.Node, called: dict[str, str]) -> t.Node:
    """``node`` with all names exchanged at once."""
    if isinstance(node, t.Name):
        return t.Name(called.get(node.id, node.id))
    return t.rebuild(node, lambda part: renamed(part, called))
