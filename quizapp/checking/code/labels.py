"""The labels of a failing case's table, which is drawn in plain lines and on screens alike."""

from __future__ import annotations

from typing import Final

from quizapp.records import Localized

_WORDS: Final = {
    "@yours": Localized("あなた", "Yours"),
    "@correct": Localized("正しい値", "Correct"),
    "@gradient": Localized("数値微分", "Differences"),
    "@index": Localized("位置", "Place"),
}


def label(name: str, language: str) -> str:
    """What stands before a row of ``Grade.table``: a word for a sign, else the name itself."""
    word = _WORDS.get(name)
    return name if word is None else word.get(language)
