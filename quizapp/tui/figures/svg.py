"""A drawn figure as a standalone SVG, for slides and notes.

The picture is the one of the terminal, cell by cell, but nothing in it depends on a terminal's
font: dots become circles, blocks rectangles and frames lines, and every letter stands in its own
cell, so that columns stay true in whatever font a viewer has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from rich.cells import cell_len
from rich.style import Style

from quizapp.demos.figure import Figure
from quizapp.tui.figures.canvas import Canvas, Run
from quizapp.tui.figures.draw import draw
from quizapp.tui.figures.palette import Palette
from quizapp.tui.figures.pen import Pen
from quizapp.tui.themes import SUMI, WASHI

CELL = (8.4, 17.0)
"""Width and height of a cell, in the unit of the picture."""
_SIZE, _BASELINE, _MARGIN = 14.0, 12.6, 16.0
_DOT = 1.25
_FONTS = (
    "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK JP', "
    "'Noto Sans CJK JP', 'Hiragino Sans', 'Yu Gothic', Meiryo, 'IPAGothic', monospace"
)
_RISING = {sign: place / 8 for place, sign in enumerate("▁▂▃▄▅▆▇█", 1)}
_GROWING = {sign: place / 8 for place, sign in enumerate("▏▎▍▌▋▊▉", 1)}
_SHADED = {"░": 0.25, "▒": 0.5, "▓": 0.75}
_ARMS = {
    "─": "lr", "━": "lr", "╌": "lr", "│": "ud", "┃": "ud", "┌": "rd", "┐": "ld", "└": "ru",
    "┘": "lu", "├": "udr", "┤": "udl", "┬": "lrd", "┴": "lru", "┼": "lrud", "╴": "l", "╶": "r",
}  # fmt: skip
_ENDS = {"l": (0.0, 0.5), "r": (1.0, 0.5), "u": (0.5, 0.0), "d": (0.5, 1.0)}


@dataclass(frozen=True, slots=True)
class Paper:
    """The colours of a picture."""

    palette: Palette
    ground: str
    ink: str


def paper(name: str = "washi") -> Paper:
    """The paper of a theme: ``washi`` (dark on light) or ``sumi`` (light on dark)."""
    theme = SUMI if name == "sumi" else WASHI
    variables: Mapping[str, str] = {
        **theme.variables,
        "foreground": theme.foreground or "",
        "background": theme.background or "",
        "accent": theme.accent or "",
        "panel": theme.panel or "",
    }
    return Paper(
        Palette(variables, theme.name, dark=theme.dark),
        theme.background or "#ffffff",
        theme.foreground or "#000000",
    )


def svg_of(
    figure: Figure,
    width: int,
    height: int,
    pen: Pen,
    on: Paper,
    *,
    title: str,
    caption: Iterable[str] = (),
    name: str = "",
    trim: bool = False,
) -> str:
    """The figure drawn in ``width`` by ``height`` cells, with muted lines of ``caption`` below.

    ``title`` and the figure's own sentence are in the file for those who hear it read out.
    ``name`` keeps the ids of several pictures in one page apart; ``trim`` leaves out empty cells
    to the right and below.
    """
    sheet = draw(figure, width, height, pen)
    lines = list(caption)
    whole = Canvas(width, height + (len(lines) + 1 if lines else 0))
    whole.lay(sheet, 0, 0)
    for place, line in enumerate(lines, height + 1):
        whole.put(0, place, pen.fit(line, width), "muted")
    across, down = _used(whole.rows()) if trim else (width, whole.height)
    wide = across * CELL[0] + 2 * _MARGIN
    high = down * CELL[1] + 2 * _MARGIN
    body = "\n".join(_body(whole.rows(), on))
    ids = [f"{name}-{one}" if name else one for one in ("title", "sentence")]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}" height="{high:g}" '
        f'viewBox="0 0 {wide:g} {high:g}" role="img" aria-labelledby="{ids[0]} {ids[1]}" '
        f'xml:lang="{pen.language}">\n'
        f'<title id="{ids[0]}">{escape(title)}</title>\n'
        f'<desc id="{ids[1]}">{escape(pen.say(figure.summary))}</desc>\n'
        f'<rect width="100%" height="100%" fill="{on.ground}"/>\n'
        f'<g transform="translate({_MARGIN:g} {_MARGIN:g})" font-family="{_FONTS}" '
        f'font-size="{_SIZE:g}" xml:space="preserve">\n{body}\n</g>\n</svg>\n'
    )


def _used(rows: list[list[Run]]) -> tuple[int, int]:
    """Columns and rows up to the last cell that shows anything."""
    across = down = 1
    for x, y, run in _placed(rows):
        shown = run.text if run.ground else run.text.rstrip()
        if shown:
            across, down = max(across, int(x) + cell_len(shown)), max(down, y + 1)
    return across, down


def _body(rows: list[list[Run]], on: Paper) -> Iterator[str]:
    """Grounds first, then what stands on them."""
    placed = list(_placed(rows))
    for x, y, run in placed:
        ground = _hex(on.palette.style(run.role, run.ground), back=True)
        if ground:
            yield _rect(x, y, cell_len(run.text), 1.0, ground)
    for x, y, run in placed:
        style = on.palette.style(run.role, run.ground)
        yield from _signs(x, y, run.text, _hex(style) or on.ink, bold=bool(style.bold))


def _placed(rows: list[list[Run]]) -> Iterator[tuple[float, int, Run]]:
    for y, row in enumerate(rows):
        x = 0
        for run in row:
            yield x, y, run
            x += cell_len(run.text)


def _signs(x: float, y: int, text: str, colour: str, *, bold: bool) -> Iterator[str]:
    """The signs of one run: shapes where we know them, letters each in its own cell."""
    letters: list[tuple[float, str]] = []
    dots: list[str] = []
    lines: list[str] = []
    for sign in text:
        cells = cell_len(sign)
        if "\u2800" <= sign <= "\u28ff":
            dots += _dots(x, y, ord(sign) - 0x2800)
        elif sign in _RISING:
            share = _RISING[sign]
            yield _rect(x, y + 1 - share, 1, share, colour)
        elif sign in _GROWING:
            yield _rect(x, y, _GROWING[sign], 1, colour)
        elif sign == "▀":
            yield _rect(x, y, 1, 0.5, colour)
        elif sign in _SHADED:
            yield _rect(x, y, 1, 1, colour, opacity=_SHADED[sign])
        elif sign in _ARMS:
            lines += [_arm(x, y, arm) for arm in _ARMS[sign]]
        elif not sign.isspace():
            # A wide sign is as wide as its size; it stands in the middle of its two cells.
            letters.append((x * CELL[0] + (cells * CELL[0] - _SIZE) / 2 * (cells == 2), sign))
        x += cells
    if dots:
        yield f'<path fill="{colour}" d="{"".join(dots)}"/>'
    if lines:
        yield f'<path stroke="{colour}" fill="none" d="{"".join(lines)}"/>'
    if letters:
        places = " ".join(f"{place:.1f}" for place, _ in letters)
        weight = ' font-weight="bold"' if bold else ""
        yield (
            f'<text x="{places}" y="{y * CELL[1] + _BASELINE:.1f}" fill="{colour}"{weight}>'
            f"{escape(''.join(sign for _, sign in letters))}</text>"
        )


def _dots(x: float, y: int, bits: int) -> Iterator[str]:
    """The dots of a braille cell as circles: columns 1-3-7 and 4-5-8 of the Unicode pattern."""
    for bit, (column, row) in enumerate(
        ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
    ):
        if bits >> bit & 1:
            cx = (x + 0.25 + 0.5 * column) * CELL[0]
            cy = (y + 0.125 + 0.25 * row) * CELL[1]
            yield (
                f"M{cx - _DOT:.2f} {cy:.2f}a{_DOT} {_DOT} 0 1 0 {2 * _DOT} 0"
                f"a{_DOT} {_DOT} 0 1 0 {-2 * _DOT} 0z"
            )


def _arm(x: float, y: int, arm: str) -> str:
    end_x, end_y = _ENDS[arm]
    return (
        f"M{(x + 0.5) * CELL[0]:.1f} {(y + 0.5) * CELL[1]:.1f}"
        f"L{(x + end_x) * CELL[0]:.1f} {(y + end_y) * CELL[1]:.1f}"
    )


def _rect(
    x: float, y: float, wide: float, high: float, colour: str, *, opacity: float = 1.0
) -> str:
    veil = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
    return (
        f'<rect x="{x * CELL[0]:.1f}" y="{y * CELL[1]:.1f}" width="{wide * CELL[0]:.2f}" '
        f'height="{high * CELL[1]:.2f}" fill="{colour}"{veil} shape-rendering="crispEdges"/>'
    )


def _hex(style: Style, *, back: bool = False) -> str:
    colour = style.bgcolor if back else style.color
    return colour.get_truecolor().hex if colour is not None else ""
