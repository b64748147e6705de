"""The kinds of question, one file each: fields, input shape and grading side by side.

To add one, write ``kinds/<name>.py`` with a subclass of ``QuestionBase`` and list it in
:data:`KINDS`.
"""

from __future__ import annotations

from quizapp.content.kinds.base import QuestionBase
from quizapp.content.kinds.choice import Choice
from quizapp.content.kinds.choices import Choices
from quizapp.content.kinds.cloze import Cloze
from quizapp.content.kinds.code import Code
from quizapp.content.kinds.expression import Expression
from quizapp.content.kinds.number import Number
from quizapp.content.kinds.order import Order
from quizapp.content.kinds.recall import Recall
from quizapp.content.kinds.template import Template

KINDS: tuple[type[QuestionBase], ...] = (
    Expression,
    Number,
    Choice,
    Choices,
    Cloze,
    Order,
    Code,
    Recall,
    Template,
)
"""Every kind there is."""

_BY_NAME = {str(kind.model_fields["kind"].default): kind for kind in KINDS}
KIND_NAMES: tuple[str, ...] = tuple(_BY_NAME)
"""Their names, as ``kind = "…"`` has them."""


def kind_of(name: str) -> type[QuestionBase] | None:
    """The kind of that name, or None."""
    return _BY_NAME.get(name)
