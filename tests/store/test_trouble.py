"""What goes wrong with files: said clearly, nothing overwritten, nothing lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quizapp.errors import StoreError
from quizapp.records import DueCounts, Event
from quizapp.scheduling.fold import LogFold
from quizapp.scheduling.settings import SchedulerSettings
from quizapp.store import faults, open_log
from quizapp.store.counts import file_uri, waiting
from quizapp.store.schema import GUARDS, SCHEMA_VERSION
from quizapp.store.sqlite import SqliteLog
from quizapp.words import use_language

Line = Callable[..., Event]

NOON = 1_766_631_600_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "study.sqlite3"


@pytest.fixture(autouse=True)
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for other processes a moment only."""
    monkeypatch.setattr("quizapp.store.opening.BUSY_SECONDS", 0.1)
    monkeypatch.setattr("quizapp.store.opening.TURNS", 3)
    monkeypatch.setattr("quizapp.store.counts.BUSY_SECONDS", 0.1)


def opened(path: Path, *, read_only: bool = False) -> SqliteLog:
    return open_log(path, fold=LogFold(), read_only=read_only)


@pytest.fixture
def filled(path: Path, answer: Line) -> Path:
    """A closed log with many lines, in one file."""
    with opened(path) as log:
        log.append([answer(f"p/q{n:04d}", NOON + n, 1 + n % 4) for n in range(1500)])
    assert not Path(f"{path}-wal").exists()
    return path


def refused(path: Path, kind: type[StoreError], said: str) -> StoreError:
    """Opening fails in these words, exit code 4, and every byte stays."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(kind) as caught:
        opened(path)
    assert said in str(caught.value)
    assert str(path) in caught.value.where
    assert caught.value.mend
    assert caught.value.exit_code == 4
    assert (path.read_bytes() if path.is_file() else None) == before
    with pytest.raises(kind):
        opened(path, read_only=True)
    return caught.value


def test_a_newer_log(filled: Path) -> None:
    raw = sqlite3.connect(filled)
    raw.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    raw.close()
    error = refused(filled, faults.NewerError, "この記録は新しい版で作られています。")
    assert error.mend == "quizapp を更新してください。"
    with pytest.raises(faults.NewerError):
        waiting(filled, NOON, NOON, day=0)


def test_errors_speak_english_too(filled: Path) -> None:
    raw = sqlite3.connect(filled)
    raw.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    raw.close()
    use_language("en")
    with pytest.raises(faults.NewerError) as caught:
        opened(filled)
    assert not any(ord(sign) > 0x3000 for sign in caught.value.what + caught.value.mend)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"these are not the tables you are looking for " * 300, "記録ではありません"),
        (b"short", "記録ではありません"),
        (b"", "壊れています"),
    ],
)
def test_not_a_database(path: Path, content: bytes, said: str) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    refused(path, faults.DamagedError, said)


def test_the_database_of_another_program(path: Path) -> None:
    path.parent.mkdir()
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE review (at INTEGER)")
    raw.close()
    refused(path, faults.DamagedError, "記録ではありません")


@pytest.mark.parametrize("share", [0.002, 0.1, 0.5, 0.9, 0.99])
def test_truncated(filled: Path, share: float) -> None:
    content = filled.read_bytes()
    filled.write_bytes(content[: int(len(content) * share)])
    refused(filled, faults.DamagedError, "quizapp doctor --restore")
    with pytest.raises(faults.DamagedError):
        waiting(filled, NOON, NOON, day=0)


def test_a_tail_without_its_log(filled: Path) -> None:
    Path(f"{filled}-wal").write_bytes(b"left over")
    filled.unlink()
    refused(filled, faults.DamagedError, "-wal")
    assert not filled.exists()


def test_damage_met_while_reading(filled: Path) -> None:
    """Pages gone bad in the middle: what meets them says so, and doctor finds them."""
    size = filled.stat().st_size
    with filled.open("r+b") as stream:
        # The first pages hold the schema and the roots of the tables, without which nothing opens.
        for page in range(16, size // 4096 - 2):
            stream.seek(page * 4096)
            stream.write(b"\xff" * 2048)
    with opened(filled, read_only=True) as log:
        with pytest.raises(faults.DamagedError, match="壊れています"):
            list(log.all_events())
        assert next(finding.code for finding in log.check()) == "integrity"


def test_a_folder_in_its_place(path: Path) -> None:
    path.mkdir(parents=True)
    refused(path, faults.DamagedError, "フォルダー")


def test_a_file_where_the_folder_should_be(path: Path) -> None:
    path.parent.write_text("I am a file")
    with pytest.raises(faults.UnwritableError) as caught:
        opened(path)
    assert str(path.parent) in caught.value.where


def test_nothing_to_read_is_no_log(path: Path) -> None:
    with pytest.raises(StoreError):
        opened(path, read_only=True)
    assert not path.exists()
    assert waiting(path, NOON, NOON, day=0, new_per_day=5) == DueCounts(0, 5, 0)


def test_locked(filled: Path, answer: Line) -> None:
    other = sqlite3.connect(filled, isolation_level=None)
    with opened(filled) as log:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(faults.LockedError) as caught:
            log.append([answer("p/q", NOON)])
        assert "ほかの quizapp" in caught.value.what
        assert log.memory("p/q0001") is not None, "reading goes on"
        with pytest.raises(faults.LockedError):
            opened(filled)
        other.execute("ROLLBACK")
        log.append([answer("p/q", NOON)])
        assert len(log.events("p/q")) == 1
    other.close()


def test_disk_full(filled: Path, answer: Line) -> None:
    with opened(filled) as log:
        pages = log._connection.execute("PRAGMA page_count").fetchone()[0]
        log._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(faults.FullError, match="ディスクがいっぱい"):
            log.append([answer(f"p/more{n}", NOON, response="x" * 900) for n in range(90)])
        assert log.memory("p/more0") is None, "all or nothing"
        log._connection.execute("PRAGMA max_page_count = 1000000")
        log.append([answer("p/more0", NOON)])
        assert len(log.events("p/more0")) == 1
        assert [one for one in log.check() if not one.harmless] == []


def test_our_own_mistakes_are_not_dressed_up(path: Path, answer: Line) -> None:
    with opened(path) as log:
        with pytest.raises(sqlite3.IntegrityError):
            log.append([answer("p/q", NOON, 9)])
        assert log.events("p/q") == []


def test_the_log_refuses_to_be_edited(filled: Path) -> None:
    raw = sqlite3.connect(filled)
    for statement in ("UPDATE review SET rating = 4", "DELETE FROM review"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute(statement)
    raw.close()


def without_rights(code: str, path: Path) -> str:
    """What a process prints to which file modes apply, even when a test runs as root.

    ``code`` finds the log at ``path``.
    """
    program = (
        "import pathlib\nfrom quizapp.errors import StoreError\n"
        "from quizapp.scheduling.fold import LogFold\nfrom quizapp.store import open_log\n"
        f"from quizapp.store.counts import waiting\npath = pathlib.Path({str(path)!r})\n"
        f"try:\n    {code}\nexcept StoreError as error:\n    print(type(error).__name__, error)\n"
    )
    command = [sys.executable, "-c", program]
    if os.name != "posix":
        pytest.skip("needs file modes")
    if os.geteuid() == 0:
        drop = shutil.which("setpriv")
        if drop is None:
            pytest.skip("root may write everything, and setpriv is not there")
        rights = "-dac_override,-dac_read_search"
        command = [drop, "--bounding-set", rights, "--inh-caps", rights, *command]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout


@pytest.fixture
def mode() -> Iterator[Callable[[Path, int], None]]:
    """Set a file mode for the length of a test."""
    before: list[tuple[Path, int]] = []

    def change(path: Path, bits: int) -> None:
        before.append((path, path.stat().st_mode & 0o777))
        path.chmod(bits)

    yield change
    for path, bits in reversed(before):
        path.chmod(bits)


Mode = Callable[[Path, int], None]


def test_read_only_file(filled: Path, mode: Mode) -> None:
    before = filled.read_bytes()
    mode(filled, 0o444)
    mode(filled.parent, 0o555)
    said = without_rights("open_log(path, fold=LogFold())", filled)
    assert said.startswith("UnwritableError 記録を書けません")
    assert filled.read_bytes() == before
    # Reading still works where nothing may be written beside the file.
    assert without_rights("print(waiting(path, 2**45, 2**45, day=0).due > 0)", filled) == "True\n"
    read = "print(len(open_log(path, fold=LogFold(), read_only=True).events('p/q0003')))"
    assert without_rights(read, filled) == "1\n"


def test_folder_that_may_not_be_written(path: Path, mode: Mode) -> None:
    path.parent.mkdir()
    mode(path.parent, 0o555)
    said = without_rights("open_log(path, fold=LogFold())", path)
    assert said.startswith("UnwritableError 記録を書けません")
    assert list(path.parent.iterdir()) == []
    said = without_rights("open_log(path, fold=LogFold())", path.parent / "deep" / path.name)
    assert said.startswith("UnwritableError")


def test_file_that_may_not_be_read(filled: Path, mode: Mode) -> None:
    mode(filled, 0o000)
    assert "Error 記録を" in without_rights("open_log(path, fold=LogFold())", filled)
    assert "Error 記録を" in without_rights("waiting(path, 0, 0, day=0)", filled)


def test_the_folder_we_make_is_private(path: Path) -> None:
    opened(path).close()
    assert path.parent.stat().st_mode & 0o077 == 0
    assert sorted(one.name for one in path.parent.iterdir()) == ["study.sqlite3"]


def test_signs_in_the_path(tmp_path: Path, answer: Line) -> None:
    path = tmp_path / "100% sure? #1 学習" / "study.sqlite3"
    with opened(path) as log:
        log.append([answer("p/q", NOON, 4)])
    assert waiting(path, 2**45, 2**45, day=0).due == 1
    assert file_uri("a%b?c#d", "mode=ro") == "file:a%25b%3fc%23d?mode=ro"


def test_two_first_starts_make_one_log(path: Path) -> None:
    devices: list[str] = []

    def start() -> None:
        with opened(path) as log:
            devices.append(log.device)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(devices) == 6
    assert len(set(devices)) == 1


def test_other_settings_fold_the_log_anew(filled: Path) -> None:
    with opened(filled) as log:
        usual = log.memory("p/q0003")
        assert log._meta("fold") == LogFold().key
    strict = LogFold(SchedulerSettings(desired_retention=0.97))
    with open_log(filled, fold=strict) as log:
        memory = log.memory("p/q0003")
        assert memory is not None
        assert usual is not None
        assert memory.due_ms < usual.due_ms
        assert [one for one in log.check() if not one.harmless] == []


def test_check_finds_stale_caches_and_missing_guards(filled: Path) -> None:
    raw = sqlite3.connect(filled)
    raw.execute("UPDATE card SET stability = stability + 0.001 WHERE item = 'p/q0003'")
    raw.execute("DELETE FROM card WHERE item = 'p/q0004'")
    raw.execute("UPDATE day SET right = right + 1")
    raw.execute(f"DROP TRIGGER {next(iter(GUARDS))}")
    raw.commit()
    raw.close()
    with opened(filled) as log:
        found = {finding.code: finding.text for finding in log.check() if not finding.harmless}
        assert set(found) == {"guards", "cache.memory", "cache.days"}
        assert "2 枚" in found["cache.memory"]
        assert "p/q0003" in found["cache.memory"]
        log.rebuild()
        assert [one for one in log.check() if not one.harmless] == []


def test_a_second_process_sees_and_keeps(path: Path, answer: Line) -> None:
    with opened(path) as one, opened(path) as two:
        assert one.device == two.device
        one.append([answer("p/q", NOON, 1)])
        assert two.append([answer("p/q", NOON, 3)]).reps == 1, "the same turn"
        two.append([answer("p/q", NOON + 60_000, 3)])
        assert one.memory("p/q") == two.memory("p/q") == one.fold(two.events("p/q"))
        assert len(one.events("p/q")) == 3
