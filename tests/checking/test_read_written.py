r"""What people write by hand, paste from LaTeX, or know from other systems: read as they meant it.

Left what is typed, right the one-line form of the tree; every one prints back to its tree, in one
line and as it is drawn.
"""

from __future__ import annotations

import pytest

from quizapp.checking.latex_out import latex
from quizapp.checking.linear import linear
from quizapp.checking.names import ANY_NAMES, NO_NAMES, WORD_NAMES, Definition, Names, Symbol
from quizapp.checking.parse import read
from quizapp.checking.reading import Unreadable
from quizapp.checking.tree import Name, Node

_LOGISTIC = read("1/(1+exp(-x))", Names.of("x")).tree
assert _LOGISTIC is not None
LETTERS = ("x", "y", "z", "n", "a", "b", "w", "A")
NAMES = Names(
    tuple(Symbol(name) for name in LETTERS),
    (Definition("sigma", _LOGISTIC), Definition("f", Name("x"))),
)
UNITS = Names(units=("m/s",))


def tree_of(text: str, names: Names) -> Node:
    reading = read(text, names)
    assert reading.error is None, reading.error
    assert reading.tree is not None
    return reading.tree


def holds(typed: str, read_as: str, names: Names) -> None:
    tree = tree_of(typed, names)
    assert linear(tree) == read_as
    assert tree_of(read_as, names) == tree
    assert tree_of(latex(tree), names) == tree


def refused(text: str, names: Names = NAMES) -> Unreadable:
    reading = read(text, names)
    assert reading.tree is None, reading.tree
    assert reading.error is not None
    return reading.error


NUMBERS = [
    # digits that repeat, and the fraction they are
    ("0.(3)", "1/3"),
    ("3.(3)", "10/3"),
    ("0.(142857)", "1/7"),
    ("-0.(3)", "-1/3"),
    ("2*0.(3)", "2*(1/3)"),
    ("0.(9)", "1"),
    ("0.3̇", "1/3"),
    ("0.1̇42857̇", "1/7"),
    ("0.16̇", "1/6"),
    (r"0.\dot3", "1/3"),
    (r"0.\dot{1}\dot{2}", "4/33"),
    (r"0.\overline{3}", "1/3"),
    (r"0.1\overline{6}", "1/6"),
    (r"0.\bar{3}", "1/3"),
    (r".\overline{142857}", "1/7"),
    # ratios are their value; a remark says so
    ("3:4", "3/4"),
    ("3 : 4", "3/4"),
    ("３：４", "3/4"),
    ("3対4", "3/4"),
    ("2:3 = 4:6", "2/3 = 4/6"),
    # remainders
    ("7 mod 3", "mod(7, 3)"),
    ("7mod3", "mod(7, 3)"),
    ("-7 mod 3", "mod(-7, 3)"),
    ("7 mod (3)", "mod(7, 3)"),
    ("2 mod(7,3)", "2*mod(7, 3)"),
    (r"7 \bmod 3", "mod(7, 3)"),
    (r"7 \mod 3", "mod(7, 3)"),
    (r"17 \pmod{5}", "mod(17, 5)"),
    ("17 (mod 5)", "mod(17, 5)"),
    ("17 ≡ 2 (mod 5)", "mod(17, 5) = mod(2, 5)"),
    (r"17 \equiv 2 \pmod 5", "mod(17, 5) = mod(2, 5)"),
    # combinations
    ("5C2", "binomial(5, 2)"),
    ("₅C₂", "binomial(5, 2)"),
    ("{}_5C_2", "binomial(5, 2)"),
    (r"{}_5 \mathrm{C}_2", "binomial(5, 2)"),
    (r"{5 \choose 2}", "binomial(5, 2)"),
    ("10!/(3!7!)", "10!/(3!*7!)"),
    # powers of ten with the letter x
    ("2.5 x 10^3", "2.5e3"),
    ("2X10^-3", "2e-3"),
    ("3x224x224", "3*224*224"),
    # rows without square brackets
    ("5 2; 7 9", "[[5, 2], [7, 9]]"),
    ("5, 2; 7, 9", "[[5, 2], [7, 9]]"),
    ("５、２；７、９", "[[5, 2], [7, 9]]"),
    ("(5 2; 7 9)", "[[5, 2], [7, 9]]"),
    ("(5, 2; 7, 9)", "[[5, 2], [7, 9]]"),
    ("1 -2; 3 4", "[[1, -2], [3, 4]]"),
    ("0.5 0.25; 0.25 0.5", "[[0.5, 0.25], [0.25, 0.5]]"),
    ("1/2 1/3; 1/4 1/5", "[[1/2, 1/3], [1/4, 1/5]]"),
    ("1 2 3; 4 5 6", "[[1, 2, 3], [4, 5, 6]]"),
    (r"1 2 \\ 3 4", "[[1, 2], [3, 4]]"),
    ("1 1/2; 2 1/2", "1 + 1/2, 2 + 1/2"),  # mixed numbers, and no rows
    ("1; 2; 3", "1, 2, 3"),
    ("1, 2; 3", "1, 2, 3"),
    # lists as they are spoken
    ("1, 2, and 3", "1, 2, 3"),
    ("1, 2, or 3", "1, 2, 3"),
    # one sign of plus or minus
    ("+-2", "±2"),
    ("1 +- 2", "1 ± 2"),
    ("1+-2", "1 - 2"),
    ("+-√2", "±sqrt(2)"),
    # degrees in words
    ("30 degrees", "30°"),
    ("30deg", "30°"),
    ("cos 60 degrees", "cos(60°)"),
    (r"30\deg", "30°"),
    # logarithms
    ("log2", "ln(2)"),
    ("2log2", "2*ln(2)"),
    ("log10/log2", "ln(10)/ln(2)"),
    # vectors in angle brackets
    ("⟨1, 2⟩", "(1, 2)"),
    ("〈1, 2〉", "(1, 2)"),
    ("<1, 2>", "(1, 2)"),
    (r"\langle 1, 2, 3\rangle", "(1, 2, 3)"),
    # Japanese words
    ("3割", "3*10%"),
    ("6割る2", "6/2"),
    ("3かける4", "3*4"),
    ("3足す4", "3 + 4"),
    ("マイナス2", "-2"),
    ("50パーセント", "50%"),
    ("2の10乗", "2^10"),
    ("10のマイナス3乗", "10^(-3)"),
    ("10の－３乗", "10^(-3)"),
    ("2×10の3乗", "2e3"),
    ("およそ3", "3"),
    # sums and products written out
    (r"\sum_{k=1}^{3} k^2", "1^2 + 2^2 + 3^2"),
    (r"\sum_{i=1}^3 i", "1 + 2 + 3"),
    ("∑_{k=0}^2 2^k", "2^0 + 2^1 + 2^2"),
    ("Σ_{k=1}^3 k", "1 + 2 + 3"),
    ("∏_{k=1}^{4} k", "1*2*3*4"),
    (r"\prod\limits_{k=1}^{3}(k+1)", "(1 + 1)*(2 + 1)*(3 + 1)"),
    (r"\sum_{k=-1}^{1} k", "-1 + 0 + 1"),
    (r"2\sum_{k=1}^{2} k", "2*(1 + 2)"),
    (r"\sum_{i=1}^{2}\sum_{j=1}^{2} i j", "(1*1 + 1*2) + (2*1 + 2*2)"),
    (r"\sum_{k=1}^{3} k + 1", "(1 + 2 + 3) + 1"),
    (r"\sum_{k=2}^{2} k", "2"),
]


@pytest.mark.parametrize(("typed", "read_as"), NUMBERS)
def test_numbers(typed: str, read_as: str) -> None:
    holds(typed, read_as, NO_NAMES)


EXPRESSIONS = [
    ("x mod n", "mod(x, n)"),
    ("2x mod 3", "mod(2*x, 3)"),
    ("(x+y) mod 3", "mod(x + y, 3)"),
    ("x + y mod 3", "x + mod(y, 3)"),
    ("x = 7 (mod 3)", "x = mod(7, 3)"),
    ("x ≡ y", "x = y"),
    ("|x| mod 3", "mod(abs(x), 3)"),
    ("x mod y mod z", "mod(mod(x, y), z)"),
    ("2^n mod 7", "mod(2^n, 7)"),
    ("x + 1 (mod 3)", "mod(x + 1, 3)"),
    ("x:y", "x/y"),
    ("sqrt[3]{x}", "cbrt(x)"),
    ("50%x", "50%*x"),
    ("x%*y", "x%*y"),
    ("x = 1;", "x = 1"),
    ("∴ x = 1", "x = 1"),
    ("よって x = 1", "x = 1"),
    ("[x 1; 1 x;]", "[[x, 1], [1, x]]"),
    (r"{1,2}\cup{3}", "{1, 2} ∪ {3}"),
    ("x^2 + 10!/(3!7!)", "x^2 + 10!/(3!*7!)"),
    ("0.(3)x", "1/3*x"),
    ("2.(x+1)", "2*(x + 1)"),
    ("∑_{k=1}^{3} x^k/k!", "x^1/1! + x^2/2! + x^3/3!"),
    ("x+1:2", "(x + 1)/2"),
    ("x:y = 1:2", "x/y = 1/2"),
    (r"{}_nC_2", "binomial(n, 2)"),
    ("max{0, x}", "max(0, x)"),
    (r"\max\{0, x\}", "max(0, x)"),
    (r"\exp\{-x\}", "exp(-x)"),
    ("max([x, y])", "max(x, y)"),
    ("np.maximum(0, x)", "max(0, x)"),
    (r"\sum_{k=1}^{3} k x^k", "1*x^1 + 2*x^2 + 3*x^3"),
    (r"\sum_{n=1}^{2} n + n", "(1 + 2) + n"),  # outside the sum, n is the question's
    # powers, primes, norms
    ("ｘの２乗", "x^2"),
    ("(x+1)の2乗", "(x + 1)^2"),
    ("eの-x乗", "e^(-x)"),
    ("マイナスx", "-x"),
    ("xプラス1", "x + 1"),
    ("サインx", "sin(x)"),
    ("シグモイド(x)", "sigma(x)"),
    (r"f^{\prime}(x)", "f'(x)"),
    (r"f^{\prime\prime}(x)", "f''(x)"),
    (r"f^{(2)}(x)", "f''(x)"),
    (r"x^{(2)}", "x^2"),
    ("‖w‖_2", "norm(w)"),
    ("‖w‖₂²", "norm(w)^2"),
    (r"\lVert w\rVert", "norm(w)"),
    (r"\|w\|_2^2", "norm(w)^2"),
    (r"w^{\top}x", "transpose(w)*x"),
    (r"w^\mathsf{T}x", "transpose(w)*x"),
    (r"w^{\mathrm{T}} x", "transpose(w)*x"),
    (r"\operatorname{sigmoid}(x)", "sigma(x)"),
    # fractions of plain TeX
    (r"{x+1 \over y+2}", "(x + 1)/(y + 2)"),
    (r"x \over y", "x/y"),
    (r"\nicefrac{x}{2}", "x/2"),
    # spaces, sizes, colours, labels
    (r"\left.\frac{x}{2}\right.", "x/2"),
    (r"\left( x \right.", "x"),
    (r"\left\{x, y\right\}", "{x, y}"),
    (r"x\,y\!z", "x*y*z"),
    (r"\displaystyle{\bf w}", "w"),
    (r"\boxed{x}", "x"),
    (r"x\hspace{1cm}y", "x*y"),
    (r"\color{red}{x}", "x"),
    (r"\textcolor{red}{x}", "x"),
    (r"\underline{x}", "x"),
    (r"x \tag{1}", "x"),
    (r"\therefore x = 1", "x = 1"),
    (r"\sqrt[n]{x}", "root(x, n)"),
    (r"\sin^{-1} x", "asin(x)"),
    (r"\ln x^2", "ln(x^2)"),
    (r"\$x\$", "x"),
    # systems
    (r"\begin{cases} x + y = 3 \\ x - y = 1 \end{cases}", "x + y = 3, x - y = 1"),
    (r"\begin{cases} x = 1, \\ y = 2 \end{cases}", "x = 1, y = 2"),
    (r"\begin{cases} x &= 1 \\ y &= 2 \end{cases}", "x = 1, y = 2"),
    (r"\begin{aligned} x &= 1 \\ y &= 2 \end{aligned}", "x = 1, y = 2"),
    (r"\begin{align*} x &= 1 + 1 \\ &= 2 \end{align*}", "x = 1 + 1 = 2"),
    (r"\left\{\begin{array}{l} x=1 \\ y=2 \end{array}\right.", "x = 1, y = 2"),
    (r"x=1 \quad y=2", "x = 1, y = 2"),
    (r"x=1,\quad y=2", "x = 1, y = 2"),
    ("x = 1, or x = 2", "x = 1 or x = 2"),
    ("x=1、または、x=2", "x = 1 or x = 2"),
    ("x > 0, and y > 0", "x > 0 and y > 0"),
    ("x < 0 || x > 1", "x < 0 or x > 1"),
    ("x > 0 & y > 0", "x > 0 and y > 0"),
    (r"x>0 \Rightarrow y>0", "not x > 0 or y > 0"),
    ("x>0 ⇒ y>0", "not x > 0 or y > 0"),
    (r"x \iff y", "x and y or not x and not y"),
    ("y := 2x", "y = 2*x"),
    # sets
    (r"\mathbb{R}", "(-∞, ∞)"),
    ("x ∈ ℝ", "x ∈ (-∞, ∞)"),
    ("すべての実数", "(-∞, ∞)"),
    ("{x ∈ ℝ | x > 0}", "x > 0"),
    (r"\{x \in \mathbb{R} : 0 < x < 1\}", "0 < x < 1"),
    ("{x | x > 0, x < 1}", "x > 0 and x < 1"),
    (r"[0,1]\cap[2,3]", "[0, 1] ∩ [2, 3]"),
    # matrices
    (r"\begin{Vmatrix} x \end{Vmatrix}", "norm([[x]])"),
    ("x 1; 1 x", "[[x, 1], [1, x]]"),
    ("sin x 1; 2 3", "[[sin(x), 1], [2, 3]]"),
    ("x y; z w", "x*y, z*w"),  # products: no number stands apart
    ("2 x; 3 y", "2*x, 3*y"),
    ("2.5 X 10^-3", "2.5e-3"),
    ("2x10", "unreadable.operator"),
]


@pytest.mark.parametrize(("typed", "read_as"), EXPRESSIONS)
def test_expressions(typed: str, read_as: str) -> None:
    if read_as.startswith("unreadable."):
        assert refused(typed).code == read_as
        return
    holds(typed, read_as, NAMES)


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("dy/dx", "dy/dx"),  # one name, and no y/x
        ("2 dy/dx", "2*dy/dx"),
        ("∂f/∂x", "df/dx"),
        (r"\frac{dy}{dx}", "dy/dx"),
        ("d*y/(d*x)", "d*y/(d*x)"),
        (r"\hat y", "y_hat"),
        (r"\bar{x}^2", "x_bar^2"),
        ("2シータ", "2*theta"),
        ("ラムダ", "lambda"),
        ("7 mod n", "mod(7, n)"),
        (r"{}_nC_r", "binomial(n, r)"),
        (r"\sum_{i=1}^{2} x_0 i", "x0*1 + x0*2"),
        ("x +- y", "x ± y"),
        ("x+-y", "x - y"),
    ],
)
def test_letters(typed: str, read_as: str) -> None:
    holds(typed, read_as, ANY_NAMES)


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("%pi", "pi"),
        ("%e^x", "e^x"),
        ("3+2*%i", "3 + 2*i"),
        ("root(x)", "sqrt(x)"),
        ("root(x, 3)", "cbrt(x)"),
        ("nthroot(x, 3)", "cbrt(x)"),
        ("log_10(x)", "log(x, 10)"),
        ("lg(x, 2)", "log(x, 2)"),
        ("set(1, 2)", "{1, 2}"),
        ("set()", "{}"),
        ("ntuple(1, 2)", "(1, 2)"),
        ("determinant(A)", "det(A)"),
        ("nounnot x", "not x"),
        ("x=1 nounand y=2", "x = 1 and y = 2"),
        ("noundiff(y, x)", "diff(y, x)"),
        ("'diff(y, x)", "diff(y, x)"),
        ("nounint(x, x)", "integrate(x, x)"),
        ("x = 1 #pm# 2", "x = 1 ± 2"),
        ("x = (-b +- sqrt(b^2 - 4*a*c))/(2*a)", "x = (-b ± sqrt(b^2 - 4*a*c))/(2*a)"),
        ("A^^2", "A^2"),
        ("%union(oc(0,1), co(2,3))", "(0, 1] ∪ [2, 3)"),
        ("%intersection(oc(0,2), co(1,3))", "(0, 2] ∩ [1, 3)"),
        ("matrix([1,2],[3,4])", "[[1, 2], [3, 4]]"),
    ],
)
def test_computer_algebra(typed: str, read_as: str) -> None:
    holds(typed, read_as, WORD_NAMES)


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("3 m, 4 m", "3 m, 4 m"),
        ("[3 m, 4 cm]", "[3 m, 4 cm]"),
        ("{3 m, 4 m}", "{3 m, 4 m}"),
        ("(3, 4) m", "(3 m, 4 m)"),
        ("[3, 4] m/s", "[3 m/s, 4 m/s]"),
        ("{1, 2} m", "{1 m, 2 m}"),
        ("[1,2;3,4] m", "[[1 m, 2 m], [3 m, 4 m]]"),
        ("[3 [m], 4 [m]]", "[3 m, 4 m]"),
        ("[3, 4 cm] m", "[3 m, 4 cm]"),
        ("3 ㎡", "3 m^2"),
    ],
)
def test_units_of_several_values(typed: str, read_as: str) -> None:
    holds(typed, read_as, UNITS)


UNREADABLE = [
    # text, code, what is pointed at, a word of the hint
    ("0.333…", "number", "…", "1/3"),
    ("0.333...", "number", "...", "1/3"),
    ("0.1666...", "number", "...", "1/6"),
    ("0.142857142857…", "number", "…", "1/7"),
    ("3,000.333…", "number", "…", "9001/3"),
    ("3.14159…", "number", "…", "0.(3)"),
    ("1, 2, …", "number", "…", "closed form"),
    (r"1, 2, \ldots, n", "number", r"\ldots", "closed form"),
    ("1:2:3", "operator", ":", "three"),
    ("x: 2", "operator", ":", ""),
    ("7 % 3", "operator", "3", "7 mod 3"),
    ("mod 3", "function", "mod", "mod(7, 3)"),
    ("7 (mod 3", "bracket", "", ")"),
    ("7 mod", "end", "", "mod"),
    ("x%y", "operator", "%", "x mod y"),
    ("[1:2]", "operator", ":", ""),
    ("{1:2}", "operator", ":", ""),
    ("∑_{k=1}^{3} + 1", "operand", "+", ""),
    ("x_1", "name", "x_1", ""),
    ("log2^2", "function", "log2", ""),
    ("x=17 ≡ 2 (mod 5)", "operator", "(mod", ""),
    (r"\sum_{i=1}^{n} x", "sum", r"\sum", "closed form"),
    (r"\sum_{k=1}^{\infty} 1", "sum", r"\sum", "closed form"),
    (r"\sum_{k=1}^{100} k", "sum", r"\sum_{k=1}^{100}", "30"),
    (r"\sum_{k=3}^{1} k", "sum", r"\sum_{k=3}^{1}", "30"),
    (r"\sum_{k=1}^{2} k + k", "name", "k", "k"),
    ("∑ x", "sum", "∑", "closed form"),
    ("-Σ x", "sum", "Σ", "closed form"),
    ("sum(x)", "name", "sum", "1+2+3"),
    (r"\lim_{x\to 0} x", "latex", r"\lim", "limit"),
    ("lim x", "name", "lim", "limit"),
    (r"\begin{cases} x & x>0 \\ 0 & x \le 0 \end{cases}", "cases", r"\begin{cases}", "max(0, x)"),
    ("x if x>0 else 0", "name", "else", "max(0, x)"),
    ("x -> 0", "operator", "->", "arrow"),
    ("x → ∞", "operator", "→", "arrow"),
    ("w <- w - 2", "operator", "<-", "arrow"),
    ("‖w‖_1", "char", "_", "2-norm"),
    ("⟨x, y⟩", "bracket", "⟨x, y⟩", "x^T y"),
    ("<x, y>", "bracket", "<x, y>", "x^T y"),
    ("<x>", "operand", "<", ""),
    (r"\overline{12}", "latex", r"\overline", ""),
    ("x ⊙ y", "char", "⊙", "*"),
    ("∇f", "char", "∇", "components"),
    ("A @ x", "char", "@", "*"),
    ("3 cm", "name", "cm", "no unit"),
    ("[3 m, 4 m]", "name", "m", "no unit"),
    ("3円", "char", "円", "counter"),
    ("三", "char", "三", "digits"),
    ("こたえ", "char", "こ", "without words"),
    ('"3"', "char", '"', "quotation"),
    (r"\hat q", "name", r"\hat q", "q̂"),
    ("1/2 1/3", "operator", "1", ""),
    ("(5 2; 7 9", "operator", "2", ""),
    ("5 2; 7", "matrix", "5 2; 7", "2, 1"),
]


@pytest.mark.parametrize(("typed", "code", "shown", "hint"), UNREADABLE)
def test_refused_with_a_hint(typed: str, code: str, shown: str, hint: str) -> None:
    error = refused(typed)
    assert error.code == f"unreadable.{code}"
    assert typed[error.position : error.end].strip() == shown
    assert hint in error.message.en
    assert error.message.ja.endswith(("。", "か。"))


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("sig(x)", "sigma(x)"),
        ("sigm(x)", "sigma(x)"),
        ("sigmo(x)", "sigmoid(x)"),
        ("7 MOD 3", "7 mod 3"),
        ("Mod(7,3)", "mod(7,3)"),
    ],
)
def test_a_word_begun_is_suggested(typed: str, mended: str) -> None:
    assert refused(typed).mended(typed) == mended


def test_nothing_is_suggested_for_itself() -> None:
    error = refused("argmax x")
    assert error.suggestion == ""
    assert "Did you mean" not in error.message.en


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("3:4", "remark.ratio"),
        ("1 + 7 mod 3", "remark.mod"),
        ("0.1(6)", "remark.repeating"),
        (r"\sum_{k=1}^{3} k + 1", "remark.sum"),
    ],
)
def test_remarks(typed: str, code: str) -> None:
    (remark,) = read(typed, NO_NAMES).remarks
    assert remark.code == code
    assert 0 <= remark.position < remark.end <= len(typed)


@pytest.mark.parametrize("typed", ["7 mod 3", "(1+7) mod 3", "0.5(x)", "2(3)"])
def test_no_remark(typed: str) -> None:
    assert read(typed, NAMES).remarks == ()


def test_many_sums_are_refused_and_quick() -> None:
    nested = "".join(rf"\sum_{{{index}=1}}^{{30}}" for index in "abc")
    assert refused(nested + " a b c", NO_NAMES).code == "unreadable.sum"
    four = "".join(rf"\sum_{{{index}=1}}^{{2}}" for index in "abcd")
    assert refused(four + " a", NO_NAMES).code == "unreadable.sum"
