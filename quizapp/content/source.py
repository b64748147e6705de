"""One TOML file of a pack, read as far as it can be, with a line for everything in it.

A file with a slip in it still gives its other questions: it is cut at its ``[[question]]`` headers
and each piece read alone, so that every slip is reported at once and only its own question is lost.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli

from quizapp.content.lines import Lines
from quizapp.content.problems import Flaw, Loc, Problem, did_you_mean, field_name
from quizapp.records import Localized

_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*question[ \t]*\]\][ \t]*(?:#.*)?\r?$", re.MULTILINE)
_ID = re.compile(r"""^[ \t]*id[ \t]*=[ \t]*["']([^"'\n]*)["']""", re.MULTILINE)
_HIRAGANA = re.compile(r"[ぁ-ん]")
_AT_LINE = re.compile(r"\s*\(at line (\d+), column (\d+)\)$")
_AT_END = re.compile(r"\s*\(at end of document\)$")


class Piece:
    """A stretch of a file that was read as TOML by itself."""

    def __init__(self, file: str, text: str, before: int = 0) -> None:
        self.file = file
        self.text = text
        self.before = before
        """Lines of the file that stand before this piece."""
        self._lines: Lines | None = None

    @property
    def lines(self) -> Lines:
        """Where everything stands; found out only when somebody asks."""
        if self._lines is None:
            self._lines = Lines(self.text)
        return self._lines

    def problem(self, loc: Loc, id: str, flaw: Flaw) -> Problem:
        """``flaw``, which lies in the table at ``loc``, with its line."""
        line = self.before + self.lines.of((*loc, *flaw.loc))
        return Problem(
            self.file, line, id, field_name(flaw.loc), flaw.code, flaw.message, flaw.mend
        )


@dataclass(frozen=True, slots=True)
class Raw:
    """One question as its file has it, not looked at yet."""

    data: dict[str, Any]
    piece: Piece
    loc: Loc

    def with_data(self, **more: Any) -> Raw:
        """The same place with more in its table."""
        return Raw({**self.data, **more}, self.piece, self.loc)

    @property
    def id(self) -> str:
        """The id it claims, or ""."""
        found = self.data.get("id")
        return found if isinstance(found, str) else ""

    def problem(self, flaw: Flaw) -> Problem:
        """``flaw`` with its file and line."""
        return self.piece.problem(self.loc, self.id, flaw)


@dataclass(slots=True)
class Source:
    """What one file gave: questions, and what could not be read."""

    questions: list[Raw] = field(default_factory=list)
    stems: list[Raw] = field(default_factory=list)
    """What questions of one set share."""
    problems: list[Problem] = field(default_factory=list)


def read_text(path: Path) -> str | Problem:
    """The text of a file, whatever its line ends, with or without a byte-order mark."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        return Problem(
            str(path),
            0,
            "",
            "",
            "file.unreadable",
            Localized(f"ファイルを開けません（{reason}）", f"the file cannot be opened ({reason})"),
        )
    try:
        return raw.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        guess = _encoding_of(raw)
        return Problem(
            str(path),
            line,
            "",
            "",
            "file.encoding",
            Localized(
                "UTF-8 ではありません" + (f"（{guess} のようです）" if guess else ""),
                "the file is not UTF-8" + (f" (it looks like {guess})" if guess else ""),
            ),
            Localized("UTF-8 で保存し直してください", "save it again as UTF-8"),
        )


def read_questions(path: Path) -> Source:
    """The questions of one topic file, and every place where it is not TOML."""
    text = read_text(path)
    if isinstance(text, Problem):
        return Source(problems=[text])
    file = str(path)
    piece = Piece(file, text)
    table = _load(piece)
    if isinstance(table, dict):
        return _sort(table, piece)
    found = Source()
    for part in _cut(piece):
        read = _load(part)
        if isinstance(read, Problem):
            found.problems.append(read)
        else:
            sorted_part = _sort(read, part)
            found.questions += sorted_part.questions
            found.stems += sorted_part.stems
            found.problems += sorted_part.problems
    if not found.problems:
        # Each piece is sound, yet the whole is not (a table opened twice, say).
        found.problems.append(table)
    return found


def read_manifest(path: Path) -> tuple[dict[str, Any], Piece] | Problem:
    """The table of a ``pack.toml`` with its lines, or why there is none."""
    text = read_text(path)
    if isinstance(text, Problem):
        return text
    piece = Piece(str(path), text)
    table = _load(piece)
    return table if isinstance(table, Problem) else (table, piece)


def _load(piece: Piece) -> dict[str, Any] | Problem:
    try:
        return tomli.loads(piece.text)
    except tomli.TOMLDecodeError as error:
        said = str(error)
        at_line = _AT_LINE.search(said)
        # "At end of document" names the last line, but the slip is where the last value opened.
        line = int(at_line.group(1)) if at_line else piece.lines.last
        said = _AT_END.sub("", _AT_LINE.sub("", said))
    except RecursionError:
        line, said = piece.lines.last, "nested too deeply"
    named = (
        _ID.search(piece.text) if piece.before or piece.text.count("[[question]]") == 1 else None
    )
    return Problem(
        piece.file,
        piece.before + line,
        named.group(1) if named else "",
        "",
        "file.syntax",
        Localized(f"TOML として読めません: {said}", f"not TOML: {said}"),
        _syntax_mend(said),
    )


def _syntax_mend(said: str) -> Localized:
    if "escape" in said or "Unescaped" in said:
        return Localized(
            "LaTeX の \\ を含む文は '…' か '''…''' で囲んでください",
            "put text with LaTeX backslashes between '…' or '''…'''",
        )
    if "overwrite" in said.lower():
        return Localized("同じ名前が 2 回あります", "the same name is given twice")
    return Localized()


def _cut(piece: Piece) -> Iterator[Piece]:
    """The file in pieces: what stands before the first question, then question by question."""
    starts = [found.start() for found in _HEADER.finditer(piece.text)]
    for start, end in zip([0, *starts], [*starts, len(piece.text)], strict=True):
        if piece.text[start:end].strip():
            yield Piece(piece.file, piece.text[start:end], piece.text.count("\n", 0, start))


def _sort(table: dict[str, Any], piece: Piece) -> Source:
    """The questions in ``table``, with a problem for everything else in it."""
    found = Source()
    for name, value in table.items():
        if name not in ("question", "stem"):
            flaw = Flaw(
                (name,),
                "file.unknown",
                Localized(f"{name} はここには書けません", f"{name} has no place here"),
                did_you_mean(name, ["question", "stem"]),
            )
            found.problems.append(piece.problem((), "", flaw))
        elif not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            flaw = Flaw(
                (name,),
                "file.table",
                Localized("問題は表の並びとして書きます", "questions are an array of tables"),
                Localized(f"[[{name}]] と書いてください", f"write [[{name}]]"),
            )
            found.problems.append(piece.problem((), "", flaw))
        else:
            raws = [Raw(one, piece, (name, place)) for place, one in enumerate(value)]
            if name == "question":
                found.questions = raws
            else:
                found.stems = raws
    return found


def _encoding_of(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    found: dict[str, int] = {}
    for name, said in (("cp932", "Shift_JIS"), ("euc_jp", "EUC-JP")):
        try:
            # Many texts decode as either; the right one is full of hiragana.
            found[said] = len(_HIRAGANA.findall(raw.decode(name)))
        except UnicodeDecodeError:
            continue
    return max(found, key=lambda said: found[said], default="")
