"""Formulas in two dimensions: a table of LaTeX, the row of the baseline, and the rows drawn.

Every row of the tables was looked at. Blanks at the end of a row are not written here.
"""

from __future__ import annotations

from textwrap import dedent

import pytest

from quizapp.typeset.math import typeset
from quizapp.typeset.widths import width

Golden = tuple[tuple[str, int, str], ...]

FRACTIONS: Golden = (
    (
        r"\frac{dz}{dx}",
        1,
        """
        | dz
        |╶──╴
        | dx
        """,
    ),
    (
        r"\frac{dz}{dx} = \frac{dz}{dt}\frac{dt}{dx} = 2t\cdot 1 = 2(x+y)",
        1,
        """
        | dz     dz   dt
        |╶──╴ = ╶──╴ ╶──╴ = 2t⋅1 = 2(x+y)
        | dx     dt   dx
        """,
    ),
    (
        r"\sigma(x) = \frac{1}{1+e^{-x}}",
        1,
        """
        |          1
        |σ(x) = ╶─────╴
        |        1+e⁻ˣ
        """,
    ),
    (
        r"\sigma'(0) = \frac12\cdot\frac12 = \frac14",
        1,
        """
        |         1     1     1
        |σ'(0) = ╶─╴ ⋅ ╶─╴ = ╶─╴
        |         2     2     4
        """,
    ),
    (
        r"-\frac{1}{2}",
        1,
        """
        |   1
        |- ╶─╴
        |   2
        """,
    ),
    (
        r"\frac{\frac{a}{b}}{c}",
        3,
        """
        |  a
        | ╶─╴
        |  b
        |╶───╴
        |  c
        """,
    ),
    (
        r"\frac{\partial L}{\partial w_{ij}^{(l)}}",
        1,
        """
        |   ∂L
        |╶───────╴
        | ∂wᵢⱼ⁽ˡ⁾
        """,
    ),
    (
        r"\frac{\partial^2 L}{\partial w^2}",
        1,
        """
        | ∂²L
        |╶───╴
        | ∂w²
        """,
    ),
    (
        r"\theta_{t+1} = \theta_t - \frac{\eta}{\sqrt{\hat{v}_t} + \epsilon} \hat{m}_t",
        1,
        """
        |               η
        |θₜ₊₁ = θₜ - ╶─────╴m̂ₜ
        |             √v̂ₜ+ε
        """,
    ),
    (
        r"\hat{m}_t = \frac{m_t}{1 - \beta_1^t}",
        1,
        """
        |       mₜ
        |m̂ₜ = ╶─────╴
        |      1-β₁ᵗ
        """,
    ),
    (
        r"\tanh x = \frac{e^x - e^{-x}}{e^x + e^{-x}}",
        1,
        """
        |          eˣ-e⁻ˣ
        |tanh x = ╶──────╴
        |          eˣ+e⁻ˣ
        """,
    ),
    (
        r"\dfrac{x_i - \mu_B}{\sqrt{\sigma_B^2 + \varepsilon}}",
        2,
        """
        |  xᵢ-μ
        |      B
        |╶───────╴
        | √(σ²+ε)
        |    B
        """,
    ),
    (
        r"\mathrm{softmax}(x)_i = \frac{e^{x_i}}{\sum_{j=1}^{K} e^{x_j}}",
        2,
        """
        |                   xᵢ
        |                  e
        |softmax(x)ᵢ = ╶─────────╴
        |                      xⱼ
        |               ∑ⱼ₌₁ᴷ e
        """,
    ),
    (
        r"P(A \mid B) = \frac{P(B \mid A)\,P(A)}{P(B)}",
        1,
        """
        |            P(B | A) P(A)
        |P(A | B) = ╶─────────────╴
        |                P(B)
        """,
    ),
    (
        r"\left. \frac{\partial L}{\partial x} \right|_{x=0}",
        1,
        """
        | ∂L │
        |╶──╴│
        | ∂x │ₓ₌₀
        """,
    ),
)
JAPANESE: Golden = (
    (
        r"\text{再現率} = \frac{\text{TP}}{\text{TP}+\text{FN}}",
        1,
        """
        |           TP
        |再現率 = ╶─────╴
        |          TP+FN
        """,
    ),
    (
        r"\frac{\text{正解数}}{\text{全体}}",
        1,
        """
        | 正解数
        |╶──────╴
        |  全体
        """,
    ),
    (
        r"F_1 = \frac{2 \cdot \text{適合率} \cdot \text{再現率}}{\text{適合率} + \text{再現率}}",
        1,
        """
        |      2 ⋅ 適合率 ⋅ 再現率
        |F₁ = ╶───────────────────╴
        |        適合率 + 再現率
        """,
    ),
    (
        r"\text{出力サイズ} = \left\lfloor \frac{H + 2P - F}{S} \right\rfloor + 1",
        1,
        """
        |             ⎢ H+2P-F ⎥
        |出力サイズ = ⎢╶──────╴⎥ + 1
        |             ⎣   S    ⎦
        """,
    ),
    (
        r"\overline{\text{平均}}",
        1,
        """
        |▁▁▁▁
        |平均
        """,
    ),
    (
        r"y = \begin{cases} x & (x \ge 0) \\ \alpha x & (\text{それ以外}) \end{cases}",
        1,
        """
        |    ⎧ x    (x ≥ 0)
        |y = ⎨
        |    ⎩ αx   (それ以外)
        """,
    ),
    (
        r"\sqrt{\frac{\text{分散}}{n}}",
        2,
        """
        | ┌──────
        | │ 分散
        | │╶────╴
        |√│  n
        """,
    ),
)
DELIMITERS: Golden = (
    (
        r"\text{Attention}(Q,K,V) = \text{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V",
        1,
        """
        |                            ⎛ QKᵀ ⎞
        |Attention(Q, K, V) = softmax⎜╶───╴⎟V
        |                            ⎝ √dₖ ⎠
        """,
    ),
    (
        r"\left(\frac{1}{4}\right)^5 = \frac{1}{1024} \approx 9.77 \times 10^{-4}",
        1,
        """
        |⎛ 1 ⎞⁵     1
        |⎜╶─╴⎟  = ╶────╴ ≈ 9.77×10⁻⁴
        |⎝ 4 ⎠     1024
        """,
    ),
    (
        r"s(1 - s) = \frac{1}{4} - \left(s - \frac{1}{2}\right)^2",
        1,
        """
        |          1    ⎛     1 ⎞²
        |s(1-s) = ╶─╴ - ⎜s - ╶─╴⎟
        |          4    ⎝     2 ⎠
        """,
    ),
    (
        r"\left[\frac{x^3}{3}\right]_0^1",
        1,
        """
        |⎡ x³ ⎤¹
        |⎢╶──╴⎥
        |⎣ 3  ⎦₀
        """,
    ),
    (
        r"\left\{ \frac{a}{b} \right\}",
        1,
        """
        |⎧ a ⎫
        |⎨╶─╴⎬
        |⎩ b ⎭
        """,
    ),
    (
        r"\left\| \frac{w}{2} \right\|_2",
        1,
        """
        |║ w ║
        |║╶─╴║
        |║ 2 ║₂
        """,
    ),
    (
        r"|\frac{a}{b}| + (\frac{c}{d})",
        1,
        """
        |│ a │   ⎛ c ⎞
        |│╶─╴│ + ⎜╶─╴⎟
        |│ b │   ⎝ d ⎠
        """,
    ),
    (
        r"\left\langle \frac{u}{2}, v \right\rangle",
        1,
        """
        |╱ u    ╲
        |⟨╶─╴, v⟩
        |╲ 2    ╱
        """,
    ),
    (
        r"\left( \frac{a}{b} \middle| c \right)",
        1,
        """
        |⎛ a  │  ⎞
        |⎜╶─╴ │ c⎟
        |⎝ b  │  ⎠
        """,
    ),
    (
        r"\exp\left(-\frac{(x-\mu)^2}{2\sigma^2}\right)",
        1,
        """
        |   ⎛   (x-μ)² ⎞
        |exp⎜- ╶──────╴⎟
        |   ⎝    2σ²   ⎠
        """,
    ),
)
BIG: Golden = (
    (
        r"\sum_{x \in X} p(x) \log \frac{1}{p(x)}",
        1,
        """
        |              1
        | ∑ p(x) log ╶────╴
        |x∈X          p(x)
        """,
    ),
    (
        r"\frac{1}{N}\sum_{i=1}^{N} (y_i - \hat{y}_i)^2",
        1,
        """
        | 1  N
        |╶─╴ ∑ (yᵢ-ŷᵢ)²
        | N i=1
        """,
    ),
    (
        r"\prod_{j \ne i} \frac{a_j}{b_j}",
        1,
        """
        |    aⱼ
        | ∏ ╶──╴
        |j≠i bⱼ
        """,
    ),
    (
        r"\int_0^\infty e^{-x} dx",
        1,
        """
        |⌠∞
        |⎮ e⁻ˣ dx
        |⌡0
        """,
    ),
    (
        r"\int_0^1 \frac{dx}{1+x^2} = \frac{\pi}{4}",
        1,
        """
        |⌠1  dx      π
        |⎮ ╶────╴ = ╶─╴
        |⌡0 1+x²     4
        """,
    ),
    (
        r"\lim_{n\to\infty} \left(1+\frac{1}{n}\right)^n = e",
        1,
        """
        |    ⎛     1 ⎞ⁿ
        |lim ⎜1 + ╶─╴⎟  = e
        |n→∞ ⎝     n ⎠
        """,
    ),
    (
        r"\arg\min_{\theta} L(\theta)",
        0,
        """
        |arg min L(θ)
        |     θ
        """,
    ),
    (
        r"\max_{a'} Q(s', a')",
        0,
        """
        |max Q(s', a')
        |a'
        """,
    ),
    (
        r"\min_G \max_D V(D, G)",
        0,
        """
        |min max V(D, G)
        | G   D
        """,
    ),
    (
        r"D_{\mathrm{KL}}(p \| q) = \sum_x p(x) \log \frac{p(x)}{q(x)}",
        1,
        """
        |                       p(x)
        |D  (p‖q) = ∑ p(x) log ╶────╴
        | KL        x           q(x)
        """,
    ),
    (
        r"\sum_{i \in S} \prod_{j \ne i} a_{ij}",
        0,
        """
        | ∑   ∏ aᵢⱼ
        |i∈S j≠i
        """,
    ),
    (
        r"\sum_{\substack{i=1 \\ i \ne j}}^{n} x_i",
        1,
        """
        | n
        | ∑ xᵢ
        |i=1
        |i≠j
        """,
    ),
)
SCRIPTS: Golden = (
    (
        r"e^{-x^2}",
        1,
        """
        | -x²
        |e
        """,
    ),
    (
        r"e^{-\frac{x^2}{2\sigma^2}}",
        1,
        """
        | -x²/(2σ²)
        |e
        """,
    ),
    (
        r"\nabla_\theta J(\theta)",
        0,
        """
        |∇ J(θ)
        | θ
        """,
    ),
    (
        r"\mathbb{E}_{x\sim p}[f(x)]",
        0,
        """
        |E   [f(x)]
        | x~p
        """,
    ),
    (
        r"x \in \mathbb{R}^{n \times m}",
        1,
        """
        |     n×m
        |x ∈ ℝ
        """,
    ),
    (
        r"\sigma_w^2",
        0,
        """
        |σ²
        | w
        """,
    ),
    (
        r"W_{hy} h_t",
        0,
        """
        |W  hₜ
        | hy
        """,
    ),
    (
        r"x_{1:T}",
        0,
        """
        |x
        | 1:T
        """,
    ),
    (
        r"2^{2^n}",
        1,
        """
        | 2ⁿ
        |2
        """,
    ),
    (
        r"p_{\theta}(x)^2 + x_{\max}",
        0,
        """
        |p (x)² + xₘₐₓ
        | θ
        """,
    ),
    (
        r"\left(\sum_i |w_i|^p\right)^{1/p}",
        1,
        """
        |          1/p
        |(∑ᵢ |wᵢ|ᵖ)
        """,
    ),
)
GRIDS: Golden = (
    (
        r"A = \begin{pmatrix} 1 & -2 & 3 \\ 4 & 5 & 6 \\ 7 & 8 & 10 \end{pmatrix}",
        1,
        """
        |    ⎛1  -2   3⎞
        |A = ⎜4   5   6⎟
        |    ⎝7   8  10⎠
        """,
    ),
    (
        r"A^{-1} = \frac{1}{ad-bc}\begin{pmatrix} d & -b \\ -c & a \end{pmatrix}",
        1,
        """
        |         1   ⎛ d  -b⎞
        |A⁻¹ = ╶─────╴⎜      ⎟
        |       ad-bc ⎝-c   a⎠
        """,
    ),
    (
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}^\top",
        1,
        """
        |⎡1  2⎤ᵀ
        |⎢    ⎥
        |⎣3  4⎦
        """,
    ),
    (
        r"\begin{vmatrix} a & b \\ c & d \end{vmatrix} = ad - bc",
        1,
        """
        |│a  b│
        |│    │ = ad-bc
        |│c  d│
        """,
    ),
    (
        r"f(x) = \begin{cases} x & (x > 0) \\ 0 & (x \le 0) \end{cases}",
        1,
        """
        |       ⎧ x   (x > 0)
        |f(x) = ⎨
        |       ⎩ 0   (x ≤ 0)
        """,
    ),
    (
        r"\begin{aligned} \frac{\partial L}{\partial w} &= \frac{\partial L}{\partial y}"
        r"\frac{\partial y}{\partial w} \\ &= (y-d)x \end{aligned}",
        2,
        """
        | ∂L     ∂L   ∂y
        |╶──╴ = ╶──╴ ╶──╴
        | ∂w     ∂y   ∂w
        |
        |     = (y-d)x
        """,
    ),
    (
        r"\begin{aligned} a &= b + c \\ &= d \end{aligned}",
        0,
        """
        |a = b+c
        |  = d
        """,
    ),
    (
        r"\begin{array}{lr} a & 1 \\ bb & 22 \end{array}",
        1,
        """
        |a    1
        |
        |bb  22
        """,
    ),
    (
        r"\binom{n}{k} = \frac{n!}{k!(n-k)!}",
        1,
        """
        |⎛n⎞       n!
        |⎜ ⎟ = ╶────────╴
        |⎝k⎠    k!(n-k)!
        """,
    ),
    (
        r"\begin{pmatrix} \frac{1}{2} & 0 \\ 0 & 1 \end{pmatrix}",
        2,
        """
        |⎛ 1    ⎞
        |⎜╶─╴  0⎟
        |⎜ 2    ⎟
        |⎜      ⎟
        |⎝ 0   1⎠
        """,
    ),
    (
        r"(1, 2, 3)^\top = \begin{pmatrix} 1 \\ 2 \\ 3 \end{pmatrix}",
        1,
        """
        |             ⎛1⎞
        |(1, 2, 3)ᵀ = ⎜2⎟
        |             ⎝3⎠
        """,
    ),
)
ROOTS: Golden = (
    (
        r"\sqrt{\frac{2}{n}}",
        2,
        """
        | ┌───
        | │ 2
        | │╶─╴
        |√│ n
        """,
    ),
    (
        r"\sqrt{1+\frac{1}{n}}",
        2,
        """
        | ┌───────
        | │     1
        | │1 + ╶─╴
        |√│     n
        """,
    ),
    (
        r"\sqrt[3]{\frac{a}{b}}",
        2,
        """
        |  ┌───
        |  │ a
        |  │╶─╴
        |³√│ b
        """,
    ),
    (
        r"\overline{x+y}",
        1,
        """
        |▁▁▁
        |x+y
        """,
    ),
    (
        r"\underbrace{a + b + \cdots + z}_{26}",
        0,
        """
        |a + b + ⋯ + z
        |└─────┬─────┘
        |     26
        """,
    ),
    (
        r"\overbrace{x+y}^{n}",
        2,
        """
        | n
        |┌┴┐
        |x+y
        """,
    ),
    (
        r"X \xrightarrow{f} Y",
        1,
        """
        |   f
        |X ──→ Y
        """,
    ),
    (
        r"\overset{*}{=}",
        1,
        """
        |*
        |=
        """,
    ),
    (
        r"\widehat{xy}",
        1,
        """
        |^
        |xy
        """,
    ),
    (
        r"\underline{ab}",
        0,
        """
        |ab
        |▔▔
        """,
    ),
    (
        r"\overrightarrow{AB}",
        1,
        """
        |─→
        |AB
        """,
    ),
)


def drawn(rows: tuple[str, ...]) -> list[str]:
    return [row.rstrip() for row in rows]


def wanted(picture: str) -> list[str]:
    return [line.removeprefix("|") for line in dedent(picture).strip("\n").splitlines()]


@pytest.mark.parametrize(
    ("latex", "baseline", "picture"),
    [*FRACTIONS, *JAPANESE, *DELIMITERS, *SCRIPTS, *GRIDS, *ROOTS],
)
def test_picture(latex: str, baseline: int, picture: str) -> None:
    block = typeset(latex)
    assert drawn(block.rows) == wanted(picture)
    assert block.baseline == baseline
    assert block.ok
    assert {width(row) for row in block.rows} == {block.width}  # bars align beside Japanese


@pytest.mark.parametrize(("latex", "baseline", "picture"), BIG)
def test_display_picture(latex: str, baseline: int, picture: str) -> None:
    block = typeset(latex, display=True)
    assert drawn(block.rows) == wanted(picture)
    assert block.baseline == baseline


@pytest.mark.parametrize(
    ("latex", "row"),
    [
        (r"z = t^2,\ t = x + y", "z = t², t = x+y"),
        (r"2(x + y)", "2(x+y)"),
        (r"(y - d)\,y(1 - y)\,x", "(y-d) y(1-y) x"),
        (r"w_1 x + b", "w₁x+b"),
        (r"v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2", "vₜ = β₂vₜ₋₁ + (1-β₂)gₜ²"),
        (r"w \leftarrow w - \eta \nabla L(w)", "w ← w - η∇L(w)"),
        (r"w_{ij}^{(l)}", "wᵢⱼ⁽ˡ⁾"),
        (r"x_i^2 + y'_1 + f''(x)^2", "xᵢ² + y'₁ + f''(x)²"),
        (r"e^{-x}", "e⁻ˣ"),
        (r"(X^\top X)^{-1} X^{T} y", "(XᵀX)⁻¹Xᵀy"),
        (r"\hat{y} = \bar{x} + \tilde{h}_t", "ŷ = x̄+h̃ₜ"),
        (r"\hat{\boldsymbol{\theta}}_{t}", "θ̂ₜ"),
        (r"c_t = f_t \odot c_{t-1} + i_t \odot \tilde{c}_t", "cₜ = fₜ ⊙ cₜ₋₁ + iₜ ⊙ c̃ₜ"),
        (r"i_t = \sigma(W_i [h_{t-1}, x_t] + b_i)", "iₜ = σ(Wᵢ[hₜ₋₁, xₜ] + bᵢ)"),
        (r"h_t = o_t \odot \tanh(c_t)", "hₜ = oₜ ⊙ tanh(cₜ)"),
        (r"\|w\|_2^2 + \lVert v \rVert_1", "‖w‖₂² + ‖v‖₁"),
        (r"|x| + |y|", "|x| + |y|"),
        (r"p(x|y)", "p(x|y)"),
        (r"P(A \mid B)", "P(A | B)"),
        (r"\{x \mid x > 0\}", "{x | x > 0}"),
        (r"\mathrm{ReLU}(x) = \max(0, x)", "ReLU(x) = max(0, x)"),
        (r"\operatorname{sign}(w)", "sign(w)"),
        (r"\mathcal{N}(\mu, \sigma^2)", "N(μ, σ²)"),
        (r"x \in \mathbb{R}^n", "x ∈ ℝⁿ"),
        (r"\mathbb{E}[X^2] - (\mathbb{E}[X])^2", "E[X²] - (E[X])²"),
        (r"\bm{W}\mathbf{x} + \boldsymbol{b}", "Wx+b"),
        (r"O(n \log n)", "O(n log n)"),
        (r"\sin^2 x + \cos^2 x = 1", "sin² x + cos² x = 1"),
        (r"-\log p", "-log p"),
        (r"\log_2 8 = 3", "log₂ 8 = 3"),
        (r"28 \times 28 \times 3", "28×28×3"),
        (r"\text{精度} \times \text{再現率}", "精度 × 再現率"),
        (r"\sqrt{2} + \sqrt{d_k} + \sqrt{x^2+1}", "√2 + √dₖ + √(x²+1)"),
        (r"\sqrt{2}x", "√2 x"),  # never √2x, which reads as the root of 2x
        (r"\sqrt[3]{x} + \sqrt[n]{2}", "³√x + ⁿ√2"),
        (r"\tfrac{1}{2}(y-d)^2", "(1/2)(y-d)²"),
        (r"a \bmod b", "a mod b"),
        (r"\Delta w_{ij}", "Δwᵢⱼ"),
        (r"u_1, \ldots, u_5", "u₁, …, u₅"),
        (r"{}_nC_k", "ₙCₖ"),
        (r"\theta^* \ne \theta'", "θ* ≠ θ'"),
        (r"10\%", "10%"),
        (r"90^\circ", "90°"),
        (r"a \not= b, c \notin D", "a ≠ b, c ∉ D"),
        (r"f\colon X \to Y", "f: X → Y"),
        (r"x := 1", "x := 1"),
        (r"\bigl( a + b \bigr)^2", "(a+b)²"),
        (r"L_{\text{train}}", "Lₜᵣₐᵢₙ"),
        (r"\lfloor x \rfloor + \lceil y \rceil", "⌊x⌋ + ⌈y⌉"),
        (r"1{,}000 + f(1, 2)", "1,000 + f(1, 2)"),
        (r"\sum_{i=1}^{n} x_i", "∑ᵢ₌₁ⁿ xᵢ"),  # in a sentence, limits beside their sign
        (r"\max_a Q(s, a)", "maxₐ Q(s, a)"),
        (r"\int_0^1 x\,dx", "∫₀¹ x dx"),
        (r"\sum\nolimits_i a_i", "∑ᵢ aᵢ"),
        (r"{\rm KL}(p \| q)", "KL(p‖q)"),
        (r"\textcolor{red}{x} + \color{blue} y", "x+y"),
        ("σ(x) ≤ α × β²", "σ(x) ≤ α×β²"),  # signs typed as themselves
        ("正解率 = 0.9", "正解率 = 0.9"),
    ],
)
def test_one_row_where_nothing_is_tall(latex: str, row: str) -> None:
    block = typeset(latex)
    assert block.rows == (row,)
    assert block.ok


@pytest.mark.parametrize(
    ("latex", "picture"),
    [
        (
            r"\sigma(x) = \frac{1}{1+e^{-x}}",
            """
            |               1
            |sigma(x) = ----------
            |            1+e^(-x)
            """,
        ),
        (
            r"f(x) = \begin{cases} x & (x > 0) \\ 0 & (x \le 0) \end{cases}",
            """
            |       / x   (x > 0)
            |f(x) = <
            |       \\ 0   (x <= 0)
            """,
        ),
        (
            r"\left(\frac{\alpha}{2}\right)^2 + \sqrt{\frac{1}{n}}",
            """
            |/ alpha \\
            ||-------|^2 + sqrt(1/n)
            |\\   2   /
            """,
        ),
        (r"w_{ij}^{(l)} + x^2", "|w_ij^(l) + x^2"),
        (r"\hat{m}_t \odot \nabla_\theta L", "|m_hat_t (.) grad_theta L"),
        (r"\lambda\|w\|_2^2 \ne 2\pi r", "|lambda ||w||_2^2 != 2 pi r"),
        (r"x \in \mathbb{R}, x \to \infty", "|x in R, x -> inf"),
    ],
)
def test_ascii_picture(latex: str, picture: str) -> None:
    block = typeset(latex, ascii=True)
    assert drawn(block.rows) == wanted(picture)
    assert "".join(block.rows).isascii()
