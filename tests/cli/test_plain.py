"""Sessions in plain lines, as a pipe, a log or a screen reader meets them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def exported(quizapp: Run) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in quizapp("export").stdout.splitlines()]
    return [line for line in lines if "kind" in line]


def test_without_a_terminal_quizapp_runs_todays_session(quizapp: Run) -> None:
    done = quizapp(stdin="")
    assert done.returncode == 0
    assert done.stdout.startswith("今日")
    assert "[1/" in done.stdout


def test_answers_are_judged_line_by_line(quizapp: Run) -> None:
    done = quizapp("quiz", "--plain", "VG-01", "VG-03", stdin="2x+2y\n０．２５\n")
    assert done.returncode == 0
    assert done.stdout.count("○ 正解") == 2
    assert "2 問   ○ 2   △ 0   × 0" in done.stdout
    assert quizapp("due", "--json").returncode == 0
    stats = json.loads(quizapp("stats", "--json").stdout)
    assert (stats["attempts"], stats["right"]) == (2, 2)


def test_in_english(quizapp: Run) -> None:
    done = quizapp("quiz", "--plain", "VG-03", stdin="1/4\n", env={"LANG": "en_GB.UTF-8"})
    assert "✓ Right" in done.stdout
    assert "正解" not in done.stdout


def test_one_question_is_one_and_a_witness_is_told_once(quizapp: Run) -> None:
    done = quizapp("quiz", "--plain", "VG-02", stdin="1/4\n", env={"LANG": "en_GB.UTF-8"})
    assert done.stdout.count("-1.125") == 1  # the point where the two formulas part
    done = quizapp("quiz", "--plain", "VG-03", stdin="1/4\n", env={"LANG": "en_GB.UTF-8"})
    assert "\n1 question   ✓ 1" in done.stdout


def test_a_wrong_answer_is_named_and_explained(quizapp: Run) -> None:
    done = quizapp("quiz", "--plain", "VG-01", stdin="x+y\n")
    assert "× 不正解" in done.stdout
    assert "係数 2" in done.stdout
    assert "[2/2] VG-01" in done.stdout  # it comes back


def test_unreadable_lines_cost_nothing_and_the_question_stays(quizapp: Run) -> None:
    hostile = ["2(x+", "__import__('os').system('true')", "x" * 100_000, "\x01\x02", "9^9^9^9^"]
    done = quizapp("quiz", "--plain", "VG-01", "VG-03", stdin="\n".join([*hostile, "2(x+y)\n"]))
    assert done.returncode == 0
    assert done.stdout.count("? 読めません") == len(hostile)
    assert "[2/2] VG-03" in done.stdout
    rated = [event for event in exported(quizapp) if event.get("rating") is not None]
    assert len(rated) == 1


def test_options_are_answered_by_the_number_shown(quizapp: Run) -> None:
    first = quizapp("quiz", "--plain", "VG-12", stdin=":hint\n").stdout
    lines = [line.strip() for line in first.splitlines()]
    right = next(line for line in lines if line.endswith("出力層のバイアスだけ"))
    done = quizapp(stdin=right.split()[0] + "\n")  # the session goes on where it was
    assert "○ 正解" in done.stdout


def test_a_card_is_flipped_and_rated(quizapp: Run) -> None:
    done = quizapp("review", "--plain", "--cards", "--count", "1", stdin="\n4\n")
    assert "1 忘れた  2 難しい  3 できた  4 簡単" in done.stdout
    assert [event["rating"] for event in exported(quizapp)] == [4]


def test_commands_in_a_session(quizapp: Run) -> None:
    text = ":hint\n:flag\n:nonsense\n:skip\n0.25\n:undo\n:quit\n"
    done = quizapp("quiz", "--plain", "VG-01", "VG-03", stdin=text)
    assert "ヒント 1 / 3" in done.stdout
    assert "印を付けました" in done.stdout
    assert "? nonsense という命令はありません" in done.stdout
    assert "VG-03 の評価を取り消しました" in done.stdout
    due = json.loads(quizapp("due", "--json").stdout)
    assert due["due"] == 0


@pytest.mark.parametrize(
    ("args", "named", "code"),
    [
        (("quiz", "--plain", "VG-99"), "VG-99", 2),
        (("quiz", "--plain", "--topic", "optimizers"), "optimisers", 2),
        (("quiz", "--count", "0"), "--count", 2),
        (("nonsense",), "nonsense", 2),
        (("config", "exam_date", "soon"), "exam_date", 2),
        (("config", "examdate"), "exam_date", 2),
    ],
)
def test_a_usage_mistake_is_named(
    quizapp: Run, args: tuple[str, ...], named: str, code: int
) -> None:
    done = quizapp(*args)
    assert done.returncode == code
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_a_setting_is_changed_and_kept(quizapp: Run) -> None:
    assert quizapp("config", "exam_date", "2027-01-20").returncode == 0
    assert json.loads(quizapp("config", "--json").stdout)["settings"]["exam_date"] == "2027-01-20"


def test_a_terminal_without_unicode_still_reads_a_question(quizapp: Run) -> None:
    env = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "LANG": "en_US"}
    done = quizapp("quiz", "--plain", "VG-03", stdin="1/4\n", env=env)
    assert done.returncode == 0
    assert "+ Right" in done.stdout
    assert done.stdout.isascii()


def test_a_broken_pack_is_named_and_the_rest_works(quizapp: Run, own_home: Path) -> None:
    pack = own_home / "packs" / "mine"
    pack.mkdir(parents=True)
    (pack / "pack.toml").write_text("id = \n", encoding="utf-8")
    done = quizapp("quiz", "--plain", "VG-03", stdin="1/4\n")
    assert done.returncode == 0
    assert "pack.toml:1" in done.stderr
    assert "○ 正解" in done.stdout


def test_the_log_goes_out_and_comes_back(quizapp: Run, tmp_path: Path) -> None:
    quizapp("quiz", "--plain", "VG-03", stdin="1/4\n")
    lines = quizapp("export").stdout
    other = {"QUIZAPP_HOME": str(tmp_path / "other")}
    assert quizapp("import", "-", stdin=lines, env=other).returncode == 0
    assert quizapp("import", "-", stdin=lines, env=other).returncode == 0
    assert json.loads(quizapp("stats", "--json", env=other).stdout)["attempts"] == 1


@pytest.mark.parametrize("damage", ["garbage", "truncated"])
def test_a_damaged_store_is_left_alone(quizapp: Run, own_home: Path, damage: str) -> None:
    quizapp("quiz", "--plain", "VG-03", stdin="1/4\n")
    store = own_home / "study.sqlite3"
    whole = store.read_bytes()
    broken = b"not a database" * 100 if damage == "garbage" else whole[: len(whole) // 2 - 7]
    for side in own_home.glob("study.sqlite3-*"):
        side.unlink()
    store.write_bytes(broken)
    done = quizapp("due", "--json")
    session = quizapp(stdin="1/4\n")
    assert session.returncode == 4
    assert str(store) in session.stderr
    assert "Traceback" not in session.stderr + done.stderr
    assert store.read_bytes() == broken


def test_the_demo_of_a_question_is_drawn_as_text(quizapp: Run) -> None:
    done = quizapp("quiz", "--plain", "VG-04", stdin=":demo\n")
    assert "D02" in done.stdout
    assert "要点" in done.stdout
    assert "成り立つ" in done.stdout


def test_a_set_and_its_figure_in_plain_lines(quizapp: Run, own_home: Path) -> None:
    packs = own_home / "packs"
    packs.mkdir(parents=True, exist_ok=True)
    shutil.copytree(Path(__file__).parents[1] / "content" / "packs" / "sound", packs / "sound")
    done = quizapp("quiz", "--plain", "V-03", "V-04", stdin="8\n608\n")
    assert done.stdout.count("○ 正解") == 2
    assert done.stdout.count("Conv2d(3, 8") == 2
    assert "2 問で共通（その 2）" in done.stdout
    assert "損失とステップ" in done.stdout  # the figure of V-04, with its values
    variants = quizapp("quiz", "--plain", "V-01", "--seed", "3", stdin="")
    assert variants.stdout == quizapp("quiz", "--plain", "V-01", "--seed", "3", stdin="").stdout
    assert "一辺" in variants.stdout
