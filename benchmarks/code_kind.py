"""How long a code answer takes to judge: read here, run in its process on all hidden arrays.

The baseline is a line sent to a bare Python process and back in the same run: the least that
judging outside this process can cost. Responses are those of the question bank: every answer,
every other right form and every listed mistake.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from quizapp.checking.code.judge_code import judge_code
from quizapp.checking.code.reader import read_code
from quizapp.checking.code.worker import CodeWorker
from quizapp.content.kinds.code import Code
from quizapp.content.pack import read_pack

PACKS = Path(__file__).resolve().parents[1] / "content"
ROUNDS = 5
ECHO = (
    "import sys\nfor line in sys.stdin.buffer:\n sys.stdout.buffer.write(line)\n sys.stdout.flush()"
)
ENDLESS = "for i in range(10**9):\n    pass"


def main() -> None:
    questions = [
        placed.question
        for folder in sorted(PACKS.iterdir())
        for placed in read_pack(folder).questions
        if isinstance(placed.question, Code)
    ]
    pairs = [
        (question, text)
        for question in questions
        for text in (
            *(text for _, text in question.right_responses()),
            *(mistake.line for mistake in question.mistakes),
        )
    ]
    print(f"{len(questions)} code questions, {len(pairs)} responses")
    told("baseline: a line to a bare process and back", echoes(len(pairs)))
    told(
        "reading alone",
        [timed(lambda p=pair: read_code(p[1], p[0].place.scope)) for pair in pairs * ROUNDS],  # type: ignore[misc]
    )
    with CodeWorker() as worker:

        def judge(question: Code, text: str) -> str:
            return judge_code(text, question.task, question.place, worker).outcome

        first = pairs[0]
        print(f"worker: start and first verdict   {timed(lambda: judge(*first)) * 1e3:8.0f} ms")
        opened = [timed(lambda q=one: judge(q, q.answer)) for one in questions]  # type: ignore[misc]
        told("first verdict of a question (its arrays drawn)", opened)
        values = [pair for pair in pairs if pair[0].check in ("values", "gradient")]
        drawn = [pair for pair in pairs if pair[0].check not in ("values", "gradient")]
        for title, chosen in (("verdict", values), ("verdict on random code", drawn)):
            for pair in chosen:
                judge(*pair)  # mistakes are run once and kept
            told(title, [timed(lambda p=pair: judge(*p)) for pair in chosen * ROUNDS])  # type: ignore[misc]
        told(
            "a loop without end, given up",
            [timed(lambda: judge(first[0], ENDLESS)) for _ in "12345"],
        )
        print(f"worker: restarts {worker.restarts}")


def echoes(count: int) -> list[float]:
    """Times of ``count`` round trips to a process that sends back what it gets."""
    with subprocess.Popen(
        [sys.executable, "-c", ECHO], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        out, back = process.stdin, process.stdout
        assert out is not None
        assert back is not None
        line = b"x" * 2000 + b"\n"

        def trip() -> None:
            out.write(line)
            out.flush()
            back.readline()

        trip()
        times = [timed(trip) for _ in range(count)]
        out.close()
    return times


def timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def told(title: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    print(
        f"{title:46} p50 {statistics.median(ordered) * 1e3:8.3f} ms   p99 {p99 * 1e3:8.3f} ms   "
        f"max {ordered[-1] * 1e3:8.3f} ms   n {len(ordered)}"
    )


if __name__ == "__main__":
    main()
