"""D20: what a skip connection does to the gradient through many layers.

The Jacobian of a plain stack is a product of small matrices and vanishes. A residual layer
``y = x + F(x)`` has the Jacobian ``I + F'``: whatever F does, the identity is still there. A dense
layer ``y = [x, F(x)]`` keeps its input beside its output instead of adding it.

Sources: He et al. 2016a (ResNet), 2016b (*Identity mappings in deep residual networks*, eq. 5);
Huang et al. 2017 (DenseNet).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import ACTIVATIONS, Floats
from quizapp.demos.figure import Axis, Plot, Series, Table
from quizapp.demos.numerals import figures, format_number, power
from quizapp.demos.spec import Choice, Claim, Frame, Outcome, Range, Reading, Result, Trial
from quizapp.records import Localized

Skip = Literal["none", "add", "concat"]

_WIDTH = 16
"""Units of a plain or residual layer, and of the input of a dense one."""
_GROWTH = 4
"""Units that each dense layer adds."""
_NAMES = {
    "none": Localized("スキップなし", "no skip"),
    "add": Localized("足す x + F(x)", "add x + F(x)"),
    "concat": Localized("並べる [x, F(x)]", "join [x, F(x)]"),
}
_VANISHED = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """One stack of L layers at one input, with the Jacobians from the input to each depth."""

    skip: Skip
    norms: Floats  # (L,) spectral norm of dy_l/dx
    bounds: Floats  # (L,) product of the layers' own spectral norms
    first: Floats  # Jacobian of the first layer
    slope: Floats  # F' of the first layer alone
    units: int
    """Units after the last layer."""
    gap: float
    """Largest difference between the last Jacobian times a direction and a central difference."""
    kept: float
    """How far the part of the last Jacobian that belongs to x itself is from the identity."""


def run(
    depth: Annotated[int, Range("層の数", "layers", 1, 60)] = 30,
    scale: Annotated[float, Range("重みの大きさ s", "weight scale s", 0.0, 2.0, step=0.05)] = 0.5,
    skip: Annotated[
        Literal["compare", "none", "add", "concat"],
        Choice(
            "スキップ接続",
            "skip",
            {"compare": Localized("なしと足すを比べる", "none and add"), **_NAMES},
        ),
    ] = "compare",
    activation: Annotated[
        Literal["tanh", "relu", "sigmoid"],
        Choice("活性化関数", "activation", {"tanh": "tanh", "relu": "ReLU", "sigmoid": "σ"}),
    ] = "tanh",
    seed: Annotated[int, usual.seed()] = 0,
) -> Outcome:
    """Spectral norm of the Jacobian from the input to each layer, with and without the skip.

    ``F(x) = f(W x)``; the weights are normal with standard deviation ``s / sqrt(inputs)``. Layers
    are 16 units wide; a dense one adds 4 units to those before it.
    """
    kinds: tuple[Skip, ...] = ("none", "add") if skip == "compare" else (skip,)
    stacks = [build(kind, depth, scale, activation, seed) for kind in kinds]
    results: dict[str, Result] = {"vanished": 0}
    for found in stacks:
        results[f"{found.skip}.norm"] = float(found.norms[-1])
        results[f"{found.skip}.norms"] = tuple(float(norm) for norm in found.norms)
        results[f"{found.skip}.units"] = found.units
    results["vanished"] = sum(int(found.norms[-1] < _VANISHED) for found in stacks)

    def at(step: int) -> Frame:
        return Frame(_figure(stacks, depth, step), _readings(stacks, step))

    last = at(depth)
    return Outcome(
        figure=last.figure,
        results=results,
        claims=_claims(stacks, depth, scale, activation),
        notice=_notice(stacks, depth),
        formula=_formula(stacks),
        readings=last.readings,
        steps=depth,
        at=at,
    )


def draw(skip: Skip, depth: int, scale: float, seed: int) -> tuple[list[Floats], Floats]:
    """Weights (units, inputs) of every layer, and one input (16,)."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=_WIDTH)
    weights = []
    for layer in range(depth):
        inputs = _WIDTH + _GROWTH * layer if skip == "concat" else _WIDTH
        units = _GROWTH if skip == "concat" else _WIDTH
        weights.append(rng.normal(size=(units, inputs)) * scale / np.sqrt(inputs))
    return weights, x


def forward(weights: list[Floats], x: Floats, skip: Skip, activation: str) -> Floats:
    """The output of the whole stack for one input."""
    f = ACTIVATIONS[activation].f
    for weight in weights:
        made = f(weight @ x)
        x = np.concatenate([x, made]) if skip == "concat" else x + made if skip == "add" else made
    return x


def build(skip: Skip, depth: int, scale: float, activation: str, seed: int) -> Stack:
    """Forward through the stack, multiplying the layers' Jacobians on the way."""
    weights, start = draw(skip, depth, scale, seed)
    chosen = ACTIVATIONS[activation]
    x, whole = start, np.eye(_WIDTH)
    norms, bounds, bound = [], [], 1.0
    first = slope = np.eye(_WIDTH)
    for layer, weight in enumerate(weights):
        u = weight @ x
        inner = chosen.slope(u)[:, None] * weight  # F', (units, inputs)
        made = chosen.f(u)
        if skip == "concat":
            # The identity on top leaves ``whole`` as it is; the norms follow from Gram matrices.
            whole = np.vstack([whole, inner @ whole])
            x = np.concatenate([x, made])
            bound *= float(np.sqrt(1.0 + np.linalg.norm(inner, 2) ** 2))
            norms.append(float(np.sqrt(np.linalg.eigvalsh(whole.T @ whole)[-1])))
            bounds.append(bound)
            continue
        if skip == "add":
            jacobian, x = np.eye(len(x)) + inner, x + made
        else:
            jacobian, x = inner, made
        if layer == 0:
            first, slope = jacobian, inner
        whole = jacobian @ whole
        bound *= float(np.linalg.norm(jacobian, 2))
        norms.append(float(np.linalg.norm(whole, 2)))
        bounds.append(bound)
    kept = float(np.abs(whole[:_WIDTH] - np.eye(_WIDTH)).max()) if skip == "concat" else 0.0
    gap = _gap(weights, start, whole, skip, activation)
    return Stack(skip, np.array(norms), np.array(bounds), first, slope, len(x), gap, kept)


def _gap(weights: list[Floats], x: Floats, whole: Floats, skip: Skip, activation: str) -> float:
    """Jacobian times a direction against a central difference, relative to its size."""
    direction = np.cos(np.arange(_WIDTH))
    direction = direction / np.linalg.norm(direction)
    step = 1e-6
    ahead, behind = (
        forward(weights, x + sign * step * direction, skip, activation) for sign in (1.0, -1.0)
    )
    exact = whole @ direction
    return float(
        np.abs((ahead - behind) / (2 * step) - exact).max() / max(1.0, float(np.abs(exact).max()))
    )


def _claims(stacks: list[Stack], depth: int, scale: float, activation: str) -> tuple[Claim, ...]:
    claims: list[Claim] = []
    for found in stacks:
        name, norm = _NAMES[found.skip], power(float(found.norms[-1]))
        # On a kink of ReLU a difference sees both sides, and in a deep stack one is always near.
        if activation != "relu":
            claims.append(
                Claim(
                    f"difference-{found.skip}",
                    Localized(
                        f"{name.ja}: ヤコビ行列は中心差分と 10⁻⁶ 以内で一致する",
                        f"{name.en}: the Jacobian agrees with differences within 10⁻⁶",
                    ),
                    found.gap <= 1e-6,
                )
            )
        if found.skip == "none":
            claims.append(
                Claim(
                    "bound",
                    Localized(
                        "積のノルムは、各層のノルムの積を超えない",
                        "the product's norm is at most the product of the layers' norms",
                    ),
                    bool(np.all(found.norms <= found.bounds * (1 + 1e-9))),
                )
            )
            if depth >= 30 and scale <= 0.5 and activation == "tanh":
                claims.append(
                    Claim(
                        "plain-vanishes",
                        Localized(
                            f"{name.ja}: {depth} 層で 10⁻⁶ 未満（{norm}）",
                            f"{name.en}: below 10⁻⁶ through {depth} layers ({norm})",
                        ),
                        float(found.norms[-1]) < _VANISHED,
                    )
                )
        if found.skip == "add":
            own = found.first - found.slope
            claims.append(
                Claim(
                    "plus-one",
                    Localized(
                        "1 層のヤコビ行列は F′ + I（スカラーなら F′ + 1）",
                        "one layer's Jacobian is F′ + I (F′ + 1 for a single number)",
                    ),
                    bool(np.allclose(own, np.eye(_WIDTH), rtol=0, atol=1e-12)),
                )
            )
            if depth >= 30 and scale >= 0.1 and activation == "tanh":
                claims.append(
                    Claim(
                        "residual-lives",
                        Localized(
                            f"{name.ja}: {depth} 層でも 1 より大きい（{norm}）",
                            f"{name.en}: above 1 through {depth} layers ({norm})",
                        ),
                        float(found.norms[-1]) > 1.0,
                    )
                )
        if found.skip == "concat":
            claims.append(
                Claim(
                    "identity-kept",
                    Localized(
                        "入力の部分のヤコビ行列はちょうど I のまま。ノルムは 1 以上",
                        "the input's own part of the Jacobian stays I; the norm is 1 or more",
                    ),
                    found.kept == 0.0 and bool(np.all(found.norms >= 1.0 - 1e-12)),
                )
            )
            claims.append(
                Claim(
                    "units",
                    Localized(
                        f"幅は 1 層ごとに {_GROWTH} 増え、{_WIDTH} + {_GROWTH}·{depth} = "
                        f"{found.units}",
                        f"the width grows by {_GROWTH} a layer: {_WIDTH} + {_GROWTH}·{depth} = "
                        f"{found.units}",
                    ),
                    found.units == _WIDTH + _GROWTH * depth,
                )
            )
    return tuple(claims)


def _notice(stacks: list[Stack], depth: int) -> Localized:
    by_skip = {found.skip: float(found.norms[-1]) for found in stacks}
    largest = max(by_skip.values())
    if largest > 1e4:
        return Localized(
            f"{depth} 層で {power(largest)} 倍に膨らみました。スキップがあっても、F が大きければ"
            "爆発します。",
            f"Through {depth} layers it grew {power(largest)} times: with a large F it explodes, "
            "skip or no skip.",
        )
    if set(by_skip) == {"none", "add"} and by_skip["none"] < 1e-3:
        return Localized(
            f"スキップなしでは {power(by_skip['none'])} まで消え、足すと "
            f"{power(by_skip['add'])} が残ります。",
            f"Without the skip {power(by_skip['none'])} is left, with it {power(by_skip['add'])}.",
        )
    if "concat" in by_skip:
        return Localized(
            "DenseNet は足さずに並べます。入力がそのまま残る代わりに、幅が増えていきます。",
            "DenseNet joins instead of adding: the input stays as it is, and the width grows.",
        )
    if "add" in by_skip:
        return Localized(
            f"恒等写像の道があるので、{depth} 層でも {power(by_skip['add'])} が残ります。",
            f"The identity path leaves {power(by_skip['add'])} through {depth} layers.",
        )
    return Localized(
        f"{depth} 枚の行列を掛けて、ノルムは {power(by_skip['none'])} になりました。",
        f"The product of {depth} matrices has the norm {power(by_skip['none'])}.",
    )


def _formula(stacks: list[Stack]) -> str:
    forms = {"none": "‖∏F′‖", "add": "‖∏(I + F′)‖", "concat": "‖∏[I; F′]‖"}
    return "   ".join(f"{forms[one.skip]} = {power(float(one.norms[-1]))}" for one in stacks)


def _readings(stacks: list[Stack], step: int) -> tuple[Reading, ...]:
    rows = [
        Reading(
            _NAMES[found.skip],
            power(float(found.norms[step - 1])) if step else "1",
            place,
        )
        for place, found in enumerate(stacks)
    ]
    rows.append(
        Reading(
            Localized("最後の層のユニット", "units at the end"),
            " / ".join(str(found.units) for found in stacks),
        )
    )
    return tuple(rows)


def _figure(stacks: list[Stack], depth: int, step: int) -> Plot:
    layers = np.arange(0, depth + 1, dtype=np.float64)
    curves = []
    for found in stacks:
        full = np.concatenate([[1.0], found.norms])
        curves.append(np.where(full > 0, full, np.nan))
    low = min(min(float(np.nanmin(curve)) for curve in curves), 0.5)
    high = max(max(float(np.nanmax(curve)) for curve in curves), 3.0)
    words = [
        (_NAMES[found.skip], power(float(found.norms[step - 1])) if step else "1")
        for found in stacks
    ]
    return Plot(
        title=Localized("ヤコビ行列 ∂y/∂x の大きさ", "Size of the Jacobian ∂y/∂x"),
        note=Localized("スペクトルノルム、対数", "spectral norm, log"),
        summary=Localized(
            f"{step} 層を通った後のノルム: "
            + "、".join(f"{name.ja} {value}" for name, value in words)
            + "。",
            f"Norm after {step} layers: "
            + ", ".join(f"{name.en} {value}" for name, value in words)
            + ".",
        ),
        x=Axis(Localized("層", "layer"), low=0, high=depth, whole=True),
        y=Axis(scale="log", low=low / 2, high=high * 2),
        series=(
            Series(
                Localized("1（そのまま）", "1 (unchanged)"),
                np.array([0.0, float(depth)]),
                np.ones(2),
                5,
                "dashed",
                "none",
                faint=True,
            ),
            *(
                Series(_NAMES[found.skip], layers[: step + 1], curve[: step + 1], place)
                for place, (found, curve) in enumerate(zip(stacks, curves, strict=True))
            ),
        ),
        ends=(Localized("入力側", "input side"), Localized("出力側", "output side")),
        table=Table(
            columns=(Localized("層", "layer"), *(_NAMES[found.skip] for found in stacks)),
            rows=tuple(
                (
                    format_number(layer + 1),
                    *(figures(float(found.norms[layer]), 3) for found in stacks),
                )
                for layer in range(depth)
            ),
        ),
    )


TRIALS = (
    Trial(
        ask=Localized(
            "tanh を 30 層重ね、重みを小さくします（s = 0.5）。スキップなしの勾配は残りますか。",
            "30 tanh layers with small weights (s = 0.5), no skip: does a gradient remain?",
        ),
        knobs={"skip": "none", "depth": 30, "scale": 0.5},
        guesses=(
            Localized("10⁻⁶ 以上残る", "10⁻⁶ or more"),
            Localized("10⁻⁶ 未満になる", "less than 10⁻⁶"),
        ),
        happened=lambda outcome: int(outcome.number("none.norm") < _VANISHED),
        because=Localized(
            "1 層ごとに約半分になり、30 回掛けると消えます。",
            "Each layer keeps about half; thirty of them leave nothing.",
        ),
    ),
    Trial(
        ask=Localized(
            "重みをすべて 0 にします（s = 0）。足すスキップの勾配はどうなりますか。",
            "All weights are 0 (s = 0). What is the gradient with the added skip?",
        ),
        knobs={"skip": "add", "scale": 0.0},
        guesses=(
            Localized("0 になる", "0"),
            Localized("ちょうど 1", "exactly 1"),
            Localized("1 より大きい", "above 1"),
        ),
        happened=lambda outcome: (
            0
            if outcome.number("add.norm") < 0.5
            else 1 + int(outcome.number("add.norm") > 1 + 1e-9)
        ),
        because=Localized(
            "F′ = 0 でも恒等写像が残るので、y = x、ヤコビ行列は I です。",
            "F′ = 0 leaves the identity: y = x, and the Jacobian is I.",
        ),
    ),
)
