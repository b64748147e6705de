"""The view of D37 with a softmax policy: what one action and its return do to every theta.

Source: Williams 1992 (REINFORCE).
"""

from __future__ import annotations

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Bars, Panels, Table
from quizapp.demos.lab._distributions import distribution
from quizapp.demos.numerals import figures, term
from quizapp.demos.spec import Claim, Outcome, Reading
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr


def score(p: Floats, action: int) -> Floats:
    """Gradient of ``log softmax(theta)[action]`` by theta: one-hot less ``p`` (actions,)."""
    return np.asarray((np.arange(len(p)) == action) - p)


def moved(p: Floats, step: Floats) -> Floats:
    """The policy after theta moved by ``step``; an action of chance 0 keeps it."""
    weights = p * np.exp(step - step.max())
    return np.asarray(weights / weights.sum())


def softmax_outcome(chances: tuple[float, ...], action: int, gain: float, rate: float) -> Outcome:
    """One REINFORCE step after ``action`` (from 1) brought the return ``gain``.

    Raises UsageError where ``chances`` is no distribution or has no such action.
    """
    p = distribution("chances", chances)
    if action > len(p):
        raise UsageError(
            tr("行動 {action} の確率はありません。", action=action),
            mend=tr("使える値  action = 1 から {last}", last=len(p)),
        )
    slopes = score(p, action - 1)
    gradient = gain * slopes
    after = moved(p, rate * gradient)
    names = tuple(Localized(f"θ{k + 1}", f"θ{k + 1}") for k in range(len(p)))
    reach = max(float(np.abs(gradient).max()), 1e-3)
    signs = tuple(0 if k == action - 1 else 1 for k in range(len(p)))
    return Outcome(
        figure=Panels(
            title=Localized("1 回の更新", "One update"),
            summary=Localized(
                f"行動 {action} で収益 {figures(gain)}。勾配は "
                f"{', '.join(figures(float(g)) for g in gradient)}、"
                f"更新後の確率は {', '.join(figures(float(q)) for q in after)}。",
                f"Action {action} brought {figures(gain)}. The gradient is "
                f"{', '.join(figures(float(g)) for g in gradient)}; the chances become "
                f"{', '.join(figures(float(q)) for q in after)}.",
            ),
            figures=(
                Bars(Localized("勾配 G∇log π", "gradient G∇log π"), Localized(), names, gradient,
                     low=-reach, high=reach, markers=signs),
                Bars(Localized("更新後の確率", "chances after it"), Localized(),
                     tuple(Localized(f"π({k + 1})", f"π({k + 1})") for k in range(len(p))),
                     after, low=0.0, high=1.0, markers=signs),
            ),
            table=Table(
                columns=(Localized("行動", "action"), Localized("π", "π"),
                         Localized("∂log π", "∂log π"), Localized("勾配", "gradient"),
                         Localized("更新後の π", "π after")),
                rows=tuple(
                    (str(k + 1), *(figures(float(v))
                                   for v in (p[k], slopes[k], gradient[k], after[k])))
                    for k in range(len(p))
                ),
            ),
        ),
        results={
            "step_gradient": tuple(float(g) for g in gradient),
            "step_score": tuple(float(s) for s in slopes),
            "step_after": tuple(float(q) for q in after),
        },
        claims=_claims(p, action - 1, gain, slopes, after),
        notice=Localized(
            "収益が 0 なので、何も変わりません。"
            if gain == 0
            else "とった行動の θ だけが逆向きに動き、変化の和は 0 です。珍しい行動ほど大きく"
            "動きます。",
            "The return is 0, so nothing moves."
            if gain == 0
            else "Only the θ of the action taken moves the other way; the changes sum to 0. "
            "The rarer the action, the larger the move.",
        ),
        formula=(
            f"G·(1[j = {action}] − π(j)),  π({action}) = {figures(float(p[action - 1]))}:  "
            f"{figures(gain)}·(1 − {term(float(p[action - 1]))}) = "
            f"{figures(float(gradient[action - 1]))}"
        ),
        readings=(
            *(
                Reading(names[k], figures(float(gradient[k])), signs[k]) for k in range(len(p))
            ),
            Reading(Localized(f"π({action}) の変化", f"change of π({action})"),
                    figures(float(after[action - 1] - p[action - 1]))),
        ),
    )  # fmt: skip


def _claims(
    p: Floats, action: int, gain: float, slopes: Floats, after: Floats
) -> tuple[Claim, ...]:
    grows = float(after[action] - p[action])
    return (
        Claim(
            "sums-to-zero",
            Localized("勾配の成分の和は 0", "the entries of the gradient sum to 0"),
            bool(abs(slopes.sum()) < 1e-9),
        ),
        Claim(
            "mean-zero",
            Localized("∇log π を π で平均すると 0 になる",
                      "the mean of ∇log π under π is 0"),
            bool(np.allclose(sum(p[a] * score(p, a) for a in range(len(p))), 0.0, atol=1e-9)),
        ),
        Claim(
            "direction",
            Localized("G が正なら、とった行動の確率は下がらない。負なら上がらない",
                      "with G above 0 the action taken gets no rarer, below 0 no likelier"),
            grows * gain >= -1e-9,
        ),
    )  # fmt: skip
