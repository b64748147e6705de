"""Golden tables: what each rule lets pass and what it does not, by the files in ``golden``.

A row is a response, an answer and a verdict: "right", "wrong", "undecided", "close" (the right
value, not the form or figures asked for), "missing" (right but for the constant of integration),
or "not right", where only that matters and a part of the score may be given.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from quizapp.checking import ANY_NAMES, Names, Rule, Symbol, judge
from quizapp.records import Grade

GOLDEN = Path(__file__).parent / "golden"
TABLES = [
    pytest.param(table, id=f"{file.stem}: {table['title']}")
    for file in sorted(GOLDEN.glob("*.toml"))
    for table in tomllib.loads(file.read_text("utf-8"))["table"]
]


def _names(spelled: str) -> Names:
    if spelled == "any":
        return ANY_NAMES
    domain, _, words = spelled.partition(": ")
    return Names(tuple(Symbol(word, domain) for word in words.split()))  # type: ignore[arg-type]


def _verdict(grade: Grade) -> str:
    if grade.note == "miss.constant":
        return "missing"
    return "close" if grade.note.startswith("close.") else grade.outcome


@pytest.mark.parametrize("table", TABLES)
def test_table(table: dict[str, Any]) -> None:
    rule, names = Rule(**table.get("rule", {})), _names(table["names"])
    off = []
    for response, answer, wanted in table["rows"]:
        grade = judge(response, answer, rule, names)
        got = _verdict(grade)
        if (got == "right") if wanted == "not right" else (got != wanted):
            off.append((response, answer, wanted, grade.outcome, grade.note))
    assert not off


def test_tables_hold_both_verdicts() -> None:
    """A rule that accepted everything, or nothing, would fail in every file."""
    for file in GOLDEN.glob("*.toml"):
        rows = [row for t in tomllib.loads(file.read_text("utf-8"))["table"] for row in t["rows"]]
        verdicts = [row[2] for row in rows]
        assert min(verdicts.count("right"), len(rows) - verdicts.count("right")) > 20, file.name
