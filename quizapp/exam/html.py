"""A report as one HTML file for a learner or a teacher: no script, nothing fetched, prints well.

Packs, learners and report files are not to be trusted: all they hold is text, and is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from quizapp.exam.html_parts import Draws, bar, number, pace_chart
from quizapp.exam.html_questions import link, overview, question_part, sign
from quizapp.exam.html_style import STYLE
from quizapp.exam.wording import said, summary_lines
from quizapp.words import language, tr

WEAKEST = 5
"""Topics named as those to work on first."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Nothing is fetched and nothing runs, even if something slipped through."""


def html_report(
    report: dict[str, Any], plain: Callable[[str], str], draws: Draws | None = None
) -> str:
    """The page; ``plain`` turns marked-up content into text, ``draws`` figures into pictures."""
    body = "\n".join(_body(report, plain, draws))
    head = "\n".join(_head(report, draws.style if draws is not None else ""))
    return f"{head}\n{body}\n</body></html>\n"


def _title(report: dict[str, Any]) -> str:
    return f"{tr('模試の結果')} – {said(report['title'])}"


def _head(report: dict[str, Any], more: str) -> Iterator[str]:
    yield f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{escape(_title(report))}</title><style>{STYLE}{more}</style></head><body>"


def _body(
    report: dict[str, Any], plain: Callable[[str], str], draws: Draws | None
) -> Iterator[str]:
    parts = dict(
        zip(
            ("result", "manner", "area", "topic", "mend", "sure", "time", "pace"),
            summary_lines(report),
            strict=True,
        )
    )
    places = {one["id"]: place for place, one in enumerate(report["by_topic"], 1)}
    topics = {
        one["id"]: f'<a href="#t{places[one["id"]]}">{escape(said(one["title"]))}</a>'
        for one in report["by_topic"]
    }
    yield f'<a class="skip" href="#questions">{escape(tr("すべての問題"))}</a>'
    yield f"<header><h1>{escape(_title(report))}</h1>"
    yield f'<p class="quiet">{escape(_when(report))}</p>'
    yield from _contents()
    yield "</header><main>"
    yield from _result(report, parts["result"])
    yield from _next_steps(report, plain, topics)
    yield from _shares(report, "area", report["by_area"], {})
    yield from _shares(report, "topic", report["by_topic"], places)
    for name in ("manner", "time", "sure"):
        heading, lines = parts[name]
        yield f"<section><h2>{escape(heading)}</h2>{_lines(lines)}</section>"
    yield from _pace(report, parts["pace"][0])
    yield '<section id="questions" aria-labelledby="questions-title">'
    yield f'<h2 id="questions-title">{escape(tr("すべての問題"))}</h2>'
    yield overview(report["questions"])
    only = escape(tr("間違えた問題だけを表示、印刷する"))
    yield f'<label class="only"><input type="checkbox" id="only"> {only}</label>'
    for one in report["questions"]:
        yield from question_part(one, plain, draws, topics)
    yield "</section></main>"
    facts = f"quizapp  {report['sitting']}  {report['blueprint']}  {report['seed']}"
    yield f'<footer class="quiet"><p>{escape(facts)}</p></footer>'


def _when(report: dict[str, Any]) -> str:
    """The day and hour at which the exam was begun, where it was begun."""
    at = number(report["begun_ms"], high=2e14) + number(report["offset_min"], -900, 900) * 60_000
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)
    return tr("{date} に開始", date=moment.strftime("%Y-%m-%d %H:%M"))


def _contents() -> Iterator[str]:
    names = {
        "result": tr("結果"),
        "next": tr("次にすること"),
        "area": tr("分野ごと"),
        "topic": tr("テーマごと"),
        "questions": tr("すべての問題"),
    }
    items = "".join(f'<li><a href="#{id}">{escape(name)}</a></li>' for id, name in names.items())
    yield f'<nav aria-label="{escape(tr("目次"))}"><ul>{items}</ul></nav>'


def _lines(lines: list[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def _result(report: dict[str, Any], part: tuple[str, list[str]]) -> Iterator[str]:
    heading, lines = part
    score = report["score"]
    yield f'<section id="result"><h2>{escape(heading)}</h2>'
    hero = f"{number(score['right'], high=1e6):g} / {number(score['total'], high=1e6):g}"
    percent = f"{number(score['percent']):g} %"
    yield f'<p class="hero">{hero} <small>{percent}</small></p>'
    yield bar(score, wide=True)
    yield f"{_lines(lines)}</section>"


def _next_steps(
    report: dict[str, Any], plain: Callable[[str], str], topics: dict[str, str]
) -> Iterator[str]:
    """What to do now: what was sure and wrong, the weakest topics, and how to practise them."""
    questions = report["questions"]
    yield f'<section id="next"><h2>{escape(tr("次にすること"))}</h2>'
    first = [questions[place - 1] for place in report["mend_first"]]
    if first:
        yield f"<h3>{escape(tr('まず直す: 自信があったのに間違えた問題'))}</h3><ul>"
        for one in first:
            yield f"<li>{link(one)} {escape(plain(said(one['title'])))}</li>"
        yield "</ul>"
    weak = _weakest(report)
    if weak:
        yield f"<h3>{escape(tr('弱いテーマ'))}</h3><ol class=steps>"
        for topic, missed in weak:
            links = " ".join(f"{link(one)}{sign(one)}" for one in missed)
            right, total = (number(topic[name], high=1e6) for name in ("right", "total"))
            demos = dict.fromkeys(str(one["demo"]) for one in missed if one["demo"])
            calls = [f"quizapp quiz --topic {topic['id']}"]
            calls += [f"quizapp demo {demo}" for demo in list(demos)[:2]]
            told = " ".join(f'<code class="call">{escape(call)}</code>' for call in calls)
            yield (
                f"<li>{topics[topic['id']]} {right:g}/{total:g}　{links}<br>"
                f"{escape(tr('練習する'))} {told}</li>"
            )
        yield "</ol>"
        call = '<code class="call">quizapp quiz --mistakes</code>'
        yield f"<p>{escape(tr('間違えた問題をまとめて解き直す'))} {call}</p>"
    else:
        yield f"<p>{escape(tr('間違えた問題はありません'))}</p>"
    yield "</section>"


def _weakest(report: dict[str, Any]) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The topics in which most was lost, with the questions that were missed."""
    found = []
    for topic in report["by_topic"]:
        missed = [
            one
            for one in report["questions"]
            if one["topic"] == topic["id"] and one["outcome"] in ("wrong", "blank", "unreadable")
        ]
        if missed:
            found.append((topic, missed))
    found.sort(key=lambda pair: (-len(pair[1]), number(pair[0]["percent"])))
    return found[:WEAKEST]


def _shares(
    report: dict[str, Any], name: str, rows: list[dict[str, Any]], places: dict[str, int]
) -> Iterator[str]:
    """Shares of right answers as a table: areas beside the published means, or topics."""
    published = (report["published"] or {}).get("by_area", {}) if name == "area" else {}
    heading = tr("分野ごと") if name == "area" else tr("テーマごと")
    yield f'<section id="{name}"><h2 id="{name}-title">{escape(heading)}</h2>'
    if published:
        yield f'<p class="quiet">{escape(tr("破線は受験者の平均（公表値）"))}</p>'
    yield f'<div class="scroll"><table aria-labelledby="{name}-title"><thead><tr>'
    yield f'<th scope="col">{escape(tr("分野名") if name == "area" else tr("テーマ名"))}</th>'
    heads = (tr("正解"), tr("正答率と幅"), tr("平均時間"))
    yield "".join(f'<th scope="col" class="number">{escape(head)}</th>' for head in heads)
    yield "</tr></thead><tbody>"
    for one in rows:
        mean = published.get(one["id"])
        place = places.get(one["id"])
        right, total = (number(one[part], high=1e6) for part in ("right", "total"))
        low, high = number(one["low"]), number(one["high"])
        beside = "" if mean is None else tr("受験者の平均 {n} %", n=f"{number(mean):g}")
        cells = (
            f"{right:g}/{total:g}",
            f"{number(one['percent']):.0f} %<small>{low:.0f}–{high:.0f} %</small>"
            + (f"<small>{escape(beside)}</small>" if beside else ""),
            escape(tr("{n} 秒", n=round(number(one["mean_ms"], high=1e10) / 1000))),
        )
        anchor = f' id="t{place}"' if place else ""
        yield f'<tr{anchor}><th scope="row">{escape(said(one["title"]))}{bar(one, mean)}</th>'
        yield "".join(f'<td class="number">{cell}</td>' for cell in cells) + "</tr>"
    yield "</tbody></table></div></section>"


def _pace(report: dict[str, Any], heading: str) -> Iterator[str]:
    """Answers over the time as a curve, and the same numbers as a table."""
    pace = report["pace"]
    yield f'<section><h2 id="pace-title">{escape(heading)}</h2>'
    yield pace_chart(pace, len(report["questions"]))
    yield f'<p class="quiet">{escape(tr("実線は答えた問題の数、破線は均等なペース"))}</p>'
    yield f"<details><summary>{escape(tr('数で見る'))}</summary>"
    yield '<table aria-labelledby="pace-title"><thead><tr>'
    for head in (tr("分まで"), tr("答えた問題"), tr("均等なら")):
        yield f'<th scope="col" class="number">{escape(head)}</th>'
    yield "</tr></thead><tbody>"
    for one in pace:
        minute, *rest = (number(one[part], high=1e6) for part in ("minute", "answered", "even"))
        cells = "".join(f'<td class="number">{value:g}</td>' for value in rest)
        yield f'<tr><th scope="row" class="number">{minute:g}</th>{cells}</tr>'
    yield "</tbody></table></details></section>"
