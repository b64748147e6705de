"""A few lines of code: a small editor, and the listing they belong to.

One line is checked by enter, as everywhere. Where an answer has several lines, enter begins the
next one, and ctrl+d checks; so does enter on an empty last line, which ends a block in Python's
own prompt too. Both are keys that every terminal sends.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import TextArea

from quizapp.content.inputs import CodeInput
from quizapp.tui.cells import cut, width_of
from quizapp.tui.ink import Line
from quizapp.tui.inputs.field import clean
from quizapp.tui.inputs.line import LineAnswer
from quizapp.tui.widgets.rows import Rows
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.content.kinds.base import QuestionBase

HOLE = "____"
HOLE_CELLS = 14
INDENT = 4
LONGEST = 3000
"""Characters the editor takes; a paste beyond that is cut."""
MOST_ROWS = 8
"""Rows the editor grows to before it scrolls."""
_WORDS = re.compile(r"(\s+|\w+)")
_KEYWORDS = frozenset(keyword.kwlist)
TONES = ("-right", "-wrong", "-close")


class CodeField(TextArea):
    """The editor itself: plain, no box, as high as its text."""

    DEFAULT_CSS = """
    CodeField, CodeField:focus {
        border: none; padding: 0; height: 1; background: transparent; background-tint: transparent;
        scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+d", "commit", show=False)]

    def __init__(self) -> None:
        super().__init__(
            id="code-field",
            compact=True,
            soft_wrap=True,
            highlight_cursor_line=False,
            tab_behavior="focus",
        )
        self.indent_width = INDENT
        self.lines_asked = 1

    # ── keys ─────────────────────────────────────────────────────────────────────────────────

    async def _on_key(self, event: events.Key) -> None:
        """Enter checks a single line, or begins the next one as far in as this one."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            if self.lines_asked == 1 or self._at_empty_end():
                self.action_commit()
            else:
                self._new_line()
            return
        if event.is_printable and len(self.text) >= LONGEST:
            event.stop()
            event.prevent_default()

    def _at_empty_end(self) -> bool:
        row, _ = self.cursor_location
        last = self.document.line_count - 1
        return row == last > 0 and not self.document.get_line(row).strip()

    def _new_line(self) -> None:
        row, column = self.cursor_location
        before = self.document.get_line(row)[:column]
        depth = len(before) - len(before.lstrip(" "))
        if before.rstrip().endswith((":", "：")):
            depth += INDENT
        self._replace_via_keyboard("\n" + " " * depth, *self.selection)

    def action_commit(self) -> None:
        """Hand the text over to be checked."""
        self.post_message(LineAnswer.Submitted(self.text.rstrip()))

    def action_delete_left(self) -> None:
        """One character, or one step of indentation."""
        row, column = self.cursor_location
        before = self.document.get_line(row)[:column]
        step = (column - 1) % INDENT + 1
        if self.selection.is_empty and before and not before.strip() and step > 1:
            self._delete_via_keyboard((row, column - step), (row, column))
            return
        super().action_delete_left()

    def action_cursor_up(self, select: bool = False) -> None:
        """One row up; in an empty editor the screen brings back the last answer."""
        if not self.text and not select:
            raise SkipAction
        super().action_cursor_up(select)

    def action_cursor_page_up(self) -> None:
        """The page scrolls, not the editor."""
        raise SkipAction

    def action_cursor_page_down(self) -> None:
        """The page scrolls, not the editor."""
        raise SkipAction

    async def _on_paste(self, event: events.Paste) -> None:
        """Put in the lines that were pasted, clean, as far as there is room."""
        event.stop()
        event.prevent_default()
        lines = event.text.expandtabs(INDENT).strip("\r\n").splitlines()
        text = "\n".join(clean(line) for line in lines)
        start, end = sorted(self.selection)
        room = LONGEST - len(self.text) + len(self.get_text_range(start, end))
        if text and room > 0:
            self._replace_via_keyboard(text[:room], start, end)

    # ── places in the text ───────────────────────────────────────────────────────────────────

    def location_of(self, index: int) -> tuple[int, int]:
        """Row and column of an index into the text."""
        before = self.text[: max(0, min(index, len(self.text)))]
        return before.count("\n"), len(before) - (before.rfind("\n") + 1)

    def rows_needed(self) -> int:
        """Rows that show all of the text, at least those an answer has, at most a few."""
        return max(self.lines_asked, min(MOST_ROWS, self.wrapped_document.height))


class CodeAnswer(Vertical, can_focus=False):
    """Takes code and says when the learner commits; grades nothing.

    It speaks as :class:`LineAnswer` does, so that the screen treats both alike.
    """

    DEFAULT_CSS = """
    CodeAnswer { height: auto; padding: 0 1; background: $surface; border-left: outer $accent; }
    CodeAnswer #names { height: auto; }
    CodeAnswer #code-given { display: none; height: auto; }
    CodeAnswer.-given CodeField, CodeAnswer.-given #names { display: none; }
    CodeAnswer.-given #code-given { display: block; }
    CodeAnswer.-given.-right { border-left: outer $right; }
    CodeAnswer.-given.-wrong { border-left: outer $wrong; }
    CodeAnswer.-given.-close { border-left: outer $hint; }
    CodeAnswer.-command { border-left: outer $ink-faint; }
    CodeAnswer.-command CodeField { color: $ink-muted; }
    """

    def __init__(self) -> None:
        super().__init__(id="code-answer")
        self.field = CodeField()
        self._shape = CodeInput()
        self._notice: Sequence[Line] = ()
        self._given: Sequence[Line] = ()
        self.names = Rows(self._names_rows, id="names")
        self.given = Rows(lambda width: self._given, id="code-given")

    def compose(self) -> ComposeResult:
        """The editor, the names below it, and what stays of both after a verdict."""
        yield self.field
        yield self.names
        yield self.given

    # ── what is asked ────────────────────────────────────────────────────────────────────────

    def ask(self, shape: CodeInput, draft: str, question: QuestionBase) -> None:
        """Begin with a question, holding ``draft``; what will judge it gets ready meanwhile."""
        question.warm()
        self._shape, self._notice = shape, ()
        self.update_classes(dict.fromkeys(("-given", "-command", *TONES), False))
        field = self.field
        field.lines_asked = max(1, shape.height)
        field.show_line_numbers = shape.height > 1
        field.cursor_blink = self.app.animation_level != "none"
        with field.prevent(TextArea.Changed):
            field.text = draft
        field.move_cursor(field.document.end)
        self.relabel()
        self._fit()

    def relabel(self) -> None:
        """Write the words again, in another language perhaps."""
        self.field.placeholder = (
            tr("複数行で書けます。空の行で enter か ctrl+d で採点")
            if self._shape.height > 1
            else tr("NumPy で書く")
        )
        self.names.redraw()

    @property
    def several(self) -> bool:
        """Whether an answer has several lines, so that enter alone does not check it."""
        return self._shape.height > 1

    @property
    def response(self) -> str:
        """The code as it stands."""
        return self.field.text.rstrip()

    @property
    def given_rows(self) -> int:
        """Rows that stay of the answer after a verdict."""
        return max(1, len(self._given))

    # ── focus ────────────────────────────────────────────────────────────────────────────────

    def type_here(self, caret: int | None = None) -> None:
        """Put the caret into the editor, at the index ``caret`` when given."""
        self.remove_class("-command")
        self.field.focus()
        if caret is not None:
            self.field.move_cursor(self.field.location_of(caret))

    def leave(self) -> None:
        """Keep the text, free the letters for commands."""
        self.add_class("-command")
        self.screen.set_focus(None)

    @property
    def typing(self) -> bool:
        """Whether the editor has the focus."""
        return self.field.has_focus

    def put(self, text: str) -> None:
        """Put ``text`` into the editor."""
        self.field.text = text
        self.field.move_cursor(self.field.document.end)

    def step(self, by: int) -> bool:
        """There is no other field to go to."""
        return False

    def on_descendant_focus(self) -> None:
        """The letters are text again."""
        self.remove_class("-command")

    def on_click(self) -> None:
        """A click anywhere in the block begins to type."""
        if not self.has_class("-given") and not self.field.has_focus:
            self.type_here()

    # ── notices, verdict ─────────────────────────────────────────────────────────────────────

    def notice(self, position: int, message: str) -> None:
        """Say below the editor what could not be read, and where, until the next change."""
        from quizapp.tui.prose import prose_lines

        width = max(20, self.names.size.width or 60)
        row, column = self.field.location_of(position)
        line = self.field.document.get_line(row)
        place: list[tuple[str, str]] = []
        if self.field.document.line_count > 1:
            place = [(f"{row + 1}  ", "hint strong")]
        place += [
            (cut(line[:column], max(4, width - 8)), "muted"),
            ("▸" + line[column : column + 12], "hint strong"),
        ]
        said = [
            [(text, role or "hint") for text, role in one] for one in prose_lines(message, width)
        ]
        price = ((tr("採点していません（回数は減りません）"), "muted"),)
        self._notice = [place, *said[:3], price]
        self.names.redraw()

    def show_given(self, response: str, tone: str) -> None:
        """Shrink to the learner's own code; ``tone`` is "right", "wrong" or "close"."""
        tail = tr("あなたの答え") if response.strip() else tr("答えていません")
        first, *more = response.split("\n")
        self._given = [
            [(first, "strong"), ("   " if first else "", ""), (tail, "muted")],
            *([(one, "strong")] for one in more),
        ]
        self.update_classes({"-given": True, **{name: name == f"-{tone}" for name in TONES}})
        self.given.redraw()

    def _names_rows(self, width: int) -> Sequence[Line]:
        return list(self._notice) or [*names_rows(self._shape, width)]

    def _fit(self) -> None:
        self.field.styles.height = self.field.rows_needed()

    def on_resize(self) -> None:
        """Wrap again for the new width."""
        self._fit()

    @on(TextArea.Changed)
    def _edited(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._notice:
            self._notice = ()
            self.names.redraw()
        self._fit()
        self.post_message(LineAnswer.Edited(self.response))

    @on(TextArea.SelectionChanged)
    def _moved(self, event: TextArea.SelectionChanged) -> None:
        event.stop()


def listing_rows(shape: CodeInput, width: int) -> list[Line]:
    """The listing with line numbers; faulty lines marked, the hole masked."""
    rows: list[Line] = []
    if not shape.listing:
        return rows
    for number, text in enumerate(shape.listing.split("\n"), 1):
        faulty = number in shape.repair
        row: list[tuple[str, str]] = [
            ("×" if faulty else " ", "wrong"),
            (f"{number:>2} ", "wrong" if faulty else "faint"),
        ]
        before, hole, after = text.partition(HOLE)
        if hole:
            row += [*_inked(before), ("▒" * HOLE_CELLS, "mask"), *_inked(after)]
        else:
            row += _inked(cut(text, width - width_of(row)))
        rows.append(row)
    return rows


def _inked(code: str) -> list[tuple[str, str]]:
    """A line of code with its keywords, and the name of a function, told apart."""
    pieces: list[tuple[str, str]] = []
    for piece in _WORDS.split(code):
        if piece in _KEYWORDS:
            role = "code"
        elif pieces and pieces[-1][0].isspace() and [one for one, _ in pieces[-2:-1]] == ["def"]:
            role = "accent"
        else:
            role = ""
        if piece:
            pieces.append((piece, role))
    return pieces


def names_rows(shape: CodeInput, width: int) -> list[Line]:
    """Names with their shapes, as many rows as they need, and functions worth using."""
    rows: list[list[tuple[str, str]]] = [[]]
    for said in shape.given:
        if rows[-1] and width_of(rows[-1]) + 3 + len(said) > width:
            rows.append([])
        rows[-1] += [("   " if rows[-1] else "", ""), (cut(said, width), "muted")]
    found: list[Line] = [row for row in rows if row]
    if shape.offers:
        lead = ((tr("使える関数") + "  ", "muted"),)
        found.append((*lead, (cut("  ".join(shape.offers), width - width_of(lead)), "")))
    return found
