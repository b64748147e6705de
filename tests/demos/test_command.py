"""``quizapp demo`` as a pipe or a script sees it."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from quizapp.__main__ import main
from quizapp.demos import DEMOS, listed, load


def told(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command line."""
    code = main(["demo", *args])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def body(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, Any]:
    """The JSON object of a command line that must succeed."""
    code, out, _ = told(capsys, *args, "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    assert found["version"] == 1
    return found


def test_the_list_is_by_topic_with_promises(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys)
    assert code == 0
    for entry in DEMOS:
        assert f"  {entry.id}  {entry.title.ja}\n       {entry.promise.ja}\n" in out
    assert out.index("勾配消失問題") < out.index("D01") < out.index("過学習")


def test_the_list_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    demos = body(capsys)["demos"]
    assert [demo["id"] for demo in demos] == [entry.id for _, group in listed() for entry in group]
    assert {demo["id"] for demo in demos} == {entry.id for entry in DEMOS}
    third = next(demo for demo in demos if demo["id"] == "D03")
    assert third["title"]["en"] == "Where the gradient vanishes"
    assert third["topic"] == "vanishing-gradient"
    depth = next(knob for knob in third["knobs"] if knob["name"] == "depth")
    assert (depth["kind"], depth["low"], depth["high"], depth["default"]) == ("int", 2, 24, 3)


@pytest.mark.parametrize("entry", DEMOS, ids=lambda entry: entry.id)
def test_every_demo_in_json(capsys: pytest.CaptureFixture[str], entry: Any) -> None:
    found = body(capsys, entry.id)
    assert found["id"] == entry.id
    assert found["results"]
    assert found["claims"]
    assert all(claim["held"] is True for claim in found["claims"])
    assert all(claim["text"]["ja"] and claim["text"]["en"] for claim in found["claims"])
    assert set(found["knobs"]) == {knob.name for knob in load(entry.id).knobs}


def test_knobs_are_options(capsys: pytest.CaptureFixture[str]) -> None:
    found = body(capsys, "D03", "--depth", "12", "--activation", "relu", "--init=he")
    assert found["knobs"]["depth"] == 12
    assert found["knobs"]["activation"] == "relu"
    assert found["results"]["ratio"] > 0.1


def test_options_may_stand_before_the_id_and_digits_be_full_width(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = told(capsys, "--json", "d07", "--learning-rate", "０．２５", "--steps=１０")
    assert code == 0
    assert json.loads(out)["knobs"]["learning_rate"] == 0.25


def test_lists_and_negative_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    args = (
        "D07",
        "--problem",
        "gradients",
        "--method",
        "adam",
        "--gradients",
        "-3",
        "--steps",
        "1",
    )
    found = body(capsys, *args, "--learning-rate", "0.001")
    assert found["results"]["change"] == pytest.approx(0.001)
    found = body(capsys, "D06", "--values", "1,3,5,7", "--gamma", "2", "--beta", "1")
    assert found["results"]["output"][0] == pytest.approx(-1.6833, abs=1e-4)


def test_infinities_become_null(capsys: pytest.CaptureFixture[str]) -> None:
    found = body(capsys, "D07", "--learning-rate", "3", "--steps", "200")
    assert found["results"]["sgd.loss"] is None
    assert found["results"]["sgd.diverged_at"] == 2


@pytest.mark.parametrize("entry", DEMOS, ids=lambda entry: entry.id)
@pytest.mark.parametrize("spoken", ["ja", "en"])
def test_every_demo_in_plain_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, entry: Any, spoken: str
) -> None:
    monkeypatch.setenv("LANG", f"{spoken}_XX.UTF-8")
    monkeypatch.setenv("LC_ALL", f"{spoken}_XX.UTF-8")
    code, out, _ = told(capsys, entry.id, "--plain")
    assert code == 0
    assert out.startswith(f"{entry.id}  {entry.title.get(spoken)}\n")
    assert ("要点: " if spoken == "ja" else "In short: ") in out
    assert ("○ 成り立つ" if spoken == "ja" else "✓ holds") in out
    assert max(len(line) for line in out.splitlines()) < 200


def test_help_is_written_from_the_knobs(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "D07", "--help")
    assert code == 0
    for knob in load("D07").knobs:
        assert f"--{knob.name.replace('_', '-')}" in out
    assert "0.0001 から 3" in out
    code, out, _ = told(capsys, "--help")
    assert code == 0
    assert "D12" in out


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("D99",), ("D99", "D01")),
        (("D03", "--depth", "999"), ("層の数", "2 から 24")),
        (("D03", "--depth", "many"), ("層の数", "2 から 24")),
        (("D03", "--depth", "nan"), ("層の数",)),
        (("D03", "--activation", "sine"), ("活性化関数", "sigmoid | tanh | relu")),
        (("D03", "--nonsense", "1"), ("--nonsense",)),
        (("D12", "--size", "10", "--top", "5"), ("top, left = 0",)),
        (("D03", "--json", "--depth"), ("--depth",)),
    ],
)
def test_mistakes_end_with_2_and_say_what_is_allowed(
    capsys: pytest.CaptureFixture[str], args: tuple[str, ...], words: tuple[str, ...]
) -> None:
    code, out, err = told(capsys, *args)
    assert code == 2
    assert out == ""
    for word in words:
        assert word in err
    assert "Traceback" not in err


def run(*args: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, with nothing at either end but pipes."""
    return subprocess.run(
        [sys.executable, "-m", "quizapp", "demo", *args],
        capture_output=True,
        timeout=60,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
    )


def test_a_pipe_gets_text_and_an_ascii_pipe_gets_ascii() -> None:
    done = run("D10")
    assert done.returncode == 0
    assert [sign for sign in done.stdout.decode() if "⠁" <= sign <= "⣿"]
    done = run("D10", PYTHONIOENCODING="ascii:backslashreplace", LANG="C", LC_ALL="C")
    assert done.returncode == 0
    page = done.stdout.decode()
    assert "Lasso" in page
    assert "+ holds" in page
    assert not [sign for sign in page if "←" <= sign <= "⣿"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_terminal_gets_the_lab(tmp_path: Path) -> None:
    main_end, other = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "quizapp", "demo", "D03", "--depth", "9"],
        stdin=other, stdout=other, stderr=other, close_fds=True,
        env={
            **os.environ, "QUIZAPP_HOME": str(tmp_path), "TERM": "xterm-256color",
            "COLUMNS": "80", "LINES": "24",
        },
    )  # fmt: skip
    os.close(other)
    seen = b""
    try:
        for _ in range(200):
            if select.select([main_end], [], [], 0.1)[0]:
                seen += os.read(main_end, 65536)
            if "つまみ".encode() in seen and "各層に届く".encode() in seen:
                break
        assert "各層に届く".encode() in seen
        os.write(main_end, b"\x1b")
        for _ in range(100):
            if process.poll() is not None:
                break
            if select.select([main_end], [], [], 0.1)[0]:
                try:
                    os.read(main_end, 65536)
                except OSError:  # the other end is closed: the app has gone
                    break
        assert process.wait(timeout=10) == 0
    finally:
        if process.poll() is None:
            process.kill()
        os.close(main_end)


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────


def test_a_figure_is_written_as_svg(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "figure.svg"
    code, out, err = told(capsys, "D03", "--depth", "12", "--svg", str(target))
    assert code == 0
    assert out == ""
    assert str(target) in err
    text = target.read_text(encoding="utf-8")
    assert text.startswith("<svg xmlns=")
    assert '<title id="title">D03  勾配はどの層で消えるか</title>' in text
    code, out, _ = told(capsys, "D03", "--depth", "12", "--svg", "-")
    assert out == text
    _, dark, _ = told(capsys, "D03", "--depth", "12", "--svg", "-", "--paper", "dark")
    assert "#16181d" in dark
    assert "#16181d" not in text


def test_a_figure_is_written_as_png(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("resvg_py")
    target = tmp_path / "figure.png"
    code, _, _ = told(capsys, "D08", "--png", str(target))
    assert code == 0
    data = target.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    assert width > 1000 < height * 2
    assert len(data) > 10_000


def test_without_a_japanese_font_the_svg_is_written_beside_the_png(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Blind:
        """A renderer that draws Japanese letters as blanks."""

        @staticmethod
        def svg_to_bytes(svg_string: str, zoom: int) -> bytes:
            assert zoom >= 1
            return re.sub("[\u3040-\u9fff]", " ", svg_string).encode()

    monkeypatch.setitem(sys.modules, "resvg_py", Blind)
    target = tmp_path / "figure.png"
    code, _, err = told(capsys, "D08", "--png", str(target))
    assert code == 0
    assert "fonts-noto-cjk" in err
    beside = (tmp_path / "figure.png.svg").read_text(encoding="utf-8")
    assert "学習率" in beside
    assert "学習率" not in target.read_text(encoding="utf-8")


def test_without_the_library_png_says_how(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    code, _, err = told(capsys, "D08", "--png", str(tmp_path / "figure.png"))
    assert code == 2
    assert "pip install 'quizapp[png]'" in err
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, _, err = told(capsys, "D08", "--svg", str(tmp_path / "no" / "figure.svg"))
    assert code == 2
    assert "figure.svg" in err
