"""Keeps the English words in step with the code: every Japanese text has one translation.

``python -m scripts.words``          compile the catalogue
``python -m scripts.words --check``  say what is missing, double or no longer used; exit 1
"""

from __future__ import annotations

import ast
import re
import string
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
PO = ROOT / "quizapp" / "locale" / "en" / "LC_MESSAGES" / "quizapp.po"
MO = PO.with_suffix(".mo")
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
"""The date in the compiled catalogue's head: the same for the same words, whenever built."""
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
ONE_LANGUAGE = ("quizapp/tui/spans.py", "quizapp/tui/themes.py", "quizapp/tui/warm.py")
"""Files that write each language by itself: dates, spans of time, names of themes."""
NAMES = {"日本語", "日本語 / English", "日", "・"}
"""Words that are the same in every language."""


def catalogue() -> Catalog:
    """The English catalogue as written."""
    with PO.open("rb") as stream:
        read = read_po(stream, locale="en")
    # Left alone it is the present minute, and no two builds are the same.
    read.creation_date = read.revision_date = WRITTEN
    return read


def used() -> set[str]:
    """Every text handed to ``tr`` as a literal in the code."""
    return {
        node.args[0].value
        for path in sorted((ROOT / "quizapp").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "tr"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def mentioned(*folders: str) -> set[str]:
    """Every Japanese literal below ``folders`` that is no docstring: tables of words, mostly."""
    texts: set[str] = set()
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path.relative_to(ROOT).as_posix() not in ONE_LANGUAGE:
                texts |= literals(path)
    return texts


def literals(path: Path) -> set[str]:
    """The Japanese string constants of one file, docstrings and parts of f-strings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            passed.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            passed.update(id(part) for part in ast.walk(node) if not isinstance(part, ast.Call))
            passed.difference_update(
                id(inner)
                for call in ast.walk(node)
                if isinstance(call, ast.Call)
                for inner in ast.walk(call)
            )
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in passed
        and JAPANESE.search(node.value)
        and node.value not in ("\u3040", "\u30ff")  # ends of a range, not words
    }


def fields_of(text: str) -> set[str]:
    """Names of the ``{fields}`` in ``text``."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def problems() -> list[str]:
    """What is wrong with the catalogue, one line each."""
    found = []
    entries = {message.id: message.string for message in catalogue() if message.id}
    keys = re.findall(r'^msgid "(.+)"$', PO.read_text(encoding="utf-8"), re.MULTILINE)
    found += [f"twice: {key}" for key, count in Counter(keys).items() if count > 1]
    wanted = used()
    found += [f"no English: {text}" for text in sorted(wanted) if not entries.get(text)]
    shown = wanted | mentioned("quizapp")
    # The name of the other language is a text without Japanese: tables may hold it anywhere.
    japanese = [text for text in entries if JAPANESE.search(str(text))]
    found += [f"not used: {text}" for text in japanese if text not in shown]
    tables = mentioned("quizapp/cli", "quizapp/tui") - wanted - NAMES
    found += [f"no English: {text}" for text in sorted(tables) if not entries.get(text)]
    for text, english in entries.items():
        if fields_of(str(text)) != fields_of(str(english)):
            found.append(f"fields differ: {text} / {english}")
    return found


def compile_catalogue() -> bytes:
    """The compiled catalogue."""
    import io

    stream = io.BytesIO()
    write_mo(stream, catalogue())
    return stream.getvalue()


def main() -> int:
    """Check or compile, as asked."""
    if "--check" in sys.argv[1:]:
        found = problems()
        if not MO.exists() or MO.read_bytes() != compile_catalogue():
            found.append(f"{MO.name} is out of step; run: python -m scripts.words")
        for line in found:
            sys.stdout.write(line + "\n")
        return 1 if found else 0
    MO.write_bytes(compile_catalogue())
    return 0


if __name__ == "__main__":
    sys.exit(main())
