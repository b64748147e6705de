"""Pages: formulas on the baseline, kinsoku round them, nothing wider than the page."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from quizapp.typeset.prose import Page, Span, check_text, layout, plain


def drawn(page: Page) -> list[str]:
    return ["".join(span.text for span in line).rstrip() for line in page.lines]


def wanted(picture: str) -> list[str]:
    return [line.removeprefix("|") for line in dedent(picture).strip("\n").splitlines()]


@pytest.mark.parametrize(
    ("text", "cells", "picture"),
    [
        (  # the wireframe of the typed question
            r"$z = t^2$、$t = x+y$ とする。連鎖律を使って $\frac{dz}{dx}$ を求めよ。",
            74,
            """
            |                                        dz
            |z = t²、t = x+y とする。連鎖律を使って ╶──╴ を求めよ。
            |                                        dx
            """,
        ),
        (
            r"Let $z = t^2$ and $t = x+y$. Use the chain rule to find $\frac{dz}{dx}$.",
            74,
            """
            |                                                    dz
            |Let z = t² and t = x+y. Use the chain rule to find ╶──╴.
            |                                                    dx
            """,
        ),
        (  # closing signs stick to the formula: 、 and 」 go with it to the next line
            r"この値は「$\frac{a}{b}$」、$\frac{c}{d}$。",
            12,
            """
            |この値は
            |   a
            |「╶─╴」、
            |   b
            |
            | c
            |╶─╴。
            | d
            """,
        ),
        (  # a formula that no longer fits goes whole, with the sign behind it
            r"ああああ $x+y+1$。",
            14,
            """
            |ああああ
            |x+y+1。
            """,
        ),
        (  # one space round formulas and code beside Japanese, none beside signs
            r"値を$x$とし、`lr`を（$y$）に。$x$と、$y$。",
            60,
            "|値を x とし、lr を（y）に。x と、y。",
        ),
        (r"the $x$-axis, $n$th, a ($y$) b", 60, "|the x-axis, nth, a (y) b"),
        (r"$-1$〜$1$の間", 60, "|-1〜1 の間"),
        (  # displays indented by 4, blank rows round them
            "次の式\n\n$$\\sigma(x) = \\frac{1}{1+e^{-x}}$$\n\nを使う。",
            40,
            """
            |次の式
            |
            |              1
            |    σ(x) = ╶─────╴
            |            1+e⁻ˣ
            |
            |を使う。
            """,
        ),
        ("式 $$a = b$$ です", 40, "|式\n|\n|    a = b\n|\n|です"),
        ("$$x = 1$$", 6, "| x = 1"),  # less indent rather than a break
        (  # source lines join: without a blank in Japanese, with one in English
            "日本語の\n文と an English\nsentence。",
            60,
            "|日本語の文と an English sentence。",
        ),
        (
            "次の二つ：\n- 学習率 $\\eta$ を長い項目として書く\n- **正則化**\n\n終わり",
            20,
            """
            |次の二つ：
            |・学習率 η を長い項
            |  目として書く
            |・正則化
            |
            |終わり
            """,
        ),
        ("- one\n- two", 20, "|- one\n|- two"),
        (
            "```\ndef f(x):\n\treturn x  # 長いコメントは切る\n```",
            24,
            """
            |  def f(x):
            |      return x  # 長い…
            """,
        ),
        (r"\$5 と \*\*、\`x\`、1 * 2、a_b", 60, "|$5 と **、`x`、1 * 2、a_b"),
        ("$5 and $10, **open", 60, "|$5 and $10, **open"),  # no markup at all
        ("出力は [[1]] × [[2]] です", 60, "|出力は ［ 1 ］ × ［ 2 ］ です"),
        ("`x[[1]]` は code", 60, "|x[[1]] は code"),
        ("", 20, ""),
    ],
)
def test_page(text: str, cells: int, picture: str) -> None:
    assert drawn(layout(text, cells)) == wanted(picture)


def test_styles() -> None:
    page = layout("これは**「過学習」**です。`lr` は $x$、[[1]]。", 60)
    assert page.lines == (
        (
            Span("これは", "text"),
            Span("「過学習」", "strong"),  # bold pairs beside 「」 too
            Span("です。", "text"),
            Span("lr", "code"),
            Span(" は ", "text"),
            Span("x", "math"),
            Span("、", "text"),
            Span("［ 1 ］", "strong"),
            Span("。", "text"),
        ),
    )


def test_a_long_formula_in_a_sentence_parts_after_a_sign() -> None:
    text = r"更新式は $w_{t+1} = w_t - \eta \nabla L(w_t) + \mu (w_t - w_{t-1})$ です。"
    assert drawn(layout(text, 40)) == [
        "更新式は wₜ₊₁ = wₜ - η∇L(wₜ) +",
        "μ(wₜ-wₜ₋₁) です。",
    ]


def test_a_tall_formula_wider_than_the_page_is_read_linearly() -> None:
    text = r"値は $\frac{a+b+c}{d+e+f} = \frac{1}{1024}$ です。"
    assert drawn(layout(text, 15)) == ["値は", "(a+b+c)/(d+e+f)", "= 1/1024 です。"]


def test_display_too_wide_for_breaking_is_read_linearly() -> None:
    page = layout(r"$$f(x) = \frac{\text{とても長い分子の説明}}{\text{分母}}$$", 16)
    assert all(cell_len("".join(span.text for span in line)) <= 16 for line in page.lines)
    assert "".join(drawn(page)).replace(" ", "") == "f(x)=とても長い分子の説明/分母"


def test_fractions_of_neighbouring_lines_keep_apart() -> None:
    page = layout(r"$\frac{a}{b}$ ああああああ $\frac{c}{d}$", 17)
    assert drawn(page) == [
        " a",
        "╶─╴ ああああああ",
        " b",
        "",
        " c",
        "╶─╴",
        " d",
    ]


def test_what_cannot_be_set_is_shown_as_written_and_reported() -> None:
    page = layout(r"式 $\foo{x}$ と $$\bar$$", 40)
    assert page.unset == (r"\foo{x}", r"\bar")
    assert page.lines[0] == (Span("式 ", "text"), Span(r"\foo{x}", "code"), Span(" と", "text"))


def test_ascii() -> None:
    page = layout("- 値 $\\frac{\\sigma}{2}$ と [[1]]\n\n`code`", 40, ascii=True)
    assert drawn(page) == [
        "      sigma",
        "- 値 ------- と [ 1 ]",
        "        2",
        "",
        "code",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (r"$\frac{dz}{dx}$を求めよ。", "dz/dx を求めよ。"),
        ("一\n二\n\n三", "一二\n三"),
        ("**太字**と`code`と[[1]]", "太字と code と［ 1 ］"),
        ("式\n\n$$a = \\frac{b}{c}$$\n\nです", "式\na = b/c\nです"),
        ("- 甲\n- 乙", "- 甲\n- 乙"),
        ("```\nx = 1\n  y\n```", "x = 1\n  y"),
    ],
)
def test_plain(text: str, line: str) -> None:
    assert plain(text) == line


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (r"$x$ と $$\frac{a}{b}$$ と `$5`", []),
        (r"$\foo$", [r"\foo is not a name this app can typeset (character 1): \foo"]),
        (r"$x と", ["$ without a partner in: $x と"]),
        ("**x", ["** without a partner"]),
        ("```\nx", ["``` is never closed"]),
        ("`x", ["` without a partner in: `x"]),
    ],
)
def test_check_text(text: str, problems: list[str]) -> None:
    assert check_text(text) == problems


MARKS = ["$", "$$", "`", "```", "**", "[[1]]", "\n", "\n\n", "- ", "\\", "\\$", " ", "\t"]
TEXTS = [
    "「",
    "」",
    "。",
    "、",
    "（",
    "）",
    "勾配消失",
    "ッ",
    "word",
    "a-b",
    "1.5",
    "%",
    "長い単語とprose",
]
FORMULAS = ["$x^2$", "$\\frac{a}{b}$", "$$\\sum_{i=1}^n x_i$$"]
INTRUDERS = ["\x1b[31m", "\u200d", "\ufe0f", "👨"]
marked = st.lists(
    st.one_of(st.sampled_from([*MARKS, *TEXTS, *FORMULAS, *INTRUDERS]), st.text(max_size=3)),
    max_size=30,
).map("".join)
unmarked = st.text(st.sampled_from("過学習の勾配、。「」（）ーっabc 019-.,"), min_size=1)


@settings(max_examples=200, deadline=None)
@given(marked, st.integers(2, 60), st.booleans())
def test_no_line_is_wider_than_the_page(text: str, cells: int, ascii: bool) -> None:
    page = layout(text, cells, ascii=ascii)
    for line in page.lines:
        row = "".join(span.text for span in line)
        assert cell_len(row) <= cells
        assert "\n" not in row
        assert "\x1b" not in row
    assert "\x1b" not in plain(text)
    check_text(text)


@given(
    st.text(st.sampled_from("過学習の勾配、。「」（）ーっabc 019-.,"), min_size=1),
    st.integers(8, 40),
)
def test_prose_without_markup_loses_nothing(text: str, cells: int) -> None:
    said = "".join(drawn(layout(text, cells)))
    if text.lstrip(" ").startswith("- "):
        return
    assert said.replace(" ", "") == text.replace(" ", "")
