"""The forecast set right by mock exams: against simulated learners, and at its ends."""

from __future__ import annotations

import numpy as np
import pytest

from quizapp.scheduling.mocks import DRIFT, Mock, calibrated, scatter


def test_without_mock_exams_nothing_changes() -> None:
    told = calibrated(68.0, 9.0, 100, ())
    assert (told.expected, told.band, told.shift) == (68.0, 9.0, 0.0)


def test_one_mock_exam_moves_it_part_of_the_way_and_more_move_it_further() -> None:
    above = Mock(60.0, 75.0, 100)
    shifts = [calibrated(60.0, 12.0, 100, [above] * count).shift for count in (1, 2, 5, 20)]
    assert 0 < shifts[0] < shifts[1] < shifts[2] < shifts[3] < 15
    bands = [calibrated(60.0, 12.0, 100, [above] * count).band for count in (0, 1, 5)]
    assert bands[0] > bands[1] > bands[2] > 1.2816 * scatter(60, 100) ** 0.5


def test_a_long_exam_tells_more_than_a_short_one() -> None:
    long, short = (calibrated(60, 12, 100, [Mock(60, 75, n)]).shift for n in (100, 16))
    assert long > short > 0


@pytest.mark.parametrize(("expected", "percent"), [(98.0, 100.0), (1.0, 0.0)])
def test_it_stays_a_score(expected: float, percent: float) -> None:
    told = calibrated(expected, 10.0, 100, [Mock(50.0, percent, 100)] * 5)
    assert 0 <= told.low <= told.expected <= told.high <= 100


@pytest.mark.parametrize("count", [0, 1, 3, 8])
def test_the_band_holds_four_in_five_of_simulated_learners(count: int) -> None:
    """Learners differ from the model, each by a shift of their own that drifts from sitting to
    sitting; four in five of the sittings that follow fall into the band told."""
    rng = np.random.default_rng(7)
    unsure, questions, model = 8.0, 100, 62.0
    band = 1.2816 * float(np.sqrt(scatter(model, questions) + unsure**2))
    held, off = [], []
    for shift in rng.normal(0, np.sqrt(unsure**2 - DRIFT**2), 4000):
        shifts = shift + rng.normal(0, DRIFT, count + 1)
        chance = np.clip((model + shifts) / 100, 0.01, 0.99)
        taken = 100 * rng.binomial(questions, chance) / questions
        told = calibrated(
            model, band, questions, [Mock(model, float(one), questions) for one in taken[:-1]]
        )
        held.append(told.low <= taken[-1] <= told.high)
        off.append(abs(taken[-1] - told.expected))
    assert 0.77 <= float(np.mean(held)) <= 0.84
    alone = float(np.mean(np.abs(rng.normal(0, band / 1.2816, 4000))))
    if count:
        assert float(np.mean(off)) < 0.92 * alone
