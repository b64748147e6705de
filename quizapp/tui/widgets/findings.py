"""What a demo found: readings, what to look at, claims put to the test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isclose
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len

from quizapp.demos.numerals import figures
from quizapp.demos.spec import Outcome, Reading, Result
from quizapp.records import Localized
from quizapp.tui.cells import cut, pad
from quizapp.tui.ink import Ink, Line
from quizapp.tui.themes import SERIES
from quizapp.tui.widgets.rows import Rows
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.tui.app import QuizApp
    from quizapp.tui.yours import Yours

_SIGNS = "●▲■◆★▼"
_NO_COLOUR = dict.fromkeys((f"s{place}" for place in range(len(_SIGNS))), "")
_LABEL_CELLS = 22


class SeriesRows(Rows):
    """Rows that may speak of series too: roles s0 … s5, in the colours of the figure."""

    @property
    def ink(self) -> Ink:
        """The ink of the app with the colours of the series."""
        ink, theme = super().ink, self.app.theme
        colours = () if cast("QuizApp", self.app).no_colours else SERIES.get(theme, ())
        series = {f"s{place}": colour for place, colour in enumerate(colours)}
        return Ink({**ink.styles, **_NO_COLOUR, **series}, ink.marks, ink.boxes, ink.ascii)


def words_of(value: str | Localized) -> str:
    """A reading's value in the language in use."""
    return value if isinstance(value, str) else value.get(language())


def finding_rows(
    outcome: Outcome,
    readings: Sequence[Reading],
    ink: Ink,
    width: int,
    *,
    heading: str,
    ended: bool = True,
    room: int | None = None,
) -> list[Line]:
    """Readings under their heading, then the notice, the formula and the claims.

    Notice and formula speak of the whole run; unless it has ``ended``, they say so.

    With ``room`` for less than that the notice is kept longest; of the claims as many are shown
    as fit, and a last row says where the others are.
    """
    readings_block = reading_rows(readings, width, heading)
    notice = notice_rows(outcome, width, ended=ended)
    claims = claim_blocks(outcome, ink, width)
    if room is not None:
        if len(notice) > room:
            notice = []
        left = room - len(notice) - bool(notice)
        if len(readings_block) > left:
            readings_block = []
        claims = _fitting(claims, left - len(readings_block) - bool(readings_block))
    rows: list[Line] = []
    for block in (readings_block, notice, [row for claim in claims for row in claim]):
        if block:
            rows += [(), *block] if rows else block
    return rows


def _fitting(claims: list[list[Line]], room: int) -> list[list[Line]]:
    """The heading and as many whole claims as ``room`` holds, with a word for the rest."""
    if sum(map(len, claims)) <= room:
        return claims
    kept: list[list[Line]] = []
    used = 1  # the row that says there is more
    for claim in claims:
        used += len(claim)
        if used > room:
            break
        kept.append(claim)
    if len(kept) < 2:  # a heading alone says nothing
        return []
    return [*kept, [((tr("続きは表に"), "muted"), ("  v", "key"))]]


def reading_rows(readings: Sequence[Reading], width: int, heading: str) -> list[Line]:
    """A label and its value a row, with the marker of the series it belongs to."""
    if not readings:
        return []
    labels = [reading.label.get(language()) for reading in readings]
    cells = min(max(cell_len(label) for label in labels), _LABEL_CELLS)
    rows: list[Line] = [((heading, "strong"),)]
    for reading, label in zip(readings, labels, strict=True):
        sign = _SIGNS[reading.marker % len(_SIGNS)] if reading.marker is not None else " "
        role = f"s{reading.marker % len(_SIGNS)}" if reading.marker is not None else ""
        value = cut(words_of(reading.value), max(width - cells - 4, 6))
        rows.append(
            [(sign, role), (" ", ""), (pad(label, cells), ""), ("  ", ""), (value, "strong")]
        )
    return rows


def difference_rows(kept: Sequence[Reading], present: Sequence[Reading], width: int) -> list[Line]:
    """The readings of settings A and B where they differ, and how many are the same."""
    others = {reading.label.ja: words_of(reading.value) for reading in present}
    seen = {reading.label.ja for reading in kept}
    found = [
        (reading.label.get(language()), words_of(reading.value), others.get(reading.label.ja, "–"))
        for reading in kept
    ]
    found += [
        (reading.label.get(language()), "–", words_of(reading.value))
        for reading in present
        if reading.label.ja not in seen
    ]
    apart = [row for row in found if row[1] != row[2]]
    if not apart:
        return [((tr("A と B で結果は同じです"), "muted"),)]
    values = [
        min(max(cell_len(row[place]) for row in [*apart, ("", "A", "B")]), max(width // 3 - 1, 6))
        for place in (1, 2)
    ]
    label = max(
        min(max(cell_len(row[0]) for row in apart), width - sum(values) - 4),
        min(8, width - sum(values) - 4),
        cell_len(tr("違い")),
    )
    rows: list[Line] = [
        (
            (pad(tr("違い"), label), "strong"),
            ("  " + pad("A", values[0], right=True), "strong"),
            ("  " + pad("B", values[1], right=True), "strong"),
        )
    ]
    for name, first, second in apart:
        rows.append(
            (
                (pad(cut(name, label), label), ""),
                ("  " + pad(cut(first, values[0]), values[0], right=True), ""),
                ("  " + pad(cut(second, values[1]), values[1], right=True), "strong"),
            )
        )
    same = len(found) - len(apart)
    if same:
        rows.append(((tr("ほかの {n} つは同じ", n=same), "muted"),))
    return rows


def yours_rows(yours: Yours, results: Mapping[str, Result], width: int) -> list[Line]:
    """What the learner answered beside the result of the present settings."""
    result = results.get(yours.name)
    if isinstance(result, tuple) and isinstance(yours.value, tuple):
        return _entries(yours.value, result, width)
    if not isinstance(result, int | float) or isinstance(yours.value, tuple):
        return []
    labels = (tr("あなたの値"), tr("正しい値"))
    cells = max(map(cell_len, labels))
    rows: list[Line] = [((tr("答えとくらべる"), "strong"),)]
    for label, text in zip(labels, (yours.text, figures(float(result), 6)), strict=True):
        rows.append(((pad(label, cells), ""), ("  " + cut(text, width - cells - 2), "strong")))
    if result:
        ratio = figures(yours.value / float(result), 3)
        rows.append(((tr("正しい値の {ratio} 倍です", ratio=ratio), "muted"),))
    return rows


def _entries(mine: tuple[float, ...], right: tuple[float, ...], width: int) -> list[Line]:
    """Two vectors entry by entry; a mark stands before those that differ."""
    heads = (tr("あなた"), tr("正しい値"))
    columns = [[figures(value, 6) for value in values] for values in (mine, right)]
    most = max(6, width // 2 - 4)
    rooms = [
        min(max(cell_len(text) for text in (head, *texts)), most)
        for head, texts in zip(heads, columns, strict=True)
    ]
    rows: list[Line] = [((tr("答えとくらべる"), "strong"),)]
    rows.append(
        (
            ("     " + pad(heads[0], rooms[0], right=True), "muted"),
            ("  " + pad(heads[1], rooms[1], right=True), "muted"),
        )
    )
    for place in range(max(len(mine), len(right))):
        first, second = (texts[place] if place < len(texts) else "–" for texts in columns)
        both = place < min(len(mine), len(right))
        # Within what any question lets pass as rounding, they are the same to a reader.
        apart = not (both and isclose(mine[place], right[place], rel_tol=1e-3, abs_tol=1e-3))
        rows.append(
            (
                (f"{place + 1:>2} ", "muted"),
                ("× " if apart else "  ", "wrong" if apart else ""),
                (pad(cut(first, rooms[0]), rooms[0], right=True), "strong" if apart else ""),
                ("  " + pad(cut(second, rooms[1]), rooms[1], right=True), ""),
            )
        )
    return rows


def notice_rows(outcome: Outcome, width: int, *, ended: bool = True) -> list[Line]:
    """What to look at, and the line of mathematics with the numbers in it."""
    from quizapp.typeset.wrap import wrap_cells

    rows: list[Line] = []
    if outcome.notice:
        when = () if ended else ((tr("  最後まで動かしたとき"), "muted"),)
        rows.append(((tr("見どころ"), "strong"), *when))
        rows += [((line, ""),) for line in wrap_cells(outcome.notice.get(language()), width)]
    if outcome.formula:
        if rows:
            rows.append(())
        # A formula of several parts keeps each part on a row of its own where they do not all fit.
        parts = (
            [outcome.formula]
            if cell_len(outcome.formula) <= width
            else outcome.formula.split("   ")
        )
        rows += [((line, "muted"),) for part in parts for line in wrap_cells(part, width)]
    return rows


def claim_blocks(outcome: Outcome, ink: Ink, width: int) -> list[list[Line]]:
    """A heading, then each claim after its mark: held with these settings, or not."""
    from quizapp.typeset.wrap import wrap_cells

    blocks: list[list[Line]] = []
    for claim in outcome.claims:
        name = "right" if claim.held else "wrong"
        rows: list[Line] = []
        for place, line in enumerate(wrap_cells(claim.text.get(language()), width - 2)):
            mark: tuple[str, str] = (ink.mark(name), name) if place == 0 else (" ", "")
            rows.append([mark, (" ", ""), (line, "muted")])
        blocks.append(rows)
    return [[((tr("確かめたこと"), "strong"),)], *blocks] if blocks else []
