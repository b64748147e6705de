"""The sittings of a learner: the one under way, those handed in, and their reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from quizapp.errors import UsageError
from quizapp.exam.paper import Paper, changed, paper_text, read_paper
from quizapp.exam.report import make_report
from quizapp.exam.sitting import Sitting
from quizapp.exam.state import Forecast, State
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.clock import Moment
    from quizapp.content.library import Library
    from quizapp.store.port import StudyLog

SHOWN = 10
"""Items named in one message."""


def open_sitting(log: StudyLog) -> str | None:
    """The id of the newest sitting that is not handed in, or None."""
    return _newest(log, done=False)


def latest_done(log: StudyLog) -> str | None:
    """The id of the newest sitting that was handed in, or None."""
    return _newest(log, done=True)


def _newest(log: StudyLog, *, done: bool) -> str | None:
    for row in log.sittings():
        lines = log.sitting_lines(row.id)
        if (bool(lines) and lines[-1].kind == "submit") == done:
            return row.id
    return None


def minutes_left(log: StudyLog, at: Moment) -> int:
    """Whole minutes left of the newest sitting, rounded up; 0 when none is under way."""
    newest = log.sittings()[:1]
    lines = log.sitting_lines(newest[0].id) if newest else []
    if not lines or lines[-1].kind == "submit":
        return 0
    state = State.of(read_paper(newest[0].paper, newest[0].id), lines)
    left = state.deadline_ms - state.time.read(at.at_ms).seen_ms
    return max(0, -(-left // 60_000))


def start_or_resume(
    paper: Paper | None,
    library: Library,
    log: StudyLog,
    at: Moment,
    *,
    extra: float = 1.0,
    foresee: Callable[[Paper], Forecast | None] = lambda paper: None,
) -> Sitting:
    """A sitting of ``paper``, or the one under way when it is the same or none is given.

    ``foresee`` says what is expected of a paper that is begun. Raises ``UsageError`` where another
    sitting is under way, or the packs lack a question.
    """
    under_way = open_sitting(log)
    if under_way is not None:
        row = log.sitting(under_way)
        assert row is not None
        if paper is None or row.paper == paper_text(paper):
            return Sitting.resume(under_way, library, log, at)
        sitting = Sitting.resume(under_way, library, log, at)
        if sitting.state.submitted_ms is None:
            raise UsageError(
                tr("受けている途中の模試があります（{name}）", name=under_way),
                mend=tr("quizapp exam sit で続け、提出してから新しいものを始めてください"),
            )
    if paper is None:
        raise UsageError(tr("途中の模試はありません"), mend=tr("quizapp exam sit で始めます"))
    missing, rewritten = changed(library, paper)
    if missing or rewritten:
        names = [*missing, *rewritten]
        raise UsageError(
            tr("この模試の {n} 問が、手元のパックにないか、書き換わっています", n=len(names)),
            where="  ".join(names[:SHOWN]) + ("  …" if len(names) > SHOWN else ""),
            mend=tr("作った人と同じ版の quizapp とパックを使ってください"),
        )
    return Sitting.begin(paper, library, log, at, extra=extra, forecast=foresee(paper))


def report_of(sitting: str, library: Library, log: StudyLog, at: Moment) -> dict[str, Any]:
    """The report of a sitting, beside those before it. Raises ``UsageError`` while it runs."""
    made = Sitting.load(sitting, library, log)
    if made.state.submitted_ms is None:
        made.tick(at)
    if made.state.submitted_ms is None:
        raise UsageError(
            tr("この模試はまだ提出されていません"), mend=tr("quizapp exam sit で続けられます")
        )
    earlier = [
        {
            "sitting": one["id"],
            "blueprint": one["blueprint"],
            "begun_ms": one["begun_ms"],
            "score": {"percent": one["percent"]},
            "forecast": one["forecast"],
            "total": one["total"],
        }
        for one in summaries(log)
        if one["submitted"] and one["begun_ms"] < made.row.at_ms
    ]
    told = made.state.forecast
    return make_report(
        made,
        library,
        earlier=earlier,
        expected=None if told is None else told.expected,
        band=None if told is None else (told.low, told.high),
    )


def summaries(log: StudyLog) -> list[dict[str, Any]]:
    """A light row for every sitting, newest first."""
    found = []
    for row in log.sittings():
        paper = read_paper(row.paper, row.id)
        state = State.of(paper, log.sitting_lines(row.id))
        counted = [one for one in state.results if one.outcome != "void"]
        right = sum(one.score for one in counted)
        found.append(
            {
                "id": row.id,
                "blueprint": paper.blueprint.id,
                "seed": paper.seed,
                "begun_ms": row.at_ms,
                "offset_min": row.offset_min,
                "submitted": state.submitted_ms is not None,
                "answered": sum(seat.answered for seat in state.seats),
                "right": int(right),
                "total": len(counted) or paper.total,
                "percent": round(100 * right / len(counted), 1) if counted else 0.0,
                "forecast": state.forecast.plain() if state.forecast else None,
            }
        )
    return found
