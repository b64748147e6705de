"""What the learner chose, and where their files lie.

Settings are one small TOML file that a person can edit; an unknown or impossible value is named
and the default used, so that a typing slip never keeps anyone from studying. Paths follow the
platform (platformdirs) unless ``QUIZAPP_HOME`` puts everything in one folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from quizapp.words import tr


@dataclass(frozen=True, slots=True)
class Paths:
    """Where quizapp keeps its files."""

    home: Path
    """Data directory: the study log, its backups, the learner's own packs."""
    store: Path
    cache: Path
    """The compiled content cache; may be deleted at any time."""
    config: Path
    packs: Path
    """Folder of the learner's own packs, one folder each."""

    @property
    def plan(self) -> Path:
        """The plan of the day; may be deleted at any time."""
        return self.store.with_name("plan.json")


@dataclass(frozen=True, slots=True)
class Settings:
    """The learner's choices; every default is a good start."""

    language: str = "auto"
    theme: str = "sumi"
    marks: str = "auto"
    """``maru`` (○ right), ``check`` (✓ right) or ``auto``: by the language of the screen."""
    motion: str = "full"
    notes: str = "short"
    """``short``: a note leaves after 4 s; ``keep``: it stays until the next key."""
    exam_date: str = ""
    """ISO date of the exam, or empty."""
    minutes_per_day: int = 15
    days_off: str = ""
    """Weekdays without study, such as ``sat,sun``; empty for none."""
    skip_areas: str = ""
    """Ids of areas that are left out of the plan, apart by commas."""
    framework: str = "pytorch"
    new_per_day: int = 10
    desired_retention: float = 0.9
    rollover_hour: int = 4
    session_length: int = 20
    """Questions in one session."""
    leech_threshold: int = 8
    """Days with a rating of Again after which a question is called a leech; 0 never calls one."""
    confidence: str = "off"
    """``on``: before each verdict the learner is asked how sure the answer is."""
    memory_parameters: str = ""
    """Memory fitted to the learner, ``fsrs-6`` and 21 numbers; empty for what all begin with."""

    @property
    def skipped(self) -> frozenset[str]:
        """Areas that are left out of the plan."""
        return frozenset(filter(None, (one.strip() for one in self.skip_areas.split(","))))

    def exam_day(self) -> date | None:
        """The exam date, or None when none is set."""
        return date.fromisoformat(self.exam_date) if self.exam_date else None


CHOICES: dict[str, tuple[str, ...]] = {
    "language": ("auto", "ja", "en"),
    "theme": ("sumi", "washi", "ansi"),
    "marks": ("auto", "maru", "check", "ascii"),
    "motion": ("full", "basic", "none"),
    "notes": ("short", "keep"),
    "framework": ("pytorch", "keras"),
    "confidence": ("off", "on"),
}
"""Settings that take one of a few words."""

RANGES: dict[str, tuple[float, float]] = {
    "minutes_per_day": (1, 600),
    "new_per_day": (0, 500),
    "desired_retention": (0.7, 0.99),
    "rollover_hour": (0, 12),
    "session_length": (1, 200),
    "leech_threshold": (0, 99),
}
"""Settings that take a number, with the least and the largest allowed."""


MEMORY_MODEL, MEMORY_PARAMETERS = "fsrs-6", 21
"""The memory model that parameters are for, and how many it has."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def weekdays_off(settings: Settings) -> frozenset[int]:
    """Weekdays without study, Monday 0."""
    return frozenset(
        WEEKDAYS.index(one.strip()) for one in settings.days_off.split(",") if one.strip()
    )


def load_paths(environ: Mapping[str, str] | None = None) -> Paths:
    """The paths in force: below ``QUIZAPP_HOME`` when it is set, else the platform's own."""
    env = os.environ if environ is None else environ
    home = env.get("QUIZAPP_HOME")
    if home:
        base = Path(home).expanduser()
        return Paths(
            base,
            base / "study.sqlite3",
            base / "content.cache",
            base / "settings.toml",
            base / "packs",
        )
    import platformdirs

    data = Path(platformdirs.user_data_dir("quizapp", appauthor=False))
    return Paths(
        data,
        data / "study.sqlite3",
        Path(platformdirs.user_cache_dir("quizapp", appauthor=False)) / "content.cache",
        Path(platformdirs.user_config_dir("quizapp", appauthor=False)) / "settings.toml",
        data / "packs",
    )


def mend_value(name: str, value: Any, label: str = "") -> tuple[Any, str]:
    """``value`` as setting ``name`` takes it, with what was wrong with it ("" when sound).

    ``label`` is what the setting is called to a person who never saw its name.
    """
    default = getattr(Settings(), name)
    said = label or name
    if name in CHOICES:
        if value in CHOICES[name]:
            return value, ""
        return default, tr(
            "{name} は {allowed} のどれかです", name=said, allowed=", ".join(CHOICES[name])
        )
    if name in RANGES:
        low, high = RANGES[name]
        kind = int if isinstance(default, int) else float
        sound = isinstance(value, (int, float)) and not isinstance(value, bool)
        if sound and low <= value <= high and kind(value) == value:
            return kind(value), ""
        return default, tr(
            "{name} は {low:g} から {high:g} までの数です", name=said, low=low, high=high
        )
    if name == "days_off":
        days = [one.strip().lower()[:3] for one in str(value).split(",") if one.strip()]
        if all(one in WEEKDAYS for one in days) and len(set(days)) < len(WEEKDAYS):
            return ",".join(day for day in WEEKDAYS if day in days), ""
        return "", tr("{name} は sat,sun のような曜日です（全部は選べません）", name=said)
    if name == "skip_areas":
        if isinstance(value, str):
            return ",".join(filter(None, (one.strip() for one in value.split(",")))), ""
        return "", tr("{name} は分野の id をコンマで並べたものです", name=said)
    if name == "memory_parameters":
        words = value.split() if isinstance(value, str) else ["?"]
        if not words:
            return "", ""
        numbers = words[1:]
        if (
            words[0] == MEMORY_MODEL
            and len(numbers) == MEMORY_PARAMETERS
            and all(_is_number(one) for one in numbers)
        ):
            return " ".join(words), ""
        return "", tr(
            "{name} は {model} と {n} 個の数です。quizapp fit が書きます",
            name=said,
            model=MEMORY_MODEL,
            n=MEMORY_PARAMETERS,
        )
    if name == "exam_date":
        text = value.isoformat() if isinstance(value, date) else value
        if text == "":
            return "", ""
        try:
            return date.fromisoformat(text).isoformat(), ""
        except (TypeError, ValueError):
            return "", tr("{name} は 2027-01-20 のような日付です", name=said)
    return value, ""


def _is_number(text: str) -> bool:
    try:
        return 0 <= float(text) < float("inf")
    except ValueError:
        return False


def load_settings(path: Path) -> tuple[Settings, tuple[str, ...]]:
    """The settings in ``path`` and what could not be used of it, one line each.

    A missing file gives the defaults; a file that cannot be read at all gives the defaults and
    one line that says so.
    """
    if not path.exists():
        return Settings(), ()
    import tomllib

    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return Settings(), (
            tr("設定を読めないので、初期値で始めます: {path}: {error}", path=path, error=error),
        )
    known = {field.name for field in fields(Settings)}
    values: dict[str, Any] = {}
    problems = []
    for name, value in raw.items():
        if name not in known:
            problems.append(tr("{path}: {name} という設定はありません", path=path, name=name))
            continue
        values[name], problem = mend_value(name, value)
        if problem:
            problems.append(f"{path}: {problem}")
    return replace(Settings(), **values), tuple(problems)


def save_settings(path: Path, settings: Settings) -> None:
    """Write ``settings`` whole or not at all; raises ``OSError`` where that is impossible."""
    lines = []
    for field in fields(settings):
        value = getattr(settings, field.name)
        shown = f'"{value}"' if isinstance(value, str) else repr(value)
        lines.append(f"{field.name} = {shown}\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.write_text("".join(lines), encoding="utf-8")
    draft.replace(path)


def save_changes(path: Path, before: Settings, after: Settings) -> None:
    """Write what ``after`` changes of ``before`` into the file, and leave the rest as it stands.

    Another window, ``quizapp config`` or a fit may have written there meanwhile. Raises ``OSError``
    where the file cannot be written.
    """
    try:
        present, _ = load_settings(path)
    except OSError:
        present = before
    changed = {
        field.name: getattr(after, field.name)
        for field in fields(after)
        if getattr(after, field.name) != getattr(before, field.name)
    }
    save_settings(path, replace(present, **changed))


def language_of(settings: Settings, environ: Mapping[str, str] | None = None) -> str:
    """The interface language: the setting, else the locale; Japanese unless it says English."""
    if settings.language in ("ja", "en"):
        return settings.language
    env = os.environ if environ is None else environ
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = env.get(name, "")
        if value and value not in ("C", "POSIX") and not value.startswith("C."):
            return "ja" if value.startswith("ja") else "en"
    return "ja"
