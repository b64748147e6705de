"""The choices of ``quizapp quiz``: each asks what it says, in the order it says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

NOW = "2026-11-24T09:00:00+09:00"
TOMORROW = "2026-11-25T09:00:00+09:00"


def items(quizapp: Run) -> dict[str, Any]:
    listed = json.loads(quizapp("list", "--json").stdout)["items"]
    return {one["id"].partition("/")[2]: one for one in listed}


def asked(quizapp: Run, *options: str, stdin: str = "", now: str = NOW) -> tuple[list[str], int]:
    """The ids asked, one after the other by skipping, and how many there were to be."""
    skips = stdin or ":skip\n" * 3
    done = quizapp("quiz", "--plain", *options, stdin=skips, env={"QUIZAPP_NOW": now})
    assert done.returncode == 0, done.stderr
    found = re.findall(r"^\[\d+/(\d+)\] (\S+)", done.stdout, re.MULTILINE)
    return [code for _, code in found], int(found[0][0]) if found else 0


def answer(quizapp: Run, code: str, *lines: str, now: str = NOW, **setting: str) -> str:
    done = quizapp(
        "quiz", "--plain", code, stdin="\n".join(lines) + "\n",
        env={"QUIZAPP_NOW": now, **setting},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("option", "field"),
    [("--topic", "topic"), ("--kind", "kind"), ("--area", "area")],
)
def test_one_topic_kind_or_area(quizapp: Run, option: str, field: str) -> None:
    known = items(quizapp)
    wanted = known["VG-03"][field]
    codes, total = asked(quizapp, option, wanted, "--count", "6")
    assert total == 6
    assert len(codes) >= 3
    assert {known[code.split("  ")[0]][field] for code in codes} == {wanted}


def test_two_topics_together(quizapp: Run) -> None:
    known = items(quizapp)
    topics = sorted({one["topic"] for one in known.values()})[:2]
    codes, _ = asked(
        quizapp, "--topic", topics[0], "--topic", topics[1], "--count", "12",
        stdin=":skip\n" * 12,
    )  # fmt: skip
    assert {known[code]["topic"] for code in codes} == set(topics)


def test_count_and_seed(quizapp: Run) -> None:
    topic = items(quizapp)["VG-03"]["topic"]
    first = asked(quizapp, "--topic", topic, "--count", "4", "--seed", "7")
    assert first[1] == 4
    # The session left open is closed by the next of its kind, so the draw is the same again.
    assert asked(quizapp, "--topic", topic, "--count", "4", "--seed", "7") == first
    others = [asked(quizapp, "--topic", topic, "--count", "4", "--seed", str(n)) for n in (8, 9)]
    assert any(other != first for other in others)


def test_minutes_hold_as_many_as_fit(quizapp: Run) -> None:
    topic = items(quizapp)["VG-03"]["topic"]
    few = asked(quizapp, "--topic", topic, "--minutes", "2")[1]
    more = asked(quizapp, "--topic", topic, "--minutes", "6")[1]
    # A new learner is thought to need 17 to 154 seconds a question, by its kind.
    assert 1 <= few <= 7
    assert few < more <= 21
    assert asked(quizapp, "--minutes", "1", "VG-01", "VG-02", "VG-03")[1] <= 2


def test_flagged(quizapp: Run) -> None:
    assert asked(quizapp, "--flagged") == ([], 0)
    answer(quizapp, "VG-03", ":flag", ":quit")
    assert asked(quizapp, "--flagged") == (["VG-03"], 1)
    answer(quizapp, "VG-03", ":flag", ":quit", now=TOMORROW)
    assert asked(quizapp, "--flagged") == ([], 0)


def test_new_ones_are_those_never_met(quizapp: Run) -> None:
    topic = items(quizapp)["VG-03"]["topic"]
    everything = ["--topic", topic, "--count", "200"]
    total = asked(quizapp, *everything, "--new")[1]
    answer(quizapp, "VG-03", "0.25")
    assert asked(quizapp, *everything, "--new")[1] == total - 1


def test_mistakes_until_they_are_mended(quizapp: Run) -> None:
    answer(quizapp, "VG-03", "7", ":quit")
    answer(quizapp, "VG-01", "2(x+y)", now="2026-11-24T09:10:00+09:00")
    assert asked(quizapp, "--mistakes") == (["VG-03"], 1)
    before = due_of(quizapp, "VG-03")
    answer_practice(quizapp, "--mistakes", "0.25")
    assert due_of(quizapp, "VG-03") == before  # practice moves no due date
    assert asked(quizapp, "--mistakes") == ([], 0)


def test_unsure_holds_what_was_wrong_and_what_is_hard_to_keep(quizapp: Run) -> None:
    answer(quizapp, "VG-01", "2(x+y)")
    assert asked(quizapp, "--unsure") == ([], 0)
    answer(quizapp, "VG-03", "7", ":quit", now="2026-11-24T09:10:00+09:00")
    assert asked(quizapp, "--unsure")[0] == ["VG-03"]


def test_cram_asks_the_least_remembered_first_and_moves_nothing(quizapp: Run) -> None:
    answer(quizapp, "VG-03", "0.25")  # quick and right: well remembered
    answer(quizapp, "VG-01", ":hint", "2(x+y)", now="2026-11-24T09:10:00+09:00")
    known = items(quizapp)
    topic = known["VG-03"]["topic"]
    codes, total = asked(
        quizapp, "--cram", "--topic", topic, "--count", "200", stdin=":skip\n" * 250,
        now="2026-12-01T09:00:00+09:00",
    )  # fmt: skip
    assert total == len(set(codes[:total]))
    # Those never met are remembered least, and what was easy is remembered best.
    assert codes[total - 1] == "VG-03"
    assert codes[total - 2] == "VG-01"
    before = due_of(quizapp, "VG-03")
    answer_practice(quizapp, "--cram", "1", now="2026-12-01T10:00:00+09:00")
    days = json.loads(quizapp("stats", "--json").stdout)["by_day"]
    cram = next(day for day in days if day["day"] == "2026-12-01")
    assert (cram["reviews"], cram["attempts"] > 0, cram["studied"]) == (0, True, True)
    assert due_of(quizapp, "VG-03") == before


def test_sure_and_wrong(quizapp: Run) -> None:
    quizapp("config", "confidence", "on")
    said = answer(quizapp, "VG-03", "7", "yes", "３", ":quit")
    assert said.count("どのくらい自信がありますか   1 勘   2 たぶん   3 確か") == 2
    answer(quizapp, "VG-01", "x", "1", ":quit", now="2026-11-24T09:10:00+09:00")
    assert asked(quizapp, "--sure-wrong") == (["VG-03"], 1)
    told = json.loads(quizapp("stats", "--json").stdout)["confidence"]
    assert told["sure_and_wrong"] == ["e-shikaku/VG-03"]
    assert [(one["level"], one["asked"], one["right"]) for one in told["levels"]] == [
        ("guess", 1, 0), ("fairly", 0, 0), ("sure", 1, 0),
    ]  # fmt: skip
    words = quizapp("stats").stdout
    assert "確信と正答" in words
    assert "確かだと思って間違えた問題" in words
    assert "VG-03" in words


def test_an_answer_before_the_end_of_input_is_judged_all_the_same(quizapp: Run) -> None:
    quizapp("config", "confidence", "on")
    assert "○ 正解" in answer(quizapp, "VG-03", "0.25")
    assert json.loads(quizapp("stats", "--json").stdout)["right"] == 1
    assert "○ 正解" in answer(quizapp, "VG-01", "2(x+y)", "", now=TOMORROW)
    told = json.loads(quizapp("stats", "--json").stdout)["confidence"]["levels"]
    assert sum(one["asked"] for one in told) == 0


def test_a_card_that_keeps_being_forgotten_is_called_a_leech(quizapp: Run) -> None:
    """Eight lapses, days apart, from the log alone."""
    lapses = 0
    for day in range(1, 25):
        now = f"2026-12-{day:02d}T09:00:00+09:00"
        if day % 3 == 0:
            answer(quizapp, "VG-03", ":answer", ":quit", now=now)
            lapses += 1
        else:
            answer(quizapp, "VG-03", "0.25", now=now)
    missed = json.loads(quizapp("stats", "--json").stdout)["most_missed"]
    assert missed[0]["item"] == "e-shikaku/VG-03"
    assert missed[0]["lapses"] == lapses == 8
    assert missed[0]["leech"] is True


def miss_daily(quizapp: Run, days: int) -> None:
    """The same question missed once a day: it never leaves its first step."""
    for day in range(1, days + 1):
        answer(quizapp, "VG-03", ":answer", now=f"2026-12-{day:02d}T09:00:00+09:00")


def test_a_question_that_never_leaves_its_steps_is_one_too(quizapp: Run) -> None:
    quizapp("config", "leech_threshold", "3")
    miss_daily(quizapp, 3)
    assert json.loads(quizapp("stats", "--json").stdout)["most_missed"][0]["lapses"] == 2
    now = "2026-12-04T09:00:00+09:00"
    said = answer(quizapp, "VG-03", ":answer", ":note 1/4 = 1/2 * 1/2", ":suspend", now=now)
    assert "3 日つまずいた問題です" in said
    assert "メモ: 1/4 = 1/2 * 1/2" in said
    assert "VG-03 を休止しました" in said
    missed = json.loads(quizapp("stats", "--json").stdout)["most_missed"]
    assert (missed[0]["lapses"], missed[0]["leech"]) == (3, True)
    listed = json.loads(quizapp("list", "--filter", "suspended", "--json").stdout)["items"]
    assert [one["id"] for one in listed] == ["e-shikaku/VG-03"]


def test_in_a_pipe_the_next_line_answers_the_next_question(quizapp: Run) -> None:
    quizapp("config", "leech_threshold", "3")
    miss_daily(quizapp, 3)
    done = quizapp(
        "quiz", "--plain", "VG-03", "VG-07", stdin=":answer\n:undo\n:answer\n1\n",
        env={"QUIZAPP_NOW": "2026-12-04T09:00:00+09:00"},
    )  # fmt: skip
    assert done.stdout.count("3 日つまずいた問題です") == 2, "said, taken back, said again"
    assert "[2/3]" in done.stdout, "the other question, and this one again at the end"
    told = json.loads(quizapp("stats", "--json").stdout)
    assert told["most_missed"][0]["lapses"] == 3
    assert told["attempts"] == 1, "the last line was judged as an answer"


def due_of(quizapp: Run, code: str) -> Any:
    """What memory holds of a question: the whole line of the export that is rated last."""
    lines = [json.loads(line) for line in quizapp("export").stdout.splitlines()]
    rated = [
        line for line in lines if line.get("item", "").endswith(f"/{code}") and line.get("rating")
    ]
    return [(line["at_ms"], line["rating"]) for line in rated]


def answer_practice(quizapp: Run, option: str, *lines: str, now: str = TOMORROW) -> None:
    done = quizapp(
        "quiz", "--plain", option, stdin="\n".join(lines) + "\n", env={"QUIZAPP_NOW": now}
    )
    assert done.returncode == 0, done.stderr


def test_what_does_not_exist_is_named(quizapp: Run, own_home: Path) -> None:
    for option in ("--topic", "--kind", "--area"):
        done = quizapp("quiz", "--plain", option, "no-such")
        assert done.returncode == 2
        assert "no-such" in done.stderr
