"""Signatures: a tree's value in a finite field, which decides most equalities for certain.

Every name gets a fixed random residue modulo a 61-bit prime and the tree is evaluated there,
exactly and without any size or cancellation to fear. Two rational expressions that are equal
have equal signatures; two that are not, have equal ones with a chance of about 10⁻¹⁷. The prime
is chosen so that i and the square roots of the first fifteen primes exist in the field, hence
``1/(√2 - 1)`` and ``√2 + 1`` agree too. Other functions are opaque: ``sin(u)`` is a random
residue that depends on the residue of ``u`` only, with the identities every value obeys built
in (``sin(-u) = -sin u``, ``exp(-u) = 1/exp u``, hyperbolic functions by ``exp``). Equal
signatures therefore always mean equal expressions; different ones mean different expressions
when nothing opaque took part (``certain``).

The idea is the probabilistic equivalence test of G. H. Gonnet, "Determining equivalence of
expressions in random polynomial time" (STOC 1984).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from quizapp.checking import tree as t
from quizapp.checking.derive import NoDerivative, derivative
from quizapp.checking.exact import exact_value
from quizapp.checking.names import Names

PRIME: Final = 2305843009213245121
_ROOTS: Final[dict[int, int]] = {
    2: 320016498044624403,
    3: 1116553044231032126,
    5: 45140675686599530,
    7: 980175392781082838,
    11: 917301892121914325,
    13: 1000194954522550514,
    17: 1139758034311809714,
    19: 191901901086679521,
    23: 10487519397592379,
    29: 404034219211850549,
    31: 776784678838983769,
    37: 1092741617497190973,
    41: 1133369851258535870,
    43: 423204227996188470,
    47: 447766123485508835,
}
_I: Final = 827023950881031126
_HALF: Final = (PRIME + 1) // 2
_MASK: Final = 2**64 - 1
_STEP: Final = 0x9E3779B97F4A7C15
_LARGEST_POWER: Final = 10**6
"""Above this a power is opaque, because powers in a finite field repeat."""


class NoSignature(Exception):
    """The tree has no value in the field: a division by zero, or not one number."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A residue, and whether a different residue would prove a different expression."""

    residue: int
    certain: bool


def signature(
    node: t.Node, names: Names, shifted: Mapping[str, int] | None = None
) -> Signature | None:
    """The signature of ``node``, or None where it has none.

    ``shifted`` replaces the residues of some names (for scaling tests at a second place).
    """
    walk = _Walk(names, dict(shifted or {}))
    try:
        residue = walk.value(node)
    except (NoSignature, NoDerivative, ValueError, RecursionError):
        return None
    return Signature(residue, walk.certain)


@lru_cache(maxsize=4096)
def residue_of(word: str) -> int:
    """The fixed random residue that stands for ``word``."""
    return _opaque(zlib.crc32(word.encode()), zlib.adler32(word.encode()))


def _opaque(code: int, *residues: int) -> int:
    """A residue that depends on the arguments and on nothing else, in no simple way.

    The hash of a tuple will not do: it is so nearly linear in its last member that
    ``sin(u) - cos(u)`` would come out the same for every ``u``.
    """
    state = _mixed(code + _STEP)
    for residue in residues:
        state = _mixed((state ^ residue) + _STEP)
    return state % (PRIME - 3) + 2


def _mixed(x: int) -> int:
    """The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): every bit of ``x``
    flips about half of the result's."""
    x &= _MASK
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    x = (x ^ x >> 27) * 0x94D049BB133111EB & _MASK
    return x ^ x >> 31


@lru_cache(maxsize=1024)
def _code(word: str) -> int:
    return zlib.crc32(word.encode())


def _inverse(residue: int) -> int:
    if residue == 0:
        raise NoSignature
    return pow(residue, -1, PRIME)


class _Walk:
    __slots__ = ("certain", "env", "names")

    def __init__(self, names: Names, env: dict[str, int]) -> None:
        self.names = names
        self.env = env
        self.certain = True

    def value(self, node: t.Node) -> int:
        match node:
            case t.Num(_, value):
                if value.denominator == 1:
                    return value.numerator % PRIME
                return value.numerator * _inverse(value.denominator % PRIME) % PRIME
            case t.Name(word):
                found = self.env.get(word)
                return residue_of(word) if found is None else found
            case t.Add(terms):
                total = 0
                for term in terms:
                    total += self.value(term)
                return total % PRIME
            case t.Mul(factors):
                total = 1
                for factor in factors:
                    total = total * self.value(factor) % PRIME
                return total
            case t.Neg(arg):
                return -self.value(arg) % PRIME
            case t.Div(num, den):
                return self.value(num) * _inverse(self.value(den)) % PRIME
            case t.Pow(base, exp):
                return self.power(base, exp)
            case t.Call():
                return self.call(node)
            case t.Const(word):
                return self.constant(word)
            case t.Percent(arg):
                return self.value(arg) * _inverse(100) % PRIME
            case t.Derivative(expr, var, order):
                return self.value(derivative(expr, var.id, self.names, order))
        raise NoSignature

    def constant(self, word: str) -> int:
        if word == "i":
            return _I
        if word in ("pi", "e"):
            return self.exponential(1) if word == "e" else residue_of("\0pi")
        raise NoSignature

    def power(self, base: t.Node, exp: t.Node) -> int:
        if isinstance(base, t.Const) and base.id == "e":
            return self.exponential(self.value(exp))
        exponent = exact_value(exp)
        if exponent is None:
            self.certain = False
            return _opaque(_code("pow"), self.value(base), self.value(exp))
        if exponent.denominator == 1:
            n = exponent.numerator
            residue = self.value(base)
            if abs(n) > _LARGEST_POWER:
                self.certain = False
                return _opaque(_code("pow"), residue, n)
            if n < 0:
                return pow(_inverse(residue), -n, PRIME)
            return pow(residue, n, PRIME)
        if exponent.denominator == 2:
            root = self.root(base)
            n = exponent.numerator
            return pow(root if n > 0 else _inverse(root), abs(n), PRIME)
        self.certain = False
        share = exponent.numerator * _inverse(exponent.denominator % PRIME) % PRIME
        return _opaque(_code("pow"), self.value(base), share)

    def root(self, radicand: t.Node) -> int:
        """The square root: exact for rational constants of small primes, opaque otherwise."""
        constant = exact_value(radicand)
        if constant is not None:
            known = _constant_root(constant)
            if known is not None:
                return known
        self.certain = False
        return _opaque(_code("sqrt"), self.value(radicand))

    def exponential(self, residue: int) -> int:
        """``exp``; -u and u give inverses of one another."""
        if residue == 0:
            return 1
        if residue != 1:
            self.certain = False
        if residue > _HALF:
            return _inverse(_opaque(_code("exp"), PRIME - residue))
        return _opaque(_code("exp"), residue)

    def call(self, node: t.Call) -> int:
        definition = self.names.definition(node.func)
        if definition is not None:
            body = definition.body
            if node.primes:
                body = derivative(body, definition.param, self.names, node.primes)
            inner = _Walk(self.names, {**self.env, definition.param: self.value(node.args[0])})
            residue = inner.value(body)
            self.certain = self.certain and inner.certain
            return residue
        if node.primes:
            raise NoSignature
        if node.func == "sqrt":
            return self.root(node.args[0])
        rule = _CALLS.get(node.func)
        arguments = [self.value(arg) for arg in node.args]
        if rule is not None:
            return rule(self, *arguments)
        if node.func not in _OPAQUE:
            raise NoSignature
        self.certain = False
        if node.func in _SYMMETRIC:
            arguments.sort()
        return _opaque(_code(node.func), *arguments)

    def odd(self, func: str, residue: int) -> int:
        if residue == 0:
            return 0
        self.certain = False
        if residue > _HALF:
            return PRIME - _opaque(_code(func), PRIME - residue)
        return _opaque(_code(func), residue)

    def even(self, func: str, residue: int) -> int:
        self.certain = False
        return _opaque(_code(func), min(residue, PRIME - residue))

    def cosine(self, residue: int) -> int:
        return 1 if residue == 0 else self.even("cos", residue)

    def logarithm(self, residue: int) -> int:
        self.certain = False
        return 0 if residue == 1 else _opaque(_code("ln"), residue)

    def double_exponential(self, residue: int) -> int:
        return self.exponential(2 * residue % PRIME)


def _constant_root(value: Fraction) -> int | None:
    negative = value < 0
    product = abs(value.numerator) * value.denominator
    if product == 0:
        return 0
    if product.bit_length() > 512:
        return None
    residue = _inverse(value.denominator % PRIME)
    for prime, root in _ROOTS.items():
        while product % (prime * prime) == 0:
            product //= prime * prime
            residue = residue * prime % PRIME
        if product % prime == 0:
            product //= prime
            residue = residue * root % PRIME
    if product != 1:
        return None
    return residue * _I % PRIME if negative else residue


def _ratio(above: int, below: int) -> int:
    return above * _inverse(below) % PRIME


def _sinh(walk: _Walk, u: int) -> int:
    up = walk.exponential(u)
    return (up - _inverse(up)) * _HALF % PRIME


def _cosh(walk: _Walk, u: int) -> int:
    up = walk.exponential(u)
    return (up + _inverse(up)) * _HALF % PRIME


def _tanh(walk: _Walk, u: int) -> int:
    up = walk.double_exponential(u)
    return _ratio(up - 1, up + 1)


def _tan(walk: _Walk, u: int) -> int:
    return _ratio(walk.odd("sin", u), walk.cosine(u))


def _degree(walk: _Walk, u: int) -> int:
    return u * residue_of("\0pi") % PRIME * _inverse(180) % PRIME


_CALLS: Final[dict[str, Callable[..., int]]] = {
    "exp": _Walk.exponential,
    "ln": _Walk.logarithm,
    "log": lambda w, u, base: _ratio(w.logarithm(u), w.logarithm(base)),
    "sin": lambda w, u: w.odd("sin", u),
    "cos": _Walk.cosine,
    "tan": _tan,
    "cot": lambda w, u: _inverse(_tan(w, u)),
    "sec": lambda w, u: _inverse(w.cosine(u)),
    "csc": lambda w, u: _inverse(w.odd("sin", u)),
    "asin": lambda w, u: w.odd("asin", u),
    "atan": lambda w, u: w.odd("atan", u),
    "asinh": lambda w, u: w.odd("asinh", u),
    "atanh": lambda w, u: w.odd("atanh", u),
    "erf": lambda w, u: w.odd("erf", u),
    "sign": lambda w, u: w.odd("sign", u),
    "abs": lambda w, u: w.even("abs", u),
    "norm": lambda w, u: w.even("abs", u),
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _tanh,
    "coth": lambda w, u: _inverse(_tanh(w, u)),
    "sech": lambda w, u: _inverse(_cosh(w, u)),
    "csch": lambda w, u: _inverse(_sinh(w, u)),
    "degree": _degree,
}
_SYMMETRIC: Final = frozenset(("min", "max", "gcd", "lcm"))
_OPAQUE: Final = frozenset({
    "acos", "acot", "asec", "acsc", "acosh", "acoth", "asech", "acsch", "atan2", "root", "cbrt",
    "floor", "ceil", "round", "mod", "min", "max", "gcd", "lcm", "factorial", "binomial", "gamma",
    "erfc", "re", "im", "conj", "arg",
})  # fmt: skip
