"""Demos of installed packages: an entry point of the group ``quizapp.demos`` names them.

    [project.entry-points."quizapp.demos"]
    swing = "swing_demos:DEMOS"        # an Entry, or several; Entry.module is a dotted path

Only the entries are imported for a list; a demo's own module when it is opened. What cannot be
used is listed with its reason and takes nothing else down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from quizapp.demos.spec import Entry, reason_of
from quizapp.records import Localized
from quizapp.words import tr

GROUP = "quizapp.demos"
_LONGEST_ID = 12


@dataclass(frozen=True, slots=True)
class Broken:
    """A demo that was offered and cannot be used."""

    id: str
    """Its id where that is known, else the name of the entry point."""
    package: str
    """The distribution it came with."""
    reason: str


@dataclass(frozen=True, slots=True)
class Installed:
    """What installed packages offer."""

    entries: tuple[Entry, ...] = ()
    broken: tuple[Broken, ...] = ()


@lru_cache(maxsize=1)
def installed_demos(taken: frozenset[str]) -> Installed:
    """Every demo that installed packages offer; ``taken`` are the ids they may not use.

    Asks each installed package once in a process (some 50 ms), and only where a list is drawn or
    an id is not one of ours.
    """
    from importlib import metadata

    entries: list[Entry] = []
    broken: list[Broken] = []
    used = {name.upper() for name in taken}
    for point in sorted(metadata.entry_points(group=GROUP), key=lambda point: point.name):
        package = point.dist.name if point.dist is not None else point.value
        try:
            offered = point.load()
            given = [offered] if isinstance(offered, Entry) else list(offered)
        except (Exception, SystemExit) as error:  # whatever a stranger's module may raise
            broken.append(Broken(point.name, package, reason_of(error)))
            continue
        for entry in given:
            fault = _fault(entry, used)
            if fault:
                broken.append(Broken(getattr(entry, "id", point.name), package, fault))
            else:
                used.add(entry.id.upper())
                entries.append(entry)
    return Installed(tuple(entries), tuple(broken))


def _fault(entry: object, used: Iterable[str]) -> str:
    """Why an entry cannot be listed, or ""."""
    if not isinstance(entry, Entry):
        return tr("Entry ではないものが渡されました: {kind}", kind=type(entry).__name__)
    texts = (entry.id, entry.module, entry.topic)
    if not all(isinstance(text, str) and text for text in texts):
        return tr("id、module、topic は空でない文字列です")
    if not all(isinstance(text, Localized) and text for text in (entry.title, entry.promise)):
        return tr("title と promise は Localized です")
    if len(entry.id) > _LONGEST_ID or not entry.id.replace("-", "").isalnum():
        return tr("id は {n} 文字までの英数字です", n=_LONGEST_ID)
    if entry.id.upper() in used:
        return tr("{id} という id は使われています", id=entry.id)
    if not entry.foreign:
        return tr("module はパッケージからの完全な名前です（例 swing_demos.pendulum）")
    return ""
