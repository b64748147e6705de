"""D48: smaller models: integer codes, pruned weights, short floats, and a softened teacher.

Conventions: symmetric codes run from −(2^(b−1)−1) to 2^(b−1)−1 (so ±127, not 128), asymmetric ones
from 0 to 2^b−1 with a zero point; values are rounded to the nearest code; 1 MB is 10⁶ bytes.

Sources: Jacob et al. 2018 (integer inference); Han et al. 2015 (pruning); Kalamkar et al. 2019
(bfloat16); Hinton, Vinyals & Dean 2015 (distillation).
"""

from __future__ import annotations

from typing import Annotated, Literal

from quizapp.demos import usual
from quizapp.demos.lab._codes import codes, formats, size
from quizapp.demos.lab._thinning import distill, prune
from quizapp.demos.spec import Choice, Numbers, Outcome, Range, Trial
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

_CODES = {"experiment": ("codes",)}
_SIZE = {"experiment": ("size",)}
_PRUNE = {"experiment": ("prune",)}
_FORMAT = {"experiment": ("format",)}
_DISTILL = {"experiment": ("distill",)}

Experiment = Literal["codes", "size", "prune", "format", "distill"]


def run(
    experiment: Annotated[
        Experiment,
        usual.experiment(
            {
                "codes": Localized("量子化", "quantisation"),
                "size": Localized("モデルの大きさ", "model size"),
                "prune": Localized("枝刈り", "pruning"),
                "format": Localized("浮動小数点の形式", "float formats"),
                "distill": Localized("蒸留", "distillation"),
            }
        ),
    ] = "codes",
    scheme: Annotated[
        Literal["symmetric", "asymmetric"],
        Choice("方式", "scheme", {
            "symmetric": Localized("対称（ゼロ点 0）", "symmetric"),
            "asymmetric": Localized("非対称（ゼロ点あり）", "asymmetric"),
        }, when=_CODES),
    ] = "symmetric",
    bits: Annotated[int, Range("ビット数", "bits", 2, 8, when=_CODES)] = 8,
    low: Annotated[
        float, Range("範囲の下端", "low end", -10.0, 0.0, step=0.5, when=_CODES)
    ] = -1.0,
    high: Annotated[
        float, Range("範囲の上端", "high end", 0.0, 10.0, step=0.5, when=_CODES)
    ] = 1.0,
    value: Annotated[
        float, Range("量子化する値", "value", -10.0, 10.0, step=0.1, when=_CODES)
    ] = 0.7,
    parameters: Annotated[
        float, Range("パラメータ数（百万）", "parameters (M)", 0.1, 1000, scale="log", when=_SIZE)
    ] = 60.0,
    weights: Annotated[
        int, Range("重みの数", "weights", 100, 10_000_000, scale="log", when=_PRUNE)
    ] = 1_000_000,
    share: Annotated[
        float, Range("刈る割合", "share pruned", 0.0, 0.99, step=0.05, when=_PRUNE)
    ] = 0.9,
    index_bits: Annotated[
        int, Range("添字のビット数", "index bits", 0, 32, step=8, when=_PRUNE)
    ] = 16,
    number: Annotated[
        float, Range("数値", "number", 1e-8, 1e6, scale="log", when=_FORMAT)
    ] = 3.14,
    form: Annotated[
        Literal["bfloat16", "float16", "float32"],
        Choice("形式", "format", {
            "bfloat16": "bfloat16", "float16": "float16", "float32": "float32",
        }, when=_FORMAT),
    ] = "bfloat16",
    teacher: Annotated[
        tuple[float, ...],
        Numbers("教師のロジット", "teacher logits", -50, 50, shortest=3, longest=3, when=_DISTILL,
                examples=((6, 3, 0), (2, 1, 0), (10, 0, 0))),
    ] = (6.0, 3.0, 0.0),
    student: Annotated[
        tuple[float, ...],
        Numbers("生徒のロジット", "student logits", -50, 50, shortest=3, longest=3, when=_DISTILL,
                examples=((1, 1, 1), (6, 3, 0), (3, 0, 3))),
    ] = (1.0, 1.0, 1.0),
    temperature: Annotated[
        float, Range("温度 T", "temperature T", 0.5, 20, scale="log", when=_DISTILL)
    ] = 4.0,
) -> Outcome:  # fmt: skip
    """One of five ways to a smaller model.

    Raises UsageError when the range to be coded has no width.
    """
    if experiment == "size":
        return size(parameters)
    if experiment == "prune":
        return prune(weights, share, index_bits)
    if experiment == "format":
        return formats(number, form)
    if experiment == "distill":
        return distill(teacher, student, temperature)
    if low == high:
        raise UsageError(
            tr("範囲の幅が 0 では量子化できません。"),
            mend=tr("使える値  low < 0 または high > 0"),
        )
    return codes(scheme, bits, low, high, value)


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "対称の int8 で範囲 ±1 のとき、0.7 の符号はいくつですか。",
            "Symmetric int8 over ±1: what is the code of 0.7?",
        ),
        knobs={"experiment": "codes", "value": 0.7},
        guesses=(
            Localized("89（0.7·127）", "89 (0.7·127)"),
            Localized("90（0.7·128）", "90 (0.7·128)"),
            Localized("179（0.7·255）", "179 (0.7·255)"),
        ),
        happened=lambda outcome: {89: 0, 90: 1}.get(int(outcome.number("code")), 2),
        because=Localized(
            "対称の符号は −127 から 127 なので、刻みは 1/127。0.7·127 = 88.9 を丸めて 89 です。",
            "Symmetric codes run from −127 to 127, one step is 1/127: 0.7·127 = 88.9, so 89.",
        ),
    ),
    Trial(
        ask=Localized(
            "重みの 9 割を刈り、残りを値 32 ビットと添字 16 ビットで持つと、大きさは？",
            "Prune 90% and store the rest as 32-bit values with 16-bit indices: what size?",
        ),
        knobs={"experiment": "prune"},
        guesses=(Localized("10%", "10%"), Localized("15%", "15%"), Localized("90%", "90%")),
        happened=lambda outcome: int(
            1 + (outcome.number("size_ratio") > 0.5)
            - (outcome.number("size_ratio") < 0.125)
        ),
        because=Localized(
            "残りの 10% に、値 32 ビットと場所を示す 16 ビットが要るので 0.1·48/32 = 0.15 です。",
            "The 10% left need 32 bits of value and 16 of place: 0.1·48/32 = 0.15.",
        ),
    ),
)  # fmt: skip
