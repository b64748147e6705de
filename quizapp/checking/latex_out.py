r"""A tree as LaTeX, for the preview that is drawn in two dimensions.

Reads back to the same tree, as ``linear`` does and with the same normal form. Products stand side
by side as on paper; a dot appears where leaving it out would read as something else, and between a
name and a bracket, so that the learner sees that ``a(b+c)`` was read as a product.
"""

from __future__ import annotations

import re
from typing import Final

from quizapp.checking.binding import POSTFIX, PRODUCT, SUM
from quizapp.checking.holding import BRACKETS, WITHIN, level_on_paper
from quizapp.checking.spelling import ACCENTS, GREEK, GREEK_LETTER
from quizapp.checking.tree import (
    Add,
    Call,
    Const,
    Derivative,
    Div,
    Integral,
    Interval,
    Logic,
    Matrix,
    Mul,
    Name,
    Neg,
    Node,
    Num,
    Percent,
    PlusMinus,
    Pow,
    Quantity,
    Relation,
    Seq,
)

_COMMANDS: Final = {letter: "\\" + words[0] for letter, words in GREEK.items() if letter not in "ο"}
_OWN: Final = frozenset(
    ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "exp", "ln", "max",
     "min", "gcd", "det", "arg")
)  # fmt: skip
"""Functions that are LaTeX commands by themselves."""
_RENAMED: Final = {
    "asin": "\\arcsin", "acos": "\\arccos", "atan": "\\arctan", "gamma": "\\Gamma",
    "acot": "\\operatorname{arccot}", "asec": "\\operatorname{arcsec}",
    "acsc": "\\operatorname{arccsc}", "asinh": "\\operatorname{arsinh}",
    "acosh": "\\operatorname{arcosh}", "atanh": "\\operatorname{artanh}",
    "atan2": "\\operatorname{atan2}", "re": "\\operatorname{Re}", "im": "\\operatorname{Im}",
}  # fmt: skip
_SQUARED: Final = frozenset(
    ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth")
)
_RELATIONS: Final = {"!=": r"\ne", "<=": r"\le", ">=": r"\ge", "~": r"\approx", "in": r"\in"}
_CONSTANTS: Final = {"pi": r"\pi", "inf": r"\infty", "true": r"\mathrm{true}",
                     "false": r"\mathrm{false}"}  # fmt: skip
_D: Final = Name("d")
_FRACTION_NAME = re.compile(r"d([^/]+)/d([^/]+)")
_BRACE: Final = {"{": r"\{", "}": r"\}"}


def latex(tree: Node) -> str:
    """``tree`` as LaTeX without dollar signs."""
    if isinstance(tree, Seq) and tree.kind == "bare":
        return _list(tree.items)
    return _write(tree, 0)


def name_latex(name: str) -> str:
    r"""A name as LaTeX: ``lam`` is ``\lambda``, ``w_in`` is ``w_{\mathrm{in}}``."""
    fraction = _FRACTION_NAME.fullmatch(name.replace("∂", "d"))
    if fraction is not None:
        top, bottom = (name_latex(part) for part in fraction.groups())
        return rf"\frac{{d{top}}}{{d{bottom}}}"
    main, *subs = re.sub(r"[{}]", "", name).split("_")
    digits = re.fullmatch(r"(\D+)(\d+)", main)
    if digits is not None and not subs:
        main, subs = digits.group(1), [digits.group(2)]
    head = _word_latex(main)
    if subs and subs[0] in ACCENTS:
        accent, *subs = subs
        head = rf"\{accent}{{{head}}}"
    tail = "".join(f"_{{{_word_latex(sub)}}}" for sub in subs)
    return head + tail


def _word_latex(word: str) -> str:
    letter = GREEK_LETTER.get(word, word)
    if letter in _COMMANDS:
        return _COMMANDS[letter]
    if len(word) > 1 and word.isalpha():
        return rf"\mathrm{{{word}}}"
    return word


def _write(node: Node, least: int) -> str:
    text = _plain(node)
    return rf"\left({text}\right)" if level_on_paper(node) < least else text


def _plain(node: Node) -> str:
    match node:
        case Num(text):
            mantissa, _, exponent = text.partition("e")
            return rf"{mantissa}\times 10^{{{exponent}}}" if exponent else text
        case Name(name):
            return name_latex(name)
        case Const(name):
            return _CONSTANTS.get(name, name)
        case Neg(arg):
            return "-" + _write(arg, WITHIN["-"])
        case Add(terms):
            return _sum(terms)
        case Mul(factors):
            return _product(factors)
        case Div(num, den):
            return rf"\frac{{{_write(num, 0)}}}{{{_write(den, 0)}}}"
        case Pow(Call(func, args, 0), Num(text)) if func in _SQUARED and text.isdigit():
            return rf"\{func}^{{{text}}}\left({_list(args)}\right)"
        case Pow(base, exp):
            return f"{_write(base, POSTFIX)}^{{{_write(exp, 0)}}}"
        case Call():
            return _call(node)
        case Percent(arg):
            return _write(arg, WITHIN["%"]) + r"\%"
        case PlusMinus(base, arg, minus_first):
            sign = r"\mp " if minus_first else r"\pm "
            if base is None:
                return sign + _write(arg, WITHIN["±"])
            return f"{_write(base, SUM)} {sign}{_write(arg, WITHIN['±'])}"
        case Quantity(value, unit):
            inner = _write(value, PRODUCT)
            if isinstance(value, Quantity):
                inner = rf"\left({inner}\right)"
            return rf"{inner}\,{_unit(unit)}"
        case Relation(sides, ops):
            text = _write(sides[0], WITHIN["rel"])
            for op, side in zip(ops, sides[1:], strict=True):
                text += f" {_RELATIONS.get(op, op)} {_write(side, WITHIN['rel'])}"
            return text
        case Logic("not", args):
            return r"\lnot " + _write(args[0], WITHIN["not"])
        case Logic(op, args):
            word = r" \land " if op == "and" else r" \lor "
            return word.join(_write(arg, WITHIN[op]) for arg in args)
        case Seq(kind, items):
            left, right = BRACKETS[kind]
            return rf"\left{_BRACE.get(left, left)}{_list(items)}\right{_BRACE.get(right, right)}"
        case Interval(lo, hi, lo_open, hi_open):
            left, right = "(" if lo_open else "[", ")" if hi_open else "]"
            return rf"\left{left}{_list((lo, hi))}\right{right}"
        case Matrix(rows):
            body = r" \\ ".join(" & ".join(_write(entry, 0) for entry in row) for row in rows)
            return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"
        case Derivative(expr, var, order):
            times = f"^{{{order}}}" if order > 1 else ""
            below = name_latex(var.id)
            return rf"\frac{{d{times}}}{{d{below}{times}}} \left({_write(expr, 0)}\right)"
        case Integral(expr, var, lo, hi):
            ends = ""
            if lo is not None and hi is not None:
                ends = f"_{{{_write(lo, 0)}}}^{{{_write(hi, 0)}}}"
            return rf"\int{ends} {_write(expr, 0)} \, d{name_latex(var.id)}"


def _list(items: tuple[Node, ...]) -> str:
    return r",\ ".join(_write(item, 0) for item in items)


def _sum(terms: tuple[Node, ...]) -> str:
    text = _write(terms[0], SUM + isinstance(terms[0], Add))
    for term in terms[1:]:
        if isinstance(term, Neg):
            text += " - " + _write(term.arg, PRODUCT)
        else:
            text += " + " + _write(term, PRODUCT)
    return text


def _product(factors: tuple[Node, ...]) -> str:
    text = ""
    before: Node | None = None
    for factor in factors:
        written = _plain(factor)
        least = PRODUCT if before is None else PRODUCT + 1
        if isinstance(factor, (Mul, Quantity)) or level_on_paper(factor) < least:
            written = rf"\left({written}\right)"
        if before is not None:
            text += r" \cdot " if _needs_dot(before, factor, written) else " "
        text += written
        before = factor
    return text


def _needs_dot(before: Node, factor: Node, written: str) -> bool:
    """Whether two factors side by side would read as something else, or be hard to read."""
    if written[0].isdigit() or written[0] == "." or written.startswith((r"\left|", r"\left\|")):
        return True
    if before == _D or isinstance(before, Percent):
        return True  # d y over d x would be read as dy/dx, x% y as a remainder
    if isinstance(before, Name) and written.startswith((r"\left(", r"\left[")):
        return True
    if written.startswith(r"\frac") and isinstance(factor, Div):
        return isinstance(before, Num)  # 2\frac12 would be a mixed number
    return isinstance(before, (Derivative, Integral))


def _unit(unit: tuple[tuple[str, int], ...]) -> str:
    text = ""
    for symbol, power in unit:
        size = abs(power) if text else power
        raised = "" if size == 1 else f"^{{{size}}}"
        sign = ("/" if power < 0 else r"\cdot ") if text else ""
        text += f"{sign}\\mathrm{{{symbol}}}{raised}"
    return text


def _call(node: Call) -> str:
    match node:
        case Call("factorial", (arg,), 0):
            return _write(arg, WITHIN["!"]) + "!"
        case Call("degree", (arg,), 0):
            return _write(arg, WITHIN["°"]) + r"^{\circ}"
        case Call("transpose", (arg,), 0):
            return _write(arg, POSTFIX) + r"^{\top}"
        case Call("union", args, 0):
            return r" \cup ".join(_write(arg, WITHIN["∪"]) for arg in args)
        case Call("intersection", args, 0):
            return r" \cap ".join(_write(arg, WITHIN["∩"]) for arg in args)
        case Call("sqrt", (arg,), 0):
            return rf"\sqrt{{{_write(arg, 0)}}}"
        case Call("cbrt", (arg,), 0):
            return rf"\sqrt[3]{{{_write(arg, 0)}}}"
        case Call("root", (arg, index), 0):
            return rf"\sqrt[{_write(index, 0)}]{{{_write(arg, 0)}}}"
        case Call("abs", (arg,), 0):
            return rf"\left|{_write(arg, 0)}\right|"
        case Call("norm", (arg,), 0):
            return rf"\left\|{_write(arg, 0)}\right\|"
        case Call("floor", (arg,), 0):
            return rf"\left\lfloor {_write(arg, 0)}\right\rfloor "
        case Call("ceil", (arg,), 0):
            return rf"\left\lceil {_write(arg, 0)}\right\rceil "
        case Call("binomial", (top, bottom), 0):
            return rf"\binom{{{_write(top, 0)}}}{{{_write(bottom, 0)}}}"
        case Call("log", (arg, base), 0):
            return rf"\log_{{{_write(base, 0)}}}\left({_write(arg, 0)}\right)"
    return f"{_function(node.func)}{node.primes * chr(39)}\\left({_list(node.args)}\\right)"


def _function(func: str) -> str:
    if func in _OWN:
        return "\\" + func
    if func in _RENAMED:
        return _RENAMED[func]
    written = name_latex(func)
    if written.startswith(r"\mathrm{") and written.endswith("}"):
        return r"\operatorname" + written[len(r"\mathrm") :]
    return written
