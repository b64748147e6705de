"""The machines below a model, for D49: threads in lock step, and layers of a container image."""

from __future__ import annotations

import numpy as np

from quizapp.demos.figure import Cells, Panels
from quizapp.demos.lab._say import both, claim, reading, table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Outcome
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

WARP = 32
"""Threads that run one instruction together on NVIDIA's machines (SIMT)."""


def warps(threads: int, branch: int) -> Outcome:
    """Warps for so many threads, and lanes that wait while an if and its else run in turn.

    ``branch`` threads of the first warp take the if, its other threads the else; the rest of the
    warps agree. Raises UsageError when the first warp has fewer threads than that.
    """
    first = min(threads, WARP)
    if branch > first:
        raise UsageError(
            tr("最初のワープには {first} 個のスレッドしかありません。", first=first),
            mend=tr("使える値  branch = 0 から {first}", first=first),
        )
    count = -(-threads // WARP)
    lanes = np.zeros((count, WARP))
    lanes.reshape(-1)[:threads] = 1.0
    idle = int((lanes == 0).sum())
    split = 0 < branch < first
    # Pass by pass: which lanes of the first warp do work.
    passes = [p for p in (np.arange(first) < branch, np.arange(first) >= branch) if p.any()]
    busy = sum(int(p.sum()) for p in passes) / (len(passes) * first)
    shown = lanes[:8].copy()
    shown[0, :branch] = 0.55
    return Outcome(
        figure=Cells(
            title=both(("1 行が 1 ワープ（32 レーン）", "a row: one warp of 32 lanes")),
            note=both(("薄いレーンは休み、中間の濃さは if の側", "pale: idle; middle: in the if")),
            summary=Localized(
                f"{threads} スレッドは {count} ワープ、休むレーンは {idle}。",
                f"{threads} threads make {count} warps with {idle} idle lanes.",
            ),
            values=shown,
            square=False,
            row_labels=tuple(f"{i + 1}" for i in range(len(shown))),
            table=table(
                (("ワープ", "warp"), ("働く", "working"), ("休む", "idle")),
                (
                    (str(i + 1), str(int(row.sum())), str(int(WARP - row.sum())))
                    for i, row in enumerate(lanes)
                ),
            ),
        ),
        results={
            "warps": count,
            "idle_lanes": idle,
            "passes": len(passes),
            "busy_share": busy,
            "lanes_a_warp": WARP,
        },
        claims=(
            claim(
                "ceiling",
                f"ワープの数は ⌈{threads}/32⌉ = {count}",
                f"the warps are ⌈{threads}/32⌉ = {count}",
                (count - 1) * WARP < threads <= count * WARP and count * WARP - threads == idle,
            ),
            claim(
                "divergence",
                "分岐でワープの中が割れたときだけ、2 回に分けて実行する",
                "two passes are needed only if the branch splits the warp",
                (len(passes) == 2) == split,
            ),
            claim(
                "half-speed",
                "割れると、働くレーンは平均して半分になる",
                "a split leaves half of the lanes at work on average",
                abs(busy - (0.5 if split else 1.0)) < 1e-12,
            ),
        ),
        notice=Localized(
            "同じ命令を 32 スレッドがそろって実行します（SIMT）。if と else に割れると、"
            "片方が待ちま"
            "す。",
            "32 threads run one instruction in lock step (SIMT); where they part, one side waits.",
        )
        if split
        else Localized(
            "同じ命令を 32 スレッド（1 ワープ）がそろって実行するのが SIMT です。"
            "端数のレーンは休みま"
            "す。",
            "SIMT: 32 threads, one warp, run one instruction in lock step; left-over lanes idle.",
        ),
        formula=f"⌈{threads}/32⌉ = {count}   {count}·32 − {threads} = {idle}",
        readings=(
            reading(("ワープの数", "warps"), str(count)),
            reading(("休むレーン", "idle lanes"), str(idle)),
            reading(("分岐の実行回数", "passes at the branch"), str(len(passes))),
            reading(("働くレーンの割合", "lanes at work"), figures(busy)),
        ),
    )


ORDERS = {
    "requirements-first": (
        ("FROM python:3.11", ()),
        ("WORKDIR /app", ()),
        ("COPY requirements.txt .", ("requirements",)),
        ("RUN pip install -r requirements.txt", ()),
        ("COPY . .", ("requirements", "source")),
        ('CMD ["python", "main.py"]', ()),
    ),
    "all-first": (
        ("FROM python:3.11", ()),
        ("WORKDIR /app", ()),
        ("COPY . .", ("requirements", "source")),
        ("RUN pip install -r requirements.txt", ()),
        ('CMD ["python", "main.py"]', ()),
    ),
}
"""Instructions in order, each with the files whose change it notices."""


def rebuilt(order: str, change: str) -> list[bool]:
    """Which instructions run again: the first that notices the change, and all after it."""
    found, again = [], False
    for _, files in ORDERS[order]:
        again = again or change in files
        found.append(again)
    return found


def image_layers(order: str, change: str) -> Outcome:
    """The layers of an image and which of them a change builds again."""
    lines = [line for line, _ in ORDERS[order]]
    again = rebuilt(order, change)
    count = sum(again)
    installs = again[next(i for i, line in enumerate(lines) if line.startswith("RUN"))]
    other = "all-first" if order == "requirements-first" else "requirements-first"
    place = {line.split()[0]: i for i, line in reversed(list(enumerate(lines)))}
    rows = tuple(
        (str(i + 1), line, "× build" if again[i] else "○ cache") for i, line in enumerate(lines)
    )
    shown = table(("", "Dockerfile", ("層", "layer")), rows, ("層とキャッシュ", "Layers and cache"))
    source = {name: sum(rebuilt(name, "source")) for name in ORDERS}
    figure = Panels(
        title=both(("コンテナイメージの層", "Layers of an image")),
        summary=Localized(
            f"{len(lines)} 行のうち {count} 行を作り直す。pip install は"
            f"{'やり直す' if installs else 'キャッシュのまま'}。",
            f"{count} of {len(lines)} lines are built again; pip install "
            f"{'runs again' if installs else 'stays cached'}.",
        ),
        figures=(shown,),
        table=shown,
    )
    return Outcome(
        figure=figure,
        small=table(
            ("", "", ("層", "layer")),
            ((number, line.split()[0], state) for number, line, state in rows),
            ("層とキャッシュ", "Layers and cache"),
        ),
        results={
            "rebuilt": count,
            "cached": len(lines) - count,
            "installs_again": str(installs).lower(),
            "order": " → ".join(line.split()[0] for line in lines),
        },
        claims=(
            claim(
                "suffix",
                "作り直しは、変化に気づいた行から最後まで",
                "what is built again runs from the line that notices to the end",
                again == sorted(again),
            ),
            claim(
                "install-kept",
                "requirements を先に COPY すれば、ソースを変えても pip install はキャッシュのまま",
                "with requirements copied first a change of source leaves pip install cached",
                not rebuilt("requirements-first", "source")[3]
                and rebuilt("all-first", "source")[3],
            ),
            claim(
                "order",
                "FROM が最初、COPY は RUN より前、CMD が最後",
                "FROM comes first, COPY before RUN, CMD last",
                place["FROM"] == 0
                and place["COPY"] < place["RUN"] < place["CMD"] == len(lines) - 1,
            ),
        ),
        notice=Localized(
            "変わりにくいものを先に COPY すると、時間のかかる RUN がキャッシュに残ります。",
            "Copy first what seldom changes, and the slow RUN stays in the cache.",
        )
        if not installs
        else Localized(
            "pip install からやり直しです。"
            + (
                "COPY の順を逆にすると避けられます。"
                if change == "source"
                else "requirements.txt を変えたので、避けられません。"
            ),
            "pip install runs again; "
            + (
                "the other order avoids it."
                if change == "source"
                else "a change of requirements needs it."
            ),
        ),
        formula=" → ".join(line.split()[0] for line in lines),
        readings=(
            reading(("作り直す行", "lines built again"), f"{count} / {len(lines)}"),
            reading(("逆の順なら", "in the other order"), f"{sum(rebuilt(other, change))}"),
            reading(("ソースの変更だけ", "source change only"),
                    f"{source['requirements-first']} / {source['all-first']}"),
        ),
    )  # fmt: skip
