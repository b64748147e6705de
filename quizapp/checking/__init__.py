"""Judges what a learner typed, as mathematics and as words; knows no questions.

``judge(response, answer, rule, names)`` is the one door: its docstring lists every rule.

Names are loaded when first used, so that importing the package costs nothing on the start path.
SymPy is never imported here: it lives in the prover's own process (``Prover``).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from quizapp.checking.choices import Option, judge_choice, judge_choices
    from quizapp.checking.compiled import Reference
    from quizapp.checking.judging import judge, judge_number, proof_task, reference
    from quizapp.checking.names import (
        ANY_NAMES,
        NO_NAMES,
        WORD_NAMES,
        Definition,
        Names,
        Symbol,
    )
    from quizapp.checking.orders import judge_order
    from quizapp.checking.parse import read
    from quizapp.checking.proofs import Proof, Task
    from quizapp.checking.prover import Prover
    from quizapp.checking.proving import prove_answer
    from quizapp.checking.reading import Reading
    from quizapp.checking.rules import Mistake, Rule
    from quizapp.checking.text import judge_cloze, judge_text

_HOMES: Final = {
    "ANY_NAMES": "names",
    "Definition": "names",
    "Mistake": "rules",
    "NO_NAMES": "names",
    "Names": "names",
    "Option": "choices",
    "Proof": "proofs",
    "Prover": "prover",
    "Reading": "reading",
    "Reference": "compiled",
    "Rule": "rules",
    "Symbol": "names",
    "Task": "proofs",
    "WORD_NAMES": "names",
    "judge": "judging",
    "judge_choice": "choices",
    "judge_choices": "choices",
    "judge_cloze": "text",
    "judge_number": "judging",
    "judge_order": "orders",
    "judge_text": "text",
    "proof_task": "judging",
    "prove_answer": "proving",
    "read": "parse",
    "reference": "judging",
}

__all__ = [
    "ANY_NAMES",
    "NO_NAMES",
    "WORD_NAMES",
    "Definition",
    "Mistake",
    "Names",
    "Option",
    "Proof",
    "Prover",
    "Reading",
    "Reference",
    "Rule",
    "Symbol",
    "Task",
    "judge",
    "judge_choice",
    "judge_choices",
    "judge_cloze",
    "judge_number",
    "judge_order",
    "judge_text",
    "proof_task",
    "prove_answer",
    "read",
    "reference",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
