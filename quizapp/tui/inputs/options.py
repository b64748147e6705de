"""What the inputs with listed options share: rows with a digit, a bar where you are, a click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.message import Message

from quizapp.tui.cells import pad, width_of
from quizapp.tui.ink import Line
from quizapp.tui.prose import prose_lines, text_row
from quizapp.tui.widgets.rows import Rows

INDENT = 5
"""Cells before an option's text: mark, digit, and the gaps between."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option as shown."""

    number: int
    """Authored 1-based number: what a response is made of."""
    text: str
    reason: str = ""
    right: bool | None = None
    """Whether it belongs to the right answer; None before the verdict."""


class OptionRows(Rows):
    """Options in the order shown. A subclass says what a digit, the arrows and space do."""

    @dataclass
    class Clicked(Message):
        """An option was clicked."""

        place: int
        """0-based place as shown."""

    @dataclass
    class Changed(Message):
        """The answer as it stands has changed."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(self._rows, id=id)
        self.options: tuple[Option, ...] = ()
        self.decided = False
        self.roomy = True
        """A blank row between options, where there is room."""
        self.reasons = "all"
        """After the verdict: "all" reasons, "some" (of those chosen or right), or "none"."""
        self.cursor = -1
        self.remarks: Mapping[int, str] = {}
        """A word at the right end of an option's first row, by place as shown (an exam's saved)."""
        self.struck: frozenset[int] = frozenset()
        """Places struck out by the learner, drawn as such."""
        self._places: dict[int, int] = {}

    @property
    def places(self) -> dict[int, int]:
        """Which option each drawn row belongs to."""
        return self._places

    # ── what a subclass decides ──────────────────────────────────────────────────────────────

    def start(self, options: Sequence[Option]) -> None:
        """Show ``options`` with nothing chosen."""
        self.options = tuple(options)
        self.decided = False
        self.cursor = -1
        self.redraw()

    def reveal(self, options: Sequence[Option], response: str | None) -> None:
        """Show which options were right, and why; ``response`` is what was answered."""
        self.options = tuple(options)
        self.decided = True
        self.take(response or "")
        self.redraw()

    def relabel(self, options: Sequence[Option]) -> None:
        """Show the same options in other words (another language); the answer stays."""
        self.options = tuple(options)
        self.redraw()

    def take(self, response: str) -> None:
        """Set the answer from a response in authored numbers."""
        raise NotImplementedError

    @property
    def response(self) -> str:
        """The answer as it stands, in authored numbers; "" when there is none."""
        raise NotImplementedError

    def digit(self, place: int) -> None:
        """A digit was pressed, or the option at that 0-based place clicked."""
        raise NotImplementedError

    def move(self, step: int) -> None:
        """An arrow was pressed."""
        raise NotImplementedError

    def space(self) -> None:
        """Space was pressed."""

    def back(self) -> None:
        """Backspace was pressed."""

    def is_chosen(self, place: int) -> bool:
        """Whether the option at ``place`` belongs to the answer."""
        raise NotImplementedError

    def box(self, place: int) -> str:
        """A ticked or empty box before the text; "" for none."""
        return ""

    # ── drawing ──────────────────────────────────────────────────────────────────────────────

    def changed(self) -> None:
        """Draw the new answer and tell the screen."""
        self.redraw()
        self.post_message(self.Changed())

    def height_for(self, width: int, *, roomy: bool, reasons: str) -> int:
        """Rows needed at ``width`` cells, in the given degree of folding."""
        return len(self._drawn_rows(width, roomy=roomy, reasons=reasons)[0])

    def fold(self, *, roomy: bool, reasons: str) -> None:
        """Choose the degree of folding."""
        if (roomy, reasons) != (self.roomy, self.reasons):
            self.roomy, self.reasons = roomy, reasons
            self.redraw()

    def _rows(self, width: int) -> Sequence[Line]:
        rows, self._places = self._drawn_rows(width, roomy=self.roomy, reasons=self.reasons)
        return rows

    def _drawn_rows(
        self, width: int, *, roomy: bool, reasons: str
    ) -> tuple[list[Line], dict[int, int]]:
        rows: list[Line] = []
        places: dict[int, int] = {}
        for place in range(len(self.options)):
            if rows and roomy:
                rows.append(())
            drawn = self.option_rows(place, width, reasons)
            places.update({len(rows) + line: place for line in range(len(drawn))})
            rows += drawn
        return rows, places

    def option_rows(self, place: int, width: int, reasons: str) -> list[Line]:
        """The rows of one option."""
        option = self.options[place]
        box = self.box(place)
        indent = INDENT + (2 if box and not self.ink.ascii else 4 if box else 0)
        if self.decided:
            return self._decided_rows(option, place, width, indent, box, reasons)
        chosen, here = self.is_chosen(place), place == self.cursor
        ground = " chosen" if (here or (chosen and self.cursor < 0)) else ""
        weight = "strong" if chosen else "struck" if place in self.struck else ""
        remark = self.remarks.get(place, "")
        tail = cell_len(remark) + 2 if remark else 0
        lines = prose_lines(option.text, width - indent - tail)
        rows: list[Line] = []
        for number, line in enumerate(lines):
            lead: list[tuple[str, str]] = [("▌" if ground else " ", "accent" + ground)]
            first = number == text_row(lines)
            lead.append((f" {place + 1}  " if first else " " * (INDENT - 1), "key" + ground))
            if box:
                role = "accent" if chosen else "muted"
                lead.append((pad(box if first else "", indent - INDENT), role + ground))
            body = [(text, f"{role} {weight}{ground}".strip()) for text, role in line]
            said = remark if first else ""
            rest = width - width_of(lead) - width_of(body) - cell_len(said)
            row = [*lead, *body, (" " * max(0, rest), ground.strip())]
            rows.append([*row, (said, "muted" + ground)] if said else row)
        return rows

    def _decided_rows(
        self, option: Option, place: int, width: int, indent: int, box: str, reasons: str
    ) -> list[Line]:
        ink = self.ink
        chosen = self.is_chosen(place)
        mark, role, word = self.verdict_of(option, chosen)
        lines = [list(line) for line in prose_lines(option.text, width - indent)]
        weight = "strong" if chosen or option.right else ""
        rows: list[Line] = []
        where = text_row(lines)
        for number, line in enumerate(lines):
            first = number == where
            lead = [
                (ink.mark(mark) if mark and first else " ", f"{role} strong".strip()),
                (
                    f" {place + 1}  " if first else " " * (INDENT - 1),
                    f"{role} strong".strip() if mark else "",
                ),
            ]
            if box:
                lead.append(
                    (pad(box if first else "", indent - INDENT), "accent" if chosen else "muted")
                )
            body = [
                (text, f"{own} {role} {weight}".strip() if not own else f"{own} {weight}".strip())
                for text, own in line
            ]
            rows.append([*lead, *body])
        if word:
            tail = ("   " + word, role)
            if width_of(rows[-1]) + width_of((tail,)) <= width:
                rows[-1] = [*rows[-1], tail]
        shown = reasons == "all" or (reasons == "some" and (chosen or option.right))
        if option.reason and shown:
            tone = "" if chosen or option.right else "muted"
            for said in prose_lines(option.reason, width - indent):
                rows.append([(" " * indent, ""), *((text, own or tone) for text, own in said)])
        return rows

    def verdict_of(self, option: Option, chosen: bool) -> tuple[str, str, str]:
        """Mark, role and word of an option after the verdict."""
        from quizapp.words import tr

        if option.right:
            return "right", "right", tr("正解・あなたの答え") if chosen else tr("正解")
        if chosen:
            return "wrong", "wrong", tr("あなたの答え")
        return "", "", ""

    def on_click(self, event: events.Click) -> None:
        """A click on an option is its digit."""
        place = self._places.get(event.y)
        if place is not None and not self.decided:
            event.stop()
            self.post_message(self.Clicked(place))
