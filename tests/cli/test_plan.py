"""``quizapp plan`` as a process: by the settings, and *what if*."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Run

NOW = {"QUIZAPP_NOW": "2026-11-24T09:00:00+09:00"}


def test_without_an_exam_it_says_how_to_set_one(quizapp: Run) -> None:
    done = quizapp("plan", env=NOW)
    assert done.returncode == 2
    assert "quizapp config exam_date" in done.stderr


def test_the_plan_in_json_and_words(quizapp: Run) -> None:
    assert quizapp("config", "exam_date", "2026-12-24").returncode == 0
    done = quizapp("plan", "--json", env=NOW)
    assert done.returncode == 0, done.stderr
    plan = json.loads(done.stdout)
    assert plan["version"] == 1
    assert plan["days_left"] == 30
    assert len(plan["load"]) == 30
    assert plan["untouched"] <= plan["expected_score"] <= 100
    assert plan["by_area"]["deep-learning"]["total"] > 100
    assert plan["items_today"]
    said = quizapp("plan", env=NOW).stdout
    assert "試験まで 30 日" in said
    assert "当日の見込み" in said
    english = quizapp("plan", env={**NOW, "LANG": "en_GB.UTF-8"}).stdout
    assert "Expected on the day" in english


def test_what_if_changes_nothing(quizapp: Run) -> None:
    quizapp("config", "exam_date", "2026-12-04")
    quizapp("config", "minutes_per_day", "5")
    base = json.loads(quizapp("plan", "--json", env=NOW).stdout)
    more = json.loads(quizapp("plan", "--json", "--minutes", "40", env=NOW).stdout)
    later = json.loads(quizapp("plan", "--json", "--date", "2027-01-24", env=NOW).stdout)
    off = json.loads(quizapp("plan", "--json", "--days-off", "sat,sun", env=NOW).stdout)
    assert more["expected_score"] > base["expected_score"] + 5
    assert later["days_left"] == 61
    assert off["expected_score"] < base["expected_score"]
    again = json.loads(quizapp("plan", "--json", env=NOW).stdout)
    # Planned again from the prices kept, which a few more steps may mend a little.
    assert again["expected_score"] == pytest.approx(base["expected_score"], abs=1)
    bad = quizapp("plan", "--days-off", "someday", env=NOW)
    assert bad.returncode == 2
    assert "sat,sun" in bad.stderr
