"""The figures of D30: a map of words, a table of pairs, two loss curves, a cosine."""

from __future__ import annotations

import math

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Bars, Cells, Plot, Point, Series, Table
from quizapp.demos.lab._skip_gram import WORDS
from quizapp.demos.numerals import figures
from quizapp.records import Localized


def word_map(vectors: Floats, same: float, other: float) -> Plot:
    low = np.minimum(vectors.min(axis=0), 0.0)
    high = np.maximum(vectors.max(axis=0), 0.0)
    air = 0.12 * (high - low)
    names = (
        Localized("動物", "animals"),
        Localized("食べ物", "food"),
        Localized("乗り物", "vehicles"),
    )
    return Plot(
        title=Localized("学んだ 2 次元ベクトル", "Learned 2-D vectors"),
        note=Localized("点 1 つが 1 語", "a point a word"),
        summary=Localized(
            f"コサイン類似度の平均は、同じ話題の語どうしで {figures(same, 3)}、違う話題で "
            f"{figures(other, 3)}。",
            f"The mean cosine is {figures(same, 3)} within a topic and {figures(other, 3)} "
            "between topics.",
        ),
        x=Axis(low=float(low[0] - air[0]), high=float(high[0] + 2 * air[0])),
        y=Axis(low=float(low[1] - air[1]), high=float(high[1] + air[1])),
        series=tuple(
            Series(name, vectors[4 * t : 4 * t + 4, 0], vectors[4 * t : 4 * t + 4, 1], t, "dots",
                   "all")
            for t, name in enumerate(names)
        ),
        points=(
            Point(0.0, 0.0, Localized("0", "0")),
            *(
                Point(float(v[0]), float(v[1]), Localized(word, word), marker=place // 4)
                for place, (word, v) in enumerate(zip(WORDS, vectors, strict=True))
            ),
        ),
        table=Table(
            columns=(
                Localized("語", "word"),
                Localized("話題", "topic"),
                Localized("z₁", "z₁"),
                Localized("z₂", "z₂"),
            ),
            rows=tuple(
                (word, str(place // 4 + 1), *(figures(float(v), 3) for v in vectors[place]))
                for place, word in enumerate(WORDS)
            ),
        ),
    )  # fmt: skip


def pairs_figure(length: int, window: int, found: list[tuple[int, int]]) -> Cells:
    values = np.zeros((length, length))
    for centre, near in found:
        values[centre, near] = 1.0
    np.fill_diagonal(values, 0.5)
    return Cells(
        title=Localized("中心語（行）と文脈語（列）", "Centre (row) and context (column)"),
        note=Localized("c は中心、o は文脈", "c centre, o context"),
        summary=Localized(
            f"{length} 語の文、窓 {window} で、組は {len(found)}。",
            f"A sentence of {length} words with window {window} has {len(found)} pairs.",
        ),
        values=values,
        texts=tuple(
            tuple("c" if i == j else "o" if values[i, j] else "." for j in range(length))
            for i in range(length)
        ),
        row_labels=tuple(f"w{i + 1}" for i in range(length)),
        table=Table(
            columns=(Localized("中心語", "centre"), Localized("文脈語", "context"),
                     Localized("数", "count")),
            rows=tuple(
                (
                    f"w{i + 1}",
                    " ".join(f"w{j + 1}" for c, j in found if c == i),
                    str(sum(c == i for c, _ in found)),
                )
                for i in range(length)
            ),
        ),
    )  # fmt: skip


def loss_figure(positive: float, scores: Floats, loss: float) -> Plot:
    place = np.linspace(-5.0, 5.0, 201)
    own = (float(np.logaddexp(0.0, -positive)), *(float(np.logaddexp(0.0, s)) for s in scores))
    return Plot(
        title=Localized("スコアごとの損失", "Loss by score"),
        note=Localized(f"和 {figures(loss, 5)}", f"sum {figures(loss, 5)}"),
        summary=Localized(
            f"正例の項は {figures(own[0], 4)}、負例の項の和は {figures(sum(own[1:]), 4)}、"
            f"合わせて {figures(loss, 5)}。",
            f"The positive term is {figures(own[0], 4)}, the negative terms sum to "
            f"{figures(sum(own[1:]), 4)}; together {figures(loss, 5)}.",
        ),
        x=Axis(Localized("スコア u·v", "score u·v"), low=-5.0, high=5.0),
        y=Axis(low=0.0, high=5.2),
        series=(
            Series(Localized("正例 −ln σ(s)", "positive −ln σ(s)"), place,
                   np.logaddexp(0.0, -place), 0, marked="none"),
            Series(Localized("負例 −ln σ(−s)", "negative −ln σ(−s)"), place,
                   np.logaddexp(0.0, place), 1, "dashed", "none"),
            Series(Localized(), np.array([positive]), np.array(own[:1]), 0, "dots", "all"),
            Series(Localized(), scores, np.array(own[1:]), 1, "dots", "all"),
        ),
        table=Table(
            columns=(Localized("項", "term"), Localized("スコア", "score"),
                     Localized("損失", "loss")),
            rows=(
                ("+", figures(positive), figures(own[0], 5)),
                *(
                    ("−", figures(float(s)), figures(value, 5))
                    for s, value in zip(scores, own[1:], strict=True)
                ),
            ),
        ),
    )  # fmt: skip


def cosine_figure(a: Floats, b: Floats, similarity: float) -> Bars:
    angle = math.degrees(math.acos(max(-1.0, min(1.0, similarity))))
    values = (float(a @ b), float(np.linalg.norm(a)), float(np.linalg.norm(b)), similarity)
    labels = (
        Localized("内積 a·b", "a·b"),
        Localized("長さ ‖a‖", "length ‖a‖"),
        Localized("長さ ‖b‖", "length ‖b‖"),
        Localized("コサイン", "cosine"),
    )
    return Bars(
        title=Localized("内積、長さ、コサイン", "Product, lengths, cosine"),
        note=Localized(f"角度 {figures(angle, 3)}°", f"angle {figures(angle, 3)}°"),
        summary=Localized(
            f"内積 {figures(values[0])} を長さの積で割ると {figures(similarity, 5)}。",
            f"The product {figures(values[0])} over the lengths is {figures(similarity, 5)}.",
        ),
        labels=labels,
        values=np.array(values),
        markers=(1, 2, 2, 0),
        table=Table(
            columns=(Localized("量", "quantity"), Localized("値", "value")),
            rows=tuple(
                (label, figures(value, 5))
                for label, value in zip(("a·b", "‖a‖", "‖b‖", "cos"), values, strict=True)
            ),
        ),
    )
