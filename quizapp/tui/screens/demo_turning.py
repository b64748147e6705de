"""Turning the knobs of a demo: by arrows, by mouse, by typing a number, by lot, and back."""

from __future__ import annotations

from random import Random

from rich.cells import cell_len
from textual import events, on

from quizapp.demos.knobs import ChoiceKnob, Knob
from quizapp.demos.numerals import fold
from quizapp.errors import QuizappError
from quizapp.tui.cells import cut
from quizapp.tui.screens.demo_stage import DemoStage
from quizapp.tui.widgets.knob import KnobRows
from quizapp.words import language, tr

_TYPED = "0123456789-.+eE/, "
_LONGEST_ENTRY = 60
_LONGEST_REFUSED = 16
_DRAWS = 20
"""Settings drawn until one is possible."""


def _half_width(sign: str) -> str:
    """What a typed sign means in a number: digits, points and dashes of an input method too."""
    return " " if sign.isspace() else fold(sign)


class Turning(DemoStage):
    """The part of the demo screen that moves knobs."""

    rng = Random()
    """Where settings by lot come from; tests put a seeded one here."""
    _lots = 0
    """How often a setting may still be drawn; 0 when none is wanted."""

    def choose(self, index: int) -> None:
        """Choose a knob; an entry that was open is dropped."""
        if self.bench is not None:
            self.rows.entry = None
            self.bench.choose(index)
            self.draw_knobs()
            self.draw_foot()

    def _move(self, steps: int) -> None:
        if self.bench is not None:
            knob = self.bench.knob
            self.turn(knob.name, knob.step(self.bench.values[knob.name], steps))

    # ── by mouse ─────────────────────────────────────────────────────────────────────────────

    @on(KnobRows.Chosen)
    def _clicked(self, event: KnobRows.Chosen) -> None:
        if self.works("up"):
            self.choose(event.index)

    @on(KnobRows.Turned)
    def _wheeled(self, event: KnobRows.Turned) -> None:
        if self.works("less"):
            self.choose(event.index)
            self._move(event.steps)

    @on(KnobRows.Pulled)
    def _pulled(self, event: KnobRows.Pulled) -> None:
        if self.works("less"):
            self.choose(event.index)
            if self.bench is not None:
                knob = self.bench.knob
                self.turn(knob.name, knob.at(event.fraction))

    # ── by keys ──────────────────────────────────────────────────────────────────────────────

    def _scrolled(self, rows: int) -> bool:
        """Scroll the table where it is in view; whether it was."""
        if self.state_name() != "values":
            return False
        self.query_one("#table").scroll_relative(y=rows, animate=False)
        return True

    def do_up(self) -> None:
        """The knob above; in the table, scroll."""
        if not self._scrolled(-1) and self.bench is not None:
            self.choose(self.bench.index - 1)

    def do_down(self) -> None:
        """The knob below; in the table, scroll."""
        if not self._scrolled(1) and self.bench is not None:
            self.choose(self.bench.index + 1)

    def do_less(self) -> None:
        """One step down."""
        self._move(-1)

    def do_more(self) -> None:
        """One step up."""
        self._move(1)

    def do_fast_less(self) -> None:
        """Ten steps down; in the table, a page down."""
        if not self._scrolled(self.query_one("#table").size.height):
            self._move(-10)

    def do_fast_more(self) -> None:
        """Ten steps up; in the table, a page up."""
        if not self._scrolled(-self.query_one("#table").size.height):
            self._move(10)

    def do_reset(self) -> None:
        """This knob as the question, or the demo, has it."""
        if self.bench is not None:
            name = self.bench.knob.name
            self.turn(name, self.bench.start[name])

    def do_reset_all(self) -> None:
        """All knobs as the question, or the demo, has them."""
        bench = self.bench
        if bench is not None and bench.values != bench.start:
            bench.values = dict(bench.start)
            self.turned()
            self.draw_knobs()
            self.run_demo()
        self.note.say(tr("すべて初期値に戻しました"))

    def do_random(self) -> None:
        """Every knob somewhere else; a setting that is not possible is drawn again."""
        if self.bench is None:
            return
        self.turned()
        self._lots = _DRAWS
        while self._draw_lot() and not self.run_demo():
            pass

    def _draw_lot(self) -> bool:
        """Put the knobs where a lot says; when too many were refused, back to the figure's."""
        if self.bench is None:
            return False
        self._lots -= 1
        if self._lots > 0:
            self.bench.scatter(self.rng)
            self.note.say(tr("無作為な設定にしました。R で初期値に戻ります"))
        else:
            self.bench.back()
        self.draw_knobs()
        return self._lots > 0

    def refuse(self, said: str) -> None:
        """A long run refused its setting; where that came by lot, another one is drawn."""
        if self._lots == 0:
            super().refuse(said)
        elif self._draw_lot():
            self.run_demo()
        else:
            super().refuse(said)

    def turned(self) -> None:
        """A knob was turned by hand: no more lots."""
        super().turned()
        self._lots = 0

    def ran(self) -> None:
        """The setting drawn by lot is in view."""
        super().ran()
        self._lots = 0

    # ── by typing ────────────────────────────────────────────────────────────────────────────

    def on_key(self, event: events.Key) -> None:
        """Digits begin and fill the entry; while it is open no letter means anything."""
        character = _half_width(event.character or "")
        if self.rows.entry is None:
            typed = character != "" and character in "0123456789-."
            if typed and character != "." and self.works("type"):
                event.stop()
                event.prevent_default()
                self._edit(character)
            return
        if event.key in ("enter", "escape"):
            return
        event.stop()
        event.prevent_default()
        if event.key in ("backspace", "delete"):
            self._edit(self.rows.entry[:-1])
        elif event.key == "ctrl+u":
            self._edit("")
        elif character and character in _TYPED:
            self._edit(self.rows.entry + character)

    def on_paste(self, event: events.Paste) -> None:
        """A pasted number fills the entry."""
        text = "".join(filter(_TYPED.__contains__, map(_half_width, event.text))).strip()
        if text and (self.rows.entry is not None or self.works("type")):
            event.stop()
            self._edit((self.rows.entry or "") + text)

    def _edit(self, text: str) -> None:
        if self.bench is None:
            return
        began = self.rows.entry is None
        self.pause()
        self.rows.entry = text[:_LONGEST_ENTRY]
        self.rows.redraw()
        self.note.say(self._allowed(self.bench.knob), keep=True)
        if began:
            self.draw_foot()

    def _allowed(self, knob: Knob, before: str = "") -> str:
        """``before`` and what may be typed for a knob; after a refusal, many are only counted."""
        if not isinstance(knob, ChoiceKnob):
            return before + tr("使える値: {allowed}", allowed=knob.allowed(language()))
        names = "  ".join(
            f"{number} {knob.show(option, language())}"
            for number, option in enumerate(knob.options, 1)
        )
        text = before + tr("1–{n} で選ぶ: {names}", n=len(knob.options), names=names)
        if not before or cell_len(text) <= self.note.size.width:
            return text
        return before + tr("1–{n} か ←→ で選べます", n=len(knob.options))

    def do_type(self) -> None:
        """The foot's own label was clicked: begin with an empty entry."""
        self._edit("")

    def do_set(self) -> None:
        """Take the number typed, or say what is allowed; the figure stays."""
        text = (self.rows.entry or "").strip()
        if self.bench is None or not text:
            self.end_entry()
            return
        knob = self.bench.knob
        try:
            value = knob.parse(text)
        except QuizappError:
            # The knob's own words name it as the command line does, and leave too little room.
            given = cut(text, _LONGEST_REFUSED)
            said = tr("{given} は使えません。", given=given)
            name = knob.title.get(language())
            self.note.say(self._allowed(knob, f"{name}: {said}  "), keep=True)
            return
        self.end_entry()
        self.turn(knob.name, value)

    def end_entry(self) -> None:
        """Close the entry."""
        self.rows.entry = None
        self.note.clear()
        self.rows.redraw()
        self.draw_foot()
