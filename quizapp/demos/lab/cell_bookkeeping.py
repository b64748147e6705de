"""D26: where the parameters of a cell are, and the two conventions of the GRU.

Every gate and the candidate have their own ``W (H, I)``, ``U (H, H)`` and bias, so a simple RNN, a
GRU and an LSTM hold 1, 3 and 4 such sets. Libraries differ in biases: PyTorch keeps two vectors a
set, Keras one, but two for its GRU (``reset_after``). Counts are sums over the arrays listed.

Sources: Cho et al. 2014 (GRU); Hochreiter & Schmidhuber 1997, Gers et al. 2000 (LSTM); Vaswani et
al. 2017 (multi-head attention, feed-forward block).
"""

from __future__ import annotations

from typing import Annotated, Literal

from quizapp.demos import usual
from quizapp.demos.lab._cell_arrays import (
    SETS,
    Block,
    Library,
    Part,
    attention,
    bias_vectors,
    dense,
    feed_forward,
    size,
    stack,
)
from quizapp.demos.lab._cell_views import LABELS, bars, figure, formula, notice
from quizapp.demos.lab._gru_step import Convention, gru_step
from quizapp.demos.spec import Choice, Claim, Outcome, Range, Reading, Result, Trial
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

_COUNT = {"view": ("count",)}
_CELLS = {"view": ("count",), "block": ("rnn", "gru", "lstm")}
_WITH_INPUTS = {"view": ("count",), "block": ("rnn", "gru", "lstm", "dense")}
_MODELS = {"view": ("count",), "block": ("attention", "feed-forward")}
_HEADS = {"view": ("count",), "block": ("attention",)}
_FEED = {"view": ("count",), "block": ("feed-forward",)}
_STEP = {"view": ("step",)}
_GIVEN = {"view": ("step",), "candidate": ("given",)}
_COMPUTED = {"view": ("step",), "candidate": ("computed",)}


def run(
    view: Annotated[
        Literal["count", "step"],
        usual.view(
            {
                "count": Localized("パラメータ数", "parameter count"),
                "step": Localized("GRU の 1 ステップ", "one GRU step"),
            }
        ),
    ] = "count",
    block: Annotated[Block, Choice("層", "block", LABELS, when=_COUNT)] = "lstm",
    inputs: Annotated[
        int, Range("入力の次元 I", "inputs I", 1, 4096, scale="log", when=_WITH_INPUTS)
    ] = 10,
    hidden: Annotated[
        int, Range("隠れ層の次元 H", "hidden H", 1, 4096, scale="log", when=_CELLS)
    ] = 20,
    outputs: Annotated[
        int, Range("出力層（0 はなし）", "output layer (0: no)", 0, 300, when=_WITH_INPUTS)
    ] = 0,
    library: Annotated[
        Library,
        Choice(
            "バイアス",
            "biases",
            {
                "one": Localized("各組に 1 つ", "one a set"),
                "pytorch": Localized("PyTorch（2 つ）", "PyTorch (two)"),
                "keras": Localized("Keras の既定", "Keras default"),
                "none": Localized("なし", "none"),
            },
            when=_COUNT,
        ),
    ] = "one",
    directions: Annotated[
        Literal["one", "both"],
        Choice(
            "向き",
            "directions",
            {"one": Localized("前向きのみ", "forward only"), "both": Localized("双方向", "both")},
            when=_CELLS,
        ),
    ] = "one",
    layers: Annotated[int, Range("層の数", "layers", 1, 4, when=_CELLS)] = 1,
    d_model: Annotated[
        int, Range("モデルの次元 d", "model width d", 1, 4096, scale="log", when=_MODELS)
    ] = 512,
    heads: Annotated[int, Range("ヘッド数", "heads", 1, 64, scale="log", when=_HEADS)] = 8,
    d_ff: Annotated[
        int, Range("中間の次元", "inner width", 1, 16384, scale="log", when=_FEED)
    ] = 2048,
    h: Annotated[float, Range("前の h", "h before", -2.0, 2.0, step=0.1, when=_STEP)] = 1.0,
    z: Annotated[
        float, Range("更新ゲート z", "update gate z", 0.0, 1.0, step=0.05, when=_STEP)
    ] = 0.25,
    convention: Annotated[
        Convention,
        Choice(
            "z が掛かるもの",
            "z weighs",
            {
                "candidate": Localized("候補 h̃", "the candidate"),
                "past": Localized("前の h（PyTorch）", "the past (PyTorch)"),
            },
            when=_STEP,
        ),
    ] = "candidate",
    candidate: Annotated[
        Literal["given", "computed"],
        Choice(
            "候補の決め方",
            "candidate is",
            {
                "given": Localized("値を入れる", "given"),
                "computed": Localized("tanh(x + r·h)", "tanh(x + r·h)"),
            },
            when=_STEP,
        ),
    ] = "given",
    h_bar: Annotated[
        float, Range("候補 h̃", "candidate h̃", -1.0, 1.0, step=0.1, when=_GIVEN)
    ] = -1.0,
    x: Annotated[
        float, Range("入力の寄与 x", "input's part x", -3.0, 3.0, step=0.1, when=_COMPUTED)
    ] = -1.0,
    r: Annotated[
        float, Range("リセットゲート r", "reset gate r", 0.0, 1.0, step=0.05, when=_COMPUTED)
    ] = 1.0,
) -> Outcome:
    """Every array of a block with its size, or one step of a GRU unit in both conventions.

    Raises UsageError when the heads do not divide the model's width, or a Dense layer has no unit.
    """
    if view == "step":
        return gru_step(h, z, convention, h_bar if candidate == "given" else None, x, r)
    if block == "attention":
        if d_model % heads:
            raise UsageError(
                tr(
                    "ヘッド数 {heads} では、モデルの次元 {width} を等分できません。",
                    heads=heads,
                    width=d_model,
                ),
                mend=tr(
                    "使える heads  {allowed}",
                    allowed=", ".join(str(n) for n in range(1, 65) if d_model % n == 0),
                ),
            )
        parts = attention(d_model, heads, library != "none")
    elif block == "feed-forward":
        parts = feed_forward(d_model, d_ff, library != "none")
    elif block == "dense":
        if not outputs:
            raise UsageError(
                tr("Dense 層には 1 つ以上のユニットが必要です。"),
                mend=tr("使える値  outputs = 1 から 300"),
            )
        parts = dense("Dense", inputs, outputs, library != "none")
    else:
        ways = 2 if directions == "both" else 1
        parts = stack(block, inputs, hidden, library, ways, layers)
        if outputs:
            parts += dense("out", hidden * ways, outputs, library != "none")
    return _counted(
        block, parts, library, inputs, hidden, d_model, heads, d_ff, outputs, directions, layers
    )


# ── arrays ───────────────────────────────────────────────────────────────────────────────────────


# ── the count ────────────────────────────────────────────────────────────────────────────────────


def _counted(
    block: Block,
    parts: list[Part],
    library: Library,
    inputs: int,
    hidden: int,
    d_model: int,
    heads: int,
    d_ff: int,
    outputs: int,
    directions: str,
    layers: int,
) -> Outcome:
    total = size(parts)
    ways = 2 if directions == "both" else 1
    cells = {name: size(stack(name, inputs, hidden, library, ways, layers)) for name in SETS}
    two = tuple(
        size(stack(block, inputs, hidden, kind, ways, layers)) for kind in ("one", "pytorch")
    ) if block in SETS else ()  # fmt: skip
    results: dict[str, Result] = {"parameters": total, "arrays": len(parts)}
    results["weights"] = size([part for part in parts if not part[0].startswith("b")])
    if two:
        results |= cells
        results["one_and_two_biases"] = two
        results["gru_over_lstm"] = cells["gru"] / cells["lstm"]
        last = stack(block, inputs, hidden, library, ways, layers)
        results["last_layer"] = size(last[-(len(last) // layers) :])
    return Outcome(
        figure=figure(block, parts, total, cells),
        small=bars(block, parts, cells),
        results=results,
        claims=_claims(
            block,
            parts,
            total,
            library,
            inputs,
            hidden,
            d_model,
            heads,
            d_ff,
            outputs,
            ways,
            layers,
        ),
        notice=notice(
            block, library, cells, heads, total / size(attention(d_model, 1, library != "none"))
        ),
        formula=formula(block, parts, library, inputs, hidden, ways, layers, total),
        readings=(
            Reading(Localized("パラメータ数", "parameters"), f"{total:,}", 0),
            Reading(Localized("うち重み", "weights"), f"{results['weights']:,}"),
            Reading(
                Localized("うちバイアス", "biases"), f"{total - int(str(results['weights'])):,}"
            ),
            *(
                (
                    Reading(
                        Localized("RNN : GRU : LSTM", "RNN : GRU : LSTM"),
                        " : ".join(f"{cells[name]:,}" for name in SETS),
                    ),
                )
                if block in SETS
                else ()
            ),
        ),
    )


def _claims(
    block: Block,
    parts: list[Part],
    total: int,
    library: Library,
    inputs: int,
    hidden: int,
    d_model: int,
    heads: int,
    d_ff: int,
    outputs: int,
    ways: int,
    layers: int,
) -> tuple[Claim, ...]:
    claims: list[Claim] = []
    if block in SETS:
        claims.append(_ratio_claim(inputs, hidden))
        biases = bias_vectors(block, library)
        expected = 0
        for layer in range(layers):
            width = inputs if layer == 0 else ways * hidden
            expected += ways * SETS[block] * (hidden * (width + hidden) + biases * hidden)
        core = size([part for part in parts if not part[0].endswith("out")])
        claims.append(
            Claim(
                "formula",
                Localized(
                    f"配列を数えた値は、公式 向き·組·(H(I+H) + bH) の和 {expected:,} と一致する",
                    "the arrays add up to the formula, directions · sets · (H(I+H) + bH): "
                    f"{expected:,}",
                ),
                core == expected,
            )
        )
        if library == "keras":
            gru, plain = (
                size(stack("gru", inputs, hidden, kind, 1, 1)) for kind in (library, "one")
            )
            claims.append(
                Claim(
                    "keras-gru",
                    Localized(
                        f"Keras の GRU は既定でバイアスが 2 つあり、{plain:,} でなく {gru:,}",
                        f"a Keras GRU has two biases by default: {gru:,}, not {plain:,}",
                    ),
                    gru - plain == SETS["gru"] * hidden,
                )
            )
    else:
        d, biased = d_model, library != "none"
        text, expected = {
            "attention": ("4(d² + d)", 4 * (d * d + biased * d)),
            "feed-forward": ("2·d·d_ff + d_ff + d", 2 * d * d_ff + biased * (d_ff + d)),
            "dense": ("I·O + O", inputs * outputs + biased * outputs),
        }[block]
        claims.append(
            Claim(
                "formula",
                Localized(
                    f"配列を数えた値は {text}"
                    f"{'' if biased else '（バイアスを除く）'} = {expected:,} と一致する",
                    f"the arrays add up to {text}{'' if biased else ' (less the biases)'} = "
                    f"{expected:,}",
                ),
                total == expected,
            )
        )
    if block == "attention":
        counts = {
            size(attention(d_model, n, library != "none")) for n in range(1, 65) if d_model % n == 0
        }
        claims.append(
            Claim(
                "heads",
                Localized(
                    f"ヘッド数を変えてもパラメータ数は同じ（{total:,}）",
                    f"the number of heads does not change the count ({total:,})",
                ),
                counts == {total},
            )
        )
    return tuple(claims)


def _ratio_claim(inputs: int, hidden: int) -> Claim:
    one = [size(stack(name, inputs, hidden, "one", 1, 1)) for name in SETS]
    return Claim(
        "ratio",
        Localized(
            f"同じ I と H、バイアスも同じ数なら RNN : GRU : LSTM = 1 : 3 : 4"
            f"（{one[0]:,} : {one[1]:,} : {one[2]:,}）",
            "with the same I, H and biases RNN : GRU : LSTM = 1 : 3 : 4 "
            f"({one[0]:,} : {one[1]:,} : {one[2]:,})",
        ),
        [n / one[0] for n in one] == [1.0, 3.0, 4.0],
    )


_EIGHT_HEADS = size(attention(512, 8, biased=True))

TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "Multi-Head Attention のヘッドを 8 から 16 に増やします。パラメータ数は？",
            "Multi-head attention goes from 8 to 16 heads. The parameters?",
        ),
        knobs={"block": "attention", "d_model": 512, "heads": 16},
        guesses=(
            Localized("2 倍になる", "they double"),
            Localized("変わらない", "they stay"),
            Localized("半分になる", "they halve"),
        ),
        happened=lambda outcome: (
            1
            if (now := int(outcome.number("parameters"))) == _EIGHT_HEADS
            else 0
            if now > _EIGHT_HEADS
            else 2
        ),
        because=Localized(
            "1 ヘッドの次元が 512/16 = 32 に減るので、全体は 4(d² + d) のままです。",
            "Each head shrinks to 512/16 = 32, so the whole stays 4(d² + d).",
        ),
    ),
    Trial(
        ask=Localized(
            "GRU（h = 1、候補 −1、z = 0.25）で、z を前の h に掛ける流儀に替えます。出力の符号は？",
            "A GRU, h = 1, candidate −1, z = 0.25: now z weighs the past. The output's sign?",
        ),
        knobs={"view": "step", "convention": "past", "h": 1.0, "h_bar": -1.0, "z": 0.25},
        guesses=(Localized("正", "positive"), Localized("負", "negative")),
        happened=lambda outcome: 0 if outcome.number("new_h") > 0 else 1,
        because=Localized(
            "0.25 · 1 + 0.75 · (−1) = −0.5。もう一方の流儀では +0.5 です。",
            "0.25 · 1 + 0.75 · (−1) = −0.5; the other convention gives +0.5.",
        ),
    ),
)
