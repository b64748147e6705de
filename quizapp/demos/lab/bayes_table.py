"""D39: Bayes' rule as a crowd of 1000, and two estimates from few data.

``test`` counts who is ill and who is found positive; ``coin`` sets the maximum-likelihood estimate
of a share beside the mode of its posterior; ``variance`` sets the divisor n beside n - 1.

Sources: Bayes 1763; Bishop, *Pattern Recognition and Machine Learning* (2006), sec. 1.2 and 2.1.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.figure import Cells, Panels
from quizapp.demos.lab._estimates import coin, variance
from quizapp.demos.lab._say import both, claim, part, reading, table
from quizapp.demos.numerals import figures, format_number
from quizapp.demos.spec import Numbers, Outcome, Range, Result, Trial
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

_CROWD, _ACROSS = 1000, 40
_DRAWS = 10**9
"""People drawn behind the claim; 1 % of the share is then 6 standard errors at the worst knobs."""

_TEST = {"experiment": ("test",)}
_COIN = {"experiment": ("coin",)}
_VARIANCE = {"experiment": ("variance",)}

Experiment = Literal["test", "coin", "variance"]


def run(
    experiment: Annotated[
        Experiment,
        usual.experiment(
            {
                "test": Localized("検査と事後確率", "a test"),
                "coin": Localized("表の出る確率", "a coin"),
                "variance": Localized("分散の推定", "a variance"),
            }
        ),
    ] = "test",
    prior: Annotated[
        float, Range("事前確率", "prior", 0.001, 0.99, scale="log", when=_TEST)
    ] = 0.01,
    sensitivity: Annotated[
        float, Range("感度", "sensitivity", 0.0, 1.0, step=0.01, when=_TEST)
    ] = 0.9,
    false_positive: Annotated[
        float, Range("偽陽性率", "false-positive rate", 0.0, 1.0, step=0.01, when=_TEST)
    ] = 0.05,
    heads: Annotated[int, Range("表の回数 k", "heads k", 0, 50, when=_COIN)] = 7,
    tosses: Annotated[int, Range("投げた回数 n", "tosses n", 1, 50, when=_COIN)] = 10,
    a: Annotated[float, Range("事前分布の a", "prior a", 1.0, 20.0, step=0.5, when=_COIN)] = 2.0,
    b: Annotated[float, Range("事前分布の b", "prior b", 1.0, 20.0, step=0.5, when=_COIN)] = 2.0,
    data: Annotated[
        tuple[float, ...],
        Numbers(
            "データ", "data", -100, 100, shortest=2, longest=6, when=_VARIANCE,
            examples=((1, 2, 3, 4), (2, 4, 4, 6), (0, 10), (1, 1, 1, 7)),
        ),
    ] = (1.0, 2.0, 3.0, 4.0),
    seed: Annotated[int, usual.seed(when=_TEST)] = 0,
) -> Outcome:  # fmt: skip
    """One of three small experiments on estimating from what was seen.

    Raises UsageError when nobody could test positive, for more heads than tosses, and for data
    without spread.
    """
    if experiment == "coin":
        return coin(heads, tosses, a, b)
    if experiment == "variance":
        return variance(data)
    if sensitivity == 0 and false_positive == 0:
        raise UsageError(
            tr("感度も偽陽性率も 0 では、陽性の人がいません。"),
            mend=tr("どちらかを 0 より大きく  sensitivity, false-positive"),
        )
    return _test(prior, sensitivity, false_positive, seed)


def posterior(prior: float, sensitivity: float, false_positive: float) -> float:
    """P(ill | positive); the evidence must not be 0."""
    joint = prior * sensitivity
    return joint / (joint + (1.0 - prior) * false_positive)


def crowd(prior: float, sensitivity: float, false_positive: float) -> tuple[int, int, int, int]:
    """TP, FN, FP, TN among 1000 people, each group rounded to whole people."""
    ill = round(_CROWD * prior)
    found, alarmed = round(ill * sensitivity), round((_CROWD - ill) * false_positive)
    return found, ill - found, alarmed, _CROWD - ill - alarmed


def _test(prior: float, sensitivity: float, false_positive: float, seed: int) -> Outcome:
    after = posterior(prior, sensitivity, false_positive)
    rng = np.random.default_rng(seed)
    ill = int(rng.binomial(_DRAWS, prior))
    found = int(rng.binomial(ill, sensitivity))
    alarmed = int(rng.binomial(_DRAWS - ill, false_positive))
    simulated = found / max(found + alarmed, 1)
    tp, fn, fp, tn = crowd(prior, sensitivity, false_positive)
    missed = prior * (1.0 - sensitivity)
    cleared = (1.0 - prior) * (1.0 - false_positive)
    results: dict[str, Result] = {
        "posterior": after,
        "simulated": simulated,
        "evidence": prior * sensitivity + (1.0 - prior) * false_positive,
        "tp": tp,
        "fn": fn,
        "fp": fp,
        "tn": tn,
        "posterior_negative": missed / (missed + cleared) if missed + cleared > 0 else 0.0,
        "posterior_twice": posterior(after, sensitivity, false_positive),
    }
    shown = [format_number(v, 2) for v in (prior, sensitivity, 1 - prior, false_positive)]
    return Outcome(
        figure=_people(tp, fn, fp, tn, after),
        small=part(_people(tp, fn, fp, tn, after), 1),
        results=results,
        claims=(
            claim(
                "simulated",
                f"10 億人の模擬でも、陽性の人のうち病気の割合は {figures(simulated, 3)}"
                "（計算と 1% 以内）",
                f"among a billion people the ill share of the positive is {figures(simulated, 3)}, "
                "within 1% of the formula",
                abs(simulated - after) <= 0.01,
            ),
            claim(
                "odds",
                "事後オッズ = 事前オッズ × 感度 ÷ 偽陽性率",
                "posterior odds = prior odds × sensitivity ÷ false-positive rate",
                abs(
                    after * (1 - prior) * false_positive - (1 - after) * prior * sensitivity
                ) < 1e-12,
            ),
            claim(
                "evidence-moves",
                "感度が偽陽性率より高いときだけ、陽性で確率が上がる",
                "a positive raises the probability only if sensitivity exceeds the other rate",
                (after > prior) == (sensitivity > false_positive)
                or abs(sensitivity - false_positive) < 1e-12,
            ),
        ),
        notice=_notice(prior, sensitivity, after, tp, fp),
        formula=(
            f"P(D|+) = {shown[0]}·{shown[1]} / ({shown[0]}·{shown[1]} + "
            f"{shown[2]}·{shown[3]}) = {figures(after, 5)}"
        ),
        readings=(
            reading(("事後確率", "posterior"), figures(after, 5), 0),
            reading(("模擬での割合", "simulated share"), figures(simulated, 5)),
            reading(("陽性の割合", "share positive"), figures(float(str(results["evidence"])), 4)),
            reading(("陽性 2 回のあと", "after 2 positives"),
                    figures(float(str(results["posterior_twice"])), 4)),
            reading(("陰性でも病気", "ill though negative"),
                    figures(float(str(results["posterior_negative"])), 3)),
        ),
    )  # fmt: skip


def _notice(prior: float, sensitivity: float, after: float, tp: int, fp: int) -> Localized:
    if after < 0.5 < sensitivity:
        return Localized(
            f"感度は {sensitivity:.0%} でも、陽性 {tp + fp} 人のうち病気は {tp} 人だけです。もと"
            "もと病気の人が少ないためです。",
            f"The test finds {sensitivity:.0%}, yet of {tp + fp} positives only {tp} are ill: few "
            "were ill to begin with.",
        )
    return Localized(
        f"陽性は {tp + fp} 人、うち病気は {tp} 人です。事前確率 {figures(prior, 3)} が "
        f"{figures(after, 3)} に変わりました。",
        f"{tp + fp} are positive and {tp} of them ill: {figures(prior, 3)} became "
        f"{figures(after, 3)}.",
    )


def _people(tp: int, fn: int, fp: int, tn: int, after: float) -> Panels:
    # One square a person, group after group, so that each group is one block of shade.
    shades = np.repeat([1.0, 0.62, 0.36, 0.0], [tp, fp, fn, tn])
    counted = table(
        (("検査", "test"), ("病気", "ill"), ("健康", "healthy"), ("計", "all")),
        (
            ("+", str(tp), str(fp), str(tp + fp)),
            ("−", str(fn), str(tn), str(fn + tn)),
            ("Σ", str(tp + fn), str(fp + tn), str(_CROWD)),
        ),
        ("数え上げ", "counted"),
    )
    return Panels(
        title=both(("1000 人の検査", "1000 people")),
        note=both((
            "濃い順に 病気で＋・健康で＋・病気で−・健康で−",
            "dark to light: ill +, healthy +, ill −, healthy −",
        )),
        shared_title=True,
        summary=Localized(
            f"1000 人のうち陽性は {tp + fp} 人、そのうち病気は {tp} 人。事後確率 "
            f"{figures(after, 4)}。",
            f"Of 1000 people {tp + fp} are positive, {tp} of them ill; posterior "
            f"{figures(after, 4)}.",
        ),
        figures=(
            Cells(
                title=both(("1 ます 1 人", "a square a person")),
                summary=Localized(),
                values=shades.reshape(_CROWD // _ACROSS, _ACROSS),
            ),
            counted,
        ),
        weights=(3, 2),
        table=counted,
    )  # fmt: skip


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "有病率 1%、感度 90%、偽陽性率 5%。陽性の人が病気である確率は、半分より上ですか。",
            "Prior 1%, sensitivity 90%, false positives 5%: is a positive more likely ill "
            "than not?",
        ),
        knobs={"experiment": "test"},
        guesses=(Localized("はい", "yes"), Localized("いいえ", "no")),
        happened=lambda outcome: 0 if outcome.number("posterior") > 0.5 else 1,
        because=Localized(
            "健康な 990 人から約 50 人が陽性になり、病気の 9 人より多いからです。",
            "About 50 of the 990 healthy people test positive, more than the 9 who are ill.",
        ),
    ),
    Trial(
        ask=Localized(
            "10 回中 7 回が表。Beta(2,2) を事前分布にした MAP は、最尤推定の 0.7 と比べて？",
            "7 heads in 10: with a Beta(2,2) prior, where is the MAP beside the MLE 0.7?",
        ),
        knobs={"experiment": "coin"},
        guesses=(
            Localized("0.7 より小さい", "below 0.7"),
            Localized("同じ", "the same"),
            Localized("0.7 より大きい", "above 0.7"),
        ),
        happened=lambda outcome: int(1 + np.sign(round(outcome.number("map") - 0.7, 12))),
        because=Localized(
            "事前分布は表と裏を 1 回ずつ足したのと同じで、推定を 0.5 の方へ引きます。",
            "The prior acts like one more head and one more tail, which pulls towards 0.5.",
        ),
    ),
)
