"""The stage of a demo: figure, knobs and findings, and running the demo whenever a knob moves.

What a learner can do there lies in files of its own: turning and typing (``demo_turning``),
animation (``demo_playing``), two settings (``demo_comparing``), predictions (``demo_trying``).
``DemoScreen`` puts them together.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from textual.containers import Container, VerticalScroll
from textual.timer import Timer
from textual.widget import Widget

from quizapp.demos.knobs import Value
from quizapp.demos.spec import Outcome
from quizapp.errors import QuizappError
from quizapp.tui.bench import Bench, one_line
from quizapp.tui.ink import Line
from quizapp.tui.runner import Runner
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.widgets.figure import FigureView
from quizapp.tui.widgets.findings import SeriesRows, difference_rows, finding_rows, yours_rows
from quizapp.tui.widgets.knob import MOST_VISIBLE, KnobRows
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.demos.figure import Table
    from quizapp.tui.yours import Yours

REST_S = 0.08
"""How long a knob rests before a heavy demo is run."""


@cache
def _spare_the_collector() -> None:
    """Leave what is loaded by now out of the garbage collector's rounds, once in a process.

    A full round over the libraries takes 50 ms, and a held key brings one about every second:
    the difference between a figure that follows the hand and one that stutters.
    """
    gc.freeze()


class DemoStage(FrameScreen):
    """One demo. Turning a knob runs it again at once; the run itself decides everything shown."""

    DEFAULT_CSS = """
    DemoStage #lab { layout: vertical; }
    DemoStage #stage { height: 1fr; width: 1fr; layout: vertical; }
    DemoStage #trial { display: none; }
    DemoStage.-asking #trial { display: block; height: 1fr; }
    DemoStage.-told #trial { display: block; margin-bottom: 1; }
    DemoStage .half { height: 1fr; width: 1fr; layout: vertical; }
    DemoStage .half Rows { display: none; height: auto; }
    DemoStage #half-a { display: none; }
    DemoStage.-compared #half-a, DemoStage.-compared .half Rows { display: block; }
    DemoStage.-compared.-beside #stage { layout: horizontal; }
    DemoStage.-compared.-beside #half-a { margin-right: 3; }
    DemoStage .-folded { height: auto; }
    DemoStage .-folded FigureView { display: none; }
    DemoStage #table { display: none; height: 1fr; width: 1fr; scrollbar-size: 0 0; }
    DemoStage #lab-side { height: auto; margin-top: 1; }
    DemoStage.-short #lab-side { margin-top: 0; }
    DemoStage #findings { display: none; margin-top: 1; }
    DemoStage.-tall #findings { display: block; }
    DemoStage.-values.-std #findings { display: none; }
    DemoStage.-values #table { display: block; }
    DemoStage.-wide #lab { layout: horizontal; }
    DemoStage.-wide #lab-side { width: 36; height: 1fr; margin-left: 3; margin-top: 0; }
    DemoStage.-wide #findings { display: block; }
    DemoStage.-asking #findings { display: none; }
    DemoStage.-asking #half-a, DemoStage.-asking #half-b { display: none; }
    DemoStage.-values #half-a, DemoStage.-values #half-b { display: none; }
    DemoStage.-values #trial { display: none; }
    """

    def __init__(
        self, demo_id: str, knobs: Mapping[str, object] | None = None, origin: str = ""
    ) -> None:
        super().__init__()
        self._demo_id = demo_id
        self._given = dict(knobs or {})
        self.origin = origin or ""
        self.bench: Bench | None = None
        self.yours: Yours | None = None
        """What the learner answered, where the demo can show it beside the right value."""
        self.progress: float | None = None
        """How much of a heavy run is done; None while nothing is under way."""
        self._playing: Timer | None = None
        self.runner = Runner(self, self._finish, self._tell_progress)
        self._trouble = ""
        self.figure = FigureView(id="figure")
        self.other = FigureView(id="figure-a")
        self.labels = {letter: SeriesRows(id=f"label-{letter.lower()}") for letter in "AB"}
        self.trial_rows = SeriesRows(self._trial_lines, id="trial")
        self.rows = KnobRows(self._knob_room)
        self.findings = SeriesRows(self._findings, id="findings")
        self.table = SeriesRows(self._table, id="table-rows")

    def compose_body(self) -> Iterable[Widget]:
        """Figure and knobs, below each other or side by side."""
        with Container(id="lab", classes="body"):
            with Container(id="stage"):
                yield self.trial_rows
                with Container(id="half-a", classes="half"):
                    yield self.labels["A"]
                    yield self.other
                with Container(id="half-b", classes="half"):
                    yield self.labels["B"]
                    yield self.figure
                with VerticalScroll(id="table", can_focus=False):
                    yield self.table
            with Container(id="lab-side"):
                yield self.rows
                yield self.findings

    # ── what the parts of the screen may change ──────────────────────────────────────────────

    def pause(self) -> None:
        """Stop an animation."""

    def ran(self) -> None:
        """Something has been run and is in view."""

    def turned(self) -> None:
        """The learner has turned a knob."""

    def draw_pair(self) -> None:
        """Draw both settings of a comparison."""

    def _trial_lines(self, width: int) -> Sequence[Line]:
        """The prediction asked for, or what came of it."""
        return ()

    # ── drawing ──────────────────────────────────────────────────────────────────────────────

    def draw_head(self) -> None:
        """The demo's name, and its step, its progress, or where it was opened from."""
        bench = self.bench
        title = bench.demo.title.get(language()) if bench is not None else self._trouble
        right: Line = ()
        if self.progress is not None:
            right = (
                (tr("計算中"), "muted"),
                (f" {self.progress:4.0%}", "strong"),
                ("   esc", "key"),
                (" " + tr("やめる"), "muted"),
            )
        elif bench is not None and bench.steps:
            right = (
                (tr("ステップ") + " ", "muted"),
                (str(bench.step), "strong"),
                (f" / {bench.steps}", "muted"),
            )
        elif self.origin:
            right = ((tr("{question} の問題から", question=self.origin), "muted"),)
        self.head.say(tr("デモ").capitalize(), f"{self._demo_id.upper()} {title}", right)

    def redraw(self) -> None:
        """Draw everything again: the language or the theme has changed."""
        super().redraw()
        self.figure.redraw()
        self.other.redraw()
        self.draw_head()

    def fit_layout(self) -> None:
        """Knobs at the side or below; two figures as the room allows."""
        self.rows.stacked = self.wide
        self.draw_knobs()
        self.draw_pair()
        self.trial_rows.redraw()
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

    def draw_knobs(self) -> None:
        """Show the knobs as they stand."""
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
        first: list[Line] = []
        if self.yours is not None:
            first = yours_rows(self.yours, bench.outcome.results, width)
        if bench.kept is not None:
            pair = (bench.kept.readings(bench.kept_step), bench.readings)
            first += [()] if first else []
            first += difference_rows(*(pair if bench.letter == "B" else pair[::-1]), width)
        if first and room is not None:
            room = max(room - len(first) - 1, 0)
        rest = finding_rows(
            bench.outcome, bench.readings, self.quiz.ink, width,
            heading=heading, ended=bench.step == bench.steps, room=room,
        )  # fmt: skip
        return [*first, (), *rest] if first else rest

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

    def show_outcome(self) -> None:
        """Draw the present moment of the outcome."""
        bench = self.bench
        if bench is None or bench.outcome is None:
            return
        if self.has_class("-values"):
            self.table.redraw()
        elif bench.kept is not None:
            self.draw_pair()
        else:
            self.figure.show(bench.figure)
        self.findings.redraw()
        if bench.steps:
            self.thread_row.share(bench.step / bench.steps)
        else:
            self.thread_row.rule()
        self.draw_head()

    # ── running ──────────────────────────────────────────────────────────────────────────────

    def run_demo(self) -> bool:
        """Run with the present values; a refused setting leaves the figure as it is.

        Whether the setting was taken; a heavy demo is only begun here, and always is.
        """
        bench = self.bench
        if bench is None:
            return False
        if bench.demo.heavy:
            self.progress = None
            self.runner.start(
                bench.demo.entry, bench.values, REST_S if bench.outcome is not None else 0.0
            )
            return True
        try:
            outcome = bench.demo.run(bench.values)
        except QuizappError as error:
            self.note.say(one_line(error), keep=True)
            return False
        self._take(outcome)
        return True

    def turn(self, name: str, value: Value) -> None:
        """Set one knob and run again."""
        if self.bench is not None and self.bench.put(name, value):
            self.turned()
            self.draw_knobs()
            self.run_demo()

    def _take(self, outcome: Outcome) -> None:
        if self.bench is None:
            return
        self.bench.take(outcome)
        _spare_the_collector()
        self.show_outcome()
        self.ran()
        if self.wide:
            self.draw_knobs()
        self.draw_foot()

    def _tell_progress(self, done: float) -> None:
        self.progress = done
        self.draw_head()

    def _finish(self, outcome: Outcome | None, refused: str) -> None:
        self.progress = None
        if outcome is not None:
            self._take(outcome)
        else:
            self.refuse(refused.replace("\n", "  "))

    def refuse(self, said: str) -> None:
        """A long run did not take its setting: say why, and leave the figure as it is."""
        self.note.say(said, keep=True)
        self.draw_head()

    def give_up(self) -> bool:
        """End a long run; the knobs go back to what the figure shows. Whether one was on."""
        if self.progress is None or self.bench is None or self.bench.outcome is None:
            return False
        self.runner.cancel()
        self.progress = None
        self.bench.back()
        self.draw_knobs()
        self.draw_head()
        self.note.say(tr("計算をやめて、前の設定に戻しました"))
        return True
