"""Feedback as rows: what happened, then why, then the point that shows it, then the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from quizapp.practice.view import View
from quizapp.records import Grade
from quizapp.tui.cells import heading, width_of
from quizapp.tui.ink import Ink, Line
from quizapp.tui.inputs.listed import CHOICE_KINDS, LISTED_KINDS, right_numbers
from quizapp.tui.prose import prose_lines, text_row
from quizapp.tui.widgets.case import case_rows
from quizapp.typeset.prose import plain
from quizapp.words import language, tr

NO_VALUE = "—"
"""What a witness has where a formula has no value."""


@dataclass(frozen=True, slots=True)
class Head:
    """The verdict itself: its mark, word, and the role that colours it."""

    mark: str
    word: str
    role: str

    @property
    def tone(self) -> str:
        """Which bar it gets: "right", "wrong" or "close"."""
        return "close" if self.role == "hint" else self.role


def head_of(view: View) -> Head:
    """The verdict of a view that has one."""
    if view.phase == "shown":
        return Head("", heading(tr("答え")), "hint")
    grade = view.grade
    if view.phase == "undecided" or grade is None or grade.outcome == "undecided":
        return Head("unknown", tr("判定できません"), "hint")
    if grade.outcome == "right":
        return Head("right", tr("正解"), "right")
    if grade.note.startswith("close"):
        return Head("close", tr("惜しい"), "hint")
    return Head("wrong", tr("不正解"), "wrong")


def verdict_rows(view: View, ink: Ink, width: int, *, seconds: str = "") -> list[Line]:
    """The first row and what belongs to it: word, named mistake or how it was proved."""
    head = head_of(view)
    sign = ink.mark(head.mark) + " " if head.mark else ""
    first: list[tuple[str, str]] = [(sign + head.word, f"{head.role} strong")]
    said = _said(view)
    rows: list[Line] = []
    tone = (
        "strong" if head.role != "right" and view.phase not in ("shown", "undecided") else "muted"
    )
    if said:
        room = width - width_of(first) - 3
        lines = prose_lines(said, room)
        if len(lines) == 1 and width_of(lines[0]) <= room:
            first += [("   ", ""), *((text, own or tone) for text, own in lines[0])]
        else:
            rows = [
                [(text, own or (tone if tone == "muted" else "")) for text, own in line]
                for line in prose_lines(said, width)
            ]
    if seconds and not rows and width_of(first) + 3 + cell_len(seconds) <= width:
        first += [("   " + seconds, "muted")]
    return [first, *rows]


def _said(view: View) -> str:
    if view.phase == "shown":
        return tr("答えを見たので、評価は「忘れた」です。あとでもう一度出します")
    if view.phase == "undecided":
        return tr("下の答えと見比べて、1〜4 で評価してください")
    grade, question = view.grade, view.question
    if grade is None or question is None:
        return ""
    said = grade.feedback.get(language())
    if question.kind in CHOICE_KINDS and said in {
        reason.get(language()) for reason in question.option_reasons
    }:
        return ""  # it stands under the option already
    if question.kind == "choices" and grade.outcome == "wrong":
        return _several_said(view) or said
    if view.proving and grade.outcome == "right":
        return said or tr("値が一致しました。証明しています")
    return said


def _several_said(view: View) -> str:
    """Which chosen options do not hold, by the digits shown, and how many are still missing."""
    chosen = {int(one) for one in (view.response or "").split(",") if one.strip().isdigit()}
    right = right_numbers(view)
    order = view.option_order or tuple(range(max(chosen | right, default=0)))
    extra = [place for place, index in enumerate(order, 1) if index + 1 in chosen - right]
    missing = len(right - chosen)
    if not extra or not missing:
        return tr("{n} は当てはまりません", n=_counted(extra)) if extra else ""
    return tr("{n} は当てはまりません。あと {k} つあります", n=_counted(extra), k=missing)


def _counted(numbers: Sequence[int]) -> str:
    return ("、" if language() == "ja" else ", ").join(map(str, numbers))


def why_rows(view: View, ink: Ink, width: int) -> list[Line]:
    """What to change, entry by entry, and the point at which the two answers differ."""
    grade = view.grade
    if grade is None or grade.outcome != "wrong":
        return []
    rows: list[Line] = []
    hint = grade.hint.get(language())
    if hint:
        rows += [(), *prose_lines(hint, width)]
    if len(grade.parts) > 1 and not grade.feedback and not _is_listed(view):
        rows += [(), _parts(grade.parts, ink)]
    if grade.table:
        rows += case_rows(grade, ink, width)
    said = grade.feedback.get(language())
    told = grade.note == "wrong.plain" and grade.witness and grade.witness.correct in said
    if grade.witness is not None and not told:
        point = ", ".join(f"{name} = {value}" for name, value in grade.witness.at)
        line: list[tuple[str, str]] = []
        if point:
            line.append((tr("{point} のとき", point=point) + "   ", "muted"))
        line += [
            (tr("あなたの式") + " ", "muted"),
            (_value(grade.witness.yours), "wrong"),
            ("   " + tr("正しい値") + " ", "muted"),
            (_value(grade.witness.correct), "right"),
        ]
        rows += [(), *_folded(line, width)]
    return rows


def _value(text: str) -> str:
    """A value of a witness; where a formula has none, in words."""
    return tr("値なし") if text == NO_VALUE else text


def _is_listed(view: View) -> bool:
    return view.question is not None and view.question.kind in LISTED_KINDS


def _parts(parts: Sequence[Grade], ink: Ink) -> Line:
    line: list[tuple[str, str]] = []
    for number, part in enumerate(parts, 1):
        good = part.outcome == "right"
        if line:
            line.append(("   ", ""))
        line += [
            (f"{number} ", "muted"),
            (ink.mark("right" if good else "wrong"), "right" if good else "wrong"),
        ]
    return line


def _folded(line: list[tuple[str, str]], width: int) -> list[Line]:
    """``line``, broken before a piece that would pass the width."""
    rows: list[list[tuple[str, str]]] = [[]]
    for text, role in line:
        if rows[-1] and width_of(rows[-1]) + cell_len(text.rstrip()) > width:
            rows.append([])
            text = text.lstrip()
        rows[-1].append((text, role))
    return list(rows)


def answer_rows(view: View, width: int) -> list[Line]:
    """The model answer, where the learner may see it and options do not show it already."""
    question = view.question
    if question is None or question.kind in LISTED_KINDS:
        return []
    final_wrong = (
        view.phase == "verdict" and view.grade is not None and view.grade.outcome == "wrong"
    )
    if view.phase not in ("shown", "undecided") and not final_wrong:
        return []
    label = tr("正しい答え")
    indent = cell_len(label) + 2
    lines = prose_lines(question.answer_text(language()), width - indent)
    rows: list[Line] = [()]
    middle = len(lines) // 2 if len(lines) in (2, 3) else 0
    for number, line in enumerate(lines):
        lead = (label + "  ", "muted") if number == middle else (" " * indent, "")
        rows.append([lead, *((text, own or "strong") for text, own in line)])
    return rows


def explanation_rows(view: View, width: int, amount: int | None) -> list[Line]:
    """The explanation, as many of its blocks as ``amount`` (None: all); none before its time."""
    blocks = explanation_blocks(view)
    if amount == 0 or not blocks or view.phase in ("asking", "wrong", "front"):
        return []
    return [(), *prose_lines("\n\n".join(blocks[:amount]), width)]


def explanation_blocks(view: View) -> list[str]:
    """The explanation in pieces at whose ends it may be cut: a paragraph with its formulas."""
    question = view.question
    text = question.explanation.get(language()) if question is not None else ""
    blocks: list[str] = []
    fenced = False
    for part in text.split("\n\n") if text else ():
        follows = fenced or part.lstrip().startswith(("$$", "```"))
        if blocks and follows:
            blocks[-1] += "\n\n" + part
        else:
            blocks.append(part)
        fenced ^= part.count("```") % 2 == 1
    return blocks


def hint_rows(
    hints: Sequence[str], shown: int, used_up: str, key: str, width: int, *, short: bool = False
) -> list[Line]:
    """The hint ladder: shown ones in full, the rest masked at their length, the price beside.

    ``short`` leaves out the price and all shown hints but the newest.
    """
    total = len(hints)
    price = (
        tr("使ったので、評価は「難しい」までになります")
        if shown
        else tr("見ると、評価は「難しい」までになります")
    )
    head: list[tuple[str, str]] = [
        (tr("ヒント {n} / {total}", n=shown, total=total), "hint strong")
    ]
    rows: list[Line] = []
    if short:
        rows.append(head)
    elif width_of(head) + 3 + cell_len(price) <= width:
        rows.append([*head, ("   " + price, "muted")])
    else:
        rows += [
            head,
            *(
                [(text, role or "muted") for text, role in line]
                for line in prose_lines(price, width)
            ),
        ]
    if not short:
        rows.append(())
    for number, hint in enumerate(hints, 1):
        if number < shown and short:
            continue
        if number <= shown:
            lines = prose_lines(hint, width - 3)
            first = text_row(lines)
            for at, line in enumerate(lines):
                rows.append([(f"{number}  " if at == first else "   ", "strong"), *line])
        else:
            offer = f"   {used_up}" if number == shown + 1 else ""
            length = min(cell_len(plain(hint)), width - 4 - cell_len(offer) - cell_len(key))
            masked: list[tuple[str, str]] = [
                (f"{number}  ", "muted"),
                ("▒" * max(4, length), "mask"),
            ]
            if offer:
                masked += [("   ", ""), (key, "key"), (" " + used_up, "muted")]
            rows.append(masked)
    return rows
