"""The pieces of the list of questions as rows: a question, what is beside it, what is filtered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quizapp.practice.labels import evidence_word, kind_word, status_word
from quizapp.tui.cells import cut, heading, pad, spread
from quizapp.tui.ink import Ink, Line, value_bar
from quizapp.tui.spans import interval, reviews_and_misses
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.content.items import ItemInfo
    from quizapp.content.library import Library
    from quizapp.practice.finding import Filter, Standing
    from quizapp.tui.pictures import Pictures


def filter_rows(which: Filter, width: int) -> Sequence[Line]:
    """What the list is narrowed to; the key that narrows it when it is not."""
    words = [
        *(status_word(one) for one in sorted(which.statuses)),
        *(kind_word(one) for one in sorted(which.kinds)),
        *sorted(which.topics),
    ]
    if not words:
        return [(spread((), (("f", "key"), (" " + tr("絞り込み"), "muted")), width))]
    return [spread((), ((cut("・".join(words), width), "hint"),), width)]


def question_row(
    row: ItemInfo, one: Standing, now_ms: int, ink: Ink, width: int, *, chosen: bool
) -> Line:
    """One question of the list, with what the record says of it."""
    ground = " cell" if chosen else ""
    bar = 10 if width >= 70 else 5
    title = max(8, width - 31 - bar)
    turned = tr("（裏）") if row.reverse else ""
    line = [
        ("▌" if chosen else " ", "accent"),
        *_mark(one, ink),
        (pad(row.id, 10) + " ", "muted"),
        (pad(row.title.get(language()) + turned, title), "strong" if chosen else ""),
        (" " + pad(kind_word(row.kind), 8) + " ", "muted"),
        *value_bar(one.recall, bar),
        (pad(_due(one, now_ms), 7, right=True), "" if one.due else "muted"),
    ]
    return [(text, (role + ground).strip()) for text, role in line]


def _mark(one: Standing, ink: Ink) -> list[tuple[str, str]]:
    memory = one.memory
    if memory.suspended:
        sign, role = "z", "muted"
    elif memory.state == "new":
        sign, role = "·", "faint"
    elif one.wrong:
        sign, role = ink.mark("wrong"), "wrong"
    else:
        sign, role = ink.mark("right"), "right"
    return [(sign, role), ("!" if memory.flagged else " ", "hint")]


def _due(one: Standing, now_ms: int) -> str:
    if one.memory.state == "new":
        return "-"
    if one.due:
        return tr("今日")
    return interval(max(60_000, one.memory.due_ms - now_ms))


def side_rows(
    library: Library,
    row: ItemInfo,
    one: Standing,
    now_ms: int,
    width: int,
    height: int,
    pictures: Pictures,
) -> Sequence[Line]:
    """The question, as far as ``height`` lets it be read, its figure, and what is known of it."""
    from quizapp.tui.prose import prose_lines

    spoken = language()
    question = library.question(row.item, 1)
    memory = one.memory
    rows: list[Line] = [
        ((f"{row.id}  ", "muted"), (cut(row.title.get(spoken), width - 12), "strong")),
        ((cut(row.topic_title.get(spoken), width), "muted"),),
        (),
        *prose_lines(question.prompt.get(spoken), width)[: max(4, height - 12)],
        (),
    ]
    figure = pictures.preview(question, width)
    if figure:
        rows += [*figure, ()]
    facts = [(tr("期限"), _due(one, now_ms))]
    if memory.state != "new":
        facts += [
            (tr("覚えている見込み"), f"{one.recall:.0%}"),
            (tr("復習の回数"), reviews_and_misses(memory.reps, memory.lapses)),
        ]
    facts.append((tr("根拠"), evidence_word(row.evidence)))
    if row.demo:
        facts.append((tr("デモ"), row.demo))
    marks = [status for status in ("leech", "suspended", "flagged") if one.has(status)]
    if marks:
        words = "・".join(status_word(mark) for mark in marks)  # type: ignore[arg-type]
        facts.append((tr("状態"), words))
    rows += [
        ((pad(heading(name), 20), "muted"), (cut(said, width - 20), "")) for name, said in facts
    ]
    return rows
