"""What every sketch is: declared parameters, and a figure made of them and of nothing else.

A sketch shows what is *given*. It never computes what a question asks for: an output, a path or a
gradient is drawn only where the author wrote it, and a place left open is drawn as an empty box.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, WithJsonSchema
from pydantic_core import PydanticCustomError

from quizapp.demos.figure import Figure
from quizapp.records import Localized

OPEN = ("", "?")
"""Entries that stand for a number still to be found."""


class Sketch(BaseModel):
    """The parameters of one kind of sketch; ``figure`` draws them."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: ClassVar[str]
    title: ClassVar[Localized]

    def figure(self) -> Figure:
        """The figure, the same for the same parameters; never raises."""
        raise NotImplementedError


class Table(BaseModel):
    """A table inside the parameters, closed like the parameters themselves."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def slip(field: str, ja: str, en: str) -> PydanticCustomError:
    """An error about two parameters that do not go together, told at ``field``."""
    return PydanticCustomError("sketch", "{en}", {"field": field, "ja": ja, "en": en})


def _words(value: Any) -> Any:
    if isinstance(value, str):
        return Localized(value, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Localized(shown(value), shown(value))
    named = isinstance(value, Mapping) and value and set(value) <= {"ja", "en"}
    if named and all(isinstance(one, str) for one in value.values()):
        return Localized(value.get("ja", ""), value.get("en", ""))
    if isinstance(value, Localized):
        return value
    raise PydanticCustomError(
        "sketch",
        "{en}",
        {
            "field": "",
            "ja": "文字列か { ja = …, en = … } を書いてください",
            "en": "a text or { ja = …, en = … } is wanted",
        },
    )


_BOTH = {"type": "object", "properties": {"ja": {"type": "string"}, "en": {"type": "string"}}}
Label = Annotated[
    Any, BeforeValidator(_words), WithJsonSchema({"anyOf": [{"type": ["string", "number"]}, _BOTH]})
]
"""Words: one text for both languages, or ``{ ja = …, en = … }``; a ``Localized`` once read.

A number stands for itself, so that a drawn number or one of a demo can be a word of a figure.
"""


def _entry(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise PydanticCustomError(
            "sketch",
            "{en}",
            {
                "field": "",
                "ja": "数か短い文字列を書いてください",
                "en": "a number or a short text is wanted",
            },
        )
    text = shown(value)
    if len(text) > 10 or text in ("inf", "nan", "-inf"):
        raise PydanticCustomError(
            "sketch", "{en}", {"field": "", "ja": "10 字までです", "en": "up to 10 characters"}
        )
    return value


Entry = Annotated[Any, BeforeValidator(_entry), WithJsonSchema({"type": ["string", "number"]})]
"""A number or a short text; ``""`` and ``"?"`` are places to be found."""
Real = Annotated[float, Strict(), Field(ge=-1e6, le=1e6, allow_inf_nan=False)]
Whole = Annotated[int, Strict()]
Name = Annotated[str, Field(max_length=8)]


def shown(value: Any) -> str:
    """An entry as text: whole numbers without a point, others to six figures."""
    if isinstance(value, str):
        return value.strip()
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def is_open(value: Any) -> bool:
    """Whether the entry is a place to be found."""
    return isinstance(value, str) and value.strip() in OPEN


def said(value: Any, language: str) -> str:
    """An entry read out; an open one is called blank."""
    if is_open(value):
        return "blank" if language == "en" else "空欄"
    return shown(value)


def both(ja: str, en: str) -> Localized:
    """Words in both languages."""
    return Localized(ja, en)
