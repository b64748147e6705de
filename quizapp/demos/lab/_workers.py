"""Data-parallel training in D49: gradients of shards, and the ring that adds them up."""

from __future__ import annotations

import itertools
import math

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Bars, Cells, Panels
from quizapp.demos.lab._say import both, claim, part, reading, table
from quizapp.demos.numerals import counted, figures, power
from quizapp.demos.spec import Frame, Outcome
from quizapp.records import Localized


def loss(x: Floats, y: Floats, w: Floats) -> float:
    """Mean of ½(x·w − y)² over the rows."""
    return float(0.5 * ((x @ w - y) ** 2).mean())


def gradient(x: Floats, y: Floats, w: Floats) -> Floats:
    """Gradient (d,) of ``loss`` for rows ``x`` (n, d) and targets ``y`` (n,)."""
    return np.asarray(x.T @ (x @ w - y) / len(x))


def gradients(workers: int, batch: int, accumulate: int, missing: int, seed: int) -> Outcome:
    """Gradients of shards of one micro-batch, their mean, and the gradient of all rows at once."""
    rng = np.random.default_rng(seed)
    sizes = [batch] * (workers - 1) + [batch - missing]
    x = rng.normal(size=(sum(sizes), 3))
    y = x @ np.array([1.0, -2.0, 0.5]) + 0.5 * rng.normal(size=len(x)) + 1.0
    w = np.array([0.2, 0.1, -0.3])
    ends = np.cumsum([0, *sizes])
    parts = np.array(
        [gradient(x[a:b], y[a:b], w) for a, b in itertools.pairwise(ends)]
    )  # (workers, 3)
    full = gradient(x, y, w)
    plain = parts.mean(axis=0)
    weighted = np.array(sizes) @ parts / len(x)
    error = float(np.abs(plain - full).max())
    small = 1e-6
    measured = np.array(
        [(loss(x, y, w + small * u) - loss(x, y, w - small * u)) / (2 * small) for u in np.eye(3)]
    )
    effective = len(x) * accumulate
    labels = [both((f"ワーカー {i + 1}", f"worker {i + 1}")) for i in range(workers)]
    even = missing == 0 or workers == 1
    figure = Panels(
        title=both(("ワーカーごとの勾配（1 つ目の重み）", "Gradients by worker, first weight")),
        summary=Localized(
            f"{workers} 台の平均は {figures(float(plain[0]), 5)}、全体の勾配は "
            f"{figures(float(full[0]), 5)}。実効バッチは {effective}。",
            f"The mean of {workers} is {figures(float(plain[0]), 5)}, the full gradient "
            f"{figures(float(full[0]), 5)}; effective batch {effective}.",
        ),
        figures=(
            Bars(
                title=both(("1 つ目の重みの勾配", "gradient of the first weight")),
                note=Localized(
                    f"棒は絶対値、実効バッチ {effective}",
                    f"bars: absolute values; effective batch {effective}",
                ),
                summary=Localized(),
                labels=(*labels, both(("平均", "mean")), both(("全体で計算", "all at once"))),
                values=np.abs(np.array([*parts[:, 0], plain[0], full[0]])),
                low=0.0,
                markers=(*(2 for _ in sizes), 0, 1),
                shown=tuple(
                    f"{v:+.4f}".replace("-", "−") for v in [*parts[:, 0], plain[0], full[0]]
                ),
            ),
        ),
        table=table(
            (("ワーカー", "worker"), ("件数", "samples"), "g₁", "g₂", "g₃"),
            (
                *(
                    (str(i + 1), str(sizes[i]), *(f"{v:.5f}" for v in parts[i]))
                    for i in range(workers)
                ),
                ("mean", str(len(x)), *(f"{v:.5f}" for v in plain)),
                ("full", str(len(x)), *(f"{v:.5f}" for v in full)),
            ),
        ),
    )
    return Outcome(
        figure=figure,
        small=part(figure, 0),
        results={
            "effective_batch": effective,
            "plain_error": error,
            "weighted_error": float(np.abs(weighted - full).max()),
            "gradient": tuple(float(v) for v in full),
        },
        claims=(
            claim(
                "equal-shards",
                "同じ件数に分けた勾配の平均 = 全体の勾配（10⁻¹² 以内）"
                if even
                else "件数が違うと、単純平均は全体の勾配からずれる",
                "the mean over equal shards = the full gradient within 10⁻¹²"
                if even
                else "shards of different size: the plain mean is not the full gradient",
                (error <= 1e-12) == even,
            ),
            claim(
                "weighted",
                "件数で重みを付けた平均は、いつも全体の勾配に一致する",
                "the mean weighted by samples always is the full gradient",
                float(np.abs(weighted - full).max()) < 1e-12,
            ),
            claim(
                "gradient",
                "勾配は数値微分に一致する",
                "the gradient agrees with finite differences",
                np.allclose(measured, full, atol=1e-6),
            ),
        ),
        notice=Localized(
            "件数が少ないワーカーの標本が、重く数えられています。件数で重みを付けて平均します。",
            "Samples of the short worker count for more: weigh the mean by their number.",
        )
        if not even
        else Localized(
            f"1 回の更新で {effective} 件を使います。バッチを k 倍にしたら、学習率も k 倍にして試す"
            "のがふつうです。",
            f"One update uses {effective} samples; with k times the batch one usually "
            "tries k times "
            "the learning rate.",
        ),
        formula=(
            (f"({workers}·{batch} − {missing})" if missing else f"{workers}·{batch}")
            + (f"·{accumulate}" if accumulate > 1 else "")
            + f" = {effective}"
        ),
        readings=(
            reading(("実効バッチ", "effective batch"), str(effective)),
            reading(("平均の勾配", "mean gradient"), figures(float(plain[0]), 5), 0),
            reading(("全体の勾配", "full gradient"), figures(float(full[0]), 5), 1),
            reading(("差の最大", "largest difference"), power(error)),
        ),
    )


def around(workers: int) -> list[tuple[Floats, Floats]]:
    """A ring all-reduce of ``workers`` chunks each: every state and the chunks sent before it.

    A state (workers, chunks, workers) counts whose contribution a chunk holds; in each step worker
    i sends one chunk to worker i + 1. Scatter-reduce takes N − 1 steps, all-gather N − 1 more.
    """
    state = np.zeros((workers, workers, workers))
    for worker in range(workers):
        state[worker, :, worker] = 1
    sent = np.zeros(workers)
    history = [(state.copy(), sent.copy())]
    for phase in (0, 1):
        for step in range(workers - 1):
            before = state.copy()
            for worker in range(workers):
                chunk = (worker - step + phase) % workers
                target = (worker + 1) % workers
                arriving = before[worker, chunk]
                state[target, chunk] = arriving if phase else before[target, chunk] + arriving
                sent[worker] += 1
            history.append((state.copy(), sent.copy()))
    return history


def ring(workers: int, megabytes: float) -> Outcome:
    """The all-reduce of a gradient of ``megabytes`` over a ring, step by step."""
    history = around(workers)
    steps = len(history) - 1
    chunk = megabytes / workers
    sent = float(history[-1][1][0]) * chunk
    formula = 2 * (workers - 1) / workers * megabytes
    central = (workers - 1) * megabytes

    def at(step: int) -> Frame:
        state, count = history[step]
        phase = (
            Localized("始める前", "before")
            if step == 0
            else Localized("足しながら回す", "scatter-reduce")
            if step <= workers - 1
            else Localized("配りながら回す", "all-gather")
        )
        return Frame(
            _chunks(state, step, (float(count[0]) * chunk, formula, central), phase),
            (
                reading(("段階", "phase"), phase),
                reading(("1 台が送った量", "sent by each"),
                        f"{figures(float(count[0]) * chunk)} MB", 0),
                reading(("1 かけらの大きさ", "one chunk"), f"{figures(chunk)} MB"),
                reading(("中央に集める場合", "through one server"), f"{figures(central)} MB"),
                reading(("足し終えたかけら", "chunks complete"),
                        f"{int((state.sum(axis=2) == workers).sum())} / {workers**2}"),
            ),
        )  # fmt: skip

    last = at(steps)
    final = history[-1][0]
    halfway = history[workers - 1][0]
    return Outcome(
        figure=last.figure,
        small=part(last.figure, 0),
        results={
            "sent_mb": sent,
            "steps": steps,
            "server_mb": central,
            "limit_mb": 2 * megabytes,
        },
        claims=(
            claim(
                "traffic",
                f"1 台が送る量は 2(N−1)/N·S = {figures(formula)} MB（1 歩ずつ数えた）",
                f"each worker sends 2(N−1)/N·S = {figures(formula)} MB, counted step by step",
                math.isclose(sent, formula, abs_tol=1e-9) and np.ptp(history[-1][1]) == 0,
            ),
            claim(
                "complete",
                "最後には、どのワーカーもすべての勾配の和を持つ（数え漏れも重複もない）",
                "at the end every worker holds the sum of all, none missed or counted twice",
                bool(np.all(final == 1)),
            ),
            claim(
                "halfway",
                "半分の時点で、各ワーカーは 1 かけらだけ足し終えている",
                "halfway each worker has exactly one chunk complete",
                bool(
                    np.all(
                        (halfway.sum(axis=2) == workers).sum(axis=1)
                        == (1 if workers > 1 else workers)
                    )
                ),
            ),
            claim(
                "bounded",
                "台数を増やしても 2S を超えない",
                "it never passes 2S, however many workers",
                sent < 2 * megabytes,
            ),
        ),
        notice=Localized("1 台だけなら、何も送りません。", "A single worker sends nothing.")
        if workers == 1
        else Localized(
            "勾配を N 個のかけらに切り、隣へ送りながら足し、もう 1 周して配ります。1 台に集めないの"
            "で、混雑する場所がありません。",
            "Cut into N chunks, add while passing on, go round again to share: no single "
            "busy place.",
        ),
        formula=f"2·({workers} − 1)/{workers}·{figures(megabytes)} MB = {figures(formula)} MB",
        readings=last.readings,
        steps=steps,
        at=at if steps else None,
    )


def _chunks(
    state: Floats, step: int, sent_by: tuple[float, float, float], phase: Localized
) -> Panels:
    workers, sent = len(state), sent_by[0]
    held = state.sum(axis=2)
    cells = Cells(
        title=both(("かけらに入った台数", "workers in each chunk")),
        note=both(("行はワーカー、列はかけら", "rows: workers, columns: chunks")),
        summary=Localized(),
        values=held,
        low=0.0,
        high=float(workers),
        texts=tuple(tuple(f"{int(v)}" for v in row) for row in held),
        row_labels=tuple(f"W{i + 1}" for i in range(workers)),
        column_labels=tuple(str(i + 1) for i in range(workers)),
        square=False,
    )
    return Panels(
        title=both(("リング all-reduce", "Ring all-reduce")),
        note=both(f"{phase.en} {step}/{2 * (workers - 1)}"),
        summary=Localized(
            f"{step} 歩のあと（{phase.ja}）、1 台が送った量は {figures(sent)} MB。",
            f"After {counted(step, 'step')} ({phase.en}) each worker has sent {figures(sent)} MB.",
        ),
        figures=(
            cells,
            Bars(
                title=both(("1 台が送る量（MB）", "MB sent by one")),
                summary=Localized(),
                labels=(
                    both(("リング 今まで", "ring so far")),
                    both(("リング 全部", "ring in all")),
                    both(("中央の 1 台", "one server")),
                ),
                values=np.array(sent_by),
                low=0.0,
                markers=(0, 0, 1),
            ),
        ),
        table=table(
            (("ワーカー", "worker"), *(f"{i + 1}" for i in range(workers))),
            ((f"W{i + 1}", *(f"{int(v)}" for v in row)) for i, row in enumerate(held)),
        ),
    )
