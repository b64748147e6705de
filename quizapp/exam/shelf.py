"""Where blueprints lie: those shipped, the author's own folder, or any path."""

from __future__ import annotations

from pathlib import Path

from quizapp.errors import UsageError
from quizapp.exam.blueprint import Blueprint, read_blueprint
from quizapp.words import tr

SHIPPED = Path(__file__).with_name("blueprints")
DEFAULT = "e-full"


def names(own: Path | None = None) -> tuple[str, ...]:
    """The names that ``find`` knows: those shipped, longest exam first, then the author's own."""
    found = sorted(
        (path.stem for path in SHIPPED.glob("*.toml")),
        key=lambda name: ("e-full", "e-half", "e-sprint").index(name),
    )
    if own is not None and own.is_dir():
        found += sorted(path.stem for path in own.glob("*.toml") if path.stem not in found)
    return tuple(found)


def find(name: str, own: Path | None = None) -> Blueprint:
    """The blueprint called ``name``, or in the file of that path.

    The author's own ``blueprints/`` folder wins over those shipped. Raises ``BlueprintError`` for
    a bad file and ``UsageError`` when there is none.
    """
    if name.endswith(".toml") or "/" in name:
        return read_blueprint(Path(name).expanduser())
    for folder in (own, SHIPPED):
        if folder is not None and (folder / f"{name}.toml").is_file():
            return read_blueprint(folder / f"{name}.toml")
    raise UsageError(
        tr("{name} という設計図はありません", name=name),
        mend=tr("使えるのは {allowed}", allowed=", ".join(names(own))),
    )
