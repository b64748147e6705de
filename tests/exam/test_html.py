"""The report as a page: whole, safe whatever a pack or a learner wrote, and readable by machine."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from quizapp.content.library import Library
from quizapp.exam.draw import draw
from quizapp.exam.html import html_report
from quizapp.exam.html_parts import bar
from quizapp.exam.report import make_report
from quizapp.exam.sitting import Sitting
from quizapp.scheduling.fold import LogFold
from quizapp.store import memory_log
from quizapp.tui.figures.page import PageFigures
from quizapp.words import use_language

from .conftest import PACK, START, plan

VOID = {"meta", "input", "br"}
EVIL = "<script>alert(1)</script>"


class Page(HTMLParser):
    """The elements of a page; tags that are not closed in order are an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of that name."""
        return [attrs for name, attrs in self.found if name == tag]


@pytest.fixture
def evil(tmp_path: Path) -> Library:
    """The small pack with tags in every text, a figure, and a set."""
    folder = tmp_path / "pack"
    folder.mkdir()
    for path in PACK.iterdir():
        text = path.read_text(encoding="utf-8")
        if path.name != "pack.toml":
            text = re.sub(
                r"^(prompt|title|explanation)\.(ja|en) = (['\"]+)",
                lambda found: f"{found[0]}{EVIL}",
                text,
                flags=re.M,
            )
            figure = (
                'figure = { sketch = "matrix", knobs = { rows = [[41, "<b>"]], '
                'row_labels = ["<script>"] } }'
            )
            text = re.sub(r"^kind = ", f"{figure}\nkind = ", text, flags=re.M)
        (folder / path.name).write_text(text, encoding="utf-8")
    return Library.open([folder])


def sat(library: Library) -> dict[str, Any]:
    """A report of a sitting with a note and marks, one answer in two right."""
    sitting = Sitting.begin(draw(library, plan(), 1), library, memory_log(fold=LogFold()), START)
    for place in range(sitting.state.paper.total):
        at = START.after(place * 1000)
        sitting.jump(place, at)
        question = sitting.question(place)
        assert question is not None
        key = next(response for _, response in question.right_responses())
        sitting.answer(key if place % 2 else "2" if key != "2" else "3", at)
    sitting.submit(START.after(60_000))
    return make_report(sitting, library)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_tags_of_packs_learners_and_files_are_text(evil: Library, language: str) -> None:
    report = sat(evil)
    first = report["questions"][0]
    first |= {"shown": [], "response": EVIL, "answer": {"ja": EVIL, "en": EVIL}, "note": EVIL}
    report["score"]["percent"] = '0"><script>'
    report["by_area"][0]["title"] = {"ja": EVIL, "en": EVIL}
    report["seed"] = EVIL
    report["pace"][0]["answered"] = EVIL
    use_language(language)
    try:
        text = html_report(report, str, PageFigures("en" if language == "en" else "ja"))
    finally:
        use_language("ja")
    page = Page(text)
    assert "script" not in {tag for tag, _ in page.found}
    assert "b" not in {tag for tag, attrs in page.found if not attrs}
    assert not any(name.startswith("on") for _, attrs in page.found for name in attrs)
    assert "".join(page.text).count(EVIL) >= 12
    assert page.all("html")[0]["lang"] == language


def test_a_bar_takes_numbers_alone() -> None:
    made = bar({"percent": EVIL, "low": float("nan"), "high": 250}, EVIL)
    assert "script" not in made
    assert re.findall(r"(?:width|left):([^;%]*)%", made) == ["0.0", "0.0", "100.0", "0.0"]


def test_the_page_is_in_order_for_those_who_hear_it(library: Library) -> None:
    page = Page(html_report(sat(library), str, PageFigures("ja")))
    ids = [attrs["id"] for _, attrs in page.found if "id" in attrs]
    assert len(ids) == len(set(ids))
    for attrs in page.all("a"):
        target = attrs["href"] or ""
        assert target.startswith("#")
        assert target[1:] in ids
    for _, attrs in page.found:
        for name in (attrs.get("aria-labelledby") or "").split():
            assert name in ids
    assert {attrs.get("scope") for attrs in page.all("th")} == {"row", "col"}
    for attrs in page.all("svg"):
        assert attrs["role"] == "img"
        assert attrs.get("aria-label") or attrs.get("aria-labelledby")
    levels = [int(tag[1]) for tag, _ in page.found if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_nothing_is_fetched(evil: Library) -> None:
    text = html_report(sat(evil), str, PageFigures("ja"))
    page = Page(text)
    for tag, attrs in page.found:
        assert tag not in ("script", "link", "img", "iframe", "object")
        assert not {"src", "srcset", "action", "data"} & set(attrs)
    assert "url(" not in text
    assert "default-src 'none'" in (page.all("meta")[1]["content"] or "")


def test_figures_are_drawn_in_colours_that_follow_light_and_dark(evil: Library) -> None:
    text = html_report(sat(evil), str, PageFigures("ja"))
    assert text.count("<svg") >= 11
    assert "41&lt;b&gt;" in re.findall(r"<text[^>]*>([^<]*)</text>", text)
    used = set(re.findall(r"var\((--f\d+)\)", text))
    assert used
    light, dark = text.split("@media screen and (prefers-color-scheme: dark) { :root { --f")
    assert used == set(re.findall(r"(--f\d+):", light))
    assert used == set(re.findall(r"(--f\d+):", "--f" + dark))


def test_a_figure_that_was_tampered_with_is_left_out(evil: Library) -> None:
    report = sat(evil)
    for figure in (None, "x", {}, {"sketch": "matrix"}, {"demo": "", "sketch": "../x", "data": {}}):
        report["questions"][0]["figure"] = figure
        assert html_report(report, str, PageFigures("ja"))


def test_the_answer_stands_beside_the_right_one(library: Library) -> None:
    report = sat(library)
    one = report["questions"][0]
    assert [option["number"] for option in one["shown"] if option["chosen"]] == [one["response"]]
    assert [option["number"] for option in one["shown"] if option["right"]] == [one["right_option"]]
    text = html_report(report, str)
    article = text.partition('id="q1"')[2].partition("</article>")[0]
    chosen = [place for place, option in enumerate(one["shown"], 1) if option["chosen"]]
    right = [place for place, option in enumerate(one["shown"], 1) if option["right"]]
    assert re.findall(r"<dd>([^<]*)</dd>", article) == [str(chosen[0]), str(right[0])]


def test_options_stand_as_they_stood_on_the_paper(library: Library) -> None:
    paper = draw(library, plan(), 1)
    turned = tuple(reversed(range(len(paper.slots[0].options))))
    slots = (replace(paper.slots[0], options=turned), *paper.slots[1:])
    sitting = Sitting.begin(replace(paper, slots=slots), library, memory_log(fold=LogFold()), START)
    sitting.submit(START.after(1000))
    shown = make_report(sitting, library)["questions"][0]["shown"]
    assert [option["number"] for option in shown] == [str(one + 1) for one in turned]


def test_weak_topics_lead_to_their_questions_and_to_practice(library: Library) -> None:
    report = sat(library)
    text = html_report(report, str)
    missed = [one for one in report["questions"] if one["outcome"] != "right"]
    part = text.partition('id="next"')[2].partition("</section>")[0]
    for one in missed:
        assert f'href="#q{one["number"]}"' in part
        assert f"quizapp quiz --topic {one['topic']}" in part


def test_an_old_report_file_still_becomes_a_page(library: Library) -> None:
    report = json.loads(json.dumps(sat(library)))
    for one in report["questions"]:
        for name in ("shared", "shared_figure", "figure", "listing", "shown"):
            one.pop(name)
    Page(html_report(report, str))


def test_a_figure_is_no_larger_than_what_it_shows() -> None:
    """Empty cells are left out, and a large figure scrolls rather than shrink to nothing."""
    figures = PageFigures("ja")
    small = {"demo": "", "sketch": "matrix", "data": {"rows": [[41, "?"]]}}
    wide = {"demo": "", "sketch": "network", "data": {"sizes": [3, 5, 2]}}
    sizes = [
        float(re.search(r'width="([\d.]+)"', figures.svg(figure, "a"))[1])  # type: ignore[index]
        for figure in (small, wide)
    ]
    assert sizes[0] < 120 < 400 < sizes[1] < 540
    assert 'class="large"' in figures.svg(wide, "a")
    assert 'class="large"' not in figures.svg(small, "a")


def test_the_demo_opens_with_the_numbers_of_the_question(library: Library) -> None:
    report = sat(library)
    knobs = {"expression": "(x + y)^2", "next_values": [5.0, -0.5], "n": 3, "c_prev": 1.0}
    report["questions"][0] |= {"demo": "D01", "demo_knobs": knobs}
    text = unescape(html_report(report, str))
    call = "quizapp demo D01 --expression '(x + y)^2' --next-values 5,-0.5 --n 3 --c-prev 1"
    assert f">{call}</code>" in text
