"""Texts in two languages as TOML tables: ``prompt.ja = …`` and ``prompt.en = …``.

The words everybody uses (:class:`quizapp.records.Localized`) know nothing of pydantic; here is how
a model field takes them in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from quizapp.records import Localized

LANGUAGES = ("ja", "en")
_BLANK = " \t\n　"
"""What is cut off at both ends; not the form feed that TOML makes of an unguarded ``\\frac``."""


@dataclass(frozen=True, slots=True)
class LocalizedList:
    """One list of texts in both languages, entry by entry the same things."""

    ja: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def get(self, language: str) -> tuple[str, ...]:
        """The texts in ``language`` ("ja" or "en"), or in the other when they are missing."""
        if language == "en":
            return self.en or self.ja
        return self.ja or self.en

    def __bool__(self) -> bool:
        return bool(self.ja or self.en)

    def __len__(self) -> int:
        return max(len(self.ja), len(self.en))


def _text(table: dict[str, str]) -> Localized:
    return Localized(table.get("ja", "").strip(_BLANK), table.get("en", "").strip(_BLANK))


def _texts(table: dict[str, list[str]]) -> LocalizedList:
    return LocalizedList(
        tuple(entry.strip(_BLANK) for entry in table.get("ja", ())),
        tuple(entry.strip(_BLANK) for entry in table.get("en", ())),
    )


class _Table:
    """How pydantic reads a ``{ja, en}`` table into a value, and describes it in a JSON Schema.

    A missing language is no error here: which languages a pack owes is for the pack to say.
    """

    def __init__(
        self, value: type, entry: CoreSchema, make: Callable[[Any], Any], title: str
    ) -> None:
        self._value = value
        self._make = make
        self._title = title
        field = core_schema.typed_dict_field(entry, required=False)
        self._table = core_schema.typed_dict_schema(
            {"ja": field, "en": field}, extra_behavior="forbid"
        )

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """The core schema: the table, made into the value; a ready value passes as it is."""
        return core_schema.no_info_wrap_validator_function(
            self._read,
            self._table,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: {
                    name: getattr(value, name) for name in LANGUAGES if getattr(value, name)
                }
            ),
        )

    def _read(self, raw: Any, table: Callable[[Any], Any]) -> Any:
        return raw if isinstance(raw, self._value) else self._make(table(raw))

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The JSON Schema of the table, with both languages asked for."""
        described = handler(self._table)
        described.update(title=self._title, required=list(LANGUAGES))
        return described


Text = Annotated[
    Localized,
    _Table(Localized, core_schema.str_schema(strict=True), _text, "Text in both languages"),
]
"""A field read from ``name.ja`` and ``name.en``; blank ends are cut off."""

TextList = Annotated[
    LocalizedList,
    _Table(
        LocalizedList,
        core_schema.list_schema(core_schema.str_schema(strict=True)),
        _texts,
        "Texts in both languages, as many in each",
    ),
]
"""A field read from ``name.ja = [..]`` and ``name.en = [..]``."""
