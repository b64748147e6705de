"""Answers recomputed: SymPy, in a process of its own, carries out a question's ``proof``."""

from __future__ import annotations

import time
from dataclasses import replace
from types import TracebackType

from quizapp.checking import Proof, Prover, read
from quizapp.checking.proving import ANSWER_TIMEOUT_S, answer_task
from quizapp.content.kinds.base import QuestionBase
from quizapp.content.kinds.expression import Expression
from quizapp.content.kinds.number import Number
from quizapp.content.mathematics import unreadable
from quizapp.content.problems import Flaw
from quizapp.content.tables import spelled
from quizapp.errors import ContentError
from quizapp.records import Localized

LOC = ("proof",)
_PAUSE_S = 0.002
"""How long to let SymPy work before asking again."""


class Proofs:
    """The proofs of many questions, carried out one after another while other work goes on."""

    def __init__(self) -> None:
        self._prover = Prover(timeout=ANSWER_TIMEOUT_S)
        self._found: dict[int, Proof] = {}
        self._waiting: set[int] = set()

    def __enter__(self) -> Proofs:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._prover.close()

    def begin(self, question: QuestionBase) -> list[Flaw]:
        """Put a question's proof in line; what is wrong with it when it cannot even be read."""
        if not isinstance(question, Expression | Number) or not question.proof:
            return []
        text = spelled(question.written_proof)
        words = replace(question.checking_names, operations=True, undeclared="words")
        reading = read(text, words)
        if reading.error is not None:
            flaw = unreadable(LOC, text, reading.error)
            return [replace(flaw, code=flaw.code.replace("answer", "proof"), mend=Localized())]
        try:
            task = answer_task(
                text,
                question.answer_line,
                question.checking_names,
                replace(question.rule, mistakes=()),
            )
        except ContentError as error:
            return [Flaw(LOC, "proof.unreadable", Localized(error.what, error.what))]
        key = id(question)
        self._waiting.add(key)
        self._prover.submit(task, lambda proof: self._found.__setitem__(key, proof))
        return []

    def go_on(self) -> None:
        """Let the line move, without waiting."""
        self._prover.poll()

    def begun(self, question: QuestionBase) -> bool:
        """Whether the question has a proof that could be read."""
        return id(question) in self._waiting

    def outcome(self, question: QuestionBase) -> list[Flaw]:
        """What is wrong with the proof of ``question``, nothing when it holds. Waits for it."""
        key = id(question)
        while key not in self._found:
            self._prover.poll()
            time.sleep(_PAUSE_S)
        proof = self._found[key]
        if proof.proved:
            return []
        value = f" = {proof.value}" if proof.value else ""
        ja, en = _SAID[proof.outcome]
        return [
            Flaw(
                LOC,
                f"proof.{proof.outcome}",
                Localized(f"{ja}{value}（{proof.detail}）", f"{en}{value} ({proof.detail})"),
                Localized("proof か answer を直してください", "mend the proof or the answer")
                if proof.outcome == "refuted"
                else Localized("もっと直接の計算にしてください", "write a more direct calculation"),
            )
        ]


_SAID = {
    "refuted": ("proof は answer になりません", "the proof does not come to the answer"),
    "unknown": ("answer になるかを決められません", "whether it comes to the answer is undecided"),
    "timeout": ("時間内に計算が終わりません", "the calculation does not end in time"),
}
