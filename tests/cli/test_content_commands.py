"""check, schema, list, show and grade, as a person or a pipe calls them."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from quizapp.__main__ import main

ROOT = Path(__file__).parents[2]
PACKS = ROOT / "tests" / "content" / "packs"


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose own packs are one small sound one; what only reads compiles it but once."""
    home = tmp_path_factory.mktemp("reader")
    shutil.copytree(PACKS / "sound", home / "packs" / "sound")
    return home


@pytest.fixture(autouse=True)
def sound_pack(own_home: Path, shared_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small sound pack among the learner's own."""
    monkeypatch.setenv("QUIZAPP_HOME", str(shared_home))
    return shared_home / "packs" / "sound"


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The JSON object on standard output."""
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found.pop("version") == 1
    return found


def run(*args: str, feed: str | None = None) -> subprocess.CompletedProcess[str]:
    """quizapp as a process of its own."""
    command = [sys.executable, "-m", "quizapp", *args]
    return subprocess.run(
        command, input=feed, capture_output=True, text=True, timeout=120, cwd=ROOT
    )


# ── list ─────────────────────────────────────────────────────────────────────────────────────


def test_list_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--pack", "sound", "--json"]) == 0
    items = said(capsys)["items"]
    assert [item["id"] for item in items][:2] == ["sound/F-01", "sound/F-02"]
    assert [item["id"] for item in items][-1] == "sound/W-05/r"
    first = items[0]
    assert first["kind"] == "expression"
    assert first["topic"] == "slopes"
    assert first["area"] == "basics"
    assert first["syllabus"] == "3.2.ii"
    assert first["demo"] is None
    assert first["evidence"] == "proved"
    assert first["languages"] == ["ja", "en"]


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--kind", "order"], ["W-04"]),
        (["--topic", "slopes", "--kind", "number"], ["N-01", "N-02", "N-03"]),
        (["--area", "more", "--kind", "recall"], ["W-05", "W-05/r"]),
    ],
)
def test_list_filters(
    options: list[str], ids: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["list", "--pack", "sound", "--json", *options]) == 0
    assert [item["id"] for item in said(capsys)["items"]] == [f"sound/{id}" for id in ids]


def test_list_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--pack", "sound"]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0].split() == ["sound/F-01", "式", "傾き", "証明", "連鎖律"]
    assert lines[-1].endswith("（裏）")
    assert err == "17 件\n"


def test_an_unknown_filter_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--kind", "chioce"]) == 2
    assert "choice" in capsys.readouterr().err


# ── show ─────────────────────────────────────────────────────────────────────────────────────


def test_show_hides_the_answer_until_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "sound/F-01"]) == 0
    asked = capsys.readouterr().out
    assert "連鎖律" in asked
    assert "2(x" not in asked.replace(" ", "")
    assert main(["show", "sound/f-01", "--answer", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "Chain rule" in told
    assert "2(x+y)" in told.replace(" ", "")
    assert "There is still a t" in told
    assert "\\frac" not in told


@pytest.mark.parametrize(
    "id", ["F-02", "F-03", "N-02", "W-01", "W-02", "W-03", "W-04", "W-05", "W-05/r"]
)
def test_every_kind_can_be_shown(id: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", f"sound/{id}", "--answer"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 4
    assert main(["show", f"sound/{id}", "--json", "--answer"]) == 0
    shown = said(capsys)
    assert shown["id"] == f"sound/{id}"
    assert shown["answer"]["ja"]
    assert main(["show", f"sound/{id}", "--json"]) == 0
    assert "answer" not in said(capsys)


def test_a_figure_is_shown_and_described(
    sound_pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sound_pack / "slopes.toml"
    text = path.read_text(encoding="utf-8")
    figure = 'figure = { sketch = "matrix", knobs = { rows = [[41, "?"]] } }'
    path.write_text(text.replace('id = "F-01"', f'id = "F-01"\n{figure}'), encoding="utf-8")
    assert main(["show", "sound/F-01", "--lang", "ja"]) == 0
    told = capsys.readouterr().out
    assert "41   □" in told
    assert "図: " in told
    assert main(["show", "sound/F-01", "--json"]) == 0
    found = said(capsys)["figure"]
    assert found["sketch"] == "matrix"
    assert found["data"] == {"rows": [[41, "?"]]}
    assert "41   □" in found["drawing"]["ja"]
    assert "空欄" in found["reading"]["ja"]
    assert "blank" in found["reading"]["en"]
    assert main(["show", "sound/F-02", "--json"]) == 0
    assert said(capsys)["figure"] is None


def test_an_unknown_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "sound/F-99"]) == 2
    err = capsys.readouterr().err
    assert "sound/F-99" in err
    assert "のことでしょうか" in err


# ── grade ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("question", "response", "outcome", "score", "evidence"),
    [
        ("F-01", "2x+2y", "right", 1, None),
        ("F-01", "２（ｘ＋ｙ）", "right", 1, None),  # from a Japanese keyboard
        ("F-01", "2t", "wrong", 0, None),  # a mistake of its own
        ("F-01", "2*(x+", "unreadable", 0, "none"),
        ("F-01", "-2(x+y)", "wrong", 0, None),  # begins like an option
        ("N-01", "0.25", "right", 1, None),
        ("N-01", "25%", "right", 1, None),
        ("N-01", "-0.25", "wrong", 0, None),
        ("W-01", "1", "right", 1, "key"),
        ("W-02", "1", "wrong", 0.5, "key"),
        ("W-03", "すとらいど;padding", "right", 1, "text"),
        ("W-04", "2,1,3,4", "right", 1, "key"),
        ("W-05", "3", "right", 1, "self"),
        ("W-05/r", "1", "wrong", 0, "self"),
        ("W-01", "", "unreadable", 0, "none"),
    ],
)
def test_grade(
    question: str,
    response: str,
    outcome: str,
    score: float,
    evidence: str | None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["grade", f"sound/{question}", response, "--json"]) == 0
    grade = said(capsys)
    assert (grade["outcome"], grade["score"]) == (outcome, score)
    assert {"note", "read_as", "evidence", "feedback"} <= set(grade)
    assert set(grade["feedback"]) == {"ja", "en"}
    if evidence is not None:
        assert grade["evidence"] == evidence


def test_grade_speaks_the_questions_own_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", "sound/F-01", "2*t"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("不正解")
    assert "t が残っています" in out


def test_grade_wants_both_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", "sound/F-01"]) == 2
    assert main(["grade", "sound/F-01", "x", "--batch"]) == 2


LINES = [
    {"question": "sound/F-01", "response": "2x+2y"},
    {"question": "sound/F-01", "response": "2*t", "id": 7},
    {"question": "sound/W-01", "response": "2"},
    {"question": "sound/NO-1", "response": "2"},
    {"question": "sound/W-01"},
    ["not", "an", "object"],
    {"question": "sound/W-01", "response": 3},
]


def test_a_batch_goes_on_past_bad_lines() -> None:
    feed = "\n".join(json.dumps(line) for line in LINES) + "\n\n{broken\n"
    feed += json.dumps({"question": "sound/N-01", "response": "1/4"})
    done = run("grade", "--batch", feed=feed)
    assert done.returncode == 1, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer.get("outcome", "error") for answer in answers] == [
        "right",
        "wrong",
        "wrong",
        "error",
        "error",
        "error",
        "error",
        "error",
        "right",
    ]
    assert answers[1]["id"] == 7
    assert all(answer["version"] == 1 for answer in answers)
    assert answers[3]["line"] == 4
    assert answers[7]["line"] == 9  # the blank line is counted, and nothing more


def test_a_batch_without_slips_ends_with_0(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = "".join(json.dumps(line) + "\n" for line in LINES[:3] * 300)
    monkeypatch.setattr(sys, "stdin", io.StringIO(feed))
    assert main(["grade", "--batch"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 900


# ── check and schema ─────────────────────────────────────────────────────────────────────────


def test_check_of_a_sound_pack(sound_pack: Path) -> None:
    done = run("check", str(sound_pack), "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["problems"] == []
    assert (report["questions"], report["cards"], report["templates"]) == (13, 1, 2)
    assert report["by_kind"] == {
        "expression": 3,
        "number": 5,
        "choice": 1,
        "choices": 1,
        "cloze": 1,
        "order": 1,
        "code": 1,
        "recall": 1,
        "template": 2,
    }
    assert report["by_evidence"] == {"proved": 7, "computed": 3, "sourced": 6}
    assert report["by_topic"] == {"slopes": 7, "windows": 4, "words": 5}
    assert report["by_language"] == {"ja": 16, "en": 16}


def test_check_of_broken_packs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(PACKS / "broken"), str(PACKS / "syntax"), "--json"]) == 3
    problems = said(capsys)["problems"]
    assert all(set(one) >= {"file", "line", "id", "field", "message"} for one in problems)
    places = {(Path(one["file"]).name, one["line"], one["id"], one["field"]) for one in problems}
    assert ("shape.toml", 9, "B-01", "difficulty") in places
    assert ("mathematics.toml", 15, "M-01", "answer") in places
    assert ("cards.toml", 38, "S-04", "") in places


def test_check_says_each_problem_on_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["check", str(PACKS / "broken" / "shape.toml")]) == 3
    lines = capsys.readouterr().out.splitlines()
    assert "tests/content/packs/broken/shape.toml:9: B-01: difficulty: 3 以下です" in lines
    assert not any("mathematics.toml" in line for line in lines)


@pytest.mark.parametrize("path", ["no/such/place", "."])
def test_check_of_a_place_without_packs(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check", path]) == 2


def test_check_of_an_unknown_pack(sound_pack: Path) -> None:
    assert main(["check", str(sound_pack), "--pack", "soun"]) == 2


def test_a_broken_pack_does_not_keep_the_others_from_work(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(own_home))
    for name in ("sound", "syntax"):
        shutil.copytree(PACKS / name, own_home / "packs" / name)
    assert main(["grade", "sound/W-01", "1", "--json"]) == 0
    assert "quizapp check" in capsys.readouterr().err


@pytest.mark.parametrize("pack", [False, True])
def test_schema(pack: bool, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--pack"] if pack else ["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema["$schema"].startswith("http://json-schema.org/draft-07")
