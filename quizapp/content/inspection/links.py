"""Demo links followed: the demo is there, its knobs take the question's numbers, claims hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from quizapp.checking import judge
from quizapp.content.kinds.base import Computed, DemoLink, QuestionBase
from quizapp.content.kinds.number import Number
from quizapp.content.problems import Flaw, did_you_mean
from quizapp.demos import compute, find
from quizapp.demos.spec import Demo, Outcome, Result
from quizapp.errors import UsageError
from quizapp.records import Grade, Localized


class Bench:
    """Runs demos for evidence, each setting once."""

    def __init__(self) -> None:
        self._runs: dict[str, Outcome] = {}

    def run(self, demo: str, knobs: Mapping[str, Any]) -> Outcome:
        """The outcome of a demo. Raises ``UsageError`` when it does not take the knobs."""
        key = json.dumps([demo, knobs], sort_keys=True)
        if key not in self._runs:
            self._runs[key] = compute(demo, knobs)
        return self._runs[key]


def link_flaws(question: QuestionBase) -> Iterator[Flaw]:
    """A demo that is not there, or knobs it does not have or take."""
    if question.demo is None:
        return
    try:
        entry = find(question.demo.id)
    except UsageError as error:
        yield _refused(("demo", "id"), "demo.unknown", error)
        return
    try:
        entry.demo.settle(question.demo.knobs)
    except UsageError as error:
        yield _refused(("demo", "knobs"), "demo.knobs", error)
        return
    yield from _yours_flaws(question.demo, entry.demo)


def _yours_flaws(link: DemoLink, demo: Demo) -> Iterator[Flaw]:
    """A name beside which a wrong answer cannot be shown: neither a knob nor a result."""
    if not link.yours or any(knob.name == link.yours for knob in demo.knobs):
        return
    results = compute(link.id, link.knobs).results
    if link.yours not in results:
        yield Flaw(
            ("demo", "yours"),
            "demo.yours",
            Localized(
                f"{link.yours} というつまみや結果はありません",
                f"there is no knob or result {link.yours}",
            ),
            did_you_mean(link.yours, [*(knob.name for knob in demo.knobs), *results]),
        )


def computed_flaws(question: QuestionBase, computed: Computed, bench: Bench) -> Iterator[Flaw]:
    """What keeps a demo from being evidence for the answer; nothing when it is."""
    if bool(computed.claim) == bool(computed.result):
        yield Flaw(
            ("computed",),
            "computed.which",
            Localized(
                "claim か result のどちらか 1 つを書いてください", "give either a claim or a result"
            ),
        )
        return
    try:
        outcome = bench.run(computed.demo, computed.knobs)
    except UsageError as error:
        yield _refused(("computed",), "computed.demo", error)
        return
    if computed.claim:
        yield from _claim_flaws(computed.claim, outcome)
    else:
        yield from _result_flaws(question, computed.result, outcome)


def _claim_flaws(name: str, outcome: Outcome) -> Iterator[Flaw]:
    for claim in outcome.claims:
        if name in (claim.id, claim.text.ja, claim.text.en):
            if not claim.held:
                yield Flaw(
                    ("computed", "claim"),
                    "computed.claim",
                    Localized(
                        f"デモの主張「{claim.text.ja}」が成り立ちません",
                        f'the claim "{claim.text.en}" does not hold',
                    ),
                )
            return
    yield Flaw(
        ("computed", "claim"),
        "computed.unknown",
        Localized(f"{name} という主張はありません", f"there is no claim {name}"),
        did_you_mean(name, [claim.id for claim in outcome.claims]),
    )


def _result_flaws(question: QuestionBase, name: str, outcome: Outcome) -> Iterator[Flaw]:
    if name not in outcome.results:
        yield Flaw(
            ("computed", "result"),
            "computed.unknown",
            Localized(f"{name} という結果はありません", f"there is no result {name}"),
            did_you_mean(name, outcome.results),
        )
        return
    response = _response(outcome.results[name])
    grade = _held_against(question, response)
    if grade.outcome != "right":
        yield Flaw(
            ("computed", "result"),
            "computed.result",
            Localized(
                f"デモの結果は {response} で、答えと合いません（{grade.note}）",
                f"the demo gives {response}, which is not the answer ({grade.note})",
            ),
        )


def _held_against(question: QuestionBase, response: str) -> Grade:
    """The grade of a demo's result: by value alone, as a float has no exact form or figures."""
    if not isinstance(question, Number):
        return question.grade(response)
    rule = replace(
        question.rule,
        mistakes=(),
        near_misses=False,
        form="",
        significant=None,
        decimals=None,
        abs_tol=max(question.rule.abs_tol or 0.0, 1e-12),
        rel_tol=max(question.rule.rel_tol or 0.0, 1e-9),
    )
    return judge(response, question.answer_line, rule, question.checking_names)


def _response(result: Result) -> str:
    """A result as a learner would type it."""
    if isinstance(result, str):
        return result
    if isinstance(result, tuple):
        return f"[{', '.join(f'{entry:.15g}' for entry in result)}]"
    return f"{result:.15g}"


def _refused(loc: tuple[str | int, ...], code: str, error: UsageError) -> Flaw:
    return Flaw(loc, code, Localized(error.what, error.what), Localized(error.mend, error.mend))
