"""Typed questions as the exam asks them: the answer among what known mistakes lead to.

A number or formula becomes a choice when at least three of its mistakes are worth different
values, all apart from the answer; code when it is one line and has three mistakes. What cannot be
turned is left out of such an exam. The first mistakes are the likeliest, so they are taken.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from quizapp.checking.evaluate import NotScalar, evaluate
from quizapp.checking.parse import read
from quizapp.checking.rules import Rule
from quizapp.checking.tree import as_entries
from quizapp.content.kinds.choice import Choice
from quizapp.content.kinds.code import Code
from quizapp.content.kinds.expression import Expression
from quizapp.content.kinds.number import Number
from quizapp.content.mathematics import Judged
from quizapp.errors import ContentError
from quizapp.records import Localized

if TYPE_CHECKING:
    from quizapp.content.kinds.base import Mistake, QuestionBase

WRONG = 3
"""Wrong options beside the answer."""
_LEAD = re.compile(r"return\b|[A-Za-z_]\w*(?:\[[^\]]*\])?\s*=(?!=)")
MAX_CODE = 100
"""Characters of a line of code that still fits an option."""
KEPT = (
    "id",
    "topic",
    "title",
    "syllabus",
    "difficulty",
    "optional",
    "framework",
    "prompt",
    "hints",
    "explanation",
    "demo",
    "figure",
    "stem",
    "shared",
    "source",
)


def as_choice(question: QuestionBase) -> Choice | None:
    """The question with four options; itself when it is a choice, None when it cannot be one."""
    if isinstance(question, Choice):
        return question
    if isinstance(question, Number | Expression):
        return _made(question, _values(question))
    if isinstance(question, Code):
        return _made(question, _lines(question))
    return None


Options = tuple[str, list[tuple[str, Localized]]]
"""The text of the answer, and of each wrong option with its reason."""


def _made(question: QuestionBase, options: Options | None) -> Choice | None:
    if options is None or len(options[1]) < WRONG:
        return None
    right, wrong = options
    raw: dict[str, Any] = question.model_dump(include=set(KEPT), exclude_defaults=True)
    raw["kind"] = "choice"
    raw["option"] = [
        {"text": _both(right), "right": True, "reason": _table(question.explanation)},
        *({"text": _both(text), "reason": _table(reason)} for text, reason in wrong[:WRONG]),
    ]
    if isinstance(question, Code):
        raw["prompt"] = _table(_with_listing(question))
    return Choice.model_validate(raw)


def _values(question: Number | Expression) -> Options | None:
    """Answer and mistakes as formulas, those of equal value or look left out."""
    unit = question.unit if isinstance(question, Number) else ""
    right = _shown(question, question.answer_line, unit)
    if right is None:
        return None
    wrong: list[tuple[str, Localized]] = []
    taken = [question.answer_line]
    texts = {right}
    for mistake in question.own_mistakes:
        text = _shown(question, mistake.line, unit)
        if text is None or text in texts:
            continue
        if any(_same(question, mistake, other) for other in taken):
            continue
        texts.add(text)
        taken.append(mistake.line)
        wrong.append((text, mistake.feedback))
        if len(wrong) == WRONG:
            break
    return right, wrong


def _shown(question: Number | Expression, line: str, unit: str) -> str | None:
    read = question.preview(line)
    if read is None:
        return None
    return f"${read.latex}$ {unit}".rstrip()


def _same(question: Number | Expression, mistake: Mistake, other: str) -> bool:
    """Whether a mistake is worth as much as another answer; doubt counts as the same."""
    if isinstance(question, Number):
        one, two = question.number_of(mistake.line), question.number_of(other)
        if one is not None and two is not None:
            return abs(one - two) <= max(
                2 * (question.abs_tol or 0.0), 2 * (question.rel_tol or 0.0) * abs(two)
            ) or (math.isclose(one, two, rel_tol=1e-9, abs_tol=1e-12))
    if _apart(question, mistake.line, other):
        return False
    rule = Rule(shape=question.rule.shape, lenient=True)
    try:
        grade = Judged(other, question.checking_names, rule).grade(mistake.line)
    except ContentError:
        return True
    return grade.outcome != "wrong"


def _apart(question: Number | Expression, line: str, other: str) -> bool:
    """Whether two answers clearly differ in some entry at a small whole-number point.

    A quick look that spares the judge, who also explains: only a clear difference is believed,
    and only where any point will do (no sets, no ranges, no names that stand for others).
    """
    names = question.checking_names
    if question.rule.shape not in ("", "list", "vector", "scalar"):
        return False
    if any(one.low is not None or one.high is not None or one.equals for one in names.symbols):
        return False
    one, two = read(line, names).tree, read(other, names).tree
    if one is None or two is None:
        return False
    pairs = list(zip(as_entries(one) or (one,), as_entries(two) or (two,), strict=False))
    point: dict[str, list[float | complex]] = {
        symbol.id: [float(place + 2)] for place, symbol in enumerate(names.symbols)
    }
    try:
        values = [
            (evaluate(a, point, 1, names)[0], evaluate(b, point, 1, names)[0]) for a, b in pairs
        ]
    except (NotScalar, ArithmeticError, KeyError):
        return False
    return any(abs(a - b) > 1e-6 * (1 + abs(a) + abs(b)) for a, b in values)


def _lines(question: Code) -> Options | None:
    """Answer and mistakes as lines of code; None when one line does not hold the answer."""
    if question.lines != 1 or not _fits(question.answer):
        return None
    lead = _lead(question)
    right = _led(question.answer, lead)
    bare = {"".join(_led(one, lead).split()) for one in (question.answer, *question.accept)}
    wrong: list[tuple[str, Localized]] = []
    for mistake in question.own_mistakes:
        line = _led(mistake.line, lead)
        tight = "".join(line.split())
        if tight not in bare and _fits(line):
            bare.add(tight)
            wrong.append((f"`{line}`", mistake.feedback))
    return (f"`{right}`", wrong) if _fits(right) else None


def _lead(question: Code) -> str:
    """What the lines begin with, ``return`` or ``name =``, where any of them does.

    A mistake may be written as the value alone; among whole lines that would tell it apart.
    """
    lines = (question.answer, *(one.line for one in question.own_mistakes))
    found = (_LEAD.match(line.strip()) for line in lines)
    return next((one[0].strip() for one in found if one), "")


def _led(line: str, lead: str) -> str:
    bare = line.strip()
    return f"{lead} {bare}" if lead and not _LEAD.match(bare) else bare


def _fits(code: str) -> bool:
    line = code.strip()
    return bool(line) and "\n" not in line and "`" not in line and len(line) <= MAX_CODE


def _with_listing(question: Code) -> Localized:
    """The prompt with the listing and the names under it, as the code field would show them."""

    def parts(prompt: str, says: str) -> Iterator[str]:
        yield prompt
        if question.listing:
            yield f"```python\n{_numbered(question)}\n```"
        given = "   ".join(question.input.given)
        if given:
            yield f"{says}: `{given}`"

    ja, en = question.prompt.ja, question.prompt.en
    return Localized(
        "\n\n".join(parts(ja, "使える名前")) if ja else "",
        "\n\n".join(parts(en, "Names")) if en else "",
    )


def _numbered(question: Code) -> str:
    """The listing; with numbers and marks where lines are at fault."""
    lines = question.listing.rstrip("\n").split("\n")
    if not question.repair:
        return "\n".join(lines)
    return "\n".join(
        f"{'x' if number in question.repair else ' '}{number:>3}  {line}".rstrip()
        for number, line in enumerate(lines, 1)
    )


def _both(text: str) -> dict[str, str]:
    return {"ja": text, "en": text}


def _table(text: Localized) -> dict[str, str]:
    return {name: said for name, said in (("ja", text.ja), ("en", text.en)) if said}
