"""Templates solved over many seeds: the answer by two paths, options apart, words that fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizapp.content.inspection.answers import answer_flaws
from quizapp.content.inspection.figures import figure_flaws
from quizapp.content.inspection.links import Bench, computed_flaws, link_flaws
from quizapp.content.inspection.texts import text_flaws
from quizapp.content.kinds.base import QuestionBase
from quizapp.content.kinds.choice import Choice
from quizapp.content.kinds.template import Template
from quizapp.content.problems import Flaw
from quizapp.content.variants import values
from quizapp.content.variants.filling import show
from quizapp.content.variants.making import Variant
from quizapp.errors import ContentError
from quizapp.records import Localized

SEEDS = 6
"""Seeds tried where no number is asked for."""
READ = 12
"""Seeds whose texts are typeset and whose mistakes are tried one by one."""


def variants_of(template: Template, seeds: Sequence[int]) -> Iterator[Variant | Flaw]:
    """The variants of ``seeds``, or why one of them cannot be made; ends after three such."""
    failed = 0
    for seed in seeds:
        try:
            variant = Variant(template, seed)
            _ = variant.typed, variant.choice
        except ContentError as error:
            said = error.what.removeprefix(f"{template.id}: ")
            yield _flaw(("draw",), "template.draw", seed, said, said)
            failed += 1
            if failed == 3:
                return
        else:
            yield variant


def variant_flaws(template: Template, variant: Variant, bench: Bench, *, read: bool) -> list[Flaw]:
    """What is wrong with one variant; ``read``: its words are looked at too."""
    seed = variant.seed
    found = list(_path_flaws(template, variant))
    typed, choice = variant.typed, variant.choice
    if typed.computed is not None:
        found += [_of(seed, flaw) for flaw in computed_flaws(typed, typed.computed, bench)]
    for _, response in typed.right_responses():
        grade = typed.grade(response)
        if grade.outcome != "right":
            found.append(
                _flaw(
                    ("answer",),
                    "answer.not_right",
                    seed,
                    f"「{response}」が正解と判定されません（{grade.note}）",
                    f'"{response}" is not graded right ({grade.note})',
                )
            )
    # Values that are apart by twice the tolerance are graded apart: formulas have no such measure.
    for mistake in typed.own_mistakes if read or template.symbolic else ():
        outcome = typed.grade(mistake.line).outcome
        if outcome != "wrong":
            found.append(
                _flaw(
                    ("slip",),
                    "slip.not_wrong",
                    seed,
                    f"誤り「{mistake.line}」の判定が {outcome} です",
                    f'the slip "{mistake.line}" is graded {outcome}',
                )
            )
    found += [_of(seed, flaw) for flaw in choice.flaws(()) if flaw.code.startswith("option")]
    if read:
        found += _reading(seed, typed) + _reading(seed, choice)
        found += [_of(seed, flaw) for flaw in (*link_flaws(typed), *figure_flaws(typed))]
    return found


def _path_flaws(template: Template, variant: Variant) -> Iterator[Flaw]:
    if not template.again:
        return
    try:
        other = variant.again()
    except ContentError as error:
        said = error.what.removeprefix(f"{template.id}: ")
        yield _flaw(("again",), "template.again", variant.seed, said, said)
        return
    if template.symbolic:
        grade = variant.typed.grade(str(other))
        if grade.outcome != "right":
            yield _flaw(
                ("again",), "template.again", variant.seed,
                f"別の計算は {other} です", f"the second path gives {other}",
            )  # fmt: skip
    elif not values.finite(other) or not values.agree(variant.answer, other):
        a, b = show(variant.answer, "code"), show(other, "code")
        yield _flaw(
            ("again",),
            "template.again",
            variant.seed,
            f"answer は {a}、別の計算は {b} です",
            f"answer is {a}, the second path gives {b}",
        )


def _reading(seed: int, question: QuestionBase) -> list[Flaw]:
    flaws = list(text_flaws(question))
    if isinstance(question, Choice):
        flaws += answer_flaws(question)
    return [_of(seed, flaw) for flaw in flaws]


def _of(seed: int, flaw: Flaw) -> Flaw:
    """A flaw of a variant as one of its template: the field, where the template has it."""
    loc = flaw.loc if flaw.loc and flaw.loc[0] not in ("option", "mistake") else ("slip",)
    return _flaw(loc, flaw.code, seed, flaw.message.ja, flaw.message.en)


def _flaw(loc: tuple[str | int, ...], code: str, seed: int, ja: str, en: str) -> Flaw:
    return Flaw(loc, code, Localized(f"種 {seed}: {ja}", f"seed {seed}: {en}"))
