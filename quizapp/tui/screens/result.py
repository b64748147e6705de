"""The end of a session: how it went, what to look at again, what tomorrow brings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.containers import VerticalScroll
from textual.widget import Widget

from quizapp.practice.view import Solved
from quizapp.tui.cells import cut, pad
from quizapp.tui.ink import Line
from quizapp.tui.keys import EVERYWHERE, Command, State, bindings
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.spans import count_questions, minutes
from quizapp.tui.widgets.listing import Listing
from quizapp.tui.widgets.rating import rating_word
from quizapp.tui.widgets.rows import Rows
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.practice.session import Session


class ResultScreen(FrameScreen):
    """A short end: counts, the questions to look at again, the day ahead."""

    PLACE = "result"
    KEYS = (
        Command("today", "enter", "enter", "今日へ戻る"),
        Command("mistakes", "r", "r", "間違えた問題をもう一度"),
        Command("up", "up,k", "↑", "上の行へ"),
        Command("down", "down,j", "↓", "下の行へ"),
        Command("open", "o", "o", "選んだ問題を解く"),
        Command("more", "m", "m", "もう少し続ける"),
        Command("undo", "u", "u", "最後の評価を取り消す"),
        Command("leave", "escape", "esc", "今日へ戻る"),
        *EVERYWHERE,
    )
    STATES = {
        "end": State(
            "セッションの終わり",
            (
                ("today", "今日へ"),
                ("mistakes", "間違いだけ"),
                ("open", "開く"),
                ("more", "もう少し"),
                ("undo", "戻す"),
            ),
            ("up", "down", "leave"),
        )
    }
    BINDINGS = bindings("result", KEYS)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.summary = Rows(self._summary, id="summary")
        self.listing = Listing(id="again")
        self.tomorrow = Rows(self._tomorrow, id="tomorrow")
        self.again = [one for one in latest(session.solved) if one.mark in ("wrong", "helped")]

    def compose_body(self) -> Iterable[Widget]:
        """Summary, list, tomorrow."""
        scroll = VerticalScroll(self.summary, self.listing, self.tomorrow, classes="body")
        scroll.can_focus = False
        yield scroll

    def on_mount(self) -> None:
        """Draw everything once."""
        self.quiz.look_at_today()
        self.redraw()

    def redraw(self) -> None:
        """Draw again."""
        view = self.session.view
        self.head.say(
            tr("おつかれさまでした") if view.phase == "finished" else tr("ここまで"),
            "",
            ((minutes(view.elapsed_ms), "muted"),),
        )
        self.thread_row.segments(tuple(one.mark for one in self.session.solved))
        self.listing.list([self._entry(one) for one in self.again])
        super().redraw()

    def works(self, command: str, *told: str) -> bool:
        """Only what there is something for."""
        if command == "mistakes":
            return any(one.mark == "wrong" for one in self.again)
        if command in ("up", "down", "open"):
            return bool(self.again)
        return super().works(command, *told)

    def _summary(self, width: int) -> Sequence[Line]:
        ink = self.quiz.ink
        solved = latest(self.session.solved)
        count = {
            name: sum(one.mark == name for one in solved) for name in ("right", "helped", "wrong")
        }
        answered = sum(count.values())
        unit = count_questions(answered).removeprefix(str(answered))
        line: list[tuple[str, str]] = [(str(answered), "strong"), (unit, "muted")]
        for name, mark, role in (
            ("right", "right", "right"),
            ("helped", "close", "hint"),
            ("wrong", "wrong", "wrong"),
        ):
            line += [(f"    {ink.mark(mark)} ", role), (str(count[name]), f"{role} strong")]
        rows: list[Line] = [line]
        view = self.session.view
        if view.phase != "finished":
            open_now = view.phase in ("asking", "wrong", "front", "back", "undecided")
            left = view.total - view.position + (open_now or self.session.unlogged)
        if view.phase != "finished" and left:
            rows += [(), ((tr("残り {n} 問は「続きから」で始められます。", n=left), "muted"),)]
        rows.append(())
        if self.again:
            rows.append(((tr("もう一度見る問題"), "strong"),))
        else:
            rows.append(((tr("間違いはありません。"), "muted"),))
        return rows

    def _entry(self, one: Solved) -> Line:
        ink = self.quiz.ink
        desk = self.quiz.desk
        title, code = "", one.item
        if desk is not None and desk.library.has(one.item):
            row = desk.library.item(one.item)
            title, code = row.title.get(language()), row.id
            if row.reverse:
                title = tr("{title}（裏）", title=cut(title, 28))
        mark, role = ("wrong", "wrong") if one.mark == "wrong" else ("close", "hint")
        return (
            (f" {ink.mark(mark)} ", f"{role} strong"),
            (pad(code, 9), "muted"),
            (pad(title, 34), ""),
            ("  " + self._reason(one), "muted"),
        )

    def _reason(self, one: Solved) -> str:
        """Why a question that went right is listed: what helped, or the rating it was given."""
        if one.mark != "helped":
            return ""
        if one.helped:
            return tr("ヒントや書き直しで正解")
        word = rating_word(int(one.rating)) if one.rating is not None else ""
        return tr("評価 {word}", word=word) if word else ""

    def _tomorrow(self, width: int) -> Sequence[Line]:
        today = self.quiz.today
        if today is None:
            return ()
        rows: list[Line] = [()]
        if today.plan is not None:
            tomorrow = round(today.plan.load[1]) if len(today.plan.load) > 1 else 0
            if tomorrow:
                rows.append(((tr("明日はおよそ {n} 分です。", n=tomorrow), ""),))
        elif len(today.load) > 1 and today.load[1]:
            n = today.load[1]
            said = tr("明日の復習は 1 問です。") if n == 1 else tr("明日の復習は {n} 問です。", n=n)
            rows.append(((said, ""),))
        if today.left and (today.resume is None or today.resume.old):
            rows.append(((tr("今日はあと {n} 問あります。", n=today.left), "muted"),))
        return rows

    # ── commands ─────────────────────────────────────────────────────────────────────────────

    def do_today(self) -> None:
        """Back to today."""
        self.dismiss(False)

    do_leave = do_today

    def do_undo(self) -> None:
        """Back to the question rated last."""
        if self.session.undo(self.quiz.clock.now()).note == "undone":
            self.dismiss(True)
        else:
            self.note.say(tr("戻すものはありません"))

    def do_up(self) -> None:
        """The row above."""
        self.listing.choose(self.listing.place - 1)

    def do_down(self) -> None:
        """The row below."""
        self.listing.choose(self.listing.place + 1)

    @on(Listing.Opened)
    def _opened(self, event: Listing.Opened) -> None:
        self.do_open()

    def do_open(self) -> None:
        """The chosen question by itself."""
        from quizapp.practice.choice import Choice

        one = self.again[self.listing.place]
        self.quiz.replace_session(self, Choice(items=(one.item.removesuffix("/r"),)))

    def do_mistakes(self) -> None:
        """The wrong ones once more; no date moves."""
        from quizapp.practice.choice import Choice

        wrong = tuple(one.item for one in self.again if one.mark == "wrong")
        self.quiz.replace_session(self, Choice(items=wrong, mistakes=True))

    def do_more(self) -> None:
        """Today's next questions, or a few ahead of the schedule."""
        self.quiz.replace_session(self, None)


def latest(solved: Sequence[Solved]) -> list[Solved]:
    """One line per item, the worst of its marks: what came back and went right is still listed."""
    worst = {"wrong": 0, "helped": 1, "right": 2, "skipped": 3}
    kept: dict[str, Solved] = {}
    for one in solved:
        old = kept.get(one.item)
        if old is None or worst.get(one.mark, 9) < worst.get(old.mark, 9):
            kept[one.item] = one
    return list(kept.values())
