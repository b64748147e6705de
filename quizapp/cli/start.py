"""``quizapp`` alone: the screens on a terminal, today's session in plain lines elsewhere."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace

from quizapp.clock import Clock, Moment, SystemClock
from quizapp.errors import UsageError
from quizapp.settings import Paths, Settings, language_of, load_paths, load_settings
from quizapp.words import tr, use_language


def the_clock() -> Clock:
    """The machine's clock, or one that starts at ``QUIZAPP_NOW`` (ISO 8601) and runs on.

    The variable lets a person rehearse days to come, and a test fix the date.
    """
    text = os.environ.get("QUIZAPP_NOW", "")
    if not text:
        return SystemClock()
    from datetime import datetime

    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            tr("QUIZAPP_NOW を日時として読めません: {text}", text=text),
            mend=tr("2027-01-05T20:00:00+09:00 のように書いてください"),
        ) from error
    return RunningClock(Moment.of(when if when.tzinfo else when.astimezone()))


class RunningClock:
    """A clock that was set to some moment and runs on from there."""

    def __init__(self, start: Moment) -> None:
        self._start = start
        self._zero = time.monotonic_ns()

    def now(self) -> Moment:
        """The set moment plus the time that has passed since."""
        return self._start.after((time.monotonic_ns() - self._zero) // 1_000_000)


def prepare() -> tuple[Paths, Settings, tuple[str, ...]]:
    """Paths, settings and what was wrong with the settings; the language is in use afterwards."""
    paths = load_paths()
    settings, problems = load_settings(paths.config)
    if not speaks_japanese():
        settings = replace(settings, language="en")
    use_language(language_of(settings))
    return paths, settings, problems


def has_terminal() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def start(*, ascii_only: bool = False) -> int:
    """Today's screen on a terminal; today's session in plain lines where there is none."""
    paths, settings, problems = prepare()
    for problem in problems:
        sys.stderr.write(f"quizapp: {problem}\n")
    if has_terminal() and os.environ.get("TERM", "") != "dumb":
        from quizapp.tui.app import run

        return run(paths, settings, the_clock(), ascii_only=ascii_only or not speaks_unicode())
    from quizapp.cli.plain import run_plain

    return run_plain(paths, settings, the_clock())


def speaks_japanese() -> bool:
    """Whether standard output can carry Japanese; where it cannot, English is spoken."""
    try:
        "今日の分".encode(sys.stdout.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def speaks_unicode() -> bool:
    """Whether standard output can carry more than ASCII."""
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return encoding.startswith("utf")
