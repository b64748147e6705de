"""What to try with ``optimiser_race``: a guess first, then the run."""

from __future__ import annotations

from quizapp.demos.spec import Trial
from quizapp.records import Localized

TRIALS = (
    Trial(
        ask=Localized(
            "条件数 100 の細長い谷を SGD で 60 歩下ります。先に谷底に着くのは？",
            "SGD goes 60 steps down a valley of condition number 100. Which direction reaches "
            "the bottom first?",
        ),
        knobs={
            "method": "sgd",
            "problem": "valley",
            "condition": 100.0,
            "steps": 60,
            "learning_rate": 0.08,
        },
        guesses=(
            Localized("急な向き（縦）", "the steep one (vertical)"),
            Localized("緩い向き（横）", "the flat one (horizontal)"),
            Localized("ほぼ同時", "both at about the same time"),
        ),
        happened=lambda outcome: (
            2
            if 0.5 < abs(outcome.number("x") / outcome.number("y")) < 2.0
            else int(abs(outcome.number("x")) < abs(outcome.number("y")))
        ),
        because=Localized(
            "1 歩の倍率は向きごとに 1 − ηλ です。急な向きは λ が 100 倍なので早く着き、"
            "緩い向きはほとんど進みません。",
            "Each direction shrinks by 1 − ηλ a step. The steep one has 100 times the λ; the "
            "flat one hardly moves.",
        ),
    ),
    Trial(
        ask=Localized(
            "L = w² を、学習率 1.1 の SGD で w = 1 から下ります。w は？",
            "SGD with learning rate 1.1 on L = w², from w = 1. What does w do?",
        ),
        knobs={
            "method": "sgd",
            "problem": "parabola",
            "start": 1.0,
            "learning_rate": 1.1,
            "steps": 20,
        },
        guesses=(
            Localized("0 に近づく", "goes to 0"),
            Localized("同じ幅で振れ続ける", "swings with the same width"),
            Localized("符号を変えながら離れていく", "moves away, changing sign"),
        ),
        happened=lambda outcome: sum(not outcome.number("loss") < limit for limit in (0.5, 1.5)),
        because=Localized(
            "1 歩で w は 1 − 2η = −1.2 倍になります。大きさが 1 を超えるので離れていきます。"
            "境目は η = 1 です。",
            "Each step multiplies w by 1 − 2η = −1.2. Its size is above 1, so w runs away; the "
            "edge is η = 1.",
        ),
    ),
)
