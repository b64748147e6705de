"""D41: what a matrix does to the unit circle, an image of low rank, and the axes of a cloud.

``matrix`` draws the circle and its image, an ellipse whose half-axes are the singular values;
``image`` keeps the k largest singular values of a picture; ``pca`` finds the eigenvalues of a
covariance and each one's share of the variance.

Sources: Strang, *Introduction to Linear Algebra*, ch. 6 and 7; Eckart & Young 1936; Pearson 1901.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Bars, Cells, Panels, Plot, Series
from quizapp.demos.lab._say import both, claim, part, reading, table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Frame, Numbers, Outcome, Range, Result, Trial
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

_SIDE = 16
_MATRIX = {"experiment": ("matrix",)}
_IMAGE = {"experiment": ("image",)}
_PCA = {"experiment": ("pca",)}


def run(
    experiment: Annotated[
        Literal["matrix", "image", "pca"],
        usual.experiment(
            {
                "matrix": Localized("2×2 の行列", "a 2×2 matrix"),
                "image": Localized("画像の低ランク近似", "a low-rank image"),
                "pca": Localized("主成分分析", "PCA"),
            }
        ),
    ] = "matrix",
    matrix: Annotated[
        tuple[float, ...],
        Numbers(
            "行列 a, b, c, d", "matrix a, b, c, d", -10, 10, shortest=4, longest=4, when=_MATRIX,
            examples=((2, 1, 1, 2), (1, 1, 0, 1), (2, 0, 0, 1), (0, -1, 1, 0), (1, 2, 2, 4)),
        ),
    ] = (2.0, 1.0, 1.0, 2.0),
    rank: Annotated[int, Range("残す数 k", "kept k", 0, _SIDE, when=_IMAGE)] = 3,
    eigenvalues: Annotated[
        tuple[float, ...],
        Numbers("分散（固有値）", "variances", 0, 100, shortest=2, longest=6, when=_PCA,
                examples=((4, 1), (9, 1), (1, 1), (5, 3, 1, 1))),
    ] = (4.0, 1.0),
    angle: Annotated[
        float, Range("向き", "direction", 0, 90, step=5, unit="°", when=_PCA)
    ] = 30.0,
    seed: Annotated[int, usual.seed(when=_PCA)] = 0,
) -> Outcome:  # fmt: skip
    """One of three views of eigenvalues and singular values; ``matrix`` is [[a, b], [c, d]].

    Raises UsageError when all variances of ``pca`` are 0.
    """
    if experiment == "image":
        return _image(rank)
    if experiment == "pca":
        if sum(eigenvalues) == 0:
            raise UsageError(
                tr("分散がすべて 0 では、寄与率が決まりません。"),
                mend=tr("使える値  eigenvalues の 1 つ以上を 0 より大きく"),
            )
        return _pca(np.sort(np.array(eigenvalues))[::-1], angle, seed)
    return _matrix(np.array(matrix).reshape(2, 2))


def _matrix(m: Floats) -> Outcome:
    values, vectors = np.linalg.eig(m)
    values = values[np.lexsort((-values.imag, -values.real))]
    singular = np.linalg.svd(m, compute_uv=False)
    real = bool(np.all(np.abs(values.imag) < 1e-12))
    trace, det = float(np.trace(m)), float(m[0, 0] * m[1, 1] - m[0, 1] * m[1, 0])
    size = max(float(np.abs(m).max()), 1.0)
    turn = np.linspace(0, 2 * np.pi, 721)
    lengths = np.linalg.norm(m @ np.stack([np.cos(turn), np.sin(turn)]), axis=0)
    results: dict[str, Result] = {
        "eigenvalues": tuple(float(v) for v in values.real),
        "eigenvalues_imaginary": tuple(float(v) for v in values.imag),
        "singular_values": tuple(float(v) for v in singular),
        "trace": trace,
        "determinant": det,
    }
    sigmas = ", ".join(figures(float(v), 6) for v in singular)
    lambdas = _complex(values)
    return Outcome(
        figure=_ellipse(m, np.real(vectors) if real else None, lambdas, sigmas),
        results=results,
        claims=(
            claim(
                "trace",
                f"固有値の和 = 対角の和 = {figures(trace)}",
                f"sum of eigenvalues = trace = {figures(trace)}",
                abs(complex(values.sum()) - trace) < 1e-9 * size,
            ),
            claim(
                "determinant",
                f"固有値の積 = 行列式 = {figures(det)}、特異値の積はその絶対値",
                f"product of eigenvalues = determinant = {figures(det)}; of singular values: |det|",
                abs(complex(values.prod()) - det) < 1e-9 * size**2
                and abs(float(singular.prod()) - abs(det)) < 1e-9 * size**2,
            ),
            claim(
                "half-axes",
                "円の像のもっとも長い半径と短い半径が、特異値",
                "the longest and shortest radius of the image are the singular values",
                np.allclose([lengths.max(), lengths.min()], singular, atol=1e-4 * size)
                if det
                else abs(lengths.max() - singular[0]) < 1e-4 * size,
            ),
            claim(
                "root",
                "特異値 = AᵀA の固有値の平方根",
                "singular values = roots of the eigenvalues of AᵀA",
                np.allclose(
                    np.clip(np.linalg.eigvalsh(m.T @ m)[::-1], 0, None), singular**2,
                    atol=1e-9 * size**2,
                ),
            ),
        ),
        notice=_about(m, real),
        formula=f"λ² − {figures(trace)}λ + {figures(det)} = 0   λ = {lambdas}   σ = {sigmas}",
        readings=(
            reading(("固有値", "eigenvalues"), lambdas),
            reading(("特異値", "singular values"), sigmas, 0),
            reading(("トレース", "trace"), figures(trace)),
            reading(("行列式", "determinant"), figures(det)),
        ),
    )  # fmt: skip


def _complex(values: Floats) -> str:
    if np.all(np.abs(np.imag(values)) < 1e-12):
        return ", ".join(figures(float(v), 6) for v in np.real(values))
    return f"{figures(float(values[0].real), 5)} ± {figures(abs(float(values[0].imag)), 5)}i"


def _about(m: Floats, real: bool) -> Localized:
    if not real:
        return Localized(
            "固有値が複素数です。向きの変わらないベクトルはありません（回転が混じる）。",
            "The eigenvalues are complex: no vector keeps its direction, there is a turn in it.",
        )
    if np.allclose(m, m.T):
        return Localized(
            "対称行列では、特異値は固有値の絶対値です。固有ベクトルは楕円の軸に沿い、直交します。",
            "For a symmetric matrix the singular values are |eigenvalues|, along the axes.",
        )
    return Localized(
        "対称でない行列では、固有値と特異値は別のものです。楕円の軸は固有ベクトルの向きと違います。",
        "Not symmetric: eigenvalues and singular values differ, and so do their directions.",
    )


def _ellipse(m: Floats, vectors: Floats | None, lambdas: str, sigmas: str) -> Plot:
    turn = np.linspace(0, 2 * np.pi, 121)
    circle = np.stack([np.cos(turn), np.sin(turn)])
    shape = m @ circle
    reach = 1.1 * max(1.0, float(np.abs(shape).max()))
    lines = []
    if vectors is not None:
        for place in range(2):
            v = vectors[:, place] * reach
            lines.append(
                Series(
                    both((f"固有ベクトル {place + 1}", f"eigenvector {place + 1}")),
                    np.array([-v[0], v[0]]), np.array([-v[1], v[1]]), 2, "dashed", "none",
                    faint=place == 1,
                )
            )  # fmt: skip
    return Plot(
        title=both(("単位円とその像", "The unit circle and its image")),
        summary=Localized(
            f"固有値は {lambdas}、特異値（楕円の半径）は {sigmas}。",
            f"Eigenvalues {lambdas}; singular values, the half-axes, {sigmas}.",
        ),
        x=Axis(low=-reach, high=reach),
        y=Axis(low=-reach, high=reach),
        series=(
            *lines,
            Series(both(("単位円", "unit circle")), circle[0], circle[1], 1, "dashed", "none"),
            Series(both(("A を掛けた像", "its image")), shape[0], shape[1], 0, marked="none"),
        ),
        square=True,
        table=table(
            ("", "x", "y"),
            (
                (f"A·({figures(float(c[0]), 2)}, {figures(float(c[1]), 2)})",
                 figures(float(s[0])), figures(float(s[1])))
                for c, s in zip(circle.T[:120:10], shape.T[:120:10], strict=True)
            ),
        ),
    )  # fmt: skip


def picture() -> Floats:
    """A face (16, 16) with values from 0 to 1; a little shade keeps its rows from being alike."""
    y, x = np.mgrid[0:_SIDE, 0:_SIDE] - (_SIDE - 1) / 2
    r = np.hypot(x, y)
    face = np.exp(-((r - 6.5) ** 2) / 1.2)
    eyes = np.exp(-((np.abs(x) - 2.7) ** 2 + (y + 2.2) ** 2) / 0.9)
    mouth = np.exp(-((r - 3.6) ** 2) / 0.7) * (y > 1.2)
    shade = 0.08 * (1 + np.cos(0.11 * x * y + 0.3 * y))
    return np.asarray(np.clip(0.9 * (face + eyes + mouth), 0, 0.85) + shade)


def low_rank(image: Floats, k: int) -> Floats:
    """The best approximation of rank ``k``: the k largest singular values alone."""
    u, s, v = np.linalg.svd(image)
    return np.asarray((u[:, :k] * s[:k]) @ v[:k])


def _image(rank: int) -> Outcome:
    image = picture()
    s = np.asarray(np.linalg.svd(image, compute_uv=False), dtype=np.float64)
    made = low_rank(image, rank)
    error = image - made
    spectral = float(np.linalg.norm(error, 2))
    following = float(s[rank]) if rank < _SIDE else 0.0
    kept = float((s[:rank] ** 2).sum() / (s**2).sum())
    rng = np.random.default_rng(0)
    rivals = [
        float(np.linalg.norm(image - _projected(image, rng.normal(size=(_SIDE, rank))), 2))
        for _ in range(8)
    ]
    numbers = rank * (2 * _SIDE + 1)

    def at(step: int) -> Frame:
        now = image - low_rank(image, step)
        return Frame(
            _pictures(image, s, step),
            (
                reading(("残した数 k", "kept k"), str(step)),
                reading(("2 ノルムの誤差", "spectral error"),
                        figures(float(np.linalg.norm(now, 2))), 1),
                reading("σ(k+1)", figures(float(s[step]) if step < _SIDE else 0.0), 0),
                reading(("残した二乗の割合", "share of squares"),
                        f"{float((s[:step] ** 2).sum() / (s**2).sum()):.1%}"),
                reading(("数値の個数", "numbers stored"),
                        f"{step * (2 * _SIDE + 1)} / {_SIDE * _SIDE}"),
            ),
        )  # fmt: skip

    last = at(rank)
    return Outcome(
        figure=last.figure,
        small=part(last.figure, 1),
        results={
            "spectral_error": spectral,
            "next_singular_value": following,
            "singular_values": tuple(float(v) for v in s),
            "share": kept,
            "stored": numbers,
        },
        claims=(
            claim(
                "eckart-young",
                f"ランク {rank} の誤差（2 ノルム）= 次の特異値 σ{rank + 1}",
                f"the spectral error at rank {rank} = the next singular value σ{rank + 1}",
                abs(spectral - following) < 1e-9,
            ),
            claim(
                "frobenius",
                "二乗誤差の和 = 捨てた特異値の二乗の和",
                "summed squared error = squares of the singular values dropped",
                abs(float((error**2).sum()) - float((s[rank:] ** 2).sum())) < 1e-9,
            ),
            claim(
                "best",
                "でたらめに選んだ同じランクの近似より、誤差が小さい",
                "approximations of the same rank chosen at random do worse",
                all(spectral <= rival + 1e-9 for rival in rivals),
            ),
        ),
        notice=Localized(
            f"16 個の特異値のうち {rank} 個で、二乗の {kept:.1%} が残ります。大きい方から数個で形が"
            "分かります。",
            f"{rank} of 16 singular values keep {kept:.1%} of the squares; the first few carry the "
            "shape.",
        ),
        formula=f"‖A − A{rank}‖₂ = σ{rank + 1} = {figures(following)}",
        readings=last.readings,
        steps=rank,
        at=at if rank else None,
    )


def _projected(image: Floats, basis: Floats) -> Floats:
    """The image with its columns projected on the span of ``basis`` (16, k)."""
    q = np.linalg.qr(basis)[0]
    return np.asarray(q @ (q.T @ image))


def _pictures(image: Floats, s: Floats, k: int) -> Panels:
    made = low_rank(image, k)
    return Panels(
        title=both((f"ランク {k} の近似", f"Approximation of rank {k}")),
        summary=Localized(
            f"特異値 {k} 個で二乗の {float((s[:k] ** 2).sum() / (s**2).sum()):.1%} が残る。",
            f"{k} singular values keep {float((s[:k] ** 2).sum() / (s**2).sum()):.1%} of the "
            "squares.",
        ),
        figures=(
            Cells(title=both(("元の画像", "image")), summary=Localized(), values=image),
            Cells(title=both((f"ランク {k}", f"rank {k}")), summary=Localized(), values=made),
            Bars(
                title=both(("特異値", "singular values")),
                summary=Localized(),
                labels=tuple(both(f"σ{i + 1}") for i in range(8)),
                values=s[:8],
                low=0.0,
                markers=tuple(0 if i < k else 2 for i in range(8)),
            ),
        ),
        table=table(
            ("k", "σ", ("残した割合", "kept")),
            (
                (str(i + 1), f"{s[i]:.4f}", f"{(s[: i + 1] ** 2).sum() / (s**2).sum():.4f}")
                for i in range(_SIDE)
            ),
        ),
    )


def cloud(variances: Floats, degrees: float, seed: int) -> Floats:
    """Points (200, d) whose covariance (÷n) has exactly these eigenvalues, turned in the 1-2 plane.

    Random draws are centred and whitened first, so that the sample itself has the variances asked.
    """
    d = len(variances)
    raw = np.random.default_rng(seed).normal(size=(200, d))
    raw -= raw.mean(axis=0)
    white = np.linalg.qr(raw)[0] * np.sqrt(len(raw))
    turn = np.eye(d)
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn[:2, :2] = [[c, -s], [s, c]]
    return np.asarray((white * np.sqrt(variances)) @ turn.T)


def _pca(variances: Floats, angle: float, seed: int) -> Outcome:
    x = cloud(variances, angle, seed)
    covariance = x.T @ x / len(x)
    found, axes = np.linalg.eigh(covariance)
    found, axes = np.clip(found[::-1], 0, None), axes[:, ::-1]
    ratio = found / found.sum()
    scores = x @ axes
    rng = np.random.default_rng(seed + 1)
    tries = rng.normal(size=(len(variances), 200))
    tries /= np.linalg.norm(tries, axis=0)
    across = (tries * (covariance @ tries)).sum(axis=0)
    size = float(found[0])
    shown = ", ".join(figures(float(v), 5) for v in found)
    first = axes[:2, 0] * 2 * np.sqrt(found[0])
    second = axes[:2, 1] * 2 * np.sqrt(found[1])
    reach = max(float(np.abs(x[:, :2]).max()), 1e-6) * 1.1
    figure = Panels(
        title=both(("点の雲と主成分", "A cloud and its components")),
        summary=Localized(
            f"固有値は {shown}。第 1 主成分の寄与率は {figures(float(ratio[0]), 5)}。",
            f"Eigenvalues {shown}; the first component carries {figures(float(ratio[0]), 5)}.",
        ),
        figures=(
            Plot(
                title=both(("点（最初の 2 軸）", "points (first 2 axes)")),
                summary=Localized(),
                x=Axis(low=-reach, high=reach),
                y=Axis(low=-reach, high=reach),
                series=(
                    Series(both(("点", "points")), x[:, 0], x[:, 1], 3, "cloud", "none"),
                    Series(
                        both(("第 1 主成分", "component 1")),
                        np.array([-first[0], first[0]]),
                        np.array([-first[1], first[1]]),
                        0,
                        marked="none",
                    ),
                    Series(
                        both(("第 2 主成分", "component 2")),
                        np.array([-second[0], second[0]]),
                        np.array([-second[1], second[1]]),
                        1,
                        "dashed",
                        "none",
                    ),
                ),
                square=True,
            ),
            Bars(
                title=both(("寄与率", "contribution")),
                summary=Localized(),
                labels=tuple(
                    both((f"第 {i + 1} 主成分", f"component {i + 1}")) for i in range(len(ratio))
                ),
                values=ratio,
                low=0.0,
                high=1.0,
                markers=tuple(min(i, 3) for i in range(len(ratio))),
            ),
        ),
        table=table(
            (
                ("主成分", "component"),
                ("固有値", "eigenvalue"),
                ("寄与率", "ratio"),
                ("累積", "cumulative"),
            ),
            (
                (str(i + 1), *(f"{v:.5f}" for v in (found[i], ratio[i], ratio[: i + 1].sum())))
                for i in range(len(found))
            ),
        ),
    )
    return Outcome(
        figure=figure,
        small=part(figure, 0),
        results={
            "eigenvalues": tuple(float(v) for v in found),
            "contribution": float(ratio[0]),
            "contributions": tuple(float(v) for v in ratio),
            "cumulative": tuple(float(v) for v in np.cumsum(ratio)),
        },
        claims=(
            claim(
                "recovered",
                "共分散行列の固有値は、作ったときの分散に一致する",
                "the eigenvalues of the covariance are the variances the cloud was made with",
                np.allclose(found, variances, atol=1e-9 * max(size, 1)),
            ),
            claim(
                "widest",
                "第 1 主成分の向きの分散が、どの向きよりも大きい",
                "no direction has more variance than the first component",
                across.max() <= size + 1e-9 * max(size, 1),
            ),
            claim(
                "uncorrelated",
                "主成分得点どうしの共分散は 0",
                "the scores of two components have covariance 0",
                np.allclose(scores.T @ scores / len(x), np.diag(found), atol=1e-8 * max(size, 1)),
            ),
        ),
        notice=Localized(
            "寄与率は、その固有値を全部の固有値の和で割ったものです。向きを変えても変わりません。",
            "A contribution is its eigenvalue over the sum of all; turning the cloud changes none.",
        ),
        formula=(
            f"{figures(float(found[0]), 5)}/({' + '.join(figures(float(v), 5) for v in found)}) = "
            f"{figures(float(ratio[0]), 5)}"
        ),
        readings=(
            reading(("固有値", "eigenvalues"), ", ".join(figures(float(v), 3) for v in found[:3])),
            reading(("第 1 の寄与率", "first contribution"), figures(float(ratio[0]), 5), 0),
            reading(("2 つの累積寄与率", "cumulative, 2"), figures(float(ratio[:2].sum()), 5), 1),
        ),
    )  # fmt: skip


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "[[1,1],[0,1]] の固有値は 1 だけです。単位円の像は、円のままですか。",
            "[[1,1],[0,1]] has the eigenvalue 1 alone. Does the unit circle stay a circle?",
        ),
        knobs={"experiment": "matrix", "matrix": (1.0, 1.0, 0.0, 1.0)},
        guesses=(Localized("円のまま", "yes"), Localized("楕円になる", "no, an ellipse")),
        happened=lambda outcome: int(np.ptp(np.array(outcome.results["singular_values"])) > 1e-9),
        because=Localized(
            "伸び縮みを決めるのは特異値 1.618 と 0.618 です。固有値が 1 でも形はゆがみます。",
            "The stretch is set by the singular values 1.618 and 0.618, not by the eigenvalues.",
        ),
    ),
    Trial(
        ask=Localized(
            "特異値を 16 個中 3 個だけ残すと、二乗の 8 割以上が残りますか。",
            "Do 3 of 16 singular values keep 80% of the squares or more?",
        ),
        knobs={"experiment": "image", "rank": 3},
        guesses=(Localized("残る", "yes"), Localized("残らない", "no")),
        happened=lambda outcome: 0 if outcome.number("share") >= 0.8 else 1,
        because=Localized(
            "行どうしが似た画像では、特異値が急に小さくなるためです。",
            "Rows of a picture are alike, so its singular values fall fast.",
        ),
    ),
)
