"""The process that runs learners' code: warm, killed when it takes too long, replaced at once.

The parent never runs a line of what was typed. It sends one line of JSON, waits for one line, and
when none comes in time it kills the process and starts another (see ``killable``).
"""

from __future__ import annotations

import atexit
import json
import queue
import threading
from typing import Any, Final

from quizapp.checking.killable import START_LIMIT_S, Child, encode

_MODULE: Final = "quizapp.checking.code.worker_process"
LIMIT_S: Final = 2.0
"""Longest wait for one judgement. The interpreter itself gives up far sooner."""


class CodeWorker:
    """Judges in a process of its own; starts at the first question, or at ``start``.

    Methods may be called from any thread; judgements are made one after another.
    """

    def __init__(self, *, limit: float = LIMIT_S) -> None:
        self.limit = limit
        self.restarts = 0
        """How many times a process had to be killed or was found dead."""
        self._process: Child | None = None
        self._lock = threading.RLock()

    def __enter__(self) -> CodeWorker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Begin importing NumPy in the background; returns at once."""
        if self._lock.acquire(blocking=False):
            try:
                self._ensure()
            finally:
                self._lock.release()

    def close(self) -> None:
        """End the process; it starts again when it is asked."""
        with self._lock:
            if self._process is not None:
                self._process.kill()
            self._process = None

    def interrupt(self) -> None:
        """Give up the judgement under way in another thread, which then hears "lost" at once."""
        process = self._process
        if self._lock.acquire(blocking=False):
            self._lock.release()  # nobody waits for anything
        elif process is not None:
            process.process.kill()

    @property
    def pid(self) -> int | None:
        """The process as the system numbers it, or None while there is none."""
        return None if self._process is None else self._process.process.pid

    def ask(self, message: dict[str, Any], limit: float | None = None) -> dict[str, Any]:
        """The reply to ``message``; its ``verdict`` is "timeout" or "lost" when there is none."""
        line = encode(message)
        with self._lock:
            # A process that died while it waited is no fault of this message: try once more.
            for _ in range(2):
                process = self._ensure()
                if not self._await_ready(process):
                    return {"verdict": "lost"}
                if process.send(line):
                    return self._reply(process, self.limit if limit is None else limit)
                self._replace()
        return {"verdict": "lost"}

    def _reply(self, process: Child, limit: float) -> dict[str, Any]:
        try:
            line = process.take(limit)
        except queue.Empty:
            self._replace()
            return {"verdict": "timeout"}
        if line is None:
            self._replace()
            return {"verdict": "lost"}
        try:
            reply = json.loads(line)
        except ValueError:
            reply = None
        if not isinstance(reply, dict) or not isinstance(reply.get("verdict"), str):
            self._replace()
            return {"verdict": "lost"}
        return reply

    def _ensure(self) -> Child:
        process = self._process
        if process is not None and not process.alive():
            process.kill()
            self.restarts += 1
            process = None
        if process is None:
            process = self._process = Child(_MODULE)
        return process

    def _replace(self) -> None:
        if self._process is not None:
            self._process.kill()
            self.restarts += 1
        self._process = Child(_MODULE)

    def _await_ready(self, process: Child) -> bool:
        if process.await_ready(START_LIMIT_S):
            return True
        process.kill()
        self._process = None
        self.restarts += 1
        return False


_shared: CodeWorker | None = None
_making = threading.Lock()


def shared_worker() -> CodeWorker:
    """The one worker of this process, ended with it."""
    global _shared
    with _making:
        if _shared is None:
            _shared = CodeWorker()
            atexit.register(_shared.close)
        return _shared
