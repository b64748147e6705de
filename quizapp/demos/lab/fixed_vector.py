"""D28: one fixed vector for a sequence of any length, or a look at every position.

A plain encoder-decoder squeezes T tokens into one code of width H. For independent tokens of mean 0
and variance 1 even the best linear code and decoder leave a squared error of T - H; attention reads
each position when it needs it. Beside it: beam search against greedy choice, and a decoder with and
without teacher forcing.

Sources: Sutskever, Vinyals & Le 2014; Cho et al. 2014; Bahdanau, Cho & Bengio 2015; Eckart & Young
1936 (the best code of width H).
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Plot, Point, Series, Table
from quizapp.demos.lab._beam import beam
from quizapp.demos.lab._forcing import forcing
from quizapp.demos.numerals import figures, power
from quizapp.demos.spec import Claim, Numbers, Outcome, Range, Reading, Result, Trial
from quizapp.records import Localized

_LONGEST, _SAMPLES = 16, 64
_COPY = {"view": ("copy",)}
_BEAM = {"view": ("beam",)}
_FORCING = {"view": ("forcing",)}


def run(
    view: Annotated[
        Literal["copy", "beam", "forcing"],
        usual.view(
            {
                "copy": Localized("系列の写し", "copy a sequence"),
                "beam": Localized("ビーム探索", "beam search"),
                "forcing": Localized("教師強制", "teacher forcing"),
            }
        ),
    ] = "copy",
    length: Annotated[int, Range("系列の長さ T", "length T", 1, _LONGEST, when=_COPY)] = 10,
    width: Annotated[int, Range("符号の次元 H", "code width H", 1, _LONGEST, when=_COPY)] = 4,
    sharpness: Annotated[
        float, Range("注意の鋭さ β", "sharpness β", 0.5, 50.0, scale="log", when=_COPY)
    ] = 50.0,
    first: Annotated[
        tuple[float, ...],
        Numbers(
            "1 語目の確率",
            "step 1",
            0.0,
            1.0,
            shortest=2,
            longest=5,
            examples=((0.5, 0.4), (0.5, 0.3, 0.2), (0.6, 0.4)),
            when=_BEAM,
        ),
    ] = (0.5, 0.4),
    second: Annotated[
        tuple[float, ...],
        Numbers(
            "続く最良の確率",
            "best step 2",
            0.0,
            1.0,
            shortest=2,
            longest=5,
            examples=((0.4, 0.9), (0.4, 0.7, 0.9)),
            when=_BEAM,
        ),
    ] = (0.4, 0.9),
    beam_width: Annotated[int, Range("ビーム幅", "beam width", 1, 5, when=_BEAM)] = 2,
    noise: Annotated[
        float, Range("訓練データの雑音", "training noise", 0.0, 0.5, step=0.02, when=_FORCING)
    ] = 0.1,
    steps: Annotated[int, Range("生成する長さ", "steps to write", 2, 60, when=_FORCING)] = 40,
    seed: Annotated[int, usual.seed(when={"view": "forcing"})] = 0,
) -> Outcome:
    """The copy task, two-step beam search, or a decoder that reads its own output.

    Raises UsageError when the two lists of probabilities differ in length or sum to more than 1.
    """
    if view == "beam":
        return beam(first, second, beam_width)
    if view == "forcing":
        return forcing(noise, steps, seed)
    return _copy(length, width, sharpness, seed)


def tokens(length: int, seed: int) -> Floats:
    """Sequences (samples, length) with exactly uncorrelated columns of mean 0 and variance 1."""
    drawn = np.random.default_rng(seed).normal(size=(_SAMPLES, length))
    basis, _ = np.linalg.qr(drawn - drawn.mean(axis=0))
    return np.asarray(basis * np.sqrt(_SAMPLES))


def best_code(x: Floats, width: int) -> Floats:
    """``x`` (samples, length) after the best linear code of ``width`` and its best decoder."""
    left, sizes, right = np.linalg.svd(x, full_matrices=False)
    return np.asarray((left[:, :width] * sizes[:width]) @ right[:width])


def random_code(x: Floats, width: int, rng: np.random.Generator) -> Floats:
    """``x`` after a random linear encoder and the decoder that fits it best."""
    code = x @ rng.normal(size=(x.shape[1], width))
    return np.asarray(code @ np.linalg.lstsq(code, x, rcond=None)[0])


def attend(x: Floats, sharpness: float) -> tuple[Floats, Floats]:
    """Each position read by a query that equals its key: outputs and weights (length, length)."""
    scores = sharpness * np.eye(x.shape[1])
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = shares / shares.sum(axis=1, keepdims=True)
    return np.asarray(x @ weights.T), weights


def squared_error(x: Floats, copy: Floats) -> float:
    """Squared error of a sequence, mean over the samples."""
    return float(np.sum((x - copy) ** 2) / len(x))


def _copy(length: int, width: int, sharpness: float, seed: int) -> Outcome:
    lengths = np.arange(1, _LONGEST + 1)
    everything = tokens(_LONGEST, seed)  # leading columns are uncorrelated too
    coded, read = [], []
    for size in lengths:
        x = everything[:, :size]
        coded.append(squared_error(x, best_code(x, width)))
        read.append(squared_error(x, attend(x, sharpness)[0]))
    x = everything[:, :length]
    error, looked = coded[length - 1], read[length - 1]
    results: dict[str, Result] = {
        "error": error if error > 1e-12 else 0.0,
        "attention_error": looked,
        "lost_tokens": max(length - width, 0),
        "error_per_token": error / length,
        "attention_weight": float(attend(x, sharpness)[1][0, 0]),
    }
    return Outcome(
        figure=_figure(lengths.astype(np.float64), np.array(coded), np.array(read), length, width),
        results=results,
        claims=_claims(x, width, sharpness, error, looked, seed),
        notice=_notice(length, width, looked),
        formula=(
            f"max(T − H, 0) = max({length} − {width}, 0) = {max(length - width, 0)}   "
            f"attention {power(looked)}"
        ),
        readings=(
            Reading(
                Localized("固定長の誤差", "error, fixed code"), figures(abs(round(error, 9))), 0
            ),
            Reading(Localized("注意機構の誤差", "error, attention"), power(looked), 1),
            Reading(
                Localized("失われる語数 T − H", "tokens lost T − H"), str(max(length - width, 0))
            ),
            Reading(
                Localized("見る位置への重み", "weight on its place"),
                figures(float(str(results["attention_weight"])), 4),
            ),
        ),
    )


def _claims(
    x: Floats, width: int, sharpness: float, error: float, looked: float, seed: int
) -> tuple[Claim, ...]:
    length = x.shape[1]
    lost = max(length - width, 0)
    rng = np.random.default_rng(seed + 100)
    others = [squared_error(x, random_code(x, width, rng)) for _ in range(20)]
    off = 1.0 / (np.exp(sharpness) + length - 1)
    claims = [
        Claim(
            "linear",
            Localized(
                f"最良の線形符号でも、二乗誤差 max(T − H, 0) = {lost} が残る",
                f"even the best linear code leaves a squared error of max(T − H, 0) = {lost}",
            ),
            abs(error - lost) < 1e-9,
        ),
        Claim(
            "no-better",
            Localized(
                "無作為な 20 個の符号に、それより良いものはない",
                "none of 20 random codes does better",
            ),
            min(others) >= error - 1e-9,
        ),
        Claim(
            "soft",
            Localized(
                "注意機構の誤差は、他の位置への重み ε だけで決まる: T²(T−1)ε²",
                "attention's error comes from the weight ε on other places alone: T²(T−1)ε²",
            ),
            bool(abs(looked - length**2 * (length - 1) * off**2) <= 1e-9),
        ),
    ]
    if sharpness >= 30:
        claims.append(
            Claim(
                "attention",
                Localized(
                    "鋭い注意機構は、どの長さでも誤差 0（10⁻¹² 未満）",
                    "sharp attention has error 0 at any length (below 10⁻¹²)",
                ),
                looked < 1e-12,
            )
        )
    return tuple(claims)


def _notice(length: int, width: int, looked: float) -> Localized:
    if looked > 0.1:
        return Localized(
            "注意がぼやけ、他の位置の値が混ざっています。β を上げると 1 か所に集まります。",
            "Attention is blurred: other places mix in. A larger β brings it to one.",
        )
    if length > width:
        return Localized(
            f"{length} 語を {width} 個の数に押し込むので、{length - width} 語分が失われます。注意機"
            "構は必要な位置を直接見ます。",
            f"{length} tokens in {width} numbers: {length - width} tokens' worth is lost. "
            "Attention looks at the place it needs.",
        )
    return Localized(
        "符号が系列より広い間は、固定長でも何も失われません。T を H より長くしてみましょう。",
        "While the code is as wide as the sequence nothing is lost; make T longer than H.",
    )


def _figure(t: Floats, coded: Floats, read: Floats, length: int, width: int) -> Plot:
    names = (Localized("固定長ベクトル", "fixed vector"), Localized("注意機構", "attention"))
    top = max(float(coded.max()), float(read.max()), 1.0) * 1.05
    error, looked = float(coded[length - 1]), float(read[length - 1])
    return Plot(
        title=Localized("長さと写しの誤差", "Error of the copy by length"),
        note=Localized(f"H = {width}", f"H = {width}"),
        summary=Localized(
            f"T = {length}、H = {width} で、固定長の二乗誤差は {figures(abs(round(error, 9)))}、"
            f"注意機構は {power(looked)}。",
            f"With T = {length} and H = {width} the squared error is "
            f"{figures(abs(round(error, 9)))} for the fixed vector and {power(looked)} with "
            "attention.",
        ),
        x=Axis(Localized("系列の長さ T", "length T"), low=1, high=float(t[-1]), whole=True),
        y=Axis(Localized("二乗誤差", "squared error"), low=0.0, high=top),
        series=(
            Series(
                Localized("H", "H"), np.full(2, float(width)), np.array([0.0, top]),
                faint=True, marked="none",
            ),
            Series(names[1], t, read, 1, "dashed"),
            Series(names[0], t, coded, 0),
        ),
        points=(
            Point(
                float(length), error, Localized(f"T = {length}", f"T = {length}"), "◆", marker=3
            ),
        ),
        table=Table(
            columns=(Localized("長さ T", "length T"), *names),
            rows=tuple(
                (str(int(size)), figures(abs(round(float(a), 9))), power(float(b)))
                for size, a, b in zip(t, coded, read, strict=True)
            ),
        ),
    )  # fmt: skip


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "符号の次元は H = 4。系列を T = 4 から 12 に伸ばすと、固定長の誤差は？",
            "The code has H = 4. From T = 4 to 12, what becomes of the fixed vector's error?",
        ),
        knobs={"length": 12, "width": 4},
        guesses=(
            Localized("0 のまま", "it stays 0"),
            Localized("8 になる", "it becomes 8"),
            Localized("12 になる", "it becomes 12"),
        ),
        happened=lambda outcome: (
            0 if (error := outcome.number("error")) < 1 else 1 if error < 10 else 2
        ),
        because=Localized(
            "4 個の数で運べるのは 4 語分だけで、残り 12 − 4 = 8 語分の分散が誤差になります。",
            "Four numbers carry four tokens; the variance of the other 12 − 4 = 8 is the error.",
        ),
    ),
    Trial(
        ask=Localized(
            "1 語目 A 0.5、B 0.4。続く最良は A のあと 0.4、B のあと 0.9。ビーム幅 2 が選ぶのは？",
            "A .5 or B .4; the best next is .4 after A, .9 after B. What does a beam of 2 choose?",
        ),
        knobs={"view": "beam", "first": (0.5, 0.4), "second": (0.4, 0.9), "beam_width": 2},
        guesses=(Localized("A から始まる列", "A first"), Localized("B から始まる列", "B first")),
        happened=lambda outcome: 0 if outcome.results["beam_choice"] == "A" else 1,
        because=Localized(
            "A は 0.5 · 0.4 = 0.20、B は 0.4 · 0.9 = 0.36。貪欲法は 1 語目で A に決めます。",
            "A gives 0.5 · 0.4 = 0.20, B 0.4 · 0.9 = 0.36; greedy has settled on A at step 1.",
        ),
    ),
)
