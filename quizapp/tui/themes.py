"""Colours: two papers (ink on dark, ink on washi), a form of washi for 256 colours, and plain ANSI.

Every text colour keeps a contrast of 4.5 on background, surface and panel; a test recomputes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from textual.theme import BUILTIN_THEMES, Theme


def _variables(muted: str, faint: str, right: str, wrong: str, hint: str) -> dict[str, str]:
    return {"ink-muted": muted, "ink-faint": faint, "right": right, "wrong": wrong, "hint": hint}


SUMI = Theme(
    name="sumi",
    dark=True,
    primary="#8db4f9",
    accent="#8db4f9",
    secondary="#c3a6f0",
    foreground="#dde1e8",
    background="#16181d",
    surface="#1d2026",
    panel="#292d36",
    success="#54cbb0",
    warning="#e8c565",
    error="#ff9466",
    variables={
        **_variables("#a0a7b5", "#4a5160", "#54cbb0", "#ff9466", "#e8c565"),
        "block-cursor-text-style": "none",
        "input-cursor-background": "#8db4f9",
        "input-cursor-foreground": "#16181d",
    },
)
"""墨: ink on a dark ground; its greys fall on the grey ramp of 256 colours."""

WASHI = Theme(
    name="washi",
    dark=False,
    primary="#2452a8",
    accent="#2452a8",
    secondary="#6b3fa0",
    foreground="#22252b",
    background="#faf7f0",
    surface="#f1ede3",
    panel="#e5dfd1",
    success="#04695a",
    warning="#735300",
    error="#a83a10",
    variables={
        **_variables("#565c67", "#b4ad9d", "#04695a", "#a83a10", "#735300"),
        "block-cursor-text-style": "none",
        "input-cursor-background": "#2452a8",
        "input-cursor-foreground": "#faf7f0",
    },
)
"""和紙: ink on paper."""

WASHI_256 = replace(
    WASHI,
    primary="#0000af",
    accent="#0000af",
    secondary="#5f00af",
    foreground="#262626",
    background="#ffffff",
    surface="#f2f2f2",
    panel="#e0e0e0",
    success="#005f5f",
    warning="#5f5f00",
    error="#af0000",
    variables={
        **_variables("#4e4e4e", "#a8a8a8", "#005f5f", "#af0000", "#5f5f00"),
        "block-cursor-text-style": "none",
        "input-cursor-background": "#0000af",
        "input-cursor-foreground": "#ffffff",
    },
)
"""Washi where only 256 colours are to be had: its creams would turn yellow."""

_ANSI_BASE = BUILTIN_THEMES["ansi-dark"]

ANSI = replace(
    _ANSI_BASE,
    name="ansi",
    primary="ansi_bright_blue",
    accent="ansi_bright_blue",
    variables={
        **_ANSI_BASE.variables,
        **_variables("ansi_default", "ansi_default", "ansi_cyan", "ansi_red", "ansi_yellow"),
        "block-cursor-text-style": "none",
    },
)
"""The terminal's own sixteen colours on a dark ground; also the ground of NO_COLOR."""

ANSI_LIGHT = replace(
    ANSI,
    dark=False,
    primary="ansi_blue",
    accent="ansi_blue",
)
"""The same where the terminal's ground is light."""

SERIES = {
    "sumi": ("#8db4f9", "#ffab5e", "#54cbb0", "#e58fbf", "#e8d965"),
    "washi": ("#2452a8", "#b04a00", "#04695a", "#a02c73", "#7a6200"),
    "ansi": ("ansi_bright_blue", "ansi_yellow", "ansi_cyan", "ansi_magenta", "ansi_green"),
}
"""Colours of plotted series in their fixed order; markers and labels always say the same."""


def themes_for(color_system: str | None, light_terminal: bool = False) -> tuple[Theme, ...]:
    """The themes to register where the terminal shows ``color_system`` colours.

    ``color_system`` is Rich's word: "truecolor", "256", "standard" or None.
    """
    washi = WASHI_256 if color_system == "256" else WASHI
    return SUMI, washi, ANSI_LIGHT if light_terminal else ANSI


def color_system_of(environ: Mapping[str, str]) -> str | None:
    """The colours a terminal shows, in Rich's words, as its environment tells.

    Asked before the app is built, so that its stylesheet is made for the right theme at once.
    """
    chosen = environ.get("TEXTUAL_COLOR_SYSTEM", "auto")
    if chosen != "auto":
        return chosen
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return "truecolor"
    term = environ.get("TERM", "").strip().lower()
    if term in ("", "dumb", "unknown"):
        return None
    colours = term.rpartition("-")[2]
    return "256" if colours == "256color" or "kitty" in term else "standard"


def theme_name(chosen: str, color_system: str | None, no_color: bool) -> str:
    """The theme to use for the setting ``chosen``: plain ANSI where colours are few or unwanted."""
    if no_color or color_system in (None, "standard", "windows"):
        return "ansi"
    return chosen if chosen in ("sumi", "washi", "ansi") else "sumi"


def is_light_terminal(colorfgbg: str) -> bool:
    """Whether the ``COLORFGBG`` convention ("15;0") names a light ground."""
    ground = colorfgbg.rsplit(";", 1)[-1]
    return ground in ("7", "15")
