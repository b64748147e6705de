"""What is handed to the prover: a response against its answer, an answer against its proof."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizapp.checking import tree as t
from quizapp.checking.names import Names
from quizapp.checking.parse import read
from quizapp.checking.plain import encode, encode_names
from quizapp.checking.proofs import Proof, Task
from quizapp.checking.rules import PLAIN, Rule
from quizapp.errors import ContentError

if TYPE_CHECKING:
    from quizapp.checking.prover import Prover

ANSWER_TIMEOUT_S = 20.0
"""Longest calculation of one proof when packs are checked."""


def equal_task(
    mine: t.Node, other: t.Node, names: Names, *, up_to: str = "", variable: str = ""
) -> Task:
    """Prove that two expressions are equal (with ``variable``: that their derivatives are)."""
    return Task(
        "equal",
        {
            "mine": encode(mine),
            "other": encode(other),
            "names": encode_names(names),
            "up_to": up_to,
            "variable": variable,
        },
    )


def answer_task(proof: str, answer: str, names: Names, rule: Rule = PLAIN) -> Task:
    """Recompute ``answer`` from ``proof``.

    ``proof`` is written in the checker's grammar with the operations of ``names.OPERATIONS``;
    it may use names of its own (``argmin((w - 3)^2, w)``). Raises ``ContentError`` when one of
    the two cannot be read.
    """
    words = replace(names, operations=True, undeclared="words")
    wanted = _read(answer, words, "answer")
    found = _read(proof, words, "proof")
    if rule.shape in ("set", "multiset") and isinstance(wanted, t.Seq):
        wanted = t.Seq("set", wanted.items)
    antiderivative = rule.calculus == "antiderivative"
    variable = rule.variable or ("x" if antiderivative else "")
    return Task(
        "answer",
        {
            "proof": encode(found),
            "answer": encode(wanted),
            "names": encode_names(names),
            "abs_tol": rule.abs_tol if rule.abs_tol is not None else _figures_tolerance(rule),
            "rel_tol": rule.rel_tol,
            "up_to": rule.up_to,
            "variable": variable if antiderivative else "",
        },
    )


def _figures_tolerance(rule: Rule) -> float | None:
    return None if rule.decimals is None else 0.5 * 10.0**-rule.decimals


def _read(text: str, names: Names, what: str) -> t.Node:
    reading = read(text, names)
    if reading.tree is None:
        assert reading.error is not None
        raise ContentError(
            f"The {what} cannot be read: {reading.error.message.en}",
            where=f"{text!r}, character {reading.error.position + 1}",
            mend="Write it in the checker's grammar.",
        )
    return reading.tree


def prove_answer(
    prover: Prover,
    proof: str,
    answer: str,
    names: Names,
    rule: Rule = PLAIN,
    timeout: float = ANSWER_TIMEOUT_S,
) -> Proof:
    """Whether ``proof`` comes to ``answer``; waits for it. Raises ``ContentError`` (see above)."""
    return prover.prove(answer_task(proof, answer, names, rule), timeout)
