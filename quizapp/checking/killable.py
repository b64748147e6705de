"""A worker process that can be killed at any moment: the parent's end and the child's end.

Some work has no time bound: algebra by machine, code that a learner typed. It runs where it can be
stopped from outside: the parent waits, and kills. No signal handler and no fork of the caller is
involved, and the child has one thread. What crosses is one line of JSON each way, never text to be
evaluated and never pickles. The child first sends one line to say that it is ready, so that its
imports are not counted against a task's time.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Final

_ROOT: Final = Path(__file__).resolve().parents[2]
START_LIMIT_S: Final = 30.0
"""Longest wait for a child to import what it needs."""


class Child:
    """One child process, with a thread on this side that carries its lines into a queue."""

    def __init__(self, module: str, *arguments: str) -> None:
        self.lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.ready = False
        """Whether the first line has come (see ``await_ready``)."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
        )
        threading.Thread(target=self._carry, name=module, daemon=True).start()

    def _carry(self) -> None:
        out = self.process.stdout
        assert out is not None
        with contextlib.suppress(ValueError, OSError):
            for line in out:
                self.lines.put(line)
        self.lines.put(None)

    def take(self, timeout: float) -> bytes | None:
        """The next line, or None when the process ended. Raises ``queue.Empty`` on timeout."""
        return self.lines.get(timeout=timeout) if timeout > 0 else self.lines.get_nowait()

    def await_ready(self, timeout: float) -> bool | None:
        """True once the child can be asked, False when it ended, None when time is up before."""
        if not self.ready:
            try:
                self.ready = self.take(timeout) is not None
            except queue.Empty:
                return None
        return self.ready

    def send(self, line: bytes) -> bool:
        """Send one line; False when nobody is at the other end."""
        pipe = self.process.stdin
        assert pipe is not None
        try:
            pipe.write(line)
            pipe.flush()
        except (OSError, ValueError):
            return False
        return True

    def alive(self) -> bool:
        """Whether the process is still there."""
        return self.process.poll() is None

    def kill(self) -> None:
        """End the process and close its pipes; doing it twice is fine."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def encode(message: Mapping[str, Any]) -> bytes:
    """A message as the one line that crosses."""
    return json.dumps(message).encode() + b"\n"


def pipes() -> tuple[IO[bytes], IO[bytes]]:
    """In the child: tasks and replies. Whatever else the child prints then goes nowhere."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, replies


def reply(replies: IO[bytes], message: Mapping[str, Any]) -> None:
    """In the child: send one message to the parent."""
    replies.write(encode(message))
    replies.flush()
