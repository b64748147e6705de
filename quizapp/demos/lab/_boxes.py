"""Boxes of D42: overlap of two, non-maximum suppression of many, and how they are drawn.

A box is (x1, y1, x2, y2) in continuous coordinates, with x1 < x2 and y1 < y2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Panels, Plot, Series
from quizapp.demos.lab._say import both, claim, part, reading, table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Frame, Outcome
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

Box = tuple[float, ...]

SCENES: dict[str, tuple[tuple[Box, float], ...]] = {
    "pair": (((0, 0, 4, 4), 0.9), ((1, 0, 5, 4), 0.8), ((6, 6, 8, 8), 0.7)),
    "chain": (
        ((0, 0, 4, 4), 0.9), ((1, 0, 5, 4), 0.8), ((2, 0, 6, 4), 0.7), ((3, 0, 7, 4), 0.6),
    ),
    "crowd": (
        ((0, 0, 3, 6), 0.85), ((0.5, 0, 3.5, 6), 0.95), ((2, 0, 5, 6), 0.8),
        ((2.4, 0.3, 5.4, 6), 0.6), ((7, 1, 9, 5), 0.5),
    ),
}  # fmt: skip
"""Boxes with scores: the question's three, a chain where only neighbours overlap, and a crowd."""


def checked(box: Box, name: str) -> Box:
    """The box itself; raises UsageError unless x1 < x2 and y1 < y2."""
    if not (box[0] < box[2] and box[1] < box[3]):
        raise UsageError(
            tr("箱 {name} の幅か高さが 0 以下です。", name=name),
            mend=tr("使える値  {name} = x1, y1, x2, y2（x1 < x2、y1 < y2）", name=name),
        )
    return box


def area(box: Box) -> float:
    """Width times height."""
    return (box[2] - box[0]) * (box[3] - box[1])


def overlap(a: Box, b: Box) -> float:
    """Area common to both boxes, 0 when they only touch."""
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    return max(wide, 0.0) * max(high, 0.0)


def iou(a: Box, b: Box) -> float:
    """Intersection over union of two boxes."""
    common = overlap(a, b)
    return common / (area(a) + area(b) - common)


def by_points(a: Box, b: Box, per_side: int = 600) -> float:
    """IoU counted over a fine grid of points, as a check that knows nothing of corners."""
    x = _middles(min(a[0], b[0]), max(a[2], b[2]), per_side)
    y = _middles(min(a[1], b[1]), max(a[3], b[3]), per_side)

    def inside(box: Box) -> NDArray[np.bool_]:
        across = (x > box[0]) & (x < box[2])
        down = (y > box[1]) & (y < box[3])
        return np.asarray(down[:, None] & across[None, :])

    one, two = inside(a), inside(b)
    return float((one & two).sum() / (one | two).sum())


def _middles(low: float, high: float, count: int) -> Floats:
    return low + (np.arange(count) + 0.5) * (high - low) / count


def nms(
    boxes: tuple[Box, ...], scores: tuple[float, ...], limit: float
) -> list[tuple[int, list[int]]]:
    """The boxes kept, best first, each with those it suppressed (IoU above ``limit``)."""
    left = sorted(range(len(boxes)), key=lambda i: -scores[i])
    kept = []
    while left:
        best = left.pop(0)
        gone = [i for i in left if iou(boxes[best], boxes[i]) > limit]
        kept.append((best, gone))
        left = [i for i in left if i not in gone]
    return kept


def outline(box: Box) -> tuple[Floats, Floats]:
    """The rim as a closed line: x (5,) and y (5,)."""
    return (
        np.array([box[0], box[2], box[2], box[0], box[0]], dtype=np.float64),
        np.array([box[1], box[1], box[3], box[3], box[1]], dtype=np.float64),
    )


def overlap_of(a: Box, b: Box) -> Outcome:
    """Two boxes, what they share, and the IoU."""
    common, both_areas = overlap(a, b), area(a) + area(b)
    union = both_areas - common
    share, counted = iou(a, b), by_points(a, b)
    filled = []
    if common > 0:
        shared = (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))
        grid = np.meshgrid(_middles(shared[0], shared[2], 9), _middles(shared[1], shared[3], 9))
        filled = [Series(both("A∩B"), grid[0].ravel(), grid[1].ravel(), 2, "cloud", "none")]
    span = [min(a[0], b[0]), max(a[2], b[2]), min(a[1], b[1]), max(a[3], b[3])]
    air = 0.08 * max(span[1] - span[0], span[3] - span[2])
    moved = tuple(v + 3.7 for v in a), tuple(v + 3.7 for v in b)
    return Outcome(
        figure=Plot(
            title=both(("2 つの箱の重なり", "Overlap of two boxes")),
            summary=Localized(
                f"共通部分 {figures(common)}、和集合 {figures(union)}、IoU {figures(share, 5)}。",
                f"Intersection {figures(common)}, union {figures(union)}, IoU {figures(share, 5)}.",
            ),
            x=Axis(low=span[0] - air, high=span[1] + air),
            y=Axis(low=span[2] - air, high=span[3] + air),
            series=(
                *filled,
                Series(both("A"), *outline(a), 0, marked="none"),
                Series(both("B"), *outline(b), 1, "dashed", "none"),
            ),
            square=True,
            table=table(
                (("部分", "part"), ("面積", "area")),
                (
                    ("A", figures(area(a), 6)),
                    ("B", figures(area(b), 6)),
                    ("A∩B", figures(common, 6)),
                    ("A∪B", figures(union, 6)),
                    ("IoU", figures(share, 6)),
                ),
            ),
        ),
        results={
            "iou": share,
            "intersection": common,
            "union": union,
            "dice": 2 * common / both_areas,
        },
        claims=(
            claim(
                "counted",
                f"細かい点を数えた割合 {figures(counted, 3)} と 0.01 以内で合う",
                f"counting fine points gives {figures(counted, 3)}, within 0.01",
                abs(counted - share) < 0.01,
            ),
            claim(
                "dice",
                "Dice = 2·IoU/(1 + IoU)",
                "Dice = 2·IoU/(1 + IoU)",
                abs(2 * common / both_areas - 2 * share / (1 + share)) < 1e-12,
            ),
            claim(
                "shift",
                "2 つを一緒に動かしても IoU は変わらない",
                "moving both together leaves the IoU as it is",
                abs(iou(*moved) - share) < 1e-9,
            ),
        ),
        notice=Localized(
            "離れた箱の IoU は 0 で、どれだけ離れても 0 のままです。",
            "Boxes apart have an IoU of 0, however far apart they are.",
        )
        if common == 0
        else Localized(
            "共通部分を、和集合（2 つの面積の和 − 共通部分）で割ります。",
            "Divide what they share by the union: both areas less what they share.",
        ),
        formula=(
            f"IoU = {figures(common)}/({figures(area(a))} + {figures(area(b))} − "
            f"{figures(common)}) = {figures(share, 5)}"
        ),
        readings=(
            reading(("共通部分", "intersection"), figures(common, 5), 2),
            reading(("和集合", "union"), figures(union, 5)),
            reading("IoU", figures(share, 6)),
            reading("Dice", figures(2 * common / both_areas, 5)),
        ),
    )


def suppression(scene: str, limit: float) -> Outcome:
    """Greedy non-maximum suppression of one scene, a frame for each box kept."""
    boxes = tuple(box for box, _ in SCENES[scene])
    scores = tuple(score for _, score in SCENES[scene])
    trace = nms(boxes, scores, limit)
    kept = [best for best, _ in trace]
    names = "ABCDEFGH"
    word = ", ".join(names[i] for i in sorted(kept))
    # The rule again, without a list that shrinks: best first, kept if no kept box overlaps it.
    again: list[int] = []
    for i in sorted(range(len(boxes)), key=lambda i: -scores[i]):
        if all(iou(boxes[i], boxes[j]) <= limit for j in again):
            again.append(i)
    lost = [i for i in range(len(boxes)) if i not in kept]

    def at(step: int) -> Frame:
        return Frame(
            _scene(boxes, scores, trace[:step], limit, step == len(trace)),
            tuple(
                reading(
                    (f"{names[best]}（{scores[best]:g}）を残す",
                     f"keep {names[best]} ({scores[best]:g})"),
                    Localized(
                        "消す " + ", ".join(names[i] for i in gone),
                        "drops " + ", ".join(names[i] for i in gone),
                    ) if gone else Localized("消す箱なし", "drops none"),
                    min(best, 4),
                )
                for best, gone in trace[:step]
            ),
        )  # fmt: skip

    last = at(len(trace))
    pair = iou(boxes[0], boxes[1])
    return Outcome(
        figure=last.figure,
        small=part(last.figure, 0),
        results={
            "kept": word,
            "kept_count": len(kept),
            "iou_ab": pair,
            "suppressed": ", ".join(names[i] for i in lost),
        },
        claims=(
            claim(
                "greedy",
                f"残るのは {word}（別の手順で確かめても同じ）",
                f"{word} remain, and so they do by another way of running the rule",
                sorted(again) == sorted(kept),
            ),
            claim(
                "apart",
                f"残った箱どうしの IoU は、どれも {figures(limit)} 以下",
                f"no two boxes that remain have an IoU above {figures(limit)}",
                all(iou(boxes[i], boxes[j]) <= limit for i in kept for j in kept if i < j),
            ),
            claim(
                "reason",
                "消えた箱はどれも、スコアの高い残った箱と重なっていた",
                "each box dropped overlaps a better one that remains",
                all(
                    any(iou(boxes[i], boxes[j]) > limit and scores[j] > scores[i] for j in kept)
                    for i in lost
                ),
            ),
        ),
        notice=Localized(
            "スコアの高い箱から残し、それと重なりすぎる箱を消します。消えた箱は、ほかの箱を消しませ"
            "ん。",
            "Keep the best, drop what overlaps it too much; a dropped box drops nothing itself.",
        ),
        formula=f"IoU(A, B) = {figures(pair)} {'>' if pair > limit else '≤'} {figures(limit)}",
        readings=last.readings,
        steps=len(trace),
        at=at,
    )


def _scene(
    boxes: tuple[Box, ...],
    scores: tuple[float, ...],
    trace: list[tuple[int, list[int]]],
    limit: float,
    done: bool,
) -> Panels:
    names = "ABCDEFGH"
    fate = {}
    for turn, (best, gone) in enumerate(trace, start=1):
        fate[best] = ("○", turn)
        fate.update(dict.fromkeys(gone, ("×", turn)))
    shown = [
        Series(
            both(f"{names[i]} {scores[i]:g}"),
            *outline(box),
            i,
            "dashed" if fate.get(i, ("", 0))[0] == "×" else "line",
            "none",
            value=fate.get(i, ("·", 0))[0],
        )
        for i, box in enumerate(boxes)
    ]
    high = max(box[3] for box in boxes)
    word = ", ".join(names[best] for best, _ in trace) or "–"
    return Panels(
        title=both(("NMS の経過", "NMS, step by step")),
        summary=Localized(
            f"しきい値 {figures(limit)} で、{'残るのは' if done else 'ここまでに残したのは'} "
            f"{word}。",
            f"With a limit of {figures(limit)} {word} {'remain' if done else 'are kept so far'}.",
        ),
        figures=(
            Plot(
                title=both(("箱", "Boxes")),
                note=both(("破線は消えた箱", "dashed: dropped")),
                summary=Localized(),
                x=Axis(low=-0.5, high=max(box[2] for box in boxes) + 0.5),
                y=Axis(low=-0.5, high=high + 0.5),
                series=tuple(shown),
                square=True,
            ),
            table(
                ("", ("スコア", "score"), ("最大 IoU", "max IoU"), ""),
                (
                    (
                        names[i],
                        f"{scores[i]:g}",
                        figures(
                            max(
                                (iou(box, other) for j, other in enumerate(boxes) if j != i),
                                default=0.0,
                            ),
                            3,
                        ),
                        fate.get(i, ("·", 0))[0],
                    )
                    for i, box in enumerate(boxes)
                ),
                ("○ 残す  × 消す", "○ kept  × dropped"),
            ),
        ),
        weights=(3, 2),
        table=table(
            ("", *(both(name) for name in names[: len(boxes)])),
            (
                (names[i], *(figures(iou(box, other), 3) for other in boxes))
                for i, box in enumerate(boxes)
            ),
            ("IoU", "IoU"),
        ),
    )
