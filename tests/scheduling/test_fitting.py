"""Fitting memory to a learner: held against the package, and against learners who are known."""

from __future__ import annotations

import math
import random
import sys

import pytest

from quizapp.records import Event
from quizapp.scheduling.fitting import (
    NEEDED,
    Fit,
    MissingPackage,
    Package,
    Past,
    fit,
    gain_of,
    losses_of,
    pasts_of,
    reviews_in,
    settled,
)
from quizapp.scheduling.fold import digest
from quizapp.scheduling.fsrs import (
    DEFAULT_WEIGHTS,
    LOWER_BOUNDS,
    UPPER_BOUNDS,
    Model,
    Parameters,
)

DAY = 86_400_000
NOON = 1_766_631_600_000
USUAL = Parameters()


def forgetful() -> Parameters:
    """A learner whose memories begin weak and grow slowly."""
    changed = {0: 0.1, 1: 0.4, 2: 0.8, 3: 2.5, 8: 1.2, 11: 0.8}
    weights = [changed.get(place, weight) for place, weight in enumerate(DEFAULT_WEIGHTS)]
    return Parameters(tuple(weights))


def learner(truth: Parameters, cards: int, seed: int, *, days: int = 120) -> list[Past]:
    """Reviews of a learner whose memory follows ``truth`` and whose plan believes ``USUAL``."""
    rng = random.Random(seed)
    memory, plan = (Model(one, 0.9, (), (), 36_500) for one in (truth, USUAL))
    pasts = []
    for card in range(cards):
        day = rng.randrange(int(days * 0.7))
        rating = rng.choices((1, 2, 3, 4), (20, 10, 60, 10))[0]
        true, planned = memory.first(rating), plan.first(rating)
        rows = [(day, rating, 0)]
        while True:
            wait = max(1, round(plan.interval_days(planned[0]) * rng.uniform(0.8, 1.4)))
            day += wait
            if day >= days:
                break
            kept = rng.random() < memory.retrievability(wait, true[0])
            rating = rng.choices((2, 3, 4), (12, 75, 13))[0] if kept else 1
            true = memory.again(*true, rating, wait)
            planned = plan.again(*planned, rating, wait)
            rows.append((day, rating, wait))
        if len(rows) > 1:
            when, ratings, waits = zip(*rows, strict=True)
            pasts.append(Past(card, tuple(d * DAY + card for d in when), ratings, waits))
    return pasts


def test_losses_are_those_the_package_reports() -> None:
    """Its evaluation weighs the latest review four times the first, by the cube of the place."""
    pasts = learner(USUAL, 300, 1)
    tested = reviews_in(pasts)
    count = len(tested)
    weights = [0.25 + 0.75 * (place / count) ** 3 for place in range(count)]
    for parameters in (USUAL, forgetful()):
        own = losses_of(pasts, tested, parameters)
        ours = math.fsum(map(math.prod, zip(weights, own, strict=True))) / math.fsum(weights)
        theirs, _ = Package().evaluate(pasts, tested, parameters.weights)
        assert ours == pytest.approx(theirs, rel=2e-5)  # theirs is in single precision


def test_fitted_parameters_are_the_packages_own() -> None:
    fsrs_rs = pytest.importorskip("fsrs_rs_python")
    pasts = learner(forgetful(), 150, 2)
    tested = reviews_in(pasts)
    items = [
        fsrs_rs.FSRSItem(
            [
                fsrs_rs.FSRSReview(rating, wait)
                for rating, wait in list(
                    zip(pasts[one.past].ratings, pasts[one.past].waits, strict=True)
                )[: one.place + 1]
            ]
        )
        for one in tested
    ]
    own = fsrs_rs.FSRS(fsrs_rs.DEFAULT_PARAMETERS).compute_parameters(items, num_relearning_steps=1)
    assert Package().fit(pasts, tested, 1) == pytest.approx(own, abs=5.1e-5)


def test_a_learner_who_differs_is_recognised_and_foretold_better() -> None:
    found = fit(learner(forgetful(), 500, 3), USUAL)
    assert found.verdict == "fitted"
    assert found.trained + found.held_out == found.reviews
    assert found.before is not None
    assert found.after is not None
    assert found.before.log_loss - found.after.log_loss == pytest.approx(found.gain)
    assert found.gain > 2 * found.noise > 0
    # And what was never seen by anyone is foretold better too.
    fresh = learner(forgetful(), 300, 1003)
    gain, _ = gain_of(fresh, reviews_in(fresh), USUAL, Parameters(found.weights))
    assert gain > 0.01


def test_the_usual_learner_is_left_alone() -> None:
    """Of ten learners who are as the model says, at most one gets other parameters by chance."""
    verdicts = [fit(learner(USUAL, 250, seed), USUAL).verdict for seed in range(10)]
    assert verdicts.count("fitted") <= 1
    assert "too_few" not in verdicts


def test_fitted_again_there_is_nothing_left_to_gain() -> None:
    pasts = learner(forgetful(), 500, 3)
    first = fit(pasts, USUAL)
    again = fit(pasts, Parameters(first.weights))
    assert again.verdict == "no_better"
    assert again.gain == pytest.approx(0)


def test_too_few_reviews_say_how_many_are_needed() -> None:
    pasts = learner(forgetful(), 40, 4)
    found = fit(pasts, USUAL)
    assert found == Fit("too_few", len(reviews_in(pasts)), NEEDED)
    assert 0 < found.reviews < NEEDED


def test_without_the_package_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)
    with pytest.raises(MissingPackage):
        fit(learner(USUAL, 250, 1), USUAL)


def test_what_is_held_out_is_the_latest() -> None:
    tested = reviews_in(learner(USUAL, 100, 5))
    assert [one.at_ms for one in tested] == sorted(one.at_ms for one in tested)


def test_settled_is_within_bounds() -> None:
    assert settled([9e9] * 21) == UPPER_BOUNDS
    assert settled([-1.0] * 21) == LOWER_BOUNDS


def test_pasts_are_read_as_the_fold_reads_them() -> None:
    """Undone turns are gone, a reset begins another life, practice is not heard."""

    def line(kind: str, at_ms: int, rating: int | None = None, turn_ms: int = 0) -> Event:
        return Event(
            "p/q", at_ms, kind, turn_ms or at_ms, 540, rating,  # type: ignore[arg-type]
            outcome="right",
        )  # fmt: skip

    log = [
        line("answer", NOON, 3),
        line("answer", NOON + 600_000, 3),
        line("answer", NOON + 3 * DAY, 1),
        line("undo", NOON + 3 * DAY + 9, turn_ms=NOON + 3 * DAY),
        line("answer", NOON + 4 * DAY, 2),
        line("rate", NOON + 4 * DAY + 5, 4, NOON + 4 * DAY),
        line("answer", NOON + 5 * DAY),
        line("reset", NOON + 6 * DAY),
        line("answer", NOON + 7 * DAY, 3),
        line("answer", NOON + 9 * DAY, 1),
    ]
    lives = pasts_of(log, 7, 4)
    assert [(one.item, one.ratings, one.waits) for one in lives] == [
        (7, (3, 3, 4), (0, 0, 4)),
        (7, (3, 1), (0, 2)),
    ]
    # What counts as tested is what the totals of days count.
    assert len(reviews_in(lives)) == sum(sums[5] for sums in digest(log).days.values())


def test_of_a_long_record_whole_items_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    pasts = learner(forgetful(), 600, 6)
    monkeypatch.setattr("quizapp.scheduling.fitting.MOST", 1500)
    found = fit(pasts, USUAL)
    assert found.reviews == len(reviews_in(pasts)) > 3000
    assert 1000 < found.trained + found.held_out <= 1700


def test_a_record_the_package_cannot_fit_to_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*given: object) -> tuple[float, ...]:
        raise ValueError("NotEnoughData")  # what it says where hardly any item is near its start

    monkeypatch.setattr(Package, "fit", refused)
    found = fit(learner(USUAL, 250, 1), USUAL)
    assert (found.verdict, found.weights) == ("unfit", ())
