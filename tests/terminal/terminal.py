"""The app in a real pseudo-terminal, its screen read back by a terminal emulator."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import pyte


class Terminal:
    """A running ``quizapp`` on a terminal of ``columns`` by ``rows`` cells; or a ``shell``."""

    def __init__(
        self,
        home: Path,
        *args: str,
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str] = {},
        shell: str = "",
        no_hangup: bool = False,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.environ.update(
                {"QUIZAPP_HOME": str(home), "TERM": "xterm-256color", "LANG": "ja_JP.UTF-8", **env}
            )
            # Whatever the tests run under; ``no_hangup`` is what nohup does.
            signal.signal(signal.SIGHUP, signal.SIG_IGN if no_hangup else signal.SIG_DFL)
            if shell:
                os.execv(shell, [shell, *args])
            os.execv(sys.executable, [sys.executable, "-m", "quizapp", *args])
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.alive = True

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.alive:
            self.kill()
        os.close(self._fd)

    @property
    def text(self) -> str:
        """What stands on the screen, wide characters without their second cell.

        A shell's line may lie over half of one; so the cells are read one by one.
        """
        cells = self.screen.buffer
        rows = (
            "".join(cells[y][x].data for x in range(self.screen.columns))
            for y in range(self.screen.lines)
        )
        return "\n".join(row.rstrip() for row in rows)

    def press(self, *keys: str) -> None:
        """Send keys, one after another, as a hand would."""
        for key in keys:
            os.write(self._fd, key.encode())
            self._read(0.05)

    def wait_for(self, words: str, seconds: float = 15) -> str:
        """The screen once ``words`` stand on it; fails with the screen as it is otherwise."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._read(0.05)
            if words.replace(" ", "") in self.text.replace(" ", ""):
                return self.text
        raise AssertionError(f"{words!r} did not appear on\n{self.text}")

    def kill(self) -> None:
        """Pull the plug."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.alive = False

    def hang_up(self) -> None:
        """Close the window: the app's terminal is gone."""
        os.close(self._fd)
        self._fd = os.open(os.devnull, os.O_RDWR)

    def ended(self, seconds: float = 10) -> int:
        """The exit code, once the app has ended by itself."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.alive = False
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(f"still running:\n{self.text}")

    def _read(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            ready, _, _ = select.select([self._fd], [], [], left)
            if not ready:
                return
            try:
                data = os.read(self._fd, 65_536)
            except OSError:  # the other end is gone
                return
            if not data:
                return
            self._stream.feed(data)
