"""The published JSON Schemas of a topic file and of ``pack.toml``, made from the models.

Editors that know TOML complete and check against them while an author types; ``quizapp check``
says what a schema cannot.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from typing import Annotated, Any, Union

from pydantic import BaseModel, Field, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from quizapp.content.kinds import every_kind
from quizapp.content.kinds.base import QuestionBase
from quizapp.content.manifest import Manifest
from quizapp.content.stems import Stem
from quizapp.content.tables import Frozen

_DIALECT = "http://json-schema.org/draft-07/schema#"
"""Draft 7 is what TOML tooling for editors understands."""


class _Draft7(GenerateJsonSchema):
    schema_dialect = _DIALECT


def question_schema() -> dict[str, Any]:
    """The schema of a topic file: a list of questions, each of one kind."""
    kinds = every_kind()
    union = Union[kinds]  # type: ignore[valid-type]  # noqa: UP007
    one: Any = Annotated[union, Field(discriminator="kind")]
    made = TypeAdapter(one).json_schema(
        by_alias=True, ref_template="#/definitions/{model}", schema_generator=_Draft7
    )
    definitions = made.pop("$defs")
    made.pop("discriminator", None)
    stem = Stem.model_json_schema(
        by_alias=True, ref_template="#/definitions/{model}", schema_generator=_Draft7
    )
    definitions |= stem.pop("$defs", {})
    stem.pop("$schema", None)
    definitions["Stem"] = stem
    return {
        "$schema": _DIALECT,
        "title": "quizapp topic file",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "stem": {"type": "array", "items": {"$ref": "#/definitions/Stem"}},
            "question": {"type": "array", "items": made},
        },
        "definitions": {name: _finished(name, table) for name, table in definitions.items()},
    }


def pack_schema() -> dict[str, Any]:
    """The schema of ``pack.toml``."""
    made = Manifest.model_json_schema(
        by_alias=True, ref_template="#/definitions/{model}", schema_generator=_Draft7
    )
    definitions = made.pop("$defs")
    top = _finished("Manifest", made)
    definitions = {name: _finished(name, table) for name, table in definitions.items()}
    return {"$schema": _DIALECT, **top, "title": "quizapp pack.toml", "definitions": definitions}


def _finished(name: str, table: dict[str, Any]) -> dict[str, Any]:
    """A definition with what its fields mean, and with ``kind`` asked for where there is one.

    The model has a default for ``kind``, yet in a file it is what tells the kinds apart.
    """
    model = {one.__name__: one for one in _models(Frozen)}[name]
    said = _field_docs(model)
    properties = {
        field: {**value, "description": said[field]} if field in said else value
        for field, value in table["properties"].items()
    }
    made = {**table, "properties": properties}
    if issubclass(model, QuestionBase):
        made["required"] = ["id", "kind", *(one for one in table["required"] if one != "id")]
    return made


def _models(base: type[BaseModel]) -> list[type[BaseModel]]:
    return [base, *(model for child in base.__subclasses__() for model in _models(child))]


def _field_docs(model: type[BaseModel]) -> dict[str, str]:
    """The docstring below each field, by its name in the file."""
    said: dict[str, str] = {}
    for owner in reversed(model.__mro__):
        if not issubclass(owner, Frozen):
            continue
        tree = ast.parse(textwrap.dedent(inspect.getsource(owner))).body[0]
        assert isinstance(tree, ast.ClassDef)
        for field, text in zip(tree.body, tree.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                match text:
                    case ast.Expr(ast.Constant(str() as words)):
                        name = field.target.id
                        alias = model.model_fields[name].alias
                        said[alias or name] = inspect.cleandoc(words).replace("``", "`")
    return said
