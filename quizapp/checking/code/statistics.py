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


def judge_set(values: list[Any], support: Any) -> Flaw | None:
    """Whether whole numbers, drawn often, are all of ``support`` and equally often."""
    wanted = [int(one) for one in np.sort(np.unique(support))]
    drawn = np.asarray(values)
    if drawn.dtype.kind not in "iub":
        return Flaw("float", f"{float(drawn.flat[0]):g}", listed(wanted))
    found, counts = np.unique(drawn, return_counts=True)
    seen = [int(one) for one in found]
    if any(one not in wanted for one in seen):
        return Flaw("outside", listed(seen), listed(wanted))
    if len(seen) < len(wanted):
        return Flaw("missing", listed(seen), listed(wanted))
    if len(wanted) > 1 and _surprise(counts, drawn.size / len(wanted)) > _SURE:
        shares = "  ".join(f"{count / drawn.size:.0%}" for count in counts)
        return Flaw("uneven", shares, f"{1 / len(wanted):.0%}")
    return None


def _surprise(counts: Any, expected: float) -> float:
    """How many standard deviations a chi-square sum of ``counts`` lies off (Wilson–Hilferty)."""
    chi = float(np.sum((counts - expected) ** 2 / expected))
    freedom = len(counts) - 1
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
