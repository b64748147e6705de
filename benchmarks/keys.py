"""Time from a key to its painted result, in a real pseudo-terminal, with 2,000 questions.

A pack of choice and number questions is generated and a session of them is answered by keys. Timed
are: a digit until the option is drawn as chosen, a typed character until its reading is drawn,
enter until the verdict stands on the screen, enter until the next question does.
"""

from __future__ import annotations

import argparse
import os
import pty
import re
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
QUESTIONS = 2000
BUDGET_MS = 50.0
GUARD_S = 0.3
LIMIT_S = 20.0
PACK = """id = "bench"
title.ja = "計測"
title.en = "Bench"
languages = ["ja", "en"]
licence = "CC0"
authors = ["quizapp"]
syllabus = "2024"
[[area]]
id = "a"
title.ja = "分野"
title.en = "Area"
weight = 1
[[topic]]
id = "bench-topic"
title.ja = "計測"
title.en = "Bench"
area = "a"
file = "bench.toml"
syllabus = "1"
"""
CHOICE = """[[question]]
id = "B-{n:04}"
kind = "choice"
topic = "bench-topic"
title.ja = "問 {n}"
title.en = "Item {n}"
prompt.ja = '''問題 {n}。シグモイドの層を増やすと、入力に近い層の勾配はどうなるか。'''
prompt.en = '''Item {n}. What becomes of the first gradients as sigmoid layers are added?'''
explanation.ja = '''微分は最大でも $\\frac{{1}}{{4}}$ なので、層ごとに小さくなります。'''
explanation.en = '''The slope is at most $\\frac{{1}}{{4}}$, so it shrinks layer by layer.'''
source = "definition"
[[question.option]]
text.ja = "小さくなる {n}"
text.en = "it shrinks {n}"
right = true
reason.ja = "微分の最大値は 0.25"
reason.en = "the slope is 0.25 at most"
[[question.option]]
text.ja = "大きくなる {n}"
text.en = "it grows {n}"
reason.ja = "1 を超える因子がありません"
reason.en = "no factor is above 1"
[[question.option]]
text.ja = "変わらない {n}"
text.en = "it stays {n}"
reason.ja = "因子は 1 ではありません"
reason.en = "the factors are not 1"
"""
NUMBER = """[[question]]
id = "B-{n:04}"
kind = "number"
topic = "bench-topic"
title.ja = "問 {n}"
title.en = "Item {n}"
prompt.ja = '''{n} 番目の問題です。$\\frac{{{n}}}{{2}}$ を小数で答えよ。'''
prompt.en = '''Item {n}. Write $\\frac{{{n}}}{{2}}$ as a decimal.'''
answer = "{n}/2"
explanation.ja = '''2 で割ります。'''
explanation.en = '''Divide by 2.'''
source = "definition"
"""


class Terminal:
    """A program on a pseudo-terminal whose output can be waited for."""

    def __init__(self, argv: list[str], environ: dict[str, str]) -> None:
        self.pid, self.screen = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            os.execve(argv[0], argv, environ)
        ioctl(self.screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def press(self, keys: bytes, shown: bytes) -> tuple[float, bytes]:
        """Milliseconds from ``keys`` until the pattern ``shown`` is drawn, and the output."""
        self.drain()
        began = time.perf_counter()
        os.write(self.screen, keys)
        return self.until(shown, began)

    def until(self, shown: bytes, began: float | None = None) -> tuple[float, bytes]:
        """Wait until ``shown`` has been drawn."""
        began = time.perf_counter() if began is None else began
        written = b""
        while not re.search(shown, written):
            left = LIMIT_S - (time.perf_counter() - began)
            if left <= 0 or not select.select([self.screen], [], [], left)[0]:
                raise TimeoutError(f"nothing like {shown!r} in {written[-400:]!r}")
            written += os.read(self.screen, 65536)
        return 1000 * (time.perf_counter() - began), written

    def drain(self) -> None:
        """Read what is still coming."""
        while select.select([self.screen], [], [], 0.05)[0]:
            os.read(self.screen, 65536)

    def close(self) -> None:
        """End the program."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.screen)


def write_pack(folder: Path) -> None:
    """A pack of choice and number questions."""
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text(PACK, encoding="utf-8")
    kinds = (CHOICE, NUMBER)
    text = "\n".join(kinds[n % 2].format(n=n) for n in range(1, QUESTIONS + 1))
    (folder / "bench.toml").write_text(text, encoding="utf-8")


def answer(terminal: Terminal, count: int) -> dict[str, list[float]]:
    """Milliseconds of each kind of key over ``count`` questions."""
    times: dict[str, list[float]] = {"digit": [], "preview": [], "verdict": [], "next": []}
    _, drawn = terminal.until(rb"B-\d{4}")
    for _ in range(count):
        terminal.drain()
        number = int(re.findall(rb"B-(\d{4})", drawn)[-1])
        if number % 2:
            for digit in str(number).encode():
                took, _ = terminal.press(bytes([digit]), "読み取り".encode())
                times["preview"].append(took)
        else:
            took, _ = terminal.press(b"1", "▌".encode())
            times["digit"].append(took)
        took, _ = terminal.press(b"\r", "正解".encode())
        times["verdict"].append(took)
        time.sleep(GUARD_S)
        keys = b"n" if number % 2 else b"\r"  # a wrong number waits for another try
        took, drawn = terminal.press(keys, rb"B-\d{4}")
        times["next"].append(took)
    return times


def main() -> int:
    """Print p50 and p99 of each kind of key; 1 when the budget is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=60, help="how many to answer")
    count = parser.parse_args().questions
    with tempfile.TemporaryDirectory() as home:
        write_pack(Path(home, "packs", "bench"))
        Path(home, "settings.toml").write_text('language = "ja"\nmotion = "none"\n', "utf-8")
        environ = {
            **os.environ,
            "QUIZAPP_HOME": home,
            "PYTHONPATH": str(ROOT),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
        }
        environ.pop("NO_COLOR", None)
        argv = [
            sys.executable,
            "-m",
            "quizapp",
            "quiz",
            "--topic",
            "bench-topic",
            "-n",
            str(count + 5),
        ]
        terminal = Terminal(argv, environ)
        try:
            times = answer(terminal, count)
        finally:
            terminal.close()
    worst = 0.0
    for name, taken in times.items():
        if len(taken) < 2:
            continue
        p99 = statistics.quantiles(taken, n=100)[98]
        worst = max(worst, p99)
        print(
            f"key       {name:8} p50 {statistics.median(taken):5.1f} ms   p99 {p99:5.1f} ms   "
            f"n {len(taken):4}   budget {BUDGET_MS:.0f} ms"
        )
    return int(worst > BUDGET_MS)


if __name__ == "__main__":
    sys.exit(main())
