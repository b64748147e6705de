"""Figures as SVG files: sound XML, everything inside the frame, no letter that needs a terminal."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from quizapp.demos import DEMOS, Entry
from quizapp.demos.figure import Axis, Plot, Series
from quizapp.records import Localized
from quizapp.tui.figures.pen import Pen
from quizapp.tui.figures.svg import CELL, paper, svg_of

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("theme", ["washi", "sumi"])
@pytest.mark.parametrize("entry", DEMOS[:12], ids=lambda entry: entry.id)
def test_every_demo_is_a_sound_picture(entry: Entry, theme: str) -> None:
    outcome = entry.demo.run({})
    text = svg_of(outcome.figure, 96, 26, Pen("ja"), paper(theme), title="<D>&", caption=("a", "b"))
    root = ElementTree.fromstring(text)
    assert root.findtext(f"{SVG}title") == "<D>&"
    assert root.findtext(f"{SVG}desc") == outcome.figure.summary.ja
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    words = "".join(node.text or "" for node in root.iter(f"{SVG}text"))
    assert not re.search("[\u2800-\u28ff▀-▟─-╋]", words)  # drawn as shapes
    assert "a" in words
    for node in root.iter(f"{SVG}text"):
        places = [float(place) for place in node.get("x", "").split()]
        assert len(places) == len(node.text or "")
        assert places == sorted(places)
        assert places[0] >= 0
        assert places[-1] < width
        assert 0 < float(node.get("y", "0")) < height
        assert re.fullmatch("#[0-9a-f]{6}", node.get("fill", ""))


def test_a_level_line_is_a_row_of_circles_at_its_height() -> None:
    word = Localized("x", "x")
    line = Series(word, np.array([0.0, 1.0]), np.array([0.5, 0.5]), marked="none")
    plot = Plot(word, word, Axis(low=0, high=1), Axis(low=0, high=1), (line,))
    root = ElementTree.fromstring(svg_of(plot, 40, 12, Pen("en"), paper(), title="t"))
    found = [
        float(place)
        for node in root.iter(f"{SVG}path")
        if node.get("fill") == "#2452a8"  # the first series on paper
        for place in re.findall(r"M[\d.]+ ([\d.]+)a", node.get("d", ""))
    ]
    assert len(found) > 60  # two dots a cell
    assert len({round(place, 1) for place in found}) == 1
    assert 3 * CELL[1] < found[0] < 8 * CELL[1]
