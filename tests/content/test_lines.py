"""Where a value stands in a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.content.lines import Lines
from quizapp.content.problems import Loc

TEXT = """\
# a comment with [[question]] in it
title.ja = "一"   # on line 2
title.en = 'one'
"quoted key" = 1

[[question]]
id = "A"
prompt.ja = '''
[[question]]
id = "not here"
'''
names = [ "x",  # a comment ]
  { name = "w", range = [0, 1] },

]
[[question.option]]
text = { ja = "は", en = "yes" }
[[question.option]]
text.ja = \"\"\"a \\\"\"\" b\"\"\"
text.en = ""
[question.demo]
id = "D01"
[[question]]
id = "B"
when = 2026-08-01 10:00:00
"""


@pytest.mark.parametrize(
    ("loc", "line"),
    [
        ((), 1),
        (("title",), 2),
        (("title", "en"), 3),
        (("quoted key",), 4),
        (("question", 0), 6),
        (("question", 0, "prompt"), 8),
        (("question", 0, "names", 0), 12),
        (("question", 0, "names", 1), 13),
        (("question", 0, "names", 1, "range"), 13),
        (("question", 0, "option"), 16),
        (("question", 0, "option", 0, "text", "en"), 17),
        (("question", 0, "option", 1), 18),
        (("question", 0, "option", 1, "text", "en"), 20),
        (("question", 0, "demo", "id"), 22),
        (("question", 1, "id"), 24),  # counted past the header inside a text
        (("question", 1, "when"), 25),
        (("question", 1, "missing", "deeper"), 23),  # falls back to the table around it
        (("nowhere",), 1),
    ],
)
def test_line_of_a_value(loc: Loc, line: int) -> None:
    assert tomllib.loads(TEXT)
    assert Lines(TEXT).of(loc) == line
    assert Lines(TEXT.replace("\n", "\r\n")).of(loc) == line


def test_a_broken_text_is_followed_as_far_as_it_goes() -> None:
    lines = Lines("a = 1\n[[question]]\nid = '''never closed\nb = 2\n")
    assert lines.of(("question", 0)) == 2
    assert lines.last == 3


@given(st.text(alphabet="[]{}=.,'\"#\\\n ab1", max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    lines = Lines(text)
    assert 1 <= lines.of(("a", 0, "b")) <= text.count("\n") + 1
    assert 1 <= lines.last <= text.count("\n") + 1


def places(value: Any, loc: Loc = ()) -> list[Loc]:
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    found = [loc]
    for part, below in inner:
        found += places(below, (*loc, part))
    return found


def test_every_value_of_real_packs_is_found() -> None:
    root = Path(__file__).parents[2] / "content"
    for path in root.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        lines = Lines(text)
        known = lines._found
        for loc in places(tomllib.loads(text)):
            assert loc in known, f"{path}: {loc}"
