"""One pack read whole: its manifest, its sound questions, and everything that is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from quizapp.content.kinds.base import QuestionBase
from quizapp.content.manifest import Manifest
from quizapp.content.packs import MANIFEST
from quizapp.content.problems import Flaw, Problem, did_you_mean
from quizapp.content.reading import build, build_question, raw_flaws
from quizapp.content.source import Raw, read_manifest, read_questions
from quizapp.content.stems import joined, read_stems, stem_flaws
from quizapp.records import Localized


@dataclass(frozen=True, slots=True)
class Placed:
    """A question with the place it was read from."""

    question: QuestionBase
    raw: Raw
    languages: tuple[str, ...]
    """Those the pack owes in which every text of the question is written."""


@dataclass(slots=True)
class Pack:
    """A pack as far as it could be read. ``manifest`` is None when even that could not be."""

    folder: Path
    manifest: Manifest | None = None
    questions: list[Placed] = field(default_factory=list)
    broken: int = 0
    """Questions that were left out."""
    problems: list[Problem] = field(default_factory=list)


def read_pack(folder: Path) -> Pack:
    """The pack in ``folder`` with every problem that can be found without running anything."""
    pack = Pack(folder)
    _read_manifest(pack)
    languages = pack.manifest.languages if pack.manifest else ("ja", "en")
    topics = [topic.id for topic in pack.manifest.topics] if pack.manifest else None
    places: dict[str, Raw] = {}
    for path in question_files(folder, pack.manifest):
        source = read_questions(path)
        found = list(source.problems)
        pack.broken += sum(problem.code == "file.syntax" for problem in source.problems)
        stems, stem_problems = read_stems(source, languages)
        found += stem_problems
        for raw in joined(source.questions, stems):
            question, flaws = build_question(raw.data, languages)
            flaws += stem_flaws(raw, stems)
            flaws += _flaws_in_pack(raw, topics, places)
            found += [raw.problem(flaw) for flaw in flaws]
            if question is None or any(flaw.fatal for flaw in flaws):
                pack.broken += 1
            else:
                missing = {flaw.loc[-1] for flaw in flaws if flaw.code == "text.language"}
                spoken = tuple(name for name in languages if name not in missing)
                pack.questions.append(Placed(question, raw, spoken))
        pack.problems += sorted(found, key=lambda problem: problem.line)
    return pack


def pack_id(folder: Path) -> str:
    """The id a pack claims, whatever else is wrong with it; the name of its folder without one."""
    read = read_manifest(folder / MANIFEST)
    id = "" if isinstance(read, Problem) else read[0].get("id")
    return id if isinstance(id, str) and id else folder.name


def question_files(folder: Path, manifest: Manifest | None) -> list[Path]:
    """The files of a pack in the order they are read: by topic, then the others by name."""
    found = {path.name: path for path in sorted(folder.glob("*.toml")) if path.name != MANIFEST}
    first = [topic.file for topic in manifest.topics] if manifest else []
    names = dict.fromkeys([*(name for name in first if name in found), *found])
    return [found[name] for name in names]


def twin_problem(id: str, folder: Path, twin: Path) -> Problem:
    """The problem of a pack whose id another pack has already."""
    return Problem(
        str(folder / MANIFEST),
        1,
        id,
        "id",
        "pack.twice",
        Localized(f"{id} というパックは {twin} にもあります", f"pack {id} is also in {twin}"),
        Localized(
            "id を変えるか、どちらかを外してください", "change its id, or remove one of the two"
        ),
    )


def _read_manifest(pack: Pack) -> None:
    read = read_manifest(pack.folder / MANIFEST)
    if isinstance(read, Problem):
        pack.problems.append(read)
        return
    table, piece = read
    manifest, flaws = build(Manifest, table)
    named = table.get("id")
    flaws += raw_flaws(table, manifest.languages if manifest is not None else ("ja", "en"))
    if manifest is not None:
        flaws += manifest.flaws(pack.folder)
    id = named if isinstance(named, str) else ""
    pack.problems += [piece.problem((), id, flaw) for flaw in flaws]
    if not any(flaw.fatal for flaw in flaws):
        pack.manifest = manifest


def _flaws_in_pack(raw: Raw, topics: list[str] | None, places: dict[str, Raw]) -> list[Flaw]:
    """What is wrong with a question beside the others: its topic, its id."""
    flaws = []
    topic = raw.data.get("topic")
    if topics is not None and isinstance(topic, str) and topic not in topics:
        flaws.append(
            Flaw(
                ("topic",),
                "topic.unknown",
                Localized(f"{topic} というテーマはありません", f"there is no topic {topic}"),
                did_you_mean(topic, topics),
            )
        )
    if not raw.id:
        return flaws
    # Two ids that differ by case alone would be one file on some systems and confuse everybody.
    folded = raw.id.casefold()
    if folded in places:
        first = places[folded]
        where = first.problem(Flaw(("id",), "", Localized()))
        flaws.append(
            Flaw(
                ("id",),
                "id.twice",
                Localized(
                    f"{first.id} は {where.file}:{where.line} にもあります",
                    f"{first.id} is also at {where.file}:{where.line}",
                ),
                Localized("新しい番号を付けてください", "give it an id of its own"),
            )
        )
    else:
        places[folded] = raw
    return flaws
