"""The two estimates of D39: a coin's share of heads, and a variance from few numbers."""

from __future__ import annotations

import itertools
import math

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Plot, Point, Series
from quizapp.demos.lab._say import both, claim, reading, table
from quizapp.demos.numerals import figures, format_number
from quizapp.demos.spec import Outcome
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

_GRID = np.linspace(0.0, 1.0, 4001)[1:-1]


def log_kernel(theta: Floats, ones: float, zeros: float) -> Floats:
    """``ones·ln θ + zeros·ln(1−θ)``, the log of a Bernoulli or Beta density up to a constant."""
    return ones * np.log(theta) + zeros * np.log1p(-theta)


def coin(heads: int, tosses: int, a: float, b: float) -> Outcome:
    """MLE, MAP and mean for ``heads`` of ``tosses`` under a Beta(a, b) prior with a, b >= 1."""
    if heads > tosses:
        raise UsageError(
            tr("表の回数 {heads} が、投げた回数 {tosses} を超えています。",
               heads=heads, tosses=tosses),
            mend=tr("使える値  heads = 0 から {tosses}", tosses=tosses),
        )  # fmt: skip
    tails = tosses - heads
    mle = heads / tosses
    mode = (a + heads - 1) / (a + b + tosses - 2)
    mean = (a + heads) / (a + b + tosses)
    likelihood = log_kernel(_GRID, heads, tails)
    after = log_kernel(_GRID, a + heads - 1, b + tails - 1)
    before = log_kernel(_GRID, a - 1, b - 1)
    step = float(_GRID[1] - _GRID[0])
    prior_mode = (a - 1) / (a + b - 2) if a + b > 2 else mle
    low, high = sorted((prior_mode, mle))
    weight = np.exp(after - after.max())
    return Outcome(
        figure=_curves(before, likelihood, after, mle, mode),
        results={
            "mle": mle,
            "map": mode,
            "posterior_mean": mean,
            "posterior_a": a + heads,
            "posterior_b": b + tails,
        },
        claims=(
            claim(
                "mle",
                f"尤度が最大になるのは k/n = {figures(mle)}",
                f"the likelihood peaks at k/n = {figures(mle)}",
                abs(float(_GRID[int(np.argmax(likelihood))]) - mle) <= step,
            ),
            claim(
                "map",
                f"事後分布が最大になるのは {figures(mode, 5)}",
                f"the posterior peaks at {figures(mode, 5)}",
                abs(float(_GRID[int(np.argmax(after))]) - mode) <= step,
            ),
            claim(
                "between",
                "MAP は、事前分布の最頻値と最尤推定の間にある",
                "the MAP lies between the prior's mode and the MLE",
                low - 1e-12 <= mode <= high + 1e-12,
            ),
            claim(
                "mean",
                f"事後分布の平均 {figures(mean, 5)} は、数値積分に一致する",
                f"the posterior's mean {figures(mean, 5)} agrees with numerical integration",
                abs(float((weight * _GRID).sum() / weight.sum()) - mean) < 2e-3,
            ),
        ),
        notice=_about(a, b, mle, mode),
        formula=(
            f"MLE = {heads}/{tosses} = {figures(mle, 5)}   MAP = ({heads}+{figures(a)}−1)/"
            f"({tosses}+{figures(a)}+{figures(b)}−2) = {figures(mode, 5)}"
        ),
        readings=(
            reading(("最尤推定 MLE", "MLE"), figures(mle, 5), 1),
            reading("MAP", figures(mode, 5), 0),
            reading(("事後分布の平均", "posterior mean"), figures(mean, 5)),
            reading(
                ("事後分布", "posterior"), f"Beta({figures(a + heads)}, {figures(b + tails)})", 0
            ),
        ),
    )


def _about(a: float, b: float, mle: float, mode: float) -> Localized:
    if a == b == 1:
        return Localized(
            "Beta(1,1) は一様分布なので、MAP は最尤推定に一致します。",
            "Beta(1,1) is flat, so the MAP is the MLE.",
        )
    return Localized(
        f"事前分布は表 {figures(a - 1)} 回、裏 {figures(b - 1)} 回を先に見たのと同じです。推定は "
        f"{figures(mle, 3)} から {figures(mode, 3)} に動きます。",
        f"The prior counts as earlier tosses (heads {figures(a - 1)}, tails {figures(b - 1)}): "
        f"{figures(mle, 3)} moves to {figures(mode, 3)}.",
    )


def _curves(before: Floats, likelihood: Floats, after: Floats, mle: float, mode: float) -> Plot:
    kept = slice(19, None, 40)
    names = (("事後分布", "posterior"), ("尤度", "likelihood"), ("事前分布", "prior"))
    curves = [np.exp(v - v.max())[kept] for v in (after, likelihood, before)]
    theta = _GRID[kept]
    return Plot(
        title=both(("表の確率 θ の推定", "Estimating the share θ")),
        note=both(("高さは最大を 1 とする", "each scaled to a height of 1")),
        summary=Localized(
            f"尤度の頂点は {figures(mle)}、事後分布の頂点は {figures(mode, 4)}。",
            f"The likelihood peaks at {figures(mle)}, the posterior at {figures(mode, 4)}.",
        ),
        x=Axis(both("θ"), low=0.0, high=1.0),
        y=Axis(low=0.0, high=1.1),
        series=tuple(
            Series(both(name), theta, curve, marker, "dashed" if marker else "line")
            for marker, (name, curve) in enumerate(zip(names, curves, strict=True))
        ),
        points=(
            Point(mle, 1.0, both("MLE"), marker=1),
            Point(mode, 1.0, both("MAP"), marker=0),
        ),
        table=table(
            ("θ", *names),
            (
                (figures(float(theta[i]), 3), *(f"{curve[i]:.3f}" for curve in curves))
                for i in range(4, len(theta), 5)
            ),
        ),
    )


def log_likelihood(data: Floats, spread: Floats) -> Floats:
    """Gaussian log-likelihood of ``data`` (n,) at its own mean for variances ``spread`` (k,)."""
    squares = float(((data - data.mean()) ** 2).sum())
    return -0.5 * len(data) * np.log(2 * math.pi * spread) - squares / (2 * spread)


def variance(data: tuple[float, ...]) -> Outcome:
    """Variance of ``data`` with the divisors n and n - 1, and what each gives on average."""
    x = np.array(data)
    n = len(x)
    if np.ptp(x) == 0:
        raise UsageError(
            tr("データがすべて同じ値で、分散が 0 になります。"),
            mend=tr("使える値  data に違う値を 2 つ以上"),
        )
    by_n, by_less = float(x.var()), float(x.var(ddof=1))
    grid = by_n * np.geomspace(0.2, 5.0, 801)
    height = log_likelihood(x, grid)
    # Every sample of n with replacement is as likely as any other, so the mean is exact: n^n rows
    # up to 5 data, samples of 3 beyond.
    size = n if n <= 5 else 3
    samples = np.array(list(itertools.product(data, repeat=size)))
    mean_n = float(samples.var(axis=1).mean())
    mean_less = float(samples.var(axis=1, ddof=1).mean())
    squares = float(((x - x.mean()) ** 2).sum())
    total = figures(squares)
    return Outcome(
        figure=_likelihood(x, grid, height, by_n, by_less),
        results={
            "mean": float(x.mean()),
            "variance": by_n,
            "unbiased": by_less,
            "mean_of_variance": mean_n,
            "mean_of_unbiased": mean_less,
            "sample_size": size,
        },
        claims=(
            claim(
                "mle-divides-by-n",
                f"正規分布の尤度が最大になる分散は ÷n の {figures(by_n, 5)}",
                f"the Gaussian likelihood peaks at the ÷n variance {figures(by_n, 5)}",
                abs(math.log(float(grid[int(np.argmax(height))]) / by_n)) < 0.005,
            ),
            claim(
                "biased",
                f"{size} 個の標本すべてで平均すると、÷n は真の分散の {size - 1}/{size} 倍",
                f"over all samples of {size}, ÷n averages {size - 1}/{size} of the true variance",
                math.isclose(mean_n, by_n * (size - 1) / size, rel_tol=1e-9),
            ),
            claim(
                "unbiased",
                "÷(n−1) の平均は、真の分散に一致する",
                "÷(n−1) averages the true variance exactly",
                math.isclose(mean_less, by_n, rel_tol=1e-9),
            ),
        ),
        notice=Localized(
            "尤度を最大にするのは ÷n ですが、平均すると小さすぎます。÷(n−1) にするとかたよりが消"
            "えます。",
            "÷n maximises the likelihood yet is too small on average; ÷(n−1) removes the bias.",
        ),
        formula=(
            f"Σ(x−{figures(float(x.mean()))})² = {total}   {total}/{n} = {figures(by_n, 5)}   "
            f"{total}/{n - 1} = {figures(by_less, 6)}"
        ),
        readings=(
            reading(("平均", "mean"), figures(float(x.mean()), 5)),
            reading(("標本分散 ÷n", "variance ÷n"), figures(by_n, 6), 0),
            reading(("不偏分散 ÷(n−1)", "unbiased ÷(n−1)"), figures(by_less, 6), 1),
            reading(("÷n の平均", "mean of ÷n"), f"{figures(mean_n, 5)}"),
            reading(("÷(n−1) の平均", "mean of ÷(n−1)"), f"{figures(mean_less, 5)}"),
        ),
    )


def _likelihood(x: Floats, grid: Floats, height: Floats, by_n: float, by_less: float) -> Plot:
    shown = np.exp(height - height.max())
    at_less = float(np.exp(log_likelihood(x, np.array([by_less])) - height.max())[0])
    return Plot(
        title=both(("分散 σ² の尤度", "Likelihood of a variance σ²")),
        note=both(("頂点を 1 とする", "peak scaled to 1")),
        summary=Localized(
            f"尤度の頂点は ÷n の {figures(by_n, 4)}。不偏分散は {figures(by_less, 4)}。",
            f"The likelihood peaks at {figures(by_n, 4)} (÷n); unbiased is {figures(by_less, 4)}.",
        ),
        x=Axis(both("σ²"), low=0.0),
        y=Axis(low=0.0, high=1.1),
        series=(Series(both(("尤度", "likelihood")), grid, shown, 0, marked="none"),),
        points=(
            Point(by_n, 1.0, both("÷n"), marker=0),
            Point(by_less, at_less, both("÷(n−1)"), marker=1),
        ),
        table=table(
            ("x", ("偏差", "deviation"), ("偏差²", "squared")),
            (
                (
                    format_number(float(v)),
                    figures(float(v - x.mean()), 5),
                    figures(float((v - x.mean()) ** 2), 5),
                )
                for v in x
            ),
        ),
    )
