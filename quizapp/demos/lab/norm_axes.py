"""D43: which values share a mean and a variance in batch, layer, instance and group norm.

``axes`` takes a tensor (N, C, H, W) and counts its means under each of the four; ``vector`` is
layer norm of one vector with its scale and shift. Variances divide by the count (ddof 0) and
epsilon stands inside the root.

Sources: Ioffe & Szegedy 2015; Ba, Kiros & Hinton 2016; Ulyanov et al. 2016; Wu & He 2018.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Cells, Panels, Plot, Series
from quizapp.demos.lab._say import both, claim, reading, table
from quizapp.demos.numerals import figures, term
from quizapp.demos.spec import Choice, Claim, Numbers, Outcome, Range, Result, Trial
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

Whole = NDArray[np.int64]
EPS = 1e-5
_AXES = {"experiment": ("axes",)}
_VECTOR = {"experiment": ("vector",)}

Kind = Literal["batch", "layer", "instance", "group"]
KINDS: tuple[Kind, ...] = ("batch", "layer", "instance", "group")
_NAMES = {
    "batch": Localized("バッチ", "batch"),
    "layer": Localized("層", "layer"),
    "instance": Localized("インスタンス", "instance"),
    "group": Localized("グループ", "group"),
}
_COUNTS = {"batch": "C", "layer": "N", "instance": "N·C", "group": "N·G"}


def run(
    experiment: Annotated[
        Literal["axes", "vector"],
        usual.experiment(
            {
                "axes": Localized("統計を共有する範囲", "shared statistics"),
                "vector": Localized("層正規化の計算", "layer norm of a vector"),
            }
        ),
    ] = "axes",
    kind: Annotated[Kind, Choice("正規化", "norm", _NAMES, when=_AXES)] = "layer",
    n: Annotated[int, Range("バッチ N", "batch N", 1, 8, when=_AXES)] = 4,
    c: Annotated[int, Range("チャネル C", "channels C", 1, 8, when=_AXES)] = 6,
    h: Annotated[int, Range("高さ H", "height H", 1, 8, when=_AXES)] = 2,
    w: Annotated[int, Range("幅 W", "width W", 1, 8, when=_AXES)] = 2,
    g: Annotated[int, Range("グループ数 G", "groups G", 1, 8, when=_AXES)] = 2,
    x: Annotated[
        tuple[float, ...],
        Numbers("入力 x", "input x", -1000, 1000, shortest=2, longest=8, when=_VECTOR,
                examples=((1, 2, 3, 4), (2, 4, 6), (0, 0, 0, 8))),
    ] = (1.0, 2.0, 3.0, 4.0),
    gain: Annotated[float, Range("倍率 g", "scale g", -5, 5, step=0.5, when=_VECTOR)] = 1.0,
    shift: Annotated[float, Range("ずらし b", "shift b", -5, 5, step=0.5, when=_VECTOR)] = 0.0,
    eps: Annotated[
        float, Range("ε", "ε", 1e-12, 1.0, scale="log", when=_VECTOR)
    ] = EPS,
    seed: Annotated[int, usual.seed(when=_AXES)] = 0,
) -> Outcome:  # fmt: skip
    """Statistics of four norms over a random tensor, or layer norm of one vector.

    Raises UsageError when the channels do not fall into ``g`` equal groups.
    """
    if experiment == "vector":
        return _vector(np.array(x), gain, shift, eps)
    if c % g:
        fits = ", ".join(str(size) for size in range(1, c + 1) if c % size == 0)
        raise UsageError(
            tr("チャネル数 {c} は {g} 個のグループに等分できません。", c=c, g=g),
            mend=tr("使える値  g = {fits}", fits=fits),
        )
    return _axes(kind, np.random.default_rng(seed).normal(2.0, 3.0, size=(n, c, h, w)), g)


def owners(kind: Kind, shape: tuple[int, ...], g: int) -> Whole:
    """For every place of a tensor (N, C, H, W) the number of the statistic it belongs to."""
    n, c = shape[:2]
    sample, channel = np.indices((n, c))
    table_ = {
        "batch": channel,
        "layer": sample,
        "instance": sample * c + channel,
        "group": sample * g + channel // (c // g),
    }[kind]
    return np.broadcast_to(table_[:, :, None, None], shape)


def normalise(kind: Kind, x: Floats, g: int, eps: float = EPS) -> Floats:
    """``x`` (N, C, H, W) less its mean over the norm's axes, over the root of variance + eps."""
    n, c, h, w = x.shape
    if kind == "group":
        parts = x.reshape(n, g, c // g, h, w)
        mean = parts.mean(axis=(2, 3, 4), keepdims=True)
        made = (parts - mean) / np.sqrt(parts.var(axis=(2, 3, 4), keepdims=True) + eps)
        return np.asarray(made.reshape(x.shape))
    axes = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3)}[kind]
    mean = x.mean(axis=axes, keepdims=True)
    return np.asarray((x - mean) / np.sqrt(x.var(axis=axes, keepdims=True) + eps))


def layer_norm(x: Floats, gain: float, shift: float, eps: float) -> Floats:
    """``(x − mean)/√(var + eps)·gain + shift`` over the last axis."""
    mean = x.mean(axis=-1, keepdims=True)
    return np.asarray((x - mean) / np.sqrt(x.var(axis=-1, keepdims=True) + eps) * gain + shift)


def _axes(kind: Kind, x: Floats, g: int) -> Outcome:
    n, c, h, w = x.shape
    counted = {one: len(np.unique(owners(one, x.shape, g))) for one in KINDS}
    formula = {"batch": c, "layer": n, "instance": n * c, "group": n * g}
    values_each = x.size // counted[kind]
    other = x.copy()
    other[1:] = -3.0 * other[1:] + 5.0
    moved = {
        one: bool(np.abs(normalise(one, x, g)[0] - normalise(one, other, g)[0]).max() > 1e-9)
        for one in KINDS
    }
    return Outcome(
        figure=_panels(kind, x.shape, g, counted),
        small=_grid(kind, x.shape, g, counted[kind]),
        results={
            **{f"{one}.statistics": counted[one] for one in KINDS},
            "statistics": counted[kind],
            "values_each": values_each,
            "depends_on_batch": str(moved[kind]).lower(),
        },
        claims=(
            claim(
                "counts",
                f"平均の個数は C={c}、N={n}、N·C={n * c}、N·G={n * g}（バッチ・層・インスタンス・"
                "グループ）",
                f"means: C={c}, N={n}, N·C={n * c}, N·G={n * g} (batch, layer, instance, group)",
                counted == formula,
            ),
            _normal(x, g),
            claim(
                "batch-only",
                "ほかのサンプルを変えて出力が変わるのは、バッチ正規化だけ",
                "changing the other samples alters the output of batch norm alone",
                moved == {one: one == "batch" and n > 1 for one in KINDS},
            ),
            claim(
                "ends",
                "G = 1 は層正規化、G = C はインスタンス正規化と同じ",
                "G = 1 is layer norm, G = C is instance norm",
                np.allclose(normalise("group", x, 1), normalise("layer", x, 1))
                and np.allclose(normalise("group", x, c), normalise("instance", x, c)),
            ),
        ),
        notice=_about(kind, n, values_each),
        formula=(
            f"{_COUNTS[kind]} = {counted[kind]}   {n}·{c}·{h}·{w}/{counted[kind]} = {values_each}"
        ),
        readings=(
            *(
                reading(
                    Localized(*(f"{name} {_COUNTS[one]}" for name in _pair(one))),
                    str(counted[one]), place,
                )
                for place, one in enumerate(KINDS)
            ),
            reading(("1 つの平均に入る値", "values a mean"), str(values_each)),
        ),
    )  # fmt: skip


def _normal(x: Floats, g: int) -> Claim:
    sound = True
    for one in KINDS:
        owner, made = owners(one, x.shape, g).ravel(), normalise(one, x, g).ravel()
        size = np.bincount(owner)
        mean, spread = _moments(owner, size, made)
        before = _moments(owner, size, x.ravel())[1]
        sound &= bool(np.abs(mean).max() < 1e-9)
        sound &= bool(np.abs(spread - before / (before + EPS)).max() < 1e-9)
    return claim(
        "normalised",
        "同じ統計を使う値の集まりごとに、出力の平均は 0、分散は v/(v+ε)",
        "in each set that shares a statistic the output has mean 0 and variance v/(v+ε)",
        sound,
    )


def _moments(owner: Whole, size: Whole, x: Floats) -> tuple[Floats, Floats]:
    """Mean and variance (k,) of the values ``x`` (n,) that each owner 0 … k-1 holds."""
    mean = np.bincount(owner, x) / size
    return mean, np.bincount(owner, (x - mean[owner]) ** 2) / size


def _pair(kind: Kind) -> tuple[str, str]:
    return _NAMES[kind].ja, _NAMES[kind].en


def _about(kind: Kind, n: int, values_each: int) -> Localized:
    if values_each == 1:
        return Localized(
            "1 つの平均に値が 1 つしか入らないので、出力はすべて 0 になります。",
            "Only one value goes into each mean, so every output is 0.",
        )
    if kind == "batch":
        return Localized(
            "チャネルごとに、バッチ全体の値を平均します。バッチが小さいと統計が不安定です。",
            "One mean a channel over the whole batch: a small batch makes it shaky.",
        )
    return Localized(
        "平均はサンプルの中だけで取ります。バッチの大きさにもほかのサンプルにもよりません。",
        "Means stay inside a sample: neither batch size nor other samples matter.",
    )


def _grid(kind: Kind, shape: tuple[int, ...], g: int, count: int, chosen: bool = False) -> Cells:
    n, c = shape[:2]
    owner = owners(kind, shape, g)[:, :, 0, 0]
    rows, columns = np.nonzero(owner == 0)
    # Neighbouring statistics get different shades, so that each set is seen as one block.
    first = owner // c if kind == "instance" else owner // g if kind == "group" else owner
    name, mark = _NAMES[kind], "→ " if chosen else ""
    shades = (owner + (first if kind in ("instance", "group") else 0)) % 2
    return Cells(
        title=Localized(f"{mark}{name.ja}", f"{mark}{name.en}"),
        note=both(f"{_COUNTS[kind]} = {count}"),
        summary=Localized(),
        values=0.25 + 0.5 * shades.astype(np.float64),
        window=(0, int(rows.max()) + 1, 0, int(columns.max()) + 1),
        square=False,
        row_labels=tuple(f"N{i}" for i in range(n)),
    )


def _panels(kind: Kind, shape: tuple[int, ...], g: int, counted: dict[Kind, int]) -> Panels:
    """All four side by side; an arrow stands before the chosen one."""
    words = [f"{_NAMES[one].ja} {counted[one]}" for one in KINDS]
    english = [f"{_NAMES[one].en} {counted[one]}" for one in KINDS]
    return Panels(
        title=both(("統計を共有する範囲", "What shares one mean")),
        note=both(
            ("行は N、列は C。枠の中が 1 つの平均", "rows N, columns C; the frame: one mean")
        ),
        summary=Localized(
            "平均の個数は " + "、".join(words) + "。",
            "Means: " + ", ".join(english) + ".",
        ),
        figures=tuple(_grid(one, shape, g, counted[one], one == kind) for one in KINDS),
        shared_title=True,
        table=table(
            (("正規化", "norm"), ("個数の式", "count"), ("個数", "means"), ("値", "values each")),
            (
                (one, _COUNTS[one], str(counted[one]), str(math.prod(shape) // counted[one]))
                for one in KINDS
            ),
        ),
    )


def _vector(x: Floats, gain: float, shift: float, eps: float) -> Outcome:
    made = layer_norm(x, gain, shift, eps)
    mean, spread = float(x.mean()), float(x.var())
    plain = [
        (v - sum(x) / len(x)) / math.sqrt(sum((u - sum(x) / len(x)) ** 2 for u in x) / len(x) + eps)
        for v in x
    ]
    scale = max(float(np.abs(x).max()), 1.0)
    places = np.arange(1, len(x) + 1, dtype=np.float64)
    results: dict[str, Result] = {
        "output": tuple(float(v) for v in made),
        "mean": mean,
        "variance": spread,
    }
    return Outcome(
        figure=Plot(
            title=both(("層正規化の前と後", "Before and after layer norm")),
            summary=Localized(
                f"平均 {figures(mean)}、分散 {figures(spread)} の入力が、平均 "
                f"{figures(float(made.mean()), 3)}、分散 {figures(float(made.var()), 3)} になる。",
                f"Mean {figures(mean)} and variance {figures(spread)} become "
                f"{figures(float(made.mean()), 3)} and {figures(float(made.var()), 3)}.",
            ),
            x=Axis(both(("要素", "element")), low=0.5, high=len(x) + 0.5, whole=True),
            y=Axis(),
            series=(
                Series(both(("入力 x", "input x")), places, x, 1, "dashed", "all"),
                Series(both(("出力", "output")), places, made, 0, "line", "all"),
            ),
            table=table(
                ("", "x", ("x − 平均", "x − mean"), ("出力", "output")),
                (
                    (str(i + 1), figures(float(x[i]), 6), figures(float(x[i]) - mean, 6),
                     figures(float(made[i]), 6))
                    for i in range(len(x))
                ),
            ),
        ),
        results=results,
        claims=(
            claim(
                "by-hand",
                "要素を 1 つずつ計算しても同じ",
                "element by element, by hand, it is the same",
                np.allclose(np.array(plain) * gain + shift, made, atol=1e-9),
            ),
            claim(
                "mean-and-spread",
                "出力の平均は b、分散は g²·v/(v+ε)",
                "the output has mean b and variance g²·v/(v+ε)",
                abs(float(made.mean()) - shift) < 1e-8
                and abs(float(made.var()) - gain * gain * spread / (spread + eps)) < 1e-8,
            ),
            claim(
                "shift-free",
                "入力全体に同じ数を足しても、出力は変わらない",
                "adding one number to the whole input changes nothing",
                np.allclose(layer_norm(x + 10 * scale, gain, shift, eps), made, atol=1e-4),
            ),
        ),
        notice=Localized(
            "入力の分散が 0 なので、出力はすべて b です。ε が 0 での割り算を防ぎます。",
            "The input has no spread, so every output is b; ε keeps it from dividing by 0.",
        )
        if spread == 0
        else Localized(
            "1 つのベクトルの中だけで平均と分散を取ります。バッチはどこにも出てきません。",
            "Mean and variance come from this one vector; the batch appears nowhere.",
        ),
        formula=(
            f"(x − {term(mean)})/√({figures(spread)} + {figures(eps)})·{term(gain)} + "
            f"{term(shift)}"
        ),
        readings=(
            reading(("入力の平均", "input mean"), figures(mean), 1),
            reading(("入力の分散（÷n）", "input variance ÷n"), figures(spread), 1),
            reading(("出力の最初", "first output"), figures(float(made[0]), 6), 0),
            reading(("出力の最後", "last output"), figures(float(made[-1]), 6), 0),
        ),
    )  # fmt: skip


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "バッチの大きさを 8 に倍増すると、層正規化の平均は何個になりますか（C = 6）。",
            "With a batch of 8, how many means does layer norm take (C = 6)?",
        ),
        knobs={"experiment": "axes", "kind": "layer", "n": 8},
        guesses=(Localized("6 個", "6"), Localized("8 個", "8"), Localized("48 個", "48")),
        happened=lambda outcome: {6: 0, 8: 1}.get(int(outcome.number("statistics")), 2),
        because=Localized(
            "層正規化はサンプルごとに 1 つの平均を取るので、N 個です。チャネル数にはよりません。",
            "Layer norm takes one mean a sample, so N of them, whatever the channels.",
        ),
    ),
    Trial(
        ask=Localized(
            "バッチのほかのサンプルを差し替えると、バッチ正規化での 1 枚目の出力は変わりますか。",
            "Swap the other samples of the batch: does batch norm change the first one's output?",
        ),
        knobs={"experiment": "axes", "kind": "batch"},
        guesses=(Localized("変わる", "yes"), Localized("変わらない", "no")),
        happened=lambda outcome: 0 if outcome.results["depends_on_batch"] == "true" else 1,
        because=Localized(
            "平均と分散をバッチ全体から取るためです。推論時は移動平均に替えます。",
            "Its mean and variance come from the whole batch; inference uses running averages.",
        ),
    ),
)
