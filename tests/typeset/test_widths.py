"""Widths equal those Textual draws by, character by character and joined."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich._unicode_data import load
from rich.cells import cell_len, get_character_cell_size

from quizapp.typeset.shorten import head, shorten
from quizapp.typeset.widths import _WIDE, _ZERO, clusters, fill, width

# Letters, wide letters, marks, joiners and the variation selector that widens what it follows.
mixed = st.text(st.sampled_from("a#1 x☺❤☎\u200d\ufe0f\u0302あ漢ｶ（👨👩\U0001f3fd█─σ×√²\n\x00\x7f"))


def test_every_character_is_as_wide_as_rich_says() -> None:
    # Widths change only at the edges of ranges, so those of both tables and a sample will do.
    edges = {edge for first, last, _ in load("latest").widths for edge in (first, last)}
    edges |= {edge for table in (_ZERO, _WIDE) for edge in table.edges()}
    codes = {edge + step for edge in edges for step in (-1, 0, 1)}
    codes |= {*range(0x3400), *range(0, sys.maxunicode, 101), sys.maxunicode}
    wrong = [
        hex(code)
        for code in codes
        if 0 <= code <= sys.maxunicode and width(chr(code)) != get_character_cell_size(chr(code))
    ]
    assert wrong == []


@given(st.one_of(mixed, st.text()))
def test_texts_are_as_wide_as_rich_says(text: str) -> None:
    assert width(text) == cell_len(text)


@given(mixed)
def test_clusters_keep_the_text_and_its_width(text: str) -> None:
    found = clusters(text)
    assert "".join(piece for piece, _ in found) == text
    assert sum(cells for _, cells in found) == width(text)
    assert all(width(piece) == cells for piece, cells in found)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("abc", 3),
        ("連鎖律", 6),
        ("σ(x) ≤ ×○●─", 11),  # ambiguous widths count as one
        ("ŷ x̂", 3),  # the second hat is a combining mark
        ("ｶﾞ", 2),
        ("x" * 600, 600),
        ("漢" * 600, 1200),
    ],
)
def test_width(text: str, cells: int) -> None:
    assert width(text) == cells


@pytest.mark.parametrize(
    ("text", "cells", "short"),
    [
        ("勾配消失", 8, "勾配消失"),
        ("勾配消失", 7, "勾配消…"),
        ("勾配消失", 6, "勾配…"),  # half a kanji is never shown
        ("gradient", 5, "grad…"),
        ("a b c", 3, "a…"),  # no blank before the ellipsis
        ("勾配", 1, "…"),
        ("勾配", 0, ""),
        ("x̂ŷz", 2, "x̂…"),
    ],
)
def test_shorten(text: str, cells: int, short: str) -> None:
    assert shorten(text, cells) == short


def test_shorten_in_ascii() -> None:
    assert shorten("gradient", 6, ascii=True) == "gra..."
    assert shorten("gradient", 2, ascii=True) == ".."


@given(mixed, st.integers(0, 12))
def test_shortened_text_fits_and_begins_as_the_text_does(text: str, cells: int) -> None:
    assert width(shorten(text, cells)) <= cells
    assert text.startswith(head(text, cells))
    assert width(head(text, cells)) <= cells


@given(mixed, st.integers(0, 30), st.sampled_from(["left", "right", "centre"]))
def test_fill(text: str, cells: int, align: str) -> None:
    text = text.rstrip("\u200d")  # a joiner at the end would swallow the first blank
    filled = fill(text, cells, align)
    assert width(filled) == max(cells, width(text))
    assert text in filled


def test_fill_puts_text_where_it_is_asked() -> None:
    assert fill("律", 5) == "律   "
    assert fill("律", 5, "right") == "   律"
    assert fill("律", 5, "centre") == " 律  "
