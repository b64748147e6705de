"""Japanese keyboards, paste from a browser, signs from a symbol palette: one plain meaning."""

from __future__ import annotations

import unicodedata

import pytest

from quizapp.checking.linear import linear
from quizapp.checking.names import Names, Symbol
from quizapp.checking.normalise import Normal, normalise
from quizapp.checking.parse import read

NAMES = Names(tuple(Symbol(name) for name in ("x", "y", "n", "lam", "w1", "m_hat", "mu", "eps")))

TYPED = [
    ("２ｘ＋１", "2*x + 1"),
    ("２（ｘ＋１）（ｘ－１）", "2*(x + 1)*(x - 1)"),
    ("０．５", "0.5"),
    ("3。14", "3.14"),  # the IME's full stop where a point was meant
    ("９．７６６ｅ－４", "9.766e-4"),
    ("１／４", "1/4"),
    ("ｓｉｎ　２ｘ", "sin(2*x)"),  # ideographic space
    ("ｘ＾２", "x^2"),
    ("ｘ＊＊２", "x^2"),
    ("ｘ＝３", "x = 3"),
    ("ｘ＜３", "x < 3"),
    ("x≦3", "x <= 3"),
    ("x≧3", "x >= 3"),
    ("x⩽3", "x <= 3"),
    ("x≠3", "x != 3"),
    ("x≒3", "x ≈ 3"),
    ("１、２", "1, 2"),
    ("１，２", "1, 2"),
    ("（１、２）", "(1, 2)"),
    ("「1、2」", "[1, 2]"),  # the keys of [ and ] while the IME is on
    ("『1、2』", "{1, 2}"),
    ("［１，２；３，４］", "[[1, 2], [3, 4]]"),
    ("｛１，２｝", "{1, 2}"),
    ("【x+1】", "x + 1"),
    ("｜ｘ｜", "abs(x)"),
    ("ｎ！", "n!"),
    ("１０％", "10%"),
    ("x+1。", "x + 1"),
    ("100万", "100e4"),
    ("1/100万", "1/100e4"),
    ("１．５億", "1.5e8"),
    ("2千万", "2e7"),
    ("3千", "3e3"),
    ("2分の1", "1/2"),
    ("３分の２", "2/3"),
    ("2分の1x", "1/2*x"),
    ("45度", "45°"),
    (r"45\degree", "45°"),
    (r"45\degree + x", "45° + x"),
    ("空集合", "{}"),
    ("解なし", "{}"),
    ("x+1．", "x + 1"),
    # minus has many faces
    *[(f"x{minus}1", "x - 1") for minus in "-－−‐‑–—―ー─ｰ"],
    # times and divided by
    *[(f"x{times}y", "x*y") for times in "*×·⋅∙・•＊✕"],
    *[(f"x{over}y", "x/y") for over in "/÷∕⁄／"],
    # powers and indices
    ("x²", "x^2"),
    ("x⁻¹", "x^(-1)"),
    ("xⁿ⁺¹", "x^(n + 1)"),
    ("x²³", "x^23"),
    ("e⁻ˣ", "e^(-x)"),
    ("(x+1)²", "(x + 1)^2"),
    ("sin²x", "sin(x)^2"),
    ("sin⁻¹x", "asin(x)"),
    ("w₁²", "w1^2"),
    ("log₂8", "log(8, 2)"),
    ("10⁻³", "10^(-3)"),
    ("1×10⁻³", "1e-3"),
    # fractions, roots, constants
    ("½x", "1/2*x"),
    ("2¾", "2 + 3/4"),
    ("√２", "sqrt(2)"),
    ("ルート２", "sqrt(2)"),
    ("2パイ", "2*pi"),
    ("無限大", "∞"),
    ("約３．１４", "3.14"),
    ("２π", "2*pi"),
    ("-∞", "-∞"),
    # Greek, mathematical letters, accents
    ("λx", "lam*x"),
    ("λｘ", "lam*x"),
    ("µ", "mu"),  # the micro sign
    ("ϵ", "eps"),
    ("ε", "eps"),
    ("𝑥+𝒚", "x + y"),
    ("m̂", "m_hat"),
    # connectives
    ("x>0かつx<1", "x > 0 and x < 1"),
    ("x=1 または x=2", "x = 1 or x = 2"),
    ("x=1又はx=2", "x = 1 or x = 2"),
    ("x>0∧x<1", "x > 0 and x < 1"),
    # spaces from other places
    ("x\u00a0+\u202f1", "x + 1"),
    ("x\t+\n1", "x + 1"),
    # yen is backslash on a Japanese keyboard
    ("¥frac12", "1/2"),
    ("￥sqrt{2}", "sqrt(2)"),
    # primes and dashes that word processors make
    ("x – 1", "x - 1"),
]


@pytest.mark.parametrize(("typed", "read_as"), TYPED)
def test_typography(typed: str, read_as: str) -> None:
    reading = read(typed, NAMES)
    assert reading.error is None, reading.error
    assert reading.tree is not None
    assert linear(reading.tree) == read_as


@pytest.mark.parametrize("plain", ["2*x+1", "(x+1)/(x-1)", "sin(x)^2", "[1,2;3,4]", "x<=1", "n!"])
def test_full_width_of_anything_reads_the_same(plain: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in plain)
    assert unicodedata.normalize("NFKC", wide) == plain
    assert read(wide, NAMES).tree == read(plain, NAMES).tree


def test_plain_text_is_not_copied() -> None:
    assert normalise("2*x + 1") == Normal("2*x + 1")


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("２ｘ＋ｑ", "ｑ"),
        ("x²＋ｑ", "ｑ"),
        ("x⁻¹＋ｑ", "ｑ"),
        ("½＋ｑ", "ｑ"),
        ("無限大＋ｑ", "ｑ"),
        ("w₁＋ｑ", "ｑ"),
        (r"\frac{1}{2}+q", "q"),
        (r"\lambda\cdot q", "q"),
        (r"\text{qqq }x", "qqq"),
        (r"\left(x\right)+\alpha", r"\alpha"),
    ],
)
def test_positions_count_characters_as_typed(typed: str, wrong: str) -> None:
    error = read(typed, NAMES).error
    assert error is not None
    assert error.code == "unreadable.name"
    assert typed[error.position : error.end].strip() == wrong
