"""The other end of ``prover``: tasks in, one a line, results out."""

from __future__ import annotations

import contextlib
import json
import sys
from typing import IO

from quizapp.checking.killable import pipes, reply


def bound_memory(megabytes: int) -> None:
    """Let allocations past ``megabytes`` fail; does nothing where the system has no such limit."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        size = megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def serve(tasks: IO[bytes], replies: IO[bytes]) -> None:
    """Work through ``tasks`` until the pipe closes."""
    from quizapp.checking.prover_process.algebra import solve_task

    reply(replies, {"ready": True})
    for line in tasks:
        try:
            outcome, detail, value = solve_task(json.loads(line))
        except MemoryError:
            reply(replies, {"outcome": "unknown", "detail": "out of memory"})
            continue
        except Exception as error:
            # SymPy raises nearly anything on hard input; the task is lost, the process is not.
            detail = f"{type(error).__name__}: {error}"[:300]
            reply(replies, {"outcome": "unknown", "detail": detail})
            continue
        reply(replies, {"outcome": outcome, "detail": detail, "value": value[:2000]})


def main() -> None:
    """Serve on the standard pipes; whatever else prints goes nowhere."""
    bound_memory(int(sys.argv[1]) if len(sys.argv) > 1 else 1024)
    sys.setrecursionlimit(3000)
    serve(*pipes())
