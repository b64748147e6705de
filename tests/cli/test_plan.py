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


def test_mock_exams_move_the_forecast_as_on_the_screens(quizapp: Run) -> None:
    quizapp("config", "exam_date", "2026-12-24")
    before = json.loads(quizapp("plan", "--json", env=NOW).stdout)
    assert before["mock_exams"] == {"taken": 0, "shift": 0.0}
    assert before["model"]["expected_score"] == before["expected_score"]
    sat = quizapp("exam", "sit", "--plain", "--seed", "1", stdin=":submit\n:submit\n", env=NOW)
    assert sat.returncode == 0, sat.stderr
    for options in ((), ("--minutes", "60")):
        after = json.loads(quizapp("plan", "--json", *options, env=NOW).stdout)
        model, shift = after["model"], after["mock_exams"]["shift"]
        assert after["mock_exams"]["taken"] == 1
        assert shift < -5, "nothing was answered"
        assert after["expected_score"] == pytest.approx(model["expected_score"] + shift, abs=0.02)
        assert after["band"] != model["band"]
        assert 25 <= after["untouched"] <= model["untouched"]
    assert f"{shift:+.0f} 点 動かしました" in quizapp("plan", "--minutes", "60", env=NOW).stdout


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
    assert again == base, "the plan of a day is one plan, however often it is asked for"
    bad = quizapp("plan", "--days-off", "someday", env=NOW)
    assert bad.returncode == 2
    assert "sat,sun" in bad.stderr
