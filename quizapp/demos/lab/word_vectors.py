"""D30: word2vec small enough to look at: pairs, one row of a matrix, one loss, a map of words.

Skip-gram with negative sampling on a toy corpus of three topics. A word's vector is a row of the
input matrix; what the network would compute as one-hot times matrix is a look-up.

Source: Mikolov et al. 2013a (skip-gram, CBOW), 2013b (negative sampling, eq. 4).
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from quizapp.demos.activations import Floats, sigmoid
from quizapp.demos.figure import Axis, Bars, Cells, Figure, Plot, Point, Series, Table
from quizapp.demos.lab._results import number
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Choice, Claim, Numbers, Outcome, Range, Reading, Result, Trial
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

TOPICS = (
    ("cat", "dog", "horse", "sheep"),
    ("bread", "rice", "apple", "tea"),
    ("car", "train", "ship", "bus"),
)
WORDS = tuple(word for topic in TOPICS for word in topic)
_SENTENCES, _LENGTH, _STEPS, _RATE = 60, 6, 150, 2.0

View = Literal["map", "pairs", "loss", "cosine"]
_LOSS, _COSINE = {"view": ("loss",)}, {"view": ("cosine",)}


def run(
    view: Annotated[
        View,
        Choice(
            "見るもの",
            "view",
            {
                "map": Localized("単語の地図", "map of words"),
                "pairs": Localized("組の数え方", "pairs"),
                "loss": Localized("負例サンプリング", "negative sampling"),
                "cosine": Localized("コサイン類似度", "cosine"),
            },
        ),
    ] = "map",
    window: Annotated[
        int, Range("窓（片側の語数）", "window, words a side", 1, 5, when={"view": ("map", "pairs")})
    ] = 2,
    length: Annotated[int, Range("文の語数", "words", 2, 12, when={"view": ("pairs",)})] = 5,
    negatives: Annotated[
        int, Range("負例の数 k", "negatives k", 1, 20, when={"view": ("map", "loss")})
    ] = 5,
    positive_score: Annotated[
        float, Range("正例のスコア", "positive score", -5.0, 5.0, step=0.1, when=_LOSS)
    ] = 1.0,
    negative_scores: Annotated[
        tuple[float, ...],
        Numbers(
            "負例のスコア",
            "negative scores",
            -5.0,
            5.0,
            longest=20,
            examples=((-1.0,), (-1.0, -2.0), (1.0,), (0.0, 0.0, 0.0, 0.0, 0.0)),
            when=_LOSS,
        ),
    ] = (-1.0,),
    a: Annotated[
        tuple[float, ...],
        Numbers("ベクトル a", "vector a", -100.0, 100.0, longest=8,
                examples=((1.0, 2.0), (1.0, 2.0, 2.0)), when=_COSINE),
    ] = (1.0, 2.0, 2.0),
    b: Annotated[
        tuple[float, ...],
        Numbers("ベクトル b", "vector b", -100.0, 100.0, longest=8,
                examples=((2.0, 1.0), (2.0, 2.0, 1.0), (6.0, 6.0, 3.0)), when=_COSINE),
    ] = (2.0, 2.0, 1.0),
    vocabulary: Annotated[
        int, Range("語彙数 V", "vocabulary V", 10, 1_000_000, scale="log")
    ] = 10_000,
    dimension: Annotated[int, Range("次元 d", "dimension d", 2, 1000, scale="log")] = 100,
    seed: Annotated[int, Range("乱数の種", "seed", 0, 99, when={"view": ("map",)})] = 0,
) -> Outcome:
    """One view of word2vec; the results of all four are there whatever is shown.

    The map trains 2-D vectors of twelve words. ``vocabulary`` and ``dimension`` only count.
    Raises UsageError for vectors of two lengths and for a vector of length 0.
    """  # fmt: skip
    if view == "cosine":
        _refuse_vectors(a, b)
    first, second = np.array(a), np.array(b)
    similarity = cosine(first, second) if len(a) == len(b) and any(a) and any(b) else 0.0
    found = pairs(length, window)
    scores = np.array(negative_scores)
    loss = loss_of_scores(positive_score, scores)
    vectors = train(window, negatives, seed) if view == "map" else None
    same, other = _closeness(vectors) if vectors is not None else (0.0, 0.0)
    results: dict[str, Result] = {
        "pairs": len(found),
        "loss": loss,
        "loss_mean": loss / (1 + len(scores)),
        "sigmoids": 1 + negatives,
        "softmax_outputs": vocabulary,
        "parameters": vocabulary * dimension,
        "one_hot_square": vocabulary * vocabulary,
        "cosine": similarity,
    }
    if vectors is not None:
        results |= {"cosine_same_topic": same, "cosine_other_topic": other}
    return Outcome(
        figure={
            "map": lambda: _map(vectors if vectors is not None else np.zeros((12, 2)), same, other),
            "pairs": lambda: _pairs_figure(length, window, found),
            "loss": lambda: _loss_figure(positive_score, scores, loss),
            "cosine": lambda: _cosine_figure(first, second, similarity),
        }[view](),
        results=results,
        claims=_claims(view, length, window, found, negatives, scores, positive_score, loss,
                       first, second, similarity, same, other, seed),
        notice=_notice(view, negatives, vocabulary, same, other),
        formula={
            "map": "one_hot(i)·W = W[i]",
            "pairs": f"2wn − w(w+1) = {len(found)}   w = {min(window, length - 1)}, n = {length}",
            "loss": f"−ln σ({figures(positive_score)}) − Σ ln σ(−s) = {figures(loss, 5)}",
            "cosine": f"a·b/(‖a‖‖b‖) = {figures(similarity, 5)}",
        }[view],
        readings=_readings(view, results, same, other, len(scores)),
    )  # fmt: skip


def _refuse_vectors(a: tuple[float, ...], b: tuple[float, ...]) -> None:
    if len(a) != len(b):
        raise UsageError(
            tr("a は {a} 個、b は {b} 個で、長さが違います。", a=len(a), b=len(b)),
            mend=tr("a と b を同じ個数にしてください"),
        )
    if not any(a) or not any(b):
        raise UsageError(
            tr("長さ 0 のベクトルには角度がありません。"),
            mend=tr("a, b  0 でない成分を 1 つ以上"),
        )


def cosine(a: Floats, b: Floats) -> float:
    """``a·b / (|a| |b|)`` of two vectors (n,), neither of them 0."""
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))


def pairs(length: int, window: int) -> list[tuple[int, int]]:
    """(centre, context) places in a sentence: up to ``window`` words on each side."""
    return [
        (centre, near)
        for centre in range(length)
        for near in range(max(0, centre - window), min(length, centre + window + 1))
        if near != centre
    ]


def loss_of_scores(positive: float, negatives: Floats) -> float:
    """``-ln s(positive) - sum ln s(-negative)`` with the logistic s, in nats."""
    return float(np.logaddexp(0.0, -positive) + np.logaddexp(0.0, negatives).sum())


def pair_gradients(
    centre: Floats, context: Floats, negatives: Floats
) -> tuple[float, Floats, Floats, Floats]:
    """The loss of one pair and its gradients for vectors (d,), (d,) and negatives (k, d)."""
    pull = sigmoid(np.asarray(context @ centre)) - 1.0
    push = sigmoid(negatives @ centre)  # (k,)
    loss = loss_of_scores(float(context @ centre), negatives @ centre)
    return (
        loss,
        np.asarray(pull * context + push @ negatives),
        np.asarray(pull * centre),
        np.outer(push, centre),
    )


def corpus(seed: int) -> NDArray[np.int64]:
    """Sentences (60, 6) of word numbers, each about one topic only."""
    rng = np.random.default_rng(seed)
    topics = np.arange(_SENTENCES) % len(TOPICS)
    return rng.integers(0, len(TOPICS[0]), (_SENTENCES, _LENGTH)) + 4 * topics[:, None]


def train(window: int, negatives: int, seed: int) -> Floats:
    """Input vectors (12, 2) after 150 full-batch steps of skip-gram with negative sampling.

    All pairs of the corpus count in each step, so the k negatives of each may be taken by their
    expectation, ``k`` times the word frequencies; nothing else is changed.
    """
    text = corpus(seed)
    counts = np.zeros((len(WORDS), len(WORDS)))
    for centre, near in pairs(_LENGTH, window):
        np.add.at(counts, (text[:, centre], text[:, near]), 1.0)
    total = counts.sum()
    positive = counts / total  # (V, V) share of each (centre, context) pair
    noise = negatives * np.outer(positive.sum(axis=1), np.bincount(text.ravel(), minlength=12))
    noise /= text.size
    rng = np.random.default_rng(seed + 1)
    into, out = rng.normal(size=(2, len(WORDS), 2)) * 0.1
    for _ in range(_STEPS):
        share = sigmoid(into @ out.T)  # (V, V)
        slope = noise * share - positive * (1.0 - share)
        into, out = into - _RATE * slope @ out, out - _RATE * slope.T @ into
    return np.asarray(into)


def _closeness(vectors: Floats) -> tuple[float, float]:
    """Mean cosine within a topic and between topics."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    table = unit @ unit.T
    topic = np.arange(len(WORDS)) // 4
    same = topic[:, None] == topic[None, :]
    off = ~np.eye(len(WORDS), dtype=bool)
    return float(table[same & off].mean()), float(table[~same].mean())


def _claims(
    view: View,
    length: int,
    window: int,
    found: list[tuple[int, int]],
    negatives: int,
    scores: Floats,
    positive: float,
    loss: float,
    a: Floats,
    b: Floats,
    similarity: float,
    same: float,
    other: float,
    seed: int,
) -> tuple[Claim, ...]:
    reach = min(window, length - 1)
    claims = [
        Claim(
            "pairs",
            Localized(
                f"{length} 語、窓 {window} の組は {len(found)}（式 2wn − w(w+1) と一致）",
                f"{length} words and window {window} give {len(found)} pairs, as 2wn − w(w+1)",
            ),
            len(found) == 2 * reach * length - reach * (reach + 1),
        ),
        Claim(
            "row",
            Localized(
                "one_hot·W は W の 1 行そのもの", "one_hot·W is one row of W, nothing else"
            ),
            _rows_agree(seed),
        ),
        Claim(
            "gradient",
            Localized(
                f"k = {negatives} の損失の勾配は中心差分と一致する",
                f"the loss gradient for k = {negatives} meets central differences",
            ),
            gradients_agree(negatives, seed),
        ),
    ]
    if view == "loss":
        shares = 1.0 / (1.0 + np.exp(-np.array([positive, *(-scores)])))
        claims.append(
            Claim(
                "loss",
                Localized(
                    f"損失は {1 + len(scores)} 個の 2 値交差エントロピーの和 {figures(loss, 5)}",
                    f"the loss is the sum of {1 + len(scores)} binary cross entropies, "
                    f"{figures(loss, 5)}",
                ),
                abs(loss + float(np.log(shares).sum())) < 1e-9,
            )
        )
    if view == "cosine":
        claims.append(
            Claim(
                "scale",
                Localized(
                    "片方を 3 倍にしても、コサイン類似度は変わらない",
                    "tripling one vector leaves the cosine as it is",
                ),
                abs(cosine(3.0 * a, b) - similarity) < 1e-12,
            )
        )
    if view == "map":
        claims.append(
            Claim(
                "topics",
                Localized(
                    f"同じ話題の語どうしのコサイン {figures(same, 2)} は、違う話題どうし "
                    f"{figures(other, 2)} より大きい",
                    f"words of one topic have cosine {figures(same, 2)}, more than "
                    f"{figures(other, 2)} between topics",
                ),
                same > other,
            )
        )
    return tuple(claims)


def _rows_agree(seed: int) -> bool:
    weights = np.random.default_rng(seed).normal(size=(len(WORDS), 3))
    return bool(np.array_equal(np.eye(len(WORDS)) @ weights, weights))


def gradients_agree(negatives: int, seed: int) -> bool:
    """Whether all gradients of one pair meet central differences within 1e-6."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(2 + negatives, 3))
    _, centre, context, others = pair_gradients(values[0], values[1], values[2:])
    exact = np.vstack([centre, context, others])
    step = 1e-5
    moves = step * np.eye(values.size).reshape(-1, *values.shape)  # (size, 2 + k, 3)

    def losses(moved: Floats) -> Floats:
        scores = np.einsum("nkd,nd->nk", moved[:, 1:], moved[:, 0])
        return np.asarray(
            np.logaddexp(0.0, -scores[:, 0]) + np.logaddexp(0.0, scores[:, 1:]).sum(axis=1)
        )

    measured = (losses(values + moves) - losses(values - moves)) / (2 * step)
    return bool(np.abs(measured - exact.ravel()).max() < 1e-6)


def _notice(
    view: View, negatives: int, vocabulary: int, same: float, other: float
) -> Localized:
    return {
        "map": Localized(
            f"一緒に現れる語の矢は同じ向きにそろいます（同じ話題 {figures(same, 2)}、違う話題 "
            f"{figures(other, 2)}）。",
            f"Words that occur together point the same way: {figures(same, 2)} within a topic, "
            f"{figures(other, 2)} between topics.",
        ),
        "pairs": Localized(
            "skip-gram は各行の中心語から印の語を、CBOW は印の語から中心語を当てます。文の端では"
            "窓が欠けます。",
            "Skip-gram predicts the marked words from each row's centre, CBOW the centre from "
            "them; at the ends the window is cut.",
        ),
        "loss": Localized(
            f"ソフトマックスなら語彙 {vocabulary:,} 個分の出力が要りますが、ここでは 1 + "
            f"{negatives} 個のシグモイドで済みます。",
            f"A softmax needs {vocabulary:,} outputs; here 1 + {negatives} sigmoids do.",
        ),
        "cosine": Localized(
            "見るのは向きだけです。長さを変えても類似度は同じです。",
            "Only the direction counts: another length, the same similarity.",
        ),
    }[view]


def _readings(
    view: View, results: dict[str, Result], same: float, other: float, given: int
) -> tuple[Reading, ...]:
    def one(ja: str, en: str, value: float, digits: int = 5) -> Reading:
        return Reading(Localized(ja, en), figures(value, digits))

    loss, similarity = results["loss"], results["cosine"]
    assert isinstance(loss, float)
    assert isinstance(similarity, float)
    shown = {
        "map": (one("同じ話題", "same topic", same, 3), one("違う話題", "other topics", other, 3)),
        "pairs": (Reading(Localized("組の数", "pairs"), str(results["pairs"])),),
        "loss": (
            one("損失の和", "loss, summed", loss),
            Reading(Localized("与えた負例", "negatives given"), str(given)),
            Reading(Localized("1 組のシグモイド", "sigmoids a pair"), str(results["sigmoids"])),
        ),
        "cosine": (one("コサイン", "cosine", similarity),),
    }[view]
    weights = Reading(
        Localized("埋め込み V × d", "embedding V × d"), f"{results['parameters']:,}"
    )
    return (*shown, weights)


def _map(vectors: Floats, same: float, other: float) -> Plot:
    reach = 1.2 * float(np.abs(vectors).max())
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
        x=Axis(low=-reach, high=reach),
        y=Axis(low=-reach, high=reach),
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


def _pairs_figure(length: int, window: int, found: list[tuple[int, int]]) -> Cells:
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


def _loss_figure(positive: float, scores: Floats, loss: float) -> Plot:
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


def _cosine_figure(a: Floats, b: Floats, similarity: float) -> Bars:
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


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "5 語の文で窓を 2 から 4 に広げます。組の数は 14 から 2 倍の 28 になりますか。",
            "Widen the window from 2 to 4 in a sentence of 5 words. Do the 14 pairs become 28?",
        ),
        knobs={"view": "pairs", "length": 5, "window": 4},
        guesses=(Localized("28 になる", "yes, 28"), Localized("28 より少ない", "fewer than 28")),
        happened=lambda outcome: int(number(outcome, "pairs") < 28),
        because=Localized(
            "文の端で窓が欠けるからです。どの 2 語も組になっても 5×4 = 20 が上限です。",
            "The ends cut the window; all pairs of 5 words are 5×4 = 20 at most.",
        ),
    ),
    Trial(
        ask=Localized(
            "負例のスコアが −1 から +1 に変わると、損失（いま 0.627）は増えますか、減りますか。",
            "The negative score goes from −1 to +1. Does the loss (0.627 now) rise or fall?",
        ),
        knobs={"view": "loss", "negative_scores": (1.0,)},
        guesses=(Localized("増える", "it rises"), Localized("減る", "it falls")),
        happened=lambda outcome: int(number(outcome, "loss") < 0.6265),
        because=Localized(
            "負例のスコアは小さいほどよく、項は −ln σ(−s) です。+1 では 1.313 になります。",
            "A negative's score should be low: its term is −ln σ(−s), 1.313 at +1.",
        ),
    ),
)
