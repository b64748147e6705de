"""Line breaking: kinsoku, nothing lost, nothing too wide; the library for it as a witness."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from quizapp.typeset.breaks import NO_LINE_BEGINS_WITH, NO_LINE_ENDS_WITH, break_before
from quizapp.typeset.wrap import wrap_cells

PROSE = (
    "シグモイド関数の微分の最大値は 1/4 で、5 層では 1/1024 以下です。「過学習」(overfitting) "
    "とは、訓練データに適合しすぎて汎化性能が下がることです（weight decay で防ぐ）。"
    "正解率 90% なら十分でしょう？"
)
prose = st.text(
    st.sampled_from(
        "過学習勾配のとはがらりるっゃーァッ々・、。，．（）「」『』：；？！%℃abcXYZ019 -()/,."
    )
)


@pytest.mark.parametrize(
    ("text", "cells", "lines"),
    [
        ("勾配消失。", 8, ["勾配消", "失。"]),  # 。 takes 失 with it
        ("はい、「いいえ」です", 8, ["はい、", "「いい", "え」です"]),  # 「 opens the next line
        ("サーバーサイド", 8, ["サーバー", "サイド"]),
        ("データデータ", 8, ["データ", "データ"]),
        ("きっとよかった", 8, ["きっとよ", "かった"]),
        ("あああ（え）", 8, ["あああ", "（え）"]),
        ("正解率 90% だ", 9, ["正解率", "90% だ"]),
        ("気温が 30 ℃", 9, ["気温が", "30 ℃"]),  # the sign stays with its number
        ("ああああ々", 8, ["あああ", "あ々"]),
        ("the quick brown fox", 10, ["the quick", "brown fox"]),
        ("well-known rule", 11, ["well-known", "rule"]),
        ("a well-known", 8, ["a well-", "known"]),
        ("x = -1 y", 5, ["x =", "-1 y"]),  # a minus is no hyphen
        ("see f(x, y) now", 9, ["see f(x,", "y) now"]),
        ("1/1024 です", 8, ["1/1024", "です"]),
        ("say “hi” now", 6, ["say", "“hi”", "now"]),
        ("だ“引用”だ", 4, ["だ", "“引", "用”", "だ"]),
        ("it’s don't", 6, ["it’s", "don't"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),  # what cannot break is cut
        ("go https://example.org", 10, ["go", "https://", "example.or", "g"]),
        ("", 10, [""]),
        ("a\n\nb", 10, ["a", "", "b"]),
        ("  indented", 20, ["  indented"]),
        ("trailing  ", 9, ["trailing"]),
        ("漢字", 1, ["漢", "字"]),  # the one case in which a line is too wide
    ],
)
def test_lines(text: str, cells: int, lines: list[str]) -> None:
    assert wrap_cells(text, cells) == lines


def test_indents_count_to_the_width() -> None:
    lines = wrap_cells("選択肢の文が長いときは次の行も下げる", 16, first_indent=2, hanging=4)
    assert lines == ["  選択肢の文が長", "    いときは次の", "    行も下げる"]


def test_no_sign_or_two_stand_alone_at_the_end() -> None:
    text = "層が深くなるほど勾配は小さくなる"
    assert wrap_cells(text, 30) == ["層が深くなるほど勾配は小", "さくなる"]
    assert wrap_cells(text, 32) == [text]


@given(prose, st.integers(2, 40))
def test_lines_fit_and_hold_the_whole_text(text: str, cells: int) -> None:
    lines = wrap_cells(text, cells)
    assert all(cell_len(line) <= cells for line in lines)
    # Only blanks at breaks are gone.
    pattern = r" *".join(re.escape(line) for line in lines) + r" *"
    assert re.fullmatch(pattern, text)


@given(prose, st.integers(12, 60))
def test_kinsoku(text: str, cells: int) -> None:
    # A run that may not be parted at all is cut where the room ends, so leave those runs out.
    signs = re.sub(r"([、。，．）」』・ーァッゃっ々：；？！%℃（「『()/,.-]){2,}", r"\1", text)
    signs = re.sub(r"[a-zA-Z0-9/.,()-]{6,}", "語", signs)
    lines = wrap_cells(signs, cells)
    words = [piece for line in lines for piece in line.split(" ")]
    if max((cell_len(word) for word in words), default=0) > cells - 8:
        return
    for line in lines[1:]:
        assert line[:1] not in NO_LINE_BEGINS_WITH or line[:2].strip(".,").isdigit()
    for line in lines[:-1]:
        assert line[-1:] not in NO_LINE_ENDS_WITH


@pytest.mark.parametrize("cells", range(6, 80))
def test_kinsoku_at_every_width(cells: int) -> None:
    lines = wrap_cells(PROSE, cells)
    assert all(cell_len(line) <= cells for line in lines)
    if cells >= 14:  # (overfitting) alone takes 13
        assert not any(line[0] in "、。）」％%・ー？っゃ々" for line in lines)
        assert not any(line[-1] in "（「(" for line in lines)


SENTENCES = (
    PROSE,
    "ディープラーニングのデータ、第3章の L2 正則化（weight decay）では w を足す。",
    "Let z depend on t alone; use the chain rule (twice), then put x back. Well-known: a 5% gain.",
    "image[top:bottom, left:right] と np.sqrt(x) を使う。価格は ￥100 または $100、100円です。",
    "初期値 He・Xavier、BN／LN、ReLU ⇔ 勾配 0。「『入れ子』もある」…そう、あるのです！本当に？",
    "A GRU has two gates, an LSTM three: input, forget and output. x=3, 3.14 and 1,000 count.",
)


@pytest.mark.parametrize("text", SENTENCES)
def test_agrees_with_the_line_breaking_library(text: str) -> None:
    linebreak = pytest.importorskip("uniseg.linebreak")
    theirs = [bool(allowed) for allowed in linebreak.line_break_breakables(text)]
    ours = break_before(text)
    differing = {text[i - 1 : i + 1] for i in range(len(text)) if ours[i] != theirs[i]}
    assert differing == set()


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("exp(-x)", "exp(-x)"),  # the library breaks after the minus
        ("36 % に", "36 % |に"),  # and before the percent sign
        ("だ“引用”だ", "だ|“引|用”|だ"),  # and nowhere near quotation marks
    ],
)
def test_where_we_differ_from_the_library(text: str, ours: str) -> None:
    allowed = break_before(text)
    shown = "".join("|" * allowed[i] + sign for i, sign in enumerate(text))
    assert shown == ours
