"""``quizapp grade``: judge one response, or as many as a pipe brings."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any, TextIO

import click

from quizapp.cli.packs import both, say_json, the_library
from quizapp.content.library import Library
from quizapp.errors import QuizappError, UsageError
from quizapp.records import Grade
from quizapp.words import language, tr


@click.command(
    "grade",
    help=tr("答えを採点する。例: quizapp grade VG-01 '2(x+y)' --json"),
    # A response may begin with a minus sign.
    context_settings={"ignore_unknown_options": True},
)
@click.argument("question", required=False)
@click.argument("response", required=False, type=click.UNPROCESSED)
@click.option("--seed", type=int, default=0, help=tr("出題の種"))
@click.option("--json", "as_json", is_flag=True, help=tr("JSON で出す"))
@click.option(
    "--batch",
    is_flag=True,
    help=tr('標準入力の JSON 行 {"question", "response"} を採点し、JSON 行で出す'),
)
def command(
    question: str | None, response: str | None, seed: int, as_json: bool, batch: bool
) -> int:
    """What checking decides; 1 at the end of a batch in which some line could not be used."""
    if batch:
        if question is not None:
            raise UsageError(tr("--batch では、問題と答えを標準入力から読みます"))
        return grade_lines(the_library(), sys.stdin, sys.stdout, seed)
    if question is None or response is None:
        raise UsageError(
            tr("問題の番号と答えを書いてください"), mend="quizapp grade VG-01 '2*(x+y)'"
        )
    library = the_library()
    row = library.find(question)
    grade = library.question(row.item, seed).grade(response, seed=seed)
    if as_json:
        say_json({"question": row.item, **grade_json(grade)})
    else:
        say_grade(grade)
    return 0


def grade_json(grade: Grade) -> dict[str, Any]:
    """A grade as JSON has it; empty parts are left out, the promised ones never."""
    shown: dict[str, Any] = {
        "outcome": grade.outcome,
        "score": round(grade.score, 6),
        "note": grade.note,
        "read_as": grade.read_as,
        "evidence": grade.evidence,
        "feedback": both(grade.feedback),
    }
    if grade.position is not None:
        shown |= {"position": grade.position, "end": grade.end}
    if grade.hint:
        shown["hint"] = both(grade.hint)
    if grade.witness is not None:
        shown["witness"] = {
            "at": dict(grade.witness.at),
            "yours": grade.witness.yours,
            "correct": grade.witness.correct,
        }
    if grade.table:
        shown["table"] = [list(row) for row in grade.table]
    if grade.parts:
        shown["parts"] = [grade_json(part) for part in grade.parts]
    return shown


def say_grade(grade: Grade) -> None:
    """The verdict, how the response was read, and why, in the language in use."""
    from quizapp.typeset.prose import plain

    words = {
        "right": tr("正解"),
        "wrong": tr("不正解"),
        "unreadable": tr("読めません"),
        "undecided": tr("判定できません"),
    }
    click.echo(words[grade.outcome])
    if grade.read_as:
        click.echo(f"{tr('読み取り')}  {grade.read_as}")
    for text in (grade.feedback, grade.hint):
        if text:
            click.echo(plain(text.get(language())))
    if grade.table:
        from quizapp.cli.codes import table_lines

        click.echo("\n".join(table_lines(grade)))
    if grade.witness is not None:
        point = ", ".join(f"{name} = {value}" for name, value in grade.witness.at)
        click.echo(
            tr(
                "{point} のとき  あなたの式 {yours}  正しい値 {correct}",
                point=point,
                yours=grade.witness.yours,
                correct=grade.witness.correct,
            )
        )


def grade_lines(library: Library, source: Iterable[str], sink: TextIO, seed: int = 0) -> int:
    """Grade each line of ``source``; one line out for one line in. 1 when any was unusable.

    A line that is no ``{"question", "response"}``, or names a question that is not there, gives
    an object with ``error`` in its place and the rest goes on.
    """
    bad = 0
    found: dict[str, str] = {}
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        try:
            answer = _grade_line(library, line, found, seed)
        except QuizappError as error:
            bad += 1
            answer = {"line": number, "error": error.what}
        sink.write(json.dumps({"version": 1, **answer}, ensure_ascii=False) + "\n")
    sink.flush()
    return 1 if bad else 0


def _grade_line(
    library: Library, line: str, found: dict[str, str], usual_seed: int
) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(tr("JSON として読めません: {error}", error=error)) from error
    name = asked.get("question") if isinstance(asked, dict) else None
    response = asked.get("response") if isinstance(asked, dict) else None
    seed = asked.get("seed", usual_seed) if isinstance(asked, dict) else 0
    if not isinstance(name, str) or not isinstance(response, str) or type(seed) is not int:
        raise UsageError(tr('{"question": "…", "response": "…"} の形で書いてください'))
    if name not in found:
        found[name] = library.find(name).item
    question = library.question(found[name], seed)
    kept = {key: asked[key] for key in ("id",) if key in asked}
    return {**kept, "question": found[name], **grade_json(question.grade(response, seed=seed))}
