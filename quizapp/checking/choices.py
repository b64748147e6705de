"""Keys of options: one right option, or every right option."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from quizapp.checking.text import blank, fold
from quizapp.records import Grade, Localized

_KEY = re.compile(r"[0-9]{1,3}")
_BETWEEN = re.compile(r"[\s,、，;；・/]+")


@dataclass(frozen=True, slots=True)
class Option:
    """One option as its author wrote it: the texts that name it, and why it is right or not."""

    right: bool
    texts: tuple[str, ...] = ()
    """Its wording in each language; a response may be the exact text instead of a number."""
    reason: Localized = field(default_factory=Localized)


def judge_choice(response: str, options: Sequence[Option]) -> Grade:
    """The grade of one chosen option, named by its authored 1-based number or its exact text.

    The feedback is the reason of the chosen option. Notes: ``right.key``, ``wrong.named`` (the
    option has a reason), ``wrong.plain``, ``blank``, ``unreadable.option``.
    """
    if not response.strip():
        return blank()
    number = option_number(response, options)
    if number is None:
        return _unknown(response, len(options))
    option = options[number - 1]
    if option.right:
        return Grade("right", 1.0, "right.key", option.reason, "key", str(number))
    return Grade(
        "wrong",
        0.0,
        "wrong.named" if option.reason else "wrong.plain",
        option.reason or Localized("この選択肢は当てはまりません", "this option does not hold"),
        "key",
        str(number),
    )


def judge_choices(response: str, options: Sequence[Option]) -> Grade:
    """The grade of a set of chosen options ("1,3", or texts separated by ``;`` or newlines).

    Right only when exactly the right options are chosen; the score counts right choices less
    wrong ones over the number of right options, so that choosing all earns nothing extra. The
    feedback says how many are too many or missing, never which; ``parts`` grades each chosen
    option with its reason.
    """
    if not response.strip():
        return blank()
    numbers = _numbers(response, options)
    if isinstance(numbers, Grade):
        return numbers
    right = {place for place, option in enumerate(options, 1) if option.right}
    chosen = set(numbers)
    read_as = ",".join(map(str, sorted(chosen)))
    parts = tuple(judge_choice(str(number), options) for number in sorted(chosen))
    if chosen == right:
        return Grade("right", 1.0, "right.key", Localized("", ""), "key", read_as, parts=parts)
    extra, missing = len(chosen - right), len(right - chosen)
    score = max(0.0, (len(chosen & right) - extra) / len(right)) if right else 0.0
    note = "miss.option" if not extra else "miss.extra" if not missing else "wrong.plain"
    return Grade("wrong", score, note, _count_said(extra, missing), "key", read_as, parts=parts)


def _count_said(extra: int, missing: int) -> Localized:
    ja, en = [], []
    if extra:
        ja.append(f"当てはまらないものが {extra} つ入っています")
        en.append(f"{extra} of your choices {'does' if extra == 1 else 'do'} not hold")
    if missing:
        ja.append(f"当てはまるものがあと {missing} つあります")
        en.append(f"{missing} more {'holds' if missing == 1 else 'hold'}")
    return Localized("。".join(ja), "; ".join(en))


def option_number(response: str, options: Sequence[Option]) -> int | None:
    """The authored 1-based number a response names, by number or by exact text; else None."""
    plain = unicodedata.normalize("NFKC", response[:2000]).strip().strip(".)(")
    if _KEY.fullmatch(plain):
        number = int(plain)
        if 1 <= number <= len(options):
            return number
    folded = fold(response)
    named = [
        place
        for place, option in enumerate(options, 1)
        if any(text.strip() == response.strip() for text in option.texts)
    ] or [
        place
        for place, option in enumerate(options, 1)
        if any(fold(text) == folded for text in option.texts)
    ]
    return named[0] if len(named) == 1 else None


def _numbers(response: str, options: Sequence[Option]) -> list[int] | Grade:
    plain = unicodedata.normalize("NFKC", response[:4000]).strip()
    pieces = [piece for piece in _BETWEEN.split(plain) if piece]
    if not all(_KEY.fullmatch(piece) for piece in pieces):
        whole = option_number(response, options)
        if whole is not None:
            return [whole]
        pieces = [piece.strip() for piece in re.split(r"[;；\n]", response) if piece.strip()]
    numbers = []
    for piece in pieces:
        number = option_number(piece, options)
        if number is None:
            return _unknown(piece, len(options))
        numbers.append(number)
    return numbers or blank()


def _unknown(response: str, count: int) -> Grade:
    shown = " ".join(response.split())[:40]
    return Grade(
        "unreadable",
        0.0,
        "unreadable.option",
        Localized(
            f"「{shown}」という選択肢はありません。1 から {count} の番号で答えてください",
            f'there is no option "{shown}"; answer with a number from 1 to {count}',
        ),
    )
