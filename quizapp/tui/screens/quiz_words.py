"""What the question screen says above and below the question: its place, and short messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from quizapp.practice.labels import sure_word
from quizapp.practice.view import View
from quizapp.records import Rating
from quizapp.tui.ink import Line
from quizapp.tui.widgets.rating import rating_word
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.practice.desk import Desk


class Said(NamedTuple):
    """One message of the note line."""

    text: str
    key: str = ""
    label: str = ""
    sticky: bool = False
    """A fact of the present state: it stays until the state changes."""


def short_id(item: str) -> str:
    """An item key without its pack."""
    return item.partition("/")[2] or item


def head_of_question(desk: Desk | None, kind: str, view: View) -> tuple[str, str, Line]:
    """Place, detail and right side of the head for a session of ``kind``."""
    row = None
    if desk is not None and desk.library.has(view.item):
        row = desk.library.item(view.item)
    code = row.id if row is not None else short_id(view.item)
    if view.seed:  # a friend who names the seed is asked the same numbers
        code = f"{code}  #{view.seed}"
    topic = row.topic_title.get(language()) if row is not None else ""
    if kind == "cards":
        left = sum(mark in ("todo", "current", "skipped") for mark in view.segments)
        return tr("カード"), topic, ((tr("残り") + " ", "muted"), (str(left), "strong"))
    extra = {"mistakes": tr("間違い直し"), "ahead": tr("先取り"), "cram": tr("詰め込み")}.get(
        kind, ""
    )
    place: Line = ((str(view.position), "strong"), (f" / {view.total}", "muted"))
    return topic or tr("問題"), f"{code}   {extra}" if extra else code, place


def sure_question() -> str:
    """The question how sure an answer is, with its keys."""
    told = "   ".join(f"{level} {sure_word(level)}" for level in (1, 2, 3))
    return tr("どのくらい自信がありますか") + "   " + told


ASIDE_UNDONE = ("buried", "suspended")
"""Notes of a turn that was put aside without a rating."""


def undone_aside(note: str) -> str:
    """What is said when a question put aside is taken back."""
    return tr("後回しを取り消しました") if note == "buried" else tr("休止を取り消しました")


def leech_words(days: int, *, demo: bool, narrow: bool = False) -> str:
    """That a question was missed on so many days, and what can be done about it."""
    said = tr("苦手（{n} 日）", n=days) if narrow else tr("{n} 日つまずいた問題です", n=days)
    told = [said, "i " + tr("メモを書く"), "z " + tr("休止"), "b " + tr("明日へ")]
    told += ["d " + tr("デモ")] if demo else []
    return ("  " if narrow else "   ").join(told)


def said_of(view: View, *, narrow: bool = False) -> Said | None:
    """What the note line says about ``view``, or None."""
    if view.leech:
        demo = view.question is not None and view.question.demo is not None
        return Said(leech_words(view.leech, demo=demo, narrow=narrow), sticky=True)
    item = short_id(view.note_item)
    match view.note:
        case "undone":
            return Said(tr("{item} の評価を取り消しました", item=item))
        case "skipped":
            return Said(tr("飛ばしました。最後にもう一度出ます"))
        case "suspended":
            return Said(tr("{item} を休止しました", item=item), "u", tr("戻す"))
        case "buried":
            return Said(tr("{item} は明日また出ます", item=item), "u", tr("戻す"))
        case "flagged":
            return Said(tr("印を付けました"))
        case "unflagged":
            return Said(tr("印を外しました"))
        case "blank":
            return Said(tr("まだ空欄です。わからないときは esc のあと a で答えを見られます"))
        case "nothing":
            return Said(tr("戻すものはありません"))
    if view.phase == "verdict" and view.best < Rating.EASY:
        best = rating_word(int(view.best))
        if view.hints_shown:
            return Said(tr("ヒントを使ったので、評価は「{word}」までです", word=best), sticky=True)
        if view.tries:
            return Said(tr("書き直したので、評価は「{word}」までです", word=best), sticky=True)
    return None
