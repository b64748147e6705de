"""Bars, the curve of the pace, and figures of questions, as pieces of the page.

Numbers come out of a file that anybody may have written, so each is made a number again here.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, Protocol

from quizapp.exam.wording import said
from quizapp.words import tr


class Draws(Protocol):
    """Whoever can draw the figure of a question; the page itself knows no screen."""

    @property
    def style(self) -> str:
        """Rules that what was drawn needs."""

    def svg(self, figure: dict[str, Any], name: str) -> str:
        """The figure as ``<svg>``, its ids beginning with ``name``; "" where it cannot be."""


def number(value: Any, low: float = 0.0, high: float = 100.0) -> float:
    """``value`` as a number within bounds, whatever it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return low
    return min(max(float(value), low), high) if value == value else low


def bar(one: dict[str, Any], mean: Any = None, *, wide: bool = False) -> str:
    """A share as a bar, its interval as a line across, a mean as a dashed mark.

    The same numbers stand beside it in words, so it is kept from those who have the page read.
    """
    low, high = number(one["low"]), number(one["high"])
    mark = "" if mean is None else f'<s style="left:{number(mean):.1f}%"></s>'
    return (
        f'<div class="bar{" wide" if wide else ""}" aria-hidden="true">'
        f'<i style="width:{number(one["percent"]):.1f}%"></i>'
        f'<b style="left:{low:.1f}%;width:{max(high - low, 0):.1f}%"></b>{mark}</div>'
    )


_WIDE, _HIGH, _LEFT, _BELOW = 520.0, 190.0, 38.0, 28.0


def pace_chart(pace: Sequence[dict[str, Any]], total: int) -> str:
    """Questions answered over the minutes, beside an even pace; the table holds the values."""
    if not pace:
        return ""
    end = max(number(pace[-1]["minute"], high=1e5), 1e-9)
    top = max(total, 1)

    def place(minute: float, count: float) -> str:
        x = _LEFT + (_WIDE - _LEFT - 12) * minute / end
        y = 12 + (_HIGH - _BELOW - 12) * (1 - count / top)
        return f"{x:.1f},{y:.1f}"

    def line(name: str) -> str:
        points = [(0.0, 0.0)] + [
            (number(one["minute"], high=1e5), number(one[name], high=top)) for one in pace
        ]
        return " ".join(place(*point) for point in points)

    x0, y0 = place(0, 0).split(",")
    x1, y1 = place(end, top).split(",")
    told = tr(
        "{minute} 分で {answered} 問。均等なら {even} 問",
        minute=f"{end:g}",
        answered=f"{number(pace[-1]['answered'], high=top):g}",
        even=f"{number(pace[-1]['even'], high=top):g}",
    )
    return (
        f'<svg class="chart" viewBox="0 0 {_WIDE:g} {_HIGH:g}" role="img" '
        f'aria-label="{escape(tr("ペース"))}  {escape(told)}">'
        f'<path d="M{x0} {y1}V{y0}H{x1}" fill="none" stroke="var(--line)" stroke-width="1.5"/>'
        f'<polyline points="{line("even")}" fill="none" stroke="var(--muted)" stroke-width="1.5" '
        f'stroke-dasharray="5 5"/>'
        f'<polyline points="{line("answered")}" fill="none" stroke="var(--accent)" '
        f'stroke-width="3"/>'
        f'<text x="{_LEFT - 6:g}" y="{float(y1) + 4:g}" text-anchor="end">{top}</text>'
        f'<text x="{_LEFT - 6:g}" y="{y0}" text-anchor="end">0</text>'
        f'<text x="{x0}" y="{_HIGH - 8:g}">0</text>'
        f'<text x="{x1}" y="{_HIGH - 8:g}" text-anchor="end">'
        f"{escape(tr('{n} 分', n=f'{end:g}'))}</text></svg>"
    )


def figure_part(figure: Any, draws: Draws | None, name: str) -> str:
    """The figure drawn, with its reading to unfold; the reading alone where nobody draws."""
    if not isinstance(figure, dict):
        return ""
    reading = figure.get("reading")
    told = escape(said(reading)) if isinstance(reading, dict) else ""
    drawn = draws.svg(figure, name) if draws is not None else ""
    if not drawn:
        return f'<figure><p class="quiet">{told}</p></figure>' if told else ""
    more = (
        f"<figcaption><details><summary>{escape(tr('図をことばで読む'))}</summary>"
        f"<p>{told}</p></details></figcaption>"
        if told
        else ""
    )
    return f'<figure><div class="scroll">{drawn}</div>{more}</figure>'
