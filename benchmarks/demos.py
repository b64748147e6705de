"""Demos at 120x40: one key on a knob, from the key to the painted cells, for every demo.

Each demo is opened in the app itself (no terminal behind it) and every one of its knobs is turned
through its stops, as when a key is held. Baselines in the same run: painting the same screen again
without turning anything, and drawing one braille line with ``textual-hires-canvas`` where it is
installed. Budget: p95 at most 60 ms for light demos, and processor time of a turn beside it, which
other work on the machine does not touch; heavy ones end within 2 s; 200 MB at most for any.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("COLORTERM", "truecolor")
os.environ.setdefault("TERM", "xterm-256color")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the app has it

from quizapp.clock import FixedClock, Moment
from quizapp.demos import DEMOS, Demo, load
from quizapp.demos.knobs import Value
from quizapp.errors import QuizappError
from quizapp.settings import Settings, load_paths
from quizapp.tui.lab import LabApp
from quizapp.tui.screens.demo import DemoScreen

SIZE = (120, 40)
TURNS = 120
MOST_MS, MOST_HEAVY_S, MOST_MB = 60.0, 2.0, 200.0


def percentile(times: list[float], share: float) -> float:
    """The value below which ``share`` of ``times`` lie, in milliseconds."""
    return sorted(times)[min(int(share * len(times)), len(times) - 1)] * 1e3


async def measure(demo_id: str) -> tuple[list[float], list[float], list[float]]:
    """Seconds of each turn with its painting, its processor time alone, and painting alone.

    On a busy machine the second says what the first would be on an idle one.
    """
    paths = load_paths({"QUIZAPP_HOME": tempfile.mkdtemp()})
    app = LabApp(paths, Settings(language="ja"), FixedClock(Moment(0)), demo_id=demo_id)
    async with app.run_test(size=SIZE) as pilot:
        screen = app.screen
        assert isinstance(screen, DemoScreen)
        while screen.bench is None or screen.bench.outcome is None:
            await pilot.pause(0.01)
        bench = screen.bench
        turned, worked, painted = [], [], []
        names = [knob.name for knob in bench.demo.knobs]
        for turn in range(TURNS):
            knob = bench.demo.knob(names[turn % len(names)])
            if not knob.matters(bench.values):
                continue
            before = bench.values[knob.name]
            after = knob.step(before, 1)
            if after == before:
                after = knob.at(0.0)
            began, spent = time.perf_counter(), time.thread_time()
            screen.turn(knob.name, after)
            screen._compositor.render_strips()
            turned.append(time.perf_counter() - began)
            worked.append(time.thread_time() - spent)
            await pilot.pause()  # layout settles between keys, as it does in the app
            screen.figure.refresh()
            began = time.perf_counter()
            screen._compositor.render_strips()
            painted.append(time.perf_counter() - began)
    return turned, worked, painted


def costliest(demo: Demo) -> dict[str, Value]:
    """Every whole number of the demo at its largest, as far as it runs: how much there is to do."""
    values: dict[str, Value] = {}
    for knob in demo.knobs:
        if knob.kind == "int" and knob.name not in ("seed", "patience"):
            try:
                demo.run({**values, knob.name: knob.at(1.0)})
            except QuizappError:
                continue
            values[knob.name] = knob.at(1.0)
    return values


def heavy_runs(demo_id: str) -> list[float]:
    """Seconds of whole runs of a heavy demo: three of its default, three of its costliest."""
    demo = load(demo_id)
    times = []
    most = costliest(demo)
    for values in ({}, {}, {}, most, most, most):
        began = time.perf_counter()
        demo.run(values)
        times.append(time.perf_counter() - began)
    return times


def peak_memory(demo_id: str) -> float:
    """Megabytes a fresh process peaks at when it runs the demo by default and at its costliest.

    0 where /proc is missing.
    """
    if not Path("/proc/self/status").exists():
        return 0.0
    script = (
        "import os; os.environ['OPENBLAS_NUM_THREADS'] = '1';"
        "from quizapp.demos import load; from benchmarks.demos import costliest;"
        f"demo = load({demo_id!r}); demo.run({{}}); demo.run(costliest(demo));"
        "print([line for line in open('/proc/self/status') if "
        "line.startswith('VmHWM')][0].split()[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return int(done.stdout) / 1024


def baseline() -> float | None:
    """Milliseconds to draw one curve of 120 points with the hires canvas, or None without it."""
    try:
        import numpy as np
        from textual_hires_canvas import Canvas
    except ImportError:
        return None
    canvas = Canvas(78, 33)
    x = np.linspace(0, 77, 120)
    y = 16 + 15 * np.sin(x / 9)
    times = []
    for _ in range(20):
        began = time.perf_counter()
        canvas.reset(refresh=False)
        canvas.draw_hires_lines(list(zip(x, y, x[1:], y[1:], strict=False)))
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1e3


def one(demo_id: str) -> None:
    """Measure one demo in this process and print its row."""
    turned, worked, painted = asyncio.run(measure(demo_id))
    print(
        f"{demo_id}    {percentile(turned, 0.5):23.1f}  {percentile(turned, 0.95):17.1f}   "
        f"{percentile(worked, 0.95):13.1f}   {percentile(painted, 0.5):11.1f}"
    )


def main() -> None:
    """Print the table; each demo is measured in a process of its own, as a learner opens it."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import quizapp.demos"], check=True)
    listed = time.perf_counter() - began
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    bare = time.perf_counter() - began
    print(f"importing the list of {len(DEMOS)} demos: {1e3 * (listed - bare):.0f} ms over python")
    over: list[str] = []
    print("demo   turn + paint, ms: p50    p95 (budget 60)   processor p95   paint alone   peak MB")
    for entry in DEMOS:
        memory = peak_memory(entry.id)
        if memory > MOST_MB:
            over.append(f"{entry.id} {memory:.0f} MB")
        if entry.demo.heavy:
            times = heavy_runs(entry.id)
            if min(times[3:]) > MOST_HEAVY_S:
                over.append(f"{entry.id} {1e3 * min(times[3:]):.0f} ms")
            print(
                f"{entry.id}    heavy: default {1e3 * min(times[:3]):.0f} ms, costliest "
                f"{1e3 * min(times[3:]):.0f} ms (budget 2000) {memory:35.0f}"
            )
            continue
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.demos", entry.id],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        print(f"{done.stdout.rstrip()}   {memory:7.0f}", flush=True)
        slow = float(done.stdout.split()[3])
        if slow > MOST_MS:
            over.append(f"{entry.id} {slow:.0f} ms of processor")
    print(f"over budget: {', '.join(over) or 'none'} ({len(DEMOS)} demos)")
    other = baseline()
    if other is not None:
        print(f"baseline: one curve drawn by textual-hires-canvas {other:.1f} ms")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one(sys.argv[1])
    else:
        main()
