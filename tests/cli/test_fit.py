"""``quizapp fit`` as a process: it says what it found, keeps what is better, and takes it back."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from quizapp.records import Event
from quizapp.scheduling.fold import LogFold
from quizapp.scheduling.fsrs import DEFAULT_WEIGHTS, Model, Parameters
from quizapp.store import open_log
from tests.cli.conftest import Run

DAY = 86_400_000
START = 1_755_000_000_000


def studied(home: Path, cards: int) -> None:
    """A log of a learner whose memories begin weak and grow slowly."""
    changed = {0: 0.1, 1: 0.4, 2: 0.8, 3: 2.5, 8: 1.2, 11: 0.8}
    weights = [changed.get(place, weight) for place, weight in enumerate(DEFAULT_WEIGHTS)]
    memory, plan = (
        Model(one, 0.9, (), (), 36_500) for one in (Parameters(tuple(weights)), Parameters())
    )
    rng = random.Random(3)
    lines = []
    for card in range(cards):
        day = rng.randrange(80)
        rating = rng.choices((1, 2, 3, 4), (20, 10, 60, 10))[0]
        true, planned = memory.first(rating), plan.first(rating)
        while day < 120:
            at_ms = START + day * DAY + card
            lines.append(
                Event(
                    f"p/q{card}", at_ms, "answer", at_ms, 540, rating, "1",
                    "wrong" if rating == 1 else "right", duration_ms=9000, device="d",
                )
            )  # fmt: skip
            wait = max(1, round(plan.interval_days(planned[0]) * rng.uniform(0.8, 1.4)))
            day += wait
            kept = rng.random() < memory.retrievability(wait, true[0])
            rating = rng.choices((2, 3, 4), (12, 75, 13))[0] if kept else 1
            true = memory.again(*true, rating, wait)
            planned = plan.again(*planned, rating, wait)
    with open_log(home / "study.sqlite3", fold=LogFold()) as log:
        log.merge_events(lines, backup=False)


def test_too_few_reviews_change_nothing(quizapp: Run, own_home: Path) -> None:
    done = quizapp("fit")
    assert done.returncode == 0
    assert done.stdout == "まだ合わせられません。翌日以降の復習が 400 回いります（今 0 回）\n"
    studied(own_home, 40)
    report = json.loads(quizapp("fit", "--json").stdout)
    assert (report["verdict"], report["kept"], report["needed"]) == ("too_few", False, 400)
    assert 0 < report["reviews"] < 400
    assert not (own_home / "settings.toml").exists()


def test_fitting_keeps_what_is_better_and_takes_it_back(quizapp: Run, own_home: Path) -> None:
    studied(own_home, 600)
    before = memory(own_home, Parameters())
    tried = quizapp("fit", "--dry-run")
    assert "対数損失" in tried.stdout
    assert "まだ何も変えていません" in tried.stdout
    assert "合わせています" in tried.stderr  # progress is not data
    assert not (own_home / "settings.toml").exists()

    report = json.loads(quizapp("fit", "--json").stdout)
    assert (report["verdict"], report["kept"]) == ("fitted", True)
    assert report["before"]["log_loss"] > report["after"]["log_loss"]
    assert report["gain"] > 2 * report["noise"]
    weights = tuple(report["parameters"])
    kept = json.loads(quizapp("config", "--json").stdout)["settings"]["memory_parameters"]
    assert kept.split()[0] == report["model"] == "fsrs-6"
    assert tuple(map(float, kept.split()[1:])) == weights
    # The caches are folded under the fitted parameters already.
    assert memory(own_home, Parameters(weights)) != before

    again = quizapp("fit")
    assert "何も変えません" in again.stdout  # nothing is left to gain
    assert quizapp("fit", "--reset").stdout == "はじめの計算に戻しました\n"
    assert memory(own_home, Parameters()) == before
    assert quizapp("fit", "--reset").stdout == "はじめの計算のままです\n"


def memory(home: Path, parameters: Parameters) -> object:
    """What the caches hold, read without making them again; they must be of ``parameters``."""
    from quizapp.scheduling.settings import SchedulerSettings

    fold = LogFold(SchedulerSettings(parameters))
    with open_log(home / "study.sqlite3", fold=fold, read_only=True) as log:
        assert log._meta("fold") == fold.key
        return log.memories()


def test_reset_that_only_looks(quizapp: Run, own_home: Path) -> None:
    told = "fsrs-6 " + " ".join(map(str, DEFAULT_WEIGHTS))
    quizapp("config", "memory_parameters", told)
    assert "まだ何も変えていません" in quizapp("fit", "--reset", "--dry-run").stdout
    assert json.loads(quizapp("fit", "--reset", "--json").stdout)["reset"] is True
    assert json.loads(quizapp("fit", "--reset", "--json").stdout)["reset"] is False


@pytest.mark.parametrize("broken", ["fsrs-5 1 2 3", "fsrs-6 1 2", "fsrs-6 " + "x " * 21])
def test_parameters_that_are_none_are_refused(quizapp: Run, broken: str) -> None:
    done = quizapp("config", "memory_parameters", broken)
    assert done.returncode == 2
    assert "memory_parameters は fsrs-6 と 21 個の数です" in done.stderr


def test_without_the_package_it_says_what_to_install(
    quizapp: Run, own_home: Path, tmp_path: Path
) -> None:
    studied(own_home, 600)
    (tmp_path / "fsrs_rs_python.py").write_text("raise ImportError", encoding="utf-8")
    done = quizapp("fit", env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 2
    assert 'pip install "quizapp[fit]"' in done.stderr
