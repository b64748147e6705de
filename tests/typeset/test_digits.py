"""The hero number."""

from __future__ import annotations

import pytest

from quizapp.typeset.digits import hero
from quizapp.typeset.widths import width


def test_as_in_the_wireframes() -> None:
    assert hero("58") == (
        "┏━╸ ┏━┓",
        "┗━┓ ┣━┫",
        "╺━┛ ┗━┛",
    )
    assert hero("71") == (
        "╺━┓  ┓ ",
        "  ┃  ┃ ",
        "  ╹ ╺┻╸",
    )


def test_all_digits() -> None:
    assert hero("0123456789") == (
        "┏━┓  ┓  ╺━┓ ╺━┓ ╻ ╻ ┏━╸ ┏━╸ ╺━┓ ┏━┓ ┏━┓",
        "┃ ┃  ┃  ┏━┛ ╺━┫ ┗━┫ ┗━┓ ┣━┓   ┃ ┣━┫ ┗━┫",
        "┗━┛ ╺┻╸ ┗━╸ ╺━┛   ╹ ╺━┛ ┗━┛   ╹ ┗━┛ ╺━┛",
    )


def test_in_ascii() -> None:
    assert hero("0123456789", ascii=True) == (
        " _       _   _       _   _   _   _   _ ",
        "| |  |   _|  _| |_| |_  |_    | |_| |_|",
        "|_|  |  |_   _|   |  _| |_|   | |_|  _|",
    )


@pytest.mark.parametrize("text", ["58", "-3.5", "12:30", "+7", "99%", "58日", "", " "])
@pytest.mark.parametrize("ascii", [False, True])
def test_rows_are_equally_wide(text: str, ascii: bool) -> None:
    assert len({width(row) for row in hero(text, ascii=ascii)}) == 1


def test_other_characters_stand_on_the_bottom_row() -> None:
    top, middle, bottom = hero("5日")
    assert bottom.endswith("┛ 日")
    assert top.endswith("╸   ")
    assert middle.endswith("┓   ")
