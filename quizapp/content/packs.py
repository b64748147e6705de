"""Where packs lie: shipped with quizapp, or in the learner's data folder (see also ``installed``).

A pack is a folder with a ``pack.toml``. Nothing in it is executed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

MANIFEST = "pack.toml"


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
