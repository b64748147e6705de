"""The questions of a report as HTML: what was asked, what was answered beside what is right."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

from quizapp.exam.html_parts import Draws, figure_part, number
from quizapp.exam.wording import clock, outcome_word, said
from quizapp.typeset.hypertext import hypertext, phrase
from quizapp.words import language, tr

_LONG_MS = 1e10


def tone(one: Mapping[str, Any]) -> str:
    """The class of a question: right, wrong (blank and unreadable too), or neither."""
    outcome = one["outcome"]
    if outcome == "right":
        return "right"
    return "wrong" if outcome in ("wrong", "blank", "unreadable") else "other"


def sign(one: Mapping[str, Any]) -> str:
    """The mark of an outcome, which colour only repeats."""
    right, wrong = ("○", "×") if language() == "ja" else ("✓", "×")
    return {"right": right, "wrong": wrong, "blank": "–"}.get(one["outcome"], "?")


def anchor(one: Mapping[str, Any]) -> str:
    """Where the question stands on the page."""
    return f"q{int(number(one['number'], high=1e6))}"


def link(one: Mapping[str, Any]) -> str:
    """The number of a question, leading to it."""
    place = int(number(one["number"], high=1e6))
    return f'<a href="#{anchor(one)}">{escape(tr("問 {n}", n=place))}</a>'


def overview(questions: list[dict[str, Any]]) -> str:
    """All numbers with their marks, each leading to its question."""
    cells = "".join(
        f'<li class="{tone(one)}"><a href="#{anchor(one)}" '
        f'aria-label="{escape(tr("問 {n}", n=place))} {escape(outcome_word(one["outcome"]))}">'
        f"{place} {sign(one)}</a></li>"
        for place, one in enumerate(questions, 1)
    )
    return f'<ol class="grid">{cells}</ol>'


def question_part(
    one: dict[str, Any],
    plain: Callable[[str], str],
    draws: Draws | None,
    topics: Mapping[str, str],
) -> Iterator[str]:
    """One question; ``topics`` leads from its topic to the row that tells how that went."""
    name = anchor(one)
    yield f'<article class="{tone(one)}" id="{name}" aria-labelledby="{name}-title">'
    yield (
        f'<h3 id="{name}-title"><span class="verdict">'
        f"{escape(tr('問 {n}', n=name[1:]))} {sign(one)} {escape(outcome_word(one['outcome']))}"
        f"</span>{escape(plain(said(one['title'])))}</h3>"
    )
    yield f'<p class="quiet">{"　".join(_facts(one, topics))}</p>'
    shared = one.get("shared")
    if isinstance(shared, dict) and said(shared):
        figure = figure_part(one.get("shared_figure"), draws, f"{name}-shared")
        yield f'<div class="shared">{hypertext(said(shared))}{figure}</div>'
    yield hypertext(said(one["prompt"]))
    yield figure_part(one.get("figure"), draws, f"{name}-figure")
    if one.get("listing"):
        yield f"<pre><code>{escape(str(one['listing']).strip())}</code></pre>"
    options = one.get("shown") or []
    yield _answers(one, options)
    if options:
        listed = "".join(_option(place, option) for place, option in enumerate(options, 1))
        yield f'<ol class="options">{listed}</ol>'
    reason, explanation = said(one["reason"]), said(one["explanation"])
    if reason and not options:
        yield hypertext(reason)
    if explanation and explanation not in (said(option["reason"]) for option in options):
        yield f"<h4>{escape(tr('答えの説明'))}</h4>{hypertext(explanation)}"
    if one["demo"]:
        command = escape(_demo_call(one))
        yield f'<p class="quiet">{escape(tr("デモ"))} <code class="call">{command}</code></p>'
    if one["note"]:
        yield f"<h4>{escape(tr('メモ'))}</h4><p class=typed>{escape(str(one['note']))}</p>"
    yield "</article>"


def _demo_call(one: dict[str, Any]) -> str:
    """The command that opens the demo with the numbers of the question."""
    words = ["quizapp", "demo", str(one["demo"])]
    knobs = one.get("demo_knobs")
    for name, value in knobs.items() if isinstance(knobs, dict) else ():
        entries = value if isinstance(value, list) else [value]
        told = ",".join(
            f"{entry:g}" if isinstance(entry, float) else str(entry) for entry in entries
        )
        words += ["--" + str(name).replace("_", "-"), told]
    return shlex.join(words)


def _facts(one: dict[str, Any], topics: Mapping[str, str]) -> Iterator[str]:
    """Small facts under the title, as HTML."""
    yield f"<code>{escape(str(one['id']))}</code>"
    if one["topic"] in topics:
        yield topics[one["topic"]]
    yield escape(clock(number(one["spent_ms"], high=_LONG_MS)))
    if one["mark"] in ("sure", "unsure"):
        yield escape(tr("自信あり") if one["mark"] == "sure" else tr("自信なし"))
    if one["flagged"]:
        yield "▲ " + escape(tr("見直し"))


def _answers(one: dict[str, Any], options: list[dict[str, Any]]) -> str:
    """What was answered and what is right, side by side."""
    if options:
        places = list(enumerate(options, 1))
        given = ", ".join(str(place) for place, option in places if option["chosen"])
        key = ", ".join(str(place) for place, option in places if option["right"])
    else:
        given = _typed(one)
        key = phrase(said(one["key"]))
    given = given or escape(tr("未解答"))
    return (
        f'<dl class="answers"><div class="given {tone(one)}"><dt>{escape(tr("あなたの答え"))}</dt>'
        f'<dd>{given}</dd></div><div class="key"><dt>{escape(tr("正しい答え"))}</dt>'
        f"<dd>{key}</dd></div></dl>"
    )


def _typed(one: dict[str, Any]) -> str:
    """A response as it was typed; steps that were put in order are texts of the pack."""
    told = said(one["answer"])
    if told and told != one["response"]:
        return phrase(told)
    return f'<span class="typed">{escape(str(one["response"]))}</span>' if one["response"] else ""


def _option(place: int, option: dict[str, Any]) -> str:
    classes = [name for name in ("right", "chosen") if option[name]]
    tags = []
    if option["chosen"]:
        tags.append(
            f'<span class="{"good" if option["right"] else "bad"}">'
            f"{escape(tr('あなたの答え'))}</span>"
        )
    if option["right"]:
        tags.append(f'<span class="good">○ {escape(tr("正しい答え"))}</span>')
    reason = said(option["reason"])
    why = f'<div class="why">{phrase(reason)}</div>' if reason else ""
    return (
        f'<li class="{" ".join(classes)}"><span>{place}</span>'
        f'<div class="text">{phrase(said(option["text"]))}</div>'
        f'<span class="tag">{"<br>".join(tags)}</span>{why}</li>'
    )
