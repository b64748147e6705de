"""The part of D28 that searches: greedy choice and a beam over sequences of two tokens."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from quizapp.demos.figure import Bars, Panels, Table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Claim, Frame, Outcome, Reading, Result
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

_NAMES = "ABCDE"


def search(first: tuple[float, ...], second: tuple[float, ...], width: int) -> tuple[int, float]:
    """The first token of the sequence that a beam of ``width`` finds, and its probability.

    Ties go to the earlier token. A width of 1 is greedy choice. No length normalisation.
    """
    kept = sorted(range(len(first)), key=lambda i: -first[i])[:width]
    best = max(kept, key=lambda i: (first[i] * second[i], -i))
    return best, first[best] * second[best]


def beam(first: tuple[float, ...], second: tuple[float, ...], width: int) -> Outcome:
    """Both searches over first tokens of probability ``first`` and their best successors."""
    if len(first) != len(second):
        raise UsageError(
            tr(
                "1 語目は {first} 個、続く確率は {second} 個で、数が合いません。",
                first=len(first),
                second=len(second),
            ),
            mend=tr("使える値  first と second に同じ個数の確率"),
        )
    if sum(first) > 1 + 1e-9:
        raise UsageError(
            tr("1 語目の確率の和が {total} で、1 を超えています。", total=figures(sum(first))),
            mend=tr("使える値  first の和は 1 以下"),
        )
    greedy, found = search(first, second, 1), search(first, second, width)
    both = search(first, second, 2)
    products = [p * q for p, q in zip(first, second, strict=True)]
    results: dict[str, Result] = {
        "greedy": greedy[1],
        "beam": found[1],
        "greedy_and_beam_2": (greedy[1], both[1]),
        "best": max(products),
        "greedy_choice": _NAMES[greedy[0]],
        "beam_choice": _NAMES[found[0]],
        "products": tuple(products),
    }

    def at(step: int) -> Frame:
        return Frame(
            _figure(first, products, width, step),
            (
                Reading(Localized("ステップ", "step"), str(step)),
                *(
                    (
                        Reading(Localized("貪欲法", "greedy"), _told(greedy), 1),
                        Reading(
                            Localized(f"ビーム幅 {width}", f"beam of {width}"), _told(found), 0
                        ),
                        Reading(Localized("全探索", "all sequences"), figures(max(products))),
                    )
                    if step == 2
                    else ()
                ),
            ),
        )

    last = at(2)
    return Outcome(
        figure=last.figure,
        results=results,
        claims=_claims(first, second, width, products),
        notice=_notice(greedy, found, max(products), width),
        formula=(
            f"{figures(first[greedy[0]])}·{figures(second[greedy[0]])} = {figures(greedy[1])}   "
            f"{figures(first[found[0]])}·{figures(second[found[0]])} = {figures(found[1])}"
        ),
        readings=last.readings,
        steps=2,
        at=at,
    )


def _told(found: tuple[int, float]) -> str:
    return f"{_NAMES[found[0]]}…  {figures(found[1])}"


def _claims(
    first: tuple[float, ...], second: tuple[float, ...], width: int, products: list[float]
) -> tuple[Claim, ...]:
    found = [search(first, second, size)[1] for size in range(1, len(first) + 1)]
    return (
        Claim(
            "wider",
            Localized(
                "2 語の列では、ビームを広げて確率が下がることはない",
                "over two tokens a wider beam never finds less",
            ),
            all(a <= b for a, b in pairwise(found)),
        ),
        Claim(
            "whole",
            Localized(
                f"幅 {len(first)}（全部を残す）なら、必ず最良の列 {figures(max(products))}",
                f"with width {len(first)}, all kept, it is the best sequence: "
                f"{figures(max(products))}",
            ),
            found[-1] == max(products),
        ),
        Claim(
            "greedy",
            Localized("貪欲法は幅 1 のビーム探索と同じ", "greedy choice is a beam of 1"),
            found[0] == products[int(np.argmax(first))],
        ),
    )


def _notice(
    greedy: tuple[int, float], found: tuple[int, float], best: float, width: int
) -> Localized:
    if found[1] > greedy[1]:
        return Localized(
            f"貪欲法は 1 語目で {_NAMES[greedy[0]]} に決め、{_NAMES[found[0]]} の先を見逃します。",
            f"Greedy settles on {_NAMES[greedy[0]]} at step 1 and misses what lies behind "
            f"{_NAMES[found[0]]}.",
        )
    if found[1] < best:
        return Localized(
            f"幅 {width} では、最良の列の 1 語目が残りませんでした。ビーム探索でも、最良とは限りま"
            "せん。",
            f"A beam of {width} dropped the best sequence's first token: it is no guarantee.",
        )
    return Localized(
        "ここでは 1 語目の最大値を選ぶだけで最良の列になります。",
        "Here the likeliest first token leads to the best sequence anyway.",
    )


def _figure(first: tuple[float, ...], products: list[float], width: int, step: int) -> Panels:
    kept = sorted(range(len(first)), key=lambda i: -first[i])[:width]
    best = max(kept, key=lambda i: (products[i], -i))
    greedy = int(np.argmax(first))
    names = _NAMES[: len(first)]
    at_first = Bars(
        title=Localized("1 語目", "Step 1"),
        note=Localized(f"* は残した {len(kept)} 個", f"*: the {len(kept)} kept"),
        summary=Localized("1 語目の確率", "probabilities of step 1"),
        labels=tuple(
            Localized(
                name + (" *" if i in kept and step else ""),
                name + (" *" if i in kept and step else ""),
            )
            for i, name in enumerate(names)
        ),
        values=np.array(first),
        low=0.0,
        high=1.0,
        markers=tuple(0 if i in kept and step else 2 for i in range(len(first))),
    )
    at_second = Bars(
        title=Localized("2 語の列", "Two tokens"),
        note=Localized("* はビームの答え", "*: the beam's answer"),
        summary=Localized("列の確率", "probabilities of the sequences"),
        labels=tuple(
            Localized(
                f"{name}…" + (" *" if i == best else "") + ("  貪欲" if i == greedy else ""),
                f"{name}…" + (" *" if i == best else "") + ("  greedy" if i == greedy else ""),
            )
            for i, name in enumerate(names)
        ),
        values=np.array([p if i in kept or i == greedy else 0.0 for i, p in enumerate(products)]),
        low=0.0,
        high=max(*products, 1e-9),
        markers=tuple(0 if i == best else 1 if i == greedy else 2 for i in range(len(first))),
        shown=tuple(
            figures(p) if i in kept or i == greedy else "–" for i, p in enumerate(products)
        ),
    )
    return Panels(
        title=Localized("ビーム探索", "Beam search"),
        summary=Localized(
            f"貪欲法の列は {figures(products[greedy])}、幅 {width} のビームは "
            f"{figures(products[best])}。",
            f"Greedy finds {figures(products[greedy])}, a beam of {width} "
            f"{figures(products[best])}.",
        ),
        figures=(at_first, at_second) if step == 2 else (at_first,),
        table=Table(
            columns=(
                Localized("1 語目", "first"),
                Localized("確率", "probability"),
                Localized("残る", "kept"),
                Localized("列の確率", "sequence"),
            ),
            rows=tuple(
                (name, figures(first[i]), "*" if i in kept else "", figures(products[i]))
                for i, name in enumerate(names)
            ),
        ),
    )
