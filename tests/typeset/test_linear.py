"""Formulas in one row: what a bar said, brackets must say."""

from __future__ import annotations

import pytest

from quizapp.typeset.math import linear


@pytest.mark.parametrize(
    ("latex", "row"),
    [
        (r"\frac{dz}{dx}", "dz/dx"),
        (r"\frac{a+b}{c+d}", "(a+b)/(c+d)"),
        (r"\frac{ab}{c}", "ab/c"),
        (r"\frac{a}{bc}", "a/(bc)"),  # a/bc could be read as (a/b)c
        (r"\frac{a}{b}c", "(a/b)c"),
        (r"2\frac{a}{b}", "2(a/b)"),
        (r"\frac{dz}{dt}\frac{dt}{dx}", "(dz/dt)(dt/dx)"),
        (r"\frac{1}{2} \cdot \frac{1}{2}", "1/2 ⋅ 1/2"),
        (r"\frac{\frac{a}{b}}{c}", "(a/b)/c"),
        (r"\frac{a}{\frac{b}{c}}", "a/(b/c)"),
        (r"a / \frac{b}{c}", "a/(b/c)"),
        (r"\frac{a}{b}^2", "(a/b)²"),
        (r"\left(\frac{a}{b}\right)^2", "(a/b)²"),
        (r"-\frac{x^2}{2}", "-x²/2"),
        (r"\frac{-b}{2a}", "-b/(2a)"),
        (r"\frac{p(x)}{q(x)}", "p(x)/q(x)"),
        (r"\log \frac{p(x)}{q(x)}", "log(p(x)/q(x))"),
        (r"\frac{a}{x(1-x)}", "a/(x(1-x))"),  # a product, not a function of 1-x
        (r"\frac{a}{p(1-p)}", "a/(p(1-p))"),
        (r"\frac{\sin x}{x}", "(sin x)/x"),
        (r"\frac{d}{dx} f(x)", "d/dx f(x)"),
        (r"\frac{\partial^2 L}{\partial w_{ij}^2}", "∂²L/∂wᵢⱼ²"),
        (r"\frac{|A \cap B|}{|A \cup B|}", "|A ∩ B|/|A ∪ B|"),
        (r"\frac{\text{正解数}}{\text{全体}}", "正解数/全体"),
        (r"\frac{TP}{TP+FN}", "TP/(TP+FN)"),
        (r"\sqrt{x}", "sqrt(x)"),
        (r"\sqrt{\frac{2}{n}}", "sqrt(2/n)"),
        (r"\sqrt[3]{x+1}", "(x+1)^(1/3)"),
        (r"e^{-x^2}", "e^(-x²)"),
        (r"e^{-x}", "e⁻ˣ"),
        (r"x^{a+b\frac{c}{d}}", "x^(a+b(c/d))"),
        (r"\nabla_\theta J", "∇_θ J"),  # the name of the index ends at the blank
        (r"D_{KL}(p\|q)", "D_KL(p‖q)"),
        (r"x_{1:T}", "x_(1:T)"),
        (r"\sum_{i=1}^{n} x_i", "∑ᵢ₌₁ⁿ xᵢ"),
        (r"\sum_{x \in X} p(x)", "∑_(x∈X) p(x)"),
        (r"\int_0^\infty e^{-x} dx", "∫₀^∞ e⁻ˣ dx"),
        (r"\max_{a'} Q(s', a')", "max_(a') Q(s', a')"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", "(1, 2; 3, 4)"),
        (
            r"f(x) = \begin{cases} x & (x > 0) \\ 0 & (x \le 0) \end{cases}",
            "f(x) = {x (x > 0); 0 (x ≤ 0)}",
        ),
        (r"\begin{aligned} a &= b \\ &= c \\ d &= e \end{aligned}", "a = b = c; d = e"),
        (r"\binom{n}{k}", "C(n, k)"),
        (r"\overline{x+y}", "bar(x+y)"),
        (r"\hat{y}_i", "ŷᵢ"),
        (r"\overline{\text{平均}}", "bar(平均)"),
        (r"\underbrace{x+y}_{n}", "(x+y)[n]"),
        (r"\left.\frac{a}{b}\right|_{x=0}", "a/b|ₓ₌₀"),
    ],
)
def test_linear(latex: str, row: str) -> None:
    assert linear(latex) == row


@pytest.mark.parametrize(
    ("latex", "row"),
    [
        (r"\frac{\partial L}{\partial \theta} = \alpha x^2", "dL/d theta = alpha x^2"),
        (r"\sum_{x \in X} p(x)", "sum_(x in X) p(x)"),
        (r"\lfloor \frac{H}{2} \rfloor", "floor(H/2)"),
        (r"a \xrightarrow{f} b \Rightarrow c", "a ->(f) b => c"),
        (r"W \odot V^\top", "W (.) V^T"),
    ],
)
def test_linear_in_ascii(latex: str, row: str) -> None:
    assert linear(latex, ascii=True) == row
