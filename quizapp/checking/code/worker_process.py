"""The other end of ``worker``: judges one response a line, in a process that may do nothing else.

Run as ``python -m quizapp.checking.code.worker_process``. Wall-clock time is bounded from outside,
by being killed; here the operating system bounds memory and processor time, and takes away the
right to write files, open any, or start another process, where it can.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections import OrderedDict
from typing import IO, Any

from quizapp.checking.killable import pipes, reply

_KEPT = 64
"""Exercises kept ready."""
_MEMORY_MB = 64
"""What the process may grow by above what it needs to be ready."""
_CPU_S = 3
"""Seconds of the processor for one line, should the parent be too busy to kill."""


def confine() -> None:
    """Give away what judging does not need; does nothing where the system has no such limits."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def bound_memory() -> None:
    """Let allocations past a little more than what is in use fail; Linux knows how much that is."""
    with contextlib.suppress(ImportError, ValueError, OSError, IndexError):
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            pages = int(file.read().split()[0])
        size = pages * resource.getpagesize() + _MEMORY_MB * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def bound_time() -> None:
    """Let the system end this process when one line takes far too much of the processor."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        spent = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(spent.ru_utime + spent.ru_stime) + _CPU_S
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


class Bench:
    """Exercises made ready once and kept."""

    def __init__(self) -> None:
        from quizapp.checking.code.judging import Exercise

        self._make = Exercise
        self._kept: OrderedDict[tuple[str, int], Any] = OrderedDict()

    def exercise(self, task: str, seed: int) -> Any:
        """The exercise of a task in plain text. Raises ``ContentError`` when it cannot be set."""
        from quizapp.checking.code.task import from_plain

        key = (task, seed)
        if key not in self._kept:
            while len(self._kept) >= _KEPT:
                self._kept.popitem(last=False)
            self._kept[key] = self._make(from_plain(task), seed)
        self._kept.move_to_end(key)
        return self._kept[key]


def answer(bench: Bench, line: bytes) -> dict[str, Any]:
    """The reply to one line of JSON; never raises."""
    from quizapp.errors import ContentError

    try:
        asked = json.loads(line)
        exercise = bench.exercise(asked["task"], asked["seed"])
        if asked["operation"] == "verify":
            return {"verdict": "verified", "problems": exercise.verify(asked["responses"])}
        verdict: dict[str, Any] = exercise.judge(asked["response"])
        return verdict
    except ContentError as error:
        return {"verdict": "broken", "said": error.what[:500]}
    except MemoryError:
        return {"verdict": "broken", "said": "out of memory"}
    except Exception as error:
        # A fault of ours: this response is left undecided, the next one is judged.
        return {"verdict": "broken", "said": f"{type(error).__name__}: {error}"[:500]}


def warm(bench: Bench) -> None:
    """Judge something of each sort, so that no module is left to be loaded once doors are shut."""
    from quizapp.checking.code.task import CodeTask, Hidden

    x = Hidden("x", (("n", "m"),), "away", 0.5, 2.0)
    p = Hidden("p", ((),), "uniform", 0.2, 0.4)
    sizes = {"n": (4, 6), "m": (2, 3)}
    keep = "mask = np.random.default_rng().random(x.shape) > p"
    tasks = (
        (CodeTask("np.sum(x) / p", (x, p), ("out",), sizes=sizes, cases=1), "np.median(x) ** -1"),
        (
            CodeTask(
                f"{keep}\nout = x * mask / (1 - p)",
                (x, p),
                ("out", "mask"),
                sizes=sizes,
                cases=1,
                check="dropout",
                random=True,
            ),
            "np.random.permutation(3), x[9, 9]",
        ),
    )
    for task, response in tasks:
        exercise = bench.exercise(task.plain, 0)
        exercise.judge(task.answer)
        exercise.judge(response)


def serve(tasks: IO[bytes], replies: IO[bytes]) -> None:
    """Work through ``tasks`` until the pipe closes."""
    bench = Bench()
    warm(bench)
    bound_memory()
    confine()
    reply(replies, {"ready": True})
    for line in tasks:
        bound_time()
        reply(replies, answer(bench, line))


def main() -> None:
    """Serve on the standard pipes; whatever else prints goes nowhere."""
    for library in ("OPENBLAS", "OMP", "MKL", "VECLIB_MAXIMUM"):
        # One thread: small arrays gain nothing from more, and each would hold memory.
        os.environ[f"{library}_NUM_THREADS"] = "1"
    serve(*pipes())


if __name__ == "__main__":
    main()
