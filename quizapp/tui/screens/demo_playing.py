"""Running an animated demo: from the start to its end, paused, or one step at a time."""

from __future__ import annotations

from quizapp.tui.screens.demo_stage import DemoStage
from quizapp.words import tr

_FASTEST = 30
"""Frames a second."""
_SECONDS = 5.0
"""About how long a run takes, if its steps allow."""


class Playing(DemoStage):
    """The part of the demo screen that moves by itself."""

    def do_play(self) -> None:
        """Run, from the start when it has ended; or pause."""
        bench = self.bench
        if bench is None or not bench.steps:
            return
        if self._playing is not None:
            self.pause()
        elif self.app.animation_level == "none":
            self.note.say(tr("動きを止める設定です。, と . で 1 歩ずつ進みます"))
        else:
            if bench.step >= bench.steps:
                bench.step = 0
            rate = min(max(bench.steps / _SECONDS, 4.0), float(_FASTEST))
            self._playing = self.set_interval(1.0 / rate, self._tick)
            self.show_outcome()
        self.draw_foot()

    def _tick(self) -> None:
        bench = self.bench
        if bench is None:
            return
        bench.jump(1)
        self.show_outcome()
        if bench.step >= bench.steps:
            self.pause()
            self.draw_foot()

    def pause(self) -> None:
        """Stop where it is."""
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
            self.show_outcome()
