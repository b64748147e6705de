"""The statistics as plain JSON values, for ``quizapp stats --json`` and the file exported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from quizapp.practice.confidence import CODES, Level, calibration
from quizapp.practice.statistics import Retention, Statistics
from quizapp.scheduling.days import date_of

if TYPE_CHECKING:
    from quizapp.store.port import SureAnswer


def confidence_plain(answers: Iterable[SureAnswer], misjudged: Sequence[str]) -> dict[str, Any]:
    """How right each level of confidence was, and the items that were sure and wrong."""
    return _confidence(calibration(answers), misjudged)


def _confidence(levels: Iterable[Level], misjudged: Sequence[str]) -> dict[str, Any]:
    return {
        "levels": [
            {
                "level": CODES[one.sure],
                "asked": one.asked,
                "right": one.right,
                "share": None if one.share is None else round(one.share, 4),
                "low": round(one.low, 4),
                "high": round(one.high, 4),
            }
            for one in levels
        ],
        "sure_and_wrong": list(misjudged),
    }


def plain(known: Statistics, kept: Retention | None = None) -> dict[str, Any]:
    """Everything the statistics screen draws; dates in ISO form."""
    found: dict[str, Any] = {
        "totals": asdict(known.totals),
        "forecast": list(known.forecast),
        "topics": [
            {
                "id": one.id,
                "total": one.total,
                "seen": one.seen,
                "remembered": round(one.remembered, 4),
            }
            for one in known.topics
        ],
        "most_missed": [
            {"item": one.item, "lapses": one.lapses, "wrong": one.wrong, "leech": one.leech}
            for one in known.missed
        ],
        "confidence": _confidence(known.calibration, [one.item for one in known.misjudged]),
        "seconds_by_kind": {kind: round(value, 1) for kind, value in known.seconds.items()},
        "growth": [{"day": date_of(day).isoformat(), "met": met} for day, met in known.growth],
        "items": {
            "total": known.total,
            "seen": known.seen,
            "remembered": round(known.remembered, 2),
        },
    }
    if kept is not None:
        share = kept.predicted_share
        found["predicted"] = {
            "tested": kept.tested,
            "kept": kept.kept,
            "rate": None if share is None else round(share, 4),
        }
    return found
