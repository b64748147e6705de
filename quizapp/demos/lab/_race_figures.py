"""What the optimiser race shows: readings, tables and the figures of its three problems."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Contour, Plot, Point, Series, Table
from quizapp.demos.numerals import counted, format_number, power
from quizapp.demos.optimisers import METHODS, Settings, State
from quizapp.demos.spec import Reading
from quizapp.records import Localized

START = (-7.0, 2.0)
"""Where all methods begin in the valley."""
_WINDOW = ((-8.5, 5.5), (-3.0, 3.0))
_FAR = 1e6
"""A loss so many times the first one counts as divergence."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One method's way; arrays share the length ``steps + 1``."""

    method: str
    settings: Settings
    states: list[State]
    w: Floats  # (steps + 1, dimensions)
    loss: Floats  # (steps + 1,)
    marker: int

    @property
    def label(self) -> str:
        """The method's name."""
        return METHODS[self.method].label

    @property
    def diverged(self) -> int:
        """The first step whose loss is not finite or out of all bounds; 0 when there is none."""
        with np.errstate(invalid="ignore"):
            bad = ~np.isfinite(self.loss) | (self.loss > _FAR * max(float(self.loss[0]), 1.0))
        return int(np.argmax(bad)) if bad.any() else 0


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What is minimised: its loss (…, dimensions) → (…), gradient, start and steepest curvature."""

    kind: str
    loss: Callable[[Floats], Floats]
    gradient: Callable[[Floats, int], Floats]
    start: Floats
    curvature: float | None


def readings_at(task: Task, runs: list[Run], step: int) -> tuple[Reading, ...]:
    """The loss, or w, of every method after ``step`` steps; one alone tells its place too."""
    rows = []
    for run_ in runs:
        if run_.diverged and run_.diverged <= step:
            rows.append(
                Reading(
                    Localized(run_.label, run_.label),
                    Localized(f"{run_.diverged} 歩目で発散", f"diverged at {run_.diverged}"),
                    run_.marker,
                )
            )
            continue
        value = run_.w[step, 0] if task.kind == "gradients" else run_.loss[step]
        rows.append(Reading(Localized(run_.label, run_.label), _plain(float(value)), run_.marker))
    if len(runs) == 1:
        state = runs[0].states[step]
        names = ("w",) if state.w.size == 1 else ("x", "y")
        rows += [
            Reading(Localized(name, name), _plain(float(value)))
            for name, value in zip(names, state.w, strict=True)
        ]
    return tuple(rows)


def _plain(value: float) -> str:
    return power(value, 4 if 1e-3 <= abs(value) < 1e4 else 2)


def _table(task: Task, runs: list[Run], step: int) -> Table:
    what = Localized("w", "w") if task.kind == "gradients" else Localized("損失", "loss")
    every = max(1, step // 20)
    chosen = sorted({*range(0, step + 1, every), step})
    return Table(
        columns=(
            Localized("ステップ", "step"),
            *(Localized(run_.label, run_.label) for run_ in runs),
        ),
        rows=tuple(
            (
                str(t),
                *(
                    _plain(float((run_.w[:, 0] if task.kind == "gradients" else run_.loss)[t]))
                    for run_ in runs
                ),
            )
            for t in chosen
        ),
        note=what,
    )


def _summary(task: Task, runs: list[Run], step: int) -> Localized:
    rows = readings_at(task, runs, step)[: len(runs)]
    what = Localized("w", "w") if task.kind == "gradients" else Localized("損失", "Loss")

    def listed(language: str) -> str:
        return ", ".join(
            f"{row.label.get(language)} "
            + (row.value if isinstance(row.value, str) else row.value.get(language))
            for row in rows
        )

    return Localized(
        f"{step} ステップ後の{what.ja}: {listed('ja')}。",
        f"{what.en} after {counted(step, 'step')}: {listed('en')}.",
    )


def valley(task: Task, runs: list[Run], step: int) -> Plot:
    """The paths over the contours of the valley."""
    (left, right), (low, high) = _WINDOW
    x, y = np.linspace(left, right, 57), np.linspace(low, high, 49)
    grid = np.stack(np.meshgrid(x, y), axis=-1)
    z = task.loss(grid)
    top = float(task.loss(np.array(START))) * 1.6
    condition = 2.0 / float(task.gradient(np.ones(2), 0)[0])
    name = format_number(condition)
    return Plot(
        title=Localized(f"損失 L = x²/{name} + y²", f"Loss L = x²/{name} + y²"),
        note=Localized("色が強いほど低い", "stronger tint is lower"),
        summary=_summary(task, runs, step),
        x=Axis(Localized("x", "x"), low=left, high=right),
        y=Axis(Localized("y", "y"), low=low, high=high),
        series=tuple(
            Series(
                Localized(run_.label, run_.label),
                run_.w[: step + 1, 0],
                run_.w[: step + 1, 1],
                marker=run_.marker,
                marked="last",
            )
            for run_ in runs
        ),
        points=(
            Point(0.0, 0.0, sign="+"),
            Point(*START, Localized("開始", "start"), sign="", fallback=""),
        ),
        contour=Contour(x, y, z, top * (np.arange(1, 10) / 9.0) ** 2),
        table=_table(task, runs, step),
    )


def parabola(task: Task, runs: list[Run], step: int) -> Plot:
    """Every place on the curve ``L = w²``."""
    reach = max(1.25 * abs(float(task.start[0])), 0.5)
    w = np.linspace(-reach, reach, 121)
    return Plot(
        title=Localized("損失 L = w²", "Loss L = w²"),
        note=Localized("点は 1 歩ごとの位置", "a mark a step"),
        summary=_summary(task, runs, step),
        x=Axis(Localized("w", "w"), low=-reach, high=reach),
        y=Axis(low=0.0, high=reach * reach),
        series=(
            Series(Localized("L = w²", "L = w²"), w, w * w, faint=True, marked="none"),
            *(
                Series(
                    Localized(run_.label, run_.label),
                    run_.w[: step + 1, 0],
                    run_.loss[: step + 1],
                    marker=run_.marker,
                    style="line" if len(runs) == 1 else "dots",
                    marked="all",
                )
                for run_ in runs
            ),
        ),
        points=(
            Point(
                float(task.start[0]), float(task.loss(task.start)), Localized("開始", "start"), ""
            ),
        ),
        table=_table(task, runs, step),
    )


def given_gradients(task: Task, runs: list[Run], step: int) -> Plot:
    """The place against the step, for gradients given one by one."""
    steps = len(runs[0].w) - 1
    everything = np.concatenate([run_.w[:, 0] for run_ in runs])
    finite = everything[np.isfinite(everything)]
    return Plot(
        title=Localized("w の動き", "Where w goes"),
        note=Localized("どの手法も同じ勾配を受け取る", "every method gets the same gradients"),
        summary=_summary(task, runs, step),
        x=Axis(Localized("ステップ", "step"), low=0, high=steps, whole=True),
        y=Axis(Localized("w", "w"), low=float(finite.min()), high=float(finite.max())),
        series=tuple(
            Series(
                Localized(run_.label, run_.label),
                np.arange(step + 1, dtype=np.float64),
                run_.w[: step + 1, 0],
                marker=run_.marker,
                marked="all" if steps <= 12 else "some",
            )
            for run_ in runs
        ),
        table=_table(task, runs, step),
    )
