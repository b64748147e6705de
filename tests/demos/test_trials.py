"""What the demos propose to try: possible settings, guesses in both languages, one that happens."""

from __future__ import annotations

import pytest

from quizapp.demos import DEMOS, Entry

TRIED = [entry for entry in DEMOS if entry.demo.trials]
OURS = {f"D{number:02}" for number in range(1, 13)}


def test_the_first_twelve_have_two_each() -> None:
    assert {entry.id for entry in TRIED if len(entry.demo.trials) >= 2} >= OURS


@pytest.mark.parametrize("entry", TRIED, ids=lambda entry: entry.id)
def test_a_trial_runs_and_one_guess_happens(entry: Entry) -> None:
    for trial in entry.demo.trials:
        outcome = entry.demo.run(trial.knobs)
        assert 0 <= int(trial.happened(outcome)) < len(trial.guesses)


@pytest.mark.parametrize("entry", TRIED, ids=lambda entry: entry.id)
def test_a_trial_is_said_in_both_languages(entry: Entry) -> None:
    for trial in entry.demo.trials:
        assert 2 <= len(trial.guesses) <= 4
        for text in (trial.ask, trial.because, *trial.guesses):
            assert text.ja
            assert text.en
        for spoken in ("ja", "en"):
            assert len({guess.get(spoken) for guess in trial.guesses}) == len(trial.guesses)


@pytest.mark.parametrize(
    ("demo", "place", "knobs", "happens"),
    [
        ("D01", 1, {"w": 1.0}, 2),  # a positive input lets the gradient through
        ("D02", 0, {"function": "sigmoid"}, 0),
        ("D03", 0, {"activation": "relu", "init": "he"}, 0),
        ("D04", 0, {"init": "1"}, 2),
        ("D04", 1, {"init": "he"}, 0),
        ("D05", 0, {"constant": 0.5}, 1),
        ("D05", 1, {"jitter": 0.3}, 1),
        ("D06", 0, {"gamma": 1.0, "beta": 0.0}, 1),
        ("D07", 1, {"learning_rate": 0.1}, 0),
        ("D07", 1, {"learning_rate": 1.0}, 1),
        ("D08", 0, {"learning_rate": 0.25, "condition": 1.0}, 1),
        ("D08", 0, {"learning_rate": 0.1}, 0),
        ("D10", 0, {"lam": 2.0}, 1),
        ("D11", 0, {"scheme": "inverted"}, 1),
        ("D12", 1, {"lam": 0.2}, 2),
    ],
)
def test_another_setting_decides_otherwise(
    demo: str, place: int, knobs: dict[str, object], happens: int
) -> None:
    entry = next(entry for entry in DEMOS if entry.id == demo)
    trial = entry.demo.trials[place]
    outcome = entry.demo.run({**trial.knobs, **knobs})
    assert int(trial.happened(outcome)) == happens
