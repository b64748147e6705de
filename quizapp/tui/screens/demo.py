"""The demo lab: a figure, its knobs, and what came of turning them."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from textual import events, on
from textual.app import App
from textual.containers import Container, VerticalScroll
from textual.timer import Timer
from textual.widget import Widget

from quizapp.demos.knobs import ChoiceKnob, Value
from quizapp.demos.numerals import fold
from quizapp.demos.spec import Outcome
from quizapp.errors import QuizappError
from quizapp.tui.bench import Bench, one_line
from quizapp.tui.ink import Line
from quizapp.tui.keys import bindings
from quizapp.tui.runner import Runner
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.screens.demo_keys import KEYS, STATES
from quizapp.tui.widgets.figure import FigureView
from quizapp.tui.widgets.findings import SeriesRows, finding_rows
from quizapp.tui.widgets.frame import FootKey
from quizapp.tui.widgets.knob import MOST_VISIBLE, KnobRows
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.demos.figure import Table

_TYPED = "0123456789.-+eE/, "
_LONGEST_ENTRY = 60
_FASTEST = 30
"""Frames a second."""
_SECONDS = 5.0
"""About how long a run takes, if its steps allow."""
_REST_S = 0.08
"""How long a knob rests before a heavy demo is run."""

_kept: WeakKeyDictionary[App[Any], dict[tuple[str, str], dict[str, Value]]] = WeakKeyDictionary()
"""Values of the knobs when a demo was left, by demo and the question it was opened from."""


def _half_width(sign: str) -> str:
    """What a typed sign means in a number: digits, points and dashes of an input method too."""
    return " " if sign.isspace() else fold(sign)


@cache
def _spare_the_collector() -> None:
    """Leave what is loaded by now out of the garbage collector's rounds, once in a process.

    A full round over the libraries takes 50 ms, and a held key brings one about every second:
    the difference between a figure that follows the hand and one that stutters.
    """
    gc.freeze()


class DemoScreen(FrameScreen):
    """One demo. Turning a knob runs it again at once; the run itself decides everything shown."""

    PLACE = "demo"
    KEYS = KEYS
    STATES = STATES
    BINDINGS = [*bindings("demo", KEYS)]
    DEFAULT_CSS = """
    DemoScreen #lab { layout: vertical; }
    DemoScreen #table { display: none; height: 1fr; width: 1fr; scrollbar-size: 0 0; }
    DemoScreen #lab-side { height: auto; margin-top: 1; }
    DemoScreen.-short #lab-side { margin-top: 0; }
    DemoScreen #findings { display: none; margin-top: 1; }
    DemoScreen.-tall #findings { display: block; }
    DemoScreen.-values #figure, DemoScreen.-values.-std #findings { display: none; }
    DemoScreen.-values #table { display: block; }
    DemoScreen.-wide #lab { layout: horizontal; }
    DemoScreen.-wide #lab-side { width: 36; height: 1fr; margin-left: 3; margin-top: 0; }
    DemoScreen.-wide #findings { display: block; }
    """

    def __init__(
        self, demo_id: str, knobs: Mapping[str, object] | None = None, origin: str = ""
    ) -> None:
        super().__init__()
        self._demo_id = demo_id
        self._given = dict(knobs or {})
        self.origin = origin or ""
        self.bench: Bench | None = None
        self.progress: float | None = None
        """How much of a heavy run is done; None while nothing is under way."""
        self._playing: Timer | None = None
        self.runner = Runner(self, self._finish, self._tell_progress)
        self._trouble = ""
        self.figure = FigureView(id="figure")
        self.rows = KnobRows(self._knob_room)
        self.findings = SeriesRows(self._findings, id="findings")
        self.table = SeriesRows(self._table, id="table-rows")

    def compose_body(self) -> Iterable[Widget]:
        """Figure and knobs, below each other or side by side."""
        with Container(id="lab", classes="body"):
            yield self.figure
            with VerticalScroll(id="table", can_focus=False):
                yield self.table
            with Container(id="lab-side"):
                yield self.rows
                yield self.findings

    def on_mount(self) -> None:
        """Show the frame first; the demo and NumPy are loaded after the first picture."""
        self.thread_row.rule()
        self._draw_head()
        self.draw_foot()
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        from quizapp.demos import load

        try:
            self.bench = bench = Bench(load(self._demo_id), self._given)
        except QuizappError as error:
            self._trouble = error.what
            self.note.say(one_line(error), sticky=True)
            self._draw_head()
            self.draw_foot()
            return
        bench.values = dict(_kept.get(self.app, {}).get(self._place, bench.values))
        self._fit_layout()
        self._run()
        if bench.refused:
            self.note.say(bench.refused, keep=True)

    @property
    def _place(self) -> tuple[str, str]:
        return self._demo_id.upper(), self.origin

    # ── state ────────────────────────────────────────────────────────────────────────────────

    def state_name(self) -> str:
        """Typing a number, reading the table, running, paused, or a demo that stands still."""
        if self.bench is None:
            return "broken"
        if self.rows.entry is not None:
            return "entry"
        if self.has_class("-values"):
            return "values"
        if self._playing is not None:
            return "running"
        return "paused" if self.bench.steps else "still"

    def works(self, command: str, *told: str) -> bool:
        """While a number is typed no other key means anything."""
        if self.state_name() == "entry":
            return command in ("set", "back", "palette")
        return super().works(command, *told)

    # ── drawing ──────────────────────────────────────────────────────────────────────────────

    def _draw_head(self) -> None:
        bench = self.bench
        title = bench.demo.title.get(language()) if bench is not None else self._trouble
        right: Line = ()
        if self.progress is not None:
            right = ((tr("計算中"), "muted"), (f" {self.progress:4.0%}", "strong"))
        elif bench is not None and bench.steps:
            right = (
                (tr("ステップ") + " ", "muted"),
                (str(bench.step), "strong"),
                (f" / {bench.steps}", "muted"),
            )
        elif self.origin:
            right = ((tr("{question} の問題から", question=self.origin), "muted"),)
        self.head.say(tr("デモ").capitalize(), f"{self._demo_id.upper()} {title}", right)

    def foot_keys(self) -> list[FootKey]:
        """Pairs of arrows share one entry; the last key says where it leads."""
        shown = {"up": "↑↓", "less": "←→", "back_step": ", ."}
        keys = []
        for key in super().foot_keys():
            label, sign = key.label, shown.get(key.command, key.key)
            if key.command in ("up", "down") and self.state_name() == "values":
                sign = key.key
            if key.command == "back" and self.state_name() not in ("entry", "values"):
                label = tr("問題へ") if self.origin else tr("戻る")
            keys.append(FootKey(key.command, sign, label))
        return keys

    def redraw(self) -> None:
        """Draw everything again: the language or the theme has changed."""
        super().redraw()
        self.figure.redraw()
        self._draw_head()

    def on_resize(self, event: events.Resize) -> None:
        """Another room: knobs at the side or below."""
        super().on_resize(event)
        self.call_after_refresh(self._fit_layout)

    def _fit_layout(self) -> None:
        self.rows.stacked = self.wide
        self._draw_knobs()
        self.findings.redraw()
        self.table.redraw()

    @property
    def _side_room(self) -> int:
        """Rows of the side column."""
        return self.size.height - (6 if self.size.height >= 34 else 5)

    def _knob_room(self) -> int:
        """Rows for the knobs: four below a figure, what the findings leave at the side."""
        if not self.wide:
            return MOST_VISIBLE if self.size.height >= 24 else MOST_VISIBLE - 1
        needed = len(self.findings.lines(self.findings.size.width or 36))
        return max(self._side_room - needed - 1, MOST_VISIBLE)

    def _draw_knobs(self) -> None:
        if self.bench is not None:
            self.bench.choose(self.bench.index)
            self.rows.set(self.bench.knobs, self.bench.values, self.bench.index)

    def _findings(self, width: int) -> Sequence[Line]:
        """What came of it: all of it at the side, what fits below the knobs of a tall screen."""
        if self.bench is None or (not self.wide and self.has_class("-values")):
            return ()
        if self.wide:
            count = len(self.bench.knobs)
            # Two rows each, name and value over the track, as long as half the column is left.
            knobs = 2 * count if 4 * count <= self._side_room else min(count, 2 * MOST_VISIBLE)
            room = self._side_room - knobs - 1
        else:
            room = self.size.height - 29
        return self._finding_rows(width, max(room, 0))

    def _finding_rows(self, width: int, room: int | None = None) -> list[Line]:
        bench = self.bench
        if bench is None or bench.outcome is None:
            return []
        heading = tr("{n} ステップ目", n=bench.step) if bench.steps else tr("この設定での結果")
        return finding_rows(
            bench.outcome, bench.readings, self.quiz.ink, width, heading=heading, room=room
        )

    def _table(self, width: int) -> Sequence[Line]:
        """The values behind the figure; above them, where there is no side column, the findings."""
        from quizapp.tui.figures.plain import table_lines
        from quizapp.typeset.wrap import wrap_cells

        figure = self.bench.figure if self.bench is not None else None
        if figure is None:
            return ()
        summary = figure.summary.get(language())
        rows: list[Line] = [((line, ""),) for line in wrap_cells(summary, width)]
        if not self.wide:
            rows += [(), *self._finding_rows(width)]
        table: Table | None = figure.table
        if table is not None:
            rows += [(), *table_lines(table, width, self.figure.pen)]
        return rows

    def _show(self) -> None:
        """Draw the present moment of the outcome."""
        bench = self.bench
        if bench is None or bench.outcome is None:
            return
        if self.has_class("-values"):
            self.table.redraw()
        else:
            self.figure.show(bench.figure)
        self.findings.redraw()
        if bench.steps:
            self.thread_row.share(bench.step / bench.steps)
        else:
            self.thread_row.rule()
        self._draw_head()

    # ── running ──────────────────────────────────────────────────────────────────────────────

    def _run(self) -> None:
        """Run the demo with the present values; a refused setting leaves the figure as it is."""
        bench = self.bench
        if bench is None:
            return
        if bench.demo.heavy:
            rest_s = _REST_S if bench.outcome is not None else 0.0
            self.runner.start(bench.demo.entry, bench.values, rest_s)
            return
        try:
            outcome = bench.demo.run(bench.values)
        except QuizappError as error:
            self.note.say(one_line(error), keep=True)
            return
        self._take(outcome)

    def _take(self, outcome: Outcome) -> None:
        if self.bench is None:
            return
        self.bench.take(outcome)
        _spare_the_collector()
        self._show()
        if self.wide:
            self._draw_knobs()
        self.draw_foot()

    def _tell_progress(self, done: float) -> None:
        self.progress = done
        self._draw_head()

    def _finish(self, outcome: Outcome | None, refused: str) -> None:
        self.progress = None
        if outcome is not None:
            self._take(outcome)
        else:
            self.note.say(refused.replace("\n", "  "), keep=True)
            self._draw_head()

    # ── knobs ────────────────────────────────────────────────────────────────────────────────

    def turn(self, name: str, value: Value) -> None:
        """Set one knob and run again."""
        if self.bench is not None and self.bench.put(name, value):
            self._draw_knobs()
            self._run()

    def choose(self, index: int) -> None:
        """Choose a knob; an entry that was open is dropped."""
        if self.bench is not None:
            self.rows.entry = None
            self.bench.choose(index)
            self._draw_knobs()
            self.draw_foot()

    def _move(self, steps: int) -> None:
        if self.bench is not None:
            knob = self.bench.knob
            self.turn(knob.name, knob.step(self.bench.values[knob.name], steps))

    @on(KnobRows.Chosen)
    def _clicked(self, event: KnobRows.Chosen) -> None:
        self.choose(event.index)

    @on(KnobRows.Turned)
    def _wheeled(self, event: KnobRows.Turned) -> None:
        self.choose(event.index)
        self._move(event.steps)

    @on(KnobRows.Pulled)
    def _pulled(self, event: KnobRows.Pulled) -> None:
        self.choose(event.index)
        if self.bench is not None:
            knob = self.bench.knob
            self.turn(knob.name, knob.at(event.fraction))

    # ── commands ─────────────────────────────────────────────────────────────────────────────

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
            self._draw_knobs()
            self._run()
        self.note.say(tr("すべて初期値に戻しました"))

    def do_values(self) -> None:
        """Figure or table."""
        self._pause()
        self.toggle_class("-values")
        self.query_one("#table").scroll_home(animate=False)
        self._show()
        self.draw_foot()

    def do_back(self) -> None:
        """One step back: out of the entry, the table, the demo."""
        if self.rows.entry is not None:
            self._end_entry()
        elif self.has_class("-values"):
            self.do_values()
        else:
            self.leave()

    def leave(self) -> None:
        """Back to where the demo was opened, keeping the knobs for the next time."""
        self._pause()
        self.runner.cancel()
        if self.bench is not None:
            _kept.setdefault(self.app, {})[self._place] = self.bench.values
        if len(self.app.screen_stack) > 1:
            self.dismiss(None)
        else:
            self.quiz.exit(0)

    # ── animation ────────────────────────────────────────────────────────────────────────────

    def do_play(self) -> None:
        """Run, from the start when it has ended; or pause."""
        bench = self.bench
        if bench is None or not bench.steps:
            return
        if self._playing is not None:
            self._pause()
        elif self.app.animation_level == "none":
            self.note.say(tr("動きを止める設定です。, と . で 1 歩ずつ進みます"))
        else:
            if bench.step >= bench.steps:
                bench.step = 0
            rate = min(max(bench.steps / _SECONDS, 4.0), float(_FASTEST))
            self._playing = self.set_interval(1.0 / rate, self._tick)
            self._show()
        self.draw_foot()

    def _tick(self) -> None:
        bench = self.bench
        if bench is None:
            return
        bench.jump(1)
        self._show()
        if bench.step >= bench.steps:
            self._pause()
            self.draw_foot()

    def _pause(self) -> None:
        if self._playing is not None:
            self._playing.stop()
            self._playing = None

    def do_next_step(self) -> None:
        """One step on."""
        self._jump(1)

    def do_back_step(self) -> None:
        """One step back."""
        self._jump(-1)

    def _jump(self, steps: int) -> None:
        if self.bench is not None:
            self.bench.jump(steps)
            self._show()

    # ── typing a number ──────────────────────────────────────────────────────────────────────

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
        self._pause()
        self.rows.entry = text[:_LONGEST_ENTRY]
        self.rows.redraw()
        knob = self.bench.knob
        if isinstance(knob, ChoiceKnob):
            names = "  ".join(
                f"{number} {knob.show(option, language())}"
                for number, option in enumerate(knob.options, 1)
            )
            said = tr("1–{n} で選ぶ: {names}", n=len(knob.options), names=names)
        else:
            said = tr("使える値: {allowed}", allowed=knob.allowed(language()))
        self.note.say(said, keep=True)
        if began:
            self.draw_foot()

    def do_type(self) -> None:
        """The foot's own label was clicked: begin with an empty entry."""
        self._edit("")

    def do_set(self) -> None:
        """Take the number typed, or say what is allowed; the figure stays."""
        text = (self.rows.entry or "").strip()
        if self.bench is None or not text:
            self._end_entry()
            return
        knob = self.bench.knob
        try:
            value = knob.parse(text)
        except QuizappError as error:
            self.note.say(one_line(error), keep=True)
            return
        self._end_entry()
        self.turn(knob.name, value)

    def _end_entry(self) -> None:
        self.rows.entry = None
        self.note.clear()
        self.rows.redraw()
        self.draw_foot()
