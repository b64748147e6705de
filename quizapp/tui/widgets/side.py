"""The side column of the question screen, where there is room: how to write, hints, memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from quizapp.clock import Moment, day_end_ms
from quizapp.content.inputs import LineInput
from quizapp.practice.view import View
from quizapp.tui.cells import heading, pad, width_of
from quizapp.tui.ink import Line
from quizapp.tui.spans import ago
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.tui.screens.quiz import QuizScreen

ROW = 26
"""Cells of a label before its value."""


def side_rows(
    screen: QuizScreen,
    view: View,
    width: int,
    hints: Callable[[int], Sequence[Line]],
) -> list[Line]:
    """While asked: how to write and the hint ladder; afterwards the demo and this item's memory."""
    blocks: list[list[Line]] = []
    question = view.question
    if question is None:
        return []
    if view.phase in ("asking", "wrong"):
        if isinstance(question.input, LineInput) and question.input.preview:
            blocks.append(_writing(question, width))
        if question.hints:
            blocks.append(list(hints(width)))
    else:
        if question.demo is not None and view.phase != "front":
            blocks.append(_demo(screen, question.demo.id, dict(question.demo.knobs), width))
        if view.phase != "front":
            blocks.append(_memory(screen, view, width))
    rows: list[Line] = []
    for block in blocks:
        if not block:
            continue
        if rows:
            rows += [(), ()]
        rows += block
    return rows


def _writing(question: object, width: int) -> list[Line]:
    rows: list[Line] = [((tr("書き方"), "strong"),), ()]
    signs = [
        ("x^2", tr("べき乗")),
        ("sqrt(x)", tr("平方根")),
        ("exp(x)  e^x", tr("指数")),
        ("log(x)", tr("自然対数")),
        ("1/2  0.5", tr("分数・小数")),
        ("[1, 2]", tr("ベクトル")),
    ]
    rows += [((pad(sign, 14), ""), (meaning, "muted")) for sign, meaning in signs]
    names = getattr(question, "name_list", ())
    if names:
        rows += [(), ((pad(tr("使える文字"), 14), "muted"), (", ".join(names), "strong"))]
    return rows


def _demo(screen: QuizScreen, demo: str, knobs: dict[str, object], width: int) -> list[Line]:
    head: Line = (
        (heading(tr("デモ")), "strong"),
        (f" {demo}", ""),
        ("   d", "key"),
        (" " + tr("で動かす"), "muted"),
    )
    figure = screen.pictures.of(demo, knobs, width)
    return [head, *([(), *figure] if figure else [])]


def _memory(screen: QuizScreen, view: View, width: int) -> list[Line]:
    desk = screen.quiz.desk
    if desk is None:
        return []
    now = screen.quiz.clock.now()
    ink = screen.quiz.ink
    rows: list[Line] = [((tr("この問題の記憶"), "strong"),)]
    events = [
        event for event in desk.log.events(view.item) if event.kind in ("answer", "rate", "undo")
    ]
    earlier: dict[int, tuple[Moment, str | None]] = {}
    for event in events:
        if event.kind == "undo":
            earlier.pop(event.turn_ms, None)
        elif event.rating is not None:
            earlier[event.turn_ms] = (
                Moment(event.at_ms, event.offset_min),
                "right" if event.rating > 1 else "wrong",
            )
    turns = [earlier[key] for key in sorted(earlier)]
    today = day_end_ms(now, screen.quiz.settings.rollover_hour)
    past = [turn for turn in turns if turn[0].at_ms < today - 86_400_000]
    marks = "".join(ink.mark(mark or "unknown") for _, mark in turns[-8:])
    if past:
        rows.append(((pad(tr("前回"), ROW - 12), "muted"), (ago(past[-1][0], now), "")))
    else:
        rows.append(((tr("今日はじめて解きました"), "muted"),))
    if len(turns) > 1:
        rows.append(((pad(tr("これまで"), ROW - 12), "muted"), (" ".join(marks), "")))
    recall = screen.recall_before()
    if recall is not None:
        rows.append(
            (
                (tr("覚えていた見込み"), "muted"),
                (
                    pad(
                        f"{round(100 * recall)}%",
                        width - width_of(((tr("覚えていた見込み"), ""),)),
                        right=True,
                    ),
                    "strong",
                ),
            )
        )
    return rows
