"""What a learner answered, as a demo can show it beside the right value.

That makes sense for a number, or several in order, that the demo itself knows: a result it
computes, or a knob that can be set to what was answered. A question names it in its link,
``yours = "edge"``; where the answer is computed by a named result of the same demo, nothing needs
to be written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.content.kinds.base import QuestionBase

Worth = float | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Yours:
    """One wrong answer as a number, or as the entries of a vector."""

    name: str
    """The result or knob of the demo that it is to be held against."""
    value: Worth
    text: str
    """As the learner wrote it."""
    right: Worth | None = None
    """What would have been right."""


def yours_of(question: QuestionBase, response: str | None) -> Yours | None:
    """The learner's wrong ``response`` for the demo of ``question``, where the demo can show it."""
    link = question.demo
    if link is None or not response:
        return None
    name = link.yours
    if not name and question.computed is not None and question.computed.demo == link.id:
        name = question.computed.result
    value = _worth(question, response) if name else None
    if value is None:
        return None
    right = next((_worth(question, text) for _, text in question.right_responses()), None)
    return Yours(name, value, response.strip(), right)


def _worth(question: QuestionBase, response: str) -> Worth | None:
    value = question.number_of(response)
    return question.numbers_of(response) if value is None else value
