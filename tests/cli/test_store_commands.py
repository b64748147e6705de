"""due, stats and doctor, as a person, a prompt or a status bar calls them."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quizapp.__main__ import main
from quizapp.cli import doctor, due, stats, terminal
from quizapp.records import Event
from quizapp.scheduling.fold import LogFold
from quizapp.settings import load_paths
from quizapp.store import open_log

NOON = 1_766_631_600_000
"""2025-12-25 12:00 in Tokyo."""
DAY = 86_400_000
Say = Callable[..., str]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZAPP_NOW", "2025-12-25T12:00:00+09:00")


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], now: None) -> Say:
    """Run a command, check its exit code, and give its standard output."""

    def run(*args: str, code: int = 0) -> str:
        assert main(list(args)) == code
        return capsys.readouterr().out

    return run


def answer(item: str, at_ms: int, rating: int | None = 3, **fields: Any) -> Event:
    given: dict[str, Any] = {
        "kind": "answer",
        "turn_ms": at_ms,
        "offset_min": 540,
        "outcome": "wrong" if rating == 1 else "right",
        "duration_ms": 30_000,
        **fields,
    }
    return Event(item, at_ms, rating=rating, **given)


@pytest.fixture
def studied(own_home: Path) -> Path:
    """A log with two reviews due, one step to finish, one card new today."""
    path = load_paths().store
    with open_log(path, fold=LogFold()) as log:
        for item in ("p/a", "p/b"):
            log.append([answer(item, NOON - 40 * DAY, 4)])
        log.append([answer("p/c", NOON - 2 * DAY, 4)])
        log.append([answer("p/c", NOON - DAY, 3)])
        log.append([answer("p/d", NOON - 60_000, 1)])
    return path


def test_due_of_nothing(say: Say, own_home: Path) -> None:
    said = json.loads(say("due", "--json"))
    assert said == {"version": 1, "due": 0, "new": 10, "learning": 0, "plan": None}
    assert not own_home.exists(), "asking makes nothing"


def test_due(say: Say, studied: Path) -> None:
    assert json.loads(say("due", "--json")) == {
        "version": 1, "due": 2, "new": 9, "learning": 1, "plan": None,
    }  # fmt: skip
    assert say("due") == "復習 2  新しい 9  学習中 1\n"
    assert "--json" in say("due", "--help")
    assert sorted(one.name for one in studied.parent.iterdir()) == ["study.sqlite3"]


def test_due_counts_what_has_a_question(
    say: Say, studied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "_known", lambda cache: frozenset(("p/a", "p/d", "p/x", "p/y")))
    assert json.loads(say("due", "--json")) == {
        "version": 1, "due": 1, "new": 2, "learning": 1, "plan": None,
    }  # fmt: skip


def test_due_refuses_what_it_does_not_know(capsys: pytest.CaptureFixture[str], now: None) -> None:
    assert main(["due", "--jsno"]) == 2
    assert "--jsno" in capsys.readouterr().err


def test_due_is_a_click_command_too() -> None:
    import click

    assert isinstance(due.command, click.Command)


@pytest.mark.parametrize("words", [("due",), ("due", "--json"), ("stats",), ("stats", "--json")])
@pytest.mark.parametrize("content", [b"rubbish " * 999, b""])
def test_a_damaged_log_is_exit_4(
    words: tuple[str, ...], content: bytes, capsys: pytest.CaptureFixture[str], own_home: Path
) -> None:
    path = load_paths().store
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert main(list(words)) == 4
    heard = capsys.readouterr()
    assert heard.out == ""
    assert str(path) in heard.err
    assert "doctor --restore" in heard.err
    assert path.read_bytes() == content


def test_stats(say: Say, studied: Path) -> None:
    said = json.loads(say("stats", "--json"))
    assert said["version"] == 1
    assert (said["attempts"], said["reviews"], said["right"], said["new"]) == (5, 5, 4, 4)
    assert said["duration_ms"] == 150_000
    assert said["retention"] == {"days": 30, "tested": 1, "kept": 1, "rate": 1.0, "goal": 0.9}
    assert said["streak"] == 3
    assert said["days_studied"] == 4
    assert [day["day"] for day in said["by_day"]] == [
        "2025-11-15", "2025-12-23", "2025-12-24", "2025-12-25",
    ]  # fmt: skip
    assert said["today"]["attempts"] == 1
    assert said["today"]["right"] == 0
    assert [day["day"] for day in json.loads(say("stats", "--json", "--days", "2"))["by_day"]] == [
        "2025-12-24", "2025-12-25",
    ]  # fmt: skip
    text = say("stats")
    assert "正解 4（80%）" in text
    assert "定着 100%" in text
    assert "2025-12-24" in text


def test_stats_of_nothing(say: Say, own_home: Path) -> None:
    said = json.loads(say("stats", "--json"))
    assert said["attempts"] == 0
    assert said["retention"]["rate"] is None
    assert said["by_day"] == []
    assert "1 問解くと" in say("stats")
    assert not own_home.exists()


def test_stats_lines_count_hours() -> None:
    report = {
        "attempts": 4, "right": 3, "reviews": 4, "new": 1, "duration_ms": 8_100_000, "streak": 1,
        "days_studied": 1, "retention": {"rate": None}, "by_day": [],
        "confidence": {"levels": [], "sure_and_wrong": []},
    }  # fmt: skip
    assert "2 時間 15 分" in stats.lines(report, 14)[0]


def test_doctor_finds_nothing_wrong(say: Say, studied: Path) -> None:
    said = json.loads(say("doctor", "--json"))
    assert said["paths"]["store"] == str(studied)
    assert said["store"]["lines"] == 5
    assert said["store"]["items"] == 4
    assert [one["code"] for one in said["findings"]] == ["backup.none"]
    assert said["versions"]["python"]
    assert said["terminal"]["ambiguous_width"] is None, "there is no terminal to ask"
    text = say("doctor")
    assert str(studied) in text
    assert "異常はありません" in text


def test_doctor_of_nothing(say: Say, own_home: Path) -> None:
    assert "まだありません" in say("doctor")
    assert not own_home.exists()


def test_doctor_finds_and_rebuilds(say: Say, studied: Path) -> None:
    raw = sqlite3.connect(studied)
    raw.execute("UPDATE card SET stability = 99 WHERE item = 'p/a'")
    raw.execute("DELETE FROM day")
    raw.commit()
    raw.close()
    found = json.loads(say("doctor", "--json", code=1))["findings"]
    assert {one["code"] for one in found} == {"cache.memory", "cache.days", "backup.none"}
    said = json.loads(say("doctor", "--rebuild", "--json"))
    assert said["done"] == ["4 枚の記憶を作り直しました"]
    assert json.loads(say("stats", "--json"))["attempts"] == 5


def test_doctor_backs_up_and_restores(say: Say, studied: Path) -> None:
    said = json.loads(say("doctor", "--backup", "--json"))
    assert [one["reason"] for one in said["backups"]] == ["doctor"]
    assert said["findings"] == []
    with open_log(studied, fold=LogFold()) as log:
        log.append([answer("p/later", NOON)])
    studied.write_bytes(studied.read_bytes()[:9000])
    said = json.loads(say("doctor", "--json", code=4))
    assert said["findings"][0]["code"] == "DamagedError"
    assert "--restore" in said["findings"][0]["mend"]
    text = say("doctor", "--restore")
    assert "控えから戻しました" in text
    assert "study.sqlite3.replaced-1" in text
    assert json.loads(say("stats", "--json"))["attempts"] >= 5
    (own,) = [one["path"] for one in said["backups"]]
    assert "控えから戻しました" in say("doctor", "--restore", "--from", own)


def test_doctor_offers_a_backup_when_the_log_is_gone(say: Say, studied: Path) -> None:
    say("doctor", "--backup")
    studied.unlink()
    found = json.loads(say("doctor", "--json", code=1))["findings"]
    assert [one["code"] for one in found] == ["store.missing"]
    say("doctor", "--restore")
    assert json.loads(say("stats", "--json"))["attempts"] == 5


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("--restore",), 4, "使える控えがありません"),
        (("--rebuild",), 2, "記録はまだありません"),
        (("--from", __file__), 2, "--restore と一緒に"),
        (("--restore", "--from", __file__), 4, "記録"),
    ],
)
def test_doctor_says_what_it_cannot_do(
    args: tuple[str, ...], code: int, said: str, capsys: pytest.CaptureFixture[str], now: None
) -> None:
    assert main(["doctor", *args]) == code
    assert said in capsys.readouterr().err


def test_doctor_while_another_process_writes(
    say: Say, studied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizapp.store.opening.TURNS", 2)
    other = sqlite3.connect(studied, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    said = json.loads(say("doctor", "--json", code=4))
    assert said["findings"][0]["code"] == "LockedError"
    assert said["store"]["lines"] == 5, "reading goes on"
    other.close()


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({"TERM": "xterm-256color"}, 256),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, 16_777_216),
        ({"TERM": "linux"}, 16),
        ({"TERM": "dumb"}, 0),
        ({}, 0),
    ],
)
def test_colours(env: dict[str, str], expected: int) -> None:
    assert terminal.colours(env) == expected


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo terminal")
@pytest.mark.parametrize("cells", [1, 2, None])
def test_the_terminal_is_asked_how_wide_signs_are(cells: int | None) -> None:
    """A terminal that answers (or does not) on the other side of a pseudo terminal."""
    import pty
    import subprocess
    import sys

    master, slave = pty.openpty()
    code = (
        "from quizapp.cli.terminal import measure; import sys; sys.stderr.write(str(measure('○')))"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=slave,
        stdout=slave,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    asked = b""
    while b"\x1b[6n" not in asked:
        asked += os.read(master, 64)
    if cells is not None:
        os.write(master, f"\x1b[7;{cells + 1}R".encode())
    _, heard = child.communicate(timeout=20)
    os.close(master)
    os.close(slave)
    assert heard.decode() == str(cells)


def test_sizes() -> None:
    assert doctor._size(40_960) == "41 kB"
    assert doctor._size(12_345_678) == "12.3 MB"
