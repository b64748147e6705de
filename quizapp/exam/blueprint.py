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
from quizapp.exam.tables import Problem, StrictTable
from quizapp.records import Localized
from quizapp.words import tr

Typed = Literal["choices", "as-is", "none"]
Sets = Literal["together", "whole", "apart"]
Order = Literal["areas", "mixed"]
Framework = Literal["choose", "pytorch", "keras", "both"]

KINDS = ("choice", "choices", "number", "expression", "code", "cloze", "order", "template")
"""Kinds an exam can ask; cards are not among them."""


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
    table = StrictTable(raw, file)
    given = Blueprint("", Localized(), 1, ())
    areas = tuple(_area(one) for one in table.tables("area"))
    sections = tuple(_section(one) for one in table.tables("section"))
    made = Blueprint(
        id=table.text("id", default_id),
        title=table.title(),
        minutes=table.whole("minutes", None, 1),
        areas=areas,
        pack=table.text("pack", ""),
        warnings=table.wholes("warnings", given.warnings),
        kinds=table.words("kinds", given.kinds, KINDS),
        typed=cast(Typed, table.word("typed", given.typed, ("choices", "as-is", "none"))),
        sets=cast(Sets, table.word("sets", given.sets, ("together", "whole", "apart"))),
        order=cast(Order, table.word("order", given.order, ("areas", "mixed"))),
        shuffle_options=table.flag("shuffle_options", given.shuffle_options),
        pausing=table.flag("pausing", given.pausing),
        framework=cast(
            Framework,
            table.word("framework", given.framework, ("choose", "pytorch", "keras", "both")),
        ),
        optional=table.flag("optional", given.optional),
        sections=sections,
    )
    table.close()
    _whole(table, made)
    if table.problems:
        raise BlueprintError(table.problems)
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


def _area(table: StrictTable) -> AreaCount:
    made = AreaCount(table.text("id", None), table.whole("count", None, 1), table.weights())
    table.close()
    return made


def _section(table: StrictTable) -> Section:
    made = Section(
        table.text("id", None),
        table.title(),
        table.words("areas", (), None),
        table.whole("minutes", 0, 0),
    )
    table.close()
    return made


def _whole(table: StrictTable, made: Blueprint) -> None:
    """What only the whole can be wrong about."""
    if not made.areas and "area" not in table.raw:
        table.wrong("area", tr("ありません"), tr("[[area]] を書き、id と count を入れてください"))
    ids = [area.id for area in made.areas]
    for twice in sorted({one for one in ids if one and ids.count(one) > 1}):
        table.wrong("area", tr("{name} が 2 回あります", name=twice), tr("1 つにしてください"))
    for minutes in made.warnings:
        if minutes >= made.minutes > 0:
            table.wrong(
                "warnings",
                tr("{n} 分は試験時間より長い", n=minutes),
                tr("{n} より小さい数にしてください", n=made.minutes),
            )
    if not made.sections:
        return
    placed = [area for section in made.sections for area in section.areas]
    for area in ids:
        if placed.count(area) != 1:
            table.wrong(
                "section",
                tr("{name} を受け持つ部が {n} 個あります", name=area, n=placed.count(area)),
                tr("ちょうど 1 つの部の areas に入れてください"),
            )
    for area in sorted(set(placed) - set(ids)):
        table.wrong(
            "section", tr("{name} という分野はありません", name=area), tr("[[area]] にある id を")
        )
    if made.order == "mixed":
        table.wrong(
            "order",
            tr("部があるときは分野をまたいで混ぜられません"),
            tr('order = "areas" にしてください'),
        )
    if sum(section.minutes for section in made.sections) > made.minutes > 0:
        table.wrong(
            "section", tr("部の時間の合計が試験時間より長い"), tr("minutes を合わせてください")
        )
