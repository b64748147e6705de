"""Proofs in the background: points accept an answer at once, algebra confirms it a little later.

One thread waits for one prover process; the screens never do.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quizapp.checking.prover import Prover, Task
    from quizapp.content.kinds.base import QuestionBase

Settled = Callable[[str], None]
"""Hears the outcome: "proved", "refuted", "unknown" or "timeout"; called in the proving thread."""


def task_of(question: QuestionBase, response: str) -> Task | None:
    """What to prove about a response to ``question``, or None when there is nothing to prove."""
    rule: Any = getattr(question, "rule", None)
    names: Any = getattr(question, "checking_names", None)
    answer: Any = getattr(question, "answer_line", None) or getattr(question, "answer", None)
    if rule is None or names is None or answer is None:
        return None
    from quizapp.checking import proof_task

    return proof_task(response, answer, rule, names)


class Proofs:
    """A line of things to prove and the thread that works through it."""

    def __init__(self) -> None:
        self._line: queue.SimpleQueue[tuple[QuestionBase, str, Settled] | None] = (
            queue.SimpleQueue()
        )
        self._thread: threading.Thread | None = None
        self._prover: Prover | None = None

    def start(self) -> None:
        """Start the thread and, in it, the prover; costs the caller nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="proofs", daemon=True)
            self._thread.start()

    def ask(self, question: QuestionBase, response: str, settled: Settled) -> None:
        """Put a response in line."""
        self.start()
        self._line.put((question, response, settled))

    def close(self) -> None:
        """Stop; a proof under way is dropped."""
        if self._thread is not None:
            self._line.put(None)
            prover, self._prover = self._prover, None
            if prover is not None:
                prover.close()
            self._thread = None

    def _work(self) -> None:
        from quizapp.checking import Prover

        self._prover = prover = Prover()
        prover.start()
        while (job := self._line.get()) is not None:
            question, response, settled = job
            task = task_of(question, response)
            settled("unknown" if task is None else prover.prove(task).outcome)
