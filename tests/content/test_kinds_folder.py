"""The folder of kinds, its published schema, and its page of examples are in step."""

from __future__ import annotations

import json
import pkgutil
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from quizapp.content import kinds
from quizapp.content.kinds import KINDS, every_kind, kind_of
from quizapp.content.kinds.base import QuestionBase
from quizapp.content.schema import pack_schema, question_schema

ROOT = Path(__file__).parents[2]
SOUND = ROOT / "tests" / "content" / "packs" / "sound"


def test_every_module_of_the_folder_is_listed() -> None:
    found = {info.name for info in pkgutil.iter_modules(kinds.__path__)} - {"base"}
    assert found == set(KINDS)
    assert {model.__module__.rpartition(".")[2] for model in every_kind()} == found
    assert [model.model_fields["kind"].default for model in every_kind()] == list(KINDS)
    assert kind_of("essay") is None


@pytest.mark.parametrize("model", every_kind(), ids=KINDS)
def test_every_kind_keeps_the_contract(model: type[QuestionBase]) -> None:
    for name in ("input", "grade", "answer_text", "right_responses"):
        assert getattr(model, name) is not getattr(QuestionBase, name), name
    assert model.__doc__


@pytest.mark.parametrize(
    ("name", "schema"),
    [("question.schema.json", question_schema), ("pack.schema.json", pack_schema)],
)
def test_the_published_schema_is_in_step(name: str, schema: Any) -> None:
    published = ROOT / "docs" / "schema" / name
    option = " --pack" if name.startswith("pack") else ""
    assert json.loads(published.read_text(encoding="utf-8")) == schema(), (
        f"quizapp schema{option} > docs/schema/{name}"
    )


def fits(value: Any, schema: dict[str, Any], top: dict[str, Any]) -> bool:
    """Whether ``value`` satisfies the part of JSON Schema our schemas use."""
    if "$ref" in schema:
        return fits(value, top["definitions"][schema["$ref"].rpartition("/")[2]], top)
    if "anyOf" in schema:
        return any(fits(value, one, top) for one in schema["anyOf"])
    if "oneOf" in schema:
        return sum(fits(value, one, top) for one in schema["oneOf"]) == 1
    if "const" in schema:
        return bool(value == schema["const"])
    if "enum" in schema:
        return value in schema["enum"]
    wanted = schema.get("type", [])
    types = [wanted] if isinstance(wanted, str) else wanted
    if types and not any(_is(value, one) for one in types):
        return False
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        others = schema.get("additionalProperties", True)
        return all(name in value for name in schema.get("required", [])) and all(
            fits(inner, properties[name], top)
            if name in properties
            else (fits(inner, others, top) if isinstance(others, dict) else others)
            for name, inner in value.items()
        )
    if isinstance(value, list):
        long = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**9)
        items = schema.get("items", {})
        # A fixed pair is described entry by entry.
        inner = items if isinstance(items, list) else [items] * len(value)
        return long and all(fits(one, part, top) for one, part in zip(value, inner, strict=False))
    if isinstance(value, str) and "pattern" in schema:
        return re.search(schema["pattern"], value) is not None
    return True


def _is(value: Any, name: str) -> bool:
    if name in ("integer", "number"):
        kinds_of = int if name == "integer" else (int, float)
        return isinstance(value, kinds_of) and not isinstance(value, bool)
    return isinstance(
        value,
        {"string": str, "boolean": bool, "array": list, "object": dict, "null": type(None)}[name],
    )


@pytest.mark.parametrize(
    "folder", [SOUND, *sorted((ROOT / "content").glob("*/"))], ids=lambda p: p.name
)
def test_real_packs_fit_the_schema(folder: Path) -> None:
    questions, manifest = question_schema(), pack_schema()
    for path in folder.glob("*.toml"):
        schema = manifest if path.name == "pack.toml" else questions
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for question in table.get("question", []):
            assert fits(question, schema["properties"]["question"]["items"], schema), (
                path.name,
                question["id"],
            )
        assert fits(table, schema, schema), path


def test_a_slip_does_not_fit_the_schema() -> None:
    schema = question_schema()
    table = tomllib.loads((SOUND / "words.toml").read_text(encoding="utf-8"))
    table["question"][0]["promt"] = {"ja": "…", "en": "…"}
    assert not fits(table, schema, schema)


def test_the_examples_of_the_page_are_those_that_are_tested() -> None:
    page = (ROOT / "docs" / "content.md").read_text(encoding="utf-8")
    tested = {
        line.strip()
        for path in SOUND.glob("*.toml")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    examples = [
        block
        for block in re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
        if "[[question]]" in block
    ]
    assert len(examples) == 8
    for block in examples:
        for line in block.splitlines():
            bare = re.sub(r"\s+# .*$", "", line).strip()
            if bare and not bare.startswith("#"):
                assert bare in tested, line
