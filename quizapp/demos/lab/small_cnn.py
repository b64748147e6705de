"""D16: a small CNN learns bars and crosses; its filters turn into edges before your eyes.

One convolution, ReLU, 2x2 max pooling and a dense layer. The other view walks through the shapes
of the exercise this project grew from: 28×28, 30 filters of 5×5, pooled by 2: 28 → 24 → 12 → 4320.

Sources: LeCun et al. 1998; for the layouts the Conv2d pages of PyTorch and TensorFlow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Cells, Panels, Plot, Point, Series, Table
from quizapp.demos.lab._cnn import (
    CLASSES,
    SIDE,
    Batch,
    Plan,
    dead_filters,
    draw_images,
    gradient_gap,
    judge,
    prepare,
    scores,
    slope,
    stripes,
)
from quizapp.demos.lab._cnn_shapes import walk_shapes
from quizapp.demos.networks import log_softmax
from quizapp.demos.numerals import figures
from quizapp.demos.optimisers import METHODS, Settings, begin
from quizapp.demos.spec import (
    Choice,
    Claim,
    Frame,
    Outcome,
    Range,
    Reading,
    Result,
    Tick,
    Trial,
    silent,
)
from quizapp.records import Localized

_TRAINED, _HELD_OUT = 150, 150
_LEARN = {"view": ("learn",)}
_SHAPES = {"view": ("shapes",)}
_KINDS = (
    Localized("横棒", "bar across"),
    Localized("縦棒", "bar down"),
    Localized("十字", "cross"),
)
_HIGHEST = 3.0
"""Losses above this, well over ln 3 of a guess, are cut off at the top of the plot."""

Method = Literal["adam", "sgd", "momentum", "nag", "adagrad", "rmsprop"]


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """What a training went through; row 0 is the start, the arrays have ``epochs + 1`` rows."""

    w: Floats  # (epochs + 1, parameters)
    losses: Floats  # (epochs + 1, 2) training, held out
    right: Floats  # (epochs + 1, 2) shares of right answers
    diverged: int
    """The first epoch whose loss is not finite; -1 where all are."""


def run(
    view: Annotated[
        Literal["learn", "shapes"],
        usual.view(
            {
                "learn": Localized("学習", "learning"),
                "shapes": Localized("形の変化", "shapes"),
            }
        ),
    ] = "learn",
    filters: Annotated[int, Range("フィルタの数", "filters", 1, 48, scale="log")] = 6,
    kernel: Annotated[int, Range("フィルタの辺", "filter side", 1, 7)] = 3,
    method: Annotated[
        Method,
        Choice("手法", "method", {n: METHODS[n].label for n in METHODS}, when=_LEARN),
    ] = "adam",
    learning_rate: Annotated[float, usual.learning_rate(0.0005, 10.0, when=_LEARN)] = 0.03,
    epochs: Annotated[int, Range("エポック数", "epochs", 1, 100, when=_LEARN)] = 60,
    noise: Annotated[float, Range("雑音", "noise", 0.0, 1.0, step=0.05, when=_LEARN)] = 0.2,
    side: Annotated[int, Range("画像の辺", "image side", 2, 64, when=_SHAPES)] = 28,
    pool: Annotated[int, Range("プーリングの辺", "pooling side", 1, 4, when=_SHAPES)] = 2,
    layout: Annotated[
        Literal["nchw", "nhwc"],
        Choice(
            "軸の順",
            "layout",
            {"nchw": "NCHW (PyTorch)", "nhwc": "NHWC (TensorFlow)"},
            when=_SHAPES,
        ),
    ] = "nchw",
    seed: Annotated[int, usual.seed()] = 0,
    tick: Tick = silent,
) -> Outcome:
    """Training on 150 images with 150 held out, full batch; or the walk through the shapes.

    Raises UsageError when the filter is larger than the image, or the pooling than the map.
    """
    if view == "shapes":
        tick(0.0)
        return walk_shapes(filters, kernel, side, pool, layout, seed)
    plan = Plan(filters, kernel)
    rng = np.random.default_rng(seed)
    training = prepare(*draw_images(_TRAINED, noise, rng), plan)
    held_out = prepare(*draw_images(_HELD_OUT, noise, rng), plan)
    start = plan.begin(rng)
    course = train(plan, start, training, held_out, method, learning_rate, epochs, tick)
    few = prepare(training.images[:6], training.labels[:6], plan)
    gap = gradient_gap(plan, start, few, rng)
    last_epoch = epochs if course.diverged < 0 else max(course.diverged - 1, 0)
    results: dict[str, Result] = {
        "training_accuracy": float(course.right[last_epoch, 0]),
        "test_accuracy": float(course.right[last_epoch, 1]),
        "loss": float(course.losses[last_epoch, 0]),
        "diverged": course.diverged,
        "dead": dead_filters(plan, course.w[last_epoch], training),
        "gradient_gap": gap,
        "stripes_before": stripes(plan, course.w[0]),
        "stripes": stripes(plan, course.w[last_epoch]),
        "flattened": plan.flat,
        "parameters": len(start),
        "map_side": plan.map,
        "pooled_side": plan.pooled,
    }

    def at(step: int) -> Frame:
        return _learning(plan, course, held_out, step)

    last = at(epochs)
    return Outcome(
        figure=last.figure,
        small=_curves(course, epochs),
        results=results,
        claims=_claims(plan, held_out, results, course),
        notice=_notice(results, course, filters),
        formula=f"{SIDE}×{SIDE} → {filters}×{plan.map}×{plan.map} → "
        f"{filters}×{plan.pooled}×{plan.pooled} → {plan.flat} → {CLASSES}",
        readings=last.readings,
        steps=epochs,
        at=at,
    )


def train(
    plan: Plan,
    start: Floats,
    training: Batch,
    held_out: Batch,
    method: str,
    rate: float,
    epochs: int,
    tick: Tick = silent,
) -> Course:
    """One full-batch step an epoch; it goes on past overflow, which shows as NaN."""
    state, settings = begin(start), Settings(rate)
    w, losses, right = [start], [], []
    with np.errstate(all="ignore"):
        for epoch in range(epochs + 1):
            tick(epoch / (epochs + 1))
            gradient, loss, share = slope(plan, state.w, training)
            test_loss, test_share = judge(plan, state.w, held_out)
            losses.append((loss, test_loss))
            right.append((share, test_share))
            if epoch < epochs:
                state = METHODS[method].step(state, gradient, settings)
                w.append(state.w)
    found = np.array(losses)
    broken = np.flatnonzero(~np.isfinite(found[:, 0]))
    return Course(np.array(w), found, np.array(right), int(broken[0]) if broken.size else -1)


def _claims(
    plan: Plan, held_out: Batch, results: dict[str, Result], course: Course
) -> tuple[Claim, ...]:
    pooled = scores(plan, course.w[0], held_out)[1]
    share = float(str(results["test_accuracy"]))
    return (
        Claim(
            "gradient",
            Localized(
                "逆伝播の勾配は、中心差分と 10⁻⁶ 以内で一致する",
                "the gradients agree with central differences within 10⁻⁶",
            ),
            float(str(results["gradient_gap"])) < 1e-6,
        ),
        Claim(
            "flattened",
            Localized(
                f"平坦化した長さは {plan.filters}·⌊({SIDE}−{plan.kernel}+1)/2⌋² = {plan.flat}",
                f"the flattened length is {plan.filters}·⌊({SIDE}−{plan.kernel}+1)/2⌋² = "
                f"{plan.flat}",
            ),
            pooled[0].size == plan.flat,
        ),
        Claim(
            "learns",
            Localized(
                f"見たことのない画像の 90% 以上を当てる（{share:.0%}）",
                f"90% or more of unseen images are right ({share:.0%})",
            ),
            course.diverged < 0 and share >= 0.9,
        ),
    )


def _notice(results: dict[str, Result], course: Course, filters: int) -> Localized:
    share, seen = float(str(results["test_accuracy"])), float(str(results["training_accuracy"]))
    if course.diverged >= 0:
        return Localized(
            f"エポック {course.diverged} で損失が数でなくなりました。学習率が大きすぎます。",
            f"At epoch {course.diverged} the loss is no number any more: the rate is too large.",
        )
    dead = int(str(results["dead"]))
    if 2 * dead > filters:
        return Localized(
            f"フィルタ {filters} 枚のうち {dead} 枚は、どの画像でも出力が 0 です。学習率が大きす"
            "ぎて死にました。",
            f"{dead} of {filters} filters give 0 for every image: too large a rate killed them.",
        )
    if share >= 0.9:
        before, after = (float(str(results[name])) for name in ("stripes_before", "stripes"))
        if after > before + 0.1:
            return Localized(
                f"フィルタに横や縦の縞が現れました。縞で表せる割合は {before:.0%} から {after:.0%} "
                "です。",
                f"Stripes across or down appear in the filters: {before:.0%} of them before, "
                f"{after:.0%} now.",
            )
        return Localized(
            "プーリングのおかげで、位置が少しずれても同じ答えになります。",
            "Pooling forgives a place that is a little off.",
        )
    if seen - share > 0.15:
        return Localized(
            f"訓練画像は {seen:.0%}、未知の画像は {share:.0%}。雑音まで覚えています。",
            f"{seen:.0%} right in training, {share:.0%} on new images: it learnt the noise.",
        )
    return Localized(
        f"まだ {share:.0%} です。フィルタの数（{filters}）か学習率、エポック数を変えてみてくださ"
        "い。",
        f"Only {share:.0%} yet: try other filters ({filters}), rates or epochs.",
    )


def _curves(course: Course, step: int) -> Plot:
    epochs = np.arange(len(course.losses), dtype=np.float64)
    shown = np.where(course.losses <= _HIGHEST, course.losses, np.nan)
    names = (Localized("訓練", "training"), Localized("未知", "held out"))
    points: tuple[Point, ...] = ()
    if 0 <= course.diverged <= step:
        points = (Point(float(course.diverged), _HIGHEST * 0.9, Localized("発散", "diverged")),)
    return Plot(
        title=Localized("損失", "Loss"),
        summary=Localized(),
        x=Axis(Localized("回", "epoch"), low=0, high=max(len(epochs) - 1, 1), whole=True),
        y=Axis(low=0.0, high=max(1.2, float(np.nanmax(shown, initial=0.0)))),
        series=tuple(
            Series(
                name, epochs[: step + 1], shown[: step + 1, place], place,
                "line" if place == 0 else "dashed", "last",
            )
            for place, name in enumerate(names)
        ),
        points=points,
    )  # fmt: skip


def _tiles(plan: Plan, w: Floats) -> Cells:
    """As many filters as fit on 12 by 10 values, each with a blank line around it."""
    filters = plan.split(w)[0].T.reshape(plan.filters, plan.kernel, plan.kernel)
    step = plan.kernel + 1
    across = max(1, 12 // step)
    shown = filters[: across * max(1, 8 // step)]
    down = -(-len(shown) // across)
    values = np.zeros((down * step - 1, min(across, len(shown)) * step - 1))
    for place, one in enumerate(shown):
        row, column = divmod(place, across)
        part = values[row * step : row * step + plan.kernel]
        part[:, column * step : column * step + plan.kernel] = one
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    high = max(float(np.abs(values).max()), 1e-9)
    return Cells(
        title=Localized(f"フィルタ {len(shown)} / {plan.filters}",
                        f"filters {len(shown)} of {plan.filters}"),
        summary=Localized(),
        values=values,
        low=-high,
        high=high,
        diverging=True,
    )  # fmt: skip


def _learning(plan: Plan, course: Course, held_out: Batch, step: int) -> Frame:
    """The curves so far, the filters at this epoch, and the image it is least sure of."""
    w = course.w[step]
    with np.errstate(all="ignore"):
        chances = np.exp(log_softmax(scores(plan, w, held_out)[0]))
    sure = np.nan_to_num(chances[np.arange(_HELD_OUT), held_out.labels])
    hardest = int(sure.argmin())
    label, answer = int(held_out.labels[hardest]), int(np.nan_to_num(chances[hardest]).argmax())
    image = held_out.images[hardest, 0]
    loss, right = course.losses[step], course.right[step]
    broken = not np.isfinite(loss).all()
    told = Localized("発散", "diverged") if broken else None
    name = _KINDS[label]
    figure = Panels(
        title=Localized("小さな CNN の学習", "A small CNN learns"),
        summary=Localized(
            f"エポック {step}: 発散しました。" if broken
            else f"エポック {step}: 損失 {figures(float(loss[0]), 3)}、未知の画像の正解率 "
            f"{right[1]:.0%}。",
            f"Epoch {step}: diverged." if broken
            else f"Epoch {step}: loss {figures(float(loss[0]), 3)}, {right[1]:.0%} of unseen "
            "images right.",
        ),
        figures=(
            _curves(course, step),
            _tiles(plan, w),
            Cells(
                title=Localized(f"苦手: {name.ja}", f"hardest: {name.en}"),
                summary=Localized(),
                values=np.clip(image, 0.0, 1.0),
            ),
        ),
        weights=(15, 11, 8),
        table=_epochs(course),
    )  # fmt: skip
    return Frame(
        figure,
        (
            Reading(
                Localized("損失（訓練）", "loss, training"),
                told or figures(float(loss[0]), 3),
                0,
            ),
            Reading(
                Localized("損失（未知）", "loss, held out"),
                told or figures(float(loss[1]), 3),
                1,
            ),
            Reading(
                Localized("正解率 訓練 / 未知", "right, both"),
                told or f"{right[0]:.0%} / {right[1]:.0%}",
            ),
            Reading(
                Localized("苦手な画像", "hardest image"),
                told or Localized(f"{_KINDS[answer].ja}（正 {name.ja}）",
                                  f"{_KINDS[answer].en} (is {name.en})"),
            ),
            Reading(Localized("パラメータ", "parameters"), f"{len(w):,}"),
        ),
    )  # fmt: skip


def _epochs(course: Course) -> Table:
    every = max(1, len(course.losses) // 20)
    return Table(
        columns=(
            Localized("回", "epoch"),
            Localized("損失（訓練）", "loss, training"),
            Localized("損失（未知）", "loss, held out"),
            Localized("正解率（訓練）", "right, training"),
            Localized("正解率（未知）", "right, held out"),
        ),
        rows=tuple(
            (
                str(epoch),
                figures(float(course.losses[epoch, 0]), 3),
                figures(float(course.losses[epoch, 1]), 3),
                f"{course.right[epoch, 0]:.0%}",
                f"{course.right[epoch, 1]:.0%}",
            )
            for epoch in range(0, len(course.losses), every)
        ),
    )


TRIALS = (
    Trial(
        ask=Localized(
            "フィルタを 1 枚だけにします。3 種類の画像を 9 割以上見分けられますか。",
            "With one filter alone, does it tell 90% of the three kinds apart?",
        ),
        knobs={"filters": 1},
        guesses=(Localized("見分けられる", "yes"), Localized("足りない", "no")),
        happened=lambda outcome: int(outcome.number("test_accuracy") < 0.9),
        because=Localized(
            "1 枚のフィルタが探す模様は 1 つです。雑音の中で横と縦を見分けるには足りません。",
            "One filter looks for one pattern: too little for across and down in noise.",
        ),
    ),
    Trial(
        ask=Localized(
            "28×28 に 5×5 のフィルタ 30 枚、2×2 でプーリング。平坦化した長さは？",
            "28×28, 30 filters of 5×5, pooled by 2×2: the flattened length?",
        ),
        knobs={"view": "shapes", "side": 28, "kernel": 5, "filters": 30, "pool": 2},
        guesses=(Localized("4320", "4320"), Localized("5880", "5880"), Localized("17280", "17280")),
        happened=lambda outcome: (4320, 5880, 17280).index(int(outcome.number("flattened"))),
        because=Localized(
            "28 − 5 + 1 = 24、24 / 2 = 12、30·12² = 4320 です。",
            "28 − 5 + 1 = 24, 24 / 2 = 12, and 30·12² = 4320.",
        ),
    ),
)
