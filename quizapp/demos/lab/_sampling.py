"""Probabilities of text in D44: perplexity, BERT's masks, temperature, and retrieved passages."""

from __future__ import annotations

import math

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Bars, Cells, Panels, Plot, Series
from quizapp.demos.lab._say import both, claim, part, reading, table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Outcome
from quizapp.records import Localized


def perplexity(probabilities: tuple[float, ...]) -> Outcome:
    """Perplexity of the probabilities a model gave to successive right tokens."""
    p = np.array(probabilities)
    bits = -np.log2(p)
    entropy = float(bits.mean())
    value = 2.0**entropy
    inverse = math.prod(1.0 / q for q in probabilities) ** (1.0 / len(p))
    return Outcome(
        figure=Bars(
            title=both(("各語の情報量", "Bits of each token")),
            note=both(("平均が H", "their mean is H")),
            summary=Localized(
                f"平均 {figures(entropy, 5)} ビット、パープレキシティ {figures(value, 5)}。",
                f"{figures(entropy, 5)} bits on average, perplexity {figures(value, 5)}.",
            ),
            labels=(
                *(both(f"p = {figures(float(q), 3)}") for q in p),
                both(("平均 H", "mean H")),
            ),
            values=np.array([*bits, entropy]),
            low=0.0,
            markers=(*(1 for _ in p), 0),
            table=table(
                ("p", "−log₂ p"), ((figures(float(q), 6), f"{-math.log2(q):.5f}") for q in p)
            ),
        ),
        results={"perplexity": value, "bits": entropy, "nats": entropy * math.log(2)},
        claims=(
            claim(
                "two-to-h",
                f"パープレキシティ = 2^H = {figures(value, 5)}",
                f"perplexity = 2^H = {figures(value, 5)}",
                math.isclose(value, math.exp(-float(np.log(p).mean())), rel_tol=1e-9),
            ),
            claim(
                "geometric",
                "1/p の幾何平均に一致する",
                "it is the geometric mean of 1/p",
                math.isclose(value, inverse, rel_tol=1e-9),
            ),
            claim(
                "uniform",
                f"どの語も 1/{figures(value)} の確率なら、同じパープレキシティ",
                f"a probability of 1/{figures(value)} for every token has the same perplexity",
                math.isclose(2.0 ** float(-np.log2(np.full(len(p), 1 / value)).mean()), value),
            ),
        ),
        notice=Localized(
            f"平均すると、{figures(value, 3)} 個から等しく選ぶのと同じくらい迷っています。",
            f"On average the model wavers as between {figures(value, 3)} equal choices.",
        ),
        formula=(
            f"H = ({' + '.join(figures(float(b), 4) for b in bits[:5])}"
            f"{' + …' if len(p) > 5 else ''})/{len(p)} = {figures(entropy, 5)}   "
            f"2^H = {figures(value, 5)}"
        ),
        readings=(
            reading(("H（ビット）", "H (bits)"), figures(entropy, 5), 0),
            reading("H (nats)", figures(entropy * math.log(2), 5)),
            reading(("パープレキシティ", "perplexity"), figures(value, 5)),
        ),
    )


def masks(tokens: int, chosen: float, masked: float, seed: int) -> Outcome:
    """Expected counts of BERT's recipe, and one seeded draw of it.

    Of the tokens chosen a share ``masked`` becomes [MASK]; the rest is halved between a random
    token and the token itself.
    """
    rest = (1.0 - masked) / 2
    expected = tokens * chosen
    other = (expected - expected * masked) / 2
    parts = np.array([expected * masked, other, other])
    rng = np.random.default_rng(seed)
    picked = rng.random(tokens) < chosen
    fate = rng.random(tokens)
    state = np.where(~picked, 0, np.where(fate < masked, 1, np.where(fate < masked + rest, 2, 3)))
    drawn = [int((state == kind).sum()) for kind in (1, 2, 3)]
    across = 25
    shown = np.zeros(math.ceil(min(tokens, 300) / across) * across)
    shown[: min(tokens, 300)] = np.array([0.12, 1.0, 0.65, 0.4])[state[:300]]
    many = np.random.default_rng(seed + 1).binomial(tokens * 10**6, chosen) / 10**6
    figure = Panels(
        title=both(("選ばれたトークン", "Tokens chosen")),
        summary=Localized(
            f"{tokens} トークンのうち平均 {figures(expected)} を選び、"
            f"{figures(float(parts[0]))}"
            f" を [MASK] にする。この回は {sum(drawn)} と {drawn[0]}。",
            f"Of {tokens} tokens {figures(expected)} are chosen on average, "
            f"{figures(float(parts[0]))} of them masked; this draw: {sum(drawn)}, {drawn[0]}.",
        ),
        figures=(
            Cells(
                title=both(("1 回の抽選", "one draw")),
                note=both(
                    (
                        "濃い順に [MASK]・別の語・そのまま",
                        "dark to light: [MASK], random, kept",
                    )
                ),
                summary=Localized(),
                values=shown.reshape(-1, across),
            ),
            Bars(
                title=both(("平均の個数", "expected")),
                summary=Localized(),
                labels=(
                    both("[MASK]"),
                    both(("別の語", "random")),
                    both(("そのまま", "kept")),
                ),
                values=parts,
                low=0.0,
                high=expected,
                markers=(0, 1, 2),
            ),
        ),
        weights=(3, 2),
        table=table(
            (("扱い", "fate"), ("平均", "expected"), ("この回", "drawn")),
            zip(
                ("[MASK]", "random", "kept"),
                (figures(float(v)) for v in parts),
                (str(v) for v in drawn),
                strict=True,
            ),
        ),
    )
    return Outcome(
        figure=figure,
        small=part(figure, 1),
        results={
            "chosen": expected,
            "masked": float(parts[0]),
            "random": float(parts[1]),
            "kept": float(parts[2]),
            "drawn_chosen": sum(drawn),
            "drawn_masked": drawn[0],
        },
        claims=(
            claim(
                "expected",
                "100 万回の抽選の平均は、トークン数 × 割合に 1% 以内で合う",
                "the mean of a million draws is tokens × share within 1%",
                abs(many - expected) <= 0.01 * expected,
            ),
            claim(
                "parts",
                "3 つの扱いを足すと、選んだ数になる",
                "the three fates add up to the tokens chosen",
                abs(float(parts.sum()) - expected) < 1e-9 and sum(drawn) == int(picked.sum()),
            ),
        ),
        notice=Localized(
            "損失を計算するのは、選んだトークンだけです。[MASK] は実際の文に出ないので、一部は別の"
            "語や元の語のままにします。",
            "Only chosen tokens enter the loss. Real text has no [MASK], so some are left or "
            "replaced.",
        ),
        formula=(
            f"{tokens}·{figures(chosen)} = {figures(expected)}   {figures(expected)}·"
            f"{figures(masked)} = {figures(float(parts[0]))}"
        ),
        readings=(
            reading(("選ぶ（平均）", "chosen, expected"), figures(expected)),
            reading("[MASK]", figures(float(parts[0])), 0),
            reading(("別の語", "random token"), figures(float(parts[1])), 1),
            reading(("そのまま", "kept as it is"), figures(float(parts[2])), 2),
            reading(("この回の選択", "chosen, this draw"), str(sum(drawn))),
        ),
    )  # fmt: skip


def soften(logits: Floats, temperature: float) -> Floats:
    """Softmax of ``logits / temperature`` (k,), less the maximum, against overflow."""
    scaled = (logits - logits.max()) / temperature
    raised = np.exp(scaled)
    return np.asarray(raised / raised.sum())


def entropy_of(p: Floats) -> float:
    """Entropy in bits; a probability of 0 adds nothing."""
    return float(-(p * np.log2(np.where(p > 0, p, 1.0))).sum())


def temperature_of(logits: tuple[float, ...], temperature: float) -> Outcome:
    """Next-token probabilities at one temperature, and over all of them."""
    z = np.array(logits)
    p = soften(z, temperature)
    grid = np.geomspace(0.05, 20, 60)
    curves = np.array([soften(z, float(t)) for t in grid])
    spread = [entropy_of(row) for row in curves]
    best = int(np.argmax(z))
    shown = min(len(z), 5)
    figure = Panels(
        title=both(("次の語の確率", "Next-token probabilities")),
        summary=Localized(
            f"T = {figures(temperature)} で 1 つ目の確率は {figures(float(p[0]), 5)}。",
            f"At T = {figures(temperature)} the first has {figures(float(p[0]), 5)}.",
        ),
        figures=(
            Bars(
                title=both(f"T = {figures(temperature)}"),
                summary=Localized(),
                labels=tuple(both(f"z = {figures(float(v))}") for v in z),
                values=p,
                low=0.0,
                high=1.0,
                markers=tuple(min(i, 4) for i in range(len(z))),
                shown=tuple(f"{v:.5f}" for v in p),
            ),
            Plot(
                title=both(("温度との関係", "over temperature")),
                summary=Localized(),
                x=Axis(both("T"), scale="log", low=0.05, high=20),
                y=Axis(low=0.0, high=1.05),
                series=(
                    *(
                        Series(
                            both(f"z = {figures(float(z[i]))}"),
                            grid,
                            curves[:, i],
                            i,
                            "line",
                            "some",
                        )
                        for i in range(shown)
                    ),
                    Series(
                        both(("今の T", "T now")),
                        np.full(2, temperature),
                        np.array([0.0, 1.0]),
                        5,
                        "dashed",
                        "none",
                        faint=True,
                    ),
                ),
            ),
        ),
        table=table(
            ("z", "z/T", "p"),
            (
                (figures(float(v)), figures(float(v) / temperature), f"{q:.5f}")
                for v, q in zip(z, p, strict=True)
            ),
        ),
    )
    return Outcome(
        figure=figure,
        small=part(figure, 0),
        results={
            "probabilities": tuple(float(v) for v in p),
            "first": float(p[0]),
            "entropy_bits": entropy_of(p),
        },
        claims=(
            claim("sums", "確率の和は 1", "the probabilities sum to 1", abs(p.sum() - 1) < 1e-12),
            claim(
                "order",
                "温度を変えても、順位は変わらない",
                "no temperature changes the order",
                np.all(curves[:, best] >= curves.max(axis=1) - 1e-12),
            ),
            claim(
                "flatter",
                "温度を上げると、エントロピーは下がらない",
                "raising the temperature never lowers the entropy",
                np.all(np.diff(spread) >= -1e-9),
            ),
            claim(
                "ratio",
                "2 つの確率の比は exp((z₁ − z₂)/T)",
                "two probabilities have the ratio exp((z₁ − z₂)/T)",
                _ratio_holds(z, p, temperature),
            ),
        ),
        notice=Localized(
            "T を下げると一番大きい語に集まり、上げると平らになります。T = 1 "
            "がふつうの softmax です。",
            "A low T gathers on the largest, a high one flattens; T = 1 is the plain softmax.",
        ),
        formula=f"e^(z/T)/Σe^(z/T)   T = {figures(temperature)}   p₁ = {figures(float(p[0]), 5)}",
        readings=(
            *(
                reading((f"{i + 1} 番目", f"no. {i + 1}"), figures(float(p[i]), 5), i)
                for i in range(min(len(p), 4))
            ),
            reading(("エントロピー", "entropy"), f"{figures(entropy_of(p), 4)} bit"),
        ),
    )  # fmt: skip


def _ratio_holds(z: Floats, p: Floats, temperature: float) -> bool:
    # Compared as products, since either probability may underflow to 0.
    gap = (z[0] - z[1]) / temperature
    if gap > 0:
        return math.isclose(float(p[1]), float(p[0]) * math.exp(-gap), rel_tol=1e-9, abs_tol=1e-300)
    return math.isclose(float(p[0]), float(p[1]) * math.exp(gap), rel_tol=1e-9, abs_tol=1e-300)


PASSAGES = (("A", 25.0, 1.8), ("B", 50.0, 3.0), ("C", 5.0, 1.4), ("D", 85.0, 4.0))
"""Passages by their vector: a name, a direction in degrees, a length."""


def vectors() -> Floats:
    """The passages' vectors (4, 2)."""
    angle = np.radians([degrees for _, degrees, _ in PASSAGES])
    length = np.array([length for _, _, length in PASSAGES])
    return np.asarray(length[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1))


def retrieval(direction: float, top: int) -> Outcome:
    """Which passages the nearest-neighbour search of RAG puts before the question."""
    query = np.array([math.cos(math.radians(direction)), math.sin(math.radians(direction))])
    store = vectors()
    dots = store @ query
    cosine = dots / np.linalg.norm(store, axis=1)
    ranked = sorted(range(len(store)), key=lambda i: -cosine[i])
    names = [name for name, _, _ in PASSAGES]
    chosen = [names[i] for i in ranked[:top]]
    prompt = " + ".join(f"[{name}]" for name in chosen) + (" + " if chosen else "") + "[Q]"
    angles = [abs(degrees - direction) for _, degrees, _ in PASSAGES]
    by_dot = [names[i] for i in sorted(range(len(store)), key=lambda i: -dots[i])][:top]
    reach = 4.4
    figure = Panels(
        title=both(("質問に近い文書", "Passages near the question")),
        note=both(prompt),
        summary=Localized(f"プロンプトは {prompt}。", f"The prompt is {prompt}."),
        figures=(
            Plot(
                title=both(("ベクトル", "vectors")),
                summary=Localized(),
                x=Axis(low=0.0, high=reach),
                y=Axis(low=0.0, high=reach),
                series=(
                    Series(
                        both(("質問 Q", "question Q")),
                        np.array([0, query[0]]),
                        np.array([0, query[1]]),
                        0,
                        marked="last",
                    ),
                    *(
                        Series(
                            both(name),
                            np.array([0, store[i, 0]]),
                            np.array([0, store[i, 1]]),
                            i + 1,
                            "line" if name in chosen else "dashed",
                            "last",
                        )
                        for i, name in enumerate(names)
                    ),
                ),
                square=True,
            ),
            Bars(
                title=both(("コサイン類似度", "cosine")),
                summary=Localized(),
                labels=tuple(both(names[i]) for i in ranked),
                values=cosine[ranked],
                low=0.0,
                high=1.0,
                markers=tuple(i + 1 for i in ranked),
            ),
        ),
        table=table(
            (("文書", "passage"), ("コサイン", "cosine"), ("内積", "dot"), ("入れる", "used")),
            (
                (names[i], f"{cosine[i]:.4f}", f"{dots[i]:.4f}", "○" if names[i] in chosen else "–")
                for i in ranked
            ),
        ),
    )
    return Outcome(
        figure=figure,
        small=part(figure, 1),
        results={
            "prompt": prompt,
            "passages": ", ".join(chosen),
            "by_dot": ", ".join(by_dot),
            "cosines": tuple(float(v) for v in cosine),
        },
        claims=(
            claim(
                "nearest",
                "選ばれるのは、向きのいちばん近い文書",
                "those nearest in direction are chosen",
                sorted(angles)[:top] == sorted(angles[names.index(name)] for name in chosen),
            ),
            claim(
                "prompt-only",
                "変わるのはプロンプトだけで、モデルの重みは変わらない（文書 k 個 + 質問）",
                "only the prompt grows, by k passages before the question",
                prompt.count("[") == top + 1 and prompt.endswith("[Q]"),
            ),
        ),
        notice=Localized(
            "検索なしのふつうの生成です。モデルは覚えていることだけで答えます。",
            "No retrieval: the model answers from what it remembers.",
        )
        if top == 0
        else Localized(
            "近い文書をプロンプトに入れてから生成します。モデルを学習し直さずに、新しい知識を使えます。",
            "Near passages go into the prompt before the model writes: new knowledge, no training.",
        ),
        formula=prompt,
        readings=(
            reading(("プロンプト", "prompt"), prompt),
            *(reading(names[i], figures(float(cosine[i]), 4), i + 1) for i in ranked),
        ),
    )  # fmt: skip
