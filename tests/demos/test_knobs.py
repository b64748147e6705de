"""Knobs: what may be typed, where the stops are, and what is said when a value is refused."""

from __future__ import annotations

import math
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.demos import DEMOS, load
from quizapp.demos.knobs import ChoiceKnob, Knob, NumbersKnob, RangeKnob
from quizapp.demos.spec import Choice, Numbers, Outcome, Range, read_knobs
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import use_language


def _run(
    rate: Annotated[float, Range("学習率", "rate", 0.001, 3.0, scale="log")] = 0.1,
    share: Annotated[float, Range("割合", "share", 0.0, 1.0, step=0.05)] = 0.5,
    depth: Annotated[int, Range("層の数", "layers", 1, 30)] = 3,
    method: Annotated[
        Literal["sgd", "adam"],
        Choice("手法", "method", {"sgd": "SGD", "adam": Localized("アダム", "Adam")}),
    ] = "sgd",
    values: Annotated[
        tuple[float, ...], Numbers("値", "values", -9, 9, longest=4, examples=((1.0, 2.0),))
    ] = (1.0,),
) -> Outcome:
    raise NotImplementedError


RATE, SHARE, DEPTH, METHOD, VALUES = read_knobs(_run)[0]


def test_knobs_are_read_from_the_parameters() -> None:
    assert [knob.name for knob in (RATE, SHARE, DEPTH, METHOD, VALUES)] == [
        "rate", "share", "depth", "method", "values",
    ]  # fmt: skip
    kinds = [knob.kind for knob in (RATE, SHARE, DEPTH, METHOD, VALUES)]
    assert kinds == ["float", "float", "int", "choice", "numbers"]
    assert isinstance(RATE, RangeKnob)
    assert RATE.log


@pytest.mark.parametrize(
    ("knob", "text", "value"),
    [
        (RATE, "0.25", 0.25),
        (RATE, "1/4", 0.25),
        (RATE, "2.5e-1", 0.25),
        (RATE, "０．２５", 0.25),  # full-width digits from a Japanese input method
        (RATE, "．５", 0.5),
        (SHARE, "1", 1.0),
        (DEPTH, "12", 12),
        (DEPTH, "１２", 12),
        (DEPTH, "5.0", 5),
        (METHOD, "adam", "adam"),
        (METHOD, "Adam", "adam"),
        (METHOD, "アダム", "adam"),
        (METHOD, "2", "adam"),  # options may be numbered
        (VALUES, "1, 2", (1.0, 2.0)),
        (VALUES, "1 2", (1.0, 2.0)),
        (VALUES, "１、ー２", (1.0, -2.0)),  # the long-vowel mark is what a Japanese keyboard gives
        (VALUES, "-3", (-3.0,)),
    ],
)
def test_typed_values(knob: Knob, text: str, value: object) -> None:
    assert knob.parse(text) == value


@pytest.mark.parametrize(
    ("knob", "text"),
    [
        (RATE, "0"),  # below the range
        (RATE, "3.1"),
        (RATE, "nan"),
        (RATE, "inf"),
        (RATE, "1e999"),
        (RATE, ""),
        (RATE, "0x10"),
        (RATE, "1_000"),
        (RATE, "1/0"),
        (RATE, "9" * 5000),
        (RATE, "__import__('os')"),
        (DEPTH, "2.5"),
        (DEPTH, "31"),
        (METHOD, "3"),
        (METHOD, "adagrad"),
        (METHOD, ""),
        (VALUES, "1, 2, 3, 4, 5"),  # more than four
        (VALUES, "10"),
        (VALUES, "1, x"),
        (VALUES, ""),
    ],
)
def test_refused_values_name_the_knob_and_what_is_allowed(knob: Knob, text: str) -> None:
    with pytest.raises(UsageError) as caught:
        knob.parse(text)
    assert knob.title.ja in caught.value.what
    assert knob.allowed("ja") in caught.value.mend
    assert len(str(caught.value)) < 300
    assert caught.value.exit_code == 2


def test_refusals_speak_english_too() -> None:
    use_language("en")
    with pytest.raises(UsageError, match=r"99 is not allowed for the knob .layers") as caught:
        DEPTH.parse("99")
    assert "1 to 30 (whole number)" in caught.value.mend


def repr_short(value: object) -> str:
    return repr(value)[:12]


@pytest.mark.parametrize(
    "value",
    [True, None, "0.1", [0.1], float("nan"), float("inf"), 10**400, object()],
    ids=repr_short,
)
def test_values_from_elsewhere_are_checked_too(value: object) -> None:
    with pytest.raises(UsageError):
        RATE.check(value)


@pytest.mark.parametrize(
    ("knob", "value", "steps", "expected"),
    [
        (RATE, 0.1, 1, 0.12),
        (RATE, 0.1, -1, 0.09),
        (RATE, 0.11, 1, 0.12),  # from between two stops to the next one
        (RATE, 0.11, -1, 0.1),
        (RATE, 3.0, 5, 3.0),
        (RATE, 0.001, -5, 0.001),
        (SHARE, 0.3, 1, 0.35),
        (SHARE, 0.33, 1, 0.35),
        (SHARE, 0.33, -1, 0.3),
        (SHARE, 0.95, 3, 1.0),
        (DEPTH, 3, 10, 13),
        (DEPTH, 3, -10, 1),
        (METHOD, "sgd", 1, "adam"),
        (METHOD, "sgd", -1, "sgd"),
        (VALUES, (1.0,), 1, (1.0, 2.0)),
        (VALUES, (7.0,), 1, (1.0,)),  # a list of one's own goes to the first example
    ],
)
def test_steps(knob: Knob, value: object, steps: int, expected: object) -> None:
    assert knob.step(knob.check(value), steps) == expected


ALL = [pytest.param(knob, id=f"{e.id}-{knob.name}") for e in DEMOS for knob in load(e.id).knobs]


@pytest.mark.parametrize("knob", ALL)
def test_every_knob_can_be_turned_from_end_to_end(knob: Knob) -> None:
    value = knob.at(0.0)
    seen = [value]
    for _ in range(2000):
        after = knob.step(value, 1)
        if after == value:
            break
        assert knob.fraction(after) > knob.fraction(value)
        value = knob.check(after)
        seen.append(value)
    assert value == knob.at(1.0)
    assert 2 <= len(seen) <= 400
    back = value
    for _ in seen:
        back = knob.step(back, -1)
    assert back == seen[0]
    for held in seen:
        assert knob.parse(knob.show(held, "ja")) == held  # what is shown can be typed
        assert knob.at(knob.fraction(held)) == held or isinstance(knob, RangeKnob)


@pytest.mark.parametrize("knob", ALL)
def test_every_knob_speaks_both_languages(knob: Knob) -> None:
    assert knob.title.ja
    assert knob.title.en
    assert knob.allowed("ja")
    assert knob.allowed("en")
    if isinstance(knob, ChoiceKnob):
        assert set(knob.labels) == set(knob.options)
    if isinstance(knob, NumbersKnob):
        assert all(knob.check(example) == example for example in knob.examples)


@given(fraction=st.floats(0, 1))
def test_places_on_the_track_are_values_of_the_knob(fraction: float) -> None:
    for knob in (RATE, SHARE, DEPTH, METHOD, VALUES):
        assert knob.check(knob.at(fraction)) == knob.at(fraction)


@given(value=st.floats(0.001, 3.0))
def test_shown_numbers_keep_their_value(value: float) -> None:
    typed = RATE.parse(RATE.show(value, "ja"))
    assert isinstance(typed, float)
    assert math.isclose(typed, value, rel_tol=1e-5)


def test_a_parameter_without_a_knob_is_a_mistake() -> None:
    def bare(rate: float = 0.1) -> Outcome:
        raise NotImplementedError

    with pytest.raises(TypeError, match="rate"):
        read_knobs(bare)
