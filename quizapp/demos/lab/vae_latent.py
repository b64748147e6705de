"""D29: what a VAE's two numbers for each input, a mean and a spread, are paid for.

One input ``x``, one latent number ``z`` with prior N(0, 1), and a decoder that says
``x ~ N(z, 1)``: small enough that the true posterior N(x/2, 1/2) is known, so the lower bound and
its gap can be held against it.

Sources: Kingma & Welling 2014 (bound, reparameterisation, app. B for the KL); Higgins et al. 2017
(beta); Box & Muller 1958 (normal draws).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Bars, Panels, Plot, Series, Table
from quizapp.demos.lab._results import number
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Claim, Frame, Outcome, Range, Reading, Result, Trial
from quizapp.records import Localized

_SHOWN = 60
_PAIRS = 50_000
"""Pairs of normal draws behind the Monte-Carlo value; each draw is used with both signs."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The terms of the objective for one input, all in nats."""

    reconstruction: float
    """``-E[log p(x|z)]`` under q."""
    kl: float
    """``KL(N(mu, sigma²) || N(0, 1))``."""
    beta: float

    @property
    def loss(self) -> float:
        """Reconstruction plus ``beta`` times the KL: what training makes small."""
        return self.reconstruction + self.beta * self.kl


def run(
    mu: Annotated[float, Range("平均 μ", "mean μ", -3.0, 3.0, step=0.1)] = 1.0,
    sigma: Annotated[float, Range("標準偏差 σ", "spread σ", 0.1, 3.0, step=0.05)] = 1.0,
    x: Annotated[float, Range("入力 x", "input x", -3.0, 3.0, step=0.1)] = 2.0,
    beta: Annotated[float, Range("KL の重み β", "KL weight β", 0.1, 10.0, scale="log")] = 1.0,
    seed: Annotated[int, usual.seed()] = 0,
) -> Outcome:
    """The objective at q = N(mu, sigma²), its two parts, and 60 reparameterised draws of z."""
    rng = np.random.default_rng(seed)
    eps = normals(_PAIRS, rng)  # (2 pairs,)
    parts = Parts(reconstruction(mu, sigma, x), kl(mu, sigma), beta)
    best_mu, best_sigma = optimum(x, beta)
    best = Parts(reconstruction(best_mu, best_sigma, x), kl(best_mu, best_sigma), beta)
    sampled = sampled_kl(mu, sigma, eps)
    log_var = 2.0 * math.log(sigma)
    z = reparameterise(mu, log_var, eps[:_SHOWN])
    gradient = path_gradient(mu, sigma, x, eps)
    results: dict[str, Result] = {
        "kl": parts.kl,
        "kl_bits": parts.kl / math.log(2.0),
        "kl_sampled": sampled,
        "reconstruction": parts.reconstruction,
        "loss": parts.loss,
        "elbo": -parts.reconstruction - parts.kl,
        "evidence": evidence(x),
        "log_var": log_var,
        "best_mu": best_mu,
        "best_sigma": best_sigma,
        "best_loss": best.loss,
        "d_mu": gradient[0],
        "d_sigma": gradient[1],
    }

    def at(step: int) -> Frame:
        seen = z[:step]
        return Frame(
            _figure(mu, sigma, x, parts, best, (best_mu, best_sigma), seen),
            (
                Reading(Localized("KL（式）", "KL, closed form"), figures(parts.kl)),
                Reading(Localized("KL（標本）", "KL, sampled"), figures(sampled)),
                Reading(Localized("再構成誤差", "reconstruction"), figures(parts.reconstruction)),
                Reading(Localized("損失", "loss"), figures(parts.loss)),
                Reading(
                    Localized("最良の μ, σ", "best μ, σ"),
                    f"{figures(best_mu, 3)}, {figures(best_sigma, 3)}",
                    1,
                ),
                Reading(
                    Localized("引いた z", "z drawn"),
                    f"{step}" + (f"  ({figures(float(seen[-1]), 3)})" if step else ""),
                    2,
                ),
            ),
        )

    last = at(_SHOWN)
    return Outcome(
        figure=last.figure,
        small=_densities(mu, sigma, (best_mu, best_sigma), z),
        results=results,
        claims=_claims(mu, sigma, x, eps, parts, best, sampled, gradient),
        notice=_notice(mu, sigma, best_mu, best_sigma, beta),
        formula=(
            f"KL = ½(μ² + σ² − ln σ² − 1) = ½({figures(mu * mu)} + {figures(sigma * sigma)} − "
            f"{_signed(log_var)} − 1) = {figures(parts.kl)}"
        ),
        readings=last.readings,
        steps=_SHOWN,
        at=at,
    )


def kl(mu: float, sigma: float) -> float:
    """``KL(N(mu, sigma²) || N(0, 1))`` in nats."""
    return 0.5 * (mu * mu + sigma * sigma - 2.0 * math.log(sigma) - 1.0)


def kl_between(mu: float, sigma: float, other_mu: float, other_sigma: float) -> float:
    """``KL(N(mu, sigma²) || N(other_mu, other_sigma²))`` in nats."""
    return kl((mu - other_mu) / other_sigma, sigma / other_sigma)


def reconstruction(mu: float, sigma: float, x: float) -> float:
    """``-E[log N(x; z, 1)]`` for z ~ N(mu, sigma²), in nats."""
    return 0.5 * ((x - mu) ** 2 + sigma**2 + math.log(2.0 * math.pi))


def evidence(x: float) -> float:
    """``log p(x)``: x is N(0, 2) when z and the decoder's noise are both N(0, 1)."""
    return -0.25 * x * x - 0.5 * math.log(4.0 * math.pi)


def optimum(x: float, beta: float) -> tuple[float, float]:
    """The mu and sigma that minimise the loss; for beta = 1 those of the true posterior."""
    return x / (1.0 + beta), math.sqrt(beta / (1.0 + beta))


def reparameterise(mu: float, log_var: float, eps: Floats) -> Floats:
    """``mu + exp(log_var / 2) eps``: draws of z (n,) that mu and log_var can be blamed for."""
    return np.asarray(mu + np.exp(0.5 * log_var) * eps)


def normals(pairs: int, rng: np.random.Generator) -> Floats:
    """Standard normal draws (2 pairs,), their radii stratified and shuffled.

    Box & Muller's pairs with one radius from each of as many equal slices: every draw is normal,
    and the mean of squares is so steady that a wide sigma needs no more of them.
    """
    slices = (rng.permutation(pairs) + rng.random(pairs)) / pairs
    radius = np.sqrt(-2.0 * np.log(np.maximum(slices, 1e-300)))
    angle = 2.0 * np.pi * rng.random(pairs)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).ravel()


def sampled_kl(mu: float, sigma: float, eps: Floats) -> float:
    """The mean of ``log q(z) - log p(z)`` over ``z = mu ± sigma eps``."""
    both = np.concatenate([eps, -eps])
    z = mu + sigma * both
    return float(np.mean(0.5 * (z * z - both * both)) - math.log(sigma))


def path_gradient(mu: float, sigma: float, x: float, eps: Floats) -> tuple[float, float]:
    """The mean over ``eps`` of the slopes of ``(x - mu - sigma eps)²/2`` in mu and sigma."""
    error = mu + sigma * eps - x
    return float(error.mean()), float((error * eps).mean())


def _claims(
    mu: float,
    sigma: float,
    x: float,
    eps: Floats,
    parts: Parts,
    best: Parts,
    sampled: float,
    gradient: tuple[float, float],
) -> tuple[Claim, ...]:
    step = 1e-4

    def loss(m: float, s: float) -> float:
        return float(np.mean((x - m - s * eps) ** 2) / 2)

    measured = (
        (loss(mu + step, sigma) - loss(mu - step, sigma)) / (2 * step),
        (loss(mu, sigma + step) - loss(mu, sigma - step)) / (2 * step),
    )
    gap = evidence(x) + parts.reconstruction + parts.kl
    exact = kl_between(mu, sigma, *optimum(x, 1.0))
    return (
        Claim(
            "kl-sampled",
            Localized(
                f"KL の式 {figures(parts.kl)} は、{4 * _PAIRS:,} 個の標本の平均と 0.02 以内で合う",
                f"the closed KL {figures(parts.kl)} meets the mean of {4 * _PAIRS:,} draws "
                "within 0.02",
            ),
            abs(sampled - parts.kl) <= 0.02,
        ),
        Claim(
            "gradient",
            Localized(
                "z = μ + σε を通した μ, σ の勾配は、中心差分と一致する",
                "the gradients of μ and σ through z = μ + σε meet central differences",
            ),
            max(abs(a - b) for a, b in zip(gradient, measured, strict=True)) < 1e-6,
        ),
        Claim(
            "bound",
            Localized(
                f"β = 1 の下界は log p(x) より {figures(exact, 3)} 小さく、差は真の事後分布への KL",
                f"for β = 1 the bound lies {figures(exact, 3)} below log p(x): the KL to the "
                "true posterior",
            ),
            abs(gap - exact) < 1e-9,
        ),
        Claim(
            "optimum",
            Localized(
                "損失が最小なのは μ = x/(1+β)、σ² = β/(1+β)",
                "the loss is least at μ = x/(1+β), σ² = β/(1+β)",
            ),
            _is_least(x, parts.beta, best.loss) and best.loss <= parts.loss + 1e-12,
        ),
    )


def _is_least(x: float, beta: float, least: float) -> bool:
    """Whether no point of a fine net over mu and sigma has a smaller loss than ``least``."""
    m = np.linspace(-3.0, 3.0, 121)[:, None]
    s = np.linspace(0.02, 2.0, 100)[None, :]
    spread = (x - m) ** 2 + s**2 + math.log(2.0 * math.pi)
    penalty = m**2 + s**2 - 2.0 * np.log(s) - 1.0
    lowest = float((0.5 * spread + 0.5 * beta * penalty).min())
    return least <= lowest + 1e-12 and lowest - least < 0.01 * max(1.0, beta)


def _notice(mu: float, sigma: float, best_mu: float, best_sigma: float, beta: float) -> Localized:
    if beta >= 4:
        return Localized(
            "β が大きいと最良の q は事前分布 N(0, 1) に寄り、z は入力をほとんど伝えません"
            "（事後崩壊）。",
            "With a large β the best q moves to the prior N(0, 1) and z tells little of the "
            "input: posterior collapse.",
        )
    if abs(mu - best_mu) < 0.05 and abs(sigma - best_sigma) < 0.03:
        return Localized(
            "最良の点です。真の事後分布と重なり、下界は log p(x) に届きます。"
            if abs(beta - 1) < 1e-9
            else "損失が最小の点です。再構成と KL が釣り合っています。",
            "The best point: it lies on the true posterior and the bound reaches log p(x)."
            if abs(beta - 1) < 1e-9
            else "The loss is least here: reconstruction and KL are in balance.",
        )
    if sigma < 0.4:
        return Localized(
            "σ を 0 に近づけると ln σ² が効いて KL が増えます。1 点に決める（普通の自己符号化器）"
            "ことは高くつきます。",
            "As σ nears 0, ln σ² makes the KL grow: settling on one point, as a plain "
            "autoencoder does, is dear.",
        )
    return Localized(
        "エンコーダが出すのは 1 点ではなく分布 N(μ, σ²) です。"
        "事前分布から離れるほど KL を払います。",
        "The encoder gives a distribution N(μ, σ²), not a point; the farther from the prior, "
        "the more KL is paid.",
    )


def _signed(value: float) -> str:
    text = figures(value)
    return f"({text})" if value < 0 else text


def _density(place: Floats, mu: float, sigma: float) -> Floats:
    return np.asarray(
        np.exp(-0.5 * ((place - mu) / sigma) ** 2) / (sigma * math.sqrt(2.0 * math.pi))
    )


def _densities(mu: float, sigma: float, best: tuple[float, float], z: Floats) -> Plot:
    reach = max(4.0, abs(mu) + 3.0 * sigma)
    place = np.linspace(-reach, reach, 241)
    prior, q, ideal = (_density(place, *pair) for pair in ((0.0, 1.0), (mu, sigma), best))
    high = 1.1 * float(max(q.max(), ideal.max(), prior.max()))
    inside = z[np.abs(z) <= reach]
    return Plot(
        title=Localized("潜在変数 z の分布", "Distribution of z"),
        summary=Localized(),
        x=Axis(Localized("z", "z"), low=-reach, high=reach),
        y=Axis(low=0.0, high=high),
        series=(
            Series(Localized("引いた z", "drawn z"), inside, np.full(len(inside), high / 30), 2,
                   "cloud", "none"),
            Series(Localized("事前分布", "prior"), place, prior, 3, "dashed", "none"),
            Series(Localized("最良の q", "best q"), place, ideal, 1, "dashed"),
            Series(Localized("q(z|x)", "q(z|x)"), place, q, 0),
        ),
    )  # fmt: skip


def _figure(
    mu: float,
    sigma: float,
    x: float,
    parts: Parts,
    best: Parts,
    place: tuple[float, float],
    z: Floats,
) -> Panels:
    values = np.array(
        [parts.reconstruction, parts.beta * parts.kl, parts.loss, best.loss], dtype=np.float64
    )
    labels = (
        Localized("再構成", "reconstruct"),
        Localized("β·KL", "β·KL"),
        Localized("損失", "loss"),
        Localized("最小の損失", "least loss"),
    )
    return Panels(
        title=Localized("q(z|x) と損失", "q(z|x) and the loss"),
        summary=Localized(
            f"N({figures(mu)}, {figures(sigma)}²) の KL は {figures(parts.kl)}、再構成誤差は "
            f"{figures(parts.reconstruction)}、損失は {figures(parts.loss)}"
            f"（最小は {figures(best.loss)}）。",
            f"N({figures(mu)}, {figures(sigma)}²) has KL {figures(parts.kl)}, reconstruction "
            f"{figures(parts.reconstruction)} and loss {figures(parts.loss)} "
            f"(least: {figures(best.loss)}).",
        ),
        figures=(
            _densities(mu, sigma, place, z),
            Bars(
                title=Localized("損失の内訳", "Parts of the loss"),
                note=Localized("nat", "nats"),
                summary=Localized(),
                labels=labels,
                values=values,
                low=0.0,
                markers=(2, 3, 0, 1),
            ),
        ),
        weights=(3, 2),
        table=Table(
            columns=(
                Localized("量", "quantity"),
                Localized("いまの q", "this q"),
                Localized("最良の q", "best q"),
            ),
            rows=(
                ("μ", figures(mu), figures(place[0])),
                ("σ", figures(sigma), figures(place[1])),
                ("ln σ²", figures(2 * math.log(sigma)), figures(2 * math.log(place[1]))),
                ("KL", figures(parts.kl), figures(best.kl)),
                ("−E log p(x|z)", figures(parts.reconstruction), figures(best.reconstruction)),
                ("−E log p(x|z) + β·KL", figures(parts.loss), figures(best.loss)),
                ("log p(x)", figures(evidence(x)), figures(evidence(x))),
            ),
        ),
    )


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "平均は事前分布と同じ 0 のまま、σ を 0.5 に絞ります。KL はどうなりますか。",
            "Keep the mean at the prior's 0 and narrow σ to 0.5. What becomes of the KL?",
        ),
        knobs={"mu": 0.0, "sigma": 0.5},
        guesses=(
            Localized("平均が同じなので 0", "0, for the means agree"),
            Localized("0 より大きい", "more than 0"),
        ),
        happened=lambda outcome: int(number(outcome, "kl") > 1e-6),
        because=Localized(
            "KL は平均と広がりの両方を比べます。σ² − ln σ² − 1 が 0 になるのは σ = 1 だけです。",
            "The KL compares means and spreads: σ² − ln σ² − 1 is 0 at σ = 1 only.",
        ),
    ),
    Trial(
        ask=Localized(
            "β を 8 に上げると、最良の μ（β = 1 では x/2 = 1）はどこへ動きますか。",
            "Raise β to 8. Where does the best μ go? (With β = 1 it is x/2 = 1.)",
        ),
        knobs={"beta": 8.0},
        guesses=(
            Localized("0 に近づく", "towards 0"),
            Localized("x = 2 に近づく", "towards x = 2"),
            Localized("1 のまま", "it stays at 1"),
        ),
        happened=lambda outcome: _moved(number(outcome, "best_mu")),
        because=Localized(
            "KL の重みが増すと、入力を伝えることより事前分布に合わせることが優先されます。",
            "A heavier KL puts agreeing with the prior before telling of the input.",
        ),
    ),
)


def _moved(best: float) -> int:
    if abs(best - 1.0) < 1e-6:
        return 2
    return 0 if best < 1.0 else 1
