"""Sketches: figures of a question that show what is given, and nothing of the answer.

``SKETCHES`` names all kinds and imports none. To add one, write
``quizapp/demos/sketches/<name>.py`` with a class of parameters called ``SKETCH`` and add its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from pydantic import ValidationError

from quizapp.demos.figure import Figure
from quizapp.demos.sketches.base import Sketch
from quizapp.errors import UsageError
from quizapp.words import language, tr

SKETCHES = (
    "graph",
    "network",
    "rnn",
    "cell",
    "convolution",
    "curves",
    "contour",
    "regions",
    "matrix",
    "boxes",
    "bars",
    "tree",
    "gridworld",
    "mask",
    "table",
)
"""Every kind of sketch, by the name of its module."""


def kind(name: str) -> type[Sketch]:
    """The parameters of a kind. Raises UsageError when there is no such kind."""
    if name not in SKETCHES:
        raise UsageError(
            tr("「{name}」という図はありません。", name=name[:24]),
            mend=tr("図  {names}", names=" ".join(SKETCHES)),
        )
    found: type[Sketch] = import_module(f"quizapp.demos.sketches.{name}").SKETCH
    return found


def sketched(name: str, knobs: Mapping[str, object]) -> Figure:
    """The figure of a sketch. Raises UsageError for a kind or parameter that cannot be drawn."""
    model = kind(name)
    try:
        return model.model_validate(dict(knobs)).figure()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        words = first.get("ctx", {})
        said = words.get("ja") if language() != "en" else words.get("en")
        where = ".".join(map(str, first["loc"]))
        raise UsageError(
            tr("図 {name} を描けません。", name=name), where=where, mend=str(said or first["msg"])
        ) from None
