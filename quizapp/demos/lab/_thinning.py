"""Fewer weights and a smaller student for D48: magnitude pruning and distillation."""

from __future__ import annotations

import math

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Bars, Histogram, Panels
from quizapp.demos.lab._sampling import soften
from quizapp.demos.lab._say import both, claim, part, reading, table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Outcome
from quizapp.records import Localized

_SEEN = 4000


def pruned(weights: Floats, share: float) -> Floats:
    """A copy with the ``share`` of smallest magnitude (rounded to whole weights) set to 0."""
    gone = round(len(weights) * share)
    made = weights.copy()
    made[np.argsort(np.abs(weights), kind="stable")[:gone]] = 0.0
    return made


def prune(count: int, share: float, index_bits: int) -> Outcome:
    """What is left of ``count`` weights, and the size of a sparse store of them.

    The picture and the claims prune 4000 seeded weights; the counts are those asked for.
    """
    left = count - round(count * share)
    weights = np.random.default_rng(0).normal(size=_SEEN)
    thin = pruned(weights, share)
    kept = thin != 0
    edges = np.linspace(-3, 3, 37)
    heights = [np.histogram(v, bins=edges)[0].astype(float) for v in (weights, thin[kept])]
    tall = float(heights[0].max()) * 1.1
    ratio = left * (32 + index_bits) / (count * 32)
    even = 32 / (32 + index_bits)
    energy = float((thin**2).sum() / (weights**2).sum())
    shuffled = np.random.default_rng(1).permutation(_SEEN)[: int(kept.sum())]
    by_chance = float((weights[shuffled] ** 2).sum() / (weights**2).sum())
    figure = Panels(
        title=both(("枝刈りの前と後", "Before and after pruning")),
        summary=Localized(
            f"{count} 個のうち {left} 個が残る。添字つきで元の {figures(ratio)} 倍の大きさ。",
            f"{left} of {count} weights are left; with indices {figures(ratio)} of the size.",
        ),
        figures=tuple(
            Histogram(
                title=both(title),
                summary=Localized(),
                edges=edges,
                counts=h,
                marker=marker,
                high=tall,
            )
            for marker, (title, h) in enumerate(
                zip((("元の重み", "weights"), ("残った重み", "what is left")), heights, strict=True)
            )
        ),
        table=table(
            (("刈る割合", "pruned"), ("残り", "left"), ("大きさ", "size")),
            (
                (
                    f"{s:.0%}",
                    str(count - round(count * s)),
                    f"{(1 - s) * (32 + index_bits) / 32:.3f}",
                )
                for s in (0.0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
            ),
        ),
    )
    return Outcome(
        figure=figure,
        small=part(figure, 1),
        results={
            "left": left,
            "size_ratio": ratio,
            "sparsity": 1 - left / count,
            "break_even": 1 - even,
            "energy": energy,
        },
        claims=(
            claim(
                "sparsity",
                f"0 になった割合は、頼んだ {figures(share)} ちょうど",
                f"the share of zeros is exactly the {figures(share)} asked for",
                int((~kept).sum()) == round(_SEEN * share),
            ),
            claim(
                "smallest",
                "残った重みは、刈った重みのどれよりも絶対値が大きいか等しい",
                "no weight left is smaller in magnitude than one pruned",
                bool(kept.all())
                or float(np.abs(weights[kept]).min()) >= float(np.abs(weights[~kept]).max()),
            ),
            claim(
                "better-than-chance",
                "でたらめに刈るより、重みの二乗和が多く残る",
                "more of the squares survives than by pruning at random",
                energy >= by_chance - 1e-12,
            ),
        ),
        notice=Localized(
            "添字の分があるので、刈り方が少ないと元より大きくなります。"
            f"{figures(1 - even, 3)} より多く刈ると得です。",
            f"Indices cost too: pruning pays only past a share of {figures(1 - even, 3)}.",
        )
        if ratio > 1
        else Localized(
            "絶対値の小さい重みから 0 にします。0 でない重みは、値と場所の両方を覚えます。",
            "The smallest go first; what is left is stored as value and place.",
        ),
        formula=(
            f"{count}·(1 − {figures(share)}) = {left}   {figures(1 - share)}·(32 + "
            f"{index_bits})/32 "
            f"= {figures(ratio)}"
        ),
        readings=(
            reading(("残った重み", "weights left"), str(left), 1),
            reading(("大きさの比", "size ratio"), figures(ratio)),
            reading(("得になる割合", "pays from"), figures(1 - even, 3)),
            reading(("残った二乗和", "squares left"), f"{energy:.1%}"),
        ),
    )  # fmt: skip


def imitation(teacher: Floats, student: Floats, temperature: float) -> float:
    """``T²`` times the cross entropy of the student's softened output against the teacher's."""
    wanted = soften(teacher, temperature)
    scaled = (student - student.max()) / temperature
    log_q = scaled - math.log(float(np.exp(scaled).sum()))
    return float(-(temperature**2) * (wanted * log_q).sum())


def distill(teacher: tuple[float, ...], student: tuple[float, ...], temperature: float) -> Outcome:
    """The teacher's output at T = 1 and softened, and the student's gradient towards it."""
    z, own = np.array(teacher), np.array(student)
    hard, soft, mine = soften(z, 1.0), soften(z, temperature), soften(own, temperature)
    gradient = temperature * (mine - soft)
    small = 1e-5
    measured = np.array(
        [
            (imitation(z, own + small * unit, temperature)
             - imitation(z, own - small * unit, temperature)) / (2 * small)
            for unit in np.eye(len(z))
        ]
    )  # fmt: skip
    loss, least = imitation(z, own, temperature), imitation(z, z, temperature)
    names = tuple(both((f"クラス {i + 1}", f"class {i + 1}")) for i in range(len(z)))

    def bars(title: tuple[str, str], values: Floats, marker: int) -> Bars:
        return Bars(
            title=both(title), summary=Localized(), labels=names, values=values, low=0.0, high=1.0,
            markers=(marker,) * len(z), shown=tuple(f"{v:.4f}" for v in values),
        )  # fmt: skip

    top = float(hard.max())
    figure = Panels(
        title=both(("教師の出力と生徒", "Teacher and student")),
        note=both(f"T = {figures(temperature)}"),
        summary=Localized(
            f"教師の最大の確率は {figures(top, 3)}、温度 {figures(temperature)} では "
            f"{figures(float(soft.max()), 3)}。",
            f"The teacher's largest probability is {figures(top, 3)}, softened "
            f"{figures(float(soft.max()), 3)}.",
        ),
        figures=(
            bars(("教師 T = 1", "teacher, T = 1"), hard, 1),
            bars(("教師 温度つき", "teacher, softened"), soft, 0),
            bars(("生徒 温度つき", "student, softened"), mine, 2),
        ),
        table=table(
            (
                "",
                ("教師 T=1", "teacher T=1"),
                ("教師 T", "teacher T"),
                ("生徒 T", "student T"),
                ("勾配", "gradient"),
            ),
            (
                (
                    str(i + 1),
                    f"{hard[i]:.5f}",
                    f"{soft[i]:.5f}",
                    f"{mine[i]:.5f}",
                    f"{gradient[i]:.5f}",
                )
                for i in range(len(z))
            ),
        ),
    )
    return Outcome(
        figure=figure,
        small=part(figure, 1),
        results={
            "teacher_hard": tuple(float(v) for v in hard),
            "teacher_soft": tuple(float(v) for v in soft),
            "student_soft": tuple(float(v) for v in mine),
            "gradient": tuple(float(v) for v in gradient),
            "loss": loss,
        },
        claims=(
            claim(
                "gradient",
                "ロジットでの勾配 T(q − p) は、数値微分に一致する",
                "the gradient T(q − p) in the logits agrees with finite differences",
                np.allclose(measured, gradient, rtol=1e-5, atol=1e-5),
            ),
            claim(
                "softer",
                "温度が 1 より高いと最大の確率は上がらない（低いと下がらない）",
                "a temperature above 1 never raises the largest probability, below 1 never lowers",
                float(soft.max()) <= top + 1e-12
                if temperature >= 1
                else float(soft.max()) >= top - 1e-12,
            ),
            claim(
                "least",
                "損失は、生徒が教師の出力に一致するとき最小",
                "the loss is least where the student says what the teacher says",
                loss >= least - 1e-9,
            ),
        ),
        notice=Localized(
            "生徒は、正解のラベルだけでなく、温度でやわらげた教師の出力をまねます。2 "
            "番目、3 番目の確"
            "率の差も手がかりになります。",
            "The student imitates the teacher's softened output, so the runners-up teach as well.",
        ),
        formula=f"∂L/∂z = T(q − p) = ({', '.join(figures(float(v), 3) for v in gradient)})",
        readings=(
            reading(("教師の最大 T=1", "teacher's top, T=1"), figures(top, 4), 1),
            reading(("教師の最大 温度つき", "teacher's top, T"), figures(float(soft.max()), 4), 0),
            reading(("生徒の最大", "student's top, T"), figures(float(mine.max()), 4), 2),
            reading(("損失", "loss"), figures(loss, 5)),
        ),
    )  # fmt: skip
