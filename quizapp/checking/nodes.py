"""How the tree's nodes are made: frozen values that cost little to import, build and compare.

They behave as frozen slotted dataclasses do (keywords, defaults, equality by class and fields,
hash, ``match``, pickling). Twenty of those would take ten milliseconds of every start, because
each is compiled from source text when its module is imported; here one set of methods serves all.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, ClassVar, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")


class Value:
    """The methods of every node. The class body of a node lists its fields, nothing else."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()
    _tail: ClassVar[tuple[object, ...]] = ()
    """Defaults of the last fields."""
    _puts: ClassVar[tuple[Callable[[Any, object], None], ...]] = ()
    _get: ClassVar[Any]

    def __init__(self, *args: object, **named: object) -> None:
        puts = self._puts
        if named or len(args) != len(puts):
            args = self._completed(args, named)
        for put, value in zip(puts, args, strict=True):
            put(self, value)

    def _completed(self, args: tuple[object, ...], named: dict[str, object]) -> tuple[object, ...]:
        """The fields in order, from positions, then keywords, then defaults."""
        names = self.__match_args__
        missing = len(names) - len(args)
        if not named and 0 < missing <= len(self._tail):
            return args + self._tail[-missing:]
        given = {**dict(zip(names, args, strict=False)), **named}
        unknown = named.keys() - set(names[len(args) :])
        if unknown or len(args) > len(names):
            raise TypeError(f"{type(self).__name__} takes {names}, not {args} with {named}")
        first = len(names) - len(self._tail)
        given = {**dict(zip(names[first:], self._tail, strict=True)), **given}
        if len(given) < len(names):
            raise TypeError(f"{type(self).__name__} needs {names}, not only {tuple(given)}")
        return tuple(given[name] for name in names)

    def _fields(self) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in self.__match_args__])

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if self.__class__ is not other.__class__:
            return NotImplemented
        get = self._get
        return bool(get(self) == get(other))

    def __hash__(self) -> int:
        return hash(self._get(self))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
        return f"{type(self).__name__}({shown})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"cannot delete field {name!r}")

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), self._fields()


Put = Callable[[Any, object], None]


def _init_one(put: Put) -> Callable[..., None]:
    def __init__(self: Value, *args: object, **named: object) -> None:
        if named or len(args) != 1:
            args = self._completed(args, named)
        put(self, args[0])

    return __init__


def _init_two(put: Put, also: Put) -> Callable[..., None]:
    def __init__(self: Value, *args: object, **named: object) -> None:
        if named or len(args) != 2:
            args = self._completed(args, named)
        put(self, args[0])
        also(self, args[1])

    return __init__


_SHORT_INITS: dict[int, Callable[..., Callable[..., None]]] = {1: _init_one, 2: _init_two}


@dataclass_transform(frozen_default=True)
def node(cls: type[T]) -> type[T]:
    """The class with slots for its annotated fields and the methods of ``Value``."""
    names = tuple(cls.__annotations__)
    body = {
        key: value
        for key, value in cls.__dict__.items()
        if key not in names and key not in ("__dict__", "__weakref__")
    }
    body["_tail"] = tuple(cls.__dict__[name] for name in names if name in cls.__dict__)
    body["__slots__"] = body["__match_args__"] = names
    made: Any = type(cls.__name__, (Value,), body)
    made._puts = tuple(made.__dict__[name].__set__ for name in names)
    made._get = attrgetter(*names)
    if len(names) in _SHORT_INITS:
        made.__init__ = _SHORT_INITS[len(names)](*made._puts)
    return made  # type: ignore[no-any-return]
