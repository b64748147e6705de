"""Time from the shell's return key to today's screen, against a bare Textual app, in one run.

Both programs run in a real pseudo-terminal of 80x24. A program is on screen when the text looked
for has been written to the terminal: for quizapp a word of the hero block, drawn with due counts
and content; for the bare app its one label. Runs alternate, so that a busy machine is busy for
both. Compile bytecode first, as an installation does: ``python -m compileall quizapp``.
"""

from __future__ import annotations

import argparse
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from fcntl import ioctl
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUDGET = 1.4
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("hello from textual")
Bare().run()
"""
LIMIT_S = 20.0


def until(argv: list[str], needle: bytes, environ: dict[str, str]) -> float:
    """Seconds from spawning ``argv`` on a new pseudo-terminal until it has written ``needle``."""
    began = time.perf_counter()
    pid, screen = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execve(argv[0], argv, environ)
    ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    written = b""
    try:
        while needle not in written:
            left = LIMIT_S - (time.perf_counter() - began)
            if left <= 0 or not select.select([screen], [], [], left)[0]:
                raise TimeoutError(f"{argv[-1]}: nothing like {needle!r}, only {written[-300:]!r}")
            written += os.read(screen, 65536)
        return time.perf_counter() - began
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(screen)


def measure(runs: int) -> tuple[list[float], list[float]]:
    """Seconds of ``runs`` alternating starts: quizapp, bare Textual."""
    with tempfile.TemporaryDirectory() as home:
        environ = {
            **os.environ,
            "QUIZAPP_HOME": home,
            "PYTHONPATH": str(ROOT),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "ja_JP.UTF-8",
        }
        environ.pop("NO_COLOR", None)
        Path(home, "settings.toml").write_text('language = "ja"\n', encoding="utf-8")
        ours = [sys.executable, "-m", "quizapp"]
        bare = [sys.executable, "-c", BARE]
        for _ in range(2):  # compiles the content cache and writes bytecode
            until(ours, "今日の分".encode(), environ)
            until(bare, b"hello from textual", environ)
        first, second = [], []
        for _ in range(runs):
            first.append(until(ours, "今日の分".encode(), environ))
            second.append(until(bare, b"hello from textual", environ))
        return first, second


def main() -> int:
    """Print both medians and their ratio; 1 when the budget is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    ours, bare = (1000 * statistics.median(times) for times in measure(runs))
    ratio = ours / bare
    print(
        f"start     quizapp {ours:6.1f} ms   bare Textual {bare:6.1f} ms   "
        f"ratio {ratio:.2f}   budget {BUDGET}"
    )
    return int(ratio > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
