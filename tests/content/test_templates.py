"""Templates: every seed gives a question that holds, and slips of the author are told."""

from __future__ import annotations

import shutil
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.content.inspection.links import Bench
from quizapp.content.inspection.report import inspect_packs
from quizapp.content.inspection.variants import variant_flaws, variants_of
from quizapp.content.kinds.choice import Choice
from quizapp.content.kinds.expression import Expression
from quizapp.content.kinds.number import Number
from quizapp.content.kinds.template import Template
from quizapp.content.library import Library
from quizapp.content.pack import read_pack
from quizapp.content.problems import Flaw
from quizapp.content.reading import build_question
from quizapp.content.variants import filling
from quizapp.errors import ContentError

SOUND = Path(__file__).parent / "packs" / "sound"
RAW: dict[str, Any] = {
    one["id"]: one
    for one in tomllib.loads((SOUND / "windows.toml").read_text(encoding="utf-8"))["question"]
}


def template(id: str = "V-01", **fields: Any) -> Template:
    return Template.model_validate({**deepcopy(RAW[id]), **fields})


WINDOW = template()
NESTED = template("V-02")


@given(seed=st.integers(0, 10**9))
def test_every_seed_gives_the_side_that_counting_gives(seed: int) -> None:
    names = WINDOW.drawn(seed).names
    padded = names["N"] + 2 * names["P"]
    places = [top for top in range(0, padded, names["S"]) if top + names["K"] <= padded]
    question = WINDOW.variant(seed)
    assert isinstance(question, Number)
    assert question.grade(str(len(places))).outcome == "right"
    assert question.grade(str(len(places) + 100)).outcome == "wrong"
    assert f"一辺 {names['N']} の" in question.prompt.ja
    assert "<" not in question.prompt.ja + question.prompt.en + question.explanation.en


@given(seed=st.integers(0, 10**6))
def test_rejected_draws_never_come(seed: int) -> None:
    names = WINDOW.drawn(seed).names
    assert 1 < names["K"] <= names["N"] + 2 * names["P"]
    assert 0 < names["P"] < names["K"]


@given(seed=st.integers(0, 10**6))
def test_the_options_are_the_answer_and_three_mistakes_apart(seed: int) -> None:
    choice = WINDOW.as_choice(seed)
    assert isinstance(choice, Choice)
    texts = [option.text.ja for option in choice.options]
    assert len(set(texts)) == len(texts) == 4
    assert [option.right for option in choice.options] == [True, False, False, False]
    typed = WINDOW.variant(seed)
    graded = [typed.grade(text.strip("$")).outcome for text in texts]
    assert graded == ["right", "wrong", "wrong", "wrong"]
    assert all(option.reason.ja and option.reason.en for option in choice.options)


def test_a_seed_gives_the_same_variant_for_ever() -> None:
    # These stand in study logs: a change here would show a learner another question than was asked.
    assert [WINDOW.drawn(seed).names["N"] for seed in range(6)] == [
        template().drawn(seed).names["N"] for seed in range(6)
    ]
    assert len({WINDOW.variant(seed).prompt.ja for seed in range(40)}) > 30


@pytest.mark.parametrize("seed", range(5))
def test_a_symbolic_template_asks_for_a_formula(seed: int) -> None:
    question = NESTED.variant(seed)
    assert isinstance(question, Expression)
    names = NESTED.drawn(seed).names
    a, b, p = names["a"], names["b"], names["p"]
    assert question.grade(f"{a * p}({a}x+({b})y)^{p - 1}").outcome == "right"
    inner = question.grade(f"{p}({a}x+({b})y)^{p - 1}")
    assert (inner.outcome, inner.note) == ("wrong", "wrong.named")
    assert f"内側の微分 ${a}$" in inner.feedback.ja


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (3, "", "3"),
        (3.0, "", "3"),
        (0.1 + 0.2, "", "0.3"),
        (1e-7, "", "0.0000001"),
        (-2, "p", "(-2)"),
        (2, "p", "2"),
        (2, "+", "+2"),
        (-2, "+", "-2"),
        (2 / 3, ".3f", "0.667"),
        (np.array([1, 2]), "", "(1, 2)"),
        (np.array([1, 2]), "list", "1, 2"),
        (np.array([1, 2]), "code", "[1, 2]"),
        (np.array([0.5, 0.25]), ".1f", "(0.5, 0.2)"),
        (np.array([[1, 2], [3, 4]]), "code", "[[1, 2], [3, 4]]"),
        (np.array([[1, 2], [3, 4]]), "", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"),
        (np.array([1, 2]), "tex", r"\begin{pmatrix} 1 & 2 \end{pmatrix}"),
        (True, "", "1"),
    ],
)
def test_numbers_in_texts(value: Any, form: str, text: str) -> None:
    assert filling.show(value, form) == text


def test_places_are_filled_and_other_brackets_stay() -> None:
    words = {"m": {"ja": ("平均", "最大"), "en": ("mean", "max")}}
    raw = {"ja": "<m>、<n>、<EOS>、x<y", "en": "<m>, <n>"}
    filled = filling.fill(raw, {"m": 1, "n": 2}, words)
    assert filled == {"ja": "最大、2、<EOS>、x<y", "en": "max, 2"}
    knobs = filling.fill({"n": "<n>", "list": "<v>"}, {"n": 2, "v": np.array([1.5, 2.0])}, {})
    assert knobs == {"n": 2, "list": [1.5, 2.0]}
    # A name with words is its word, alone in a knob as well; its number is what it is drawn as.
    assert filling.fill({"kind": "<m>", "n": "<n>"}, {"m": 0, "n": 2}, words) == {
        "kind": "平均",
        "n": 2,
    }


def flaws(**fields: Any) -> list[str]:
    raw = {**deepcopy(RAW["V-01"]), **fields}
    _, found = build_question({name: one for name, one in raw.items() if one is not None}, ("ja",))
    return [f"{'.'.join(map(str, flaw.loc))} {flaw.code}" for flaw in found]


@pytest.mark.parametrize(
    ("fields", "flaw"),
    [
        ({"answer": "spam + 1"}, "answer formula.name"),
        ({"let": {"span": "N +"}}, "let.span formula.end"),
        ({"draw": {"N": {"whole": [1, 2], "of": [1]}}}, "draw.N draw.ways"),
        ({"draw": {"N": {"whole": [1, 2], "shape": ["M"]}}}, "draw.N.shape names.unknown"),
        ({"again": None}, "again template.again"),
        ({"prompt": {"ja": "<Q>"}}, "prompt names.unknown"),
        ({"prompt": {"ja": "<N:wide>"}}, "prompt template.format"),
        ({"answer": "__import__('os')"}, "answer formula.string"),
    ],
)
def test_slips_of_the_author_are_told(fields: dict[str, Any], flaw: str) -> None:
    assert flaw in flaws(**fields)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"again": "span//S"}, "template.again"),
        ({"reject": ["N > 0"]}, "template.draw"),
        ({"wrong": 4}, "template.draw"),  # one or two of the four always coincide
        ({"answer": "span/S + 1", "again": "span/S + 1/0"}, "template.again"),
        ({"ask": {"kind": "number", "labell": "x"}}, "template.draw"),
    ],
)
def test_check_solves_every_seed(change: dict[str, Any], code: str) -> None:
    found: list[Flaw] = []
    one = template(**change)
    for variant in variants_of(one, range(8)):
        if isinstance(variant, Flaw):
            found.append(variant)
        else:
            found += variant_flaws(one, variant, Bench(), read=True)
    told = [flaw for flaw in found if flaw.code == code]
    assert told, found
    assert all("seed" in flaw.message.en for flaw in told)


def test_two_hundred_seeds_of_the_sound_pack_hold() -> None:
    report = inspect_packs([SOUND], only=SOUND / "windows.toml", variants=200)
    assert [str(one) for one in report.problems] == []
    assert report.templates == 2
    assert report.by_evidence == {"proved": 2, "computed": 1, "sourced": 1}


def test_a_template_that_never_fits_says_so() -> None:
    with pytest.raises(ContentError, match="no draw of seed 0"):
        template(reject=["N > 0"]).variant(0)


def test_the_library_hands_out_variants(tmp_path: Path) -> None:
    library = Library.open([SOUND], tmp_path / "cache")
    row = library.item("sound/V-01")
    assert row.kind == "template"
    one, two = library.question("sound/V-01", 1), library.question("sound/V-01", 2)
    assert (one.kind, one.id) == ("number", "V-01")
    assert one.prompt != two.prompt
    assert library.question("sound/V-01", 1) == one
    options = library.choice("sound/V-01", 1)
    assert options.kind == "choice"
    assert options.prompt == one.prompt
    assert library.choice("sound/V-03") == library.question("sound/V-03")
    library.close()


def test_the_library_draws_what_the_file_draws(tmp_path: Path) -> None:
    library = Library.open([SOUND], tmp_path / "cache")
    stored = library.question("sound/V-01", 1)
    library.close()
    # Variables are drawn and calculated in the order written, after the cache as before it.
    assert stored.prompt == WINDOW.variant(1).prompt
    assert stored.answer_text("ja") == WINDOW.variant(1).answer_text("ja")


# ── sets ─────────────────────────────────────────────────────────────────────────────────────


def test_a_stem_is_put_into_the_questions_of_its_set(tmp_path: Path) -> None:
    library = Library.open([SOUND], tmp_path / "cache")
    first, second = library.question("sound/V-03"), library.question("sound/V-04")
    assert first.shared is not None
    assert second.shared is not None
    assert "Conv2d" in first.shared.text.ja
    assert (first.shared.place, second.shared.place, first.shared.total) == (1, 2, 2)
    assert library.item("sound/V-03").stem == "layer"
    assert library.item("sound/V-01").stem == ""
    library.close()


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('stem = "layer"', 'stem = "layers"', 1, "there is no stem layers"),
        ('id = "layer"', 'id = "layer"\nfigure = 3', 1, "figure"),
        ("[[stem]]", "[[stems]]", 1, "stems"),
    ],
)
def test_slips_about_stems_are_told(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    folder = tmp_path / "sound"
    shutil.copytree(SOUND, folder)
    path = folder / "windows.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    pack = read_pack(folder)
    told = [f"{one.field} {one.message.en}" for one in pack.problems]
    assert any(said in one for one in told), told
    assert all(one.line >= line for one in pack.problems)
