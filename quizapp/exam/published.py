"""Averages by area that were published for sittings of the real exam.

The Japan Deep Learning Association publishes, after each E資格, the mean score of all candidates
in four subjects; no pass mark and no mean of the whole. Only figures that could be read in an
announcement, or in a report of one that names it, are kept here:

- 2025 #1: the association's announcement of 2025-03-14, as quoted by a candidate
  (yosshi-notamago-smallstack-blog.com/e2025-1-exam-passing-experience);
- 2022 #1: announcement of 2022-03-10, in TECH+ (news.mynavi.jp/techplus/article/20220311-2290870);
- 2021 #2: announcement of 2021-09-17, in Ledge.ai (ledge.ai/jdla-e-shikaku-2021-2nd-resul).

The exam counts deep learning as one subject; both of our areas of it stand beside that figure. The
papers of other sittings were other papers: a mean is a landmark, never a line to pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

PACK = "e-shikaku"
MEANS: dict[str, tuple[float, float, float, float]] = {
    # per cent: applied mathematics, machine learning, deep learning, development environment
    "2025 #1": (61.14, 62.15, 57.71, 68.74),
    "2022 #1": (63.41, 67.59, 63.97, 66.68),
    "2021 #2": (67.16, 73.49, 63.84, 66.54),
}
"""By sitting, newest first."""
SUBJECTS = {
    "mathematics": 0,
    "machine-learning": 1,
    "deep-learning": 2,
    "applications": 2,
    "engineering": 3,
}
"""The subject of each area of the pack."""


def published_for(items: Iterable[str]) -> dict[str, Any] | None:
    """What to put beside a paper of ``items``: the newest means, and how far all reach.

    None for a paper that is not of the exam's own pack, which those figures say nothing about.
    """
    if {item.split("/")[0] for item in items} != {PACK}:
        return None
    newest, means = next(iter(MEANS.items()))
    known = [one for sitting in MEANS.values() for one in sitting]
    return {
        "sitting": newest,
        "by_area": {area: round(means[subject]) for area, subject in SUBJECTS.items()},
        "low": round(min(means)),
        "high": round(max(means)),
        "sittings": list(MEANS),
        "lowest": round(min(known)),
        "highest": round(max(known)),
    }
