"""The counts of D42: average precision, outputs of YOLO and SSD, Dice, and centre-ness."""

from __future__ import annotations

import math

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Bars, Cells, Panels, Plot, Point, Series
from quizapp.demos.lab._boxes import outline
from quizapp.demos.lab._say import both, claim, part, reading, table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Outcome
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr


def precisions(hits: Floats) -> tuple[Floats, Floats]:
    """Precision and recall (n,) after each rank of ``hits`` (n,), which are 0 or 1."""
    found = np.cumsum(hits)
    return found / np.arange(1, len(hits) + 1), found / hits.sum()


def interpolated(precision: Floats, recall: Floats) -> tuple[float, float]:
    """AP with the precision made to fall (all points), and its mean at 11 recalls 0, .1 … 1."""
    ceiling = np.maximum.accumulate(precision[::-1])[::-1]
    steps = np.diff(np.concatenate([[0.0], recall]))
    # A rounding error in k/n must not push a recall below the grid point that it is.
    eleven = [
        max((float(p) for p, r in zip(precision, recall, strict=True) if r >= at - 1e-9), default=0)
        for at in np.linspace(0, 1, 11)
    ]
    return float((steps * ceiling).sum()), float(np.mean(eleven))


def average_precision(relevance: tuple[float, ...]) -> Outcome:
    """AP of a ranked list as the mean precision at the hits, beside two interpolated forms."""
    hits = np.array(relevance)
    if not set(relevance) <= {0.0, 1.0} or hits.sum() == 0:
        raise UsageError(
            tr("順位ごとの正解は 0 か 1 で、1 つ以上の 1 が要ります。"),
            mend=tr("使える値  relevance = 1, 0, 1, 1, 0"),
        )
    precision, recall = precisions(hits)
    at_hits = precision[hits == 1]
    value = float(at_hits.mean())
    every, eleven = interpolated(precision, recall)
    # By counting: how far down the list each hit stands, and how many hits are up to there.
    places = [place for place, hit in enumerate(relevance, start=1) if hit]
    counted = sum((rank + 1) / place for rank, place in enumerate(places)) / len(places)
    terms = [f"{rank + 1}/{place}" for rank, place in enumerate(places)]
    return Outcome(
        figure=Plot(
            title=both(("順位と適合率", "Precision down the list")),
            note=both(("印は正解の順位", "marks: the hits")),
            summary=Localized(
                f"正解の順位での適合率の平均は {figures(value, 5)}。",
                f"The mean precision at the hits is {figures(value, 5)}.",
            ),
            x=Axis(both(("順位", "rank")), low=0.5, high=len(hits) + 0.5, whole=True),
            y=Axis(both(("適合率", "precision")), low=0.0, high=1.1),
            series=(
                Series(
                    both(("適合率", "precision")), np.arange(1, len(hits) + 1, dtype=np.float64),
                    precision, 1, "dashed", "none",
                ),
                Series(
                    both(("正解", "hits")), np.array(places, dtype=np.float64), at_hits, 0,
                    "dots", "all",
                ),
                Series(
                    both("AP"), np.array([0.5, len(hits) + 0.5]), np.full(2, value), 2,
                    marked="none", value=figures(value, 5),
                ),
            ),
            table=table(
                (("順位", "rank"), ("正解", "hit"), ("適合率", "precision"), ("再現率", "recall")),
                (
                    (str(i + 1), f"{hits[i]:.0f}", f"{precision[i]:.5f}", f"{recall[i]:.5f}")
                    for i in range(len(hits))
                ),
            ),
        ),
        results={"ap": value, "ap_all_points": every, "ap_11_points": eleven},
        claims=(
            claim(
                "counted",
                "正解を 1 つずつ数えても同じ値",
                "counting hit by hit gives the same",
                math.isclose(counted, value, rel_tol=1e-12),
            ),
            claim(
                "step-area",
                "AP = 再現率が増えるところの適合率の和（階段の面積）",
                "AP = precision summed where recall rises, the area of the steps",
                math.isclose(
                    float((np.diff(np.concatenate([[0.0], recall])) * precision).sum()), value
                ),
            ),
            claim(
                "interpolation",
                "全点補間の AP は、補間しない AP より小さくならない",
                "interpolation over all points never lowers the AP",
                every >= value - 1e-12,
            ),
        ),
        notice=Localized(
            "正解が出た順位の適合率だけを平均します。上位の外れほど、後の適合率を長く下げます。",
            "Only precisions at hits are averaged; a miss near the top lowers all that follow.",
        ),
        formula=f"({' + '.join(terms)})/{len(places)} = {figures(value, 5)}",
        readings=(
            reading("AP", figures(value, 5), 2),
            reading(("全点補間", "all-point"), figures(every, 5)),
            reading(("11 点補間", "11-point"), figures(eleven, 5)),
        ),
    )  # fmt: skip


def yolo(grid: int, boxes: int, classes: int) -> Outcome:
    """Numbers that YOLOv1 puts out: ``S·S·(5B + C)``; a box is x, y, w, h and a confidence."""
    depth = boxes * 5 + classes
    total = grid * grid * depth
    names = [f"{part}{box + 1}" for box in range(boxes) for part in ("x", "y", "w", "h", "p")]
    names += [f"c{place + 1}" for place in range(classes)]
    output = np.zeros((grid, grid, len(names)))
    shown = min(grid, 14)
    figure = Panels(
        title=both(("YOLO の出力", "Output of YOLO")),
        summary=Localized(
            f"{grid}×{grid} のますに {depth} 個ずつ、全部で {total} 個。",
            f"{depth} numbers in each of {grid}×{grid} cells, {total} in all.",
        ),
        figures=(
            Cells(
                title=both((f"{grid}×{grid} のます", f"{grid}×{grid} cells")),
                note=both((f"1 ますに {depth} 個", f"{depth} numbers each")),
                summary=Localized(),
                values=np.add.outer(np.arange(shown), np.arange(shown)) % 2 * 0.4 + 0.2,
                window=(shown // 2, shown // 2 + 1, shown // 2, shown // 2 + 1),
            ),
            Bars(
                title=both(("1 ますの中身", "in one cell")),
                summary=Localized(),
                labels=(
                    both(("箱の位置 4B", "box places 4B")),
                    both(("信頼度 B", "confidences B")),
                    both(("クラス C", "classes C")),
                ),
                values=np.array([4.0 * boxes, boxes, classes]),
                low=0.0,
                markers=(0, 1, 2),
            ),
        ),
        table=table(
            (("部分", "part"), ("個数", "numbers")),
            (
                ("4B", str(4 * boxes)),
                ("B", str(boxes)),
                ("C", str(classes)),
                ("5B + C", str(depth)),
                ("S·S·(5B + C)", str(total)),
            ),
        ),
    )
    return Outcome(
        figure=figure,
        small=part(figure, 1),
        results={"outputs": total, "per_cell": depth, "boxes": grid * grid * boxes},
        claims=(
            claim(
                "counted",
                "名前を 1 つずつ付けて数えても同じ個数",
                "giving each number a name and counting them agrees",
                output.size == total and len(set(names)) == depth,
            ),
            claim(
                "classes-per-cell",
                "クラス確率は箱ごとではなく、ますごとに 1 組",
                "class probabilities come once a cell, not once a box",
                sum(name.startswith("c") for name in names) == classes,
            ),
        ),
        notice=Localized(
            f"箱を 1 つ増やすと、1 ますにつき 5 個、全体で {5 * grid * grid} 個増えます。",
            f"One more box adds 5 numbers a cell, {5 * grid * grid} in all.",
        ),
        formula=f"S·S·(5B + C) = {grid}·{grid}·(5·{boxes} + {classes}) = {total}",
        readings=(
            reading(("1 ますの個数", "numbers a cell"), str(depth)),
            reading(("出力の個数", "outputs"), str(total)),
            reading(("箱の個数", "boxes"), str(grid * grid * boxes)),
        ),
    )  # fmt: skip


def ssd(maps: tuple[float, ...], per_cell: tuple[float, ...]) -> Outcome:
    """Default boxes of SSD: the sum over feature maps of side² times boxes per place."""
    if len(maps) != len(per_cell) or any(v != int(v) for v in (*maps, *per_cell)):
        raise UsageError(
            tr("特徴マップの辺と位置ごとの枠は、同じ個数の整数にしてください。"),
            mend=tr("使える値  maps と per-cell にそれぞれ {count} 個の整数", count=len(maps)),
        )
    sides, each = [int(v) for v in maps], [int(v) for v in per_cell]
    parts = [side * side * boxes for side, boxes in zip(sides, each, strict=True)]
    total = sum(parts)
    listed = sum(
        1 for side, boxes in zip(sides, each, strict=True) for _ in np.ndindex(side, side, boxes)
    )
    return Outcome(
        figure=Bars(
            title=both(("特徴マップごとの枠の数", "Default boxes by map")),
            summary=Localized(
                f"全部で {total} 個、最大の特徴マップだけで {parts[0]} 個。",
                f"{total} in all, {parts[0]} of them on the first map.",
            ),
            labels=tuple(
                both(f"{s}×{s}×{k}") for s, k in zip(sides, each, strict=True)
            ),
            values=np.array(parts, dtype=np.float64),
            low=0.0,
            shown=tuple(str(part) for part in parts),
            table=table(
                (("特徴マップ", "map"), ("位置ごと", "per place"), ("枠の数", "boxes")),
                (
                    (f"{s}×{s}", str(k), str(part))
                    for s, k, part in zip(sides, each, parts, strict=True)
                ),
            ),
        ),
        results={"boxes": total, "by_map": tuple(float(part) for part in parts)},
        claims=(
            claim(
                "counted",
                f"1 枠ずつ数えて {total} 個",
                f"counted box by box: {total}",
                listed == total,
            ),
        ),
        notice=Localized(
            "細かい特徴マップは小さい物体を、粗い特徴マップは大きい物体を受け持ちます。枠のほとんど"
            "は細かい方にあります。",
            "Fine maps look for small things, coarse ones for large; most boxes are on the fine.",
        ),
        formula=(
            " + ".join(f"{s}²·{k}" for s, k in zip(sides, each, strict=True)) + f" = {total}"
        ),
        readings=(
            reading(("枠の総数", "boxes in all"), str(total)),
            reading(("最初の割合", "share of the first"), f"{parts[0] / total:.1%}", 0),
        ),
    )  # fmt: skip


def dice(tp: int, fp: int, fn: int) -> Outcome:
    """Dice coefficient and IoU of a segmentation with so many right and wrong pixels."""
    if tp + fp + fn == 0:
        raise UsageError(
            tr("正解にも予測にも画素がなく、Dice が決まりません。"),
            mend=tr("使える値  tp, fp, fn のどれかを 1 以上"),
        )
    value, share = 2 * tp / (2 * tp + fp + fn), tp / (tp + fp + fn)
    side = math.ceil(math.sqrt(tp + fp + fn + 12))
    kinds = np.zeros(side * side, dtype=int)
    kinds[: fn + tp + fp] = np.repeat([1, 3, 2], [fn, tp, fp])
    picture = kinds.reshape(side, side)
    truth, called = (picture & 1) > 0, (picture & 2) > 0
    both_sets = float((truth & called).sum())
    figure = Panels(
        title=both(("画素の重なり", "Pixels that agree")),
        summary=Localized(
            f"Dice {figures(value, 5)}、IoU {figures(share, 5)}。",
            f"Dice {figures(value, 5)}, IoU {figures(share, 5)}.",
        ),
        figures=(
            Cells(title=both(("正解", "truth")), summary=Localized(), values=truth.astype(float)),
            Cells(
                title=both(("予測", "called")),
                summary=Localized(),
                values=called.astype(float),
            ),
            Bars(
                title=both(("指標", "measures")),
                summary=Localized(),
                labels=(both("Dice"), both("IoU")),
                values=np.array([value, share]),
                low=0.0,
                high=1.0,
                markers=(0, 1),
            ),
        ),
        table=table(
            (("画素", "pixels"), ("個数", "count")),
            (("TP", str(tp)), ("FP", str(fp)), ("FN", str(fn))),
        ),
    )
    return Outcome(
        figure=figure,
        small=part(figure, 2),
        results={"dice": value, "iou": share},
        claims=(
            claim(
                "counted",
                "画像の画素を数えても、同じ Dice と IoU",
                "counting the pixels of the pictures gives the same Dice and IoU",
                math.isclose(2 * both_sets / (truth.sum() + called.sum()), value)
                and math.isclose(both_sets / (truth | called).sum(), share),
            ),
            claim(
                "relation",
                "Dice = 2·IoU/(1+IoU)、いつも IoU 以上",
                "Dice = 2·IoU/(1+IoU), never below the IoU",
                math.isclose(value, 2 * share / (1 + share)) and value >= share,
            ),
        ),
        notice=Localized(
            "Dice は F1 と同じ式です。背景の画素（TN）は、どちらにも入りません。",
            "Dice is the formula of F1; pixels of the background (TN) count in neither.",
        ),
        formula=(
            f"Dice = 2·{tp}/(2·{tp}+{fp}+{fn}) = {figures(value, 5)}   "
            f"IoU = {tp}/{tp + fp + fn} = {figures(share, 5)}"
        ),
        readings=(
            reading("Dice", figures(value, 5), 0),
            reading("IoU", figures(share, 5), 1),
        ),
    )  # fmt: skip


def centre(left: float, right: float, top: float, bottom: float) -> float:
    """Centre-ness of FCOS: ``√(min(l,r)/max(l,r) · min(t,b)/max(t,b))``."""
    return math.sqrt(min(left, right) / max(left, right) * (min(top, bottom) / max(top, bottom)))


def centre_ness(sides: tuple[float, ...]) -> Outcome:
    """Centre-ness of a place so far from the left, right, top and bottom of its box."""
    left, right, top, bottom = sides
    if left + right == 0 or top + bottom == 0:
        raise UsageError(
            tr("箱の幅か高さが 0 です。"),
            mend=tr("使える値  左 + 右 > 0、上 + 下 > 0"),
        )
    value = centre(left, right, top, bottom)
    wide, high = left + right, top + bottom
    across = np.linspace(0, wide, 201)
    along = np.array([centre(x, wide - x, high / 2, high / 2) for x in across])
    return Outcome(
        figure=Plot(
            title=both(("箱の中の位置", "A place in its box")),
            note=both(f"centre-ness {figures(value, 5)}"),
            summary=Localized(
                f"中心度は {figures(value, 5)}。真ん中で 1、縁で 0。",
                f"Centre-ness {figures(value, 5)}: 1 in the middle, 0 on the rim.",
            ),
            x=Axis(low=-0.08 * wide, high=1.08 * wide),
            y=Axis(low=-0.08 * high, high=1.08 * high),
            series=(
                Series(both(("箱", "box")), *outline((0.0, 0.0, wide, high)), 0, marked="none"),
                Series(both(("左右", "left, right")), np.array([0.0, wide]), np.full(2, bottom), 1,
                       "dashed", "none"),
                Series(both(("上下", "top, bottom")), np.full(2, left), np.array([0.0, high]), 2,
                       "dashed", "none"),
            ),
            points=(
                Point(left, bottom, both(figures(value, 4))),
                Point(wide / 2, high / 2, both("1"), sign="·", fallback="."),
            ),
            square=True,
            table=table(
                ("l", "r", "√(min/max)"),
                (
                    (figures(float(x), 3), figures(wide - float(x), 3), f"{along[i]:.4f}")
                    for i, x in enumerate(across)
                    if i % 20 == 0
                ),
            ),
        ),
        results={"centre_ness": value, "middle": centre(wide, wide, high, high)},
        claims=(
            claim(
                "middle",
                "真ん中で 1、縁で 0",
                "1 in the middle and 0 on the rim",
                float(along.max()) == 1.0 and along[0] == 0.0 == along[-1],
            ),
            claim(
                "scale",
                "箱を 3 倍にしても変わらない",
                "a box three times as large changes nothing",
                math.isclose(centre(*(3 * side for side in sides)), value, abs_tol=1e-12),
            ),
            claim(
                "inside",
                "中心度は 0 から 1 の間",
                "centre-ness lies between 0 and 1",
                0.0 <= value <= 1.0,
            ),
        ),
        notice=Localized(
            "FCOS はこの値をスコアに掛け、物体の端で出した箱を弱めます。",
            "FCOS multiplies the score by it, so boxes found from the rim of a thing count less.",
        ),
        formula=(
            f"√({figures(min(left, right))}/{figures(max(left, right))} · "
            f"{figures(min(top, bottom))}/{figures(max(top, bottom))}) = {figures(value, 5)}"
        ),
        readings=(
            reading(("中心度", "centre-ness"), figures(value, 5)),
            reading(("左右の比", "left to right"), figures(min(left, right) / max(left, right)), 1),
            reading(("上下の比", "top to bottom"), figures(min(top, bottom) / max(top, bottom)), 2),
        ),
    )  # fmt: skip
