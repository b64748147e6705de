"""Every text colour can be read on every ground, in both papers and in 256 colours."""

import pytest
from textual.theme import Theme

from quizapp.tui.themes import (
    SUMI,
    WASHI,
    WASHI_256,
    color_system_of,
    is_light_terminal,
    theme_name,
)
from tests.tui.contrast import contrast


@pytest.mark.parametrize("theme", [SUMI, WASHI, WASHI_256], ids=["sumi", "washi", "washi-256"])
@pytest.mark.parametrize("ground", ["background", "surface", "panel"])
def test_text_is_readable_on_every_ground(theme: Theme, ground: str) -> None:
    paper = getattr(theme, ground)
    inks = {
        "foreground": theme.foreground,
        "accent": theme.accent,
        "secondary": theme.secondary,
        **{name: theme.variables[name] for name in ("ink-muted", "right", "wrong", "hint")},
    }
    for name, ink in inks.items():
        assert ink is not None
        assert contrast(ink, paper) >= 4.5, f"{name} on {ground}: {contrast(ink, paper):.1f}"


@pytest.mark.parametrize("theme", [SUMI, WASHI, WASHI_256])
def test_the_highlighted_rating_is_readable(theme: Theme) -> None:
    assert theme.background is not None
    assert theme.accent is not None
    assert contrast(theme.background, theme.accent) >= 4.5


@pytest.mark.parametrize(
    ("environ", "system"),
    [
        ({"COLORTERM": "truecolor", "TERM": "xterm"}, "truecolor"),
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "linux"}, "standard"),
        ({"TERM": "dumb"}, None),
        ({}, None),
    ],
)
def test_colours_of_a_terminal(environ: dict[str, str], system: str | None) -> None:
    assert color_system_of(environ) == system


def test_few_colours_or_none_fall_back_to_the_terminals_own() -> None:
    assert theme_name("washi", "standard", False) == "ansi"
    assert theme_name("sumi", "truecolor", True) == "ansi"
    assert theme_name("washi", "256", False) == "washi"
    assert is_light_terminal("0;15")
    assert not is_light_terminal("15;0")
