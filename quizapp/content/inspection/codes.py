"""Code questions run: the answer on many draws of the hidden arrays, and its gradient measured."""

from __future__ import annotations

from collections.abc import Iterator

from quizapp.checking.code import verify_code
from quizapp.content.kinds.code import Code
from quizapp.content.problems import Flaw
from quizapp.records import Localized

SEEDS = 12
"""Draws of the hidden arrays on which every right form must be right."""


def code_flaws(question: Code) -> Iterator[Flaw]:
    """What keeps the code from being evidence: a right form that fails on some hidden arrays."""
    responses = [text for _, text in question.right_responses()]
    for problem in verify_code(question.task, responses, seeds=range(SEEDS)):
        yield Flaw(
            ("answer",),
            "code.run",
            Localized(
                f"隠しテストで確かめられません: {problem}", f"does not hold when run: {problem}"
            ),
        )
