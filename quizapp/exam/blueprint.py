"""What an exam is made of: a TOML table read strictly, every problem told at once.

```toml
id = "e-half"
title.ja = "E資格 模試（半分）"
title.en = "E-Shikaku mock, half"
minutes = 60
warnings = [10, 2]          # minutes before the end at which the sitter is told
kinds = ["choice", "number", "code", "expression", "template"]
typed = "choices"           # typed kinds as choices; "as-is" as typed; "none" left out
sets = "together"           # "whole": never cut; "apart": sets are no sets
order = "areas"             # "mixed": all areas shuffled together
shuffle_options = true
pausing = false
framework = "choose"        # or "pytorch", "keras", "both"
optional = false            # questions outside the scope of the exam

[[area]]
id = "mathematics"
count = 6
topics = { mathematics = 6 }   # weights of topics; all alike when left out

[[section]]                 # where wanted: parts gone through in order, each with its own clock
id = "basics"
title.ja = "基礎"
areas = ["mathematics"]
minutes = 20
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

Typed = Literal["choices", "as-is", "none"]
Sets = Literal["together", "whole", "apart"]
Order = Literal["areas", "mixed"]
Framework = Literal["choose", "pytorch", "keras", "both"]

KINDS = ("choice", "choices", "number", "expression", "code", "cloze", "order", "template")
"""Kinds an exam can ask; cards are not among them."""
MOST = 1000
"""Questions or minutes that a blueprint may ask for."""


@dataclass(frozen=True, slots=True)
class AreaCount:
    """How many questions of one area."""

    id: str
    count: int
    topics: Mapping[str, float] = field(default_factory=dict)
    """Weights of topics; only these are asked when any are given."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part that is gone through before the next; no way back into it."""

    id: str
    title: Localized
    areas: tuple[str, ...]
    minutes: int = 0
    """Its own time; 0 for none."""


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What an exam is made of."""

    id: str
    title: Localized
    minutes: int
    areas: tuple[AreaCount, ...]
    pack: str = ""
    """The pack it draws from; "" for all."""
    warnings: tuple[int, ...] = (10, 2)
    """Minutes before the end at which the sitter is told."""
    kinds: tuple[str, ...] = ("choice", "number", "expression", "code", "template")
    typed: Typed = "choices"
    sets: Sets = "together"
    order: Order = "areas"
    shuffle_options: bool = True
    pausing: bool = False
    framework: Framework = "choose"
    optional: bool = False
    sections: tuple[Section, ...] = ()

    @property
    def total(self) -> int:
        """Questions in all."""
        return sum(area.count for area in self.areas)

    def section_of(self, area: str) -> int:
        """The index of the section that asks ``area``; 0 where there are none."""
        for place, section in enumerate(self.sections):
            if area in section.areas:
                return place
        return 0


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a blueprint."""

    file: str
    field: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.what}  {self.mend}".rstrip()


class BlueprintError(UsageError):
    """A blueprint that cannot be used; ``problems`` names every reason."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            tr("模試の設計図に {n} 個の問題があります", n=len(problems)),
            where="\n".join(map(str, problems)),
        )


def read_blueprint(path: Path) -> Blueprint:
    """The blueprint in the file ``path``. Raises ``BlueprintError``."""
    name = path.name
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BlueprintError(
            [Problem(str(path), "", error.strerror or str(error), tr("場所を確かめてください"))]
        ) from error
    except UnicodeDecodeError as error:
        raise BlueprintError(
            [Problem(name, "", tr("UTF-8 ではありません"), tr("UTF-8 で保存してください"))]
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise BlueprintError(
            [Problem(name, "", str(error), tr("TOML の書き方を直してください"))]
        ) from error
    return parse_blueprint(raw, name, default_id=path.stem)


def parse_blueprint(raw: Mapping[str, Any], file: str, *, default_id: str = "") -> Blueprint:
    """The blueprint that a table spells. Raises ``BlueprintError`` with every problem."""
    reader = _Reader(raw, file)
    given = Blueprint("", Localized(), 1, ())
    areas = tuple(_area(one) for one in reader.tables("area"))
    sections = tuple(_section(one) for one in reader.tables("section"))
    made = Blueprint(
        id=reader.text("id", default_id),
        title=reader.title(),
        minutes=reader.whole("minutes", None, 1),
        areas=areas,
        pack=reader.text("pack", ""),
        warnings=reader.wholes("warnings", given.warnings),
        kinds=reader.words("kinds", given.kinds, KINDS),
        typed=cast(Typed, reader.word("typed", given.typed, ("choices", "as-is", "none"))),
        sets=cast(Sets, reader.word("sets", given.sets, ("together", "whole", "apart"))),
        order=cast(Order, reader.word("order", given.order, ("areas", "mixed"))),
        shuffle_options=reader.flag("shuffle_options", given.shuffle_options),
        pausing=reader.flag("pausing", given.pausing),
        framework=cast(
            Framework,
            reader.word("framework", given.framework, ("choose", "pytorch", "keras", "both")),
        ),
        optional=reader.flag("optional", given.optional),
        sections=sections,
    )
    reader.close()
    _whole(reader, made)
    if reader.problems:
        raise BlueprintError(reader.problems)
    return made


def plain_blueprint(blueprint: Blueprint) -> dict[str, Any]:
    """The blueprint as JSON values that ``parse_blueprint`` reads back."""
    made: dict[str, Any] = {
        "id": blueprint.id,
        "title": {"ja": blueprint.title.ja, "en": blueprint.title.en},
        "minutes": blueprint.minutes,
        "pack": blueprint.pack,
        "warnings": list(blueprint.warnings),
        "kinds": list(blueprint.kinds),
        "typed": blueprint.typed,
        "sets": blueprint.sets,
        "order": blueprint.order,
        "shuffle_options": blueprint.shuffle_options,
        "pausing": blueprint.pausing,
        "framework": blueprint.framework,
        "optional": blueprint.optional,
        "area": [
            {"id": one.id, "count": one.count, "topics": dict(one.topics)}
            for one in blueprint.areas
        ],
    }
    if blueprint.sections:
        made["section"] = [
            {
                "id": one.id,
                "title": {"ja": one.title.ja, "en": one.title.en},
                "areas": list(one.areas),
                "minutes": one.minutes,
            }
            for one in blueprint.sections
        ]
    return made


def _area(reader: _Reader) -> AreaCount:
    made = AreaCount(reader.text("id", None), reader.whole("count", None, 1), reader.weights())
    reader.close()
    return made


def _section(reader: _Reader) -> Section:
    made = Section(
        reader.text("id", None),
        reader.title(),
        reader.words("areas", (), None),
        reader.whole("minutes", 0, 0),
    )
    reader.close()
    return made


def _whole(reader: _Reader, made: Blueprint) -> None:
    """What only the whole can be wrong about."""
    if not made.areas and "area" not in reader.raw:
        reader.wrong("area", tr("ありません"), tr("[[area]] を書き、id と count を入れてください"))
    ids = [area.id for area in made.areas]
    for twice in sorted({one for one in ids if one and ids.count(one) > 1}):
        reader.wrong("area", tr("{name} が 2 回あります", name=twice), tr("1 つにしてください"))
    for minutes in made.warnings:
        if minutes >= made.minutes > 0:
            reader.wrong(
                "warnings",
                tr("{n} 分は試験時間より長い", n=minutes),
                tr("{n} より小さい数にしてください", n=made.minutes),
            )
    if not made.sections:
        return
    placed = [area for section in made.sections for area in section.areas]
    for area in ids:
        if placed.count(area) != 1:
            reader.wrong(
                "section",
                tr("{name} を受け持つ部が {n} 個あります", name=area, n=placed.count(area)),
                tr("ちょうど 1 つの部の areas に入れてください"),
            )
    for area in sorted(set(placed) - set(ids)):
        reader.wrong(
            "section", tr("{name} という分野はありません", name=area), tr("[[area]] にある id を")
        )
    if made.order == "mixed":
        reader.wrong(
            "order",
            tr("部があるときは分野をまたいで混ぜられません"),
            tr('order = "areas" にしてください'),
        )
    if sum(section.minutes for section in made.sections) > made.minutes > 0:
        reader.wrong(
            "section", tr("部の時間の合計が試験時間より長い"), tr("minutes を合わせてください")
        )


class _Reader:
    """One table, read field by field; problems are put down and a stand-in is given."""

    def __init__(
        self,
        raw: Mapping[str, Any],
        file: str,
        prefix: str = "",
        problems: list[Problem] | None = None,
    ) -> None:
        self.raw = raw
        self.file = file
        self.prefix = prefix
        self.problems: list[Problem] = [] if problems is None else problems
        self._known: set[str] = set()

    def wrong(self, name: str, what: str, mend: str) -> None:
        """Put down a problem of field ``name``."""
        self.problems.append(Problem(self.file, self.prefix + name, what, mend))

    def _get(self, name: str, default: Any) -> Any:
        self._known.add(name)
        if name in self.raw:
            return self.raw[name]
        if default is None:
            self.wrong(name, tr("ありません"), tr("書き足してください"))
        return default

    def text(self, name: str, default: str | None) -> str:
        value = self._get(name, default)
        if value is None:
            return ""
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.wrong(name, tr("文字列ではありません"), tr('"…" と書いてください'))
            return ""
        return value

    def title(self) -> Localized:
        value = self._get("title", {"ja": str(self.raw.get("id", ""))})
        if isinstance(value, str):
            return Localized(value, value)
        if not isinstance(value, dict) or not all(
            key in ("ja", "en") and isinstance(text, str) for key, text in value.items()
        ):
            self.wrong(
                "title", tr("題として読めません"), tr("title.ja と title.en を書いてください")
            )
            return Localized()
        return Localized(value.get("ja", ""), value.get("en", ""))

    def whole(self, name: str, default: int | None, least: int) -> int:
        value = self._get(name, default)
        if value is None:
            return 0
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MOST:
            self.wrong(
                name,
                tr("{value} は使えません", value=value),
                tr("{low} から {high} の整数にしてください", low=least, high=MOST),
            )
            return 0
        return value

    def wholes(self, name: str, default: tuple[int, ...]) -> tuple[int, ...]:
        value = self._get(name, list(default))
        if not isinstance(value, list) or not all(
            isinstance(one, int) and not isinstance(one, bool) and 0 < one <= MOST for one in value
        ):
            self.wrong(name, tr("整数の並びではありません"), tr("[10, 2] のように書いてください"))
            return ()
        return tuple(sorted(set(value), reverse=True))

    def words(
        self, name: str, default: tuple[str, ...], allowed: tuple[str, ...] | None
    ) -> tuple[str, ...]:
        value = self._get(name, list(default))
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.wrong(name, tr("文字列の並びではありません"), tr('["…", "…"] と書いてください'))
            return default
        for one in value:
            if allowed is not None and one not in allowed:
                self.wrong(
                    name,
                    tr("{value} は使えません", value=one),
                    tr("使えるのは {allowed}", allowed=", ".join(allowed)),
                )
        if not value:
            self.wrong(name, tr("空です"), tr("1 つ以上書いてください"))
        return tuple(dict.fromkeys(value))

    def word(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self._get(name, default)
        if value not in allowed:
            self.wrong(
                name,
                tr("{value} は使えません", value=value),
                tr("使えるのは {allowed}", allowed=", ".join(allowed)),
            )
            return default
        return str(value)

    def flag(self, name: str, default: bool) -> bool:
        value = self._get(name, default)
        if not isinstance(value, bool):
            self.wrong(
                name,
                tr("{value} は使えません", value=value),
                tr("使えるのは {allowed}", allowed="true, false"),
            )
            return default
        return value

    def weights(self) -> dict[str, float]:
        value = self._get("topics", {})
        if not isinstance(value, dict) or not all(
            isinstance(one, int | float) and not isinstance(one, bool) and 0 < one <= MOST
            for one in value.values()
        ):
            self.wrong(
                "topics",
                tr("重みの表ではありません"),
                tr("topics = { lstm = 3 } のように書いてください"),
            )
            return {}
        return {name: float(one) for name, one in value.items()}

    def tables(self, name: str) -> list[_Reader]:
        value = self._get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.wrong(name, tr("表の並びではありません"), f"[[{name}]]")
            return []
        return [
            _Reader(one, self.file, f"{self.prefix}{name}[{place}].", self.problems)
            for place, one in enumerate(value, 1)
        ]

    def close(self) -> None:
        """Name the fields that nobody asked for."""
        for name in self.raw:
            if name not in self._known:
                self.wrong(
                    name,
                    tr("という項目はありません"),
                    tr("使えるのは {allowed}", allowed=", ".join(sorted(self._known))),
                )
