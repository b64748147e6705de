"""*Try this*: a prediction first, then the run that decides, then the reason.

Nothing of it is an answer to a question: no grade, no log, only a guess put to the test. The
figure stays hidden until the guess is made, so that it cannot be read off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizapp.demos.knobs import Value
from quizapp.demos.spec import Trial
from quizapp.tui.ink import Line
from quizapp.tui.screens.demo_stage import DemoStage
from quizapp.words import language, tr


@dataclass(slots=True)
class Attempt:
    """The trial under way."""

    place: int
    before: Mapping[str, Value]
    """The knobs before it, for one who leaves without a guess."""
    guess: int | None = None
    happened: int | None = None


class Trying(DemoStage):
    """The part of the demo screen that asks before it shows."""

    attempt: Attempt | None = None

    @property
    def trials(self) -> tuple[Trial, ...]:
        """What the demo proposes to try."""
        return self.bench.demo.trials if self.bench is not None else ()

    @property
    def trial(self) -> Trial | None:
        """The trial under way."""
        return self.trials[self.attempt.place] if self.attempt is not None else None

    @property
    def asking(self) -> bool:
        """Whether a guess is awaited."""
        return self.attempt is not None and self.attempt.guess is None

    def do_try(self) -> None:
        """The first trial, or the next one."""
        if not self.trials or self.bench is None or self.bench.outcome is None:
            return
        place = 0 if self.attempt is None else (self.attempt.place + 1) % len(self.trials)
        self._begin(place)

    def do_next_trial(self) -> None:
        """The next trial; after the last one, back to the demo."""
        if self.attempt is None:
            return
        if self.attempt.place + 1 < len(self.trials):
            self._begin(self.attempt.place + 1)
        else:
            self.end_trial()
            self.note.say(tr("予想はここまでです。つまみを回して確かめられます"))

    def _begin(self, place: int) -> None:
        bench = self.bench
        if bench is None:
            return
        self.pause()
        self.runner.cancel()
        self.progress = None
        bench.kept = None
        self.draw_pair()
        before = self.attempt.before if self.asking and self.attempt else dict(bench.ran)
        self.attempt = Attempt(place, before)
        bench.values = bench.demo.settle(self.trials[place].knobs)
        self._draw_trial()

    def do_guess(self, digit: str) -> None:
        """Take the guess, run, and hold the two against each other."""
        attempt, trial = self.attempt, self.trial
        if attempt is None or trial is None or not 1 <= int(digit) <= len(trial.guesses):
            return
        attempt.guess = int(digit) - 1
        if self.bench is not None:
            self.bench.step = self.bench.steps
        self._draw_trial()
        if not self.run_demo():
            self.end_trial()

    def ran(self) -> None:
        """The run of a trial decides which guess was right."""
        super().ran()
        attempt, trial = self.attempt, self.trial
        if attempt is None or trial is None or attempt.guess is None or self.bench is None:
            return
        if attempt.happened is None and self.bench.outcome is not None:
            attempt.happened = trial.happened(self.bench.outcome)
            self._draw_trial()

    def turned(self) -> None:
        """A knob turned after the verdict leads back to the demo."""
        super().turned()
        if self.attempt is not None and not self.asking:
            self.end_trial()

    def end_trial(self) -> None:
        """Back to the demo; without a guess the knobs go back to where they were."""
        attempt, self.attempt = self.attempt, None
        if attempt is None or self.bench is None:
            return
        if attempt.guess is None:
            self.bench.values = dict(attempt.before)
        self._draw_trial()
        self.show_outcome()

    def _draw_trial(self) -> None:
        self.set_class(self.asking, "-asking")
        self.set_class(self.attempt is not None and not self.asking, "-told")
        self.trial_rows.redraw()
        self.draw_knobs()
        self.draw_foot()

    # ── drawing ──────────────────────────────────────────────────────────────────────────────

    def _trial_lines(self, width: int) -> Sequence[Line]:
        trial, attempt = self.trial, self.attempt
        if trial is None or attempt is None or self.bench is None:
            return ()
        if attempt.guess is None:
            return self._question(trial, attempt, width)
        return self._verdict(trial, attempt, width)

    def _question(self, trial: Trial, attempt: Attempt, width: int) -> list[Line]:
        from quizapp.typeset.wrap import wrap_cells

        assert self.bench is not None
        spoken = language()
        count = f"{attempt.place + 1} / {len(self.trials)}"
        rows: list[Line] = [((tr("予想する"), "strong"), (f"  {count}", "muted")), ()]
        rows += [((line, ""),) for line in wrap_cells(trial.ask.get(spoken), min(width, 78))]
        rows.append(())
        for number, guess in enumerate(trial.guesses, 1):
            first, *more = wrap_cells(guess.get(spoken), min(width, 78) - 5)
            rows.append((("  ", ""), (str(number), "key"), ("  ", ""), (first, "")))
            rows += [(("     " + line, ""),) for line in more]
        knobs = "   ".join(
            f"{knob.title.get(spoken)} {knob.show(self.bench.values[knob.name], spoken)}"
            for knob in (self.bench.demo.knob(name) for name in trial.knobs)
        )
        words = tr("この設定で動かします: {knobs}", knobs=knobs) if knobs else ""
        rows += [(), *(((line, "muted"),) for line in wrap_cells(words, width))]
        return rows

    def _verdict(self, trial: Trial, attempt: Attempt, width: int) -> list[Line]:
        from quizapp.typeset.wrap import wrap_cells

        assert attempt.guess is not None
        spoken, ink = language(), self.quiz.ink
        guessed = trial.guesses[attempt.guess].get(spoken)
        if attempt.happened is None:
            return [((tr("予想: {guess}", guess=guessed), "muted"),)]
        right = attempt.happened == attempt.guess
        role = "right" if right else "wrong"
        said = tr("予想どおりです") if right else tr("予想と違いました")
        rows: list[Line] = [
            (("▌", role), (" ", ""), (f"{ink.mark(role)} {said}", f"strong {role}"))
        ]
        body = [trial.because.get(spoken)]
        if not right:
            happened = trial.guesses[attempt.happened].get(spoken)
            body.insert(0, tr("予想: {guess}", guess=guessed) + "   "
                        + tr("実際: {happened}", happened=happened))  # fmt: skip
        for text in body:
            rows += [(("▌", role), (" " + line, "")) for line in wrap_cells(text, width - 2)]
        return rows
