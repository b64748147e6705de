"""A session in plain lines: for pipes, logs and screen readers.

It drives the same :class:`~quizapp.practice.session.Session` as the screens, reads one line per
answer until standard input ends, and says the same words. Commands begin with a colon.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TextIO

from quizapp.cli.saying import Saying, marks, ratings, short
from quizapp.cli.streams import Lines, lines_of
from quizapp.clock import Clock, Moment
from quizapp.practice.confidence import LEVELS
from quizapp.practice.desk import Desk, open_desk
from quizapp.practice.labels import sure_word
from quizapp.practice.view import View
from quizapp.records import Rating
from quizapp.settings import Paths, Settings
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.practice.session import Session

HELP = (
    ":hint ヒント   :answer 答え   :skip 飛ばす   :undo 戻す   :flag 印   :demo デモ   "
    ":rate 1-4 評価   :suspend 休止   :bury 明日まで   :note 自分へのメモ   :quit 終わる"
)


def run_plain(
    paths: Paths,
    settings: Settings,
    clock: Clock,
    *,
    make: Callable[[Desk], Session | None] | None = None,
    source: TextIO | None = None,
    sink: TextIO | None = None,
) -> int:
    """Run a session over ``source`` and ``sink`` and give the exit code.

    ``make`` builds the session at the open desk; without it, today's session (or the one that
    was left unfinished) is run.
    """
    out = Lines(sink or sys.stdout)
    with open_desk(paths, settings) as desk:
        for problem in desk.library.problems:
            sys.stderr.write(f"quizapp: {problem}\n")
        today = desk.overview(clock.now())
        out.say(today_text(today))
        session = make(desk) if make is not None else desk.todays_session(clock.now())
        if session is None or session.view.phase == "finished":
            out.say(tr("今日の分は終わりました。"))
            return 0
        PlainSession(desk, session, clock, out).run(lines_of(source or sys.stdin))
    return 0


def today_text(today: object) -> str:
    """Today's summary in one or two lines."""
    from quizapp.practice.today import Today

    assert isinstance(today, Today)
    lines = [tr("今日  復習 {due} 問、新しい問題 {new} 問", due=today.due, new=today.new)]
    if today.days_left is not None:
        lines.append(tr("試験まで {days} 日", days=today.days_left))
    if today.resume is not None and not (today.resume.old and today.planned):
        lines.append(
            tr("続きから {place} / {total}", place=today.resume.place, total=today.resume.total)
        )
    return "\n".join(lines)


class PlainSession:
    """One session, line by line."""

    def __init__(self, desk: Desk, session: Session, clock: Clock, out: Lines) -> None:
        self._desk = desk
        self._session = session
        self._clock = clock
        self._out = out
        self._saying = Saying(desk.library, out)
        self._unsaid: tuple[str, Moment] | None = None
        """The answer that waits for how sure it is, and when it was given."""

    def run(self, lines: Iterator[str]) -> None:
        """Ask, read and answer until the session or the input ends."""
        self._out.say(tr(HELP))
        self._ask()
        for line in self._answers(lines):
            if not self._take(line):
                break
            if self._session.view.phase == "finished":
                break
        # An answer given is judged, even where the input ends before it was said how sure.
        self._judge_unsaid()
        if self._session.view.leech:
            self._session.rate(Rating.AGAIN, self._clock.now())
        self._session.pause(self._clock.now())
        self._result()

    def _answers(self, lines: Iterator[str]) -> Iterator[str]:
        """Lines of input, those of one answer in code put together."""
        from quizapp.cli.codes import END

        code: list[str] = []
        for line in lines:
            if self._wants_lines() and (code or not line.startswith(":")):
                if line.strip() != END:
                    code.append(line.rstrip())
                    continue
                line, code = "\n".join(code), []
                yield line
            else:
                yield line.strip()
        if code:
            yield "\n".join(code)

    def _wants_lines(self) -> bool:
        from quizapp.content.inputs import CodeInput

        view = self._session.view
        if view.question is None or view.phase not in ("asking", "wrong"):
            return False
        shape = view.question.input
        return isinstance(shape, CodeInput) and shape.height > 1

    # ── one line of input ────────────────────────────────────────────────────────────────────

    def _take(self, line: str) -> bool:
        """Act on one line; False ends the session."""
        if line.startswith(":"):
            self._unsaid = None
            return self._command(line[1:].strip())
        if self._session.view.leech:
            # It stayed in view for a command; any other line goes on, and is for the next one.
            self._leave_leech()
            if not line or self._session.view.phase == "finished":
                return True
        view = self._session.view
        now = self._clock.now()
        if self._unsaid is not None:
            self._hear_sure(line)
        elif view.phase == "front":
            self._session.flip(now)
            self._saying.back(self._session.view)
        elif view.phase in ("back", "undecided"):
            self._rate(line or ("3" if view.phase == "back" else ""))
        else:
            self._answer(view, line)
        return True

    def _command(self, text: str) -> bool:
        name, _, rest = text.partition(" ")
        now = self._clock.now()
        session = self._session
        if name in ("quit", "q"):
            return False
        if name in ("hint", "h"):
            self._hint()
        elif name in ("answer", "a"):
            session.show_answer(now)
            self._saying.answer_and_why(session.view)
            self._go_on()
        elif name in ("skip", "n"):
            if session.view.leech:
                self._leave_leech()
            else:
                session.skip(now)
                self._ask()
        elif name in ("suspend", "z"):
            self._put_aside(session.suspend(now))
        elif name in ("bury", "b"):
            self._put_aside(session.bury(now))
        elif name == "note":
            self._note(rest)
        elif name in ("undo", "u"):
            self._undo()
        elif name in ("flag", "f"):
            note = session.flag(now).note
            self._out.say(tr("印を付けました") if note == "flagged" else tr("印を外しました"))
        elif name in ("demo", "d"):
            self._saying.demo(session.view)
        elif name in ("rate", "r"):
            self._rate(rest)
        else:
            self._out.say(tr("? {name} という命令はありません", name=name))
            self._out.say(tr(HELP))
        return True

    def _answer(self, view: View, line: str) -> None:
        response = authored(view, line)
        given = response, self._clock.now()
        if self._wants_sure(response):
            self._unsaid = given
            self._ask_sure()
        else:
            self._judge(*given)

    def _wants_sure(self, response: str) -> bool:
        asked = self._desk.settings.confidence == "on"
        return asked and bool(response.strip()) and self._session.may_ask_sure

    def _ask_sure(self) -> None:
        told = "   ".join(f"{level} {sure_word(level)}" for level in LEVELS)
        self._out.say(tr("どのくらい自信がありますか") + "   " + told)

    def _hear_sure(self, line: str) -> None:
        """How sure the waiting answer is, in one digit; an empty line passes it over."""
        import unicodedata

        told = unicodedata.normalize("NFKC", line).strip()
        if told and told not in map(str, LEVELS):
            self._ask_sure()
            return
        if told:
            self._session.say_sure(int(told))
        self._judge_unsaid()

    def _judge_unsaid(self) -> None:
        given, self._unsaid = self._unsaid, None
        if given is not None:
            self._judge(*given)

    def _judge(self, response: str, now: Moment) -> None:
        view = self._session.submit(response, now)
        if view.note == "blank":
            self._out.say(tr("まだ空欄です。わからないときは :answer で答えを見られます"))
            return
        grade = view.grade
        assert grade is not None
        self._saying.verdict(view, grade)
        if grade.outcome == "unreadable":
            return
        if view.phase == "undecided":
            self._saying.answer_and_why(view)
            self._out.say(ratings())
            return
        self._saying.answer_and_why(view)
        self._go_on()

    def _go_on(self) -> None:
        """To the next question; one that has just become a leech waits for a line first."""
        if not self._session.view.leech:
            self._session.next(self._clock.now())
        self._ask_or_say_leech()

    def _ask_or_say_leech(self) -> None:
        view = self._session.view
        if not view.leech:
            self._ask()
            return
        self._out.say(tr("{n} 日つまずいた問題です", n=view.leech))
        told = [":note " + tr("メモを書く"), ":suspend " + tr("休止"), ":bury " + tr("明日へ")]
        if view.question is not None and view.question.demo is not None:
            told.append(":demo " + tr("デモ"))
        self._out.say("   ".join([*told, "enter " + tr("次へ")]))

    def _leave_leech(self) -> None:
        self._session.rate(Rating.AGAIN, self._clock.now())
        self._ask()

    def _put_aside(self, view: View) -> None:
        item, aside = short(view.note_item), view.note == "suspended"
        self._out.say(
            tr("{item} を休止しました", item=item)
            if aside
            else tr("{item} は明日また出ます", item=item)
        )
        self._ask()

    def _note(self, text: str) -> None:
        """Keep a note to self on the present question; without a text, show the one there is."""
        from quizapp.practice.card import CardTools, note_of

        item, log = self._session.view.item, self._desk.log
        if text:
            CardTools(log).note(item, text, self._clock.now())
        kept = note_of(log.events(item))
        self._out.say(tr("メモ: {text}", text=kept) if kept else tr("メモはまだありません"))

    def _rate(self, text: str) -> None:
        view = self._session.view
        if view.phase not in ("back", "undecided") or text not in ("1", "2", "3", "4"):
            self._out.say(ratings())
            return
        self._session.rate(Rating(int(text)), self._clock.now())
        self._ask_or_say_leech()

    def _undo(self) -> None:
        view = self._session.undo(self._clock.now())
        if view.note != "undone":
            self._out.say(tr("戻すものはありません"))
            return
        self._out.say(tr("{item} の評価を取り消しました", item=short(view.note_item)))
        # In plain lines there is no verdict to return to: the question is asked again.
        self._session.ask_again(self._clock.now())
        self._ask()

    def _ask(self) -> None:
        self._saying.ask(self._session.view)

    def _hint(self) -> None:
        before = self._session.view
        if before.question is None:
            return
        view = self._session.hint(self._clock.now())
        if view.hints_shown == before.hints_shown:
            self._out.say(tr("ヒントはもうありません"))
        else:
            self._saying.hint(view)

    def _result(self) -> None:
        solved = self._session.solved
        if not solved:
            return
        count = {
            mark: sum(one.mark == mark for one in solved) for mark in ("right", "helped", "wrong")
        }
        right, close, wrong = marks(self._out.ascii)
        self._out.say()
        self._out.say(
            (tr("1 問") if len(solved) == 1 else tr("{n} 問", n=len(solved)))
            + f"   {right} {count['right']}   {close} {count['helped']}   {wrong} {count['wrong']}"
        )
        view = self._session.view
        if view.phase != "finished":
            left = view.total - len(solved)
            self._out.say(tr("残り {left} 問は次に続きから始められます", left=left))


def authored(view: View, line: str) -> str:
    """The response in authored numbers for a line typed in shown numbers."""
    if not view.option_order:
        return line
    from quizapp.content.inputs import ChoiceInput, ChoicesInput, OrderInput

    question = view.question
    if question is None or not isinstance(question.input, (ChoiceInput, ChoicesInput, OrderInput)):
        return line
    import re
    import unicodedata

    text = unicodedata.normalize("NFKC", line).replace("、", ",")
    parts = [part for part in re.split(r"[,\s]+", text) if part]
    if len(parts) == 1 and parts[0].isdigit() and not isinstance(question.input, ChoiceInput):
        parts = list(parts[0]) if len(view.option_order) < 10 else parts
    places = len(view.option_order)
    if not parts or not all(part.isdigit() and 1 <= int(part) <= places for part in parts):
        return line
    return ",".join(str(view.option_order[int(part) - 1] + 1) for part in parts)
