"""The words of a verdict, in both languages, and the codes that name it.

A text never begins with the verdict itself; the screen puts the mark and the word before it.

Codes of notes, which tests, translations and the log hold on to:

- ``right.exact`` (equal as expressions, or exactly within the tolerance asked for),
  ``right.points`` (equal at the comparison points), ``right.value`` (equal as numbers),
  ``right.proved`` (set when the prover has confirmed it), ``right.key``, ``right.text``.
- ``close.form``, ``close.require``, ``close.significant``, ``close.decimals``, ``close.unit``,
  ``close.unfinished``: right, but not as asked for.
- ``wrong.named`` (a mistake or option its author speaks about), ``wrong.plain``,
  ``wrong.undefined`` (the response has no value).
- Relations that were verified. Expressions and numbers: ``miss.sign factor offset reciprocal
  square root swapped domain conjugate log-base degrees percent power-of-ten complement rounding
  early``. Calculus: ``miss.inner constant copied differentiated integrated product quotient``.
  Several values: ``miss.order count missing extra transposed shape repeated``. Statements:
  ``miss.direction ends missing``. Words, options, orders: ``miss.spelling option extra swapped
  reversed shifted``. Kinds: ``miss.type unit``.
- ``blank`` and ``unreadable.*`` cost no try; ``undecided`` is for the learner to rate.
"""

from __future__ import annotations

from quizapp.records import Grade, Localized, Witness


def right(note: str, evidence: str, read_as: str | None, count: int = 0) -> Grade:
    """A right answer with its evidence."""
    return Grade("right", 1.0, note, _right_words(note, count), evidence, read_as)


def _right_words(note: str, count: int) -> Localized:
    match note:
        case "right.exact":
            return Localized("正確に等しいことを確かめました", "Exactly equal")
        case "right.points":
            return Localized(f"{count} 点で値が一致しました", f"Equal at {count} points")
        case "right.value":
            return Localized("値として等しい", "Equal in value")
        case "right.type":
            return Localized("求められた種類の答えです", "Of the type asked for")
    return Localized()


def wrong(
    note: str,
    words: Localized,
    read_as: str | None,
    *,
    score: float = 0.0,
    evidence: str = "points",
    witness: Witness | None = None,
    hint: Localized | None = None,
    parts: tuple[Grade, ...] = (),
) -> Grade:
    """A wrong answer with the best reason found."""
    return Grade(
        "wrong",
        score,
        note,
        words,
        evidence,
        read_as,
        witness=witness,
        hint=hint or Localized(),
        parts=parts,
    )


def close(form: str, ja: str, en: str, read_as: str | None, evidence: str = "points") -> Grade:
    """Equal in value, but not in the form asked for; ``ja`` and ``en`` ask for that form."""
    words = Localized(f"値は合っています。{ja}", f"The value is right; {en}")
    return Grade("wrong", 0.5, f"close.{form}", words, evidence, read_as)


def undecided(read_as: str | None, why: Localized | None = None) -> Grade:
    """Neither refuted nor established."""
    words = why or Localized(
        "下の答えと見比べて、1〜4 で評価してください",
        "Compare with the answer below and rate 1–4",
    )
    return Grade("undecided", 0.0, "undecided", words, "none", read_as)


def blank() -> Grade:
    """An empty response."""
    return Grade("unreadable", 0.0, "blank", Localized("まだ空欄です", "Still blank"))


def at_point(witness: Witness, *, undefined: bool = False) -> Localized:
    """What both sides are worth at one point."""
    place = ", ".join(f"{name} = {value}" for name, value in witness.at)
    if undefined:
        return Localized(
            f"{place} のとき、あなたの式は（実数の）値を持ちません。"
            f"正しい値は {witness.correct} です",
            f"At {place} yours has no (real) value; correct is {witness.correct}",
        )
    return Localized(
        f"{place} のとき、あなたの式は {witness.yours}、正しい値は {witness.correct} です",
        f"At {place} yours is {witness.yours}, correct is {witness.correct}",
    )


def plain_number(value: float) -> str:
    """A tolerance as people write it: ``0.001``, ``1e-6``."""
    text = f"{value:g}"
    digits, mark, power = text.partition("e")
    return f"{digits}e{int(power)}" if mark else text


DIFFERENT = Localized("正しい式と等しくありません", "Not equal to the correct expression")
DIFFERENT_VALUE = Localized("正しい値と違います", "The value is not the correct one")
