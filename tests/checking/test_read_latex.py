"""LaTeX fragments, with and without dollar signs, as pasted or typed."""

from __future__ import annotations

import pytest

from quizapp.checking.latex_out import latex, name_latex
from quizapp.checking.linear import linear
from quizapp.checking.names import Definition, Names, Symbol
from quizapp.checking.parse import read
from quizapp.checking.tree import Name

LETTERS = ("x", "y", "a", "b", "lam", "w1", "w_in", "m_hat", "L", "w", "t", "dL/dw")
NAMES = Names(
    tuple(Symbol(name) for name in LETTERS),
    (Definition("sigma", Name("x")),),
    units=("cm",),
)

TYPED = [
    (r"\frac12", "1/2"),
    (r"\frac{1}{2}", "1/2"),
    (r"\frac{a}{b}", "a/b"),
    (r"\frac ab", "a/b"),
    (r"\frac\pi2", "pi/2"),
    (r"\frac{1}2x", "1/2*x"),
    (r"\dfrac{1}{2}x", "1/2*x"),
    (r"\tfrac12", "1/2"),
    (r"2\frac12", "2 + 1/2"),
    (r"2\frac{x}{3}", "2*(x/3)"),
    (r"\frac{\frac12}{x}", "1/2/x"),
    (r"\sqrt{x}", "sqrt(x)"),
    (r"\sqrt2", "sqrt(2)"),
    (r"\sqrt2x", "sqrt(2)*x"),
    (r"\sqrt[3]{x}", "cbrt(x)"),
    (r"\sqrt[4]{x}", "root(x, 4)"),
    (r"\sigma(x)", "sigma(x)"),
    (r"\sigma\left(2x\right)", "sigma(2*x)"),
    (r"\left(x+1\right)^{2}", "(x + 1)^2"),
    (r"\bigl(x\bigr)", "x"),
    (r"x \cdot y", "x*y"),
    (r"2\times 3", "2*3"),
    (r"1.5\times 10^{-5}", "1.5e-5"),
    (r"x \div y", "x/y"),
    (r"x\le 1", "x <= 1"),
    (r"x \geq 1", "x >= 1"),
    (r"x\neq 1", "x != 1"),
    (r"x\approx 3", "x ≈ 3"),
    (r"x \in [0,1)", "x ∈ [0, 1)"),
    (r"\infty", "∞"),
    (r"2\pi", "2*pi"),
    (r"\lambda x", "lam*x"),
    (r"\sin x", "sin(x)"),
    (r"a\sin b", "a*sin(b)"),  # not arcsin
    (r"\sin\lambda t", "sin(lam*t)"),
    (r"\sin^2 x", "sin(x)^2"),
    (r"\sin^{-1} x", "asin(x)"),
    (r"\ln x", "ln(x)"),
    (r"\log_2 8", "log(8, 2)"),
    (r"\log_28", "log(8, 2)"),  # one digit, as LaTeX draws it
    (r"\log_{10}x", "log(x, 10)"),
    (r"\exp\left(-x\right)", "exp(-x)"),
    (r"e^{-x}", "e^(-x)"),
    (r"\mathrm{e}^{x}", "e^x"),
    (r"w_{1}", "w1"),
    (r"w_{\text{in}}", "w_in"),
    (r"w_{\mathrm{in}}", "w_in"),
    (r"\hat{m}", "m_hat"),
    (r"\hat m", "m_hat"),
    (r"\mathbf{x}", "x"),
    (r"\operatorname{sign}(x)", "sign(x)"),
    (r"\lvert x\rvert", "abs(x)"),
    (r"\left|x\right|", "abs(x)"),
    (r"\lfloor x \rfloor", "floor(x)"),
    (r"\|x\|", "norm(x)"),
    (r"\{1,2\}", "{1, 2}"),
    (r"\left\{1,\,2\right\}", "{1, 2}"),
    (r"\emptyset", "{}"),
    (r"[0,1)\cup(2,3]", "[0, 1) ∪ (2, 3]"),
    (r"1\pm\sqrt{2}", "1 ± sqrt(2)"),
    (r"x>0 \land x<1", "x > 0 and x < 1"),
    (r"x=1 \text{ or } x=2", "x = 1 or x = 2"),
    (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", "[[1, 2], [3, 4]]"),
    (r"\begin{bmatrix} 1 \\ 2 \\ \end{bmatrix}", "[[1], [2]]"),
    (r"\left[\begin{array}{cc}1&2\\3&4\end{array}\right]", "[[1, 2], [3, 4]]"),
    (r"\begin{vmatrix}1&2\\3&4\end{vmatrix}", "det([[1, 2], [3, 4]])"),
    (r"\begin{cases}x=1\\y=2\end{cases}", "x = 1, y = 2"),
    (r"\frac{d}{dx} x^2", "diff(x^2, x)"),
    (r"\frac{d^2}{dx^2}\left(x^3\right)", "diff(x^3, x, 2)"),
    (r"\frac{\partial}{\partial w_{1}} w_1^2", "diff(w1^2, w1)"),
    (r"\frac{\partial L}{\partial w}", "dL/dw"),
    (r"\int_0^1 x^2\,dx", "integrate(x^2, x, 0, 1)"),
    (r"\int x \, \mathrm{d}x", "integrate(x, x)"),
    (r"\binom{5}{2}", "binomial(5, 2)"),
    (r"50\%", "50%"),
    (r"30^\circ", "30°"),
    (r"x^{\top}", "transpose(x)"),
    (r"1{,}000", "1000"),
    (r"12{,}345", "12345"),
    (r"12,\!345", "12345"),
    (r"12\,345", "12345"),
    (r"\{x \mid x>0\}", "x > 0"),
    (r"12\text{ cm}", "12 cm"),
    (r"\boxed{3}", "3"),
    (r"$x^{2}$", "x^2"),
    (r"$$\frac{x}{2}$$", "x/2"),
    (r"\(x+1\)", "x + 1"),
    (r"\[x+1\]", "x + 1"),
    (r"\displaystyle\frac{x}{2}", "x/2"),
    (r"x\quad", "x"),
]


@pytest.mark.parametrize(("typed", "read_as"), TYPED)
def test_latex_is_read(typed: str, read_as: str) -> None:
    reading = read(typed, NAMES)
    assert reading.error is None, reading.error
    assert reading.tree is not None
    assert linear(reading.tree) == read_as
    assert read(latex(reading.tree), NAMES).tree == reading.tree


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("a(b+1)", r"a \cdot \left(b + 1\right)"),  # shows that it was read as a product
        ("2(x+1)", r"2 \left(x + 1\right)"),
        ("2*3", r"2 \cdot 3"),
        ("1/(2x)", r"\frac{1}{2 x}"),
        ("2*(1/2)", r"2 \cdot \frac{1}{2}"),  # not the mixed number
        ("(x/2)^2", r"\left(\frac{x}{2}\right)^{2}"),
        ("sin(x)^2", r"\sin^{2}\left(x\right)"),
        ("sqrt(x+1)", r"\sqrt{x + 1}"),
        ("lam*w_1", r"\lambda w_{1}"),
        ("m_hat", r"\hat{m}"),
        ("1e-5", r"1\times 10^{-5}"),
        ("abs(2*abs(x))", r"\left|2 \cdot \left|x\right|\right|"),
        ("x<=1 and y!=2", r"x \le 1 \land y \ne 2"),
        ("[1,2;3,4]", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"),
        ("diff(x^2,x)", r"\frac{d}{dx} \left(x^{2}\right)"),
        ("dL/dw", r"\frac{dL}{dw}"),
        ("3 cm", r"3\,\mathrm{cm}"),
    ],
)
def test_what_is_drawn(typed: str, drawn: str) -> None:
    tree = read(typed, NAMES).tree
    assert tree is not None
    assert latex(tree) == drawn


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("x", "x"),
        ("lam", r"\lambda"),
        ("beta1", r"\beta_{1}"),
        ("w_in", r"w_{\mathrm{in}}"),
        ("m_hat", r"\hat{m}"),
        ("m_hat_t", r"\hat{m}_{t}"),
        ("lr", r"\mathrm{lr}"),
        ("dz/dx", r"\frac{dz}{dx}"),
        ("s_{t-1}", "s_{t-1}"),
    ],
)
def test_names_are_drawn(name: str, drawn: str) -> None:
    assert name_latex(name) == drawn
