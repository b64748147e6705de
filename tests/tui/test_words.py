"""Every Japanese text of the screens has its English, so that no screen is half translated."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "quizapp"
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "quizapp.po"
CALLS = {"tr": 0, "Command": 3, "Row": 1}
"""Calls whose argument at that place is a text to be translated."""


def texts() -> Iterator[tuple[str, str]]:
    """Every translated text of the screens with the file it stands in."""
    for path in sorted((ROOT / "tui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            if name == "State":
                found = [one for one in ast.walk(node) if isinstance(one, ast.Constant)]
            elif name in CALLS and len(node.args) > CALLS[name]:
                found = [one for one in [node.args[CALLS[name]]] if isinstance(one, ast.Constant)]
            else:
                continue
            for one in found:
                if isinstance(one.value, str) and not one.value.isascii():
                    yield one.value, path.name


def test_every_text_has_its_english() -> None:
    catalogue = CATALOGUE.read_text(encoding="utf-8")
    entries = re.findall(r'^msgid "(.*)"\nmsgstr "(.*)"$', catalogue, re.MULTILINE)
    known = {key.replace('\\"', '"') for key, english in entries if english}
    missing = {text: file for text, file in texts() if text not in known}
    assert not missing
    assert len({key for key, _ in entries}) == len(entries), "a text is there twice"


def test_fields_are_the_same_in_both_languages() -> None:
    catalogue = CATALOGUE.read_text(encoding="utf-8")
    for key, english in re.findall(r'^msgid "(.*)"\nmsgstr "(.*)"$', catalogue, re.MULTILINE):
        if english:
            fields = re.compile(r"\{(\w+)")
            assert sorted(fields.findall(key)) == sorted(fields.findall(english)), key
