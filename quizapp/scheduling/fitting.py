"""Fitting the memory parameters to one learner, and whether the fit deserves to be believed.

Reviews are split by time. The package fits on the earlier ones; the later ones, which it never
saw, decide: the fitted parameters must foretell them better than the present ones by more than
chance gives. Otherwise nothing changes, because a schedule bent to noise is worse than the usual
one. The parameters that were tested are the ones kept, never a further fit on everything.

The fitting itself is done by the ``fsrs-rs-python`` package, an extra. It holds Python's lock
while it works, so screens run it in a process of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from quizapp.records import Event
from quizapp.scheduling.days import day_number
from quizapp.scheduling.fsrs import LOWER_BOUNDS, UPPER_BOUNDS, Model, Parameters
from quizapp.scheduling.turns import read, split_at_resets, standing

NEEDED = 400
"""Reviews after at least one night below which nothing is fitted."""
HELD_OUT = 0.25
"""Share of the reviews, the latest ones, that judge the fit."""
MOST = 40_000
"""Reviews used at most: of longer records every so many-th item is taken, with all its reviews."""
LONGEST = 64
"""Reviews of one item the package is shown at most; later ones of that item are left out."""
SURE = 2.0
"""Standard errors by which the held-out loss must be better."""
LEAST_CHANCE = 1e-6
"""Chances are kept this far from 0 and 1, so that no single review costs without end."""

Verdict = Literal["fitted", "no_better", "too_few", "unfit"]
"""``unfit``: there are enough reviews, but the package cannot fit to such ones."""


class MissingPackage(Exception):
    """The fitting package is not installed."""


@dataclass(frozen=True, slots=True)
class Past:
    """One life of one item: rated turns in order of time; the sequences share a length."""

    item: int
    """Which item, so that reviews of one are not taken for independent."""
    at_ms: tuple[int, ...]
    ratings: tuple[int, ...]
    waits: tuple[int, ...]
    """Study days since the review before; 0 for the first."""


def pasts_of(lines: Sequence[Event], item: int, rollover_hour: int) -> list[Past]:
    """The lives of one item, from all its lines; as the fold reads them."""
    found = []
    for life in split_at_resets(standing(lines)):
        turns = read(life).turns
        if len(turns) < 2:
            continue
        waits = [0]
        for before, turn in pairwise(turns):
            today = day_number(turn.at_ms, turn.offset_min, rollover_hour)
            last = day_number(before.at_ms, turn.offset_min, rollover_hour)
            waits.append(max(0, today - last))
        found.append(
            Past(
                item,
                tuple(turn.at_ms for turn in turns),
                tuple(turn.rating for turn in turns),
                tuple(waits),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Tested:
    """One review after at least a night: the place of it in a past."""

    at_ms: int
    past: int
    place: int


def reviews_in(pasts: Sequence[Past]) -> list[Tested]:
    """The reviews a model can be judged by, in order of time."""
    found = [
        Tested(past.at_ms[place], index, place)
        for index, past in enumerate(pasts)
        for place in range(1, min(len(past.waits), LONGEST))
        if past.waits[place] > 0
    ]
    found.sort(key=lambda one: (one.at_ms, one.past, one.place))
    return found


@dataclass(frozen=True, slots=True)
class Score:
    """How well parameters foretold some reviews."""

    log_loss: float
    """Mean of -log of the chance given to what happened, in nats."""
    rmse_bins: float
    """As the package reports it: chance against outcome in bins alike in past and wait."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What came of fitting."""

    verdict: Verdict
    reviews: int
    """Reviews after at least a night that there are."""
    needed: int = NEEDED
    trained: int = 0
    held_out: int = 0
    before: Score | None = None
    """The present parameters on the held-out reviews."""
    after: Score | None = None
    """The fitted ones on the same reviews."""
    gain: float = 0.0
    """By how much the held-out log loss is better, in nats a review."""
    noise: float = 0.0
    """Standard error of ``gain``."""
    weights: tuple[float, ...] = ()
    """The fitted parameters, whether they are worth keeping or not."""


def fit(
    pasts: Sequence[Past],
    present: Parameters,
    *,
    relearning_steps: int = 1,
    needed: int = NEEDED,
    say: Callable[[str, int], object] = lambda step, count: None,
) -> Fit:
    """Fit to ``pasts`` and judge the fit. Raises ``MissingPackage`` without the extra.

    ``say`` hears "train" and "judge" with the number of reviews when each begins.
    """
    tested = reviews_in(pasts)
    if len(tested) < needed:
        return Fit("too_few", len(tested), needed)
    reviews = len(tested)
    if reviews > MOST:
        stride = math.ceil(reviews / MOST)
        pasts = [past for past in pasts if past.item % stride == 0]
        tested = reviews_in(pasts)
    held = math.ceil(len(tested) * HELD_OUT)
    train, held_out = tested[:-held], tested[-held:]
    package = Package()
    say("train", len(train))
    try:
        weights = package.fit(pasts, train, relearning_steps)
    except ValueError:
        return Fit("unfit", reviews, needed, len(train), held)
    say("judge", len(held_out))
    gain, noise = gain_of(pasts, held_out, present, Parameters(weights))
    losses = [
        math.fsum(losses_of(pasts, held_out, one)) / held for one in (present, Parameters(weights))
    ]
    bins = [package.evaluate(pasts, held_out, one)[1] for one in (present.weights, weights)]
    better = gain > 0 and gain > SURE * noise
    return Fit(
        "fitted" if better else "no_better",
        reviews,
        needed,
        len(train),
        held,
        Score(losses[0], bins[0]),
        Score(losses[1], bins[1]),
        gain,
        noise,
        weights,
    )


def losses_of(
    pasts: Sequence[Past], tested: Sequence[Tested], parameters: Parameters
) -> list[float]:
    """The loss of each tested review in nats, by the formulas that memory itself uses."""
    model = Model(parameters, 0.9, (), (), 36_500)
    places: dict[int, list[int]] = {}
    for one in tested:
        places.setdefault(one.past, []).append(one.place)
    chances = {
        index: _chances(model, pasts[index], max(wanted)) for index, wanted in places.items()
    }
    found = []
    for one in tested:
        chance = min(max(chances[one.past][one.place], LEAST_CHANCE), 1 - LEAST_CHANCE)
        kept = pasts[one.past].ratings[one.place] > 1
        found.append(-math.log(chance if kept else 1 - chance))
    return found


def _chances(model: Model, past: Past, last: int) -> list[float]:
    """The chance of recall just before each review up to ``last``."""
    stability, difficulty = model.first(past.ratings[0])
    found = [1.0]
    for rating, wait in zip(past.ratings[1 : last + 1], past.waits[1:], strict=False):
        found.append(model.retrievability(wait, stability))
        stability, difficulty = model.again(stability, difficulty, rating, wait)
    return found


def gain_of(
    pasts: Sequence[Past], tested: Sequence[Tested], present: Parameters, fitted: Parameters
) -> tuple[float, float]:
    """By how much the mean loss falls, and the standard error of that.

    Reviews of one item share its memory, so an item counts as one draw: the error is that of
    sums over items, not of single reviews.
    """
    before, after = (losses_of(pasts, tested, one) for one in (present, fitted))
    gains = [old - new for old, new in zip(before, after, strict=True)]
    mean = math.fsum(gains) / len(gains)
    clusters: dict[int, float] = {}
    for one, gain in zip(tested, gains, strict=True):
        item = pasts[one.past].item
        clusters[item] = clusters.get(item, 0.0) + gain - mean
    count = len(clusters)
    if count < 2:
        return mean, math.inf
    spread = math.fsum(value * value for value in clusters.values()) * count / (count - 1)
    return mean, math.sqrt(spread) / len(gains)


class Package:
    """The fitting package, spoken to in its own words."""

    def __init__(self) -> None:
        try:
            import fsrs_rs_python
        except ImportError as error:
            raise MissingPackage from error
        self._package: Any = fsrs_rs_python

    def fit(
        self, pasts: Sequence[Past], tested: Sequence[Tested], relearning_steps: int
    ) -> tuple[float, ...]:
        """Parameters fitted to ``tested``, within bounds, to four places as they are kept."""
        items = self._items(pasts, tested)
        start = self._package.FSRS(list(self._package.DEFAULT_PARAMETERS))
        return settled(start.compute_parameters(items, num_relearning_steps=relearning_steps))

    def evaluate(
        self, pasts: Sequence[Past], tested: Sequence[Tested], weights: Sequence[float]
    ) -> tuple[float, float]:
        """Log loss and error in bins by the package, which weighs later reviews more."""
        scored = self._package.FSRS(list(weights)).evaluate(self._items(pasts, tested))
        return scored.log_loss, scored.rmse_bins

    def _items(self, pasts: Sequence[Past], tested: Sequence[Tested]) -> list[Any]:
        # An item of the package is a past up to the review that is foretold.
        reviews: dict[int, list[Any]] = {}
        for index in {one.past for one in tested}:
            past = pasts[index]
            pairs = zip(past.ratings[:LONGEST], past.waits, strict=False)
            reviews[index] = [self._package.FSRSReview(rating, wait) for rating, wait in pairs]
        return [self._package.FSRSItem(reviews[one.past][: one.place + 1]) for one in tested]


def settled(weights: Iterable[float]) -> tuple[float, ...]:
    """``weights`` within their bounds and to four places: exactly what is tested and kept."""
    return tuple(
        round(min(max(weight, low), high), 4)
        for low, weight, high in zip(LOWER_BOUNDS, weights, UPPER_BOUNDS, strict=True)
    )
