"""The pieces of today's screen as rows: hero number, start block, topics, the weeks to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rich.cells import cell_len

from quizapp.clock import Moment
from quizapp.tui.cells import cut, pad, spread, width_of
from quizapp.tui.ink import Line, column_of, value_bar
from quizapp.tui.spans import (
    count_days,
    count_questions,
    count_reviews,
    day_long,
    day_short,
    stopped,
    weekday_short,
)
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.practice.today import AreaStanding, DayPlan, Today, TopicStanding, Unfinished


TOLD_BY = 3
"""Questions met before a topic is compared with others."""


def hero_rows(today: Today, width: int, *, ascii_only: bool) -> list[Line]:
    """The number that matters in three rows, and beside it what it counts."""
    from quizapp.typeset.digits import hero

    days = today.days_left
    exam = days is not None and days >= 0
    number = (days or 0) if exam else today.due + today.new
    unit = ("日" if exam else "問") if language() == "ja" else ""
    digits = list(hero(str(number), ascii=ascii_only))
    widest = max(cell_len(row) for row in digits)
    start = max(16 if width >= 60 else 0, widest + cell_len(unit) + 4)
    room = width - start
    if exam:
        date_said = day_long(today.exam_date) if today.exam_date else ""
        beside: list[Line] = [
            ((tr("試験まで"), "strong"),),
            ((date_said, "muted"),)
            if today.plan is None
            else done_today(today, room, before=date_said),
            done_today(today, room) if today.plan is None else outlook(today.plan, room),
        ]
    else:
        beside = [
            ((tr("今日の分"), "strong"),),
            done_today(today, room),
            ((tr("試験日を決める"), "muted"), ("  s", "key")),
        ]
    rows: list[Line] = []
    for place, line in enumerate(beside):
        drawn = pad(digits[place] if place < len(digits) else "", widest)
        tail = f" {unit}" if place == 2 else ""
        rows.append(
            [
                (drawn, "accent"),
                (pad(tail, start - widest), "muted"),
                *line,
            ]
        )
    return rows


def done_today(today: Today, width: int, *, before: str = "") -> Line:
    """What was done today, or how many days in a row were studied, after what comes ``before``.

    Where there is not room for all, parts are left out whole: a number cut short would be another
    number.
    """
    answered, cards = "", ""
    if today.answered:
        answered = tr("今日解いた数 {n}（正解 {right}）", n=today.answered, right=today.right)
    if today.cards and answered:
        cards = tr("カード 1 枚") if today.cards == 1 else tr("カード {n} 枚", n=today.cards)
    elif today.cards:
        cards = (
            tr("今日のカード 1 枚")
            if today.cards == 1
            else tr("今日のカード {n} 枚", n=today.cards)
        )
    elif not answered:
        answered = (
            tr("連続 {n} 日", n=today.streak)
            if today.streak > 1
            else tr("今日はまだ解いていません")
        )
    said = ""
    for parts in ((before, answered, cards), (answered, cards), (answered or cards,)):
        said = "   ".join(filter(None, parts))
        if cell_len(said) <= width:
            break
    return ((said, "muted"),)


def outlook(plan: DayPlan, width: int) -> Line:
    """The score expected on the day, its band, and where there is room what it rests on."""
    if not plan.areas:
        return ()  # no pack was found: there is nothing to expect
    line = [
        (tr("当日の見込み") + "  ", "muted"),
        (f"{plan.expected:.0f}", "strong"),
        (" " + tr("点") + f"  ± {plan.band:.0f}", "muted"),
    ]
    said = ""
    if plan.few:
        said = tr("（記録がまだ少ない）")
    elif abs(plan.shift) >= 0.5:
        said = tr("（模試で補正）")  # so the areas below do not add up to it
    rest = ("   " + said, "muted")
    return [*line, rest] if said and width_of([*line, rest]) <= width else line


def area_rows(areas: Sequence[AreaStanding], width: int, *, chosen: int = -1) -> list[Line]:
    """One row an area: the score expected on the day, its band, how much of it was met.

    The longest title has room where the bars still have a third of the row.
    """
    longest = max((cell_len(area.title.get(language())) for area in areas), default=0)
    label = min(longest, max(20, width * 3 // 7))
    return [
        _area_row(area, width, label, chosen=place == chosen) for place, area in enumerate(areas)
    ]


def _area_row(area: AreaStanding, width: int, label: int, *, chosen: bool) -> Line:
    tail = f"{area.expected:>4.0f}" if width < 60 else f"{area.expected:>4.0f} ± {area.band:<3.0f}"
    count = "" if width < 60 else f"{area.seen:>6}/{area.total}"
    bar = max(4, width - 2 - label - 2 - len(tail) - (11 if count else 0) - 1)
    ground = " cell" if chosen else ""
    low = max(0, min(bar, round(bar * (area.expected - area.band) / 100)))
    high = max(low, min(bar, round(bar * (area.expected + area.band) / 100)))
    line = [
        ("▌" if chosen else " ", "accent" + ground),
        (
            " " + pad(area.title.get(language()), label) + "  ",
            ("strong" if chosen else "") + ground,
        ),
        ("━" * low, "accent" + ground),
        ("╍" * (high - low), "accent" + ground),
        ("─" * (bar - high), "faint" + ground),
        (pad(count, 11, right=True) if count else "", "muted" + ground),
        (" " + tail, "strong" + ground),
    ]
    return [(text, role.strip()) for text, role in line]


def weakest_row(today: Today) -> Line | None:
    """The topic that is remembered least, once there are two that a few answers tell apart."""
    begun = [
        (topic.remembered * topic.total / topic.seen, topic)
        for topic in today.topics
        if topic.seen >= TOLD_BY
    ]
    shares = [round(100 * share) for share, _ in begun]
    if len(begun) < 2 or min(shares) == max(shares):
        return None
    share, weakest = min(begun, key=lambda pair: pair[0])
    return (
        (tr("いちばん弱いトピック") + "   ", "muted"),
        (weakest.title.get(language()), ""),
        (f"   {round(100 * share)}%", "muted"),
    )


def old_session(today: Today) -> bool:
    """Whether a session of days ago waits behind what is due today."""
    return today.resume is not None and today.resume.old and bool(today.planned)


def _old_row(resume: Unfinished, now: Moment, ground: str, width: int) -> Line:
    """Where the session of days ago stands, its key, and what becomes of it."""
    place = tr("続きから {place} / {total}", place=resume.place, total=resume.total)
    when = stopped(Moment(resume.stopped_ms, resume.offset_min), now)
    said = f"  {place}   {when}"
    fate = "   " + tr("今日の分を始めると閉じます")
    if resume.kind == "review" and cell_len(said + fate) + 4 <= width:
        said += fate
    return (
        (" ", "accent" + ground),
        (" o", "key" + ground),
        (pad(said, width - 3), "muted" + ground),
    )


def start_rows(today: Today, now: Moment, width: int, *, chosen: bool) -> list[Line]:
    """The start block: what enter begins, and what waits."""
    ground = " cell" if chosen else ""
    resume = today.resume
    old = old_session(today)
    if resume is not None and not old:
        title = tr("続きから {place} / {total}", place=resume.place, total=resume.total)
        first = stopped(Moment(resume.stopped_ms, resume.offset_min), now)
    elif today.planned:
        title = tr("はじめる")
        first = f"{count_questions(today.planned)}{tr(' ・ およそ {m} 分', m=today.minutes)}"
        if today.left > today.planned:
            first += tr("（今日は全部で {n} 問）", n=today.left)
        if today.plan is not None and today.plan.gain >= 0.05:
            gain = tr("   見込みに {n} 点", n=f"{today.plan.gain:.1f}")
            # The last thing said, and the first to go where there is no room.
            if cell_len(f"{title}{first}{gain}") + 12 <= width:
                first += gain
    else:
        off = today.plan is not None and today.plan.day_off
        title = tr("今日は休みの日です") if off else tr("今日の分は終わりました")
        first = tr("5 問だけ先に進む（予定は変わりません）")
    counts = [
        (today.due, tr("復習")),
        (today.new, tr("新しい問題")),
        (today.mistakes, tr("間違い直し")),
    ]
    order = "{count} {name}" if language() == "en" else "{name} {count}"
    second = "   ".join(order.format(count=count, name=name) for count, name in counts if count)
    bar = ("▌" if chosen else " ", "accent" + ground)
    one = spread(
        [bar, (f" {title}", "strong" + ground), (f"   {first}", ground.strip())],
        [("enter" if chosen else "", "key" + ground), (" ", ground.strip())],
        width,
    )
    two = [bar, (pad(f" {second}", width - 1), "muted" + ground)]
    grounded = [(text, role or ground.strip()) for text, role in one]
    rows: list[Line] = [grounded, two] if second else [grounded]
    if resume is not None and old:
        rows.append(_old_row(resume, now, "", width))
    return rows


def topic_row(topic: TopicStanding, width: int, *, chosen: bool) -> Line:
    """One topic: how much of it is remembered, and how much was met."""
    label = 20 if width < 70 else 24
    tail = f"{round(100 * topic.remembered):>4}%"
    count = "" if width < 60 else f"{topic.seen:>6}/{topic.total}"
    bar = width - 2 - label - 2 - len(tail) - (len(f"{'':>6}") + 5 if count else 0)
    ground = " cell" if chosen else ""
    name = pad(topic.title.get(language()), label)
    line = [
        ("▌" if chosen else " ", "accent" + ground),
        (" " + name + "  ", ("strong" if chosen else "") + ground),
        *((text, role + ground) for text, role in value_bar(topic.remembered, bar)),
        (pad(count, 11, right=True) if count else "", "muted" + ground),
        (tail, "strong" + ground),
    ]
    return [(text, role.strip()) for text, role in line]


def coming(today: Today) -> tuple[tuple[float, ...], str]:
    """What each of the next days brings, and in words: minutes of the plan, or reviews."""
    if today.plan is None:
        return today.load, count_reviews(sum(today.load))
    load = today.plan.load[: len(today.load)]
    mean = sum(load) / len(load) if load else 0.0
    return load, tr("1 日およそ {n} 分", n=round(mean))


def load_rows(today: Today, width: int) -> list[Line]:
    """The two weeks to come in one row of columns."""
    load, said = coming(today)
    days = len(load)
    gap = 1
    each = max(1, min(4, (width + gap) // max(days, 1) - gap))
    largest = max(load, default=0)
    line: list[tuple[str, str]] = []
    for place, count in enumerate(load):
        line.append((column_of(count, largest) * each, "accent" if place == 0 else "load"))
        line.append((" " * gap, ""))
    head: Line = (
        (tr("これから 2 週間"), "strong"),
        ("   " + said, "muted"),
    )
    return [head, line]


def side_rows(today: Today, day: date, width: int) -> list[Line]:
    """The two weeks as columns with their days, then the day's record."""
    load, said = coming(today)
    rows: list[Line] = [((tr("これから 2 週間"), "strong"), ("   " + said, "muted")), ()]
    largest = max(max(load, default=0), 1)
    height = 6
    each = max(3, width // max(len(load), 1))
    for level in range(height, 0, -1):
        line: list[tuple[str, str]] = []
        for place, count in enumerate(load):
            eighths = round(8 * height * count / largest) - 8 * (level - 1)
            sign = " " if eighths <= 0 else " ▁▂▃▄▅▆▇█"[min(8, eighths)]
            if level == 1 and eighths <= 0:
                sign = "▁"
            role = "accent" if place == 0 else "load"
            line += [(sign * (each - 1), role if count else "faint"), (" ", "")]
        rows.append(line)
    names = [weekday_short(day + timedelta(days=place)) for place in range(len(load))]
    rows.append([(pad(name, each), "muted") for name in names])
    counts = [f"{count:.0f}" if count else "·" for count in load]
    rows.append([(pad(count, each), "faint" if count == "·" else "") for count in counts])
    rows += [(), ((tr("今日の記録"), "strong"),)]
    record = [
        (tr("答えた問題"), count_questions(today.answered)),
        (tr("正解"), count_questions(today.right)),
        (tr("連続"), count_days(today.streak)),
    ]
    rows += [((pad(name, 16), "muted"), (value, "")) for name, value in record]
    if today.exam_date is not None:
        rows.append(((pad(tr("試験日"), 16), "muted"), (day_short(today.exam_date), "")))
    return [[(cut(text, width), role) for text, role in row] for row in rows]
