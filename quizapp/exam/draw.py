"""Drawing a paper: the questions a blueprint asks for, fixed by a seed.

Every candidate gets a rank from the seed. Questions not used lately come first, then topics take
turns by their weights, then the rank decides. Sets stay whole as long as the count can be met
exactly with whole sets: before one is taken it is made sure that the rest can still be filled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.errors import ContentError, UsageError
from quizapp.exam.blueprint import AreaCount, Blueprint
from quizapp.exam.choices import as_choice
from quizapp.exam.paper import Form, Paper, Slot
from quizapp.exam.ranks import rank, shuffled, variant_seed
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.content.items import ItemInfo
    from quizapp.content.library import Library

TYPED = ("number", "expression", "code", "cloze", "order")
"""Kinds that are typed or arranged; the exam itself has none."""
TURNABLE = ("number", "expression", "code")
NEVER = 10**6
"""Sittings ago of an item that none used."""


@dataclass(frozen=True, slots=True)
class Short:
    """An area for which the bank does not hold enough."""

    area: str
    title: str
    wanted: int
    there: int
    """Questions that fit the blueprint."""
    unturnable: int = 0
    """Others that fit, were they asked as typed."""


class ShortBank(UsageError):
    """A blueprint that the bank cannot fill; ``shorts`` says what is missing."""

    def __init__(self, blueprint: Blueprint, shorts: Sequence[Short]) -> None:
        self.shorts = tuple(shorts)
        more = sum(one.unturnable for one in shorts)
        super().__init__(
            tr("{name} を作るには問題が足りません", name=blueprint.id),
            where="\n".join(
                tr(
                    "{area}: {wanted} 問必要、使える問題は {there} 問",
                    area=one.title,
                    wanted=one.wanted,
                    there=one.there,
                )
                + (tr("（組を分けないと数が合いません）") if one.there >= one.wanted else "")
                for one in shorts
            ),
            mend=tr('typed = "as-is" にすると、入力式の {n} 問も使えます', n=more)
            if more
            else tr("count を減らすか、問題を増やしてください"),
        )


@dataclass(frozen=True, slots=True)
class Unit:
    """A question alone, or the questions of one set."""

    rows: tuple[ItemInfo, ...]

    @property
    def size(self) -> int:
        """Questions in it."""
        return len(self.rows)


def draw(
    library: Library,
    blueprint: Blueprint,
    seed: int,
    *,
    framework: str = "pytorch",
    recent: Mapping[str, int] | None = None,
) -> Paper:
    """The paper of ``seed``: the same for the same packs, whoever draws it.

    ``framework`` is the sitter's choice, used where the blueprint leaves it to them. ``recent``
    says of items how many sittings ago they were asked (1 for the last one); they are taken only
    where nothing else is left, longest ago first. Raises ``ShortBank``.
    """
    chosen = framework if blueprint.framework == "choose" else blueprint.framework
    chosen = "" if chosen == "both" else chosen
    dealer = _Dealer(library, blueprint, seed, chosen, recent or {})
    picked: dict[str, list[Unit]] = {}
    shorts: list[Short] = []
    for area in blueprint.areas:
        units = dealer.pick(area)
        if isinstance(units, Short):
            shorts.append(units)
        else:
            picked[area.id] = units
    if shorts:
        raise ShortBank(blueprint, shorts)
    slots = tuple(
        dealer.slot(row) for unit in _ordered(blueprint, seed, picked) for row in unit.rows
    )
    return Paper(blueprint, seed, chosen, slots)


def used_lately(papers: Iterable[Paper]) -> dict[str, int]:
    """How many sittings ago each item was asked; ``papers`` are those sat, newest first."""
    found: dict[str, int] = {}
    for ago, paper in enumerate(papers, 1):
        for slot in paper.slots:
            found.setdefault(slot.item, ago)
    return found


def _ordered(blueprint: Blueprint, seed: int, picked: Mapping[str, list[Unit]]) -> list[Unit]:
    """All units in the order in which they are asked."""

    def place(unit: Unit) -> int:
        return rank(seed, "order", unit.rows[0].item)

    areas = list(picked)
    if blueprint.order == "mixed":
        return sorted((unit for units in picked.values() for unit in units), key=place)
    areas.sort(key=lambda area: (blueprint.section_of(area), list(picked).index(area)))
    return [unit for area in areas for unit in sorted(picked[area], key=place)]


class _Dealer:
    """The choice of questions for one paper."""

    def __init__(
        self,
        library: Library,
        blueprint: Blueprint,
        seed: int,
        framework: str,
        recent: Mapping[str, int],
    ) -> None:
        self._library = library
        self._blueprint = blueprint
        self._seed = seed
        self._framework = framework
        self._recent = recent
        self._slots: dict[str, Slot | None] = {}
        self._titles = {area.id: area.title for area in library.areas}

    def pick(self, area: AreaCount) -> list[Unit] | Short:
        """Units of exactly ``area.count`` questions, or what is short."""
        rows = [row for row in self._library.items() if self._fits(row, area)]
        while True:
            units = self._ranked(rows, area)
            found = _exact(units, area.count)
            if found is None and self._blueprint.sets == "together":
                found = self._cut(units, area.count)
            if found is None:
                return self._short(area, rows)
            bad = {row.item for unit in found for row in unit.rows if self._slot(row) is None}
            if not bad:
                return found
            # What cannot be asked shows only when it is looked at; then the area is dealt anew.
            rows = [row for row in rows if row.item not in bad]

    def slot(self, row: ItemInfo) -> Slot:
        """The place of a question that was picked."""
        found = self._slot(row)
        assert found is not None
        return found

    def _fits(self, row: ItemInfo, area: AreaCount) -> bool:
        blueprint = self._blueprint
        return (
            row.area == area.id
            and (not blueprint.pack or row.pack == blueprint.pack)
            and row.kind in blueprint.kinds
            and self._form_fits(row.kind)
            and (blueprint.optional or not row.optional)
            and (not self._framework or row.framework in ("", self._framework))
            and (not area.topics or row.topic in area.topics)
        )

    def _form_fits(self, kind: str) -> bool:
        typed = self._blueprint.typed
        if kind not in TYPED:
            return True
        return typed == "as-is" or (typed == "choices" and kind in TURNABLE)

    def _ranked(self, rows: Sequence[ItemInfo], area: AreaCount) -> list[Unit]:
        """Units in the order in which they are wanted."""
        sets: dict[tuple[str, str, str], list[ItemInfo]] = defaultdict(list)
        for row in rows:
            alone = not row.stem or self._blueprint.sets == "apart"
            sets[row.pack, row.topic, row.item if alone else row.stem].append(row)
        by_topic: dict[str, list[Unit]] = defaultdict(list)
        for members in sets.values():
            by_topic[members[0].topic].append(Unit(tuple(members)))
        keyed: list[tuple[int, float, int, Unit]] = []
        for topic, units in by_topic.items():
            units.sort(key=lambda unit: (-self._ago(unit), self._rank(unit)))
            weight = area.topics.get(topic, 1.0)
            # Topics take turns: each asks for its next unit once it has fallen behind its weight.
            start = rank(self._seed, "topic", topic) / 2**63
            asked = 0.0
            for unit in units:
                keyed.append((-self._ago(unit), (asked + start) / weight, self._rank(unit), unit))
                asked += unit.size
        keyed.sort(key=lambda entry: entry[:3])
        return [entry[3] for entry in keyed]

    def _rank(self, unit: Unit) -> int:
        return rank(self._seed, "pick", unit.rows[0].item)

    def _ago(self, unit: Unit) -> int:
        return min(self._recent.get(row.item, NEVER) for row in unit.rows)

    def _cut(self, units: Sequence[Unit], count: int) -> list[Unit] | None:
        """Units in order until the count is met, the last set cut to what is still wanted."""
        found: list[Unit] = []
        left = count
        for unit in units:
            if left == 0:
                break
            part = Unit(unit.rows[:left])
            found.append(part)
            left -= part.size
        return found if left == 0 else None

    def _short(self, area: AreaCount, rows: Sequence[ItemInfo]) -> Short:
        usable = [row for row in rows if self._slot(row) is not None]
        items = {row.item for row in usable}
        typed = 0
        if self._blueprint.typed != "as-is":
            typed = sum(
                row.kind in TYPED and row.item not in items and self._as_typed(row, area)
                for row in self._library.items()
            )
        known = self._titles.get(area.id)
        title = area.id if known is None else known.get(language())
        return Short(area.id, title, area.count, len(usable), typed)

    def _as_typed(self, row: ItemInfo, area: AreaCount) -> bool:
        """Whether a row would fit were typed kinds asked as they are."""
        return (
            row.area == area.id
            and (self._blueprint.optional or not row.optional)
            and row.kind in self._blueprint.kinds
            and (not self._blueprint.pack or row.pack == self._blueprint.pack)
            and (not self._framework or row.framework in ("", self._framework))
            and (not area.topics or row.topic in area.topics)
        )

    def _slot(self, row: ItemInfo) -> Slot | None:
        """The place a question would have, or None when it cannot be asked."""
        if row.item not in self._slots:
            self._slots[row.item] = self._made(row)
        return self._slots[row.item]

    def _made(self, row: ItemInfo) -> Slot | None:
        seed = variant_seed(self._seed, row.item) if row.kind == "template" else 0
        typed = row.kind != "choice" and self._blueprint.typed == "as-is"
        form: Form = "as-is" if typed or row.kind == "choices" else "choice"
        try:
            question = (
                self._library.question(row.item, seed)
                if form == "as-is"
                else as_choice(self._library.choice(row.item, seed))
            )
        except ContentError:
            return None
        if question is None:
            return None
        count = question.option_count
        # Steps to be put in order are always shuffled: their authored order is the answer.
        shuffle = self._blueprint.shuffle_options or row.kind == "order"
        order = (
            shuffled(count, self._seed, "options", row.item, fixed_last=question.fixed_last)
            if shuffle
            else tuple(range(count))
        )
        return Slot(
            item=row.item,
            seed=seed,
            area=row.area,
            topic=row.topic,
            form=form,
            options=order,
            stem=row.stem,
            section=self._blueprint.section_of(row.area),
            fingerprint=row.fingerprint,
        )


def _exact(units: Sequence[Unit], count: int) -> list[Unit] | None:
    """The first units that together have exactly ``count`` questions, or None.

    ``reach[i]`` has bit k set when units i, i + 1 … can make k questions; a unit is taken only
    where the rest can still be made.
    """
    mask = (1 << (count + 1)) - 1
    reach = [1]
    for unit in reversed(units):
        reach.append((reach[-1] | (reach[-1] << unit.size)) & mask)
    reach.reverse()
    if not reach[0] >> count & 1:
        return None
    found: list[Unit] = []
    left = count
    for place, unit in enumerate(units):
        if unit.size <= left and reach[place + 1] >> (left - unit.size) & 1:
            found.append(unit)
            left -= unit.size
    return found
