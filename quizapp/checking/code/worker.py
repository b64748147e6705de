"""The process that runs learners' code: warm, killed when it takes too long, replaced at once.

The parent never runs a line of what was typed. It sends one line of JSON, waits for one line, and
when none comes in time it kills the process and starts another. No signal handler, no fork of the
caller, no pickle.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Final

_ROOT: Final = Path(__file__).resolve().parents[3]
_START_LIMIT_S: Final = 30.0
"""Longest wait for the process to import NumPy; not counted against a response."""
LIMIT_S: Final = 2.0
"""Longest wait for one judgement. The interpreter itself gives up far sooner."""


class _Process:
    """One child with a thread that carries its lines into a queue."""

    def __init__(self) -> None:
        self.lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.ready = False
        self.process = subprocess.Popen(
            [sys.executable, "-m", "quizapp.checking.code.worker_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
        )
        threading.Thread(target=self._carry, name="quizapp-code", daemon=True).start()

    def _carry(self) -> None:
        out = self.process.stdout
        assert out is not None
        with contextlib.suppress(ValueError, OSError):
            for line in out:
                self.lines.put(line)
        self.lines.put(None)

    def send(self, line: bytes) -> bool:
        pipe = self.process.stdin
        assert pipe is not None
        try:
            pipe.write(line)
            pipe.flush()
        except (OSError, ValueError):
            return False
        return True

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


class CodeWorker:
    """Judges in a process of its own; starts at the first question, or at ``start``.

    Methods may be called from any thread; judgements are made one after another.
    """

    def __init__(self, *, limit: float = LIMIT_S) -> None:
        self.limit = limit
        self.restarts = 0
        """How many times a process had to be killed or was found dead."""
        self._process: _Process | None = None
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

    @property
    def pid(self) -> int | None:
        """The process as the system numbers it, or None while there is none."""
        return None if self._process is None else self._process.process.pid

    def ask(self, message: dict[str, Any], limit: float | None = None) -> dict[str, Any]:
        """The reply to ``message``; its ``verdict`` is "timeout" or "lost" when there is none."""
        line = json.dumps(message).encode() + b"\n"
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

    def _reply(self, process: _Process, limit: float) -> dict[str, Any]:
        try:
            line = process.lines.get(timeout=limit)
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

    def _ensure(self) -> _Process:
        process = self._process
        if process is not None and process.process.poll() is not None:
            process.kill()
            self.restarts += 1
            process = None
        if process is None:
            process = self._process = _Process()
        return process

    def _replace(self) -> None:
        if self._process is not None:
            self._process.kill()
            self.restarts += 1
        self._process = _Process()

    def _await_ready(self, process: _Process) -> bool:
        if process.ready:
            return True
        try:
            line = process.lines.get(timeout=_START_LIMIT_S)
        except queue.Empty:
            line = None
        if line is None:
            process.kill()
            self._process = None
            self.restarts += 1
            return False
        process.ready = True
        return True


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
