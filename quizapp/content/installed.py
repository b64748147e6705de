"""Packs that installed packages offer: found by entry point, looked up and never imported.

Asking every installed package for its entry points takes some 50 ms, far more than a whole start
may. So what a folder of the module search path offers is remembered, with the time at which the
folder last changed: a package that comes or goes changes it. Where quizapp is started from puts
another folder on that path, but changes nothing about the others.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from quizapp.content.packs import MANIFEST
from quizapp.content.problems import Problem
from quizapp.records import Localized

GROUP = "quizapp.packs"
"""Entry points of this group name a package, or a folder in one as ``package.folder``."""

_MOST = 100
"""Folders remembered; somebody who starts quizapp from everywhere must not fill the cache."""


class Offer(NamedTuple):
    """One entry point: its name, what it names, and the distribution it came with."""

    name: str
    value: str
    package: str


class Offers(NamedTuple):
    """What all folders of the search path offer."""

    offers: tuple[Offer, ...]
    seen: dict[str, Any]
    """For the next time, as plain JSON: for each folder its time of change and its offers."""


def offers(seen: Mapping[str, Any] | None = None, search: Sequence[str] | None = None) -> Offers:
    """The offers of installed packages; only folders that are not as in ``seen`` are looked into.

    ``seen`` comes from an earlier call, perhaps by way of a file: what is not understood of it is
    looked up again.
    """
    fresh: dict[str, Any] = {}
    found: dict[tuple[str, str], Offer] = {}
    for place in sys.path if search is None else search:
        folder = os.path.abspath(place)
        try:
            changed = os.stat(folder).st_mtime_ns
        except OSError:
            continue
        listed = _remembered(seen, folder, changed)
        if listed is None:
            listed = sorted(_look(folder))
        fresh[folder] = [changed, [list(offer) for offer in listed]]
        for offer in listed:
            found.setdefault((offer.package, offer.name), offer)
    for folder, known in (seen or {}).items():
        if len(fresh) >= _MOST:
            break
        fresh.setdefault(folder, known)
    return Offers(tuple(sorted(found.values())), fresh)


def _remembered(seen: Mapping[str, Any] | None, folder: str, changed: int) -> list[Offer] | None:
    try:
        then, listed = (seen or {})[folder]
        return [Offer(*map(str, one)) for one in listed] if then == changed else None
    except (KeyError, TypeError, ValueError):
        return None


def _look(folder: str) -> list[Offer]:
    """What the packages in one folder of the search path offer."""
    try:
        with os.scandir(folder) as entries:
            if not any(entry.name.endswith((".dist-info", ".egg-info")) for entry in entries):
                return []
    except NotADirectoryError:
        pass  # packages may be in an archive
    except OSError:
        return []
    from importlib import metadata

    return [
        Offer(entry.name, entry.value, package.name)
        for package in metadata.distributions(path=[folder])
        for entry in package.entry_points.select(group=GROUP)
    ]


def installed_packs(
    offered: Iterable[Offer] | None = None,
) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """The folders of the packs offered, and a problem for each that is not there."""
    folders, problems = [], []
    for offer in offers().offers if offered is None else offered:
        folder = _folder_of(offer.value)
        if folder is not None and (folder / MANIFEST).is_file():
            folders.append(folder)
            continue
        problems.append(
            Problem(
                offer.package,
                0,
                offer.name,
                "",
                "pack.missing",
                Localized(
                    f"{offer.value} に {MANIFEST} がありません",
                    f"there is no {MANIFEST} in {offer.value}",
                ),
            )
        )
    return tuple(folders), tuple(problems)


def _folder_of(value: str) -> Path | None:
    """The folder that ``package.inner.folder`` names. Finds the package without importing it."""
    from importlib.machinery import PathFinder

    package, *inner = value.partition(":")[0].strip().split(".")
    spec = PathFinder.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)), *inner)
