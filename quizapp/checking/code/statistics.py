"""Random code judged by what it does often: which values, how often, and independently or not.

Exact equality with a seeded reference would reject code that is right and draws in another order,
so the distribution is judged. A verdict of "wrong" is reached at odds no right response meets.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

_SURE: Final = 5.5
"""Standard deviations beyond which counts are no accident (1 in 26 million)."""
_DOUBTFUL: Final = 4.0
"""The same for a share that is measured a second time before it counts (1 in 16,000, twice)."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a random response.

    ``kind``: of sets "outside", "missing", "uneven", "float"; of dropout "values", "scale",
    "mask", "share" (to be confirmed by a second look), "rows", "columns", "same".
    """

    kind: str
    yours: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Manner:
    """How a dropout goes wrong in one case, to be told from other ways of going wrong."""

    kind: str
    """The kind of its flaw."""
    told: str
    """Its factors, or the values of its mask."""
    share: float
    """The part of the elements it keeps."""
    count: int
    """The elements there are."""

    def alike(self, other: Manner) -> bool:
        """Whether both go wrong in the same way, chance apart."""
        if (self.kind, self.told) != (other.kind, other.told):
            return False
        if self.kind in ("rows", "columns"):  # few draws, so that shares say little
            return True
        middle = (self.share + other.share) / 2
        error = math.sqrt(2 * middle * (1 - middle) / self.count)
        return abs(self.share - other.share) <= _DOUBTFUL * error


def judge_set(values: list[Any], support: Any) -> Flaw | None:
    """Whether whole numbers, drawn often, are all of ``support`` and nothing else."""
    wanted = [int(one) for one in np.sort(np.unique(support))]
    drawn = np.asarray(values)
    if drawn.dtype.kind not in "iub":
        return Flaw("float", f"{float(drawn.flat[0]):g}", listed(wanted))
    seen = [int(one) for one in np.unique(drawn)]
    if any(one not in wanted for one in seen):
        return Flaw("outside", listed(seen), listed(wanted))
    if len(seen) < len(wanted):
        return Flaw("missing", listed(seen), listed(wanted))
    return None


def judge_shares(cases: list[list[Any]]) -> tuple[int, Flaw] | None:
    """Whether the values of each case come up equally often, and the case where it shows most.

    All cases are weighed together: ends that come up half as often as the others, which is what
    rounding does, may pass for chance in one case and never in all.
    """
    counts = [np.unique(np.asarray(values), return_counts=True)[1] for values in cases]
    chis = [float(np.sum((one - one.mean()) ** 2 / one.mean())) for one in counts]
    if _surprise(sum(chis), sum(len(one) - 1 for one in counts)) <= _SURE:
        return None
    most = int(
        np.argmax([_surprise(chi, len(one) - 1) for chi, one in zip(chis, counts, strict=True)])
    )
    shares = "  ".join(f"{count / counts[most].sum():.0%}" for count in counts[most])
    return most, Flaw("uneven", shares, f"{1 / len(counts[most]):.0%}")


def _surprise(chi: float, freedom: int) -> float:
    """How many standard deviations a chi-square sum lies off (Wilson–Hilferty)."""
    if not freedom:
        return 0.0
    spread = 2.0 / (9.0 * freedom)
    return float(((chi / freedom) ** (1 / 3) - (1 - spread)) / math.sqrt(spread))


def listed(values: list[int]) -> str:
    """Whole numbers as people list them: ``0 1 2 3``, or ``0–12`` for a long run."""
    if len(values) > 8 and values[-1] - values[0] == len(values) - 1:
        return f"{values[0]}–{values[-1]}"
    return " ".join(map(str, values[:12])) + (" …" if len(values) > 12 else "")


def judge_dropout(out: Any, mask: Any | None, x: Any, p: float) -> Flaw | None:
    """Whether ``out`` is inverted dropout of ``x`` with drop probability ``p``.

    ``x`` has no zeros, so a dropped element shows. ``mask`` (None when it is not asked for) is 1
    or true where an element was kept.
    """
    keep = 1.0 - p
    ratio = np.asarray(out, dtype=float) / x
    kept = ratio != 0
    values = ratio[kept]
    if p > 0 and values.size and kept.all() and np.allclose(values, values.flat[0], rtol=1e-6):
        # Nothing is dropped at all; how the rest is scaled is not the first thing to say.
        return Flaw("share", f"{1.0:.3f}", f"{keep:.3f}")
    if values.size and not np.allclose(values, values.flat[0], rtol=1e-6):
        return Flaw("values", _two(values), f"0, {1 / keep:.4g}")
    if values.size and not math.isclose(values.flat[0], 1 / keep, rel_tol=1e-6):
        return Flaw("scale", f"{values.flat[0]:.4g}", f"{1 / keep:.4g}")
    if mask is not None and not np.array_equal(np.asarray(mask, dtype=float), kept.astype(float)):
        shown = np.unique(np.asarray(mask, dtype=float))
        return Flaw("mask", "  ".join(f"{one:.4g}" for one in shown[:3]), "0  1")
    share = float(kept.mean())
    error = math.sqrt(p * keep / kept.size)
    rows, columns = _groups(kept)
    if rows or columns:
        return Flaw("rows" if rows else "columns", "", "")
    if abs(share - keep) > _DOUBTFUL * error:
        return Flaw("share", f"{share:.3f}", f"{keep:.3f}")
    return None


def _two(values: Any) -> str:
    shown = np.unique(np.round(values, 4))
    return "0, " + ", ".join(f"{one:g}" for one in shown[:2]) + (" …" if shown.size > 2 else "")


def _groups(kept: Any) -> tuple[bool, bool]:
    """Whether whole rows, or whole columns, of a matrix are kept and dropped together."""
    if kept.ndim != 2 or min(kept.shape) < 2:
        return False, False
    rows = bool(np.all(kept == kept[:, :1]))
    columns = bool(np.all(kept == kept[:1]))
    return rows and not columns, columns and not rows
