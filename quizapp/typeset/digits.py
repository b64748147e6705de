"""The one large number of a screen, drawn three rows high with thin box lines."""

from __future__ import annotations

from quizapp.typeset.widths import width

_BOX: dict[str, tuple[str, str, str]] = {
    "0": ("┏━┓", "┃ ┃", "┗━┛"),
    "1": (" ┓ ", " ┃ ", "╺┻╸"),
    "2": ("╺━┓", "┏━┛", "┗━╸"),
    "3": ("╺━┓", "╺━┫", "╺━┛"),
    "4": ("╻ ╻", "┗━┫", "  ╹"),
    "5": ("┏━╸", "┗━┓", "╺━┛"),
    "6": ("┏━╸", "┣━┓", "┗━┛"),
    "7": ("╺━┓", "  ┃", "  ╹"),
    "8": ("┏━┓", "┣━┫", "┗━┛"),
    "9": ("┏━┓", "┗━┫", "╺━┛"),
    "-": ("   ", "╺━╸", "   "),
    "+": (" ╻ ", "╺╋╸", " ╹ "),
    ":": ("╻", " ", "╹"),
    ".": (" ", " ", "╻"),
}
_ASCII: dict[str, tuple[str, str, str]] = {
    "0": (" _ ", "| |", "|_|"),
    "1": ("   ", " | ", " | "),
    "2": (" _ ", " _|", "|_ "),
    "3": (" _ ", " _|", " _|"),
    "4": ("   ", "|_|", "  |"),
    "5": (" _ ", "|_ ", " _|"),
    "6": (" _ ", "|_ ", "|_|"),
    "7": (" _ ", "  |", "  |"),
    "8": (" _ ", "|_|", "|_|"),
    "9": (" _ ", "|_|", " _|"),
    "-": ("   ", " _ ", "   "),
    "+": ("   ", "_|_", " | "),
    ":": (" ", ".", "."),
    ".": (" ", " ", "."),
}


def hero(text: str, *, ascii: bool = False) -> tuple[str, str, str]:
    """Three rows that draw ``text``; all rows take the same number of cells.

    Digits, ``+ - . :`` are drawn; any other character stands as it is on the bottom row. One
    cell lies between two characters.
    """
    glyphs = _ASCII if ascii else _BOX
    drawn = [
        glyphs.get(character, (" " * width(character), " " * width(character), character))
        for character in text
    ]
    return (
        " ".join(rows[0] for rows in drawn),
        " ".join(rows[1] for rows in drawn),
        " ".join(rows[2] for rows in drawn),
    )
