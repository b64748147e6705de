"""D31: attention, from scores through mask and softmax to weights and context.

Queries, keys and values are rows; a mask of True means "may attend". The four views are the map
of weights, one softmax by hand, the spread of ``q·k``, and the length of a sequence of patches.

Sources: Vaswani et al. 2017, sec. 3.2 (footnote 4 on the variance); Bahdanau et al. 2015
(additive scores); Luong et al. 2015 (dot scores); Dosovitskiy et al. 2021 (patches).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Figure
from quizapp.demos.lab._attention import Attended, Scoring, attend, cut, draw_products
from quizapp.demos.lab._attention_figures import by_hand, map_readings, patches, spread, weights_map
from quizapp.demos.lab._results import about, number
from quizapp.demos.networks import log_softmax
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Choice, Claim, Frame, Numbers, Outcome, Range, Reading, Result, Trial
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

View = Literal["map", "scores", "variance", "patches"]
_ABOUT: dict[View, tuple[str, ...]] = {
    "map": ("rows", "mask", "future", "variance"),
    "scores": ("context",),
    "variance": ("variance",),
    "patches": ("sequence",),
}
"""The claims that each view puts to the test."""
Mask = Literal["causal", "none"]
_MAP, _PATCHES, _SCORES = {"view": ("map",)}, {"view": ("patches",)}, {"view": ("scores",)}


def run(
    view: Annotated[
        View,
        usual.view(
            {
                "map": Localized("重みの地図", "map of weights"),
                "scores": Localized("手計算", "by hand"),
                "variance": Localized("内積の分散", "variance of q·k"),
                "patches": Localized("画像のパッチ", "image patches"),
            }
        ),
    ] = "map",
    n: Annotated[int, Range("トークン数 n", "tokens n", 2, 24, when=_MAP)] = 4,
    d: Annotated[
        int, Range("次元 d", "dimension d", 2, 512, scale="log", when={"view": ("map", "variance")})
    ] = 64,
    mask: Annotated[
        Mask,
        Choice(
            "マスク",
            "mask",
            {"causal": Localized("因果", "causal"), "none": Localized("なし", "none")},
            when=_MAP,
        ),
    ] = "causal",
    scoring: Annotated[
        Scoring,
        Choice(
            "スコア",
            "score",
            {
                "scaled": "q·k/√d",
                "dot": "q·k",
                "additive": Localized("加法 vᵀtanh", "additive vᵀtanh"),
            },
            when={"view": ("map",)},
        ),
    ] = "scaled",
    scores: Annotated[
        tuple[float, ...],
        Numbers(
            "スコア",
            "scores",
            -100.0,
            100.0,
            longest=8,
            examples=((2.0, 0.0), (1.0, 2.0, 3.0), (0.0, 0.0)),
            when=_SCORES,
        ),
    ] = (2.0, 0.0),
    values: Annotated[
        tuple[float, ...],
        Numbers(
            "値 v",
            "values v",
            -100.0,
            100.0,
            longest=8,
            examples=((10.0, 0.0), (1.0, 2.0, 3.0)),
            when=_SCORES,
        ),
    ] = (10.0, 0.0),
    d_model: Annotated[
        int, Range("モデルの次元", "model width", 8, 4096, scale="log", when=_SCORES)
    ] = 512,
    heads: Annotated[int, Range("ヘッドの数", "heads", 1, 32, when=_SCORES)] = 8,
    product: Annotated[
        float, Range("内積 q·k", "product q·k", -64.0, 64.0, step=1.0, when=_SCORES)
    ] = 16.0,
    image: Annotated[int, Range("画像の一辺", "image side", 8, 512, step=8, when=_PATCHES)] = 224,
    patch: Annotated[int, Range("パッチの一辺", "patch side", 4, 64, step=4, when=_PATCHES)] = 16,
    seed: Annotated[int, usual.seed(when={"view": ("map", "variance")})] = 0,
) -> Outcome:
    """One view of attention; the results of the others are there whatever is shown.

    Queries, keys and values of the map are standard normal. Raises UsageError for scores and
    values of two lengths, and for a width or a side that does not divide.
    """  # fmt: skip
    _refuse(view, scores, values, d_model, heads, image, patch)
    rng = np.random.default_rng(seed)
    q, k, v = rng.standard_normal((3, n, d))
    allowed = np.tril(np.ones((n, n), dtype=bool)) if mask == "causal" else np.ones((n, n), bool)
    attended = attend(q, k, v, allowed, scoring, rng)
    products = draw_products(d, rng)
    variance = float(products.var())
    weights = np.exp(log_softmax(np.array(scores)))
    context = float(weights @ np.array(values)) if len(values) == len(scores) else float("nan")
    side = image // patch
    results: dict[str, Result] = {
        "pairs": int(allowed.sum()),
        "products": n * n * d,
        "largest_weight": float(attended.weights[-1].max()),
        "variance": variance,
        "variance_scaled": variance / d,
        "score_scaled": product / math.sqrt(d_model / heads),
        "score_by_d_model": product / math.sqrt(d_model),
        "head_width": d_model / heads,
        "weights": tuple(float(w) for w in weights),
        "patches": side * side,
        "sequence": side * side + 1,
        "patch_values": 3 * patch * patch,
    }
    if math.isfinite(context):
        results["context"] = context

    def at(step: int) -> Frame:
        row = max(step - 1, 0)
        return Frame(
            weights_map(attended, allowed, row), map_readings(attended, allowed, row, n, d)
        )

    moving = view == "map"
    draw: dict[View, Callable[[], Figure]] = {
        "map": lambda: weights_map(attended, allowed, n - 1),
        "scores": lambda: by_hand(scores, values, weights, context),
        "variance": lambda: spread(products, d),
        "patches": lambda: patches(side, patch),
    }
    read: dict[View, Callable[[], tuple[Reading, ...]]] = {
        "map": lambda: map_readings(attended, allowed, n - 1, n, d),
        "scores": lambda: (
            *(
                Reading(Localized(f"重み {i + 1}", f"weight {i + 1}"), figures(float(w), 5), 0)
                for i, w in enumerate(weights)
            ),
            Reading(Localized("文脈 Σαv", "context Σαv"), figures(context, 5), 1),
            Reading(
                Localized("q·k/√d_k", "q·k/√d_k"), figures(product / math.sqrt(d_model / heads), 5)
            ),
        ),
        "variance": lambda: (
            Reading(Localized("q·k の分散", "variance of q·k"), figures(variance, 4), 0),
            Reading(
                Localized("√d で割った後", "divided by √d"),
                figures(variance / d, 4),
                1,
            ),
        ),
        "patches": lambda: (
            Reading(Localized("パッチの数", "patches"), f"{side} × {side} = {side * side}"),
            Reading(Localized("系列長（+1）", "sequence, one more"), str(side * side + 1)),
            Reading(Localized("1 パッチの値", "values a patch"), str(3 * patch * patch)),
        ),
    }
    return Outcome(
        figure=draw[view](),
        results=results,
        claims=_claims(view, attended, allowed, q, k, v, variance, d, weights, values, context,
                       scoring, image, patch),
        notice=_notice(view, scoring, mask, d, attended),
        formula={
            "map": f"softmax(mask(QKᵀ/√{d})) V   √{d} = {figures(math.sqrt(d), 3)}"
            if scoring == "scaled"
            else "softmax(mask(QKᵀ)) V" if scoring == "dot"
            else "score = vᵀ tanh(W q + U k)",
            "scores": f"q·k/√d_k = {figures(product)}/√({d_model}/{heads}) = "
            f"{figures(product / math.sqrt(d_model / heads), 5)}",
            "variance": f"Var(q·k) = d = {d}   Var(q·k/√d) = 1",
            "patches": f"({image}/{patch})² + 1 = {side * side + 1}",
        }[view],
        readings=read[view](),
        steps=n if moving else 0,
        at=at if moving else None,
    )  # fmt: skip


def _refuse(
    view: View,
    scores: tuple[float, ...],
    values: tuple[float, ...],
    d_model: int,
    heads: int,
    image: int,
    patch: int,
) -> None:
    if view == "scores" and len(scores) != len(values):
        raise UsageError(
            tr("スコアは {a} 個、値は {b} 個です。", a=len(scores), b=len(values)),
            mend=tr("scores と values を同じ個数にしてください"),
        )
    if view == "scores" and d_model % heads:
        raise UsageError(
            tr("{width} 次元は {heads} 個のヘッドに分けられません。", width=d_model, heads=heads),
            mend=tr(
                "heads  {allowed}",
                allowed=" ".join(str(h) for h in range(1, 33) if d_model % h == 0),
            ),
        )
    if view == "patches" and (image % patch or patch > image):
        sides = [str(p) for p in range(4, 65, 4) if image % p == 0 and p <= image]
        raise UsageError(
            tr("一辺 {image} の画像は {patch} ごとに切れません。", image=image, patch=patch),
            mend=tr("patch  {allowed}", allowed=" ".join(sides) or "–"),
        )


def _claims(
    view: View,
    attended: Attended,
    allowed: NDArray[np.bool_],
    q: Floats,
    k: Floats,
    v: Floats,
    variance: float,
    d: int,
    weights: Floats,
    values: tuple[float, ...],
    context: float,
    scoring: Scoring,
    image: int,
    patch: int,
) -> tuple[Claim, ...]:
    n, side = len(allowed), image // patch
    claims = [
        Claim(
            "variance",
            Localized(
                f"q·k の分散 {figures(variance, 4)} は d = {d} と 2% 以内で合う",
                f"the variance of q·k, {figures(variance, 4)}, meets d = {d} within 2%",
            ),
            abs(variance - d) <= 0.02 * d,
        ),
        Claim(
            "rows",
            Localized("重みはどの行も和が 1", "the weights of every row sum to 1"),
            bool(np.allclose(attended.weights.sum(axis=1), 1.0, atol=1e-12)),
        ),
        Claim(
            "mask",
            Localized(
                f"見てよい組は {int(allowed.sum())}。それ以外の重みはちょうど 0",
                f"{int(allowed.sum())} pairs may be seen; all other weights are exactly 0",
            ),
            bool(np.all(attended.weights[~allowed] == 0.0))
            and int(allowed.sum()) in (n * n, n * (n + 1) // 2),
        ),
        Claim(
            "future",
            Localized(
                "最後のトークンを替えて変わるのは、それを見てよい行だけ",
                "changing the last token changes only the rows that may see it",
            ),
            _last_reaches(q, k, v, allowed, scoring)
            == {row for row in range(n) if allowed[row, n - 1]},
        ),
    ]
    if view == "scores":
        claims.append(
            Claim(
                "context",
                Localized(
                    f"文脈 {figures(context, 5)} は値の最小と最大の間にある",
                    f"the context {figures(context, 5)} lies between the least and greatest value",
                ),
                min(values) - 1e-9 <= context <= max(values) + 1e-9
                and abs(float(weights.sum()) - 1.0) < 1e-12,
            )
        )
    if view == "patches":
        claims.append(
            Claim(
                "sequence",
                Localized(
                    f"系列長は {side}² + 1 = {side * side + 1}（分類用トークンを加える）",
                    f"the sequence has {side}² + 1 = {side * side + 1} places, one for the class",
                ),
                len(cut(np.zeros((image, image)), patch)) + 1 == side * side + 1,
            )
        )
    return about(claims, _ABOUT[view])


def _last_reaches(
    q: Floats, k: Floats, v: Floats, allowed: NDArray[np.bool_], scoring: Scoring
) -> set[int]:
    """Rows of the context that another value of the last token changes."""
    before = attend(q, k, v, allowed, scoring, np.random.default_rng(1)).context
    moved_k, moved_v = k.copy(), v.copy()
    moved_k[-1] *= 0.5
    moved_v[-1] = _far(v)
    after = attend(q, moved_k, moved_v, allowed, scoring, np.random.default_rng(1)).context
    return {row for row in range(len(q)) if not np.array_equal(before[row], after[row])}


def _far(v: Floats) -> Floats:
    """A value vector (d_v,) so far away that even a tiny weight on it shows."""
    return np.full(v.shape[1], 1e30)


def _notice(view: View, scoring: Scoring, mask: Mask, d: int, attended: Attended) -> Localized:
    if view == "scores":
        return Localized(
            "スコアの差だけが重みを決めます。文脈は値の加重平均なので、値の範囲から出ません。",
            "Only differences of scores count. The context is a weighted mean: it stays "
            "within the values.",
        )
    if view == "variance":
        return Localized(
            f"d = {d} では q·k の標準偏差が {figures(math.sqrt(d), 3)} にもなります。√d で割ると "
            "1 に戻り、softmax が飽和しません。",
            f"For d = {d} the spread of q·k is {figures(math.sqrt(d), 3)}; divided by √d it "
            "is 1 again, and the softmax does not saturate.",
        )
    if view == "patches":
        return Localized(
            "パッチを半分にすると系列は約 4 倍、自己注意の n² は約 16 倍になります。",
            "Half the patch side makes the sequence 4 times as long and n² 16 times as large.",
        )
    if scoring == "dot" and d >= 16:
        return Localized(
            f"√d で割らないと 1 つの重みに集まります（最大 {attended.weights[-1].max():.2f}）。"
            "勾配も流れません。",
            f"Without the √d nearly all weight goes to one key (up to "
            f"{attended.weights[-1].max():.2f}), and gradients fade.",
        )
    if mask == "causal":
        return Localized(
            "上三角（未来）の重みはちょうど 0 です。softmax の前に −∞ にしてあるので、残りの和が "
            "1 になります。",
            "The upper triangle, the future, is exactly 0: it is −∞ before the softmax, so "
            "the rest sums to 1.",
        )
    return Localized(
        "どの行も全トークンを見ます。計算量は n²·d で、系列長の 2 乗に比例します。",
        "Each row sees all tokens; the cost is n²·d, the square of the length.",
    )


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "d = 256 で √d で割るのをやめると、最後の行の最大の重みはどうなりますか。",
            "With d = 256, stop dividing by √d. What of the last row's largest weight?",
        ),
        knobs={"scoring": "dot", "mask": "none", "n": 8, "d": 256},
        guesses=(
            Localized("0.9 を超える（ほぼ 1 か所に集まる）", "above 0.9: nearly all in one place"),
            Localized("あまり変わらない", "it hardly changes"),
        ),
        happened=lambda outcome: int(number(outcome, "largest_weight") <= 0.9),
        because=Localized(
            "スコアの標準偏差が √d = 16 になり、softmax が 1 つを選びきってしまうからです。",
            "The scores spread by √d = 16, so the softmax all but picks one of them.",
        ),
    ),
    Trial(
        ask=Localized(
            "因果マスクのまま 4 トークンを 8 トークンにします。見てよい組 10 は何倍になりますか。",
            "Keep the causal mask and go from 4 tokens to 8. What do the 10 pairs become?",
        ),
        knobs={"n": 8},
        guesses=(
            Localized("2 倍の 20", "20, twice"),
            Localized("36", "36"),
            Localized("4 倍の 40", "40, four times"),
        ),
        happened=lambda outcome: min(
            range(3), key=lambda guess: abs((20, 36, 40)[guess] - number(outcome, "pairs"))
        ),
        because=Localized(
            "自分も含めて 1 + 2 + … + n = n(n+1)/2 です。n² に比例しますが、半分ほどです。",
            "1 + 2 + … + n = n(n+1)/2, itself included: like n², but about half.",
        ),
    ),
)
