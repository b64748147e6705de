"""The demo lab: a figure, its knobs, and what came of turning them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from textual import events
from textual.app import App

from quizapp.demos.knobs import Value
from quizapp.demos.numerals import figures
from quizapp.errors import QuizappError
from quizapp.tui.bench import Bench, one_line
from quizapp.tui.keys import bindings
from quizapp.tui.screens.demo_comparing import Comparing
from quizapp.tui.screens.demo_keys import KEYS, STATES
from quizapp.tui.screens.demo_playing import Playing
from quizapp.tui.screens.demo_trying import Trying
from quizapp.tui.screens.demo_turning import Turning
from quizapp.tui.widgets.frame import FootKey
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.tui.yours import Yours

_kept: WeakKeyDictionary[App[Any], dict[tuple[str, str], dict[str, Value]]] = WeakKeyDictionary()
"""Values of the knobs when a demo was left, by demo and the question it was opened from."""


class DemoScreen(Trying, Comparing, Playing, Turning):
    """One demo: opened, turned, run, compared, guessed at, and left as it was found."""

    PLACE = "demo"
    KEYS = KEYS
    STATES = STATES
    BINDINGS = [*bindings("demo", KEYS)]

    def __init__(
        self,
        demo_id: str,
        knobs: Mapping[str, object] | None = None,
        origin: str = "",
        yours: Yours | None = None,
    ) -> None:
        super().__init__(demo_id, knobs, origin)
        self._given_yours = yours
        self._pairs: tuple[str, Value, Value] | None = None
        """A knob with the right value and the learner's, until both have been run."""

    def on_mount(self) -> None:
        """Show the frame first; the demo and NumPy are loaded after the first picture."""
        self.thread_row.rule()
        self.draw_head()
        self.draw_foot()
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        from quizapp.demos import load

        try:
            self.bench = bench = Bench(load(self._demo_id), self._given)
        except QuizappError as error:
            self._trouble = error.what
            self.note.say(one_line(error), sticky=True)
            self.draw_head()
            self.draw_foot()
            return
        if self._given_yours is None:
            bench.values = dict(_kept.get(self.app, {}).get(self._place, bench.values))
        self.fit_layout()
        self.run_demo()
        if self._given_yours is not None:
            self._show_yours(self._given_yours)
        if bench.refused:
            self.note.say(bench.refused, keep=True)

    def _show_yours(self, yours: Yours) -> None:
        """Put what the learner answered beside the right value: two settings, or two readings."""
        bench = self.bench
        if bench is None:
            return
        knob = next((knob for knob in bench.demo.knobs if knob.name == yours.name), None)
        if knob is None:
            self.yours = yours
            self.findings.redraw()
            right = bench.outcome.results.get(yours.name) if bench.outcome is not None else None
            if not isinstance(right, str | None) and not self.wide:
                # The list that sets both side by side is a key away here.
                entries = right if isinstance(right, tuple) else (right,)
                said = tr(
                    "あなたの値 {value}   このデモでは {right}",
                    value=yours.text, right=", ".join(figures(float(one), 6) for one in entries),
                )  # fmt: skip
            else:
                said = tr("あなたの値 {value} を、このデモの値と並べました", value=yours.text)
            self.note.say(said, keep=True)
            return
        try:
            mine = yours.value
            if knob.kind == "int" and not isinstance(mine, tuple):
                mine = round(mine)
            value = knob.check(mine)
            right = knob.check(bench.values[knob.name] if yours.right is None else yours.right)
        except QuizappError as error:
            self.note.say(tr("あなたの値") + ": " + one_line(error), keep=True)
            return
        bench.index = bench.knobs.index(knob)
        self._pairs = (knob.name, right, value)
        self.turn(knob.name, right)
        if not bench.demo.heavy:
            self.ran()

    def ran(self) -> None:
        """Once the right value has been run it is kept as A, and the learner's own becomes B."""
        super().ran()
        bench = self.bench
        if bench is None or self._pairs is None or bench.outcome is None:
            return
        name, right, value = self._pairs
        if bench.ran[name] == right and bench.keep():
            self._pairs = None
            self.turn(name, value)
            self.show_outcome()
            self.note.say(tr("A は正しい値、B はあなたの値です"), keep=True)

    @property
    def _place(self) -> tuple[str, str]:
        return self._demo_id.upper(), self.origin

    # ── state ────────────────────────────────────────────────────────────────────────────────

    def state_name(self) -> str:
        """Typing a number, guessing, reading the table, running, paused, or standing still."""
        if self.bench is None:
            return "broken"
        if self.rows.entry is not None:
            return "entry"
        if self.asking:
            return "asking"
        if self.has_class("-values"):
            return "values"
        if self.attempt is not None:
            return "told"
        if self._playing is not None:
            return "running"
        return "paused" if self.bench.steps else "still"

    def works(self, command: str, *told: str) -> bool:
        """Some commands need more than the state: steps, trials, a kept setting."""
        if self.state_name() == "entry":  # while a number is typed no other key means anything
            return command in ("set", "back", "palette")
        if not super().works(command, *told):
            return False
        if command == "try":
            return bool(self.trials)
        if command == "swap":
            return self.bench is not None and self.bench.kept is not None
        if command in ("play", "next_step", "back_step"):
            return self.bench is not None and self.bench.steps > 0
        if command == "guess" and told and self.trial is not None:
            return int(told[0]) <= len(self.trial.guesses)
        return True

    def foot_keys(self) -> list[FootKey]:
        """Pairs of arrows share one entry; the last key says where it leads."""
        shown = {"up": "↑↓", "less": "←→", "back_step": ", ."}
        if self.trial is not None:
            shown["guess"] = f"1-{len(self.trial.guesses)}"
        keys = []
        for key in super().foot_keys():
            label, sign = key.label, shown.get(key.command, key.key)
            if key.command in ("up", "down") and self.state_name() == "values":
                sign = key.key
            if key.command == "back" and self.state_name() in ("still", "paused", "running"):
                label = tr("問題へ") if self.origin else tr("戻る")
                if self.bench is not None and self.bench.kept is not None:
                    label = tr("比べ終わる")
            keys.append(FootKey(key.command, sign, label))
        if self.bench is not None and self.bench.kept is not None and keys:
            keys = [key for key in keys if key.command not in ("questions", "compare", "try")]
            if self.works("swap"):
                keys.insert(0, FootKey("swap", "tab", tr("A と B")))
        return keys

    def on_resize(self, event: events.Resize) -> None:
        """Another room: knobs at the side or below."""
        super().on_resize(event)
        self.call_after_refresh(self.fit_layout)

    # ── commands ─────────────────────────────────────────────────────────────────────────────

    def do_values(self) -> None:
        """Figure or table."""
        self.pause()
        self.toggle_class("-values")
        self.query_one("#table").scroll_home(animate=False)
        self.show_outcome()
        self.draw_foot()

    def do_questions(self) -> None:
        """The questions that this demo belongs to."""
        if self.bench is None:
            return
        from quizapp.tui.screens.demo_questions import DemoQuestionsScreen

        self.pause()
        self.app.push_screen(DemoQuestionsScreen(self.bench.demo.entry))

    def do_back(self) -> None:
        """One step back: out of the entry, a long run, the table, a guess, the demo."""
        if self.rows.entry is not None:
            self.end_entry()
        elif self.give_up():
            if self.attempt is not None:
                self.end_trial()
        elif self.has_class("-values"):
            self.do_values()
        elif self.attempt is not None:
            self.end_trial()
            self.draw_foot()
        elif self.bench is not None and self.bench.kept is not None:
            self.stop_comparing()
        else:
            self.leave()

    def leave(self) -> None:
        """Back to where the demo was opened, keeping the knobs for the next time."""
        self.pause()
        self.runner.cancel()
        if self.bench is not None:
            _kept.setdefault(self.app, {})[self._place] = self.bench.values
        if len(self.app.screen_stack) > 1:
            self.dismiss(None)
        else:
            self.quiz.exit(0)
