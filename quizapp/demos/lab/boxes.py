"""D42: boxes that overlap, and the numbers that detection and segmentation are judged by.

``iou`` and ``nms`` draw boxes; ``ap`` walks down a ranked list; ``yolo`` and ``ssd`` count outputs;
``dice`` counts pixels; ``centre`` is the centre-ness of a place in a box.

Sources: Everingham et al. 2010 (average precision); Redmon et al. 2016 (YOLO); Liu et al. 2016
(SSD); Tian et al. 2019 (FCOS).
"""

from __future__ import annotations

from typing import Annotated, Literal

from quizapp.demos import usual
from quizapp.demos.lab._boxes import checked, overlap_of, suppression
from quizapp.demos.lab._detection import average_precision, centre_ness, dice, ssd, yolo
from quizapp.demos.spec import Choice, Numbers, Outcome, Range, Trial
from quizapp.records import Localized

_IOU = {"experiment": ("iou",)}
_NMS = {"experiment": ("nms",)}
_AP = {"experiment": ("ap",)}
_YOLO = {"experiment": ("yolo",)}
_SSD = {"experiment": ("ssd",)}
_DICE = {"experiment": ("dice",)}
_CENTRE = {"experiment": ("centre",)}

Experiment = Literal["iou", "nms", "ap", "yolo", "ssd", "dice", "centre"]


def run(
    experiment: Annotated[
        Experiment,
        usual.experiment(
            {
                "iou": "IoU",
                "nms": "NMS",
                "ap": Localized("平均適合率 AP", "average precision"),
                "yolo": Localized("YOLO の出力", "YOLO output"),
                "ssd": Localized("SSD の枠の数", "SSD boxes"),
                "dice": Localized("Dice と画素", "Dice and pixels"),
                "centre": Localized("FCOS の中心度", "FCOS centre-ness"),
            }
        ),
    ] = "iou",
    a: Annotated[
        tuple[float, ...],
        Numbers("箱 A", "box A", -50, 50, shortest=4, longest=4, when=_IOU,
                examples=((0, 0, 4, 4), (0, 0, 10, 2), (1, 1, 3, 3))),
    ] = (0.0, 0.0, 4.0, 4.0),
    b: Annotated[
        tuple[float, ...],
        Numbers("箱 B", "box B", -50, 50, shortest=4, longest=4, when=_IOU,
                examples=((2, 2, 6, 6), (1, 0, 5, 4), (5, 5, 8, 8), (0, 0, 4, 4))),
    ] = (2.0, 2.0, 6.0, 6.0),
    scene: Annotated[
        Literal["pair", "chain", "crowd"],
        Choice("場面", "scene", {
            "pair": Localized("3 つの箱", "three boxes"),
            "chain": Localized("鎖のように並ぶ", "a chain"),
            "crowd": Localized("混み合った箱", "a crowd"),
        }, when=_NMS),
    ] = "pair",
    limit: Annotated[
        float, Range("IoU のしきい値", "IoU limit", 0.0, 1.0, step=0.05, when=_NMS)
    ] = 0.5,
    relevance: Annotated[
        tuple[float, ...],
        Numbers("順位ごとの正解", "hits by rank", 0, 1, when=_AP,
                examples=((1, 0, 1, 1, 0), (1, 1, 1, 0, 0), (0, 0, 1, 1, 1))),
    ] = (1.0, 0.0, 1.0, 1.0, 0.0),
    grid: Annotated[int, Range("格子 S", "grid S", 1, 32, when=_YOLO)] = 7,
    boxes: Annotated[int, Range("箱 B", "boxes B", 1, 9, when=_YOLO)] = 2,
    classes: Annotated[int, Range("クラス C", "classes C", 1, 100, when=_YOLO)] = 20,
    maps: Annotated[
        tuple[float, ...],
        Numbers("特徴マップの辺", "map sides", 1, 128, longest=8, when=_SSD,
                examples=((38, 19, 10, 5, 3, 1), (64, 32, 16, 8, 4, 2, 1))),
    ] = (38.0, 19.0, 10.0, 5.0, 3.0, 1.0),
    per_cell: Annotated[
        tuple[float, ...],
        Numbers("位置ごとの枠", "boxes per place", 1, 12, longest=8, when=_SSD,
                examples=((4, 6, 6, 6, 4, 4), (4, 6, 6, 6, 6, 4, 4))),
    ] = (4.0, 6.0, 6.0, 6.0, 4.0, 4.0),
    tp: Annotated[int, Range("TP の画素", "TP pixels", 0, 60, when=_DICE)] = 30,
    fp: Annotated[int, Range("FP の画素", "FP pixels", 0, 60, when=_DICE)] = 10,
    fn: Annotated[int, Range("FN の画素", "FN pixels", 0, 60, when=_DICE)] = 10,
    sides: Annotated[
        tuple[float, ...],
        Numbers("左・右・上・下", "left, right, top, bottom", 0, 100, shortest=4, longest=4,
                when=_CENTRE, examples=((2, 4, 3, 3), (3, 3, 3, 3), (1, 5, 1, 5))),
    ] = (2.0, 4.0, 3.0, 3.0),
) -> Outcome:  # fmt: skip
    """One of seven counts of detection and segmentation.

    Raises UsageError for a box without area, hits that are not 0 or 1 or none at all, lists of maps
    and boxes of different length or with fractions, no pixel at all, and a box without width or
    height.
    """
    if experiment == "nms":
        return suppression(scene, limit)
    if experiment == "ap":
        return average_precision(relevance)
    if experiment == "yolo":
        return yolo(grid, boxes, classes)
    if experiment == "ssd":
        return ssd(maps, per_cell)
    if experiment == "dice":
        return dice(tp, fp, fn)
    if experiment == "centre":
        return centre_ness(sides)
    return overlap_of(checked(a, "A"), checked(b, "B"))


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "鎖のように 1 つずつずれた 4 つの箱に、しきい値 0.5 で NMS をすると、"
            "いくつ残りますか。",
            "Four boxes in a chain, each one step on: how many does NMS at 0.5 keep?",
        ),
        knobs={"experiment": "nms", "scene": "chain"},
        guesses=(Localized("1 つ", "one"), Localized("2 つ", "two"), Localized("4 つ", "four")),
        happened=lambda outcome: {1: 0, 2: 1}.get(int(outcome.number("kept_count")), 2),
        because=Localized(
            "A が B を消します。消えた B は C を消せないので、A と重なりの小さい C が残ります。",
            "A drops B; a dropped B cannot drop C, and C overlaps A too little.",
        ),
    ),
    Trial(
        ask=Localized(
            "(0,0,4,4) と (2,2,6,6) は、角の 4 分の 1 が重なっています。IoU は 0.25 ですか。",
            "(0,0,4,4) and (2,2,6,6) share a quarter of each. Is the IoU 0.25?",
        ),
        knobs={"experiment": "iou"},
        guesses=(
            Localized("0.25 より小さい", "below 0.25"),
            Localized("0.25", "0.25"),
            Localized("0.25 より大きい", "above 0.25"),
        ),
        happened=lambda outcome: (
            0 if outcome.number("iou") < 0.25
            else 1 if outcome.number("iou") == 0.25
            else 2
        ),
        because=Localized(
            "共通部分 4 を、片方の 16 ではなく和集合 28 で割るので 1/7 です。",
            "The shared 4 is divided by the union 28, not by the 16 of one box: 1/7.",
        ),
    ),
)  # fmt: skip
