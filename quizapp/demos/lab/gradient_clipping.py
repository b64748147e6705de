"""D24: clipping shortens a gradient that is too long and keeps its direction.

By norm, ``g * min(1, threshold / ‖g‖)`` with the L2 norm over all parameters together; the two
well-known slips, each group alone and value by value, bend the direction. In training, one step
on the steep wall of a recurrent unit's loss throws the parameters far away unless it is clipped.

Source: Pascanu, Mikolov & Bengio 2013, sec. 2.3 (the wall) and 3.2 (clipping).
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Bars, Figure, Panels, Plot, Point, Series, Table
from quizapp.demos.lab._clipping_wall import cosine, listed, training
from quizapp.demos.numerals import figures
from quizapp.demos.recurrent import clipped
from quizapp.demos.spec import (
    Choice,
    Claim,
    Numbers,
    Outcome,
    Range,
    Reading,
    Result,
    Trial,
)
from quizapp.records import Localized

_GIVEN = {"view": ("vector",)}
_TRAINED = {"view": ("training",)}
_TWO = {"view": ("vector",), "groups": ("two",)}

Scheme = Literal["norm", "each", "value"]


def run(
    view: Annotated[
        Literal["training", "vector"],
        usual.view(
            {
                "training": Localized("学習中の損失", "loss in training"),
                "vector": Localized("勾配を 1 つ", "one gradient"),
            }
        ),
    ] = "training",
    threshold: Annotated[float, Range("しきい値 θ", "threshold θ", 0.01, 100.0, scale="log")] = 1.0,
    groups: Annotated[
        Literal["one", "two"],
        Choice(
            "パラメータ",
            "parameters",
            {"one": Localized("1 組", "one group"), "two": Localized("2 組", "two groups")},
            when=_GIVEN,
        ),
    ] = "one",
    g: Annotated[
        tuple[float, ...],
        Numbers(
            "勾配 g",
            "gradient g",
            -100.0,
            100.0,
            longest=6,
            examples=((3.0, 4.0), (1.0, 2.0, 2.0), (0.3, 0.4)),
            when=_GIVEN,
        ),
    ] = (3.0, 4.0),
    g2: Annotated[
        tuple[float, ...],
        Numbers(
            "もう 1 組の勾配",
            "second gradient",
            -100.0,
            100.0,
            longest=6,
            examples=((12.0,), (2.0, 1.0)),
            when=_TWO,
        ),
    ] = (12.0,),
    scheme: Annotated[
        Scheme,
        Choice(
            "方式",
            "scheme",
            {
                "norm": Localized("全体のノルム", "by global norm"),
                "each": Localized("組ごとのノルム", "each group alone"),
                "value": Localized("値ごと", "by value"),
            },
            when=_GIVEN,
        ),
    ] = "norm",
    learning_rate: Annotated[float, usual.learning_rate(1e-3, 1.0, when=_TRAINED)] = 0.1,
    steps: Annotated[int, Range("ステップ数", "steps", 1, 150, when=_TRAINED)] = 100,
    w: Annotated[float, Range("w の初期値", "initial w", 0.0, 8.0, step=0.1, when=_TRAINED)] = 4.5,
    b: Annotated[
        float, Range("b の初期値", "initial b", -4.0, 1.0, step=0.1, when=_TRAINED)
    ] = -2.5,
) -> Outcome:
    """One gradient clipped by a scheme, or a training run with and without clipping."""
    if view == "vector":
        return _vector(g, g2 if groups == "two" else (), threshold, scheme)
    return training(threshold, learning_rate, steps, (w, b))


# ── one gradient ─────────────────────────────────────────────────────────────────────────────────


def clip(groups: tuple[Floats, ...], threshold: float, scheme: Scheme) -> tuple[Floats, ...]:
    """Every group (n,) after clipping all together by norm, each alone, or value by value."""
    if scheme == "value":
        return tuple(np.clip(group, -threshold, threshold) for group in groups)
    if scheme == "each":
        return tuple(clipped(group, threshold) for group in groups)
    sizes = np.cumsum([len(group) for group in groups])[:-1]
    return tuple(np.split(clipped(np.concatenate(groups), threshold), sizes))


def _vector(
    g: tuple[float, ...], g2: tuple[float, ...], threshold: float, scheme: Scheme
) -> Outcome:
    groups = tuple(np.array(part) for part in (g, g2) if part)
    before = np.concatenate(groups)
    after = np.concatenate(clip(groups, threshold, scheme))
    norm, short = float(np.linalg.norm(before)), float(np.linalg.norm(after))
    turn = cosine(before, after)
    parts = np.split(after, [len(g)])
    results: dict[str, Result] = {
        "norm": norm,
        "clipped": tuple(float(v) for v in after),
        "clipped_1": tuple(float(v) for v in parts[0]),
        "clipped_norm": short,
        "factor": min(1.0, threshold / norm) if norm else 1.0,
        "cosine": turn,
        "by_value": tuple(float(v) for v in np.concatenate(clip(groups, threshold, "value"))),
        "each_alone": tuple(float(v) for v in np.concatenate(clip(groups, threshold, "each"))),
    }
    if g2:
        results["clipped_2"] = tuple(float(v) for v in parts[1])
    figure = _vector_figure(before, after, len(g), threshold, norm, short)
    return Outcome(
        figure=figure,
        results=results,
        claims=_vector_claims(groups, threshold),
        notice=_vector_notice(norm, threshold, scheme, turn, bool(g2)),
        formula=(
            f"g·min(1, θ/‖g‖) = g·min(1, {figures(threshold)}/{figures(norm)}) = "
            f"g·{figures(float(str(results['factor'])))}"
            if scheme == "norm"
            else f"cos = {figures(turn)}   ‖g‖ = {figures(norm)} → {figures(short)}"
        ),
        readings=(
            Reading(Localized("ノルム ‖g‖", "norm ‖g‖"), figures(norm), 0),
            Reading(Localized("クリップ後のノルム", "norm after"), figures(short), 1),
            Reading(Localized("クリップ後", "after"), listed(after), 1),
            Reading(Localized("向きの一致 cos", "cosine"), figures(turn, 5)),
        ),
    )


def _vector_claims(groups: tuple[Floats, ...], threshold: float) -> tuple[Claim, ...]:
    before = np.concatenate(groups)
    after = np.concatenate(clip(groups, threshold, "norm"))
    norm = float(np.linalg.norm(before))
    claims = [
        Claim(
            "norm",
            Localized(
                f"クリップ後のノルムは θ = {figures(threshold)} 以下",
                f"the norm after clipping is at most θ = {figures(threshold)}",
            ),
            float(np.linalg.norm(after)) <= threshold * (1 + 1e-12),
        ),
        Claim(
            "direction",
            Localized("向きは変わらない（cos = 1）", "the direction is unchanged (cos = 1)"),
            abs(cosine(before, after) - 1.0) < 1e-12,
        ),
    ]
    if norm <= threshold:
        claims.append(
            Claim(
                "untouched",
                Localized("しきい値より短い勾配はそのまま", "a shorter gradient is left as it is"),
                bool(np.array_equal(before, after)),
            )
        )
    elif len(groups) == 2:
        alone = np.concatenate(clip(groups, threshold, "each"))
        norms = [float(np.linalg.norm(group)) for group in groups]
        # Shortened alike, or one group 0: then the direction survives by chance.
        factors = [min(1.0, threshold / size) for size in norms if size]
        same = max(factors) - min(factors) < 1e-9
        claims.append(
            Claim(
                "global",
                Localized(
                    "組ごとに切ると、組の間の比が変わって向きがずれる"
                    if not same
                    else "この勾配では、組ごとに切っても向きは同じ",
                    "clipped each alone, the groups' ratio changes and the direction bends"
                    if not same
                    else "for these gradients clipping each alone keeps the direction too",
                ),
                (cosine(before, alone) > 1 - 1e-12) == same,
            )
        )
    return tuple(claims)


def _vector_notice(
    norm: float, threshold: float, scheme: Scheme, turn: float, two: bool
) -> Localized:
    if scheme == "norm" and norm <= threshold:
        return Localized(
            "ノルムがしきい値以下なので、何も変わりません。",
            "The norm is within the threshold: nothing changes.",
        )
    if scheme == "norm":
        return Localized(
            "全部の値に同じ倍率を掛けるので、向きはそのまま、長さだけ θ になります。"
            + ("ノルムは 2 組を合わせて測ります。" if two else ""),
            "All values get one factor: the direction stays, the length becomes θ."
            + (" The norm is that of both groups together." if two else ""),
        )
    if turn > 1 - 1e-9:
        return Localized(
            "この勾配では向きが変わりません。値の大きさをふぞろいにしてみましょう。",
            "For this gradient the direction happens to stay; try values of unequal size.",
        )
    return Localized(
        f"向きがずれました（cos = {figures(turn)}）。大きい値だけが削られるからです。",
        f"The direction has bent (cos = {figures(turn)}): only the large values were cut.",
    )


def _vector_figure(
    before: Floats, after: Floats, first: int, threshold: float, norm: float, short: float
) -> Figure:
    names = [f"g[{i}]" if i < first else f"g2[{i - first}]" for i in range(len(before))]
    summary = Localized(
        f"{listed(before)}（ノルム {figures(norm)}）が {listed(after)}（{figures(short)}）になる。",
        f"{listed(before)} of norm {figures(norm)} becomes {listed(after)} of {figures(short)}.",
    )
    table = Table(
        columns=(Localized("成分", "part"), Localized("前", "before"), Localized("後", "after")),
        rows=tuple(
            (name, figures(float(a), 5), figures(float(b), 5))
            for name, a, b in zip(names, before, after, strict=True)
        ),
    )
    labels = (Localized("クリップ前", "before"), Localized("クリップ後", "after"))
    if len(before) == 2:
        # Room for the gradient and for the disc, of which no more than is needed is shown.
        disc = max(min(threshold, 2.0 * norm), 1e-6)
        bounds = [(1.15 * min(float(v), -disc), 1.15 * max(float(v), disc)) for v in before]
        turn = np.linspace(0.0, 2 * np.pi, 121)
        return Plot(
            title=Localized("勾配としきい値の円", "The gradient and the disc of θ"),
            note=Localized(f"θ = {figures(threshold)}", f"θ = {figures(threshold)}"),
            summary=summary,
            x=Axis(Localized("1 つ目の成分", "first part"), low=bounds[0][0], high=bounds[0][1]),
            y=Axis(Localized("2 つ目", "second"), low=bounds[1][0], high=bounds[1][1]),
            series=(
                Series(
                    Localized("|g| = θ", "|g| = θ"),
                    threshold * np.cos(turn),
                    threshold * np.sin(turn),
                    faint=True,
                    marked="none",
                ),
                Series(
                    labels[0],
                    np.array([0.0, before[0]]),
                    np.array([0.0, before[1]]),
                    0,
                    "dashed",
                    marked="last",
                ),
                Series(
                    labels[1],
                    np.array([0.0, after[0]]),
                    np.array([0.0, after[1]]),
                    1,
                    marked="last",
                ),
            ),
            points=(Point(0.0, 0.0, sign="+"),),
            square=True,
            table=table,
        )
    top = float(np.abs(before).max()) or 1.0
    bars = [
        Bars(
            title=title,
            note=Localized("絶対値", "absolute"),
            summary=summary,
            labels=tuple(Localized(name, name) for name in names),
            values=np.abs(values),
            low=0.0,
            high=top,
            markers=(marker,) * len(values),
            shown=tuple(figures(float(v), 4) for v in values),
        )
        for title, values, marker in zip(labels, (before, after), (0, 1), strict=True)
    ]
    return Panels(
        title=Localized("勾配の前と後", "The gradient before and after"),
        summary=summary,
        figures=tuple(bars),
        table=table,
    )


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "2 組の勾配 (3, 4) と (12) を、全体のノルム 6.5 で切ります。(3, 4) はどうなりますか。",
            "Two groups (3, 4) and (12), clipped to a global norm of 6.5. What becomes of (3, 4)?",
        ),
        knobs={"view": "vector", "groups": "two", "g": (3.0, 4.0), "g2": (12.0,), "threshold": 6.5},
        guesses=(
            Localized("そのまま (3, 4)", "it stays (3, 4)"),
            Localized("半分の (1.5, 2)", "half: (1.5, 2)"),
            Localized("0 になる", "it becomes 0"),
        ),
        happened=lambda outcome: (
            0
            if outcome.results["clipped_1"] == (3.0, 4.0)
            else 1
            if np.allclose(_numbers(outcome), (1.5, 2.0))
            else 2
        ),
        because=Localized(
            "(3, 4) だけならノルム 5 で短いのですが、全体では 13 です。全部に 6.5/13 を掛けます。",
            "Alone (3, 4) is short enough at 5, but the whole is 13: all is multiplied by 6.5/13.",
        ),
    ),
    Trial(
        ask=Localized(
            "しきい値を 100 にします。壁にぶつかったとき、クリップは助けになりますか。",
            "The threshold goes to 100. Will clipping help at the wall?",
        ),
        knobs={"threshold": 100.0},
        guesses=(
            Localized("助けになる", "it helps"),
            Localized("何も変わらない", "it changes nothing"),
        ),
        happened=lambda outcome: (
            1 if outcome.results["loss_clipped"] == outcome.results["loss_plain"] else 0
        ),
        because=Localized(
            "最大の勾配のノルムは約 57 で、100 に届きません。一度も切られないままです。",
            "The longest gradient is about 57, below 100: not one is clipped.",
        ),
    ),
)


def _numbers(outcome: Outcome) -> tuple[float, ...]:
    found = outcome.results["clipped_1"]
    return found if isinstance(found, tuple) else ()
