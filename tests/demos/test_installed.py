"""Demos of installed packages: found by entry point, and unable to take anything else down."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

DEMO = """
from typing import Annotated
import numpy as np
from quizapp.demos.figure import Axis, Plot, Series, Table
from quizapp.demos.spec import Claim, Outcome, Range, Reading
from quizapp.records import Localized

def run(length: Annotated[float, Range("長さ", "length", 0.1, 4.0, unit="m")] = 1.0) -> Outcome:
    if length > 3:
        raise ZeroDivisionError("the string is too long")
    period = 2 * np.pi * np.sqrt(length / 9.81)
    t = np.linspace(0, 4, 50)
    line = Series(Localized("角度", "angle"), t, np.cos(2 * np.pi * t / period))
    table = Table((Localized("周期", "period"),), ((f"{period:.2f}",),))
    word = Localized("振り子", "pendulum")
    return Outcome(
        Plot(word, word, Axis(), Axis(), (line,), table=table), {"period": float(period)},
        (Claim("slower", Localized("長いほど遅い", "longer is slower"), True),), word,
    )
"""
ENTRIES = """
from quizapp.demos.spec import Entry
from quizapp.records import Localized
def _word(text):
    return Localized(text, text)
GOOD = Entry("SW01", "swing_demos.pendulum", "physics", _word("ふりこ"), _word("振り子を振ります"))
TAKEN = Entry("D03", "swing_demos.pendulum", "physics", _word("同じ番号"), _word("番号が同じです"))
LATE = Entry("SW02", "swing_demos.missing", "optimisers", _word("ない"), _word("開くと無い"))
SHORT = Entry("SW03", "pendulum", "physics", _word("短い"), _word("名前が短い"))
MANY = (LATE, "not an entry")
"""
POINTS = """
[quizapp.demos]
alone = swing_demos:GOOD
boom = swing_broken:DEMOS
many = swing_demos:MANY
nowhere = swing_demos:NOTHING
short = swing_demos:SHORT
taken = swing_demos:TAKEN
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder as an installer leaves it: packages, and the metadata of one distribution."""
    package = tmp_path / "swing_demos"
    package.mkdir()
    (package / "__init__.py").write_text(ENTRIES, encoding="utf-8")
    (package / "pendulum.py").write_text(DEMO, encoding="utf-8")
    (tmp_path / "swing_broken.py").write_text("raise SystemError('half installed')\n", "utf-8")
    info = tmp_path / "swing_demos-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: swing-demos\nVersion: 1.0\n", "utf-8"
    )
    (info / "entry_points.txt").write_text(POINTS, "utf-8")
    return tmp_path


def run(site: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """``quizapp demo`` with the folder among the installed packages."""
    environ = {**os.environ, "PYTHONPATH": str(site), "QUIZAPP_HOME": str(site / "home")}
    environ.pop("NO_COLOR", None)
    return subprocess.run(
        [sys.executable, "-m", "quizapp", "demo", *args],
        capture_output=True,
        text=True,
        env={**environ, "PYTHONIOENCODING": "utf-8", "LANG": "ja_JP.UTF-8"},
        check=False,
    )


def test_the_list_has_the_sound_ones_and_says_why_not_the_others(site: Path) -> None:
    done = run(site)
    assert done.returncode == 0, done.stderr
    assert "SW01  ふりこ" in done.stdout
    assert "D12" in done.stdout
    others = done.stdout[done.stdout.index("そのほか") :]
    assert "SW01" in others  # its topic is none of ours
    reasons = done.stdout[done.stdout.index("使えないデモ") :]
    assert "boom  swing-demos: SystemError: half installed" in reasons
    assert "nowhere  swing-demos: AttributeError" in reasons
    assert "D03  swing-demos: D03 という id は使われています" in reasons
    assert "SW03  swing-demos: module は" in reasons
    assert "many  swing-demos: Entry ではないもの" in reasons
    assert "Traceback" not in done.stderr


def test_json_lists_what_is_broken_beside_what_is_not(site: Path) -> None:
    found = json.loads(run(site, "--json").stdout)
    assert "SW01" in [demo["id"] for demo in found["demos"]]
    broken = {one["id"]: one["reason"] for one in found["broken"]}
    assert "ModuleNotFoundError" in broken["SW02"]
    assert "half installed" in broken["boom"]


def test_an_installed_demo_runs_like_our_own(site: Path) -> None:
    found = json.loads(run(site, "sw01", "--length", "2", "--json").stdout)
    assert found["results"]["period"] == pytest.approx(2.837, abs=1e-3)
    page = run(site, "SW01", "--help").stdout
    assert "--length" in page
    assert "0.1 から 4 m" in page
    assert "周期" in run(site, "SW01", "--plain").stdout or "振り子" in page


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("SW01", "--length", "3.5", "--json"), "ZeroDivisionError: the string is too long"),
        (("SW02",), "ModuleNotFoundError"),
        (("boom",), "half installed"),
    ],
)
def test_a_broken_one_is_said_and_ends_with_2(site: Path, args: tuple[str, ...], said: str) -> None:
    done = run(site, *args)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_our_own_are_untouched(site: Path) -> None:
    done = run(site, "D03", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["title"]["en"] == "Where the gradient vanishes"


def test_the_screens_list_them_too(site: Path) -> None:
    script = """
import asyncio, sys
from quizapp.clock import FixedClock, Moment
from quizapp.settings import Settings, load_paths
from quizapp.tui.lab import LabApp
async def main():
    app = LabApp(load_paths({"QUIZAPP_HOME": sys.argv[1]}), Settings(language="ja"),
                 FixedClock(Moment(0)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        await pilot.pause()
        print("\\n".join(strip.text for strip in app.screen._compositor.render_strips()))
        await pilot.press("enter")
        for _ in range(100):
            await pilot.pause(0.02)
            if app.screen.bench and app.screen.bench.outcome:
                break
        await pilot.press("pagedown", *"3.5", "enter")
        await pilot.pause()
        print(app.screen.note.text)
        print("\\n".join(strip.text for strip in app.screen._compositor.render_strips()))
asyncio.run(main())
"""
    environ = {**os.environ, "PYTHONPATH": str(site), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", script, str(site / "home")],
        capture_output=True, text=True, env=environ, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "SW01  ふりこ" in done.stdout
    assert "使えないデモ" in done.stdout
    assert "boom  swing-demos: SystemError: half installed" in done.stdout
    assert "ZeroDivisionError" in done.stdout  # the note of a run that failed
    assert done.stdout.count("振り子") >= 1  # the figure stays
