"""A question answered from a list, turned into the options that an input shows."""

from __future__ import annotations

from quizapp.content.inputs import ChoiceInput, ChoicesInput, OrderInput
from quizapp.practice.view import View
from quizapp.tui.inputs.options import Option
from quizapp.words import language

CHOICE_KINDS = ("choice", "choices")
LISTED_KINDS = (*CHOICE_KINDS, "order")
"""Kinds answered from a list: their options show the right answer by themselves."""


def shown_options(view: View, shape: ChoiceInput | ChoicesInput | OrderInput) -> list[Option]:
    """The options in the order shown; with their reasons once the verdict is in."""
    question = view.question
    assert question is not None
    texts = shape.steps if isinstance(shape, OrderInput) else shape.options
    order = view.option_order or tuple(range(len(texts)))
    decided = view.phase not in ("asking", "front")
    reasons = question.option_reasons if decided else ()
    right = right_numbers(view) if decided and question.kind in CHOICE_KINDS else frozenset()
    return [
        Option(
            number=index + 1,
            text=texts[index].get(language()),
            reason=reasons[index].get(language()) if reasons else "",
            right=(index + 1 in right) if decided else None,
        )
        for index in order
    ]


def right_numbers(view: View) -> frozenset[int]:
    """Authored numbers of the right options."""
    assert view.question is not None
    return frozenset(
        int(number)
        for _, response in view.question.right_responses()
        for number in response.split(",")
        if number.strip().isdigit()
    )


def wanted_order(view: View) -> list[int]:
    """The accepted order with the most steps where the learner put them."""
    assert view.question is not None
    given = [part.strip() for part in (view.response or "").split(",")]
    orders = [response.split(",") for _, response in view.question.right_responses()]
    best = max(
        orders,
        key=lambda order: sum(one == other for one, other in zip(order, given, strict=False)),
    )
    return [int(number) for number in best]
