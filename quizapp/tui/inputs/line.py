"""One typed line, or a few: what was read of it drawn below while it is typed.

The three rows below the field are reserved, so nothing on the page jumps while a formula grows or
an input method shows its candidates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from quizapp.tui.ink import Line
from quizapp.tui.inputs.field import LineField
from quizapp.tui.widgets.rows import Rows
from quizapp.words import tr

PREVIEW_ROWS = 3
TONES = ("-right", "-wrong", "-close")
"""Classes that colour the bar of a verdict."""

Preview = Callable[[str, int], Sequence[Line]]
"""Gives at most three rows that say how a text is read, for a width in cells."""


class LineAnswer(Vertical, can_focus=False):
    """Takes one line, or one for each blank, and says when the learner commits; grades nothing."""

    DEFAULT_CSS = """
    LineAnswer { height: auto; padding: 0 1; background: $surface; border-left: outer $accent; }
    LineAnswer .entry { height: 1; }
    LineAnswer .label { width: auto; height: 1; }
    LineAnswer .unit { width: auto; height: 1; }
    LineAnswer LineField { width: 1fr; }
    LineAnswer #preview { height: 3; }
    LineAnswer #given { display: none; }
    LineAnswer.-several #preview { display: none; }
    LineAnswer.-several.-noticed #preview { display: block; }
    LineAnswer.-given .entry, LineAnswer.-given #preview { display: none; }
    LineAnswer.-given #given { display: block; }
    LineAnswer.-given.-right { border-left: outer $right; }
    LineAnswer.-given.-wrong { border-left: outer $wrong; }
    LineAnswer.-given.-close { border-left: outer $hint; }
    LineAnswer.-command { border-left: outer $ink-faint; }
    LineAnswer.-command LineField { color: $ink-muted; }
    """

    @dataclass
    class Submitted(Message):
        """The learner pressed enter on the last field."""

        response: str

    @dataclass
    class Edited(Message):
        """The text has changed."""

        response: str

    def __init__(self) -> None:
        super().__init__(id="line-answer")
        self.fields: list[LineField] = []
        self._labels: list[Line] = []
        self._unit = ""
        self._preview: Preview | None = None
        self._notice: Sequence[Line] = ()
        self._given: Sequence[Line] = ()
        self._label_rows = [Rows(self._label_for(0), classes="label")]
        self.preview = Rows(self._preview_rows, id="preview")
        self.given = Rows(lambda width: self._given, id="given")
        self._unit_rows = Rows(lambda width: [((self._unit, "muted"),)], classes="unit")
        self._at = 0

    def compose(self) -> ComposeResult:
        """Entries, the rows reserved for the preview, and the row that stays after a verdict."""
        self.fields = [LineField()]
        yield Horizontal(self._label_rows[0], self.fields[0], self._unit_rows, classes="entry")
        yield self.preview
        yield self.given

    def _label_for(self, place: int) -> Callable[[int], Sequence[Line]]:
        return lambda width: [self._labels[place]] if place < len(self._labels) else [()]

    # ── what is asked ────────────────────────────────────────────────────────────────────────

    async def ask(
        self,
        labels: Sequence[Line],
        *,
        draft: str = "",
        unit: str = "",
        placeholder: str = "",
        preview: Preview | None = None,
    ) -> None:
        """Show one entry per label, holding what ``draft`` has for each, apart by ``;``."""
        texts = [one.strip() for one in draft.split(";")] if len(labels) > 1 else [draft]
        self._labels = list(labels)
        self._unit = unit
        self._preview = preview
        self._notice = ()
        await self._grow_to(len(labels))
        self.update_classes(
            {
                **dict.fromkeys(("-given", "-command", "-noticed", *TONES), False),
                "-several": len(labels) > 1,
            }
        )
        for place, field in enumerate(self.fields):
            text = texts[place] if place < len(texts) else ""
            with field.prevent(Input.Changed):
                field.value = text
            field.cursor_position = len(text)
            field.cursor_blink = self.app.animation_level != "none"
            field.placeholder = placeholder if place == 0 else ""
        for place, rows in enumerate(self._label_rows):
            rows.styles.width = sum_cells(self._labels[place]) if place < len(labels) else 0
            rows.redraw()
        self._unit_rows.styles.width = sum_cells(((unit, ""),)) + 1 if unit else 0
        self._unit_rows.redraw()
        self.preview.redraw()

    async def _grow_to(self, count: int) -> None:
        """Have exactly ``count`` entries."""
        for field in self.fields[count:]:
            entry = field.parent
            if entry is not None:
                await entry.remove()  # type: ignore[attr-defined]
        del self.fields[count:], self._label_rows[count:]
        while len(self.fields) < count:
            place = len(self.fields)
            field = LineField(place + 1)
            rows = Rows(self._label_for(place), classes="label")
            self.fields.append(field)
            self._label_rows.append(rows)
            await self.mount(Horizontal(rows, field, classes="entry"), before=self.preview)

    several = False
    """Enter checks the answer; only code may need more lines than one."""

    @property
    def label_cells(self) -> int:
        """Cells before the first field."""
        return sum_cells(self._labels[0]) if self._labels else 0

    @property
    def given_rows(self) -> int:
        """Rows that stay of the answer after a verdict."""
        return max(1, len(self._given))

    @property
    def texts(self) -> list[str]:
        """The text of each field."""
        return [field.value for field in self.fields]

    @property
    def response(self) -> str:
        """The texts as one response: blanks apart by ``;``."""
        texts = self.texts
        if len(texts) == 1:
            return texts[0]
        return " ; ".join(texts) if any(text.strip() for text in texts) else ""

    # ── focus ────────────────────────────────────────────────────────────────────────────────

    def type_here(self, caret: int | None = None) -> None:
        """Put the caret into the field it was in last, at ``caret`` when given."""
        self.remove_class("-command")
        field = self.fields[min(self._at, len(self.fields) - 1)]
        field.focus()
        if caret is not None:
            field.cursor_position = max(0, min(caret, len(field.value)))

    def leave(self) -> None:
        """Keep the text, free the letters for commands."""
        self.add_class("-command")
        self.screen.set_focus(None)

    @property
    def typing(self) -> bool:
        """Whether a field has the focus."""
        return any(field.has_focus for field in self.fields)

    def put(self, text: str) -> None:
        """Put ``text`` into the field."""
        field = self.fields[0]
        field.value = text
        field.cursor_position = len(text)

    def insert(self, text: str) -> None:
        """Put ``text`` where the caret stands."""
        self.fields[min(self._at, len(self.fields) - 1)].insert_text_at_cursor(text)

    def step(self, by: int) -> bool:
        """Move to the next or the previous field; False when there is none."""
        target = self._at + by
        if not 0 <= target < len(self.fields):
            return False
        self.fields[target].focus()
        return True

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember which field has the caret."""
        if event.widget in self.fields:
            self._at = self.fields.index(event.widget)
            self.remove_class("-command")

    def on_click(self, event: events.Click) -> None:
        """A click anywhere in the block begins to type."""
        if not self.has_class("-given"):
            self.type_here()

    # ── preview, notices, verdict ────────────────────────────────────────────────────────────

    def notice(self, lines: Sequence[Line]) -> None:
        """Say something in the preview rows until the next change (what could not be read)."""
        self._notice = lines
        self.add_class("-noticed")
        self.preview.redraw()

    def show_given(self, lines: Sequence[Line], tone: str) -> None:
        """Shrink to the learner's own text; ``tone`` is "right", "wrong" or "close"."""
        self._given = lines
        self.update_classes({"-given": True, **{name: name == f"-{tone}" for name in TONES}})
        self.given.redraw()

    def _preview_rows(self, width: int) -> Sequence[Line]:
        rows = list(self._notice)
        if not rows and self._preview is not None:
            rows = list(self._preview(self.fields[0].value, width))
        return rows[:PREVIEW_ROWS]

    @on(Input.Changed)
    def _edited(self, event: Input.Changed) -> None:
        event.stop()
        self._notice = ()
        self.remove_class("-noticed")
        self.preview.redraw()
        self.post_message(self.Edited(self.response))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """Enter goes to the next empty field; where there is none, the answer is committed."""
        event.stop()
        order = [*range(self._at + 1, len(self.fields)), *range(self._at)]
        blank = next((place for place in order if not self.fields[place].value.strip()), None)
        if len(self.fields) > 1 and blank is not None and event.input.value.strip():
            self.fields[blank].focus()
            return
        self.post_message(self.Submitted(self.response))

    @on(Input.Blurred)
    def _blurred(self, event: Input.Blurred) -> None:
        event.stop()


def sum_cells(line: Line) -> int:
    """Width of a label with the space behind it."""
    from quizapp.tui.cells import width_of

    width = width_of(line)
    return width + 1 if width else 0


def how_to_write(tokens: Iterable[tuple[str, str]]) -> Line:
    """One row of ``sign meaning`` pairs for an empty field."""
    line: list[tuple[str, str]] = []
    for sign, meaning in tokens:
        if line:
            line.append(("   ", ""))
        line += [(sign, ""), (f" {meaning}" if meaning else "", "muted")]
    return line


def unreadable_lines(caret: int, message: str, width: int) -> list[Line]:
    """A caret below the place and what is wrong there, in the colour of a hint."""
    from quizapp.tui.prose import prose_lines

    said = [[(text, role or "hint") for text, role in line] for line in prose_lines(message, width)]
    rows: list[Line] = [((" " * min(caret, width - 1) + "^", "hint strong"),), *said[:2]]
    if len(rows) < PREVIEW_ROWS:
        rows.append(((tr("採点していません（回数は減りません）"), "muted"),))
    return rows
