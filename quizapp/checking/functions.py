"""The function library in machine numbers: one value in, one value out.

A function raises (``ValueError``, ``ZeroDivisionError``, ``OverflowError``) or returns ``nan``
where it has no value; ``evaluate`` turns both into ``nan``. Conventions are those of
``precise_functions``, which says the same to any number of digits.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from typing import Final, TypeAlias

Value: TypeAlias = float | complex
NAN: Final = math.nan
_SNAP: Final = 1e-9
"""Relative distance from an integer below which floor and its like take it for that integer."""
_CUT: Final = 1e-12
"""Relative size of an imaginary part that is taken for rounding noise beside a branch cut."""


def divide(a: Value, b: Value) -> Value:
    """The quotient."""
    return a / b


def power(base: Value, exponent: Value) -> Value:
    """The principal power; anything to the power 0 is 1."""
    if exponent == 0:
        return 1.0 if base == base else NAN
    if type(base) is complex and not (type(exponent) is float and exponent.is_integer()):
        base = _off_cut(base)
    if type(exponent) is complex and base == 0:
        return NAN
    return base**exponent


def _off_cut(z: complex) -> Value:
    """``z``, or its real part when it lies on the negative axis but for rounding noise."""
    if z.real < 0 and abs(z.imag) <= _CUT * -z.real:
        return z.real
    return z


def exponential(z: Value) -> Value:
    """``e`` to the power ``z``."""
    return cmath.exp(z) if type(z) is complex else math.exp(z)  # type: ignore[arg-type]


def ln(z: Value) -> Value:
    """The principal logarithm; ``nan`` at 0."""
    if type(z) is complex:
        z = _off_cut(z)
    if type(z) is complex:
        return cmath.log(z)
    x: float = z  # type: ignore[assignment]
    if x > 0:
        return math.log(x)
    return complex(math.log(-x), math.pi) if x < 0 else NAN


def _sqrt(z: Value) -> Value:
    if type(z) is complex:
        z = _off_cut(z)
    if type(z) is complex:
        return cmath.sqrt(z)
    x: float = z  # type: ignore[assignment]
    return math.sqrt(x) if x >= 0 else complex(0.0, math.sqrt(-x))


def _cbrt(z: Value) -> Value:
    if type(z) is complex:
        return _off_cut(z) ** (1 / 3)
    return math.cbrt(z)  # type: ignore[arg-type]


def _root(z: Value, n: Value) -> Value:
    """The n-th root; real for a negative radicand when n is an odd whole number."""
    if type(z) is not complex and type(n) is not complex:
        x: float = z  # type: ignore[assignment]
        m: float = n  # type: ignore[assignment]
        if x < 0 and m.is_integer() and m % 2 == 1:
            return -_real(math.pow(-x, 1 / m))
    return power(z, 1 / n)


def _real(z: Value) -> float:
    """``z`` when it is real; raises ``ValueError`` otherwise."""
    if type(z) is complex:
        raise ValueError(z)
    return z  # type: ignore[return-value]


def _both(
    real: Callable[[float], float], other: Callable[[complex], complex]
) -> Callable[[Value], Value]:
    def function(z: Value) -> Value:
        return other(z) if type(z) is complex else real(z)  # type: ignore[arg-type]

    return function


def _extended(
    real: Callable[[float], float], other: Callable[[complex], complex]
) -> Callable[[Value], Value]:
    """A real function continued to complex values where it ends."""

    def function(z: Value) -> Value:
        if type(z) is complex:
            return other(z)
        if z != z:
            return NAN
        try:
            return real(z)  # type: ignore[arg-type]
        except ValueError:
            return other(complex(z, 0.0))

    return function


def _real_only(real: Callable[[float], float]) -> Callable[[Value], Value]:
    def function(z: Value) -> Value:
        return real(_real(z))

    return function


def _inverted(function: Callable[[Value], Value]) -> Callable[[Value], Value]:
    """``1 / function``."""

    def inverted(z: Value) -> Value:
        return 1 / function(z)

    return inverted


def _of_inverse(function: Callable[[Value], Value]) -> Callable[[Value], Value]:
    """``function(1 / z)``."""

    def of_inverse(z: Value) -> Value:
        return function(1 / z)

    return of_inverse


def _acot(z: Value) -> Value:
    return math.pi / 2 if z == 0 else _atan(1 / z)


def _sign(z: Value) -> Value:
    if type(z) is complex:
        return z / abs(z)
    return NAN if z != z else float((z > 0) - (z < 0))  # type: ignore[operator]


def _snapped(x: float) -> float:
    near = round(x)
    return float(near) if abs(x - near) <= _SNAP * max(1.0, abs(x)) else x


def _floor(z: Value) -> Value:
    return float(math.floor(_snapped(_real(z))))


def _ceil(z: Value) -> Value:
    return float(math.ceil(_snapped(_real(z))))


def _round(z: Value, digits: Value = 0.0) -> Value:
    """Rounded to ``digits`` decimals, halves away from zero as at school."""
    places = _real(digits)
    if not places.is_integer() or abs(places) > 300:
        return NAN
    scale: float = 10.0**places
    x = _real(z) * scale
    return math.copysign(math.floor(_snapped(abs(x) + 0.5)), x) / scale


def _mod(a: Value, b: Value) -> Value:
    x, y = _real(a), _real(b)
    whole: int = math.floor(_snapped(x / y))
    return x - y * whole


def _whole(z: Value) -> int:
    x = _snapped(_real(z))
    if not x.is_integer() or abs(x) > 2**53:
        raise ValueError(x)
    return int(x)


def _factorial(z: Value) -> Value:
    return _gamma(z + 1)


_LANCZOS: Final = (
    0.99999999999980993,
    676.5203681218851,
    -1259.1392167224028,
    771.32342877765313,
    -176.61502916214059,
    12.507343278686905,
    -0.13857109526572012,
    9.9843695780195716e-6,
    1.5056327351493116e-7,
)
"""Lanczos' coefficients for g = 7 (Godfrey): fifteen digits in the right half-plane."""


def _complex_gamma(z: complex) -> complex:
    if z.real < 0.5:
        return math.pi / (cmath.sin(math.pi * z) * _complex_gamma(1 - z))
    z -= 1
    total = complex(_LANCZOS[0])
    for place, coefficient in enumerate(_LANCZOS[1:], 1):
        total += coefficient / (z + place)
    shifted = z + 7.5
    return cmath.sqrt(2 * math.pi) * shifted ** (z + 0.5) * cmath.exp(-shifted) * total


def _gamma(z: Value) -> Value:
    if type(z) is complex:
        return _complex_gamma(z)
    x = _snapped(_real(z))
    return math.gamma(x) if x < 171.7 else NAN


def _binomial(n: Value, k: Value) -> Value:
    if type(n) is complex or type(k) is complex:
        return _gamma(n + 1) / (_gamma(k + 1) * _gamma(n - k + 1))
    top, below = _snapped(_real(n)), _snapped(_real(k))
    if below.is_integer():
        if below < 0:
            return 0.0 if not (top.is_integer() and top < 0) else NAN
        if top.is_integer() and 0 <= top < below:
            return 0.0
        if below > 1000 and top.is_integer() and top >= below:
            below = min(below, top - below)
        if below <= 1000:
            result = 1.0
            for step in range(int(below)):
                result *= (top - step) / (step + 1)
            return round(result) if top.is_integer() and abs(result) < 2**52 else result
    if top < 0 or below > top + 1:
        return NAN
    # lgamma forgets the sign, which gamma changes at every whole number below zero.
    sign = -1.0 if below < -1 and math.floor(below + 1) % 2 else 1.0
    return sign * math.exp(
        math.lgamma(top + 1) - math.lgamma(below + 1) - math.lgamma(top - below + 1)
    )


def _log_base(z: Value, base: Value) -> Value:
    return ln(z) / ln(base)


def _conj(z: Value) -> Value:
    return z.conjugate() if type(z) is complex else z


def _arg(z: Value) -> Value:
    if z == 0:
        return NAN
    if type(z) is complex:
        z = _off_cut(z)
    return cmath.phase(z) if type(z) is complex else (0.0 if z > 0 else math.pi)  # type: ignore[operator]


def _least(*values: Value) -> Value:
    return min(_real(a) for a in values) if all(a == a for a in values) else NAN


def _greatest(*values: Value) -> Value:
    return max(_real(a) for a in values) if all(a == a for a in values) else NAN


def _gcd(*values: Value) -> Value:
    return float(math.gcd(*(_whole(a) for a in values)))


def _lcm(*values: Value) -> Value:
    result = math.lcm(*(_whole(a) for a in values[:8]))
    return float(result) if len(values) <= 8 else NAN


def _norm(*values: Value) -> Value:
    return math.hypot(*(abs(a) for a in values))


def _atan2(y: Value, x: Value) -> Value:
    return math.atan2(_real(y), _real(x)) if (x or y) else NAN


_sin = _both(math.sin, cmath.sin)
_cos = _both(math.cos, cmath.cos)
_tan = _both(math.tan, cmath.tan)
_sinh = _both(math.sinh, cmath.sinh)
_cosh = _both(math.cosh, cmath.cosh)
_tanh = _both(math.tanh, cmath.tanh)
_asin = _extended(math.asin, cmath.asin)
_acos = _extended(math.acos, cmath.acos)
_atan = _both(math.atan, cmath.atan)
_asinh = _both(math.asinh, cmath.asinh)
_acosh = _extended(math.acosh, cmath.acosh)
_atanh = _extended(math.atanh, cmath.atanh)

ONE_ARGUMENT: Final[dict[str, Callable[[Value], Value]]] = {
    "sin": _sin,
    "cos": _cos,
    "tan": _tan,
    "cot": lambda z: _cos(z) / _sin(z),
    "sec": _inverted(_cos),
    "csc": _inverted(_sin),
    "asin": _asin,
    "acos": _acos,
    "atan": _atan,
    "acot": _acot,
    "asec": _of_inverse(_acos),
    "acsc": _of_inverse(_asin),
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _tanh,
    "coth": _inverted(_tanh),
    "sech": _inverted(_cosh),
    "csch": _inverted(_sinh),
    "asinh": _asinh,
    "acosh": _acosh,
    "atanh": _atanh,
    "acoth": _of_inverse(_atanh),
    "asech": _of_inverse(_acosh),
    "acsch": _of_inverse(_asinh),
    "exp": exponential,
    "ln": ln,
    "sqrt": _sqrt,
    "cbrt": _cbrt,
    "abs": abs,
    "norm": abs,
    "sign": _sign,
    "floor": _floor,
    "ceil": _ceil,
    "factorial": _factorial,
    "gamma": _gamma,
    "erf": _real_only(math.erf),
    "erfc": _real_only(math.erfc),
    "re": lambda z: z.real,
    "im": lambda z: z.imag,
    "conj": _conj,
    "arg": _arg,
    "degree": lambda z: z * (math.pi / 180),
}
"""Functions of one number."""

MANY_ARGUMENTS: Final[dict[str, Callable[..., Value]]] = {
    "atan2": _atan2,
    "log": _log_base,
    "root": _root,
    "round": _round,
    "mod": _mod,
    "min": _least,
    "max": _greatest,
    "gcd": _gcd,
    "lcm": _lcm,
    "binomial": _binomial,
}
"""Functions of two numbers or more."""
