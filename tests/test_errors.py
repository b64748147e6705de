"""How an error that can be mended is said in one row."""

from __future__ import annotations

import pytest

from quizapp.errors import QuizappError


@pytest.mark.parametrize(
    ("what", "mend", "said"),
    [
        (
            "W-01 という問題はありません",
            "VG-01 のことでしょうか",
            "W-01 という問題はありません。VG-01 のことでしょうか",
        ),
        (
            "there is no question W-01",
            "did you mean VG-01?",
            "there is no question W-01. did you mean VG-01?",
        ),
        ("保存できません。", "空きを作ってください。", "保存できません。空きを作ってください。"),
        ("The disk is full.", "Make room.", "The disk is full. Make room."),
        ("The disk is full.", "", "The disk is full."),
    ],
)
def test_what_and_mend_are_sentences_in_a_row(what: str, mend: str, said: str) -> None:
    assert QuizappError(what, where="/somewhere", mend=mend).one_line == said
