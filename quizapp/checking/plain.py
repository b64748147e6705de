"""Trees as plain data that JSON can carry, and back.

Only the node classes of ``tree`` can come out of ``decode``, whatever goes in: nothing is
imported by name and nothing is evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from quizapp.checking import tree as t
from quizapp.checking.names import Definition, Names, Symbol

_CLASSES: Final[dict[str, Any]] = {
    cls.__name__: cls
    for cls in (
        *(t.Num, t.Name, t.Const, t.Neg, t.Add, t.Mul, t.Div, t.Pow, t.Call, t.Percent),
        *(t.PlusMinus, t.Quantity, t.Relation, t.Logic, t.Seq, t.Interval, t.Matrix),
        *(t.Derivative, t.Integral),
    )
}


def encode(value: object) -> Any:
    """A tree (or a field of one) as lists, texts and numbers."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, Fraction):
        return {"fraction": str(value)}
    if isinstance(value, tuple):
        return ["", *(encode(part) for part in value)]
    name = type(value).__name__
    if name not in _CLASSES:
        raise TypeError(name)
    return [name, *(encode(getattr(value, field)) for field in _CLASSES[name].__match_args__)]


def decode(data: Any) -> Any:
    """What ``encode`` was given. Raises ``ValueError`` for anything else."""
    if data is None or isinstance(data, (str, bool, int)):
        return data
    if isinstance(data, Mapping):
        return Fraction(str(data["fraction"]))
    if not isinstance(data, Sequence) or not data:
        raise ValueError("not a tree")
    parts = [decode(part) for part in data[1:]]
    if data[0] == "":
        return tuple(parts)
    if data[0] not in _CLASSES:
        raise ValueError(f"no such node: {data[0]!r}")
    return _CLASSES[data[0]](*parts)


def encode_names(names: Names) -> dict[str, Any]:
    """The names, their domains and the declared functions."""
    return {
        "symbols": [[s.id, s.domain, s.low, s.high] for s in names.symbols],
        "functions": [[f.id, encode(f.body), f.param] for f in names.functions],
    }


def decode_names(data: Mapping[str, Any]) -> Names:
    """What ``encode_names`` was given."""
    return Names(
        tuple(Symbol(*row) for row in data["symbols"]),
        tuple(Definition(row[0], decode(row[1]), row[2]) for row in data["functions"]),
    )
