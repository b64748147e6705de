"""Packs of 2,000 questions: compiled once, started from the cache, one question on demand.

The questions are those of the shipped packs, repeated under new ids, so that their length and mix
are real. Baselines in the same run: ``tomllib`` alone over the same files for compiling, and one
``SELECT count(*)`` in a fresh connection for the start.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

from quizapp.content.library import Library
from quizapp.content.packs import built_in

COUNT = 2_000
FILES = 25
COMPILE_S = 1.5
START_MS = 10.0
_HEADER = re.compile(r"^(?=\[\[(?:question|stem)\]\]$)", re.MULTILINE)
_STEM = re.compile(r'^stem = "([^"]*)"$', re.MULTILINE)
_ID = re.compile(r'^id = "[^"]*"', re.MULTILINE)


def shipped_questions(folder: Path) -> list[tuple[str, str]]:
    """The questions of the pack in ``folder`` as text, each with the stem it names, or ""."""
    found: list[tuple[str, str]] = []
    stems_so_far = 0
    for path in sorted(folder.glob("*.toml")):
        if path.name == "pack.toml":
            continue
        blocks = _HEADER.split(path.read_text(encoding="utf-8"))[1:]
        stems: dict[str, tuple[str, str]] = {}
        for block in blocks:
            if block.startswith("[[stem]]"):
                named = _ID.search(block)
                assert named is not None
                id = f"S-{stems_so_far:04d}"  # files may use one name for two stems
                stems_so_far += 1
                stems[named.group().split('"')[1]] = (id, _ID.sub(f'id = "{id}"', block, count=1))
        for block in blocks:
            if block.startswith("[[question]]"):
                name = _STEM.search(block)
                id, stem = stems[name.group(1)] if name else ("", "")
                found.append((_STEM.sub(f'stem = "{id}"', block, count=1), stem))
    return found


def make_pack(folder: Path, count: int = COUNT) -> None:
    """Write a pack of ``count`` questions into ``folder``: the shipped ones under new ids."""
    shipped = built_in() / "e-shikaku"
    questions = shipped_questions(shipped)
    folder.mkdir(parents=True)
    manifest = (shipped / "pack.toml").read_text(encoding="utf-8")
    manifest = re.sub(r'^file = ".*"$', "", manifest, flags=re.MULTILINE)
    (folder / "pack.toml").write_text(manifest, encoding="utf-8")
    for place in range(FILES):
        numbers = range(place * count // FILES, (place + 1) * count // FILES)
        stems = dict.fromkeys(questions[number % len(questions)][1] for number in numbers)
        text = "".join(
            _ID.sub(f'id = "Q-{number:05d}"', questions[number % len(questions)][0], count=1)
            for number in numbers
        )
        whole = "".join(stems) + text
        (folder / f"part-{place:02d}.toml").write_text(whole, encoding="utf-8")


def seconds(what: Callable[[], object], times: int) -> list[float]:
    """How long each of ``times`` runs took."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        what()
        found.append(time.perf_counter() - began)
    return found


def _row(what: str, value: float, unit: str, budget: float | None, beside: str) -> None:
    mark = "" if budget is None else ("  ok" if value <= budget else "  OVER")
    goal = "" if budget is None else f"budget {budget:g} {unit}"
    print(f"{what:<42} {value:9.2f} {unit:<3} {goal:<16} {beside}{mark}")


def main() -> int:
    """Measure and print; 0 always, figures are for reading."""
    work = Path(tempfile.mkdtemp(prefix="quizapp-bench-"))
    try:
        pack, cache = work / "pack", work / "content.cache"
        make_pack(pack)
        size = sum(path.stat().st_size for path in pack.iterdir())
        print(f"{COUNT:,} questions, {size / 1e6:.1f} MB of TOML, {FILES} files")
        texts = [path.read_text(encoding="utf-8") for path in pack.glob("*.toml")]

        def compile_all() -> None:
            cache.unlink(missing_ok=True)
            Library.open([pack], cache).close()

        def parse_all() -> None:
            for text in texts:
                tomllib.loads(text)

        code = (
            "import sys, time; from pathlib import Path; began = time.perf_counter()\n"
            "from quizapp.content.library import Library\n"
            "Library.open([Path(sys.argv[1])], Path(sys.argv[2])).items()\n"
            "print(time.perf_counter() - began)"
        )
        first = []
        for _ in range(3):
            cache.unlink(missing_ok=True)
            command = [sys.executable, "-c", code, str(pack), str(cache)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            first.append(float(done.stdout))
        parsing = min(seconds(parse_all, 3))
        _row(
            "compile, fresh process with its imports",
            min(first),
            "s",
            COMPILE_S,
            f"tomllib alone {parsing:.2f} s",
        )
        warm = min(seconds(compile_all, 3))
        _row("compile, imports done", warm, "s", COMPILE_S, f"{warm / parsing:.2f} × tomllib")
        problems = Library.open([pack]).problems
        if problems:
            print(f"   (the pack has problems, such as {problems[0]}; the figures mean little)")

        def start() -> None:
            library = Library.open([pack], cache)
            library.items()
            library.close()

        def count() -> None:
            connection = sqlite3.connect(cache)
            connection.execute("SELECT count(*) FROM item").fetchall()
            connection.close()

        bare = statistics.median(seconds(count, 30)) * 1000
        starts = sorted(value * 1000 for value in seconds(start, 60))
        middle = statistics.median(starts)
        beside = f"bare sqlite query {bare:.2f} ms, p95 {starts[56]:.2f} ms"
        _row("start from the cache, index of all", middle, "ms", START_MS, beside)

        library = Library.open([pack], cache)
        keys = [row.item for row in library.items()]
        library.question(keys[0])
        loads = sorted(
            value * 1e6
            for key in keys[1:400]
            for value in seconds(lambda k=key: library.question(k), 1)  # type: ignore[misc]
        )
        beside = f"p99 {loads[int(len(loads) * 0.99)]:.0f} µs"
        _row("one question on demand", statistics.median(loads), "µs", None, beside)
        library.close()
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
