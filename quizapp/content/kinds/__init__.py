"""The kinds of question, one file each: fields, input shape and grading side by side.

``KINDS`` names them all and imports none, so that a session brings only the kinds it asks. To add
one, write ``kinds/<name>.py`` with a subclass of ``QuestionBase`` named like it (``Choice`` in
``choice.py``) and add its name.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

# No module of this folder is imported here at run time: two threads, one importing the folder and
# one a kind in it, would otherwise each wait for the other, and Python lets one of them fail.
if TYPE_CHECKING:
    from quizapp.content.kinds.base import QuestionBase

KINDS: tuple[str, ...] = (
    "expression",
    "number",
    "choice",
    "choices",
    "cloze",
    "order",
    "code",
    "recall",
    "template",
)
"""Every kind there is, by the name of its module and as ``kind = "…"`` has it."""


def kind_of(name: str) -> type[QuestionBase] | None:
    """The kind of that name, or None."""
    if name not in KINDS:
        return None
    module = import_module(f"quizapp.content.kinds.{name}")
    found: type[QuestionBase] = getattr(module, name.capitalize())
    return found


def every_kind() -> tuple[type[QuestionBase], ...]:
    """All of them, in the order of ``KINDS``."""
    return tuple(kind for name in KINDS if (kind := kind_of(name)) is not None)
