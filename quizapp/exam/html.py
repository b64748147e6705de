"""A report as one HTML file: no script, nothing fetched, and it prints well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from quizapp.exam.wording import question_lines, said, summary_lines
from quizapp.words import language, tr

STYLE = """
body { font-family: system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; line-height: 1.6;
       padding: 0 1rem; color: #1b1b1b; background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; border-bottom: 1px solid #999; }
.hero { font-size: 2.5rem; font-weight: 600; }
.bar { position: relative; height: .8rem; background: #e6e6e6; margin: .1rem 0 .6rem; }
.bar i { position: absolute; top: 0; bottom: 0; left: 0; background: #3a5f8a; }
.bar b { position: absolute; top: .3rem; height: .2rem; background: #000; }
pre { white-space: pre-wrap; font-family: ui-monospace, monospace; margin: .2rem 0; }
article { border-top: 1px solid #ccc; padding: .4rem 0; break-inside: avoid; }
@page { margin: 18mm; }
@media print { body { margin: 0; max-width: none; } * { print-color-adjust: exact; } }
"""


def html_report(report: dict[str, Any], plain: Callable[[str], str]) -> str:
    """The page; ``plain`` turns marked-up content into text."""
    return "\n".join(_page(report, plain)) + "\n"


def _page(report: dict[str, Any], plain: Callable[[str], str]) -> Iterator[str]:
    title = f"{tr('模試の結果')}  {said(report['title'])}"
    yield f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
    yield f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>"
    score = report["score"]
    yield f"<h1>{escape(title)}</h1><p class=hero>{score['right']} / {score['total']}</p>"
    for place, (heading, lines) in enumerate(summary_lines(report)):
        yield f"<h2>{escape(heading)}</h2>"
        bars = report["by_area"] if place == 2 else report["by_topic"] if place == 3 else []
        for number, line in enumerate(lines):
            yield f"<div>{escape(line)}</div>"
            if bars:
                yield _bar(bars[number])
    yield f"<h2>{escape(tr('全問'))}</h2>"
    for one in report["questions"]:
        head, *rest = question_lines(one, plain)
        body = "".join(f"<pre>{escape(line)}</pre>" for line in rest)
        yield f"<article><strong>{escape(head)}</strong>{body}</article>"
    yield "</body></html>"


def _bar(one: dict[str, Any]) -> str:
    """A share as a bar, with its interval as a line across; the words stand beside it."""
    width = one["high"] - one["low"]
    return (
        f'<div class="bar" aria-hidden="true"><i style="width:{one["percent"]}%"></i>'
        f'<b style="left:{one["low"]}%;width:{width:.1f}%"></b></div>'
    )
