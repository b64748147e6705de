"""From roles and grounds to the colours of a theme, and from a sheet of cells to strips."""

from __future__ import annotations

from collections.abc import Mapping

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from quizapp.tui.figures.canvas import Canvas
from quizapp.tui.figures.plot import TINTS
from quizapp.tui.themes import SERIES

_HEAT = (0.0, 0.35, 0.55, 0.78, 1.0)
"""Share of accent over the ground for the five shades of a heat map."""
_STRONGEST = {True: 0.26, False: 0.22}
"""Share of accent in the strongest tint, on dark and on light: lines stay legible over it."""
_FEWEST_TINTS = 6


class Palette:
    """The colours of one theme; styles are made once each."""

    def __init__(
        self, variables: Mapping[str, str], theme: str, *, dark: bool, eight_bit: bool = False
    ) -> None:
        self._styles: dict[tuple[str, str], Style] = {}
        self._inks: dict[str, Color] = {
            "": _colour(variables, "foreground"),
            "muted": _colour(variables, "ink-muted"),
            "faint": _colour(variables, "ink-faint"),
            "accent": _colour(variables, "accent"),
            "right": _colour(variables, "right"),
            "wrong": _colour(variables, "wrong"),
            "hint": _colour(variables, "hint"),
        }
        self._inks["strong"] = self._inks[""]
        for place, name in enumerate(SERIES.get(theme, SERIES["sumi" if dark else "washi"])):
            self._inks[f"s{place}"] = Color.parse(name)
        self._inks["s5"] = self._inks[""]
        self._dim = theme == "ansi"
        self._grounds: dict[str, Color] = {}
        self.tint = False
        if theme != "ansi":
            paper, accent = _colour(variables, "background"), self._inks["accent"]
            panel, other = _colour(variables, "panel"), self._inks["s1"]
            for step in range(TINTS):
                share = _STRONGEST[dark] * (step + 1) / TINTS
                self._grounds[f"t{step}"] = paper.blend(accent, share, 1.0)
            for step, share in enumerate(_HEAT):
                self._grounds[f"h{step}"] = panel.blend(accent, share, 1.0)
                self._grounds[f"n{step}"] = panel.blend(other, share, 1.0)
                self._grounds[f"q{step}"] = panel.blend(self._inks["faint"], share, 1.0)
            self.tint = not eight_bit or self._shown_tints() >= _FEWEST_TINTS

    def _shown_tints(self) -> int:
        """How many tints are left apart on 256 colours."""
        return len(
            {
                self._grounds[f"t{step}"].rich_color.downgrade(ColorSystem.EIGHT_BIT).number
                for step in range(TINTS)
            }
        )

    def style(self, role: str, ground: str = "") -> Style:
        """The style of a cell."""
        found = self._styles.get((role, ground))
        if found is None:
            found = self._styles[role, ground] = self._make(role, ground)
        return found

    def _make(self, role: str, ground: str) -> Style:
        back = self._grounds.get(ground)
        if role.startswith("on-"):  # the upper half of a cell shows a ground of its own
            front = self._grounds.get(role[3:])
        else:
            front = self._inks.get(role, self._inks[""])
        # A number over a strong shade is written in whichever of the two inks stands out from it.
        if back is not None and role in ("", "strong") and ground[0] in "hn":
            front = back.get_contrast_text(1.0)
        return Style(
            color=front.rich_color if front else None,
            bgcolor=back.rich_color if back else None,
            bold=role == "strong" or None,
            dim=(self._dim and role in ("muted", "faint")) or None,
        )

    def strips(self, sheet: Canvas) -> list[Strip]:
        """One strip a row of the sheet."""
        return [
            Strip([Segment(run.text, self.style(run.role, run.ground)) for run in row], sheet.width)
            for row in sheet.rows()
        ]


def _colour(variables: Mapping[str, str], name: str) -> Color:
    value = variables.get(name, "")
    try:
        return Color.parse(value)
    except Exception:  # "auto 87%" and the like of a theme that is not ours
        return Color.parse("ansi_default")
