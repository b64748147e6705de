"""What a class of sitters shows about the questions of one paper.

Reports of the same paper are put side by side: how hard each question was, whether those who did
well on the rest got it right, what was chosen, and how reliable the whole is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quizapp.errors import UsageError
from quizapp.exam.report import FORMAT
from quizapp.exam.statistics import alpha, discrimination, mean, variance
from quizapp.words import tr

FEW = 30
"""Below so many sitters, figures about items swing widely."""


def read_reports(folder: Path) -> list[dict[str, Any]]:
    """The reports (JSON) in a folder, by file name. Raises ``UsageError`` naming bad files."""
    found, bad = [], []
    try:
        paths = sorted(folder.glob("*.json"))
        for path in paths:
            try:
                found.append(check_report(json.loads(path.read_text(encoding="utf-8-sig"))))
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                bad.append(f"{path.name}: {error}")
    except OSError as error:
        raise UsageError(error.strerror or str(error), where=str(folder)) from error
    mend = tr("quizapp exam report --json が書いたファイルを 1 つのフォルダーに集めてください")
    if bad:
        raise UsageError(
            tr("報告として読めないファイルがあります"), where="\n".join(bad), mend=mend
        )
    if not found:
        raise UsageError(tr("報告がありません"), where=str(folder), mend=mend)
    return found


def check_report(raw: Any) -> dict[str, Any]:
    """``raw`` when it is a report of ours. Raises ``ValueError``, ``KeyError``, ``TypeError``."""
    if not isinstance(raw, dict) or raw.get("format") != FORMAT or raw.get("version") != 1:
        raise ValueError(tr("模試の報告ではありません"))
    for one in raw["questions"]:
        score = one["score"]
        if not isinstance(score, int | float) or not 0 <= score <= 1:
            raise ValueError("score")
        texts = (one["id"], one["outcome"], one["response"], one["right_option"])
        if not all(isinstance(text, str) for text in texts):
            raise ValueError("questions")
        if not isinstance(one["options"], int) or not 0 <= one["options"] < 100:
            raise ValueError("options")
    return raw


def class_report(reports: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Statistics of one paper over all its sitters. Raises ``UsageError`` for several papers."""
    papers = {tuple((one["id"], one["seed"]) for one in report["questions"]) for report in reports}
    if len(papers) != 1:
        raise UsageError(
            tr("{n} 種類の模試が混ざっています", n=len(papers)),
            mend=tr("同じ模試の報告だけを集めてください"),
        )
    scores = [[float(one["score"]) for one in report["questions"]] for report in reports]
    totals = [sum(row) for row in scores]
    items = []
    for place, first in enumerate(reports[0]["questions"]):
        column = [row[place] for row in scores]
        answers = Counter(
            one
            for report in reports
            for one in (report["questions"][place]["response"] or "blank").split(",")
        )
        items.append(
            {
                "number": place + 1,
                "id": first["id"],
                "facility": mean(column),
                "discrimination": discrimination(column, totals),
                "options": {
                    str(number): answers.get(str(number), 0)
                    for number in range(1, first["options"] + 1)
                },
                "blank": answers.get("blank", 0),
                "key": first["right_option"],
                "mean_ms": round(mean([r["questions"][place]["spent_ms"] for r in reports])),
            }
        )
    whole = alpha(scores)
    return {
        "version": 1,
        "blueprint": reports[0]["blueprint"],
        "seed": reports[0]["seed"],
        "sitters": len(reports),
        "questions": len(items),
        "mean": mean(totals),
        "sd": variance(totals) ** 0.5,
        "reliability": whole,
        "sem": None if whole is None else (variance(totals) * max(0.0, 1 - whole)) ** 0.5,
        "caveats": caveats(len(reports), whole),
        "items": items,
    }


def caveats(sitters: int, whole: float | None) -> list[str]:
    """What the figures cannot carry."""
    found = []
    if sitters < FEW:
        found.append(
            tr(
                "{n} 人だけの数字です。識別力と信頼性は人が変わると大きく動きます（目安 {few} 人）",
                n=sitters,
                few=FEW,
            )
        )
    if whole is None:
        found.append(tr("信頼性は求められません（全員が同じ点か、人数か問題が足りません）"))
    found.append(tr("組になった問題は独立でないため、信頼性は高めに出ます"))
    return found


def class_lines(made: dict[str, Any]) -> list[str]:
    """The statistics in plain lines."""
    whole = made["reliability"]
    lines = [
        tr("{n} 人  {q} 問", n=made["sitters"], q=made["questions"]),
        tr("平均 {mean:.1f}  標準偏差 {sd:.1f}", mean=made["mean"], sd=made["sd"]),
        tr("信頼性 (KR-20) {value}", value="–" if whole is None else f"{whole:.2f}"),
        *made["caveats"],
        "",
        tr("番号  正答率  識別力  選択の数（* は正答）  未解答  問題"),
    ]
    for one in made["items"]:
        keys = one["key"].split(",")
        counts = "  ".join(
            f"{number}{'*' if number in keys else ''}:{count}"
            for number, count in one["options"].items()
        )
        power = one["discrimination"]
        lines.append(
            f"{one['number']:>4}  {one['facility']:.2f}  "
            f"{'–' if power is None else f'{power:+.2f}'}  {counts}  {one['blank']}  {one['id']}"
        )
    return lines
