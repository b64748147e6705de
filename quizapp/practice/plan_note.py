"""What the plan said of a day: kept in a small file, so that no start waits for a solver.

The file is a cache. It may be deleted, damaged or of another day at any time; the day is then
planned anew in the background, and until that is done yesterday's order serves.
"""

from __future__ import annotations

import json
import os
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quizapp.settings import Settings

VERSION = 1


@dataclass(frozen=True, slots=True)
class AreaOutlook:
    """What is expected of one area of the exam; scores in points of 100."""

    pack: str
    id: str
    expected: float
    band: float
    """Half the width of the band that holds about four sittings in five."""
    untouched: float
    """When nothing more is done."""
    seen: int
    total: int


@dataclass(frozen=True, slots=True)
class PlanNote:
    """The plan of one study day."""

    day: int
    """Study day, counted as ``scheduling.days`` counts."""
    exam: int
    start: int
    """The day on which planning towards this exam began."""
    key: str
    """What it was made for: another one, and it is made anew."""
    items: tuple[tuple[str, float], ...]
    """Items worth asking today, most urgent first, with the minutes each is expected to take."""
    minutes: float
    """Minutes of the day when it was planned."""
    prices: tuple[float, ...]
    """Per day, this day first."""
    load: tuple[float, ...]
    """Minutes expected on each day, this day first; to a tenth, as every place shows them."""
    expected: float
    band: float
    untouched: float
    gain: float
    """Points that today's minutes keep from being lost."""
    reviews: int
    """Reviews that the forecast could be judged by."""
    areas: tuple[AreaOutlook, ...]


def memory_key(settings: Settings) -> str:
    """What a plan's key says of memory fitted to the learner; nothing where it is the usual."""
    fitted = settings.memory_parameters.encode()
    return f"{zlib.crc32(fitted):08x}" if fitted else ""


def read_note(path: Path | None) -> PlanNote | None:
    """The note in the file, or None when there is none that can be used."""
    if path is None:
        return None
    try:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if raw.pop("version") != VERSION:
            return None
        known = {field.name for field in fields(PlanNote)}
        made = {name: value for name, value in raw.items() if name in known}
        made["items"] = tuple((str(item), float(minutes)) for item, minutes in made["items"])
        for name in ("prices", "load"):
            made[name] = tuple(map(float, made[name]))
        made["areas"] = tuple(AreaOutlook(**area) for area in made["areas"])
        return PlanNote(**made)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_note(path: Path | None, note: PlanNote) -> None:
    """Put the note into the file, whole or not at all; a file that cannot be written is let be."""
    if path is None:
        return
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps({"version": VERSION, **asdict(note)}), encoding="utf-8")
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
