"""The exam commands, from drawing to the class, through the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PACK = Path(__file__).parents[1] / "exam" / "pack"
PLAN = (
    "minutes = 10\nwarnings = [5, 1]\n"
    '[[area]]\nid = "north"\ncount = 3\n[[area]]\nid = "south"\ncount = 2\n'
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "p").symlink_to(PACK)
    (tmp_path / "blueprints").mkdir()
    (tmp_path / "blueprints" / "small.toml").write_text(PLAN)
    return tmp_path


def quizapp(home: Path, *words: str, typed: str = "", now: str = "") -> tuple[int, str, str]:
    env = {**os.environ, "QUIZAPP_HOME": str(home), "LANG": "ja_JP.UTF-8", "PYTHONUTF8": "1"}
    env["QUIZAPP_NOW"] = now or "2026-11-25T10:00:00+09:00"
    done = subprocess.run(
        [sys.executable, "-m", "quizapp", "exam", *words],
        input=typed,
        capture_output=True,
        text=True,
        env=env,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def test_from_the_draw_to_the_class(home: Path, tmp_path: Path) -> None:
    code, out, _ = quizapp(home, "draw", "--blueprint", "small", "--seed", "4", "--json")
    assert code == 0
    drawn = json.loads(out)
    assert (drawn["version"], drawn["blueprint"], drawn["seed"]) == (1, "small", 4)
    assert [one["area"] for one in drawn["questions"]] == ["north"] * 3 + ["south"] * 2
    assert quizapp(home, "draw", "--blueprint", "small", "--seed", "4", "--json")[1] == out

    file = tmp_path / "paper.json"
    code, _, _ = quizapp(home, "new", "--blueprint", "small", "--seed", "4", "-o", str(file))
    assert code == 0
    assert json.loads(file.read_text())["questions"] == drawn["questions"]

    typed = "1\n:flag\n:sure\n:note あとで\n2\n:goto 1\n:clear\n:time\n:nothing\n"
    code, out, _ = quizapp(home, "sit", "--plain", str(file), typed=typed)
    assert code == 0
    for said in (
        "保存済み",
        "見直しの印",
        "答えを消しました",
        "残り",
        "nothing",
        "途中で離れました",
    ):
        assert said in out
    # Four minutes later, with the clock running: the answers are there, and it can be handed in.
    code, out, _ = quizapp(
        home,
        "sit",
        "--plain",
        typed=":grid\n:time\n:submit\n:submit\n",
        now="2026-11-25T10:04:00+09:00",
    )
    assert code == 0
    assert "1. 2#! 3. 4. 5." in out
    assert "残り 6:0" in out or "残り 5:5" in out
    assert "未解答が 4 問あります" in out
    assert "提出しました" in out

    code, out, _ = quizapp(home, "report", "--json", "--html", str(tmp_path / "r.html"))
    assert code == 0
    report = json.loads(out)
    assert report["resumes"] == 1
    assert report["questions"][1]["note"] == "あとで"
    assert (tmp_path / "r.html").read_text().startswith("<!doctype html>")
    spoiled = {**json.loads(out), "by_area": [{"low": "<b>"}]}
    (tmp_path / "spoiled.json").write_text(json.dumps(spoiled))
    code, _, err = quizapp(
        home, "report", str(tmp_path / "spoiled.json"), "--html", str(tmp_path / "s.html")
    )
    assert code == 2
    assert "報告として読めません" in err
    assert "Traceback" not in err
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "a.json").write_text(out)
    code, out, _ = quizapp(home, "class", str(folder), "--json")
    assert (code, json.loads(out)["sitters"]) == (0, 1)
    code, out, _ = quizapp(home, "report", str(folder / "a.json"))
    assert code == 0
    assert "すべての問題" in out
    assert "0/5" in quizapp(home, "list")[1] or "1/5" in quizapp(home, "list")[1]


def test_time_runs_out_while_nobody_is_there(home: Path) -> None:
    quizapp(home, "sit", "--plain", "--blueprint", "small", "--seed", "1", typed="1\n")
    code, out, _ = quizapp(home, "sit", "--plain", now="2026-11-25T12:00:00+09:00")
    assert code == 0
    assert "時間切れで提出されました" in out
    assert "使った時間 10:00 / 10:00" in out


def test_what_is_short_or_wrong_ends_with_2(home: Path, tmp_path: Path) -> None:
    (home / "blueprints" / "big.toml").write_text(PLAN.replace("3", "99"))
    code, out, err = quizapp(home, "draw", "--blueprint", "big", "--seed", "1")
    assert (code, out) == (2, "")
    assert "北: 99 問必要、使える問題は 15 問" in err
    (home / "blueprints" / "bad.toml").write_text("minutes = 0\n")
    code, _, err = quizapp(home, "draw", "--blueprint", "bad")
    assert code == 2
    assert "bad.toml: minutes" in err
    assert "bad.toml: area" in err
    other = tmp_path / "x.json"
    other.write_text("{}")
    assert quizapp(home, "sit", "--plain", str(other))[0] == 2
    assert quizapp(home, "report")[0] == 2
    assert quizapp(home, "report", "nothing")[0] == 2


def test_a_paper_from_other_packs_is_refused(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "paper.json"
    quizapp(home, "new", "--blueprint", "small", "--seed", "4", "-o", str(file))
    text = file.read_text()
    file.write_text(text.replace('"id": "p/', '"id": "q/'))
    code, _, err = quizapp(home, "sit", "--plain", str(file))
    assert code == 2
    assert "5 問" in err


def test_the_calculator_and_the_scratch_pad_in_plain_lines(home: Path) -> None:
    lines = ":calc 1/3+1/6\n:calc ans*4\n:calc x\n:calc\n:scratch a\n:scratch b\n1\n:quit\n"
    code, out, _ = quizapp(
        home, "sit", "--plain", "--blueprint", "small", "--seed", "1", typed=lines
    )
    assert code == 0
    assert "ans*4 = 2" in out
    assert "? 「x」は使えない名前です" in out
    assert out.count("1/3+1/6 = 0.5") == 2
    assert out.index("保存済み") > out.index("下書きを残しました")
    code, out, _ = quizapp(
        home, "sit", "--plain", typed=":scratch\n:calc ans+1\n:submit\n:submit\n"
    )
    assert "a\nb" in out
    assert "ans+1 = 3" in out
    assert "始める前の見込み" in out
    code, out, _ = quizapp(home, "report", "--json")
    assert json.loads(out)["expected"]["band"]


def test_the_same_seed_elsewhere_gives_the_same_paper(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    for name in ("packs", "blueprints"):
        (other / name).symlink_to(home / name)
    # What was sat before, and where, makes no difference to a seed that is asked for.
    quizapp(
        home, "sit", "--plain", "--blueprint", "small", "--seed", "9", typed=":submit\n:submit\n"
    )
    papers = []
    for place in (home, other):
        file = place / "paper.json"
        assert quizapp(place, "new", "--blueprint", "small", "--seed", "7", "-o", str(file))[0] == 0
        papers.append(file.read_text(encoding="utf-8"))
    assert papers[0] == papers[1]


def test_an_export_carries_sittings_to_another_home(home: Path, tmp_path: Path) -> None:
    sat = "1\n2\n:submit\n:submit\n"
    quizapp(home, "sit", "--plain", "--blueprint", "small", "--seed", "3", typed=sat)
    log = tmp_path / "log.jsonl"
    other = tmp_path / "elsewhere"
    (other / "packs").mkdir(parents=True)
    (other / "packs" / "p").symlink_to(PACK)
    run = [sys.executable, "-m", "quizapp"]
    for place, words in (
        (home, ("export", str(log))),
        (other, ("import", str(log))),
        (other, ("import", str(log))),
    ):
        env = {**os.environ, "QUIZAPP_HOME": str(place), "PYTHONUTF8": "1"}
        subprocess.run([*run, *words], check=True, env=env, capture_output=True, timeout=120)
    reports = [quizapp(place, "report", "--json")[1] for place in (home, other)]
    assert reports[0] == reports[1]
    assert len(json.loads(quizapp(other, "list", "--json")[1])["sittings"]) == 1


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo terminal")
def test_on_a_terminal_the_screens_open(home: Path) -> None:
    import pty
    import select
    import time

    child, handle = pty.fork()
    if child == 0:  # the process that becomes the app
        os.environ.update(
            QUIZAPP_HOME=str(home), TERM="xterm-256color", PYTHONUTF8="1", LANG="C.UTF-8"
        )
        words = ["exam", "sit", "--blueprint", "small", "--seed", "1"]
        os.execv(sys.executable, [sys.executable, "-m", "quizapp", *words])
    seen = b""
    end = time.monotonic() + 60
    try:
        while time.monotonic() < end and "残り".encode() not in seen:
            if select.select([handle], [], [], 1.0)[0]:
                seen += os.read(handle, 65536)
        assert b"\x1b[?1049h" in seen  # the alternate screen, so not plain lines
        assert "残り".encode() in seen
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
        os.close(handle)
