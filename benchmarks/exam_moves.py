"""Time from a key to the painted question in a mock exam, in a real pseudo-terminal.

The sprint of the pack that ships is begun at 80x24; ``n`` and ``p`` walk through its questions and
back. Timed is each key until the head with the new number is drawn.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.keys import Terminal

MOVES = 64
BUDGET_MS = 30.0


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "settings.toml").write_text('language = "en"\n', encoding="utf-8")
        environ = {
            **os.environ,
            "QUIZAPP_HOME": home,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
        }
        terminal = Terminal([sys.executable, "-m", "quizapp"], environ)
        try:
            terminal.until(rb"demo")
            time.sleep(1.0)  # the warm-up beside the first screen
            terminal.press(b"x", rb"Enter starts the clock")
            for _ in range(2):
                terminal.press(b"\x1b[B", rb"minutes")
            terminal.press(b"\r", rb"1 / 17")
            times = []
            place = 1
            step = 1
            for _ in range(MOVES):
                if not 1 <= place + step <= 17:
                    step = -step
                place += step
                key = b"n" if step > 0 else b"p"
                times.append(terminal.press(key, rb" %d / 17" % place)[0])
        finally:
            terminal.close()
    first, again = times[:16], times[16:]
    print(f"exam moves  budget {BUDGET_MS:.0f} ms")
    for name, own in (("first look", first), ("again", again)):
        own.sort()
        print(
            f"  {name:<10}  median {statistics.median(own):6.1f} ms   "
            f"p95 {own[int(0.95 * (len(own) - 1))]:6.1f} ms   most {own[-1]:6.1f} ms"
        )


if __name__ == "__main__":
    main()
