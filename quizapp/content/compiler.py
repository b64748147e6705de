"""Packs made into rows for the cache. Runs only when a pack has changed, and brings pydantic."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quizapp.content.index import Compiled
from quizapp.content.items import Area, PackInfo, Topic
from quizapp.content.kinds.recall import Recall
from quizapp.content.manifest import Manifest
from quizapp.content.pack import Pack, Placed, read_pack, twin_problem


def compile_packs(folders: Sequence[Path]) -> Compiled:
    """Everything sound in the packs at ``folders``, and every problem found on the way."""
    compiled = Compiled()
    # Tens of thousands of small values come and none goes: looking for garbage finds nothing.
    collecting = gc.isenabled()
    gc.disable()
    try:
        _compile_into(compiled, folders)
    finally:
        if collecting:
            gc.enable()
    return compiled


def _compile_into(compiled: Compiled, folders: Sequence[Path]) -> None:
    known: dict[str, Path] = {}
    for folder in folders:
        pack = read_pack(folder)
        compiled.problems += pack.problems
        if pack.manifest is None:
            continue
        twin = known.setdefault(pack.manifest.id.casefold(), folder)
        if twin != folder:
            compiled.problems.append(twin_problem(pack.manifest.id, folder, twin))
            continue
        _add(compiled, pack, pack.manifest)


def _add(compiled: Compiled, pack: Pack, manifest: Manifest) -> None:
    compiled.packs.append(
        PackInfo(
            manifest.id,
            manifest.title,
            manifest.languages,
            manifest.licence,
            manifest.authors,
            manifest.origin,
            manifest.syllabus,
            str(pack.folder),
        )
    )
    compiled.areas += [
        Area(manifest.id, area.id, area.title, area.weight) for area in manifest.areas
    ]
    compiled.topics += [
        Topic(manifest.id, topic.id, topic.title, topic.area, topic.syllabus)
        for topic in manifest.topics
    ]
    areas = {topic.id: topic.area for topic in manifest.topics}
    for placed in pack.questions:
        _add_question(compiled, manifest.id, areas, placed)


def _add_question(compiled: Compiled, pack: str, areas: dict[str, str], placed: Placed) -> None:
    question = placed.question
    key = f"{pack}/{question.id}"
    # In the order written: a template draws and calculates its variables in that order.
    text = json.dumps(placed.raw.data, ensure_ascii=False, separators=(",", ":"))
    compiled.questions.append((key, text))
    print_ = fingerprint(canonical(placed.raw.data))
    row = _row(placed, key, pack, areas[question.topic], print_)
    compiled.items.append(row)
    if isinstance(question, Recall) and question.both:
        compiled.items.append({**row, "item": f"{key}/r", "reverse": True})


def _row(placed: Placed, key: str, pack: str, area: str, print_: str) -> dict[str, Any]:
    question = placed.question
    knobs = question.demo.knobs if question.demo else {}
    return {
        "item": key,
        "pack": pack,
        "id": question.id,
        "kind": question.kind,
        "topic": question.topic,
        "area": area,
        "syllabus": question.syllabus,
        "difficulty": question.difficulty,
        "title_ja": question.title.ja,
        "title_en": question.title.en,
        "demo": question.demo.id if question.demo else "",
        "knobs": json.dumps(knobs, ensure_ascii=False) if knobs else "",
        "evidence": question.evidence,
        "languages": ",".join(placed.languages),
        "optional": question.optional,
        "reverse": False,
        "fingerprint": print_,
        "stem": question.stem if question.shared is not None else "",
        "framework": question.framework,
    }


def canonical(raw: dict[str, Any]) -> str:
    """The question as JSON text that does not depend on the order of its fields."""
    return json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(text: str) -> str:
    """16 hex digits that change whenever anything in the question changes but its layout."""
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()
