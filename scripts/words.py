"""Keeps the English words in step with the code: every Japanese text has one translation.

``python -m scripts.words``          compile the catalogue
``python -m scripts.words --check``  say what is missing, double or no longer used; exit 1
"""

from __future__ import annotations

import re
import string
import sys
from collections import Counter
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
PO = ROOT / "quizapp" / "locale" / "en" / "LC_MESSAGES" / "quizapp.po"
MO = PO.with_suffix(".mo")
TABLES = re.compile(r'"([^"\n]*[\u3040-\u30ff\u4e00-\u9fff][^"\n]*)"')


def catalogue() -> Catalog:
    """The English catalogue as written."""
    with PO.open("rb") as stream:
        return read_po(stream, locale="en")


def used() -> set[str]:
    """Every text handed to ``tr`` as a literal in the code."""
    found = extract_from_dir(ROOT / "quizapp", keywords={"tr": None}, strip_comment_tags=True)
    return {message for _, _, message, _, _ in found if isinstance(message, str)}


def mentioned() -> set[str]:
    """Every Japanese literal in the code: tables of words are translated where they are shown."""
    texts: set[str] = set()
    for path in (ROOT / "quizapp").rglob("*.py"):
        texts.update(TABLES.findall(path.read_text(encoding="utf-8")))
    return texts


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
    shown = wanted | mentioned()
    found += [
        f"not used: {text}" for text in entries if str(text) not in shown and "\n" not in str(text)
    ]
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
