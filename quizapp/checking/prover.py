"""The prover: SymPy in a process of its own that can be killed at any moment.

Algebra by machine has no time bound: a harmless-looking simplification may run for hours or eat
all memory. So it runs in a child that can be stopped from outside (see ``killable``). Trees cross
as plain data (see ``plain``), never as text to be evaluated and never as pickles.
"""

from __future__ import annotations

import itertools
import json
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from quizapp.checking.killable import START_LIMIT_S, Child, encode
from quizapp.checking.proofs import Proof, Task

__all__ = ["Proof", "Prover", "Task"]

_MODULE: Final = "quizapp.checking.prover_process"


@dataclass(slots=True)
class _Job:
    ticket: int
    task: Task
    timeout: float
    callback: Callable[[Proof], None] | None
    began: float = 0.0
    proof: Proof | None = None


class Prover:
    """A warm, killable SymPy process: starts at the first task (or ``start``), ends at ``close``.

    ``prove`` blocks for at most ``timeout`` seconds (plus the first import); ``submit`` puts a
    task in line and ``poll`` moves the line on without blocking, calling each callback in the
    polling thread. All methods may be called from any thread. After a time-out or a crash the
    process is killed and a fresh one warms up in the background.
    """

    def __init__(self, *, timeout: float = 1.0, memory_mb: int = 1024) -> None:
        self.timeout = timeout
        self.memory_mb = memory_mb
        self.restarts = 0
        """How many times a process had to be killed or was found dead."""
        self._worker: Child | None = None
        self._line: deque[_Job] = deque()
        self._current: _Job | None = None
        self._tickets = itertools.count(1)
        self._lock = threading.RLock()
        self._closed = False

    def __enter__(self) -> Prover:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Begin importing SymPy in the background; returns at once."""
        with self._lock:
            self._ensure()

    def close(self) -> None:
        """End the process; tasks in line become "unknown". Calling it twice is fine."""
        self._closed = True
        worker = self._worker
        if worker is not None:
            worker.process.kill()
        with self._lock:
            if self._worker is not None:
                self._worker.kill()
            self._worker = None
            for job in [self._current, *self._line]:
                if job is not None and job.proof is None:
                    self._finish(job, Proof("unknown", "the prover was closed"))
            self._line.clear()
            self._current = None

    @property
    def pending(self) -> int:
        """How many submitted tasks are not finished yet."""
        return len(self._line) + (self._current is not None)

    def prove(self, task: Task, timeout: float | None = None) -> Proof:
        """The proof of ``task``; waits for it. Tasks already in line are finished first."""
        with self._lock:
            job = self._enqueue(task, timeout, None)
            while job.proof is None:
                self._advance(wait=True)
            return job.proof

    def submit(
        self,
        task: Task,
        callback: Callable[[Proof], None] | None = None,
        timeout: float | None = None,
    ) -> int:
        """The ticket of a task put in line; ``callback`` gets its proof during a later ``poll``."""
        job = self._enqueue(task, timeout, callback)
        self.poll()
        return job.ticket

    def poll(self) -> int:
        """Move the line on without blocking; the number of tasks still unfinished.

        While another thread waits inside ``prove`` that thread moves the line on, and this
        returns at once.
        """
        if self._lock.acquire(blocking=False):
            try:
                while self.pending and self._advance(wait=False):
                    pass
            finally:
                self._lock.release()
        return self.pending

    def _enqueue(
        self, task: Task, timeout: float | None, callback: Callable[[Proof], None] | None
    ) -> _Job:
        job = _Job(
            next(self._tickets), task, self.timeout if timeout is None else timeout, callback
        )
        if self._closed:
            self._finish(job, Proof("unknown", "the prover was closed"))
        else:
            self._line.append(job)
        return job

    def _ensure(self) -> Child:
        worker = self._worker
        if worker is not None and worker.ready and self._current is None and not worker.alive():
            self._replace()
        if self._worker is None:
            self._worker = Child(_MODULE, str(self.memory_mb))
        return self._worker

    def _replace(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self.restarts += 1
        self._worker = None if self._closed else Child(_MODULE, str(self.memory_mb))

    def _advance(self, *, wait: bool) -> bool:
        """True when something moved; with ``wait`` blocks until it does or time is up."""
        if self._closed:
            self.close()
            return True
        worker = self._ensure()
        if not worker.ready:
            return self._await_ready(worker, wait=wait)
        if self._current is None:
            if not self._line:
                return False
            return self._send(worker, self._line.popleft())
        job = self._current
        left = job.timeout - (time.monotonic() - job.began)
        try:
            line = worker.take(left if wait else 0.0)
        except queue.Empty:
            if left > 0:
                return False
            self._current = None
            self._replace()
            self._finish(job, Proof("timeout", f"no result within {job.timeout:g} s"))
            return True
        self._current = None
        if line is None:
            self._replace()
            self._finish(job, Proof("unknown", "the prover ended, most likely for want of memory"))
            return True
        self._finish(job, _decode(line))
        return True

    def _await_ready(self, worker: Child, *, wait: bool) -> bool:
        ready = worker.await_ready(START_LIMIT_S if wait else 0.0)
        if ready:
            return True
        if ready is None and not wait:
            return False
        self._worker = None
        worker.kill()
        self.restarts += 1
        for job in self._line:
            self._finish(job, Proof("unknown", "the prover could not be started"))
        self._line.clear()
        return True

    def _send(self, worker: Child, job: _Job) -> bool:
        line = encode({"operation": job.task.operation, **job.task.arguments})
        job.began = time.monotonic()
        self._current = job
        if not worker.send(line):
            self._current = None
            self._replace()
            self._line.appendleft(job)
        return True

    def _finish(self, job: _Job, proof: Proof) -> None:
        seconds = time.monotonic() - job.began if job.began else 0.0
        job.proof = Proof(proof.outcome, proof.detail, proof.value, seconds)
        if job.callback is not None:
            job.callback(job.proof)


def _decode(line: bytes) -> Proof:
    try:
        reply = json.loads(line)
        outcome = reply["outcome"]
        if outcome not in ("proved", "refuted", "unknown"):
            raise ValueError(outcome)
        return Proof(outcome, str(reply.get("detail", "")), str(reply.get("value", "")))
    except (ValueError, KeyError, TypeError):
        return Proof("unknown", "the prover sent something unreadable")
