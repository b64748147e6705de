"""The log as JSON Lines: one object a line, readable by people and by anything else.

The first line says what the file is, then comes a line for every event and one for every sitting
of a mock exam. Fields that hold their default are left out. Reading checks every line before
anything is taken in, and names each one that is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import MISSING, fields, replace
from typing import IO, Any, get_args

from quizapp.errors import UsageError
from quizapp.records import Event, EventKind
from quizapp.store.jsonl_sittings import parse_sitting, plain_sitting
from quizapp.store.port import SittingRecord
from quizapp.store.schema import LAST_MS
from quizapp.words import tr

FORMAT = "quizapp-log"
VERSION = 1
WITH_SITTINGS = 2
"""The version of a file that holds sittings, which older programs must not half understand."""

MOST_SHOWN = 20
"""Bad lines named in one message; the rest are counted."""

MOST_TEXT = 200_000
"""Characters a text field may have."""

_FIELDS = {field.name: field for field in fields(Event)}
_REQUIRED = ("item", "at_ms", "kind", "turn_ms")
_DEFAULTS = {name: field.default for name, field in _FIELDS.items() if field.default is not MISSING}
_RANGES = {
    "at_ms": (0, LAST_MS),
    "turn_ms": (0, LAST_MS),
    "offset_min": (-1439, 1439),
    "rating": (1, 4),
    "duration_ms": (0, LAST_MS),
    "hints": (0, 1_000_000),
    "seed": (-(2**63), 2**63 - 1),
}
_MAY_BE_NULL = ("rating", "response", "outcome", "note", "evidence", "score", "duration_ms")
_KINDS = get_args(EventKind)


def write(events: Iterable[Event], stream: IO[str], sittings: Sequence[SittingRecord] = ()) -> int:
    """Write every event and every sitting; how many events there were."""
    version = WITH_SITTINGS if sittings else VERSION
    stream.write(_line({"format": FORMAT, "version": version}))
    count = 0
    for event in events:
        stream.write(_line(plain(event)))
        count += 1
    for record in sittings:
        stream.write(_line(plain_sitting(record)))
    return count


def plain(event: Event) -> dict[str, Any]:
    """The event as JSON values, without the fields that hold their default."""
    return {
        name: getattr(event, name)
        for name in _FIELDS
        if name not in _DEFAULTS or getattr(event, name) != _DEFAULTS[name] or name == "learner"
    }


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def read(
    stream: Iterable[str], *, learner: str = "me", sittings: list[SittingRecord] | None = None
) -> Iterator[Event]:
    """The events of a file that ``write`` made, or that was made like one.

    The sittings of the file are put into ``sittings``. A line that names no learner belongs to
    ``learner``. Raises ``UsageError`` at the end when a
    line could not be used, and names each one; take in nothing before the end was reached.
    """
    problems: list[str] = []
    try:
        for number, text in enumerate(stream, 1):
            if not text.strip():
                continue
            try:
                found = _parse(text, learner)
            except ValueError as error:
                problems.append(tr("{number} 行目: {what}", number=number, what=error))
                continue
            if isinstance(found, Event):
                yield found
            elif found is not None and sittings is not None:
                sittings.append(found)
    except UnicodeDecodeError as error:
        problems.append(tr("UTF-8 ではありません（{what}）", what=error.reason))
    if problems:
        more = len(problems) - MOST_SHOWN
        shown = problems[:MOST_SHOWN]
        if more > 0:
            shown.append(tr("ほか {n} 行", n=more))
        raise UsageError(
            tr("取り込めない行が {n} 行あります。何も取り込んでいません。", n=len(problems)),
            where="\n".join(shown),
            mend=tr("quizapp export が書いたファイルを選んでください。"),
        )


def _parse(text: str, learner: str) -> Event | SittingRecord | None:
    """What one line holds; None for the line that names the format. Raises ``ValueError``."""
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        what = error.msg if isinstance(error, json.JSONDecodeError) else "too deep"
        raise ValueError(tr("JSON として読めません（{what}）", what=what)) from error
    if not isinstance(value, dict):
        raise ValueError(tr("JSON のオブジェクトではありません"))
    if "format" in value:
        if value["format"] != FORMAT or value.get("version") not in (
            VERSION,
            WITH_SITTINGS,
        ):
            raise ValueError(tr("この形式は読めません（{what}）", what=value))
        return None
    if "sitting" in value:
        return parse_sitting(value, learner)
    for name in _REQUIRED:
        if name not in value:
            raise ValueError(tr("{name} がありません", name=name))
    for name, given in value.items():
        _check(name, given)
    if value["turn_ms"] > value["at_ms"]:
        raise ValueError(
            tr("{name} は {other} より後にはなりません", name="turn_ms", other="at_ms")
        )
    event = Event(**value)
    return event if "learner" in value else replace(event, learner=learner)


def _check(name: str, value: Any) -> None:
    """Raise ``ValueError`` unless field ``name`` may hold ``value``."""
    if name not in _FIELDS:
        raise ValueError(tr("{name} という項目はありません", name=name))
    if value is None and name in _MAY_BE_NULL:
        return
    if name in _RANGES:
        low, high = _RANGES[name]
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(
                tr("{name} は {low} から {high} までの整数です", name=name, low=low, high=high)
            )
    elif name == "score":
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value <= 1:
            raise ValueError(
                tr("{name} は {low} から {high} までの数です", name=name, low=0, high=1)
            )
    elif not isinstance(value, str) or len(value) > MOST_TEXT:
        raise ValueError(tr("{name} は文字列です", name=name))
    elif name == "kind" and value not in _KINDS:
        raise ValueError(
            tr("{name} は {allowed} のどれかです", name=name, allowed=", ".join(_KINDS))
        )
    elif name in ("item", "learner") and not value:
        raise ValueError(tr("{name} が空です", name=name))
    elif any(0xD800 <= ord(sign) <= 0xDFFF for sign in value):
        raise ValueError(tr("{name} に文字でない符号があります", name=name))
