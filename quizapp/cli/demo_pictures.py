"""A demo as a picture file: SVG by ourselves, PNG by ``resvg-py`` where it is installed."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from quizapp.demos import Demo, Outcome
from quizapp.demos.knobs import Value
from quizapp.errors import UsageError
from quizapp.records import Language
from quizapp.words import tr

_CELLS = (96, 26)
_ZOOM = 2
"""Pixels of a PNG for each unit of the SVG: sharp on a slide."""


def picture(
    demo: Demo, values: Mapping[str, Value], outcome: Outcome, spoken: Language, theme: str
) -> str:
    """The demo's figure as SVG, with its title and its settings below it."""
    from quizapp.tui.figures.pen import Pen
    from quizapp.tui.figures.svg import paper, svg_of

    title = f"{demo.id}  {demo.title.get(spoken)}"
    knobs = [
        f"{knob.title.get(spoken)} {knob.show(values[knob.name], spoken)}"
        + (f" {knob.unit}" if knob.unit else "")
        for knob in demo.knobs
        if knob.matters(values)
    ]
    caption = [title, *_filled(knobs, _CELLS[0])]
    return svg_of(
        outcome.figure, *_CELLS, Pen(spoken), paper(theme), title=title, caption=caption
    )  # fmt: skip


def _filled(words: list[str], width: int) -> list[str]:
    """The words on as few lines as hold them, three cells apart."""
    from rich.cells import cell_len

    lines: list[str] = []
    for word in words:
        if lines and cell_len(lines[-1]) + 3 + cell_len(word) <= width:
            lines[-1] += "   " + word
        else:
            lines.append(word)
    return lines


def write_svg(svg: str, name: str) -> None:
    """Write the SVG to the file ``name``, or to standard output for ``-``."""
    if name == "-":
        click.echo(svg, nl=False)
        return
    _write(svg.encode(), name)


def write_png(svg: str, name: str) -> None:
    """Write the picture as PNG.

    Raises UsageError where no library is installed that can. A machine without Japanese letters
    would leave them blank: then the SVG, drawn with the fonts of whoever looks at it, is written
    beside the PNG, and standard error says so and how to mend it.
    """
    try:
        import resvg_py
    except ImportError as error:
        raise UsageError(
            tr("PNG を描くには resvg-py が要ります。"),
            mend=tr("pip install 'quizapp[png]' のあと、もう一度。--svg はそのままで使えます"),
        ) from error

    def pixels(text: str) -> bytes:
        return bytes(resvg_py.svg_to_bytes(svg_string=text, zoom=_ZOOM))

    if pixels(_letter(chr(0x3042))) == pixels(_letter(" ")) and any(c >= "\u3040" for c in svg):
        click.echo(
            tr(
                "日本語のフォントが見つからないので、PNG では日本語の文字が空白になります。\n"
                "  Noto Sans CJK JP など（apt なら fonts-noto-cjk）を入れると描けます。"
                "SVG は、開く側のフォントで読めます。"
            ),
            err=True,
        )
        if name != "-":
            _write(svg.encode(), f"{name}.svg")  # a name that hardly is anybody's file
    data = pixels(svg)
    if name == "-":
        sys.stdout.buffer.write(data)
        return
    _write(data, name)


def _letter(sign: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
        f'<text x="2" y="16" font-family="monospace" font-size="14">{sign}</text></svg>'
    )


def _write(data: bytes, name: str) -> None:
    try:
        Path(name).write_bytes(data)
    except OSError as error:
        raise UsageError(
            tr("ファイルに書けません: {error}", error=error.strerror or error), where=name
        ) from error
    click.echo(tr("書きました: {name}", name=name), err=True)
