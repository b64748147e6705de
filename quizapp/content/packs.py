"""Where packs lie: shipped with quizapp, in the learner's data folder, in installed packages.

A pack is a folder with a ``pack.toml``. Nothing in it is executed; even an installed package that
offers one is not imported, only looked up.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from quizapp.content.problems import Problem
from quizapp.records import Localized

MANIFEST = "pack.toml"
GROUP = "quizapp.packs"
"""Entry points of this group name a package, or a folder in one as ``package.folder``."""


def built_in() -> Path:
    """The folder of the packs that come with quizapp: inside a wheel, or beside the code."""
    inside = Path(__file__).resolve().parents[1] / "_content"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2] / "content"


def pack_folders(places: Iterable[Path]) -> tuple[Path, ...]:
    """The packs at ``places``: each is a pack itself, or a folder of packs. Sorted, none twice."""
    found: dict[str, Path] = {}
    for place in places:
        if (place / MANIFEST).is_file():
            inner = [place]
        else:
            try:
                with os.scandir(place) as entries:
                    names = sorted(entry.name for entry in entries if entry.is_dir())
            except OSError:
                continue
            inner = [place / name for name in names if (place / name / MANIFEST).is_file()]
        for folder in inner:
            found.setdefault(os.path.realpath(folder), folder)
    return tuple(found.values())


def installed_stamp(search: Sequence[str] | None = None) -> str:
    """A text that changes when a package is installed or removed; costs a few microseconds.

    Asking every installed package for its entry points takes some 50 ms, so the answer is kept
    until the folders that packages are installed into have changed.
    """
    stamps = []
    for place in sys.path if search is None else search:
        try:
            stamps.append(f"{place}:{os.stat(place or '.').st_mtime_ns}")
        except OSError:
            continue
    return "\n".join(stamps)


def installed_packs() -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """The packs that installed packages offer, and those that were offered but are not there."""
    from importlib import metadata

    folders, problems = [], []
    for entry in sorted(metadata.entry_points(group=GROUP), key=lambda entry: entry.name):
        folder = _folder_of(entry.value)
        if folder is not None and (folder / MANIFEST).is_file():
            folders.append(folder)
            continue
        where = entry.dist.name if entry.dist is not None else entry.value
        problems.append(
            Problem(
                where,
                0,
                entry.name,
                "",
                "pack.missing",
                Localized(
                    f"{entry.value} に {MANIFEST} がありません",
                    f"there is no {MANIFEST} in {entry.value}",
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
