"""Answers tried on their own questions: the right one is right, every mistake is caught."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizapp.checking.compare import equal
from quizapp.checking.names import Names
from quizapp.checking.parse import read
from quizapp.checking.tree import Node
from quizapp.content.kinds.base import QuestionBase
from quizapp.content.kinds.choice import Choice
from quizapp.content.kinds.choices import Choices
from quizapp.content.problems import Flaw
from quizapp.records import Grade, Localized

_FORMULA = re.compile(r"\$([^$]+)\$")
_NUMBER = re.compile(r"[+-]?\d[\d.,eE+-]*")
_LETTERS = Names(undeclared="letters")


def answer_flaws(question: QuestionBase) -> Iterator[Flaw]:
    """A right answer that is not graded right, mistakes that never speak, equal options."""
    for loc, response in question.right_responses():
        grade = question.grade(response)
        if grade.outcome != "right":
            yield Flaw(
                loc,
                "answer.not_right",
                Localized(
                    f"「{response}」が正解と判定されません（{grade.note}）{_why(grade, 'ja')}",
                    f'"{response}" is not graded right ({grade.note}){_why(grade, "en")}',
                ),
            )
    yield from _mistake_flaws(question)
    if isinstance(question, Choice | Choices):
        yield from _equal_options(question)


def _why(grade: Grade, language: str) -> str:
    said = grade.feedback.get(language)
    return f": {said}" if said else ""


def _mistake_flaws(question: QuestionBase) -> Iterator[Flaw]:
    for place, mistake in enumerate(question.own_mistakes):
        loc = ("mistake", place, "answer")
        grade = question.grade(mistake.line)
        if not mistake.feedback:
            yield Flaw(
                ("mistake", place, "feedback"),
                "text.empty",
                Localized("空の文です", "the text is empty"),
            )
        if grade.outcome == "right":
            yield Flaw(
                loc,
                "mistake.right",
                Localized(
                    f"「{mistake.line}」は正解と判定されます", f'"{mistake.line}" is graded right'
                ),
                Localized("答えと等しくない誤りにしてください", "give one that is not the answer"),
            )
        elif grade.outcome == "unreadable":
            yield Flaw(
                loc,
                "mistake.unreadable",
                Localized(
                    f"「{mistake.line}」は読めません{_why(grade, 'ja')}",
                    f'"{mistake.line}" cannot be read{_why(grade, "en")}',
                ),
            )
        elif grade.feedback != mistake.feedback:
            earlier = next(
                (
                    number
                    for number, other in enumerate(question.own_mistakes[:place], 1)
                    if other.feedback == grade.feedback
                ),
                None,
            )
            yield Flaw(
                loc,
                "mistake.silent",
                Localized(
                    f"{earlier} 番目の誤りが先に当てはまり、この文は出ません",
                    f"mistake {earlier} matches first, so this one is never shown",
                )
                if earlier
                else Localized(
                    f"この文は出ません（判定は {grade.note}）",
                    f"its words are never shown (graded {grade.note})",
                ),
            )


def _equal_options(question: Choice | Choices) -> Iterator[Flaw]:
    """Options that are different texts of one value, as ``$1/2$`` and ``0.5`` are."""
    trees = [_tree(option.text.ja or option.text.en) for option in question.options]
    for second, tree in enumerate(trees):
        for first, other in enumerate(trees[:second]):
            if tree is None or other is None:
                continue
            if equal(tree, other, _LETTERS).verdict == "equal":
                yield Flaw(
                    ("option", second, "text"),
                    "option.equal",
                    Localized(
                        f"{first + 1} 番目の選択肢と等しい値です",
                        f"has the same value as option {first + 1}",
                    ),
                )


def _tree(text: str) -> Node | None:
    """The option as mathematics, when it is nothing but one formula or number."""
    formula = _FORMULA.fullmatch(text)
    if formula:
        return read(formula.group(1), _LETTERS).tree
    return read(text, _LETTERS).tree if _NUMBER.fullmatch(text) else None
