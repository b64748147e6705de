"""What the tables of a pack file are made of: closed, immutable, and strict about their values."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, WithJsonSchema

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
"""A name that survives in file names, keys and command lines."""
Flag = Annotated[bool, Strict()]
Real = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Written = str | tuple[str, ...] | tuple[tuple[str, ...], ...]
"""Mathematics as typed: one text, a list of texts, or rows of them."""


class Frozen(BaseModel):
    """A table of a pack file: immutable, and nothing in it that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def _written(value: Any) -> Any:
    """Numbers as their spelling, lists as tuples; anything else is left for pydantic to refuse."""
    if isinstance(value, list | tuple):
        return tuple(_written(entry) for entry in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    return value


_ENTRY: dict[str, Any] = {"type": ["string", "number"]}
_LIST: dict[str, Any] = {"type": "array", "items": _ENTRY}
Answer = Annotated[
    Written,
    BeforeValidator(_written),
    WithJsonSchema({"anyOf": [_ENTRY, _LIST, {"type": "array", "items": _LIST}]}),
]
"""An answer as it would be typed, or a list of them, or a list of rows."""


def spelled(answer: Written, brackets: str = "[]") -> str:
    """An answer as one line of text: ``[a, b]``, ``{a, b}`` or ``[[a, b], [c, d]]``."""
    if isinstance(answer, str):
        return answer
    inner = ", ".join(spelled(entry) for entry in answer)
    return f"{brackets[0]}{inner}{brackets[1]}"
