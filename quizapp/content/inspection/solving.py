"""Templates solved over many seeds, by several processes where there are many to solve.

Each process is handed one template after another, and what it finds comes back as plain flaws.
Seventy templates over two hundred seeds are a minute's work for one processor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from quizapp.content.inspection.links import Bench
from quizapp.content.inspection.proofs import Proofs
from quizapp.content.inspection.variants import READ, variant_flaws, variants_of
from quizapp.content.kinds.base import QuestionBase
from quizapp.content.kinds.template import Template
from quizapp.content.problems import Flaw
from quizapp.records import Localized

MOST = 5
"""Flaws told of one template; the next seeds would repeat them."""
WORTH_SHARING = 600
"""Variants below which other processes cost more than they save."""

Found = tuple[str, list[Flaw]]
"""The evidence that holds for every seed, or "", and what is wrong."""
Key = tuple[str, str]
"""Folder of a pack, and id of a template in it."""


def solved(
    templates: Sequence[tuple[Path, Template]], variants: int, jobs: int
) -> Iterator[tuple[Key, Found]]:
    """What each template's variants show, in whatever order they are done."""
    if jobs <= 1 or len(templates) * variants < WORTH_SHARING:
        with Proofs() as proofs:
            bench = Bench()
            for folder, template in templates:
                found = template_evidence(template, range(variants), bench, proofs)
                yield (str(folder), template.id), found
        return
    # Those with proofs wait for SymPy, so they are begun first; each goes to whoever is free.
    line = sorted(templates, key=lambda one: not one[1].proof)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        tasks = {
            pool.submit(_solve, template, variants): (str(folder), template.id)
            for folder, template in line
        }
        for task in as_completed(tasks):
            yield tasks[task], task.result()


def _solve(template: Template, variants: int) -> Found:
    """What one template shows, in a process of the pool."""
    # SymPy is loaded by the proofs that ask for it, so most of these cost nothing.
    with Proofs() as proofs:
        return template_evidence(template, range(variants), _bench(), proofs)


@cache
def _bench() -> Bench:
    """The bench of this process."""
    return Bench()


def template_evidence(
    template: Template, seeds: Sequence[int], bench: Bench, proofs: Proofs
) -> Found:
    """The evidence that holds for every seed, or "", and what is wrong; at most five flaws."""
    flaws: list[Flaw] = []
    waiting: list[tuple[int, QuestionBase]] = []
    for number, variant in enumerate(variants_of(template, seeds)):
        if isinstance(variant, Flaw):
            flaws.append(variant)
            continue
        flaws += variant_flaws(template, variant, bench, read=number < READ)
        if template.proof:
            flaws += proofs.begin(variant.typed)
            waiting.append((variant.seed, variant.typed))
        proofs.go_on()
        if len(flaws) >= MOST:
            break
    for seed, question in waiting:
        if proofs.begun(question):
            flaws += [
                replace(
                    flaw,
                    message=Localized(
                        f"種 {seed}: {flaw.message.ja}", f"seed {seed}: {flaw.message.en}"
                    ),
                )
                for flaw in proofs.outcome(question)
            ]
    return ("" if flaws else template.evidence), flaws[:MOST]
