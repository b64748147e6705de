"""What goes to the prover and what comes back, apart from the prover itself.

Kept light, because every check may name a task while few start a process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

ProofOutcome = Literal["proved", "refuted", "unknown", "timeout"]


@dataclass(frozen=True, slots=True)
class Proof:
    """What the prover found about one task."""

    outcome: ProofOutcome
    detail: str = ""
    """How it was found ("difference is 0", "value 3 at …"), or why not; English, for authors."""
    value: str = ""
    """The recomputed value in a readable form, where the task computes one."""
    seconds: float = 0.0

    @property
    def proved(self) -> bool:
        """True when the two sides are equal beyond doubt."""
        return self.outcome == "proved"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to prove: an operation of ``prover_process`` with its plain-data arguments."""

    operation: str
    arguments: Mapping[str, Any]
