"""Each question of an exam that was handed in: your answer, the key, the reason, the demo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.widget import Widget

from quizapp.exam.wording import outcome_word, said
from quizapp.practice.view import View
from quizapp.records import Grade
from quizapp.tui.ink import Line
from quizapp.tui.keys import EVERYWHERE, Command, State, bindings
from quizapp.tui.pictures import Pictures
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.spans import duration
from quizapp.tui.widgets.frame import FootKey
from quizapp.tui.widgets.question import QuestionBody
from quizapp.tui.widgets.verdict import answer_rows, explanation_rows, why_rows
from quizapp.typeset.wrap import wrap_cells
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.exam.sitting import Sitting


class ReviewBody(QuestionBody):
    """A question with its answer; nothing is rated."""

    facts: dict[str, Any]

    def _show_feedback(self, view: View) -> None:
        super()._show_feedback(view)
        self.rating.display = False

    def _prompt_rows(self, width: int) -> Sequence[Line]:
        if self.view is not None and self.view.question is None:
            text = tr("この問題は、今のパックにありません。採点から外しました。")
            return [((line, "muted"),) for line in wrap_cells(text, width)]
        return super()._prompt_rows(width)

    def _feedback_rows(self, width: int) -> Sequence[Line]:
        view = self.view
        if view is None or view.question is None:
            return ()
        rows: list[Line] = [self._verdict()]
        if view.response:
            rows += why_rows(view, self.feedback.ink, width)
        rows += answer_rows(view, width)
        rows += explanation_rows(view, width, self.explain)
        return rows

    def _side_rows(self, width: int) -> Sequence[Line]:
        return ()

    def _dock_rows(self, width: int) -> Sequence[Line]:
        return [self._verdict()] if self.view is not None else ()

    def _verdict(self) -> Line:
        facts = self.facts
        outcome = facts["outcome"]
        tone = "right" if outcome == "right" else "wrong" if outcome == "wrong" else "hint"
        name = outcome if outcome in ("right", "wrong") else ""
        sign = self.feedback.ink.mark(name) + " " if name else ""
        more = [duration(facts["spent_ms"])]
        if facts["mark"] == "sure":
            more.append(tr("自信あり"))
        if facts["flagged"]:
            more.append("▲ " + tr("見直し"))
        if facts["note"]:
            more.append(f"{tr('メモ')} {facts['note']}")
        return (
            (sign + outcome_word(outcome), f"{tone} strong"),
            ("   " + "   ".join(more), "muted"),
        )


class ExamReviewScreen(FrameScreen):
    """All questions, one after the other."""

    PLACE = "exam-review"
    CSS_PATH = Path(__file__).with_name("exam.tcss")
    KEYS = (
        Command("next", "n,right,enter", "n", "次の問題へ"),
        Command("previous", "p,left", "p", "前の問題へ"),
        Command("wrong", "w", "w", "次の間違いへ"),
        Command("demo", "d", "d", "デモを開く"),
        Command("explain", "e", "e", "解説をすべて見る"),
        Command("up", "up,k", "↑", "上へ"),
        Command("down", "down,j", "↓", "下へ"),
        Command("page_up", "pageup", "pgup", "前のページ"),
        Command("page_down", "pagedown", "pgdn", "次のページ"),
        Command("leave", "escape", "esc", "結果へ戻る"),
        *EVERYWHERE,
    )
    STATES = {
        "review": State(
            "模試の問題と解説",
            (
                ("next", "次へ"),
                ("previous", "前へ"),
                ("wrong", "次の間違い"),
                ("demo", "デモ"),
                ("explain", "解説"),
                ("leave", "結果へ"),
            ),
            ("up", "down", "page_up", "page_down"),
        )
    }
    BINDINGS = bindings("exam-review", KEYS)

    def __init__(self, sitting: Sitting, report: dict[str, Any], place: int) -> None:
        super().__init__()
        self.sitting = sitting
        self.report = report
        self.place = place
        self.body = ReviewBody()
        self.body.facts = report["questions"][place]
        self.pictures = Pictures(self, lambda told: self.body.picture_drawn(told))

    def compose_body(self) -> Iterable[Widget]:
        """The question."""
        yield self.body

    async def on_mount(self) -> None:
        """Draw the question."""
        await self.show_place(self.place)

    def ms_to_exam(self) -> int | None:
        """Nothing is rated here."""
        return None

    def works(self, command: str, *told: str) -> bool:
        """A demo where there is one, the rest of the explanation where it is folded."""
        if command == "demo":
            return bool(self.report["questions"][self.place]["demo"])
        if command == "explain":
            return self.body.view is not None and self.body.folded_explanation
        return super().works(command, *told)

    def foot_keys(self) -> list[FootKey]:
        """The way to the next mistake where there is another one."""
        keys = super().foot_keys()
        if self._next_wrong() is None:
            keys = [one for one in keys if one.command != "wrong"]
        return keys

    def _next_wrong(self) -> int | None:
        questions = self.report["questions"]
        count = len(questions)
        for step in range(1, count):
            place = (self.place + step) % count
            if questions[place]["outcome"] in ("wrong", "blank", "unreadable"):
                return place
        return None

    async def show_place(self, place: int) -> None:
        """Show the question at 0-based ``place``."""
        questions = self.report["questions"]
        self.place = max(0, min(place, len(questions) - 1))
        facts = questions[self.place]
        self.body.facts = facts
        slot = self.sitting.paper.slots[self.place]
        question = self.sitting.question(self.place)
        grade = None
        if question is not None and facts["response"]:
            grade = question.grade(facts["response"], seed=slot.seed)
        elif question is not None:
            grade = Grade(outcome="wrong", score=0.0, note="close.blank")
        with self.quiz.batch_update():
            self._draw_head()
            await self.body.show(
                View(
                    phase="verdict",
                    position=self.place + 1,
                    total=len(questions),
                    segments=(),
                    item=slot.item,
                    question=question,
                    seed=slot.seed,
                    response=facts["response"],
                    grade=grade,
                    option_order=slot.options,
                )
            )
            self.draw_foot()
        self.paint()
        self.call_after_refresh(self.draw_foot)

    def _draw_head(self) -> None:
        facts = self.report["questions"][self.place]
        self.head.say(
            tr("模試の結果"),
            said(facts["title"]),
            ((f"{self.place + 1} / {len(self.report['questions'])}", "muted"),),
        )
        marks = {"right": "right", "wrong": "wrong"}
        self.thread_row.segments(
            tuple(
                "current" if place == self.place else marks.get(one["outcome"], "skipped")  # type: ignore[misc]
                for place, one in enumerate(self.report["questions"])
            )
        )

    def redraw(self) -> None:
        """Draw again in another language or theme."""
        super().redraw()
        self._draw_head()
        self.body.redraw()

    async def do_next(self) -> None:
        """The next question."""
        await self.show_place(self.place + 1)

    async def do_previous(self) -> None:
        """The question before."""
        await self.show_place(self.place - 1)

    async def do_wrong(self) -> None:
        """The next question that was missed, round the end."""
        place = self._next_wrong()
        if place is None:
            self.note.say(tr("ほかに間違いはありません"))
        else:
            await self.show_place(place)

    def do_leave(self) -> None:
        """Back to the report."""
        self.dismiss()

    def do_demo(self) -> None:
        """The demo of this question, with its numbers."""
        question = self.sitting.question(self.place)
        if question is not None and question.demo is not None:
            origin = self.report["questions"][self.place]["id"].split("/")[-1]
            self.quiz.open_demo(question.demo.id, question.demo.knobs, origin)

    def do_explain(self) -> None:
        """The whole explanation."""
        self.body.show_explanation()

    def do_up(self) -> None:
        """Scroll up."""
        self.body.scroll(-1)

    def do_down(self) -> None:
        """Scroll down."""
        self.body.scroll(1)

    def do_page_up(self) -> None:
        """A page up."""
        self.body.scroll_page(-1)

    def do_page_down(self) -> None:
        """A page down."""
        self.body.scroll_page(1)
