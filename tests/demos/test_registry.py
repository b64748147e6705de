"""The list of demos: complete, light, and in both languages."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import pytest

import quizapp.demos.lab
from quizapp.demos import DEMOS, TOPICS, Entry, compute, find, load
from quizapp.errors import UsageError


def test_every_file_of_the_lab_is_listed() -> None:
    files = {info.name for info in pkgutil.iter_modules(quizapp.demos.lab.__path__)}
    # A name with an underscore is a part of the demo that imports it.
    assert {name for name in files if not name.startswith("_")} == {e.module for e in DEMOS}


def test_the_list_costs_no_numpy() -> None:
    script = (
        "import sys, quizapp.demos, quizapp.demos.figure;"
        "[entry.title.get('en') for entry in quizapp.demos.DEMOS];"
        "print(sorted({'numpy', 'textual', 'rich', 'sympy', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_ids_are_unique_and_topics_have_headings() -> None:
    assert len({entry.id for entry in DEMOS}) == len(DEMOS)
    assert {entry.topic for entry in DEMOS} <= set(TOPICS)


@pytest.mark.parametrize("entry", DEMOS, ids=lambda entry: entry.id)
def test_titles_and_promises_are_in_both_languages(entry: Entry) -> None:
    for text in (entry.title, entry.promise):
        assert text.ja
        assert text.en
        assert text.ja != text.en


def test_ids_are_found_in_any_case() -> None:
    assert find("d03") is find("D03")


@pytest.mark.parametrize("name", ["D99", "", "x" * 10_000, "../D01"])
def test_an_unknown_demo_is_answered_with_those_there_are(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        load(name)
    assert "D01" in caught.value.mend
    assert len(caught.value.what) < 100


def test_an_unknown_knob_is_answered_with_those_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        compute("D03", {"deptz": 3})
    assert "deptz" in caught.value.what
    assert "depth" in caught.value.mend


def test_an_unknown_claim_is_answered_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="nonsense") as caught:
        compute("D06").claim("nonsense")
    assert "gradient" in caught.value.mend


def test_dashes_and_underscores_name_one_knob() -> None:
    assert load("D07").knob("learning-rate") is load("D07").knob("learning_rate")
