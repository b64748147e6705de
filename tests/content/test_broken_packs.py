"""Every problem of a pack is told at once, with its line; the sound questions stay."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from quizapp.content.pack import read_pack
from quizapp.content.problems import Problem

PACKS = Path(__file__).parent / "packs"
MARK = re.compile(r"# ([!?]) ([\w.]+)")


def marked(path: Path) -> Counter[tuple[int, str]]:
    """The problems a file expects: ``# ! code`` or ``# ? code`` at the end of their lines."""
    return Counter(
        (number, found[1])
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for found in MARK.findall(line)
    )


def told(problems: list[Problem], path: Path) -> Counter[tuple[int, str]]:
    return Counter((one.line, one.code) for one in problems if one.file == str(path))


@pytest.mark.parametrize("name", ["shape.toml", "mathematics.toml"])
def test_every_slip_is_told_on_its_line(name: str) -> None:
    path = PACKS / "broken" / name
    assert told(read_pack(PACKS / "broken").problems, path) == marked(path)


def test_the_sound_questions_of_a_broken_pack_stay() -> None:
    pack = read_pack(PACKS / "broken")
    assert [placed.question.id for placed in pack.questions] == ["B-08", "M-09"]


def test_a_sound_pack_has_no_problems() -> None:
    pack = read_pack(PACKS / "sound")
    assert [str(problem) for problem in pack.problems] == []
    assert pack.broken == 0


def test_slips_of_syntax_cost_only_their_own_question() -> None:
    pack = read_pack(PACKS / "syntax")
    assert [placed.question.id for placed in pack.questions] == ["S-02", "S-05"]
    assert [(one.line, one.id, one.code) for one in pack.problems] == [
        (7, "S-01", "text.control"),  # "\frac" begins with a form feed, TOML thinks
        (30, "S-03", "file.syntax"),  # where the text opens that never closes
        (38, "S-04", "file.syntax"),  # a name given twice
    ]
    assert pack.broken == 3


def test_a_problem_reads_as_one_line() -> None:
    problem = next(one for one in read_pack(PACKS / "broken").problems if one.id == "b-02")
    path = PACKS / "broken" / "shape.toml"
    assert problem.line_in("en") == (
        f"{path}:34: b-02: kind: there is no kind choise → did you mean choice?"
    )
    assert str(problem).startswith(f"{path}:34: b-02: kind: choise という種類はありません")


def pack_with(folder: Path, raw: bytes, name: str = "cards.toml") -> Path:
    folder.mkdir(exist_ok=True)
    manifest = (PACKS / "syntax" / "pack.toml").read_bytes()
    (folder / "pack.toml").write_bytes(manifest)
    (folder / name).write_bytes(raw)
    return folder


CARD = """
[[question]]
id = "C-01"
kind = "recall"
topic = "slopes"
title.ja = "表"
title.en = "Front"
prompt.ja = "表"
prompt.en = "front"
back.ja = '''裏
二行目'''
back.en = "back"
source = "…"
"""


@pytest.mark.parametrize(
    "raw",
    [
        CARD.encode(),
        b"\xef\xbb\xbf" + CARD.encode(),  # a byte-order mark, as Windows editors write it
        CARD.replace("\n", "\r\n").encode(),
    ],
    ids=["plain", "bom", "crlf"],
)
def test_line_ends_and_byte_order_marks_do_not_matter(tmp_path: Path, raw: bytes) -> None:
    pack = read_pack(pack_with(tmp_path / "p", raw))
    assert pack.problems == []
    assert pack.questions[0].question.answer_text("ja") == "裏\n二行目"


@pytest.mark.parametrize(
    ("encoding", "line", "guess"),
    [("cp932", 6, "Shift_JIS"), ("utf-16", 1, "UTF-16"), ("euc_jp", 11, "EUC-JP")],
)
def test_another_encoding_is_named(tmp_path: Path, encoding: str, line: int, guess: str) -> None:
    raw = CARD.replace("二行目", "これはカードの裏").encode(encoding)
    problems = read_pack(pack_with(tmp_path / "p", raw)).problems
    assert [(one.line, one.code) for one in problems] == [(line, "file.encoding")]
    assert guess in problems[0].message.en


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    folder = pack_with(tmp_path / "p", CARD.encode())
    (folder / "gone.toml").symlink_to(folder / "nowhere")
    assert [one.code for one in read_pack(folder).problems] == ["file.unreadable"]


@pytest.mark.parametrize(
    ("change", "line", "code"),
    [
        (("licence", "license"), 4, "field.unknown"),
        (('id = "syntax"', 'id = "a/b"'), 1, "field.value"),
        (('title.en = "Slips of syntax"', ""), 2, "text.language"),
        (('area = "basics"', 'area = "basic"'), 15, "area.unknown"),
        (('file = "cards.toml"', 'file = "card.toml"'), 16, "file.missing"),
        (('id = "syntax"', 'id = "syntax'), 1, "file.syntax"),
        (
            ("[[area]]", '[[area]]\nid="slopes"\ntitle={ja="a",en="b"}\n[[area]]\nweight=-1'),
            10,
            "field.value",
        ),
    ],
)
def test_slips_of_a_manifest(tmp_path: Path, change: tuple[str, str], line: int, code: str) -> None:
    folder = pack_with(tmp_path / "p", CARD.encode())
    manifest = folder / "pack.toml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    assert (line, code) in told(read_pack(folder).problems, manifest)


def test_deep_nesting_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    raw = CARD + "aliases = " + "[" * 5000 + "]" * 5000
    problems = read_pack(pack_with(tmp_path / "p", raw.encode())).problems
    assert [(one.id, one.code) for one in problems] == [("C-01", "file.syntax")]
