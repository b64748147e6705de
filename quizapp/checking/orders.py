"""Steps put in order: one or more accepted permutations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from quizapp.checking.text import blank
from quizapp.records import Grade, Localized

_NUMBER = re.compile(r"[0-9]{1,4}")


def judge_order(response: str, orders: Sequence[Sequence[int]]) -> Grade:
    """The grade of a sequence of authored 1-based step numbers ("2,1,4,3").

    ``orders`` lists the accepted permutations. The score of a wrong order is the share of pairs
    of steps that stand the right way round, against the nearest accepted order. Notes:
    ``right.key``, ``miss.swapped`` (two neighbours changed places), ``miss.reversed`` (exactly
    backwards), ``miss.shifted`` (one step stands in the wrong place), ``wrong.plain``,
    ``blank``, ``unreadable.order``.
    """
    if not response.strip():
        return blank()
    count = len(orders[0])
    plain = unicodedata.normalize("NFKC", response[:2000])
    steps = [int(found) for found in _NUMBER.findall(plain)]
    if sorted(steps) != list(range(1, count + 1)):
        return _unreadable(count)
    read_as = ",".join(map(str, steps))
    if any(steps == list(order) for order in orders):
        return Grade("right", 1.0, "right.key", Localized("", ""), "key", read_as)
    if count > 2 and any(steps[::-1] == list(order) for order in orders):
        said = Localized("並びがちょうど逆です", "the order is exactly reversed")
        return Grade("wrong", 0.0, "miss.reversed", said, "key", read_as)
    order = max(orders, key=lambda wanted: _agreement(steps, wanted))
    places = [list(order).index(step) for step in steps]
    note, said = _named(places)
    return Grade("wrong", _agreement(steps, order), note, said, "key", read_as)


def _agreement(steps: Sequence[int], order: Sequence[int]) -> float:
    """The share of pairs of steps in ``steps`` that keep the direction they have in ``order``."""
    place = {step: index for index, step in enumerate(order)}
    pairs = [
        place[first] < place[second]
        for index, first in enumerate(steps)
        for second in steps[index + 1 :]
    ]
    return sum(pairs) / len(pairs) if pairs else 0.0


def _named(places: list[int]) -> tuple[str, Localized]:
    """The note and words for ``places``: where each given step belongs, 0-based."""
    off = [index for index, place in enumerate(places) if place != index]
    if len(off) == 2 and off[1] == off[0] + 1:
        return "miss.swapped", Localized(
            "隣り合う 2 つが入れ替わっています", "two neighbouring steps have changed places"
        )
    if _one_moved(places):
        return "miss.shifted", Localized(
            "1 つだけ場所が違います。ほかの並びは合っています",
            "one step stands in the wrong place; the rest is in order",
        )
    return "wrong.plain", Localized(
        f"{off[0] + 1} 番目から順が違います", f"the order differs from place {off[0] + 1} on"
    )


def _one_moved(places: list[int]) -> bool:
    return any(
        (rest := places[:index] + places[index + 1 :]) == sorted(rest)
        for index in range(len(places))
    )


def _unreadable(count: int) -> Grade:
    return Grade(
        "unreadable",
        0.0,
        "unreadable.order",
        Localized(
            f"1 から {count} の番号を 1 回ずつ、順に書いてください",
            f"write each number from 1 to {count} once, in order",
        ),
    )
