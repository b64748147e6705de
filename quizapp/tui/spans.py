"""Dates and spans of time in words: "11月23日 月曜", "10分", "6 d"."""

from __future__ import annotations

from datetime import date, datetime

from quizapp.clock import DAY_MS, Moment
from quizapp.words import language, tr

_JA_DAYS = "月火水木金土日"
_EN_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EN_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_short(day: date) -> str:
    """A date without its weekday: "1月20日", "20 Jan"."""
    if language() == "ja":
        return f"{day.month}月{day.day}日"
    return f"{day.day} {_EN_MONTHS[day.month - 1]}"


def month_short(day: date) -> str:
    """The month of a date: "6月", "Jun"."""
    return f"{day.month}月" if language() == "ja" else _EN_MONTHS[day.month - 1]


def day_long(day: date) -> str:
    """A date with its weekday: "11月23日 月曜", "Mon 23 Nov"."""
    if language() == "ja":
        return f"{day_short(day)} {_JA_DAYS[day.weekday()]}曜"
    return f"{_EN_DAYS[day.weekday()]} {day_short(day)}"


def weekday_short(day: date) -> str:
    """One or two signs for a weekday: "月", "Mo"."""
    return _JA_DAYS[day.weekday()] if language() == "ja" else _EN_DAYS[day.weekday()][:2]


def interval(ms: int) -> str:
    """How long until a card returns, as short as a rating cell needs it: "10分", "6日", "3か月"."""
    minutes = ms / 60_000
    if minutes < 60:
        return tr("{n}分", n=max(1, round(minutes)))
    if ms < DAY_MS:
        return tr("{n}時間", n=round(minutes / 60))
    days = ms / DAY_MS
    if days < 60:
        return tr("{n}日", n=round(days))
    if days < 730:
        return tr("{n}か月", n=round(days / 30.44))
    return tr("{n}年", n=f"{days / 365.25:.1f}")


def count_questions(n: int) -> str:
    """So many questions: "1 問", "1 question"."""
    return tr("1 問") if n == 1 else tr("{n} 問", n=n)


def count_reviews(n: int) -> str:
    """So many reviews: "復習 1 問", "1 review"."""
    return tr("復習 1 問") if n == 1 else tr("復習 {n} 問", n=n)


def count_days(n: int) -> str:
    """So many days: "1 日", "1 day"."""
    return tr("1 日") if n == 1 else tr("{n} 日", n=n)


def missed_days(n: int) -> str:
    """On how many days something was missed: "忘れた 2 日", "missed on 2 days"."""
    return tr("忘れた 1 日") if n == 1 else tr("忘れた {n} 日", n=n)


def reviews_and_misses(reps: int, missed: int) -> str:
    """How often something was reviewed, and on how many days it was missed."""
    if missed == 1:
        return tr("{n} 回、忘れた日 1 日", n=reps)
    return tr("{n} 回、忘れた日 {m} 日", n=reps, m=missed)


def duration(ms: int) -> str:
    """How long something took: "38 秒", "4 分", "1 時間 5 分"."""
    seconds = max(0, round(ms / 1000))
    if seconds < 100:
        return tr("{n} 秒", n=seconds)
    minutes = round(seconds / 60)
    if minutes < 60:
        return tr("{n} 分", n=minutes)
    return tr("{h} 時間 {m} 分", h=minutes // 60, m=minutes % 60)


def minutes(ms: int) -> str:
    """How long a session took, in whole minutes, one at least."""
    return tr("{n} 分", n=max(1, round(ms / 60_000)))


def ago(then: Moment, now: Moment) -> str:
    """When something was, seen from now: "昨日 22:14", "4 日前", "たった今"."""
    days = (now.local().date() - then.local().date()).days
    clock = f"{then.local():%H:%M}"
    if days <= 0:
        if now.at_ms - then.at_ms < 60_000:
            return tr("たった今")
        if now.at_ms - then.at_ms < 3_600_000:
            return tr("{n} 分前", n=max(1, round((now.at_ms - then.at_ms) / 60_000)))
        return tr("今日 {time}", time=clock)
    if days == 1:
        return tr("昨日 {time}", time=clock)
    return tr("{n} 日前", n=days)


def stopped(then: Moment, now: Moment) -> str:
    """When something was left: "昨日 22:14 に中断", "4 日前に中断", "たった今 中断"."""
    when = ago(then, now)
    if when == tr("たった今"):
        return tr("たった今 中断")
    if when[-1].isdigit():  # a time of day keeps a space before what follows
        return tr("{when} に中断", when=when)
    return tr("{when}に中断", when=when)


def today_of(moment: Moment) -> datetime:
    """The local date and time of ``moment``."""
    return moment.local()
