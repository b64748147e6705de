"""D30: word2vec small enough to look at: pairs, one row of a matrix, one loss, a map of words.

Skip-gram with negative sampling on a toy corpus of three topics. A word's vector is a row of the
input matrix; what the network would compute as one-hot times matrix is a look-up.

Source: Mikolov et al. 2013a (skip-gram, CBOW), 2013b (negative sampling, eq. 4).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Figure
from quizapp.demos.lab._results import about, number
from quizapp.demos.lab._skip_gram import (
    WORDS,
    closeness,
    cosine,
    gradients_agree,
    loss_of_scores,
    pairs,
    train,
)
from quizapp.demos.lab._word_figures import cosine_figure, loss_figure, pairs_figure, word_map
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Claim, Numbers, Outcome, Range, Reading, Result, Trial
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

View = Literal["map", "pairs", "loss", "cosine"]
_ABOUT: dict[View, tuple[str, ...]] = {
    "map": ("topics", "row", "gradient"),
    "pairs": ("pairs",),
    "loss": ("loss", "gradient"),
    "cosine": ("scale",),
}
"""The claims that each view puts to the test."""
_LOSS, _COSINE = {"view": ("loss",)}, {"view": ("cosine",)}


def run(
    view: Annotated[
        View,
        usual.view(
            {
                "map": Localized("単語の地図", "map of words"),
                "pairs": Localized("組の数え方", "pairs"),
                "loss": Localized("負例サンプリング", "negative sampling"),
                "cosine": Localized("コサイン類似度", "cosine"),
            }
        ),
    ] = "map",
    window: Annotated[
        int,
        Range("窓（片側の語数）", "window, words a side", 1, 5, when={"view": ("map", "pairs")}),
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
        Numbers(
            "ベクトル a",
            "vector a",
            -100.0,
            100.0,
            longest=8,
            examples=((1.0, 2.0), (1.0, 2.0, 2.0)),
            when=_COSINE,
        ),
    ] = (1.0, 2.0, 2.0),
    b: Annotated[
        tuple[float, ...],
        Numbers(
            "ベクトル b",
            "vector b",
            -100.0,
            100.0,
            longest=8,
            examples=((2.0, 1.0), (2.0, 2.0, 1.0), (6.0, 6.0, 3.0)),
            when=_COSINE,
        ),
    ] = (2.0, 2.0, 1.0),
    vocabulary: Annotated[
        int, Range("語彙数 V", "vocabulary V", 10, 1_000_000, scale="log")
    ] = 10_000,
    dimension: Annotated[int, Range("次元 d", "dimension d", 2, 1000, scale="log")] = 100,
    seed: Annotated[int, usual.seed(when={"view": ("map",)})] = 0,
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
    same, other = closeness(vectors) if vectors is not None else (0.0, 0.0)
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
    draw: dict[View, Callable[[], Figure]] = {
        "map": lambda: word_map(vectors if vectors is not None else np.zeros((12, 2)), same, other),
        "pairs": lambda: pairs_figure(length, window, found),
        "loss": lambda: loss_figure(positive_score, scores, loss),
        "cosine": lambda: cosine_figure(first, second, similarity),
    }
    return Outcome(
        figure=draw[view](),
        results=results,
        claims=_claims(view, length, window, found, negatives, scores, positive_score, loss,
                       first, second, similarity, same, other, seed),
        notice=_notice(view, negatives, vocabulary, same, other),
        formula={
            "map": f"one_hot(i)·W = W[i]   V·d = {vocabulary}·{dimension} = "
            f"{vocabulary * dimension}",
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
            Localized("one_hot·W は W の 1 行そのもの", "one_hot·W is one row of W, nothing else"),
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
    return about(claims, _ABOUT[view])


def _rows_agree(seed: int) -> bool:
    weights = np.random.default_rng(seed).normal(size=(len(WORDS), 3))
    return bool(np.array_equal(np.eye(len(WORDS)) @ weights, weights))


def _notice(view: View, negatives: int, vocabulary: int, same: float, other: float) -> Localized:
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
    weights = Reading(Localized("埋め込み V × d", "embedding V × d"), f"{results['parameters']:,}")
    return (*shown, weights)


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
