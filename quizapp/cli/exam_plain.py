"""A sitting in plain lines: the same one as on the screens, for pipes and screen readers.

A line is the answer to the question shown; commands begin with a colon. The end of the input
leaves the sitting open: the clock runs on, the answers stay.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from quizapp.cli.saying import short
from quizapp.cli.streams import Lines, lines_of
from quizapp.clock import Clock
from quizapp.content.inputs import ChoiceInput, ChoicesInput, CodeInput, OrderInput
from quizapp.exam.calculator import value_of, work_out
from quizapp.exam.report import missed_items
from quizapp.exam.wording import clock as length
from quizapp.exam.wording import summary_lines
from quizapp.typeset.prose import plain
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.content.kinds.base import FigureLink, QuestionBase
    from quizapp.content.library import Library
    from quizapp.exam.sitting import Sitting
    from quizapp.exam.view import SittingView
    from quizapp.store.port import StudyLog

SUMS = 10
"""Lines of the calculator that are said again."""
HELP = (
    ":next 次   :back 前   :goto 5 移動   :blank 次の未解答   :flag 見直し   :flagged 次の見直し   "
    ":sure 自信あり   :unsure 自信なし   :clear 消す   :strike 2 消去線   :note メモ   "
    ":calc 1/3 計算   :scratch 下書き   :time 残り時間   :grid 一覧   :section 次の部   "
    ":pause :resume   :submit 提出   :quit 離れる"
)


def run_plain_exam(
    sitting: Sitting,
    library: Library,
    log: StudyLog,
    clock: Clock,
    *,
    source: TextIO | None = None,
    sink: TextIO | None = None,
) -> int:
    """Sit over ``source`` and ``sink``; the exit code."""
    session = PlainExam(sitting, clock, Lines(sink or sys.stdout))
    if sitting.view.phase != "submitted":
        session.run(source or sys.stdin)
    if sitting.view.phase == "submitted":
        session.result(library, log)
    else:
        sitting.leave(clock.now())
        session.say(tr("途中で離れました。時計は進み、答えは残ります: quizapp exam sit"))
    return 0


class PlainExam:
    """One sitting, line by line."""

    def __init__(self, sitting: Sitting, clock: Clock, out: Lines) -> None:
        self._sitting = sitting
        self._clock = clock
        self._out = out
        self.say = out.say
        self._sure_to_submit = False

    def run(self, source: TextIO) -> None:
        """Ask, read and save until the paper is handed in or the input ends."""
        view = self._sitting.view
        self.say(
            tr(
                "{total} 問、{minutes} 分。途中で閉じても時計は進み、答えは残ります",
                total=view.total,
                minutes=round(view.limit_ms / 60_000),
            )
        )
        self.say(tr(HELP))
        self._ask(view)
        for line in lines_of(source):
            text = line.strip()
            if text in (":quit", ":q"):
                break
            view = self._take(text)
            self._told(view)
            if view.phase == "submitted":
                break

    def _take(self, text: str) -> SittingView:
        now = self._clock.now()
        sitting = self._sitting
        if not text.startswith(":"):
            if not text:
                return self._move(sitting.next(now))
            view = sitting.answer_shown(text.replace("\\n", "\n"), now)
            return self._move(sitting.next(self._clock.now()), view) if _kept(view) else view
        name, _, rest = text[1:].partition(" ")
        rest = rest.strip()
        if name != "submit":
            self._sure_to_submit = False
        moves = {
            "next": sitting.next,
            "n": sitting.next,
            "back": sitting.previous,
            "p": sitting.previous,
            "blank": sitting.next_blank,
            "b": sitting.next_blank,
            "flagged": sitting.next_flagged,
            "section": sitting.next_section,
        }
        steps = {"flag": sitting.flag, "f": sitting.flag, "clear": sitting.clear}
        steps |= {"pause": sitting.pause, "resume": sitting.unpause}
        if name in moves:
            return self._move(moves[name](now))
        if name in steps:
            return steps[name](now)
        if name in ("sure", "unsure"):
            return sitting.mark("sure" if name == "sure" else "unsure", now)
        if name in ("goto", "g") and rest.isdecimal():
            return self._move(sitting.jump(int(rest) - 1, now))
        if name == "strike" and rest.isdecimal():
            return sitting.strike(int(rest) - 1, now)
        if name == "note":
            return sitting.write_note(rest, now)
        if name == "submit":
            return self._submit()
        if name == "calc":
            return self._calculate(rest)
        if name == "scratch":
            return self._scratch(rest)
        view = sitting.tick(now)
        if name == "time":
            self.say(tr("残り {time}", time=length(view.remaining_ms)))
        elif name == "grid":
            self._grid(view)
        else:
            self.say(tr("? {name} という命令はありません", name=name))
            self.say(tr(HELP))
        return view

    def _calculate(self, text: str) -> SittingView:
        """Work a line out; without one, say what was worked out so far. The place stays."""
        now = self._clock.now()
        sums = self._sitting.state.sums
        if not text:
            for line, came_to in sums[-SUMS:]:
                self.say(f"{line} = {came_to}")
            if not sums:
                self.say(tr("まだ計算はありません。:calc 1/3 のように書きます"))
            return self._sitting.tick(now)
        worked = work_out(text, value_of(sums[-1][1]) if sums else None)
        if worked.value is None:
            self.say("? " + worked.said.get(language()))
            return self._sitting.tick(now)
        view = self._sitting.keep_sum(text, worked.shown, now)
        if view.code == "worked-out":
            self.say(f"{text} = {worked.shown}")
        return view

    def _scratch(self, text: str) -> SittingView:
        """Add a line to the scratch pad, empty it with ``-``, or read it."""
        now = self._clock.now()
        before = self._sitting.state.scratch
        if not text:
            self.say(before or tr("下書きは空です"))
            return self._sitting.tick(now)
        after = "" if text == "-" else f"{before}\n{text}" if before else text
        view = self._sitting.write_scratch(after, now)
        if view.phase == "running":
            self.say(tr("下書きを残しました"))
        return view

    def _submit(self) -> SittingView:
        """Hand in; with blanks left only when asked for a second time."""
        view = self._sitting.tick(self._clock.now())
        if view.phase == "submitted":
            return view
        if view.blank and not self._sure_to_submit:
            self._sure_to_submit = True
            self.say(
                tr(
                    "未解答が {n} 問あります。残り時間は {time} です。"
                    "提出するなら、もう一度 :submit と入力してください",
                    n=view.blank,
                    time=length(view.remaining_ms),
                )
            )
            return view
        return self._sitting.submit(self._clock.now())

    def _move(self, view: SittingView, before: SittingView | None = None) -> SittingView:
        """Show the question that was moved to, after what the step before it said."""
        if before is not None:
            self._told(before)
        if view.code == "none":
            if before is None:
                return view
            self.say(tr("最後の問題です。:grid で一覧、:submit で提出"))
            return self._sitting.tick(self._clock.now())
        if view.phase == "running":
            self._ask(view)
        return view

    def _told(self, view: SittingView) -> None:
        if view.warned:
            self.say(tr("残り {n} 分です。未解答 {blank} 問", n=view.warning, blank=view.blank))
        words = {
            "saved": tr("保存済み"),
            "cleared": tr("答えを消しました"),
            "flagged": tr("見直しの印を付けました"),
            "unflagged": tr("見直しの印を外しました"),
            "sure": tr("自信あり"),
            "unsure": tr("自信なし"),
            "unmarked": tr("自信の印を外しました"),
            "struck": tr("選択肢を線で消しました"),
            "unstruck": tr("線を外しました"),
            "noted": tr("メモを残しました"),
            "paused": tr("一時停止しました。:resume で続けます"),
            "unpaused": tr("続けます"),
            "no-pause": tr("この模試は一時停止できません"),
            "section": tr("次の部に進みました。前の部には戻れません"),
            "locked": tr("別の部の問題です。今は開けません"),
            "none": tr("そこへは進めません。番号を確かめてください"),
            "blank": tr("まだ空欄です"),
            "time-up": tr("時間です。解答を提出しました"),
            "submitted": tr("提出しました"),
        }
        if view.code in words:
            self.say(words[view.code])

    def _plain(self, text: str) -> str:
        return plain(text, ascii=self._out.ascii)

    def _ask(self, view: SittingView) -> None:
        spoken = language()
        marks = "".join(
            f"  {word}"
            for word, on in (
                (tr("見直し"), view.flagged),
                (tr("自信あり"), view.mark == "sure"),
                (tr("自信なし"), view.mark == "unsure"),
            )
            if on
        )
        self.say()
        self.say(f"[{view.place + 1}/{view.total}] {short(view.item)}{marks}")
        question = view.question
        if question is None:
            self.say(tr("この問題は手元のパックにありません。採点には数えません"))
            return
        if question.shared is not None:
            self.say(
                tr("{n} 問で共通（その {k}）", n=question.shared.total, k=question.shared.place)
            )
            self.say(self._plain(question.shared.text.get(spoken)))
            self._figure(question, question.shared.figure)
        self.say(self._plain(question.prompt.get(spoken)))
        self._figure(question, question.figure)
        shape = question.input
        if isinstance(shape, CodeInput):
            from quizapp.cli.codes import code_lines

            for line in code_lines(shape):
                self.say(line)
        if isinstance(shape, ChoiceInput | ChoicesInput | OrderInput):
            texts = shape.steps if isinstance(shape, OrderInput) else shape.options
            for place, index in enumerate(view.option_order):
                mark = "*" if place in view.chosen else "-" if place in view.struck else " "
                self.say(f" {mark}{place + 1}  {self._plain(texts[index].get(spoken))}")
        elif view.response:
            self.say(tr("あなたの答え") + "  " + view.response)
        if view.note:
            self.say(tr("メモ") + "  " + view.note)

    def _figure(self, question: QuestionBase, figure: FigureLink | None) -> None:
        from quizapp.cli.figures import figure_lines

        for line in figure_lines(question, figure, fancy=not self._out.ascii):
            self.say(line)

    def _grid(self, view: SittingView) -> None:
        for first in range(0, view.total, 10):
            cells = view.cells[first : first + 10]
            self.say(
                " ".join(
                    f"{cell.number}{'#' if cell.answered else '.'}{'!' if cell.flagged else ''}"
                    for cell in cells
                )
            )
        self.say(
            tr(
                "# 解答済み {done}   . 未解答 {blank}   ! 見直し {flags}",
                done=view.answered,
                blank=view.blank,
                flags=view.flags,
            )
        )

    def result(self, library: Library, log: StudyLog) -> None:
        """The report in short, and what to do next."""
        from quizapp.exam.sittings import report_of

        report = report_of(self._sitting.id, library, log, self._clock.now())
        for heading, lines in summary_lines(report):
            self.say()
            self.say(heading)
            for line in lines:
                self.say("  " + line)
        self.say()
        missed = missed_items(report)
        if missed:
            self.say(tr("間違えた {n} 問を練習する: quizapp quiz --mistakes", n=len(missed)))
        self.say(tr("全問の解説: quizapp exam report {name}", name=self._sitting.id))


def _kept(view: SittingView) -> bool:
    """Whether an answer was saved, so that the next question may follow."""
    return view.phase == "running" and view.code == "saved"
