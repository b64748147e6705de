"""The killable child: what its parent hears when it is slow, ends, or falls silent."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.checking import killable
from quizapp.checking.killable import Child, encode

ECHO = """
from quizapp.checking.killable import pipes, reply
tasks, replies = pipes()
print("chatter of a library")
reply(replies, {"ready": True})
for line in tasks:
    reply(replies, {"heard": line.decode().strip()})
"""
SILENT = "import time; time.sleep(60)"
HALF_DEAD = "import os, time; os.close(1); time.sleep(60)"


@pytest.fixture
def child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Child]:
    """A child that runs the text of ``request.param`` as its module."""
    (tmp_path / "made_for_test.py").write_text(request.param, encoding="utf-8")
    root = Path(killable.__file__).resolve().parents[2]
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{root}")
    made = Child("made_for_test")
    yield made
    made.kill()


@pytest.mark.parametrize("child", [ECHO], indirect=True)
def test_one_line_each_way_and_nothing_a_library_prints(child: Child) -> None:
    assert child.await_ready(20)
    assert child.ready
    assert child.send(encode({"task": 1}))
    assert child.take(20) == encode({"heard": '{"task": 1}'})
    child.kill()
    child.kill()
    assert not child.alive()
    assert not child.send(b"late\n")


@pytest.mark.parametrize("child", [SILENT], indirect=True)
def test_silence_is_not_an_end(child: Child) -> None:
    assert child.await_ready(0) is None
    assert child.await_ready(0.05) is None
    assert child.alive()
    with pytest.raises(queue.Empty):
        child.take(0)


@pytest.mark.parametrize("child", [HALF_DEAD], indirect=True)
def test_a_child_that_cannot_answer_any_more_has_ended(child: Child) -> None:
    # Its pipe is closed while the process still runs: asking once must be enough to know.
    deadline = time.monotonic() + 20
    while (ready := child.await_ready(0)) is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert ready is False
