"""Ctrl+z: back to the shell with everything saved, and on again with ``fg``.

A terminal's own key for it never arrives, for the app reads keys raw; so the app does what the
terminal would have done, to its whole process group. What the learner does meanwhile is no study:
the clock of a question stands still. The clock of a mock exam runs on, as it does when the app is
closed.
"""

from __future__ import annotations

import os
import signal
import sys
import time

from textual.actions import SkipAction
from textual.app import App

CAN_REST = hasattr(signal, "SIGTSTP")
"""Whether the platform has stopping and going on at all."""


def end_with_the_terminal() -> None:
    """Have the app end when its terminal goes away, even where that signal is ignored (nohup).

    It would else read nothing for ever, at the full cost of a core. Every answer is kept already.
    """
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def has_shell() -> bool:
    """Whether somebody is there to bring the app back.

    A shell gives every job a process group of its own. In the group of the session's leader (the
    only program of a window, of ``ssh -t``) a stopped app would stay stopped, and hang the window.
    """
    return CAN_REST and os.getpgrp() != os.getsid(0)


def _stop_until_in_front() -> None:
    """Stop the whole process group until it has the terminal again: ``bg`` alone gives it none."""
    group = os.getpgrp()
    while True:
        os.killpg(group, signal.SIGSTOP)
        try:
            if sys.__stdin__ is None or os.tcgetpgrp(sys.__stdin__.fileno()) == group:
                return
        except OSError:  # the terminal is gone
            return


class Resting(App[int]):
    """The part of the app that steps aside for the shell."""

    def say_no_rest(self) -> None:
        """Say that there is no shell to step aside for."""
        raise NotImplementedError

    def action_suspend_process(self) -> None:
        """Stop here until the shell says go on; where several lines are written, undo instead."""
        from textual.widgets import TextArea  # a start does not wait for the editor

        if isinstance(self.focused, TextArea):
            raise SkipAction  # an editor's own ctrl+z
        driver = self._driver
        if driver is None or not driver.can_suspend or not has_shell():
            self.say_no_rest()
            return
        for screen in self.screen_stack:
            rest = getattr(screen, "rest", None)
            if rest is not None:
                rest()
        since = time.monotonic()
        # The driver's own handler would take the terminal a second time beside ``suspend``.
        driver_on_cont = signal.signal(signal.SIGCONT, signal.SIG_DFL)
        try:
            with self.suspend():
                _stop_until_in_front()
        finally:
            signal.signal(signal.SIGCONT, driver_on_cont)
        gone_s = time.monotonic() - since
        for screen in self.screen_stack:
            go_on = getattr(screen, "go_on", None)
            if go_on is not None:
                go_on(gone_s)
