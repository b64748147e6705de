"""Two settings of a demo beside each other, with the same scales and their differences listed.

A tall screen has one figure above the other, a wide one has them side by side; where there is
room for one only, ``tab`` shows the other, as it swaps which of the two the knobs turn.
"""

from __future__ import annotations

from functools import partial

from quizapp.tui.cells import cut
from quizapp.tui.ink import Line
from quizapp.tui.screens.demo_stage import DemoStage
from quizapp.words import language, tr

_STACKED_ROWS = 34
"""Rows of the screen from which both figures stand above each other."""


class Comparing(DemoStage):
    """The part of the demo screen that keeps a setting."""

    def do_compare(self) -> None:
        """Keep this setting as A; or, while comparing, go on with the present one alone."""
        bench = self.bench
        if bench is None or bench.outcome is None:
            return
        if bench.kept is not None:
            self.stop_comparing()
            return
        bench.keep()
        self.show_outcome()
        self.draw_knobs()
        self.draw_foot()
        self.note.say(tr("この設定を A に留めました。つまみを回すと B になります"), keep=True)

    def stop_comparing(self) -> None:
        """Go on with the setting that the knobs show."""
        if self.bench is None:
            return
        self.bench.kept, self.bench.letter = None, "B"
        self.draw_pair()
        self.show_outcome()
        self.draw_foot()

    def do_swap(self) -> None:
        """The knobs turn the other setting."""
        if self.bench is None or self.bench.kept is None:
            return
        self.pause()
        self.runner.cancel()
        self.progress = None
        self.bench.swap()
        self.draw_knobs()
        self.show_outcome()
        self.draw_foot()

    def draw_pair(self) -> None:
        """Both figures on the same scales, or the one in view; without a kept one, one alone."""
        bench = self.bench
        if bench is None:
            return
        compared = bench.kept is not None
        self.set_class(compared, "-compared")
        self.set_class(compared and self.wide and self.size.height < _STACKED_ROWS, "-beside")
        single = not self.wide and self.size.height < _STACKED_ROWS
        for letter in "AB":
            half = self.query_one(f"#half-{letter.lower()}")
            half.set_class(compared and single and letter != bench.letter, "-folded")
        kept, present = bench.kept, bench.figure
        if kept is None or present is None:
            self.other.show(None)
            return
        from quizapp.tui.figures.pair import together

        views = {"A": self.other, "B": self.figure}
        mine, other = together(present, kept.figure(bench.kept_step))
        views[bench.letter].show(mine)
        views[bench.kept_letter].show(other)
        for letter, label in self.labels.items():
            label.show(partial(self._label_rows, letter))

    def _label_rows(self, letter: str, width: int) -> list[Line]:
        return [self._label(letter, width)]

    def _label(self, letter: str, width: int) -> Line:
        """One setting in words: its letter, and the knobs in which it differs."""
        bench = self.bench
        if bench is None or bench.kept is None:
            return ()
        here = letter == bench.letter
        values = bench.values if here else bench.kept.values
        spoken = language()
        words = [
            f"{knob.title.get(spoken)} {knob.show(values[knob.name], spoken)}"
            for knob in bench.differing()
            if knob.matters(values)
        ]
        text = "   ".join(words) or tr("2 つは同じ設定です")
        return (
            ("▌" if here else " ", "accent"),
            (letter, "strong"),
            ("  " + cut(text, width - 4), "" if here else "muted"),
        )
