"""``pack.toml``: what a pack is called, whose it is, and the topics and areas it is sorted by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, Strict

from quizapp.content.packs import MANIFEST
from quizapp.content.problems import Flaw, did_you_mean
from quizapp.content.tables import Frozen, Id
from quizapp.content.text import Text
from quizapp.records import Localized


class AreaTable(Frozen):
    """One area of the exam, with its weight in a mock exam."""

    id: Id
    title: Text
    weight: Annotated[float, Strict(), Field(ge=0, allow_inf_nan=False)] = 1.0


class TopicTable(Frozen):
    """One topic; its questions usually lie in ``file``."""

    id: Id
    title: Text
    area: str
    file: str = ""
    syllabus: str = ""


class Manifest(Frozen):
    """The whole of a ``pack.toml``."""

    id: Id
    title: Text
    languages: tuple[Literal["ja", "en"], ...] = Field(default=("ja", "en"), min_length=1)
    """The languages in which every text of the pack is written."""
    licence: Annotated[str, Field(min_length=1)]
    """An SPDX identifier such as ``CC-BY-SA-4.0``."""
    authors: tuple[str, ...] = ()
    origin: Text = Field(default_factory=Localized)
    """Where the content comes from, and what it is not."""
    syllabus: str = ""
    """The edition of the syllabus the numbers belong to."""
    areas: tuple[AreaTable, ...] = Field(alias="area", min_length=1)
    topics: tuple[TopicTable, ...] = Field(alias="topic", min_length=1)

    def flaws(self, folder: Path) -> Iterator[Flaw]:
        """Ids given twice, topics of unknown areas, files that are not there; none is fatal."""
        named = {"area": [area.id for area in self.areas], "topic": [one.id for one in self.topics]}
        for name, ids in named.items():
            for place, id in enumerate(ids):
                if id in ids[:place]:
                    yield Flaw(
                        (name, place, "id"),
                        "id.twice",
                        Localized(f"{id} は 2 回目です", f"{id} is there twice"),
                        fatal=False,
                    )
        known = [area.id for area in self.areas]
        there = [path.name for path in folder.glob("*.toml") if path.name != MANIFEST]
        for place, topic in enumerate(self.topics):
            if topic.area not in known:
                yield Flaw(
                    ("topic", place, "area"),
                    "area.unknown",
                    Localized(
                        f"{topic.area} という分野はありません", f"there is no area {topic.area}"
                    ),
                    did_you_mean(topic.area, known),
                    fatal=False,
                )
            if topic.file and not (folder / topic.file).is_file():
                yield Flaw(
                    ("topic", place, "file"),
                    "file.missing",
                    Localized(f"{topic.file} がありません", f"there is no {topic.file}"),
                    did_you_mean(topic.file, there),
                    fatal=False,
                )
