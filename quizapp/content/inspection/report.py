"""The result of inspecting packs: counts, evidence that was found to hold, and every problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from quizapp.content.inspection.answers import answer_flaws
from quizapp.content.inspection.codes import code_flaws
from quizapp.content.inspection.figures import figure_flaws
from quizapp.content.inspection.links import Bench, computed_flaws, link_flaws
from quizapp.content.inspection.proofs import Proofs
from quizapp.content.inspection.solving import Found, Key, solved
from quizapp.content.inspection.texts import text_flaws
from quizapp.content.inspection.variants import SEEDS
from quizapp.content.kinds.base import QuestionBase
from quizapp.content.kinds.code import Code
from quizapp.content.kinds.template import Template
from quizapp.content.pack import Pack, Placed, read_pack, twin_problem
from quizapp.content.problems import Flaw, Problem
from quizapp.records import Localized

EVIDENCE = ("proved", "computed", "sourced")

Progress = Callable[[int, int, str], None]
"""Hears how much is done, of how much, and the question at hand.

A template counts as often as it is solved: they are nearly all of the work.
"""


@dataclass(slots=True)
class Report:
    """What was found in all packs together."""

    packs: list[str] = field(default_factory=list)
    questions: int = 0
    """Checked questions; cards are counted apart."""
    cards: int = 0
    """Self-rated cards; one asked both ways is one card."""
    templates: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)
    by_topic: Counter[str] = field(default_factory=Counter)
    by_area: Counter[str] = field(default_factory=Counter)
    by_language: Counter[str] = field(default_factory=Counter)
    by_evidence: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(EVIDENCE, 0)))
    """Evidence that holds; a question whose evidence fails is counted in none."""
    problems: list[Problem] = field(default_factory=list)


def inspect_packs(
    folders: Sequence[Path],
    *,
    only: Path | None = None,
    variants: int = SEEDS,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Everything there is to say about the packs at ``folders``.

    With ``only``, questions of that one file are inspected and counted, and its problems told.
    Templates are solved for so many seeds as ``variants`` says, by ``jobs`` processes where there
    is much to solve.
    """
    report = Report()
    packs = [read_pack(folder) for folder in folders]
    _collect(report, packs)
    chosen = [
        (pack, placed)
        for pack in packs
        for placed in pack.questions
        if only is None or placed.raw.piece.file == str(only)
    ]
    bench = Bench()
    with Proofs() as proofs:
        # SymPy works through the proofs while everything else is looked at.
        unread = [proofs.begin(placed.question) for _, placed in chosen]
        found = []
        for pack, placed in chosen:
            _count(report, pack, placed)
            found.append([*_flaws(placed.question)])
            proofs.go_on()
        outcomes: dict[Key, Found] = {}
        templates = [
            (pack.folder, placed.question)
            for pack, placed in chosen
            if isinstance(placed.question, Template)
        ]
        work = len(chosen) + len(templates) * (variants - 1)
        done = 0
        for key, outcome in solved(templates, variants, jobs):
            outcomes[key] = outcome
            if progress is not None:
                progress(done, work, key[1])
            done += variants
            proofs.go_on()
        for place, (pack, placed) in enumerate(chosen):
            if isinstance(placed.question, Template):
                kind, flaws = outcomes[str(pack.folder), placed.question.id]
            else:
                if progress is not None:
                    progress(done, work, placed.question.id)
                done += 1
                kind, flaws = _evidence(placed.question, unread[place], bench, proofs)
            if kind:
                report.by_evidence[kind] += 1
            report.problems += [placed.raw.problem(flaw) for flaw in found[place] + flaws]
    if only is not None:
        report.problems = [problem for problem in report.problems if problem.file == str(only)]
    places = {problem.file: place for place, problem in enumerate(report.problems)}
    report.problems.sort(key=lambda problem: (places[problem.file], problem.line))
    return report


def _collect(report: Report, packs: Sequence[Pack]) -> None:
    """Names and problems of the packs, two packs of one name among them."""
    known: dict[str, Path] = {}
    for pack in packs:
        report.problems += pack.problems
        if pack.manifest is None:
            continue
        report.packs.append(pack.manifest.id)
        twin = known.setdefault(pack.manifest.id.casefold(), pack.folder)
        if twin != pack.folder:
            report.problems.append(twin_problem(pack.manifest.id, pack.folder, twin))


def _count(report: Report, pack: Pack, placed: Placed) -> None:
    question = placed.question
    if question.kind == "recall":
        report.cards += 1
    elif question.kind == "template":
        report.templates += 1
    else:
        report.questions += 1
    report.by_kind[question.kind] += 1
    report.by_topic[question.topic] += 1
    report.by_language.update(placed.languages)
    areas = {topic.id: topic.area for topic in pack.manifest.topics} if pack.manifest else {}
    report.by_area[areas.get(question.topic, "")] += 1


def _flaws(question: QuestionBase) -> Iterator[Flaw]:
    if isinstance(question, Template):
        return  # its variants are looked at instead
    yield from text_flaws(question)
    yield from answer_flaws(question)
    yield from link_flaws(question)
    yield from figure_flaws(question)


def _evidence(
    question: QuestionBase, unread: list[Flaw], bench: Bench, proofs: Proofs
) -> tuple[str, list[Flaw]]:
    """The strongest evidence that holds, or "", and what is wrong with evidence that does not."""
    flaws = list(unread)
    proved = proofs.begun(question)
    if proved:
        flaws += proofs.outcome(question)
        proved = not flaws
    if question.computed is not None:
        flaws += computed_flaws(question, question.computed, bench)
    if isinstance(question, Code):
        flaws += code_flaws(question)
    if proved:
        return "proved", flaws
    if flaws:
        return "", flaws
    if question.computed is not None or isinstance(question, Code):
        return "computed", flaws
    if question.source.strip():
        return "sourced", flaws
    flaw = Flaw(
        (),
        "evidence.none",
        Localized("答えの根拠がありません", "there is no evidence for the answer"),
        Localized(
            "proof、computed、source のどれかを書いてください", "give a proof, computed or source"
        ),
    )
    return "", [flaw]
