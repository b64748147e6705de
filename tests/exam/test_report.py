"""What a report says, and what a class shows, each held against a second computation."""

from __future__ import annotations

import json
import random
import re
import statistics
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quizapp.content.library import Library
from quizapp.errors import UsageError
from quizapp.exam.classes import class_lines, class_report, read_reports
from quizapp.exam.html import html_report
from quizapp.exam.paper import Paper
from quizapp.exam.published import published_for
from quizapp.exam.report import make_report, missed_items
from quizapp.exam.sitting import Sitting
from quizapp.exam.statistics import alpha, discrimination, wilson
from quizapp.exam.wording import text_report
from quizapp.scheduling.fold import LogFold
from quizapp.store import memory_log
from quizapp.store.memory import MemoryLog

from .conftest import START


def key_of(sitting: Sitting, place: int) -> str:
    question = sitting.question(place)
    assert question is not None
    return next(response for _, response in question.right_responses())


def wrong_of(sitting: Sitting, place: int) -> str:
    return "2" if key_of(sitting, place) != "2" else "3"


@pytest.fixture
def done(paper: Paper, library: Library, log: MemoryLog) -> Sitting:
    """Right, right after wrong, wrong after right, sure and wrong twice, five left blank."""
    sitting = Sitting.begin(paper, library, log, START)
    at = START

    def give(place: int, *responses: str, seconds: int, mark: bool = False) -> None:
        nonlocal at
        sitting.jump(place, at)
        for response in responses:
            at = at.after(seconds * 1000)
            sitting.answer(response, at)
        if mark:
            sitting.mark("sure", at)

    give(0, key_of(sitting, 0), seconds=20, mark=True)
    give(1, wrong_of(sitting, 1), key_of(sitting, 1), seconds=30)
    give(2, key_of(sitting, 2), wrong_of(sitting, 2), seconds=10)
    give(3, wrong_of(sitting, 3), seconds=190, mark=True)
    give(4, wrong_of(sitting, 4), seconds=5, mark=True)
    sitting.submit(at)
    return sitting


def test_the_report_adds_up(done: Sitting, library: Library) -> None:
    report = make_report(done, library)
    assert (report["score"]["right"], report["score"]["total"]) == (2, 10)
    assert report["score"]["percent"] == 20.0
    assert report["score"]["chance"] == 25.0
    assert sum(one["right"] for one in report["by_area"]) == 2
    assert sum(one["total"] for one in report["by_topic"]) == 10
    assert report["changes"] == {"right_wrong": [3], "wrong_right": [2], "wrong_wrong": []}
    assert report["mend_first"] == [5, 4]
    assert missed_items(report)[:2] == [done.paper.slots[4].item, done.paper.slots[3].item]
    assert len(missed_items(report)) == 8
    assert report["confidence"]["sure"]["total"] == 3
    assert report["time"]["slow"] == [4]
    assert [one["spent_ms"] for one in report["questions"]][:5] == [
        20_000,
        60_000,
        20_000,
        190_000,
        5_000,
    ]
    assert report["pace"][-1]["answered"] == 5
    assert report["closed_by"] == "sitter"
    assert json.loads(json.dumps(report)) == report


def test_earlier_sittings_and_the_forecast(done: Sitting, library: Library) -> None:
    before = {"sitting": "x", "blueprint": "small", "begun_ms": 1, "score": {"percent": 12.5}}
    report = make_report(done, library, earlier=[before], expected=30.0, band=(15.0, 45.0))
    assert report["previous"]["change"] == 7.5
    assert report["expected"] == {
        "percent": 30.0,
        "band": [15.0, 45.0],
        "inside": True,
        "error": -10.0,
        "record": {
            "sittings": 1,
            "inside": 1,
            "mean_error": -10.0,
            "mean_distance": 10.0,
            "few": True,
        },
    }
    said = text_report(report, str)
    assert "見込みは 30 %（幅 15〜45）、結果との差は -10 点" in said
    assert "見込みは当たりました" in said


@pytest.mark.parametrize(
    ("expected", "band", "words"),
    [(80.0, (60.0, 95.0), "見込みは高すぎました"), (5.0, (0.0, 12.0), "見込みは低すぎました")],
)
def test_a_forecast_that_missed_is_said_to_have_missed(
    done: Sitting,
    library: Library,
    expected: float,
    band: tuple[float, float],
    words: str,
) -> None:
    before = {
        "sitting": "x",
        "blueprint": "small",
        "begun_ms": 1,
        "score": {"percent": 50.0},
        "forecast": [40.0, 30.0, 60.0, 38.0],
    }
    report = make_report(done, library, earlier=[before], expected=expected, band=band)
    assert report["expected"]["record"]["sittings"] == 2
    assert report["expected"]["record"]["inside"] == 1
    said = text_report(report, str)
    assert words in said
    assert "見込みのある模試 2 回のうち 1 回が幅の中" in said
    assert words in html_report(report, str)


def test_the_words_never_say_pass_or_fail(done: Sitting, library: Library) -> None:
    report = make_report(done, library)
    for text in (text_report(report, str), html_report(report, str)):
        assert not re.search(r"合格|不合格|passed|failed", text)
        assert "Wilson" in text


def test_published_means_stand_beside_the_exams_own_pack_alone(
    done: Sitting, library: Library
) -> None:
    report = make_report(done, library)
    assert report["published"] is None
    assert "公表値" not in text_report(report, str)
    report["published"] = published_for(["e-shikaku/VG-03", "e-shikaku/MA-01"])
    assert published_for(["e-shikaku/VG-03", "other/1"]) is None
    report["by_area"][0]["id"] = "machine-learning"
    for text in (text_report(report, str), html_report(report, str)):
        assert "受験者の平均（E資格 2025 #1、公表値）は分野により 58〜69 %" in text
        assert text.count("受験者の平均 62 %") == 1


def test_the_page_stands_alone(done: Sitting, library: Library) -> None:
    page = html_report(make_report(done, library), str)
    assert page.startswith("<!doctype html>")
    assert "@media print" in page
    assert not re.search(r"<script|https?://|src=|<link", page)
    for slot in done.paper.slots:
        assert slot.item in page


def test_no_report_while_the_sitting_runs(paper: Paper, library: Library, log: MemoryLog) -> None:
    with pytest.raises(ValueError, match="under way"):
        make_report(Sitting.begin(paper, library, log, START), library)


def sat(paper: Paper, library: Library, number: int) -> dict[str, Any]:
    """The report of one simulated sitter, whose ability grows with ``number``."""
    rng = random.Random(number)
    log = memory_log(fold=LogFold(), device=f"d{number}")
    sitting = Sitting.begin(paper, library, log, START)
    for place in range(paper.total):
        sitting.jump(place, START.after(place * 1000))
        if rng.random() < 0.05:
            continue
        if rng.random() < 0.2 + 0.7 * number / 30 - 0.04 * place:
            sitting.answer(key_of(sitting, place), START.after(place * 1000 + 500))
        else:
            sitting.choose(rng.randrange(4), START.after(place * 1000 + 500))
    sitting.submit(START.after(60_000))
    return make_report(sitting, library)


def test_a_class_of_thirty(paper: Paper, library: Library, tmp_path: Path) -> None:
    for number in range(30):
        text = json.dumps(sat(paper, library, number), ensure_ascii=False)
        (tmp_path / f"{number:02}.json").write_text(text, encoding="utf-8")
    reports = read_reports(tmp_path)
    made = class_report(reports)
    # The second computation: NumPy over the raw matrix, and KR-20 in its p(1-p) form.
    scores = np.array([[one["score"] for one in report["questions"]] for report in reports])
    totals = scores.sum(axis=1)
    share = scores.mean(axis=0)
    kr20 = 10 / 9 * (1 - (share * (1 - share)).sum() / totals.var())
    assert made["sitters"] == 30
    assert made["reliability"] == pytest.approx(kr20, abs=1e-12)
    assert 0.2 < kr20 < 1
    assert made["sd"] == pytest.approx(totals.std())
    for place, item in enumerate(made["items"]):
        assert item["facility"] == pytest.approx(share[place])
        rest = totals - scores[:, place]
        assert item["discrimination"] == pytest.approx(np.corrcoef(scores[:, place], rest)[0, 1])
        chosen = [report["questions"][place]["response"] for report in reports]
        for number, count in item["options"].items():
            assert count == chosen.count(number)
        assert item["blank"] == chosen.count("")
        assert sum(item["options"].values()) + item["blank"] == 30
        assert item["options"][item["key"]] == scores[:, place].sum()
    assert len(class_lines(made)) > 10
    few = class_report(reports[:5])
    assert any("5 人だけ" in line for line in few["caveats"])


def test_reports_of_other_papers_are_not_mixed(done: Sitting, library: Library) -> None:
    one = make_report(done, library)
    other = json.loads(json.dumps(one))
    other["questions"][0]["id"] = "p/other"
    with pytest.raises(UsageError, match="2 種類"):
        class_report([one, other])


def test_a_folder_with_other_files_names_them(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="報告がありません"):
        read_reports(tmp_path)
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "b.json").write_text("not json")
    with pytest.raises(UsageError) as caught:
        read_reports(tmp_path)
    assert "a.json" in caught.value.where
    assert "b.json" in caught.value.where


@pytest.mark.parametrize(("right", "total"), [(0, 4), (3, 12), (12, 12), (50, 100)])
def test_wilson_bounds_solve_their_equation(right: int, total: int) -> None:
    """At each bound p the observed share lies z standard errors √(p(1-p)/n) away."""
    z = statistics.NormalDist().inv_cdf(0.975)
    for bound in wilson(right, total):
        if 1e-9 < bound < 1 - 1e-9:
            error = (bound * (1 - bound) / total) ** 0.5
            assert abs(right / total - bound) == pytest.approx(z * error, rel=1e-9)
    assert wilson(0, 0) == (0.0, 1.0)


def test_figures_that_cannot_be_had_are_none() -> None:
    assert discrimination([1, 1, 1], [3, 2, 1]) is None
    assert alpha([[1, 0]]) is None
    assert alpha([[1, 0], [0, 1]]) is None
