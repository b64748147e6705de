"""D49: many workers: averaged gradients, the traffic of a ring, lock-step threads, cached layers.

``gradient`` splits a batch over workers; ``ring`` walks a ring all-reduce chunk by chunk and counts
what each worker sends; ``warp`` counts groups of threads and idle lanes; ``image`` says which
layers of a container image a change builds again.

Sources: Goyal et al. 2017 (large batches); Patarasuk & Yuan 2009 (ring all-reduce); Lindholm et
al. 2008 (SIMT); the Dockerfile reference (layers and their cache).
"""

from __future__ import annotations

from typing import Annotated, Literal

from quizapp.demos import usual
from quizapp.demos.lab._machines import image_layers, warps
from quizapp.demos.lab._workers import gradients, ring
from quizapp.demos.spec import Choice, Outcome, Range, Trial
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

_GRADIENT = {"experiment": ("gradient",)}
_RING = {"experiment": ("ring",)}
_WARP = {"experiment": ("warp",)}
_IMAGE = {"experiment": ("image",)}


def run(
    experiment: Annotated[
        Literal["gradient", "ring", "warp", "image"],
        usual.experiment(
            {
                "gradient": Localized("勾配の平均", "averaged gradient"),
                "ring": Localized("リング all-reduce", "ring all-reduce"),
                "warp": Localized("SIMT とワープ", "SIMT and warps"),
                "image": Localized("コンテナの層", "image layers"),
            }
        ),
    ] = "gradient",
    workers: Annotated[
        int, Range("ワーカー数 N", "workers N", 1, 8,
                   when={"experiment": ("gradient", "ring")}),
    ] = 4,
    batch: Annotated[int, Range("1 台のバッチ", "batch a worker", 1, 256, scale="log",
                                when=_GRADIENT)] = 32,
    accumulate: Annotated[int, Range("勾配の累積", "accumulated", 1, 16, when=_GRADIENT)] = 1,
    missing: Annotated[
        int, Range("最後の 1 台の不足", "short on the last", 0, 31, when=_GRADIENT)
    ] = 0,
    seed: Annotated[int, usual.seed(when=_GRADIENT)] = 0,
    megabytes: Annotated[
        float, Range("勾配の大きさ S", "gradient size S", 1, 1000, scale="log", unit="MB",
                     when=_RING),
    ] = 100.0,
    threads: Annotated[
        int, Range("スレッド数", "threads", 1, 1024, scale="log", when=_WARP)
    ] = 100,
    branch: Annotated[
        int, Range("if が真のスレッド", "threads in the if", 0, 32, when=_WARP)
    ] = 8,
    order: Annotated[
        Literal["requirements-first", "all-first"],
        Choice("COPY の順", "order of COPY", {
            "requirements-first": Localized("requirements を先に", "requirements first"),
            "all-first": Localized("全部を先に", "everything first"),
        }, when=_IMAGE),
    ] = "requirements-first",
    change: Annotated[
        Literal["source", "requirements", "nothing"],
        Choice("変えたもの", "changed", {
            "source": Localized("ソース", "source"),
            "requirements": "requirements.txt",
            "nothing": Localized("何も変えない", "nothing"),
        }, when=_IMAGE),
    ] = "source",
) -> Outcome:  # fmt: skip
    """One of four small machines.

    Raises UsageError when the last worker would have no sample left.
    """
    if experiment == "ring":
        return ring(workers, megabytes)
    if experiment == "warp":
        return warps(threads, branch)
    if experiment == "image":
        return image_layers(order, change)
    if missing >= batch:
        raise UsageError(
            tr("最後のワーカーに 1 件も残りません（バッチ {batch}）。", batch=batch),
            mend=tr("使える値  missing = 0 から {last}", last=batch - 1),
        )
    return gradients(workers, batch, accumulate, missing, seed)


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "ワーカーを 4 台から 8 台に増やすと、リングで 1 台が送る量は 2 倍になりますか。",
            "From 4 to 8 workers: does each one send twice as much around the ring?",
        ),
        knobs={"experiment": "ring", "workers": 8},
        guesses=(
            Localized("2 倍になる", "yes, twice"),
            Localized("少し増えるだけ", "only a little more"),
            Localized("減る", "less"),
        ),
        happened=lambda outcome: (
            0 if outcome.number("sent_mb") >= 300
            else 1 if outcome.number("sent_mb") > 150
            else 2
        ),
        because=Localized(
            "2(N−1)/N·S は N を増やしても 2S を超えません。150 MB が 175 MB になるだけです。",
            "2(N−1)/N·S never passes 2S: 150 MB become 175 MB.",
        ),
    ),
    Trial(
        ask=Localized(
            "最後のワーカーだけ 16 件少ないとき、勾配の単純平均は全体の勾配に一致しますか。",
            "With 16 samples fewer on the last worker, is the plain mean the full gradient?",
        ),
        knobs={"experiment": "gradient", "missing": 16},
        guesses=(Localized("一致する", "yes"), Localized("一致しない", "no")),
        happened=lambda outcome: int(outcome.number("plain_error") > 1e-9),
        because=Localized(
            "少ないワーカーの標本が重く数えられます。件数で重みを付けると一致します。",
            "Samples of the short worker count for more; weigh by their number and it agrees.",
        ),
    ),
)  # fmt: skip
