"""What every demo promises, tried with its defaults and with many settings drawn at random."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import pytest
from rich.cells import cell_len

from quizapp.demos import DEMOS, Demo, Entry, Outcome, load
from quizapp.demos.figure import Cells, Figure, Panels, Plot, Table
from quizapp.demos.knobs import Value
from quizapp.errors import UsageError
from quizapp.records import Localized

SETTINGS = 25
"""Random settings tried for each demo; a heavy one gets fewer."""

CONDITIONAL = {
    "D01": {"difference", "z-for-u"},  # false when the mistake is switched on
    "D03": {"relu-he", "sigmoid-small"},  # a narrow network may die or be lucky
    "D04": {"sigmoid-saturates", "relu-he", "relu-xavier", "sigmoid-narrow"},
    "D05": {"constant"},  # jitter is there to break it
    "D09": {"over-fits"},
    "D10": {"lasso-six-zero", "corner"},  # the learner looks for the lambda that does it
    "D16": {"learns"},  # one filter, much noise or a wild rate may fail
    "D21": {"all-sums", "high-first"},  # too few units or steps, and nothing is learned
    "D22": {"held-out"},  # the same
    "D24": {"recovers"},  # not every start meets the wall
    "D28": {"compounds"},  # a decoder learned exactly has no error to add up
    "D34": {"one-layer", "three-layers", "deeper"},  # of the default digits and widths
    "D35": {"value-iteration"},  # few episodes, a tiny alpha or no exploring leave it short
    "D36": {"beats"},  # of arms that differ and enough pulls
    "D37": {"cuts"},  # the expected reward is not always a baseline that helps
}
"""Claims that are true of some settings only; all others hold whatever the knobs say."""


def settings(demo: Demo, count: int) -> Iterator[dict[str, Value]]:
    """Reproducible settings: defaults, ends and places between, mixed."""
    draw = random.Random(demo.id)
    for _ in range(count):
        yield {
            knob.name: knob.default
            if draw.random() < 0.4
            else knob.at(draw.choice([0.0, 1.0, draw.random(), draw.random()]))
            for knob in demo.knobs
        }


REFUSALS: list[UsageError] = []


@cache
def _tried(demo_id: str) -> tuple[tuple[Mapping[str, Value], Outcome], ...]:
    demo, found = load(demo_id), []
    for values in [demo.defaults, *settings(demo, 3 if demo.heavy else SETTINGS)]:
        try:
            found.append((values, demo.run(values)))
        except UsageError as refusal:
            REFUSALS.append(refusal)
    return tuple(found)


def tried(demo: Demo) -> tuple[tuple[Mapping[str, Value], Outcome], ...]:
    """Outcomes over the settings; impossible combinations are kept in ``REFUSALS``."""
    return _tried(demo.id)


@pytest.fixture(params=DEMOS, ids=lambda entry: entry.id)
def demo(request: pytest.FixtureRequest) -> Demo:
    entry: Entry = request.param
    return entry.demo


def test_claims_hold(demo: Demo) -> None:
    conditional = CONDITIONAL.get(demo.id, set())
    for values, outcome in tried(demo):
        for claim in outcome.claims:
            assert claim.text.ja
            assert claim.text.en
            assert isinstance(claim.held, bool), claim.id
            if claim.id not in conditional:
                assert claim.held, (claim.id, values)
        assert len({claim.id for claim in outcome.claims}) == len(outcome.claims)


def test_all_claims_hold_by_default(demo: Demo) -> None:
    outcome = demo.run({})
    assert outcome.claims
    assert [claim.id for claim in outcome.claims if not claim.held] == []


def test_the_same_knobs_give_the_same_outcome(demo: Demo) -> None:
    first, again = demo.run({}), demo.run({})
    assert first.results == again.results
    assert first.formula == again.formula
    assert _numbers(first.figure) == _numbers(again.figure)


def test_results_are_plain_values(demo: Demo) -> None:
    for _, outcome in tried(demo):
        for name, value in outcome.results.items():
            parts = value if isinstance(value, tuple) else (value,)
            assert all(type(part) in (int, float, str) for part in parts), (name, value)


def test_everything_said_is_in_both_languages(demo: Demo) -> None:
    for _, outcome in tried(demo):
        texts = [outcome.notice, outcome.figure.title, outcome.figure.summary]
        texts += [reading.label for reading in outcome.readings]
        texts += [r.value for r in outcome.readings if isinstance(r.value, Localized)]
        for text in texts:
            assert text.ja, text
            assert text.en, text
        for reading in outcome.readings:  # the widest label of the side column
            assert max(cell_len(reading.label.ja), cell_len(reading.label.en)) <= 22, reading
        assert "nan" not in outcome.figure.summary.en
        assert all("nan" not in str(reading.value) for reading in outcome.readings)


def test_every_figure_lists_its_values(demo: Demo) -> None:
    for _, outcome in tried(demo):
        table = outcome.figure.table
        assert isinstance(table, Table)
        assert table.rows
        assert all(len(row) == len(table.columns) for row in table.rows)


def test_series_have_as_many_x_as_y(demo: Demo) -> None:
    for _, outcome in tried(demo):
        for plot in _plots(outcome.figure):
            for series in plot.series:
                assert series.x.shape == series.y.shape
                assert series.x.ndim == 1


def test_frames_lead_to_the_figure(demo: Demo) -> None:
    for _, outcome in tried(demo):
        assert (outcome.at is None) == (outcome.steps == 0)
        if outcome.at is not None:
            for step in (0, 1, outcome.steps // 2, outcome.steps):
                assert outcome.at(step).figure.title.ja
            last = outcome.at(outcome.steps)
            assert _numbers(last.figure) == _numbers(outcome.figure)
            assert last.readings == outcome.readings


def test_runs_may_be_cancelled_where_they_are_long() -> None:
    from quizapp.demos.spec import Cancelled

    heavy = [entry.demo for entry in DEMOS if entry.demo.heavy]
    assert [one.id for one in heavy] == ["D09", "D16", "D21", "D22", "D34", "D36"]

    def stop(done: float) -> None:
        raise Cancelled

    for one in heavy:
        with pytest.raises(Cancelled):
            one.run({}, stop)
        told: list[float] = []
        one.run({}, told.append)
        assert told == sorted(told)
        assert 0 <= told[0] <= told[-1] <= 1


def _plots(figure: Figure) -> list[Plot]:
    if isinstance(figure, Panels):
        return [plot for part in figure.figures for plot in _plots(part)]
    return [figure] if isinstance(figure, Plot) else []


def _numbers(figure: Figure) -> list[bytes]:
    """The numbers of a figure, as bytes that can be compared, NaN and all."""
    if isinstance(figure, Panels):
        return [part for one in figure.figures for part in _numbers(one)]
    if isinstance(figure, Plot):
        return [np.asarray(values).tobytes() for s in figure.series for values in (s.x, s.y)]
    if isinstance(figure, Cells):
        return [figure.values.tobytes()]
    return [repr(getattr(figure, "nodes", "")).encode()]


def test_loading_gives_one_demo() -> None:
    assert load("D03") is load("d03")


def test_impossible_combinations_say_what_is_allowed() -> None:
    tried(load("D12"))
    assert REFUSALS
    assert all(refusal.what and refusal.mend for refusal in REFUSALS)
