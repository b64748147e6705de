"""Grading of choice, choices, cloze, order and recall, as tables that also document it."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.content.inputs import ChoiceInput, ChoicesInput, LineInput, OrderInput, RatingInput
from quizapp.content.kinds.choice import Choice
from quizapp.content.kinds.choices import Choices
from quizapp.content.kinds.cloze import Cloze
from quizapp.content.kinds.order import Order
from quizapp.content.kinds.recall import Recall


def text(ja: str, en: str | None = None) -> dict[str, str]:
    return {"ja": ja, "en": ja if en is None else en}


COMMON: dict[str, Any] = {
    "id": "T-01",
    "topic": "t",
    "title": text("題"),
    "prompt": text("問"),
    "explanation": text("説"),
}


def option(ja: str, en: str, right: bool = False) -> dict[str, Any]:
    return {"text": text(ja, en), "right": right, "reason": text(f"{ja}の理由", f"why {en}")}


CHOICE = Choice.model_validate(
    {
        **COMMON,
        "option": [
            option("勾配消失", "vanishing gradient", right=True),
            option("過学習", "over-fitting"),
            option("2", "2"),  # an option that looks like a number
        ],
    }
)


@pytest.mark.parametrize(
    ("response", "outcome", "note"),
    [
        ("1", "right", "right.key"),
        (" １ ", "right", "right.key"),  # full width, from a Japanese keyboard
        ("1.", "right", "right.key"),
        ("勾配消失", "right", "right.key"),  # the exact text names the option too
        ("Vanishing Gradient", "right", "right.key"),
        ("2", "wrong", "wrong.named"),  # the number goes before the text "2"
        ("over-fitting", "wrong", "wrong.named"),
        ("4", "unreadable", "unreadable.option"),
        ("0", "unreadable", "unreadable.option"),
        ("1,2", "unreadable", "unreadable.option"),  # one option is asked for
        ("残差", "unreadable", "unreadable.option"),
        ("", "unreadable", "blank"),
        ("　\n", "unreadable", "blank"),
        ("9" * 5000, "unreadable", "unreadable.option"),
    ],
)
def test_choice(response: str, outcome: str, note: str) -> None:
    grade = CHOICE.grade(response)
    assert (grade.outcome, grade.note) == (outcome, note)


def test_choice_says_why_the_chosen_option_is_wrong() -> None:
    assert CHOICE.grade("2").feedback.en == "why over-fitting"
    assert CHOICE.option_reasons[0].ja == "勾配消失の理由"
    assert CHOICE.answer_text("en") == "vanishing gradient"
    assert isinstance(CHOICE.input, ChoiceInput)
    assert CHOICE.option_count == 3


CHOICES = Choices.model_validate(
    {
        **COMMON,
        "fixed_last": True,
        "option": [
            option("a", "a", right=True),
            option("b", "b", right=True),
            option("c", "c"),
            option("d", "d"),
        ],
    }
)


@pytest.mark.parametrize(
    ("response", "outcome", "score", "note"),
    [
        ("1,2", "right", 1, "right.key"),
        ("2 1", "right", 1, "right.key"),  # a set has no order
        ("１、２", "right", 1, "right.key"),
        ("1,1,2", "right", 1, "right.key"),
        ("a; b", "right", 1, "right.key"),
        ("1", "wrong", 0.5, "miss.option"),  # one is missing
        ("1,2,3", "wrong", 0.5, "miss.extra"),  # one too many
        ("1,3", "wrong", 0, "wrong.plain"),
        ("1,2,3,4", "wrong", 0, "miss.extra"),  # choosing all earns nothing
        ("3", "wrong", 0, "wrong.plain"),
        ("1,5", "unreadable", 0, "unreadable.option"),
        ("", "unreadable", 0, "blank"),
        (",", "unreadable", 0, "blank"),
    ],
)
def test_choices(response: str, outcome: str, score: float, note: str) -> None:
    grade = CHOICES.grade(response)
    assert (grade.outcome, grade.score, grade.note) == (outcome, score, note)


def test_choices_tell_how_many_but_not_which() -> None:
    grade = CHOICES.grade("1")
    assert "1" in grade.feedback.ja
    assert "b" not in grade.feedback.en.split()
    assert [part.outcome for part in CHOICES.grade("1,3").parts] == ["right", "wrong"]
    assert isinstance(CHOICES.input, ChoicesInput)
    assert CHOICES.fixed_last
    assert CHOICES.answer_text("ja") == "a\n\nb"


CLOZE = Cloze.model_validate(
    {
        **COMMON,
        "prompt": text("[[1]] と [[2]]"),
        "blank": [
            {"answers": ["stride", "ストライド", "S"]},
            {"answers": ["パディング", "padding"]},
        ],
        "mistake": [{"answer": "padding ; stride", "feedback": text("逆です", "swapped")}],
    }
)


@pytest.mark.parametrize(
    ("response", "outcome", "score", "note"),
    [
        ("stride ; padding", "right", 1, "right.text"),
        ("ストライド；パディング", "right", 1, "right.text"),  # a full-width separator
        ("すとらいど ; ﾊﾟﾃﾞｨﾝｸﾞ", "right", 1, "right.text"),  # kana and half-width kana
        ("ＳＴＲＩＤＥ ; Padding", "right", 1, "right.text"),
        ("s;padding", "right", 1, "right.text"),
        ("stride ; pading", "wrong", 0.5, "miss.spelling"),  # one letter off
        ("stride ;", "unreadable", 0, "blank"),  # the second is still blank, which costs nothing
        ("stride", "unreadable", 0, "blank"),
        ("filter ; kernel", "wrong", 0, "wrong.plain"),
        ("パディング ; ストライド", "wrong", 0, "wrong.named"),  # a listed mistake, any spelling
        ("a ; b ; c", "unreadable", 0, "unreadable.count"),
        (" ; ", "unreadable", 0, "blank"),
        ("", "unreadable", 0, "blank"),
    ],
)
def test_cloze(response: str, outcome: str, score: float, note: str) -> None:
    grade = CLOZE.grade(response)
    assert (grade.outcome, grade.score, grade.note) == (outcome, score, note)


def test_cloze_shows_the_word_of_the_language() -> None:
    assert CLOZE.answer_text("ja") == "ストライド ; パディング"
    assert CLOZE.answer_text("en") == "stride ; padding"
    assert CLOZE.grade("パディング;stride").feedback.en == "swapped"
    shape = CLOZE.input
    assert isinstance(shape, LineInput)
    assert shape.blanks == 2
    assert [response for _, response in CLOZE.right_responses()][1] == "ストライド ; パディング"


ORDER = Order.model_validate(
    {
        **COMMON,
        "step": [{"text": text(name)} for name in ("gradient", "moments", "correct", "update")],
        "orders": [[1, 2, 3, 4], [2, 1, 3, 4]],
        "mistake": [{"answer": "1,2,4,3", "feedback": text("補正が先です", "correct first")}],
    }
)


@pytest.mark.parametrize(
    ("response", "outcome", "score", "note"),
    [
        ("1,2,3,4", "right", 1, "right.key"),
        ("2 1 3 4", "right", 1, "right.key"),  # the other accepted order
        ("１、２、３、４", "right", 1, "right.key"),
        ("1,2,4,3", "wrong", 5 / 6, "wrong.named"),
        ("1,3,2,4", "wrong", 5 / 6, "miss.swapped"),
        ("4,3,2,1", "wrong", 0, "miss.reversed"),
        ("4,3,1,2", "wrong", 0, "miss.reversed"),  # backwards from the other order
        ("4,1,2,3", "wrong", 0.5, "miss.shifted"),
        ("1,2,3", "unreadable", 0, "unreadable.order"),
        ("1,2,3,3", "unreadable", 0, "unreadable.order"),
        ("1,2,3,5", "unreadable", 0, "unreadable.order"),
        ("", "unreadable", 0, "blank"),
    ],
)
def test_order(response: str, outcome: str, score: float, note: str) -> None:
    grade = ORDER.grade(response)
    assert (grade.outcome, round(grade.score, 9), grade.note) == (outcome, round(score, 9), note)


def test_order_shows_its_steps_in_order() -> None:
    assert ORDER.answer_text("ja").split("\n\n")[0] == "1. gradient"
    assert isinstance(ORDER.input, OrderInput)
    assert ORDER.option_count == 4


CARD = Recall.model_validate(
    {
        **{name: value for name, value in COMMON.items() if name != "explanation"},
        "back": text("裏", "back"),
        "example": text("例", "example"),
        "term": text("語", "term"),
        "both": True,
    }
)


@pytest.mark.parametrize(
    ("response", "outcome", "note"),
    [
        ("1", "wrong", "self.again"),
        ("2", "right", "self.hard"),
        ("３", "right", "self.good"),
        ("4", "right", "self.easy"),
        ("5", "unreadable", "unreadable.rating"),
        ("good", "unreadable", "unreadable.rating"),
        ("", "unreadable", "blank"),
    ],
)
def test_recall(response: str, outcome: str, note: str) -> None:
    grade = CARD.grade(response)
    assert (grade.outcome, grade.note) == (outcome, note)


def test_a_turned_card_asks_for_its_term() -> None:
    shape = CARD.input
    assert isinstance(shape, RatingInput)
    assert shape.back.ja == "裏\n\n例"
    turned = CARD.turned()
    assert turned.prompt.en == "back"
    assert turned.answer_text("en") == "term\n\nexample"


@pytest.mark.parametrize("question", [CHOICE, CHOICES, CLOZE, ORDER, CARD])
@pytest.mark.parametrize(
    "response",
    [
        "\x00\x1b[2J",
        "a" * 100_000,
        "__import__('os')",
        "[[[[" * 500,
        "9^9^9^9",
        "\ud800",
        "﷽" * 999,
    ],
    ids=["control", "long", "code", "deep", "power", "surrogate", "wide"],
)
def test_garbage_is_never_right_and_never_raises(
    question: Choice | Choices | Cloze | Order | Recall, response: str
) -> None:
    assert question.grade(response).outcome in ("unreadable", "wrong")
