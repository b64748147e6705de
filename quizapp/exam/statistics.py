"""Figures about few questions and few sitters, each with its formula's source."""

from __future__ import annotations

import math
from collections.abc import Sequence

Z95 = 1.959963984540054
"""Two-sided 95 % point of the normal distribution."""


def wilson(right: float, total: int, z: float = Z95) -> tuple[float, float]:
    """The 95 % interval for a share of ``right`` in ``total``, honest for few questions too.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    JASA 22 (1927): centre (p + z²/2n) / (1 + z²/n), half width
    z √(p(1-p)/n + z²/4n²) / (1 + z²/n).
    """
    if total == 0:
        return 0.0, 1.0
    share = right / total
    scale = 1 + z * z / total
    centre = (share + z * z / (2 * total)) / scale
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / scale
    return max(0.0, centre - half), min(1.0, centre + half)


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def variance(values: Sequence[float]) -> float:
    """The population variance (divided by n), as KR-20 takes it."""
    middle = mean(values)
    return mean([(one - middle) ** 2 for one in values])


def correlation(one: Sequence[float], two: Sequence[float]) -> float | None:
    """Pearson's r; None where one of the two does not vary."""
    spread = variance(one) * variance(two)
    if spread <= 1e-24:
        return None
    a, b = mean(one), mean(two)
    shared = mean([(x - a) * (y - b) for x, y in zip(one, two, strict=True)])
    return shared / math.sqrt(spread)


def discrimination(item: Sequence[float], totals: Sequence[float]) -> float | None:
    """The corrected point-biserial correlation of an item with the rest of the paper.

    The item is taken out of the total, since it would else correlate with itself. Source:
    S. Henrysson, "Correction of item-total correlations in item analysis", Psychometrika 28
    (1963). None where everybody, or nobody, was right.
    """
    rest = [total - score for score, total in zip(item, totals, strict=True)]
    return correlation(item, rest)


def alpha(scores: Sequence[Sequence[float]]) -> float | None:
    """Cronbach's alpha of rows of item scores, one row a sitter; KR-20 where scores are 0 or 1.

    k/(k-1) · (1 - Σ item variances / variance of totals), population variances. Sources: G. F.
    Kuder and M. W. Richardson, "The theory of the estimation of test reliability", Psychometrika
    2 (1937), formula 20; L. J. Cronbach, "Coefficient alpha and the internal structure of tests",
    Psychometrika 16 (1951). None for fewer than two items or sitters, or equal totals.
    """
    if len(scores) < 2 or len(scores[0]) < 2:
        return None
    whole = variance([sum(row) for row in scores])
    if whole <= 1e-12:
        return None
    items = sum(variance(column) for column in zip(*scores, strict=True))
    count = len(scores[0])
    return count / (count - 1) * (1 - items / whole)
