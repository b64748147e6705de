"""What a sitting showed, as one JSON object; text and HTML are drawn from it.

Never a pass or a fail: no pass mark is published. Shares carry the Wilson interval, which says
how little so few questions can tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quizapp.content.figures import figure_facts
from quizapp.content.inputs import ChoiceInput, ChoicesInput, CodeInput, OrderInput
from quizapp.exam.foreseen import record_of
from quizapp.exam.published import published_for
from quizapp.exam.state import Forecast, Result, Seat
from quizapp.exam.statistics import mean, wilson
from quizapp.records import Localized

if TYPE_CHECKING:
    from quizapp.content.kinds.base import QuestionBase
    from quizapp.content.library import Library
    from quizapp.exam.sitting import Sitting

FORMAT = "quizapp-exam-report"
VERSION = 1
SLOW_MS = 180_000
PACE_STEPS = 10


def make_report(
    sitting: Sitting,
    library: Library,
    *,
    earlier: Sequence[dict[str, Any]] = (),
    expected: float | None = None,
    band: tuple[float, float] | None = None,
) -> dict[str, Any]:
    """The report of a sitting that was handed in.

    ``earlier`` are reports of sittings before it, newest first. ``expected`` is the score in per
    cent that was foreseen, ``band`` the interval given with it. Raises ``ValueError``
    while the sitting is under way.
    """
    state = sitting.state
    if state.submitted_ms is None:
        raise ValueError("the sitting is still under way")
    questions = [_question(sitting, library, place) for place in range(state.paper.total)]
    counted = [one for one in questions if one["outcome"] != "void"]
    right = sum(one["score"] for one in counted)
    blueprint = state.paper.blueprint
    percent = 100 * right / len(counted) if counted else 0.0
    previous = next(
        (one for one in earlier if one["blueprint"] == blueprint.id),
        earlier[0] if earlier else None,
    )
    return {
        "format": FORMAT,
        "version": VERSION,
        "sitting": sitting.id,
        "blueprint": blueprint.id,
        "title": _table(blueprint.title),
        "seed": state.paper.seed,
        "framework": state.paper.framework,
        "begun_ms": state.start_ms,
        "offset_min": sitting.row.offset_min,
        "submitted_ms": state.submitted_ms,
        "closed_by": "deadline" if state.auto else "sitter",
        "used_ms": state.submitted_ms - state.start_ms - sum(state.pauses),
        "limit_ms": state.limit_ms,
        "extra_time": state.extra,
        "pauses_ms": list(state.pauses),
        "resumes": state.resumes,
        "away_ms": state.away_ms,
        "score": _share(counted, right) | {"chance": _chance(counted)},
        "answered": sum(bool(one["response"]) for one in counted),
        "by_area": _groups(counted, "area", {area.id: area.title for area in library.areas}),
        "by_topic": _groups(counted, "topic", {one.id: one.title for one in library.topics}),
        "time": _time(questions, state.limit_ms),
        "pace": _pace(sitting),
        "changes": _changes(questions),
        "confidence": _confidence(counted),
        "mend_first": _mend_first(counted),
        "published": published_for(one["id"] for one in questions),
        "previous": None
        if previous is None
        else {
            "sitting": previous["sitting"],
            "begun_ms": previous["begun_ms"],
            "percent": previous["score"]["percent"],
            "change": round(percent - previous["score"]["percent"], 1),
        },
        "expected": _expected(percent, expected, band, earlier),
        "questions": questions,
    }


def _expected(
    percent: float,
    expected: float | None,
    band: tuple[float, float] | None,
    earlier: Sequence[dict[str, Any]],
) -> dict[str, Any] | None:
    """What was expected, how far off it was, and how such forecasts did so far, this one too."""
    if expected is None:
        return None
    told = [
        (forecast, float(one["score"]["percent"]))
        for one in earlier
        if (forecast := Forecast.read(one.get("forecast"))) is not None
    ]
    if band is not None:
        told.insert(0, (Forecast(expected, *band, expected), percent))
    return {
        "percent": expected,
        "band": list(band) if band else None,
        "inside": None if band is None else band[0] <= percent <= band[1],
        "error": round(percent - expected, 1),
        "record": record_of(told),
    }


def missed_items(report: dict[str, Any]) -> list[str]:
    """The items to practise, those of "sure and wrong" first."""
    first = list(report["mend_first"])
    numbers = first + [
        one["number"]
        for one in report["questions"]
        if one["outcome"] in ("wrong", "blank", "unreadable") and one["number"] not in first
    ]
    return [report["questions"][number - 1]["id"] for number in numbers]


def _question(sitting: Sitting, library: Library, place: int) -> dict[str, Any]:
    state = sitting.state
    slot, seat, result = state.paper.slots[place], state.seats[place], state.results[place]
    asked = sitting.question(place)
    shared = asked.shared if asked else None
    row = library.item(slot.item) if library.has(slot.item) else None
    return {
        "number": place + 1,
        "id": slot.item,
        "seed": slot.seed,
        "area": slot.area,
        "topic": slot.topic,
        "title": _table(asked.title if asked else Localized(slot.item, slot.item)),
        "shared": _table(shared.text if shared else Localized()),
        "shared_figure": figure_facts(shared.figure, asked) if shared and asked else None,
        "prompt": _table(asked.prompt if asked else Localized()),
        "figure": figure_facts(asked.figure, asked) if asked else None,
        "listing": asked.input.listing if asked and isinstance(asked.input, CodeInput) else "",
        "outcome": result.outcome,
        "score": result.score,
        "response": seat.response,
        "answer": _told(asked, seat.response),
        "key": _key(asked),
        "right_option": _right_option(asked),
        "options": len(slot.options),
        "shown": _shown(asked, seat.response, slot.options),
        "reason": _table(_reason(asked, seat, result)),
        "explanation": _table(asked.explanation if asked else Localized()),
        "demo": asked.demo.id if asked is not None and asked.demo is not None else "",
        "demo_knobs": dict(asked.demo.knobs) if asked is not None and asked.demo else {},
        "spent_ms": seat.spent_ms,
        "looks": seat.looks,
        "flagged": seat.flagged,
        "mark": seat.mark,
        "note": seat.note,
        "changed": _changed(asked, seat, slot.seed),
        "rewritten": row is not None and row.fingerprint != slot.fingerprint,
    }


def _told(asked: QuestionBase | None, response: str) -> dict[str, str]:
    """A response in words: the texts of chosen options, else as it was typed."""
    if asked is None or not response:
        return {"ja": "", "en": ""}
    if isinstance(asked.input, ChoiceInput | ChoicesInput):
        options = asked.input.options
        chosen = [options[int(one) - 1] for one in response.split(",") if one.isdigit()]
        return {
            language: " / ".join(one.get(language) for one in chosen) for language in ("ja", "en")
        }
    if isinstance(asked.input, OrderInput):
        steps = asked.input.steps
        order = [int(one) - 1 for one in response.split(",") if one.isdigit()]
        if all(0 <= one < len(steps) for one in order):
            return {
                language: "\n\n".join(
                    f"{place}. {steps[one].get(language)}" for place, one in enumerate(order, 1)
                )
                for language in ("ja", "en")
            }
    return {"ja": response, "en": response}


def _shown(asked: QuestionBase | None, response: str, order: Sequence[int]) -> list[dict[str, Any]]:
    """The options as they stood on the paper, each with what was chosen, right, and why."""
    if asked is None or not isinstance(asked.input, ChoiceInput | ChoicesInput):
        return []
    right = _right_option(asked).split(",")
    chosen = response.split(",")
    texts, reasons = asked.input.options, asked.option_reasons
    return [
        {
            "number": str(one + 1),
            "text": _table(texts[one]),
            "chosen": str(one + 1) in chosen,
            "right": str(one + 1) in right,
            "reason": _table(reasons[one] if one < len(reasons) else Localized()),
        }
        for one in (order or range(len(texts)))
        if one < len(texts)
    ]


def _key(asked: QuestionBase | None) -> dict[str, str]:
    if asked is None:
        return {"ja": "", "en": ""}
    return {language: asked.answer_text(language) for language in ("ja", "en")}


def _right_option(asked: QuestionBase | None) -> str:
    """The right response in authored numbers, for kinds with options."""
    if asked is None or not isinstance(asked.input, ChoiceInput | ChoicesInput):
        return ""
    return next((response for _, response in asked.right_responses()), "")


def _reason(asked: QuestionBase | None, seat: Seat, result: Result) -> Localized:
    """Why the option that was chosen is wrong; else what grading says of the response."""
    if asked is None or not seat.answered or result.outcome == "right":
        return Localized()
    return asked.grade(seat.response).feedback


def _changed(asked: QuestionBase | None, seat: Seat, seed: int) -> str:
    """What changing the answer did: "", "right-wrong", "wrong-right", "wrong-wrong"."""
    given = [response for _, response in seat.history if response]
    if asked is None or len(set(given)) < 2 or not seat.response or seat.response == given[0]:
        return ""
    first = asked.grade(given[0], seed=seed).outcome == "right"
    last = asked.grade(seat.response, seed=seed).outcome == "right"
    return f"{'right' if first else 'wrong'}-{'right' if last else 'wrong'}"


def _share(questions: Sequence[dict[str, Any]], right: float) -> dict[str, Any]:
    low, high = wilson(right, len(questions))
    return {
        "right": int(right),
        "total": len(questions),
        "percent": round(100 * right / len(questions), 1) if questions else 0.0,
        "low": round(100 * low, 1),
        "high": round(100 * high, 1),
    }


def _chance(questions: Sequence[dict[str, Any]]) -> float:
    """Per cent that guessing would score on average: one in as many as there are options."""
    shares = [
        1 / one["options"] if one["options"] and one["right_option"].isdigit() else 0.0
        for one in questions
    ]
    return round(100 * mean(shares), 1)


def _groups(
    questions: Sequence[dict[str, Any]], by: str, titles: dict[str, Localized]
) -> list[dict[str, Any]]:
    found = []
    for name in dict.fromkeys(one[by] for one in questions):
        group = [one for one in questions if one[by] == name]
        found.append(
            {
                "id": name,
                "title": _table(titles.get(name, Localized(name, name))),
                **_share(group, sum(one["score"] for one in group)),
                "chance": _chance(group),
                "mean_ms": round(mean([one["spent_ms"] for one in group])),
            }
        )
    return found


def _time(questions: Sequence[dict[str, Any]], limit_ms: int) -> dict[str, Any]:
    looked = [one["spent_ms"] for one in questions if one["looks"]]
    return {
        "mean_ms": round(mean(looked)),
        "allowed_ms": round(limit_ms / len(questions)),
        "slow": [one["number"] for one in questions if one["spent_ms"] > SLOW_MS],
    }


def _pace(sitting: Sitting) -> list[dict[str, float]]:
    """Questions answered by each tenth of the time, beside an even pace."""
    state = sitting.state
    firsts = sorted(seat.history[0][0] for seat in state.seats if seat.history)
    end = state.submitted_ms or state.start_ms
    span = max(state.limit_ms + sum(state.pauses), 1)
    steps = []
    for step in range(1, PACE_STEPS + 1):
        moment = state.start_ms + span * step // PACE_STEPS
        steps.append(
            {
                "minute": round(span * step / PACE_STEPS / 60_000, 1),
                "answered": sum(at <= min(moment, end) for at in firsts),
                "even": round(state.paper.total * step / PACE_STEPS, 1),
            }
        )
    return steps


def _changes(questions: Sequence[dict[str, Any]]) -> dict[str, list[int]]:
    return {
        name.replace("-", "_"): [one["number"] for one in questions if one["changed"] == name]
        for name in ("right-wrong", "wrong-right", "wrong-wrong")
    }


def _confidence(questions: Sequence[dict[str, Any]]) -> dict[str, Any]:
    found = {}
    for mark in ("sure", "unsure", ""):
        group = [one for one in questions if one["mark"] == mark and one["response"]]
        found[mark or "unmarked"] = _share(group, sum(one["score"] for one in group))
    return found


def _mend_first(questions: Sequence[dict[str, Any]]) -> list[int]:
    """Numbers of questions answered surely and wrongly, the quickest first."""
    wrong = [one for one in questions if one["outcome"] == "wrong" and one["mark"] == "sure"]
    return [one["number"] for one in sorted(wrong, key=lambda one: one["spent_ms"])]


def _table(text: Localized) -> dict[str, str]:
    return {"ja": text.get("ja"), "en": text.get("en")}
