# mypy: disable-error-code="no-untyped-call"
"""Trees as SymPy objects: built node by node, never from text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import sympy as sp

from quizapp.checking import tree as t
from quizapp.checking.names import Names

_ASSUMPTIONS: Final[dict[str, dict[str, bool]]] = {
    "real": {"real": True},
    "positive": {"positive": True},
    "nonnegative": {"nonnegative": True},
    "integer": {"integer": True},
    "natural": {"integer": True, "positive": True},
    "complex": {"complex": True},
}


Operation: TypeAlias = "Callable[[Builder, Sequence[t.Node]], Any]"


class NotBuilt(Exception):
    """The tree has no SymPy counterpart."""


class Builder:
    """Builds SymPy objects with one symbol per name."""

    def __init__(self, names: Names, operations: Mapping[str, Operation] | None = None) -> None:
        """``operations`` are functions a proof may call beside those of the library."""
        self.names = names
        self.operations = operations or {}
        self._symbols: dict[str, Any] = {}
        self._bound: dict[str, Any] = {}

    def symbol(self, word: str) -> Any:
        """The SymPy symbol of a name, with the assumptions of its domain."""
        if word in self._bound:
            return self._bound[word]
        if word not in self._symbols:
            declared = self.names.symbol(word)
            assumptions = dict(_ASSUMPTIONS[declared.domain])
            if declared.low is not None and declared.domain == "real":
                if declared.low >= 0:
                    assumptions = {"nonnegative": True}
                if declared.low > 0:
                    assumptions = {"positive": True}
            self._symbols[word] = sp.Symbol(word, **assumptions)
        return self._symbols[word]

    def build(self, node: t.Node) -> Any:
        """The SymPy object of ``node``: an expression, a list, a set, a matrix or a relation.

        Raises ``NotBuilt``.
        """
        match node:
            case t.Num(_, value):
                return sp.Rational(value.numerator, value.denominator)
            case t.Name(word):
                return self.symbol(word)
            case t.Const(word):
                return _CONSTANTS[word]
            case t.Neg(arg):
                return _scaled(self.build(arg), sp.Integer(-1))
            case t.Percent(arg):
                return _scaled(self.build(arg), sp.Rational(1, 100))
            case t.Add(terms):
                total = self.build(terms[0])
                for term in terms[1:]:
                    total = _added(total, self.build(term))
                return total
            case t.Mul(factors):
                total = self.build(factors[0])
                for factor in factors[1:]:
                    total = _multiplied(total, self.build(factor))
                return total
            case t.Div(num, den):
                return _scaled(self.build(num), 1 / _expression(self.build(den)))
            case t.Pow(base, exp):
                return self.build(base) ** _expression(self.build(exp))
            case t.Call():
                return self.call(node)
            case t.Derivative(expr, var, order):
                return each(self.build(expr), lambda x: sp.diff(x, self.symbol(var.id), order))
            case t.Integral(expr, var, lo, hi):
                return self.integral(expr, var, lo, hi)
            case t.Relation(sides, ops):
                return self.relation(sides, ops)
            case t.Logic(op, args):
                parts = [self.build(arg) for arg in args]
                return {"and": sp.And, "or": sp.Or, "not": sp.Not}[op](*parts)
            case t.Seq(kind, items):
                built = [self.build(item) for item in items]
                return set(built) if kind == "set" else built
            case t.Matrix(rows):
                return sp.Matrix([[self.build(entry) for entry in row] for row in rows])
            case t.PlusMinus(base, arg):
                middle = sp.Integer(0) if base is None else self.build(base)
                side = self.build(arg)
                return {middle + side, middle - side}
            case t.Quantity(value):
                return self.build(value)
            case t.Interval(lo, hi, lo_open, hi_open):
                return sp.Interval(self.build(lo), self.build(hi), lo_open, hi_open)
        raise NotBuilt(type(node).__name__)

    def integral(self, expr: t.Node, var: t.Name, lo: t.Node | None, hi: t.Node | None) -> Any:
        """An integral, worked out."""
        inside, x = self.build(expr), self.symbol(var.id)
        if lo is None or hi is None:
            return sp.integrate(inside, x)
        found = sp.integrate(inside, (x, self.build(lo), self.build(hi)))
        return sp.nsimplify(found) if found.is_Float else found

    def relation(self, sides: Sequence[t.Node], ops: Sequence[str]) -> Any:
        """A relation or a chain of them."""
        built = [self.build(side) for side in sides]
        parts = [
            _RELATIONS[op](built[k], built[k + 1]) for k, op in enumerate(ops) if op in _RELATIONS
        ]
        if len(parts) != len(ops):
            raise NotBuilt("relation")
        return parts[0] if len(parts) == 1 else sp.And(*parts)

    def call(self, node: t.Call) -> Any:
        """A function of the library, a declared one, or an operation of a proof."""
        definition = self.names.definition(node.func)
        if definition is not None:
            return self.declared(node)
        operation = self.operations.get(node.func)
        if operation is not None:
            return operation(self, node.args)
        function = _FUNCTIONS.get(node.func)
        if function is None or node.primes:
            raise NotBuilt(node.func)
        arguments = [self.build(arg) for arg in node.args]
        if len(arguments) == 1:
            return each(arguments[0], function) if is_array(arguments[0]) else function(*arguments)
        return function(*arguments)

    def declared(self, node: t.Call) -> Any:
        """A declared function, written out."""
        definition = self.names.definition(node.func)
        assert definition is not None
        argument = self.build(node.args[0])
        inner = sp.Dummy(definition.param, **_assumptions_of(argument))
        before = dict(self._bound)
        self._bound = {definition.param: inner}
        body = self.build(definition.body)
        self._bound = before
        if node.primes:
            body = sp.diff(body, inner, node.primes)
        return each(argument, lambda x: body.subs(inner, x))


def _assumptions_of(argument: Any) -> dict[str, bool]:
    real = getattr(argument, "is_extended_real", None)
    return {"real": True} if real or isinstance(argument, list) else {}


def is_array(value: Any) -> bool:
    """True for lists and matrices."""
    return isinstance(value, (list, sp.MatrixBase))


def each(value: Any, change: Callable[[Any], Any]) -> Any:
    """``change`` applied to every entry of an array or set, or to a single value."""
    if isinstance(value, list):
        return [each(part, change) for part in value]
    if isinstance(value, sp.MatrixBase):
        return value.applyfunc(change)
    if isinstance(value, set):
        return {change(part) for part in value}
    return change(value)


def _expression(value: Any) -> Any:
    if not isinstance(value, sp.Expr):
        raise NotBuilt("an expression is needed here")
    return value


def _scaled(value: Any, factor: Any) -> Any:
    return each(value, lambda x: x * factor)


def as_matrix(value: Any) -> Any:
    """A list as a matrix; raises ``NotBuilt`` for a single value."""
    if isinstance(value, sp.MatrixBase):
        return value
    if isinstance(value, list):
        if value and all(isinstance(row, list) for row in value):
            return sp.Matrix(value)
        return sp.Matrix(value)
    raise NotBuilt("a matrix is needed here")


def _added(left: Any, right: Any) -> Any:
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        return [_added(a, b) for a, b in zip(left, right, strict=True)]
    if is_array(left) != is_array(right):
        # numbers spread over arrays, as in NumPy
        array, number = (left, right) if is_array(left) else (right, left)
        return each(array, lambda x: x + number)
    return left + right


def _multiplied(left: Any, right: Any) -> Any:
    if not is_array(left):
        return _scaled(right, left)
    if not is_array(right):
        return _scaled(left, right)
    if isinstance(left, list) and isinstance(right, list) and not isinstance(left[0], list):
        return sum((a * b for a, b in zip(left, right, strict=True)), sp.Integer(0))
    a, b = as_matrix(left), as_matrix(right)
    if isinstance(left, list) and b.rows != 1:
        a = a.T
    product = a * b
    if isinstance(right, list) and product.cols == 1:
        return list(product)
    return product


_CONSTANTS: Final[dict[str, Any]] = {
    "pi": sp.pi,
    "e": sp.E,
    "i": sp.I,
    "inf": sp.oo,
    "true": sp.true,
    "false": sp.false,
}
_RELATIONS: Final[dict[str, Any]] = {
    "=": sp.Eq,
    "!=": sp.Ne,
    "<": sp.Lt,
    "<=": sp.Le,
    ">": sp.Gt,
    ">=": sp.Ge,
}


def _root(x: Any, n: Any) -> Any:
    if n.is_Integer and n % 2 == 1:
        return sp.real_root(x, n)
    return sp.root(x, n)


def _round(x: Any, digits: Any = 0) -> Any:
    scale = sp.Integer(10) ** digits
    return sp.sign(x) * sp.floor(abs(x) * scale + sp.Rational(1, 2)) / scale


def _norm(x: Any) -> Any:
    return sp.Abs(x)


_FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "sin": sp.sin,
    "cos": sp.cos,
    "tan": sp.tan,
    "cot": sp.cot,
    "sec": sp.sec,
    "csc": sp.csc,
    "asin": sp.asin,
    "acos": sp.acos,
    "atan": sp.atan,
    "acot": sp.acot,
    "asec": sp.asec,
    "acsc": sp.acsc,
    "sinh": sp.sinh,
    "cosh": sp.cosh,
    "tanh": sp.tanh,
    "coth": sp.coth,
    "sech": sp.sech,
    "csch": sp.csch,
    "asinh": sp.asinh,
    "acosh": sp.acosh,
    "atanh": sp.atanh,
    "acoth": sp.acoth,
    "asech": sp.asech,
    "acsch": sp.acsch,
    "atan2": sp.atan2,
    "exp": sp.exp,
    "ln": sp.log,
    "log": sp.log,
    "sqrt": sp.sqrt,
    "cbrt": lambda x: sp.real_root(x, 3) if x.is_extended_real else sp.cbrt(x),
    "root": _root,
    "abs": sp.Abs,
    "norm": _norm,
    "sign": sp.sign,
    "floor": sp.floor,
    "ceil": sp.ceiling,
    "round": _round,
    "mod": sp.Mod,
    "min": sp.Min,
    "max": sp.Max,
    "gcd": sp.gcd,
    "lcm": sp.lcm,
    "factorial": lambda x: sp.gamma(x + 1) if not x.is_integer else sp.factorial(x),
    "binomial": sp.binomial,
    "gamma": sp.gamma,
    "erf": sp.erf,
    "erfc": sp.erfc,
    "re": sp.re,
    "im": sp.im,
    "conj": sp.conjugate,
    "arg": sp.arg,
    "degree": lambda x: x * sp.pi / 180,
}
