"""D38: entropy, cross entropy and the divergences of two distributions; mutual information.

All sums take ``0 ln 0 = 0``; a KL divergence is infinite where Q forbids what P allows.

Sources: Shannon 1948; Kullback & Leibler 1951; Lin 1991 (Jensen-Shannon); Cover & Thomas,
*Elements of Information Theory* (2006), ch. 2 and 8.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Bars, Cells, Panels, Table
from quizapp.demos.lab._distributions import distribution, same_length
from quizapp.demos.lab._entropy import (
    UNIT,
    Base,
    cross_entropy,
    entropy,
    jensen_shannon,
    kl,
    mutual_information,
    show,
)
from quizapp.demos.lab._entropy_single import event, uniform
from quizapp.demos.lab._results import number
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Choice, Claim, Numbers, Outcome, Range, Reading, Result, Trial
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

View = Literal["pair", "joint", "event", "uniform"]
_PAIR, _JOINT = {"view": ("pair",)}, {"view": ("joint",)}


def run(
    view: Annotated[
        View,
        usual.view(
            {
                "pair": Localized("P と Q", "P and Q"),
                "joint": Localized("同時分布", "joint"),
                "event": Localized("自己情報量", "self-information"),
                "uniform": Localized("一様分布", "uniform"),
            }
        ),
    ] = "pair",
    p: Annotated[
        tuple[float, ...],
        Numbers(
            "分布 P",
            "distribution P",
            0.0,
            1.0,
            shortest=2,
            longest=8,
            examples=((0.5, 0.5), (0.5, 0.25, 0.25), (1.0, 0.0), (0.5, 0.25, 0.125, 0.125)),
            when=_PAIR,
        ),
    ] = (0.5, 0.5),
    q: Annotated[
        tuple[float, ...],
        Numbers(
            "分布 Q",
            "distribution Q",
            0.0,
            1.0,
            shortest=2,
            longest=8,
            examples=((0.25, 0.75), (0.5, 0.5), (0.25, 0.25, 0.5), (0.0, 1.0)),
            when=_PAIR,
        ),
    ] = (0.25, 0.75),
    joint: Annotated[
        tuple[float, ...],
        Numbers(
            "同時確率（行ごと）",
            "joint, row by row",
            0.0,
            1.0,
            shortest=4,
            longest=12,
            examples=((0.4, 0.1, 0.1, 0.4), (0.25, 0.25, 0.25, 0.25), (0.5, 0.0, 0.0, 0.5)),
            when=_JOINT,
        ),
    ] = (0.4, 0.1, 0.1, 0.4),
    rows: Annotated[int, Range("行の数", "rows", 2, 4, when=_JOINT)] = 2,
    probability: Annotated[
        float, Range("事象の確率", "probability", 0.005, 1.0, step=0.005, when={"view": ("event",)})
    ] = 0.125,
    width: Annotated[
        float, Range("区間の幅", "width", 0.05, 4.0, step=0.05, when={"view": ("uniform",)})
    ] = 0.5,
    base: Annotated[
        Base,
        Choice(
            "単位",
            "unit",
            {
                "nats": Localized("nat（自然対数）", "nats"),
                "bits": Localized("ビット（底 2）", "bits"),
            },
        ),
    ] = "nats",
) -> Outcome:
    """One view of information; results are in the unit chosen, whatever the view.

    Raises UsageError for numbers that do not sum to 1, for P and Q of two lengths, and for a
    joint table whose cells do not fill its rows.
    """  # fmt: skip
    unit = math.log(2.0) if base == "bits" else 1.0
    results: dict[str, Result] = {
        "self_information": -math.log(probability) / unit,
        "uniform_entropy": math.log(width) / unit,
    }
    if view == "pair":
        same_length("p", p, "q", q)
        return _pair(distribution("p", p), distribution("q", q), unit, base, results)
    if view == "joint":
        if len(joint) % rows:
            raise UsageError(
                tr("{count} 個の確率は {rows} 行に並びません。", count=len(joint), rows=rows),
                mend=tr("使える値  rows = {allowed}",
                        allowed=" ".join(str(r) for r in (2, 3, 4) if len(joint) % r == 0) or "–"),
            )  # fmt: skip
        return _joint(distribution("joint", joint).reshape(rows, -1), unit, base, results)
    if view == "event":
        return event(probability, unit, base, results)
    return uniform(width, unit, base, results)


def _pair(p: Floats, q: Floats, unit: float, base: Base, results: dict[str, Result]) -> Outcome:
    found = {
        "entropy_p": entropy(p) / unit,
        "entropy_q": entropy(q) / unit,
        "cross_entropy": cross_entropy(p, q) / unit,
        "kl": kl(p, q) / unit,
        "kl_reverse": kl(q, p) / unit,
        "js": jensen_shannon(p, q) / unit,
    }
    results |= found
    names = ("H(P)", "H(Q)", "H(P, Q)", "KL(P‖Q)", "KL(Q‖P)", "JS(P, Q)")
    values = np.array(list(found.values()))
    finite = values[np.isfinite(values)]
    labels = tuple(Localized(name, name) for name in names)
    listed = ", ".join(
        f"{name} = {show(v, 4)}" for name, v in zip(names, found.values(), strict=True)
    )
    limit = math.log(2.0) / unit
    both = found["entropy_p"] + found["kl"]
    meets = (math.isinf(both) and math.isinf(found["cross_entropy"])) or abs(
        found["cross_entropy"] - both
    ) < 1e-9
    columns = tuple(
        Localized(f"{name} {i + 1}", f"{name} {i + 1}") for i in range(len(p)) for name in "PQ"
    )
    return Outcome(
        figure=Panels(
            title=Localized("2 つの分布", "Two distributions"),
            summary=Localized(f"{listed}（{UNIT[base].ja}）。", f"{listed} ({UNIT[base].en})."),
            figures=(
                Bars(
                    title=Localized("P と Q", "P and Q"),
                    summary=Localized(),
                    labels=columns,
                    values=np.stack([p, q], axis=1).ravel(),
                    low=0.0,
                    high=1.0,
                    markers=(0, 1) * len(p),
                ),
                Bars(
                    title=Localized("情報量", "Information"),
                    note=UNIT[base],
                    summary=Localized(),
                    labels=labels,
                    values=np.where(np.isfinite(values), values, finite.max(initial=1.0) * 1.2),
                    low=0.0,
                    markers=(0, 1, 2, 3, 3, 4),
                    shown=tuple(show(float(v)) for v in values),
                ),
            ),
            weights=(2, 3),
            table=Table(
                columns=(Localized("結果", "outcome"), Localized("P", "P"), Localized("Q", "Q"),
                         Localized("−log P", "−log P"), Localized("P log(P/Q)", "P log(P/Q)")),
                rows=(
                    *(
                        (str(i + 1), figures(float(a)), figures(float(b)),
                         _surprise(float(a), unit),
                         _term(float(a), float(b), unit))
                        for i, (a, b) in enumerate(zip(p, q, strict=True))
                    ),
                    ("Σ", "1", "1", "", show(found["kl"])),
                ),
            ),
        ),
        results=results,
        claims=(
            Claim(
                "cross",
                Localized("交差エントロピー = H(P) + KL(P‖Q)", "cross entropy = H(P) + KL(P‖Q)"),
                meets,
            ),
            Claim(
                "js-bound",
                Localized(
                    f"JS は ln 2 = {show(limit)} {UNIT[base].ja} を超えず、P と Q を入れ替えて"
                    "も同じ",
                    f"JS never passes ln 2 = {show(limit)} {UNIT[base].en}, and is symmetric",
                ),
                -1e-12 <= found["js"] <= limit + 1e-12
                and abs(jensen_shannon(q, p) / unit - found["js"]) < 1e-12,
            ),
            Claim(
                "non-negative",
                Localized("KL はどちら向きも 0 以上", "the KL is 0 or more both ways"),
                found["kl"] >= -1e-12 and found["kl_reverse"] >= -1e-12,
            ),
            Claim(
                "uniform-most",
                Localized(
                    f"エントロピーは一様分布の log {len(p)} = {show(math.log(len(p)) / unit)} 以下",
                    f"the entropy is at most that of the uniform one, log {len(p)} = "
                    f"{show(math.log(len(p)) / unit)}",
                ),
                found["entropy_p"] <= math.log(len(p)) / unit + 1e-12,
            ),
        ),
        notice=_pair_notice(p, q, found),
        formula=(
            f"H(P, Q) = H(P) + KL = {show(found['entropy_p'])} + {show(found['kl'])} = "
            f"{show(found['cross_entropy'])}"
        ),
        readings=tuple(
            Reading(label, show(v), marker)
            for label, v, marker in zip(labels, found.values(), (0, 1, 2, 3, 3, 4), strict=True)
        ),
    )  # fmt: skip


def _pair_notice(p: Floats, q: Floats, found: dict[str, float]) -> Localized:
    if math.isinf(found["kl"]):
        return Localized(
            "P では起こるのに Q では確率 0 の結果があり、KL は無限大です。JS はそれでも有限です。",
            "Q gives 0 to something P allows: the KL is infinite, yet JS is finite.",
        )
    if np.allclose(p, q):
        return Localized(
            "P = Q なので KL も JS も 0、交差エントロピーはエントロピーそのものです。",
            "P = Q: KL and JS are 0, and the cross entropy is the entropy.",
        )
    return Localized(
        "KL は向きで値が変わります。P を固定して学習するとき、H(P) は定数なので、交差エントロピー"
        "を下げることは KL を下げることです。",
        "The KL has a direction. With P fixed, H(P) is constant: lowering the cross entropy "
        "lowers the KL.",
    )


def _surprise(p: float, unit: float) -> str:
    return show(-math.log(p) / unit) if p > 0 else "∞"


def _term(p: float, q: float, unit: float) -> str:
    if p == 0:
        return "0"
    return show(p * math.log(p / q) / unit) if q > 0 else "∞"


def _joint(table: Floats, unit: float, base: Base, results: dict[str, Result]) -> Outcome:
    x, y = table.sum(axis=1), table.sum(axis=0)
    found = {
        "entropy_x": entropy(x) / unit,
        "entropy_y": entropy(y) / unit,
        "entropy_xy": entropy(table) / unit,
        "mutual_information": mutual_information(table) / unit,
    }
    results |= found
    results["conditional_entropy"] = found["entropy_xy"] - found["entropy_x"]
    mutual = found["mutual_information"]
    labels = (
        Localized("H(X)", "H(X)"),
        Localized("H(Y)", "H(Y)"),
        Localized("H(X, Y)", "H(X, Y)"),
        Localized("I(X; Y)", "I(X; Y)"),
    )
    conditional = float(
        sum(share * entropy(row / share) for share, row in zip(x, table, strict=True) if share > 0)
    )
    return Outcome(
        figure=Panels(
            title=Localized("同時分布", "Joint distribution"),
            summary=Localized(
                f"H(X) = {show(found['entropy_x'], 4)}, H(Y) = {show(found['entropy_y'], 4)}, "
                f"H(X, Y) = {show(found['entropy_xy'], 4)}、相互情報量は {show(mutual)} "
                f"{UNIT[base].ja}。",
                f"H(X) = {show(found['entropy_x'], 4)}, H(Y) = {show(found['entropy_y'], 4)}, "
                f"H(X, Y) = {show(found['entropy_xy'], 4)}; the mutual information is "
                f"{show(mutual)} {UNIT[base].en}.",
            ),
            figures=(
                Cells(
                    title=Localized("p(x, y)", "p(x, y)"),
                    note=Localized("行 x、列 y", "row x, column y"),
                    summary=Localized(),
                    values=table,
                    high=float(table.max()),
                    texts=tuple(tuple(figures(float(v), 3) for v in row) for row in table),
                    row_labels=tuple(f"x{i + 1}" for i in range(len(x))),
                    column_labels=tuple(f"y{i + 1}" for i in range(len(y))),
                ),
                Bars(
                    title=Localized("情報量", "Information"),
                    note=UNIT[base],
                    summary=Localized(),
                    labels=labels,
                    values=np.array(list(found.values())),
                    low=0.0,
                    markers=(0, 1, 2, 3),
                    shown=tuple(show(v) for v in found.values()),
                ),
            ),
            weights=(2, 3),
            table=Table(
                columns=(Localized("x", "x"),
                         *(Localized(f"y{i + 1}", f"y{i + 1}") for i in range(len(y))),
                         Localized("p(x)", "p(x)")),
                rows=(
                    *(
                        (f"x{i + 1}", *(figures(float(v)) for v in row), figures(float(x[i])))
                        for i, row in enumerate(table)
                    ),
                    ("p(y)", *(figures(float(v)) for v in y), "1"),
                ),
            ),
        ),
        results=results,
        claims=(
            Claim(
                "mutual",
                Localized("I(X; Y) = H(X) + H(Y) − H(X, Y)", "I(X; Y) = H(X) + H(Y) − H(X, Y)"),
                abs(found["entropy_x"] + found["entropy_y"] - found["entropy_xy"] - mutual) < 1e-9,
            ),
            Claim(
                "conditional",
                Localized("I(X; Y) = H(Y) − H(Y|X)", "I(X; Y) = H(Y) − H(Y|X)"),
                abs(found["entropy_y"] - conditional / unit - mutual) < 1e-9,
            ),
            Claim(
                "independent",
                Localized(
                    "独立なら 0、そうでなければ正", "0 where X and Y are independent, else above 0"
                ),
                (mutual < 1e-12) == bool(np.allclose(table, np.outer(x, y), atol=1e-7))
                or 0 <= mutual < 1e-9,
            ),
        ),
        notice=Localized(
            "X と Y は独立です。片方を知っても、もう片方のことは何も分かりません。"
            if mutual < 1e-9
            else f"Y を知ると、X の不確かさが平均 {show(mutual, 3)} {UNIT[base].ja}減ります。",
            "X and Y are independent: one tells nothing of the other."
            if mutual < 1e-9
            else f"Knowing Y takes {show(mutual, 3)} {UNIT[base].en} off the doubt about X.",
        ),
        formula=(
            f"I = {show(found['entropy_x'])} + {show(found['entropy_y'])} − "
            f"{show(found['entropy_xy'])} = {show(mutual)}"
        ),
        readings=tuple(
            Reading(label, show(v), marker)
            for marker, (label, v) in enumerate(zip(labels, found.values(), strict=True))
        ),
    )  # fmt: skip


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "P = (1, 0)、Q = (0, 1) とまったく重なりません。JS はどうなりますか。",
            "P = (1, 0) and Q = (0, 1) do not overlap. What is their JS?",
        ),
        knobs={"p": (1.0, 0.0), "q": (0.0, 1.0)},
        guesses=(
            Localized("無限大", "infinite"),
            Localized("ln 2 ≈ 0.693", "ln 2 ≈ 0.693"),
            Localized("1", "1"),
        ),
        happened=lambda outcome: _which(number(outcome, "js")),
        because=Localized(
            "KL は無限大ですが、JS は真ん中の分布 M との KL なので ln 2 で頭打ちです。",
            "The KL is infinite, but JS measures to the mean M and stops at ln 2.",
        ),
    ),
    Trial(
        ask=Localized(
            "KL(P‖Q) = 0.144 です。P と Q を入れ替えても同じ値ですか。",
            "KL(P‖Q) = 0.144. Exchange P and Q: is it the same?",
        ),
        knobs={"p": (0.25, 0.75), "q": (0.5, 0.5)},
        guesses=(Localized("同じ", "the same"), Localized("変わる", "another value")),
        happened=lambda outcome: int(
            abs(number(outcome, "kl") - number(outcome, "kl_reverse")) > 1e-6
        ),
        because=Localized(
            "どちらの分布で平均するかが変わるからです（0.131 になります）。対称なのは JS です。",
            "The mean is taken under the other distribution (0.131 now); JS is the symmetric one.",
        ),
    ),
)


def _which(value: float) -> int:
    if math.isinf(value):
        return 0
    return 1 if abs(value - math.log(2.0)) < 1e-3 else 2
