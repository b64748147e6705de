"""Figures of questions: numbers shared with the demo link, and what ``quizapp check`` says."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.content.figures import shown
from quizapp.content.inspection.figures import figure_flaws, printed_answer
from quizapp.content.kinds.number import Number
from quizapp.content.problems import field_name
from quizapp.demos.figure import Drawing


def number(figure: dict[str, Any], answer: str = "37", **more: Any) -> Number:
    return Number.model_validate(
        {
            "id": "X-1",
            "kind": "number",
            "topic": "t",
            "title": {"ja": "題", "en": "title"},
            "prompt": {"ja": "求めよ。", "en": "Find it."},
            "explanation": {"ja": "説明", "en": "why"},
            "answer": answer,
            "figure": figure,
            **more,
        }
    )


def said(question: Number) -> list[tuple[str, str]]:
    return [(field_name(flaw.loc), flaw.message.en) for flaw in figure_flaws(question)]


def test_a_sketch_takes_the_numbers_of_the_demo_link() -> None:
    demo = {"id": "D42", "knobs": {"experiment": "iou", "a": [0.0, 0.0, 4.0, 4.0]}}
    demo["knobs"]["b"] = [2.0, 2.0, 6.0, 6.0]  # type: ignore[index]
    question = number({"sketch": "boxes", "share": True}, demo=demo)
    assert question.figure is not None
    assert shown(question.figure, question).knobs == {
        "a": [0.0, 0.0, 4.0, 4.0],
        "b": [2.0, 2.0, 6.0, 6.0],
    }
    assert said(question) == []


def test_a_parameter_names_a_knob() -> None:
    figure = {"sketch": "cell", "knobs": {"values": {"f": "=f", "c(t)": "?"}}}
    question = number(figure, demo={"id": "D25", "knobs": {"f": 0.8}})
    assert question.figure is not None
    assert shown(question.figure, question).knobs == {"values": {"f": 0.8, "c(t)": "?"}}


def test_the_knobs_of_the_evidence_are_taken_as_well() -> None:
    figure = {"sketch": "mask", "knobs": {"size": "=n"}}
    question = number(figure, computed={"demo": "D31", "result": "pairs", "knobs": {"n": 4}})
    assert question.figure is not None
    assert shown(question.figure, question).knobs == {"size": 4}


@pytest.mark.parametrize(
    ("figure", "wanted"),
    [
        ({}, ("figure", "give either an id or a sketch")),
        ({"id": "D13", "sketch": "mask"}, ("figure", "give either an id or a sketch")),
        ({"sketch": "msk"}, ("figure.sketch", "there is no sketch msk")),
        ({"sketch": "mask", "knobs": {"size": 99}}, ("figure.knobs.size", "at most 8")),
        ({"sketch": "mask", "knobs": {"sise": 4}}, ("figure.knobs.sise", "there is no field sise")),
        (
            {"sketch": "mask", "knobs": {"size": "=n"}},
            ("figure.knobs.size", "the demo link has no knob n"),
        ),
        (
            {"sketch": "matrix", "knobs": {"rows": [[1, 2], [3]]}},
            ("figure.knobs.rows", "the rows are not all as long"),
        ),
        (
            {"sketch": "matrix", "knobs": {"rows": [[1, [2]]]}},
            ("figure.knobs.rows[1][2]", "a number or a short text is wanted"),
        ),
        (
            {"sketch": "graph", "knobs": {"nodes": [{"name": "u", "from": ["w"]}]}},
            ("figure.knobs.nodes[1].from", "w is not written before it"),
        ),
        ({"id": "D13", "share": True}, ("figure.share", "share is for sketches only")),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    figure: dict[str, Any], wanted: tuple[str, str]
) -> None:
    assert said(number(figure)) == [wanted]


@pytest.mark.parametrize(
    ("answer", "shown_number", "prompt", "printed"),
    [
        ("37", 37, "求めよ。", "37"),
        ("37", "?", "求めよ。", ""),
        ("1/4", 0.25, "求めよ。", "0.25"),
        ("37", 37, "37 を使って求めよ。", ""),  # the prompt gives it
        ("3", 3, "求めよ。", ""),  # a small whole number is there by chance
        ("-12", -12, "求めよ。", "-12"),
        ("37", 137, "求めよ。", ""),
    ],
)
def test_a_figure_that_prints_the_answer(
    answer: str, shown_number: Any, prompt: str, printed: str
) -> None:
    figure = {"sketch": "matrix", "knobs": {"rows": [[shown_number, 1]]}}
    question = number(figure, answer, prompt={"ja": prompt, "en": "Find it."})
    assert question.figure is not None
    drawn = shown(question.figure, question).figure()
    assert isinstance(drawn, Drawing)
    assert printed_answer(drawn, question) == printed
    assert [flaw.code for flaw in figure_flaws(question)] == (["figure.answer"] if printed else [])
