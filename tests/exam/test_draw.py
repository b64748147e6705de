"""What is drawn: the counts, the sets, the seed, and what to say when the bank is too small."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.content.items import ItemInfo
from quizapp.content.kinds.choice import Choice
from quizapp.content.library import Library
from quizapp.errors import UsageError
from quizapp.exam.blueprint import BlueprintError, parse_blueprint, plain_blueprint, read_blueprint
from quizapp.exam.choices import as_choice
from quizapp.exam.draw import ShortBank, Unit, _exact, draw, used_lately
from quizapp.exam.paper import changed, paper_text, question_of, read_paper
from quizapp.exam.shelf import SHIPPED, find, names

from .conftest import PACK, plan


def items(library: Library, seed: int, **fields: object) -> list[str]:
    return [slot.item for slot in draw(library, plan(**fields), seed).slots]


@pytest.mark.parametrize("seed", range(20))
def test_counts_hold_and_nothing_comes_twice(library: Library, seed: int) -> None:
    paper = draw(library, plan(), seed)
    assert Counter(slot.area for slot in paper.slots) == {"north": 6, "south": 4}
    assert len({slot.item for slot in paper.slots}) == 10
    assert "p/SE-OP" not in {slot.item for slot in paper.slots}


def test_the_same_seed_gives_the_same_paper_and_another_one_another(library: Library) -> None:
    again = Library.open([PACK])
    assert paper_text(draw(library, plan(), 7)) == paper_text(draw(again, plan(), 7))
    assert len({tuple(items(library, seed)) for seed in range(10)}) == 10


@pytest.mark.parametrize("seed", range(30))
def test_sets_stay_together_and_whole(library: Library, seed: int) -> None:
    paper = draw(library, plan(sets="whole"), seed)
    runs = [(stem, len(list(run))) for stem, run in groupby(s.stem for s in paper.slots) if stem]
    assert len({stem for stem, _ in runs}) == len(runs)
    assert all(size == {"sky": 3, "moon": 2}[stem] for stem, size in runs)
    members = [slot.item for slot in paper.slots if slot.stem == "sky"]
    assert members in ([], ["p/SK-1", "p/SK-2", "p/SK-3"])


def test_a_set_is_cut_only_where_the_count_cannot_be_met_otherwise(library: Library) -> None:
    west = [{"id": "west", "count": 2}]
    assert items(library, 3, area=west) == ["p/TI-1", "p/TI-2"]
    with pytest.raises(ShortBank, match="足りません") as caught:
        draw(library, plan(area=west, sets="whole"), 3)
    assert "組を分けないと" in caught.value.where
    assert len(items(library, 3, area=west, sets="apart")) == 2


@given(
    sizes=st.lists(st.integers(1, 5), max_size=9),
    count=st.integers(1, 20),
)
def test_whole_sets_fill_a_count_whenever_they_can(sizes: list[int], count: int) -> None:
    row = Library.open([PACK]).items()[0] if not ROWS else ROWS[0]
    ROWS[:] = [row]
    units = [Unit((row,) * size) for size in sizes]
    found = _exact(units, count)
    sums = {0}
    for size in sizes:
        sums |= {one + size for one in sums}
    assert (found is not None) == (count in sums)
    if found is not None:
        assert sum(unit.size for unit in found) == count


ROWS: list[ItemInfo] = []


@pytest.mark.parametrize(("framework", "out"), [("pytorch", "p/SE-KE"), ("keras", "p/SE-PT")])
def test_only_one_library_is_asked(library: Library, framework: str, out: str) -> None:
    everything = {"area": [{"id": "south", "count": 8}], "kinds": ["choice"]}
    drawn = {slot.item for slot in draw(library, plan(**everything), 1, framework=framework).slots}
    assert out not in drawn
    assert len(drawn & {"p/SE-KE", "p/SE-PT"}) == 1
    both = plan(**everything | {"framework": "both", "area": [{"id": "south", "count": 9}]})
    assert {"p/SE-KE", "p/SE-PT"} <= {slot.item for slot in draw(library, both, 1).slots}


def test_what_was_asked_lately_waits(library: Library) -> None:
    small = plan(area=[{"id": "south", "count": 4}])
    first = draw(library, small, 1)
    second = draw(library, small, 1, recent=used_lately([first]))
    assert not {s.item for s in first.slots} & {s.item for s in second.slots}
    third = draw(library, small, 1, recent=used_lately([second, first]))
    # Eight are there: the four of the longer ago sitting come round again.
    assert {s.item for s in third.slots} == {s.item for s in first.slots}


def test_options_are_shuffled_but_a_fixed_last(library: Library) -> None:
    seen = set()
    for seed in range(30):
        for slot in draw(library, plan(), seed).slots:
            if slot.item == "p/ST-03":
                assert slot.options[-1] == 3
            elif slot.item == "p/ST-01":
                seen.add(slot.options)
    assert len(seen) > 3
    fixed = draw(library, plan(shuffle_options=False), 1)
    assert all(slot.options == tuple(range(len(slot.options))) for slot in fixed.slots)


def test_areas_in_order_or_mixed(library: Library) -> None:
    areas = [slot.area for slot in draw(library, plan(), 2).slots]
    assert areas == ["north"] * 6 + ["south"] * 4
    mixed = [slot.area for slot in draw(library, plan(order="mixed"), 2).slots]
    assert sorted(mixed) == areas
    assert mixed != areas


def test_topics_take_turns_by_weight(library: Library) -> None:
    drawn = plan(area=[{"id": "north", "count": 4, "topics": {"stars": 3, "slopes": 1}}])
    for seed in range(10):
        topics = Counter(slot.topic for slot in draw(library, drawn, seed).slots)
        assert topics["stars"] >= topics["slopes"] >= 1
    only = plan(area=[{"id": "north", "count": 4, "topics": {"stars": 1}}])
    assert {slot.topic for slot in draw(library, only, 1).slots} == {"stars"}


def test_a_template_is_drawn_with_options_and_its_own_seed(library: Library) -> None:
    only = plan(kinds=["template"], area=[{"id": "north", "count": 1}])
    one, two = draw(library, only, 1).slots[0], draw(library, only, 2).slots[0]
    assert one.item == two.item == "p/SL-05"
    assert one.seed != two.seed
    question = question_of(library, one)
    assert isinstance(question, Choice)
    assert len(one.options) == 4
    typed = draw(library, plan(kinds=["template"], area=only_north(1), typed="as-is"), 1)
    assert question_of(library, typed.slots[0]).kind == "number"


def only_north(count: int) -> list[dict[str, object]]:
    return [{"id": "north", "count": count}]


def test_what_is_short_is_told_to_the_number(library: Library) -> None:
    with pytest.raises(ShortBank) as caught:
        draw(library, plan(area=[{"id": "north", "count": 40}, {"id": "south", "count": 9}]), 1)
    north, south = caught.value.shorts
    # SL-02 has too few mistakes for four options.
    assert (north.area, north.wanted, north.there, north.unturnable) == ("north", 40, 15, 1)
    assert (south.area, south.wanted, south.there) == ("south", 9, 8)
    assert "北: 40 問必要、使える問題は 15 問" in caught.value.where
    assert "as-is" in caught.value.mend


def test_numbers_become_options_of_different_value(library: Library) -> None:
    made = as_choice(library.question("p/SL-01"))
    assert made is not None
    texts = [option.text.ja for option in made.options]
    # 2/8 is worth as much as 1/4, so only one of the two is there.
    assert texts == [r"$\frac{1}{2}$", r"$\frac{1}{8}$", r"$\frac{2}{8}$", r"$\frac{1}{16}$"]
    assert [option.right for option in made.options] == [True, False, False, False]
    assert made.options[1].reason.ja == "1/8 は違う。"
    assert as_choice(library.question("p/SL-02")) is None


def test_formulas_become_options_but_not_what_equals_the_answer(library: Library) -> None:
    made = as_choice(library.question("p/SL-03"))
    assert made is not None
    texts = [option.text.en for option in made.options]
    assert texts[0].replace(" ", "") == "$2x$"
    assert len(texts) == 4
    assert not any("x + x" in text for text in texts)


def test_code_becomes_options_under_its_listing(library: Library) -> None:
    made = as_choice(library.question("p/SL-04"))
    assert made is not None
    assert [option.text.ja for option in made.options][:2] == ["`np.sum(x)`", "`np.mean(x)`"]
    assert "y = ____" in made.prompt.ja
    assert "```python" in made.prompt.en
    assert as_choice(library.question("p/SL-06")) is None


def test_a_paper_survives_being_written_down(library: Library) -> None:
    paper = draw(library, plan(), 5)
    assert read_paper(paper_text(paper)) == paper
    assert changed(library, paper) == ([], [])


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", "null", '{"format": "quizapp-exam", "version": 9}']
)
def test_a_file_that_is_no_paper_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="模試のファイルとして読めません"):
        read_paper(text, "x.json")


def test_the_shipped_blueprints() -> None:
    assert names() == ("e-full", "e-half", "e-sprint")
    full, half, sprint = (find(name) for name in names())
    assert [(one.total, one.minutes) for one in (full, half, sprint)] == [
        (100, 120),
        (50, 60),
        (17, 20),
    ]
    assert [area.count for area in full.areas] == [12, 12, 38, 26, 12]
    for path in SHIPPED.glob("*.toml"):
        made = read_blueprint(path)
        assert parse_blueprint(plain_blueprint(made), path.name) == made


def test_an_authors_own_blueprint_wins(tmp_path: Path) -> None:
    own = tmp_path / "e-half.toml"
    own.write_text('id = "mine"\nminutes = 5\nwarnings = []\n[[area]]\nid = "north"\ncount = 2\n')
    assert find("e-half", tmp_path).id == "mine"
    assert find(str(own)).total == 2
    with pytest.raises(UsageError, match="no-such"):
        find("no-such", tmp_path)


def test_every_problem_of_a_blueprint_is_told_at_once() -> None:
    raw = {
        "id": "bad",
        "minutes": 0,
        "kinds": ["choice", "essay"],
        "typed": "maybe",
        "pausing": "no",
        "warnings": [10, "2"],
        "colour": "red",
        "area": [
            {"id": "a", "count": 0},
            {"count": 2, "topics": {"x": -1}},
            {"id": "a", "count": 1},
        ],
        "section": [{"id": "s", "areas": ["zzz"]}],
    }
    with pytest.raises(BlueprintError) as caught:
        parse_blueprint(raw, "bad.toml")
    told = {(one.field, one.file) for one in caught.value.problems}
    for name in (
        "minutes",
        "kinds",
        "typed",
        "pausing",
        "warnings",
        "colour",
        "area[1].count",
        "area[2].id",
        "area[2].topics",
        "area",
        "section",
    ):
        assert (name, "bad.toml") in told
    assert all(one.mend and one.what for one in caught.value.problems)


def test_a_file_that_is_no_toml(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("id = ")
    with pytest.raises(BlueprintError):
        read_blueprint(path)
    with pytest.raises(BlueprintError):
        read_blueprint(tmp_path / "none.toml")
