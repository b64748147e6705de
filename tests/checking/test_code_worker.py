"""The process that runs code: warm, killed when it must be, confined, replaced without a word."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.checking.code.compose import Listing
from quizapp.checking.code.judge_code import judge_code, verify_code
from quizapp.checking.code.task import CodeTask, Hidden, from_plain
from quizapp.checking.code.worker import CodeWorker

TASK = CodeTask("x * 2", (Hidden("x", (("n",),)),), ("out",), sizes={"n": (3, 5)}, cases=3)
LISTING = Listing("", (), ("x",), ("out",))


@pytest.fixture(scope="module")
def worker() -> Iterator[CodeWorker]:
    with CodeWorker() as made:
        yield made


def test_a_task_crosses_as_plain_json() -> None:
    assert from_plain(TASK.plain) == TASK
    assert json.loads(TASK.plain)["answer"] == "x * 2"


def test_it_judges_and_stays_warm(worker: CodeWorker) -> None:
    assert judge_code("x + x", TASK, LISTING, worker).note == "right.code"
    pid = worker.pid
    took = []
    for _ in range(30):
        began = time.perf_counter()
        assert judge_code("2 * x", TASK, LISTING, worker).outcome == "right"
        took.append(time.perf_counter() - began)
    assert worker.pid == pid
    assert sorted(took)[len(took) // 2] < 0.02


def test_a_process_that_died_is_replaced(worker: CodeWorker) -> None:
    judge_code("x * 2", TASK, LISTING, worker)
    before, pid = worker.restarts, worker.pid
    process = worker._process
    assert process is not None
    process.process.kill()
    process.process.wait()
    assert judge_code("x * 2", TASK, LISTING, worker).outcome == "right"
    assert worker.pid != pid
    assert worker.restarts == before + 1


def test_one_that_does_not_answer_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    # A stand-in for code that outwits every bound inside: it says it is ready and never replies.
    sleeper = "import sys, time\nprint('{}', flush=True)\nfor line in sys.stdin: time.sleep(60)"
    real = subprocess.Popen

    def start(command: list[str], **options: object) -> object:
        return real([sys.executable, "-c", sleeper], **options)  # type: ignore[call-overload]

    with CodeWorker(limit=0.3) as worker:
        monkeypatch.setattr(subprocess, "Popen", start)
        began = time.perf_counter()
        worker.start()
        grade = judge_code("x * 2", TASK, LISTING, worker)
        assert time.perf_counter() - began < 10
        assert grade.note == "code.timeout"
        assert grade.outcome == "wrong"
        assert worker.restarts == 1
        monkeypatch.undo()
        worker._replace()
        assert judge_code("x * 2", TASK, LISTING, worker).outcome == "right"


def test_a_judgement_can_be_given_up_from_another_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    sleeper = "import sys, time\nprint('{}', flush=True)\nfor line in sys.stdin: time.sleep(60)"
    real = subprocess.Popen

    def start(command: list[str], **options: object) -> object:
        return real([sys.executable, "-c", sleeper], **options)  # type: ignore[call-overload]

    with CodeWorker(limit=60) as worker:
        worker.interrupt()  # nothing is under way, and there is nothing to give up
        monkeypatch.setattr(subprocess, "Popen", start)
        heard: list[str] = []
        thread = threading.Thread(
            target=lambda: heard.append(judge_code("x * 2", TASK, LISTING, worker).note)
        )
        thread.start()
        deadline = time.monotonic() + 20
        while thread.is_alive() and time.monotonic() < deadline:
            if worker._process is not None and worker._process.ready:
                worker.interrupt()
            time.sleep(0.01)
        thread.join(1)
        assert heard == ["undecided.worker"]
        monkeypatch.undo()
        worker._replace()
        assert judge_code("x * 2", TASK, LISTING, worker).outcome == "right"


def test_without_a_process_the_verdict_is_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    with CodeWorker() as worker:
        real = subprocess.Popen
        monkeypatch.setattr(
            subprocess,
            "Popen",
            lambda command, **options: real([sys.executable, "-c", "pass"], **options),
        )
        grade = judge_code("x * 2", TASK, LISTING, worker)
        assert (grade.outcome, grade.note) == ("undecided", "undecided.worker")
        assert grade.feedback.ja


def test_a_broken_task_is_told_to_its_author(worker: CodeWorker) -> None:
    broken = CodeTask("x[9]", TASK.names, ("out",), sizes=TASK.sizes)
    (problem,) = verify_code(broken, ["x[9]"], worker)
    assert "out of range" in problem
    assert judge_code("x", broken, LISTING, worker).outcome == "undecided"
    (wrong,) = verify_code(TASK, ["x * 2", "x * 3"], worker)
    assert "x * 3" in wrong
    assert verify_code(TASK, ["x * 2", "x + x"], worker, seeds=range(5)) == ()


def test_it_serves_several_threads(worker: CodeWorker) -> None:
    found: list[str] = []

    def ask(text: str) -> None:
        found.append(text + judge_code(text, TASK, LISTING, worker).outcome)

    threads = [threading.Thread(target=ask, args=(f"x * {k}",)) for k in (1, 2, 3, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["x * 1wrong", "x * 2right", "x * 2right", "x * 3wrong"]


@pytest.mark.skipif(sys.platform != "linux", reason="the limits of another system differ")
def test_the_process_has_given_its_rights_away(worker: CodeWorker) -> None:
    judge_code("x * 2", TASK, LISTING, worker)
    limits = Path(f"/proc/{worker.pid}/limits").read_text(encoding="ascii")
    lines = {line[:25].strip(): line[25:].split()[0] for line in limits.splitlines()}
    assert lines["Max file size"] == "0"
    assert lines["Max open files"] == "0"
    assert lines["Max processes"] == "0"
    assert lines["Max core file size"] == "0"
    assert int(lines["Max address space"]) < 2**32
    modules = Path(f"/proc/{worker.pid}/maps").read_text(encoding="ascii")
    assert "sympy" not in modules


def test_it_never_imports_sympy_or_a_screen() -> None:
    script = (
        "import sys\nfrom quizapp.checking.code import worker_process as w\n"
        "bench = w.Bench(); w.warm(bench)\n"
        "assert not {'sympy', 'textual', 'rich', 'pydantic'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
