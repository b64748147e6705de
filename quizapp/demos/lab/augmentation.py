"""D12: new images from one: crop, flip, cutout and mixup on small glyphs.

Images are ``(height, width, channels)`` unless said; bottom and right are exclusive, as in slices.

Sources: DeVries & Taylor 2017 (cutout); Zhang et al. 2018 (mixup).
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Cells, Panels, Table
from quizapp.demos.numerals import figures, format_number
from quizapp.demos.spec import Choice, Claim, Outcome, Range, Reading, Result, Trial
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

_SEVEN = (
    "............",
    "..########..",
    "..########..",
    "........##..",
    ".......##...",
    ".......##...",
    "......##....",
    "......##....",
    ".....##.....",
    ".....##.....",
    "....##......",
    "............",
)
_TWO = (
    "............",
    "...######...",
    "..##....##..",
    "........##..",
    "........##..",
    ".......##...",
    "......##....",
    ".....##.....",
    "....##......",
    "...##.......",
    "..########..",
    "............",
)
SIDE = len(_SEVEN)

Operation = Literal["crop", "flip", "cutout", "mixup"]


def run(
    operation: Annotated[
        Operation,
        Choice(
            "操作",
            "operation",
            {
                "crop": Localized("切り抜き", "crop"),
                "flip": Localized("左右反転", "flip"),
                "cutout": "Cutout",
                "mixup": "Mixup",
            },
        ),
    ] = "crop",
    size: Annotated[
        int, Range("切り抜く大きさ", "window size", 1, SIDE, when={"operation": ("crop", "cutout")})
    ] = 8,
    top: Annotated[
        int, Range("上端 top", "top", 0, SIDE - 1, when={"operation": ("crop", "cutout")})
    ] = 2,
    left: Annotated[
        int, Range("左端 left", "left", 0, SIDE - 1, when={"operation": ("crop", "cutout")})
    ] = 2,
    lam: Annotated[
        float,
        Range(
            "混ぜる割合 λ", "mixing share λ", 0.0, 1.0, step=0.05, when={"operation": ("mixup",)}
        ),
    ] = 0.7,
) -> Outcome:
    """One of four operations on a 12 x 12 glyph of a seven; mixup blends it with a two.

    Raises UsageError when a crop would reach past the last row or column.
    """
    image, other = glyph(_SEVEN), glyph(_TWO)
    if operation == "crop" and (top + size > SIDE or left + size > SIDE):
        raise UsageError(
            tr("切り抜きが画像の外に出ます（{size} + 位置 > {side}）。", size=size, side=SIDE),
            mend=tr("使える位置  top, left = 0 から {last}", last=SIDE - size),
        )
    made = {
        "crop": lambda: crop(image, top, left, size),
        "flip": lambda: flip(image),
        "cutout": lambda: cutout(image, top, left, size),
        "mixup": lambda: mix(image, other, lam),
    }[operation]()
    label = (lam, 1.0 - lam) if operation == "mixup" else (1.0, 0.0)
    results: dict[str, Result] = {
        "shape": tuple(float(n) for n in made.shape),
        "positions": float(SIDE - size + 1),
        "label": label,
        "mean": float(made.mean()),
    }
    return Outcome(
        figure=_figure(operation, image, other, made, size, top, left, lam),
        small=_cells(made, Localized("結果", "result")),
        results=results,
        claims=_claims(operation, image, other, made, size, top, left, lam),
        notice=_notice(operation, size),
        formula=_formula(operation, size, top, left, lam),
        readings=_readings(operation, made, size, label),
    )


def glyph(rows: tuple[str, ...]) -> Floats:
    """The drawing as an image (12, 12, 3) with values 0 and 1."""
    flat = np.array([[sign == "#" for sign in row] for row in rows], dtype=np.float64)
    return np.repeat(flat[:, :, None], 3, axis=2)


def crop(image: Floats, top: int, left: int, size: int) -> Floats:
    """Rows ``top:top+size`` and columns ``left:left+size`` of all channels: (size, size, C)."""
    return image[top : top + size, left : left + size, :]


def flip(image: Floats) -> Floats:
    """The image with left and right exchanged."""
    return image[:, ::-1, :]


def cutout(image: Floats, top: int, left: int, size: int) -> Floats:
    """A copy with a square of zeros, cut off at the image's rim."""
    made = image.copy()
    made[top : top + size, left : left + size, :] = 0.0
    return made


def mix(image: Floats, other: Floats, lam: float) -> Floats:
    """``lam`` of one image and ``1 - lam`` of another."""
    return lam * image + (1.0 - lam) * other


def reachable(height: int, size: int, *, exclusive_end: int) -> set[int]:
    """Rows of the image that some start below ``exclusive_end`` brings into the crop."""
    return {
        row for start in range(exclusive_end) for row in range(start, min(start + size, height))
    }


def _claims(
    operation: Operation,
    image: Floats,
    other: Floats,
    made: Floats,
    size: int,
    top: int,
    left: int,
    lam: float,
) -> tuple[Claim, ...]:
    if operation == "crop":
        short = reachable(SIDE, size, exclusive_end=SIDE - size)
        full = reachable(SIDE, size, exclusive_end=SIDE - size + 1)
        channels_first = image.transpose(2, 0, 1)[:, top : top + size, left : left + size]
        return (
            Claim(
                "crop-shape",
                Localized(f"形は ({size}, {size}, 3)", f"the shape is ({size}, {size}, 3)"),
                made.shape == (size, size, 3),
            ),
            Claim(
                "last-row",
                Localized(
                    "randint(0, h−crop_h) では最後の行に届かず、h−crop_h+1 なら届く",
                    "randint(0, h−crop_h) never reaches the last row, h−crop_h+1 does",
                ),
                SIDE - 1 not in short and SIDE - 1 in full,
            ),
            Claim(
                "channels-first",
                Localized(
                    "C×H×W では [:, top:bottom, left:right] が同じ部分",
                    "for C×H×W the same part is [:, top:bottom, left:right]",
                ),
                bool(np.array_equal(channels_first.transpose(1, 2, 0), made)),
            ),
        )
    if operation == "flip":
        return (
            Claim(
                "flip-twice",
                Localized("2 回反転すると元に戻る", "flipped twice it is itself again"),
                bool(np.array_equal(flip(made), image)),
            ),
        )
    if operation == "cutout":
        inside = made[top : top + size, left : left + size, :]
        rest = np.ones(image.shape[:2], dtype=bool)
        rest[top : top + size, left : left + size] = False
        return (
            Claim(
                "cutout-only",
                Localized(
                    "四角の中だけが 0 になり、外は変わらない",
                    "only the square is 0, the rest is untouched",
                ),
                bool(np.all(inside == 0) and np.array_equal(made[rest], image[rest])),
            ),
        )
    label = lam * np.array([1.0, 0.0]) + (1.0 - lam) * np.array([0.0, 1.0])
    return (
        Claim(
            "label-mix",
            Localized(
                f"ラベルも同じ割合で混ぜる: ({format_number(lam)}, {figures(1 - lam)})",
                f"the label is mixed alike: ({format_number(lam)}, {figures(1 - lam)})",
            ),
            bool(np.allclose(label, (lam, 1.0 - lam)) and np.isclose(label.sum(), 1.0)),
        ),
        Claim(
            "mean-mix",
            Localized("画像の平均も λ 対 1−λ で混ざる", "the image's mean mixes as λ to 1−λ too"),
            bool(np.isclose(made.mean(), lam * image.mean() + (1 - lam) * other.mean())),
        ),
    )


def _notice(operation: Operation, size: int) -> Localized:
    return {
        "crop": Localized(
            f"始点の行は 0 から {SIDE - size} の {SIDE - size + 1} 通りです。上限を 1 つ間違え"
            "ると最後の行に届きません。",
            f"There are {SIDE - size + 1} start rows, 0 to {SIDE - size}; one less and the "
            "last row is never seen.",
        ),
        "flip": Localized(
            "左右反転は写真には向きますが、数字の 7 は別の形になります。ラベルが変わる操作は使"
            "えません。",
            "A flip suits photographs; a 7 becomes something else. Never use what changes the "
            "label.",
        ),
        "cutout": Localized(
            "一部を隠しても 7 と分かるように学ばせます。ラベルは変わりません。",
            "The network must know a 7 with a part hidden; the label stays.",
        ),
        "mixup": Localized(
            "画像とラベルを同じ割合で混ぜます。境目をなめらかにします。",
            "Image and label are mixed in one proportion, which smooths the boundary.",
        ),
    }[operation]


def _formula(operation: Operation, size: int, top: int, left: int, lam: float) -> str:
    return {
        "crop": f"image[{top}:{top + size}, {left}:{left + size}, :]",
        "flip": "image[:, ::-1, :]",
        "cutout": f"image[{top}:{min(top + size, SIDE)}, {left}:{min(left + size, SIDE)}, :] = 0",
        "mixup": f"{format_number(lam)}·x₁ + {figures(1 - lam)}·x₂",
    }[operation]


def _readings(
    operation: Operation, made: Floats, size: int, label: tuple[float, float]
) -> tuple[Reading, ...]:
    shape = Reading(Localized("形", "shape"), " × ".join(str(n) for n in made.shape))
    if operation == "crop":
        return shape, Reading(Localized("始点の候補", "start rows"), f"{SIDE - size + 1}")
    words = Localized(
        f"7: {figures(label[0])}  2: {figures(label[1])}",
        f"7: {figures(label[0])}  2: {figures(label[1])}",
    )
    return shape, Reading(Localized("ラベル", "label"), words)


def _cells(
    image: Floats, title: Localized, window: tuple[int, int, int, int] | None = None
) -> Cells:
    return Cells(title=title, summary=Localized(), values=image[:, :, 0], window=window)


def _figure(
    operation: Operation,
    image: Floats,
    other: Floats,
    made: Floats,
    size: int,
    top: int,
    left: int,
    lam: float,
) -> Panels:
    window = (
        (top, min(top + size, SIDE), left, min(left + size, SIDE))
        if operation in ("crop", "cutout")
        else None
    )
    before = [_cells(image, Localized("元の画像", "image"), window)]
    if operation == "mixup":
        before.append(_cells(other, Localized("もう 1 枚", "the other")))
    return Panels(
        title=Localized("データ拡張", "Augmentation"),
        summary=Localized(
            f"結果は {' × '.join(str(n) for n in made.shape)}、平均の明るさ "
            f"{figures(float(made.mean()), 3)}。",
            f"The result is {' × '.join(str(n) for n in made.shape)}, mean value "
            f"{figures(float(made.mean()), 3)}.",
        ),
        figures=(*before, _cells(made, Localized("結果", "result"))),
        table=Table(
            columns=(
                Localized("行", "row"),
                Localized("元の画像", "image"),
                Localized("結果", "result"),
            ),
            rows=tuple(
                (
                    str(row),
                    "".join("#" if v > 0.5 else "." for v in image[row, :, 0]),
                    "".join("#" if v > 0.5 else "+" if v > 0 else "." for v in made[row, :, 0])
                    if row < len(made)
                    else "",
                )
                for row in range(SIDE)
            ),
        ),
    )


TRIALS = (
    Trial(
        ask=Localized(
            "12×12 の画像から 8×8 を切り抜きます。上端の選び方は何通り？",
            "Crop 8×8 from an image of 12×12. How many places are there for the top edge?",
        ),
        knobs={"operation": "crop", "size": 8},
        guesses=(
            Localized("4 通り", "4"),
            Localized("5 通り", "5"),
            Localized("8 通り", "8"),
        ),
        happened=lambda outcome: (
            (outcome.number("positions") > 4.5) + (outcome.number("positions") > 6.5)
        ),
        because=Localized(
            "上端は 0 から 12 − 8 = 4 までで、両端を含めて 5 通りです。差に 1 "
            "を足すのを忘れやすい所です。",
            "The top goes from 0 to 12 − 8 = 4, both included: 5. The plus one is easily "
            "forgotten.",
        ),
    ),
    Trial(
        ask=Localized(
            "2 枚の画像を λ = 0.7 で混ぜます（Mixup）。1 枚目のラベルは (1, 0)、2 枚目は (0, 1) "
            "です。ラベルは？",
            "Mix two images with λ = 0.7 (mixup); their labels are (1, 0) and (0, 1). The label "
            "becomes…",
        ),
        knobs={"operation": "mixup", "lam": 0.7},
        guesses=(
            Localized("(1, 0)", "(1, 0)"),
            Localized("(0.7, 0.3)", "(0.7, 0.3)"),
            Localized("(0.3, 0.7)", "(0.3, 0.7)"),
        ),
        happened=lambda outcome: sum(outcome.numbers("label")[0] < limit for limit in (0.85, 0.5)),
        because=Localized(
            "画像と同じ割合でラベルも混ぜます。1 つの正解を選ばず、割合のまま学習します。",
            "Labels are mixed in the same shares as the images; no single class is chosen.",
        ),
    ),
)
