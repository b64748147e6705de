"""Rows of settings: their words, their values as shown, and what left and right do to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from quizapp.settings import CHOICES, RANGES, Settings, mend_value
from quizapp.tui.spans import count_questions
from quizapp.words import tr


@dataclass(frozen=True, slots=True)
class Row:
    """One setting as a row."""

    name: str
    label: str
    """In Japanese."""
    about: str = ""
    """What it is for, in Japanese, shown below the rows while it is chosen."""
    step: float = 1


def meaning(settings: Settings, name: str, today: date) -> str:
    """What the present value comes to, where that is not plain: "あと 58 日"."""
    exam = settings.exam_day()
    if name != "exam_date" or exam is None:
        return ""
    days = (exam - today).days
    return (
        (tr("あと 1 日") if days == 1 else tr("あと {n} 日", n=days))
        if days >= 0
        else tr("過ぎました")
    )


ROWS: tuple[Row, ...] = (
    Row(
        "exam_date",
        "試験日",
        "決めると、その日に向けて毎日の計画ができます。数字を押して書き込めます",
    ),
    Row("minutes_per_day", "1 日の時間", "試験日までの計画は、この時間で立てます", 5),
    Row("days_off", "休む曜日", "計画はこの曜日を空けます。書き方は sat,sun"),
    Row("framework", "コードの書き方", "模試と計画で使うライブラリです"),
    Row("session_length", "1 回の問題数", "1 回の学習で出す数です", 5),
    Row("new_per_day", "1 日の新しい問題", "復習のほかに始める数です。あとの復習も増えます"),
    Row(
        "desired_retention",
        "目標の定着",
        "復習の日に覚えていたい割合です。高いほど復習が増えます",
        0.01,
    ),
    Row(
        "leech_threshold",
        "苦手と知らせる日数",
        "「忘れた」と評価した日がこれだけたまると知らせます。0 で知らせません",
    ),
    Row("rollover_hour", "日付が変わる時刻", "夜ふかしの分は前の日に数えます"),
    Row("language", "言語", "どの画面でも L で切り替えられます"),
    Row("theme", "テーマ", "どの画面でも T で切り替えられます"),
    Row("marks", "正誤の印", "日本語では ○ と ×、英語では ✓ と × です"),
    Row("motion", "動き", "動きが気になるときは減らせます"),
    Row("notes", "お知らせの行", "下から 2 行目の短いお知らせです"),
    Row(
        "confidence", "自信をきく", "採点の前に 1 キーで答えます。統計で、自信と正答を比べられます"
    ),
)
"""The settings screen, top to bottom."""

OFF = ("", "sun", "sat,sun", "sat")
"""Days off that the arrows go through; others can be typed."""
FIRST = ("exam_date", "minutes_per_day", "framework")
"""What the first run asks."""


def shown(settings: Settings, name: str) -> str:
    """The value of a setting as a row shows it."""
    value = getattr(settings, name)
    words: dict[tuple[str, str], str] = {
        ("language", "auto"): tr("端末に合わせる"),
        ("language", "ja"): "日本語",
        ("language", "en"): "English",
        ("theme", "sumi"): tr("墨（暗い）"),
        ("theme", "washi"): tr("和紙（明るい）"),
        ("theme", "ansi"): tr("端末の 16 色"),
        ("marks", "auto"): tr("言語に合わせる"),
        ("marks", "maru"): "○ △ ×",
        ("marks", "check"): "✓ ~ ×",
        ("marks", "ascii"): "+ ~ x",
        ("framework", "pytorch"): "PyTorch",
        ("framework", "keras"): "Keras",
        ("motion", "full"): tr("あり"),
        ("motion", "basic"): tr("デモだけ"),
        ("motion", "none"): tr("なし"),
        ("confidence", "off"): tr("きかない"),
        ("confidence", "on"): tr("きく"),
        ("notes", "short"): tr("4 秒で消える"),
        ("notes", "keep"): tr("次のキーまで残す"),
    }
    if (name, value) in words:
        return words[name, value]
    if name == "exam_date":
        return str(value) or tr("未定")
    if name == "days_off":
        return str(value) or tr("休みなし")
    if name == "minutes_per_day":
        return tr("{n} 分", n=value)
    if name == "desired_retention":
        return f"{round(100 * value)}%"
    if name == "leech_threshold":
        return tr("{n} 日", n=value) if value else tr("知らせない")
    if name == "rollover_hour":
        return tr("{n} 時", n=value)
    return count_questions(int(value))


def stepped(settings: Settings, row: Row, by: int, today: date) -> Settings:
    """``settings`` with one setting moved by a step, within its bounds."""
    name = row.name
    value = getattr(settings, name)
    new: Any
    if name in CHOICES:
        words: Sequence[str] = CHOICES[name]
        new = words[(words.index(value) + by) % len(words)]
    elif name == "days_off":
        new = OFF[(OFF.index(value) + by) % len(OFF)] if value in OFF else ""
    elif name == "exam_date":
        start = settings.exam_day()
        if start is None:
            new = (today + timedelta(days=60)).isoformat() if by > 0 else ""
        else:
            moved = start + timedelta(days=by)
            new = moved.isoformat() if moved >= today else ""
    else:
        low, high = RANGES[name]
        new = max(low, min(high, round(value + by * row.step, 4)))
        new = int(new) if isinstance(value, int) else new
    return replace(settings, **{name: new})


def typed(settings: Settings, name: str, text: str) -> tuple[Settings, str]:
    """``settings`` with a typed value, and what was wrong with it ("" when nothing)."""
    import unicodedata

    text = unicodedata.normalize("NFKC", text).strip().replace("/", "-")
    label = next((tr(row.label) for row in ROWS if row.name == name), name)
    value: Any = text
    if name in RANGES:
        try:
            value = float(text.rstrip("%"))
        except ValueError:
            return settings, mend_value(name, None, label)[1]
        if name == "desired_retention" and value > 1:
            value /= 100
        if isinstance(getattr(settings, name), int) and value == int(value):
            value = int(value)
    value, problem = mend_value(name, value, label)
    if problem and name == "exam_date" and re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text):
        problem = tr("{date} という日はありません（例 2027-01-20）", date=text)
    return (settings, problem) if problem else (replace(settings, **{name: value}), "")


def default(settings: Settings, name: str) -> Settings:
    """``settings`` with one setting as it comes."""
    return replace(settings, **{name: getattr(Settings(), name)})


def can_type(name: str) -> bool:
    """Whether a value is typed (a date, a number) rather than chosen."""
    return name not in CHOICES
