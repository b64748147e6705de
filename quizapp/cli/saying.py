"""What the plain lines say of a question: itself, hints, verdict, answer, demo."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from quizapp.cli.streams import Lines
from quizapp.practice.view import View
from quizapp.records import Grade
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.content.kinds.base import FigureLink, QuestionBase
    from quizapp.content.library import Library


class Saying:
    """Says what a session shows, in plain lines."""

    def __init__(self, library: Library, out: Lines) -> None:
        self._library = library
        self._out = out

    def _plain(self, text: str) -> str:
        from quizapp.typeset.prose import plain

        return plain(text, ascii=self._out.ascii)

    def ask(self, view: View) -> None:
        """The question, its options or its code, and how it is answered."""
        question = view.question
        if question is None:
            return
        lang = language()
        self._out.say()
        # The title of a card would give its reverse side away.
        info = self._library.item(view.item)
        title = info.topic_title if question.kind == "recall" else question.title
        self._out.say(f"[{view.position}/{view.total}] {short(view.item)}  {title.get(lang)}")
        shared = question.shared
        if shared is not None:
            self._out.say(tr("{n} 問で共通（その {k}）", n=shared.total, k=shared.place))
            self._out.say(self._plain(shared.text.get(lang)))
            self._figure(question, shared.figure)
        self._out.say(self._plain(question.prompt.get(lang)))
        self._figure(question, question.figure)
        from quizapp.content.inputs import ChoiceInput, ChoicesInput, CodeInput, OrderInput

        shape = question.input
        if isinstance(shape, CodeInput):
            from quizapp.cli.codes import code_lines, how_to_answer

            for line in [*code_lines(shape), how_to_answer(shape)]:
                self._out.say(line)
        if isinstance(shape, (ChoiceInput, ChoicesInput, OrderInput)):
            texts = shape.steps if isinstance(shape, OrderInput) else shape.options
            for place, index in enumerate(view.option_order, 1):
                self._out.say(f"  {place}  {self._plain(texts[index].get(lang))}")
        if isinstance(shape, ChoiceInput):
            self._out.say(tr("番号で答えてください"))
        elif isinstance(shape, ChoicesInput):
            self._out.say(tr("当てはまる番号をすべて、1,3 のように答えてください"))
        elif isinstance(shape, OrderInput):
            self._out.say(tr("正しい順に番号を、2,1,3 のように答えてください"))
        elif view.phase == "front":
            self._out.say(tr("思い出したら enter"))

    def _figure(self, question: QuestionBase, figure: FigureLink | None) -> None:
        """A figure drawn in text, and read out."""
        from quizapp.cli.figures import figure_lines

        for line in figure_lines(question, figure, fancy=not self._out.ascii):
            self._out.say(line)

    def back(self, view: View) -> None:
        """The back of a card, and how it is rated."""
        if view.question is not None:
            self._out.say(self._plain(view.question.answer_text(language())))
            self._out.say(ratings())

    def hint(self, view: View) -> None:
        """The hint shown last, and what it costs."""
        if view.question is None:
            return
        hints = view.question.hints.get(language())
        self._out.say(
            tr("ヒント {n} / {total}", n=view.hints_shown, total=len(hints))
            + "   "
            + tr("使ったので、評価は「難しい」までになります")
        )
        self._out.say("  " + self._plain(hints[view.hints_shown - 1]))

    def verdict(self, view: View, grade: Grade) -> None:
        """How the answer was judged, and by what."""
        self._out.say(verdict_line(grade, ascii_only=self._out.ascii, plain=self._plain))
        if grade.outcome == "unreadable" and grade.position is not None and view.draft:
            from quizapp.cli.codes import caret_lines

            for line in caret_lines(view.draft, grade.position):
                self._out.say(line)
        if grade.table:
            from quizapp.cli.codes import table_lines

            if grade.hint:
                self._out.say(self._plain(grade.hint.get(language())))
            for line in table_lines(grade):
                self._out.say(line)
        said = grade.feedback.get(language())
        told = grade.note == "wrong.plain" and grade.witness and grade.witness.correct in said
        if grade.witness is not None and not told:
            point = ", ".join(f"{name} = {value}" for name, value in grade.witness.at)
            self._out.say(
                "  "
                + tr(
                    "{point} のとき  あなたの式 {yours}  正しい値 {correct}",
                    point=point,
                    yours=grade.witness.yours,
                    correct=grade.witness.correct,
                )
            )

    def answer_and_why(self, view: View) -> None:
        """The answer and the explanation."""
        question = view.question
        if question is None:
            return
        lang = language()
        answer = self._plain(question.answer_text(lang))
        self._out.say(tr("答え") + ("\n" if "\n" in answer else "  ") + answer)
        why = question.explanation.get(lang)
        if why:
            self._out.say(self._plain(why))

    def demo(self, view: View) -> None:
        """The demo of the question with the question's own numbers."""
        if view.question is None or view.question.demo is None:
            self._out.say(tr("この問題にデモはありません"))
            return
        from quizapp.cli.demo import plain_demo

        demo = view.question.demo
        for line in plain_demo(demo.id, demo.knobs, fancy=not self._out.ascii):
            self._out.say(line)


def ratings() -> str:
    """The four ratings with their digits."""
    return tr("1 忘れた  2 難しい  3 できた  4 簡単")


def marks(ascii_only: bool) -> tuple[str, str, str]:
    """The signs for right, close and wrong in the language in use."""
    if ascii_only:
        return "+", "~", "x"
    return ("○", "△", "×") if language() == "ja" else ("✓", "~", "×")


def verdict_line(grade: Grade, *, ascii_only: bool, plain: Callable[[str], str]) -> str:
    """One line: the mark, the word, and the named mistake or how it was decided."""
    right, close, wrong = marks(ascii_only)
    said = plain(grade.feedback.get(language()))
    if grade.outcome == "right":
        head = f"{right} {tr('正解')}"
    elif grade.outcome == "unreadable":
        head = f"? {tr('読めません')}"
    elif grade.outcome == "undecided":
        head = f"? {tr('判定できません')}"
    elif grade.note.startswith("close"):
        head = f"{close} {tr('惜しい')}"
    else:
        head = f"{wrong} {tr('不正解')}"
    return f"{head}   {said}" if said else head


def short(item: str) -> str:
    """An item key without its pack."""
    return item.partition("/")[2] or item
