"""The function library to any number of digits, by mpmath, with every step bounded.

The same conventions as ``functions``. mpmath is imported when the table is first asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, Protocol

BITS: Final = 1_000_000
"""Largest binary exponent of a number that is still worked with."""


_MOST_GAMMA_DIGITS: Final = 200
_MOST_ERF_DIGITS: Final = 300


class Setting(Protocol):
    """What a function needs to know of the evaluation it is part of."""

    digits: int

    def off_cut(self, value: Any) -> Any:
        """``value``, made real when its imaginary part is rounding noise."""
        ...

    def exp(self, value: Any) -> Any:
        """The exponential, within bounds."""
        ...


class Overflow(Exception):
    """A number too large (or too near 0) to be worked with."""


class Undefined(Exception):
    """The expression has no value at this point."""


@lru_cache(maxsize=1)
def mp_context() -> Any:
    """A context of mpmath that nobody else changes; imported at the first call."""
    from mpmath.ctx_mp import MPContext

    make: Any = MPContext
    return make()


def magnitude(value: Any) -> int | None:
    """The binary exponent of ``value``; None for 0."""
    mp = mp_context()
    if value == 0:
        return None
    size = mp.mag(value)
    return size if isinstance(size, int) else None


def _is_real(value: Any) -> bool:
    return bool(value.imag == 0)


def _demand_real(*values: Any) -> None:
    if not all(_is_real(value) for value in values):
        raise Undefined


def _demand_few_digits(walk: Setting, most: int = _MOST_GAMMA_DIGITS) -> None:
    """Refuse gamma and its like where they would take tens of milliseconds."""
    if walk.digits > most:
        raise Overflow


def _demand_size(value: Any, most: float) -> None:
    if abs(value) > most:
        raise Overflow


@lru_cache(maxsize=1)
def function_table() -> dict[str, Callable[..., Any]]:
    """The function table; built at the first use, because it needs mpmath."""
    mp = mp_context()

    def circular(function: Callable[[Any], Any]) -> Callable[..., Any]:
        def rule(walk: Setting, z: Any) -> Any:
            _demand_size(z.real, 1e30)
            _demand_size(z.imag, BITS // 2)
            return function(z)

        return rule

    def hyperbolic(function: Callable[[Any], Any]) -> Callable[..., Any]:
        def rule(walk: Setting, z: Any) -> Any:
            _demand_size(z, BITS // 2)
            return function(z)

        return rule

    def of_inverse(rule: Callable[..., Any]) -> Callable[..., Any]:
        def inverted(walk: Setting, z: Any) -> Any:
            if z == 0:
                raise Undefined
            return rule(walk, 1 / z)

        return inverted

    def plain(function: Callable[[Any], Any]) -> Callable[..., Any]:
        return lambda walk, z: function(z)

    def ln(walk: Setting, z: Any) -> Any:
        if z == 0:
            raise Undefined
        return mp.log(walk.off_cut(z))

    def log(walk: Setting, z: Any, base: Any) -> Any:
        return ln(walk, z) / ln(walk, base)

    def root(walk: Setting, z: Any, n: Any) -> Any:
        if n == 0 or (z == 0 and n.real < 0):
            raise Undefined
        if _is_real(z) and _is_real(n) and z.real < 0 and n % 2 == 1:
            return -((-z) ** (1 / n))
        z = walk.off_cut(z)
        if abs(1 / n) * max(abs(magnitude(z) or 0), 1) > BITS:
            raise Overflow
        return z ** (1 / n)

    def cbrt(walk: Setting, z: Any) -> Any:
        return root(walk, z, mp.mpf(3)) if _is_real(z) else walk.off_cut(z) ** (mp.mpf(1) / 3)

    def sign(walk: Setting, z: Any) -> Any:
        return z if z == 0 else z / abs(z)

    def snapped(x: Any) -> Any:
        _demand_real(x)
        near = mp.nint(x)
        gap = max(mp.mpf(1), abs(x)) * mp.mpf(10) ** -30
        return near if abs(x - near) <= gap else x

    def rounded(walk: Setting, x: Any, places: Any = None) -> Any:
        _demand_real(x)
        count = 0 if places is None else int(snapped(places))
        _demand_size(mp.mpf(count), 300)
        scale = mp.mpf(10) ** count
        shifted = snapped(abs(x) * scale + mp.mpf(1) / 2)
        return mp.floor(shifted) / scale * (-1 if x < 0 else 1)

    def mod(walk: Setting, a: Any, b: Any) -> Any:
        _demand_real(a, b)
        if b == 0:
            raise Undefined
        return a - b * mp.floor(snapped(a / b))

    def gamma(walk: Setting, z: Any) -> Any:
        _demand_size(z, 20_000)
        _demand_few_digits(walk)
        if _is_real(z) and z.real <= 0 and mp.isint(z):
            raise Undefined
        return mp.gamma(z)

    def binomial(walk: Setting, n: Any, k: Any) -> Any:
        _demand_size(n, 20_000)
        _demand_size(k, 20_000)
        _demand_few_digits(walk)
        return mp.binomial(n, k)

    def whole(values: tuple[Any, ...]) -> list[int]:
        for value in values:
            _demand_real(value)
            _demand_size(value, 1e15)
        found = [snapped(value) for value in values]
        if not all(mp.isint(value) for value in found):
            raise Undefined
        return [int(value) for value in found]

    def gcd(walk: Setting, *values: Any) -> Any:
        return mp.mpf(math.gcd(*whole(values)))

    def lcm(walk: Setting, *values: Any) -> Any:
        if len(values) > 8:
            raise Overflow
        return mp.mpf(math.lcm(*whole(values)))

    def least(walk: Setting, *values: Any) -> Any:
        _demand_real(*values)
        return min(values)

    def greatest(walk: Setting, *values: Any) -> Any:
        _demand_real(*values)
        return max(values)

    def atan2(walk: Setting, y: Any, x: Any) -> Any:
        _demand_real(x, y)
        if x == 0 and y == 0:
            raise Undefined
        return mp.atan2(y, x)

    def arg(walk: Setting, z: Any) -> Any:
        if z == 0:
            raise Undefined
        return mp.arg(walk.off_cut(z))

    def erf(function: Callable[[Any], Any]) -> Callable[..., Any]:
        def rule(walk: Setting, z: Any) -> Any:
            _demand_size(z, 200)
            _demand_few_digits(walk, _MOST_ERF_DIGITS)
            return function(z)

        return rule

    def unit(walk: Setting, z: Any) -> Any:
        if _is_real(z) and abs(z) > 1:
            # On the cut, as seen from above; mpmath and others disagree here.
            return mp.mpc(mp.sign(z.real) * mp.pi / 2, mp.acosh(abs(z)))
        return mp.asin(z)

    def cosine(walk: Setting, z: Any) -> Any:
        return mp.pi / 2 - unit(walk, z) if _is_real(z) and abs(z) > 1 else mp.acos(z)

    def above_one(walk: Setting, z: Any) -> Any:
        if _is_real(z) and z.real < 1:
            if z.real < -1:
                return mp.mpc(mp.acosh(-z.real), mp.pi)
            return mp.mpc(0, mp.acos(z.real))
        return mp.acosh(z)

    def inside_one(walk: Setting, z: Any) -> Any:
        if _is_real(z) and abs(z) >= 1:
            if abs(z) == 1:
                raise Undefined
            return mp.mpc(mp.log(abs((1 + z) / (1 - z))) / 2, mp.pi / 2)
        return mp.atanh(z)

    return {
        "sin": circular(mp.sin),
        "cos": circular(mp.cos),
        "tan": circular(mp.tan),
        "cot": circular(mp.cot),
        "sec": circular(mp.sec),
        "csc": circular(mp.csc),
        "asin": unit,
        "acos": cosine,
        "atan": plain(mp.atan),
        "acot": lambda walk, z: mp.pi / 2 if z == 0 else mp.atan(1 / z),
        "asec": of_inverse(cosine),
        "acsc": of_inverse(unit),
        "sinh": hyperbolic(mp.sinh),
        "cosh": hyperbolic(mp.cosh),
        "tanh": hyperbolic(mp.tanh),
        "coth": hyperbolic(mp.coth),
        "sech": hyperbolic(mp.sech),
        "csch": hyperbolic(mp.csch),
        "asinh": plain(mp.asinh),
        "acosh": above_one,
        "atanh": inside_one,
        "acoth": of_inverse(inside_one),
        "asech": of_inverse(above_one),
        "acsch": of_inverse(plain(mp.asinh)),
        "atan2": atan2,
        "exp": lambda walk, z: walk.exp(z),
        "ln": ln,
        "log": log,
        "sqrt": lambda walk, z: mp.sqrt(walk.off_cut(z)),
        "cbrt": cbrt,
        "root": root,
        "abs": plain(abs),
        "norm": plain(abs),
        "sign": sign,
        "floor": lambda walk, x: mp.floor(snapped(x)),
        "ceil": lambda walk, x: mp.ceil(snapped(x)),
        "round": rounded,
        "mod": mod,
        "min": least,
        "max": greatest,
        "gcd": gcd,
        "lcm": lcm,
        "factorial": lambda walk, z: gamma(walk, z + 1),
        "binomial": binomial,
        "gamma": gamma,
        "erf": erf(mp.erf),
        "erfc": erf(mp.erfc),
        "re": plain(lambda z: z.real),
        "im": plain(lambda z: z.imag),
        "conj": plain(mp.conj),
        "arg": arg,
        "degree": plain(lambda z: z * mp.pi / 180),
    }
