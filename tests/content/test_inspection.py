"""What ``quizapp check`` finds in questions that are well formed and yet do not hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from quizapp.content.inspection import solving
from quizapp.content.inspection.links import Bench, computed_flaws
from quizapp.content.inspection.report import Report, inspect_packs
from quizapp.content.inspection.texts import text_flaws
from quizapp.content.kinds.base import Computed
from quizapp.content.kinds.number import Number
from quizapp.content.kinds.recall import Recall
from quizapp.demos.figure import Table
from quizapp.demos.spec import Claim, Outcome, Result
from quizapp.records import Localized

PACKS = Path(__file__).parent / "packs"
MARK = re.compile(r"# ! ([\w.]+)")


@pytest.fixture(scope="module")
def doubtful() -> Report:
    return inspect_packs([PACKS / "doubtful"])


def test_every_doubt_is_told_on_its_line(doubtful: Report) -> None:
    path = PACKS / "doubtful" / "doubts.toml"
    marked = Counter(
        (number, code)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for code in MARK.findall(line)
    )
    assert Counter((one.line, one.code) for one in doubtful.problems) == marked


def test_evidence_that_fails_counts_for_nothing(doubtful: Report) -> None:
    # D-01 has a source; D-02 a source-less claim, D-03 and D-04 bad proofs, D-06 a muddle.
    assert doubtful.by_evidence == {"proved": 0, "computed": 0, "sourced": 1}
    assert doubtful.questions == 6


def test_a_refuted_proof_says_what_came_out(doubtful: Report) -> None:
    refuted = next(one for one in doubtful.problems if one.code == "proof.refuted")
    assert "5/4" in refuted.message.en
    assert refuted.id == "D-03"


def test_a_sound_pack_holds(tmp_path: Path) -> None:
    seen = []
    report = inspect_packs([PACKS / "sound"], variants=10, progress=lambda *now: seen.append(now))
    assert [str(one) for one in report.problems] == []
    assert report.by_evidence == {"proved": 7, "computed": 3, "sourced": 6}
    work = 16 + 9 * report.templates  # a template counts as often as it is solved
    assert seen[0] == (0, work, "V-01")  # templates first: they take longest
    assert len(seen) == 16
    assert [done for done, _, _ in seen] == sorted(done for done, _, _ in seen)
    assert seen[-1][0] == work - 1


def test_several_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "WORTH_SHARING", 1)
    shared = inspect_packs([PACKS / "sound"], variants=20, jobs=2)
    assert [str(one) for one in shared.problems] == []
    assert shared.by_evidence == inspect_packs([PACKS / "sound"], variants=20).by_evidence


def test_one_file_alone() -> None:
    only = PACKS / "sound" / "words.toml"
    report = inspect_packs([PACKS / "sound"], only=only)
    assert (report.questions, report.cards) == (4, 1)
    shape = inspect_packs([PACKS / "broken"], only=PACKS / "broken" / "shape.toml")
    assert {Path(one.file).name for one in shape.problems} == {"shape.toml"}


class OneRun(Bench):
    """A bench on which every demo comes out the same."""

    def __init__(self, results: Mapping[str, Result], claims: tuple[Claim, ...] = ()) -> None:
        super().__init__()
        self.outcome = Outcome(Table((), ()), results, claims, Localized())

    def run(self, demo: str, knobs: Mapping[str, Any]) -> Outcome:
        return self.outcome


def number(answer: Any, **fields: Any) -> Number:
    text = {"ja": "文", "en": "text"}
    common = {"id": "T", "topic": "t", "title": text, "prompt": text, "explanation": text}
    return Number.model_validate({**common, "answer": answer, **fields})


@pytest.mark.parametrize(
    ("answer", "result", "codes"),
    [
        ("0.8", 0.8, []),
        ("0.3", 0.1 + 0.2, []),  # the last digits of a float are rounding
        ("3", 3, []),
        (["3", "5"], (3.0, 5.0), []),
        ("1/3", 1 / 3, []),  # no float is one third exactly
        ("0.8", 0.81, ["computed.result"]),
        (["3", "5"], (5.0, 3.0), ["computed.result"]),
        ("2", "2", []),  # a result that is a text
    ],
)
def test_a_named_result_is_held_against_the_answer(
    answer: Any, result: Result, codes: list[str]
) -> None:
    computed = Computed(demo="D00", result="value")
    flaws = computed_flaws(number(answer), computed, OneRun({"value": result}))
    assert [flaw.code for flaw in flaws] == codes


def test_a_tolerance_lets_a_result_be_rounded() -> None:
    computed = Computed(demo="D00", result="value")
    question = number("1/3", abs_tol=1e-6)
    assert list(computed_flaws(question, computed, OneRun({"value": 1 / 3}))) == []


@pytest.mark.parametrize(
    ("name", "held", "codes"),
    [
        ("zeros", True, []),
        ("They stay zero", True, []),  # by its words
        ("zeros", False, ["computed.claim"]),
        ("zeroes", True, ["computed.unknown"]),
    ],
)
def test_a_claim_must_hold(name: str, held: bool, codes: list[str]) -> None:
    claim = Claim("zeros", Localized("0 のまま", "They stay zero"), held)
    flaws = list(
        computed_flaws(number("1"), Computed(demo="D00", claim=name), OneRun({}, (claim,)))
    )
    assert [flaw.code for flaw in flaws] == codes


@pytest.mark.parametrize(
    ("front", "codes"),
    [
        ("$x^2$ と **太字** と `x_i`", []),
        ("$x^2 と", ["text.markup"]),
        ("$\\frac{1}{$", ["text.markup"]),
        ("```\na\tb\n```", []),  # a tab in a listing is a tab
        ("$\theta$", ["text.backslash"]),
        ("$$\nabla f$$", ["text.backslash"]),
        ("$$\nx = 1\n$$", []),
    ],
)
def test_markup(front: str, codes: list[str]) -> None:
    text = {"ja": "文", "en": "text"}
    card = Recall.model_validate(
        {"id": "T", "topic": "t", "title": text, "prompt": {"ja": front, "en": "x"}, "back": text}
    )
    assert [flaw.code for flaw in text_flaws(card)] == codes
