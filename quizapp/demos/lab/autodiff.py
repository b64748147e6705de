"""D01: reverse-mode differentiation, one node at a time.

First values go forward, then gradients go back: each node multiplies what reached it by its own
slope and passes it on, and where a value is used twice the two parts are added.

Source: Griewank & Walther, *Evaluating Derivatives* (2008), ch. 3; Rumelhart et al. 1986.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from quizapp.demos.figure import Graph, Node, Table
from quizapp.demos.numerals import figures, format_number
from quizapp.demos.spec import Choice, Claim, Frame, Outcome, Range, Reading, Result, Trial
from quizapp.demos.tape import Tape
from quizapp.records import Localized

Name = Literal[
    "(x + y)^2",
    "(sigmoid(w*x + b) - d)^2/2",
    "x*y + sin(x)",
    "exp(x*y)",
    "relu(w*x + b)*x",
]

Values = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Expression:
    """How an expression is written, what it depends on, and how it is computed on a tape."""

    shown: str
    names: tuple[str, ...]
    build: Callable[[Tape, dict[str, int], bool], int]


EXPRESSIONS: dict[str, Expression] = {
    "(x + y)^2": Expression(
        "(x + y)²", ("x", "y"), lambda t, v, careless: t.square(t.add(v["x"], v["y"]))
    ),
    "(sigmoid(w*x + b) - d)^2/2": Expression(
        "½(σ(wx + b) − d)²",
        ("w", "x", "b", "d"),
        lambda t, v, careless: t.halve(
            t.square(
                t.subtract(
                    t.sigmoid(t.add(t.multiply(v["w"], v["x"]), v["b"]), careless=careless), v["d"]
                )
            )
        ),
    ),
    "x*y + sin(x)": Expression(
        "xy + sin x",
        ("x", "y"),
        lambda t, v, careless: t.add(t.multiply(v["x"], v["y"]), t.sin(v["x"])),
    ),
    "exp(x*y)": Expression(
        "exp(xy)", ("x", "y"), lambda t, v, careless: t.exp(t.multiply(v["x"], v["y"]))
    ),
    "relu(w*x + b)*x": Expression(
        "ReLU(wx + b)·x",
        ("w", "x", "b"),
        lambda t, v, careless: t.multiply(
            t.relu(t.add(t.multiply(v["w"], v["x"]), v["b"])), v["x"]
        ),
    ),
}

_WITH_Y = {"expression": ("(x + y)^2", "x*y + sin(x)", "exp(x*y)")}
_WITH_W = {"expression": ("(sigmoid(w*x + b) - d)^2/2", "relu(w*x + b)*x")}
_WITH_SIGMOID = {"expression": ("(sigmoid(w*x + b) - d)^2/2",)}


def run(
    expression: Annotated[
        Name, Choice("式", "expression", {name: e.shown for name, e in EXPRESSIONS.items()})
    ] = "(x + y)^2",
    x: Annotated[float, Range("x", "x", -3.0, 3.0, step=0.1)] = 1.0,
    y: Annotated[float, Range("y", "y", -3.0, 3.0, step=0.1, when=_WITH_Y)] = 2.0,
    w: Annotated[float, Range("w", "w", -3.0, 3.0, step=0.1, when=_WITH_W)] = 0.5,
    b: Annotated[float, Range("b", "b", -3.0, 3.0, step=0.1, when=_WITH_W)] = 0.2,
    d: Annotated[float, Range("目標 d", "target d", -1.0, 2.0, step=0.1, when=_WITH_SIGMOID)] = 1.0,
    mistake: Annotated[
        Literal["none", "z-for-u"],
        Choice(
            "よくある誤り",
            "mistake",
            {
                "none": Localized("なし", "none"),
                "z-for-u": Localized("σ′ に z を渡す", "σ′ at z, not u"),
            },
            when=_WITH_SIGMOID,
        ),
    ] = "none",
) -> Outcome:
    """Value and all partial derivatives of one expression, with the walk that finds them.

    ``mistake`` feeds the sigmoid's slope the output z in place of its input u.
    """
    chosen = EXPRESSIONS[expression]
    values = {"x": x, "y": y, "w": w, "b": b, "d": d}
    careless = mistake == "z-for-u"
    tape = record(chosen, values, careless=careless)
    gradients = tape.pull()
    by_name = dict(zip(chosen.names, gradients, strict=False))
    measured = {name: difference(chosen, values, name) for name in chosen.names}
    results: dict[str, Result] = {"value": tape.entries[-1].value}
    results |= {f"d_{name}": value for name, value in by_name.items()}
    results |= {f"measured_{name}": value for name, value in measured.items()}
    count = len(tape.entries)

    def at(step: int) -> Frame:
        return Frame(
            _graph(chosen, tape, gradients, step), _readings(chosen, tape, by_name, measured, step)
        )

    return Outcome(
        figure=_graph(chosen, tape, gradients, 2 * count),
        results=results,
        claims=_claims(chosen, values, by_name, measured, careless),
        notice=_notice(chosen, careless),
        formula="   ".join(f"∂L/∂{name} = {figures(value)}" for name, value in by_name.items()),
        readings=_readings(chosen, tape, by_name, measured, 2 * count),
        steps=2 * count,
        at=at,
    )


def record(expression: Expression, values: Values, *, careless: bool = False) -> Tape:
    """The tape of ``expression`` at ``values``; its variables come first, in their order."""
    tape = Tape()
    leaves = {name: tape.leaf(name, values[name]) for name in expression.names}
    expression.build(tape, leaves, careless)
    return tape


def difference(expression: Expression, values: Values, name: str) -> float:
    """The partial derivative with respect to ``name`` by central differences."""
    step = 1e-5
    above, below = (
        record(expression, {**values, name: values[name] + sign * step}).entries[-1].value
        for sign in (1, -1)
    )
    return (above - below) / (2 * step)


def _agree(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-6 * max(1.0, abs(a), abs(b))


def _claims(
    chosen: Expression, values: Values, found: Values, measured: Values, careless: bool
) -> tuple[Claim, ...]:
    agree = all(_agree(found[name], measured[name]) for name in chosen.names)
    claims = []
    # On the kink of ReLU a central difference sees both sides and decides nothing.
    at_kink = "ReLU" in chosen.shown and abs(values["w"] * values["x"] + values["b"]) < 1e-3
    if not at_kink:
        claims.append(
            Claim(
                "difference",
                Localized(
                    "逆伝播の勾配は、中心差分と 10⁻⁶ 以内で一致する",
                    "the gradients agree with central differences within 10⁻⁶",
                ),
                agree,
            )
        )
    if "σ" in chosen.shown:
        wrong = record(chosen, values, careless=True).pull()
        apart = any(
            not _agree(value, measured[name])
            for name, value in zip(chosen.names, wrong, strict=False)
        )
        claims.append(
            Claim(
                "z-for-u",
                Localized(
                    "d_sigmoid に u でなく z を渡すと、勾配の確認で見つかる",
                    "feeding z in place of u to d_sigmoid is caught by the check",
                ),
                apart,
            )
        )
    return tuple(claims)


def _notice(chosen: Expression, careless: bool) -> Localized:
    if careless:
        return Localized(
            "σ の傾きを出力 z の所で測っています。σ より手前の勾配がすべてずれ、中心差分と合い"
            "ません。",
            "The slope of σ is taken at its output z: all gradients before σ are off.",
        )
    if chosen.shown == "xy + sin x":
        return Localized(
            "x は 2 か所で使われるので、戻ってきた 2 つの勾配を足します。",
            "x is used twice, so the two gradients that come back are added.",
        )
    return Localized(
        "前へ値を計算し、後ろへ勾配を掛けていきます。1 回戻るだけで、すべての偏微分がそろいます。",
        "Values go forward, slopes multiply on the way back; one walk back gives every partial.",
    )


def _readings(
    chosen: Expression, tape: Tape, found: Values, measured: Values, step: int
) -> tuple[Reading, ...]:
    """The value once it has been computed, each derivative once the walk back has reached it."""
    count = len(tape.entries)
    rows = [Reading(Localized("値 L", "value L"), figures(tape.entries[-1].value), 0)]
    for place, name in enumerate(chosen.names):
        if 2 * count - step <= place:
            value, checked = figures(found[name]), figures(measured[name])
            rows.append(
                Reading(
                    Localized(f"∂L/∂{name}", f"∂L/∂{name}"),
                    Localized(f"{value}  （差分 {checked}）", f"{value}  (diff. {checked})"),
                    1,
                )
            )
    return tuple(rows) if step >= count else ()


def _graph(chosen: Expression, tape: Tape, gradients: list[float], step: int) -> Graph:
    """The graph after ``step`` of ``2 n`` steps: values appear in order, gradients from the end."""
    count = len(tape.entries)
    forward, back = min(step, count), max(step - count, 0)
    nodes = tuple(
        Node(
            name=entry.name,
            value=figures(entry.value, 3) if place < forward else "",
            gradient=figures(gradients[place], 3) if place >= count - back else "",
            inputs=entry.inputs,
            leaf=not entry.inputs,
            marked=(place == step - 1 if step <= count else place == 2 * count - step),
        )
        for place, entry in enumerate(tape.entries)
    )
    names = [f"∂L/∂{name} = {figures(gradients[i])}" for i, name in enumerate(chosen.names)]
    return Graph(
        title=Localized(f"L = {chosen.shown}", f"L = {chosen.shown}"),
        note=Localized("上が値、下が勾配", "value above, gradient below"),
        summary=Localized(
            "、".join([f"L = {figures(tape.entries[-1].value)}", *names]) + "。",
            ", ".join([f"L = {figures(tape.entries[-1].value)}", *names]) + ".",
        ),
        nodes=nodes,
        table=Table(
            columns=(
                Localized("番号", "no."),
                Localized("演算", "operation"),
                Localized("入力", "inputs"),
                Localized("値", "value"),
                Localized("勾配 ∂L/∂", "gradient"),
            ),
            rows=tuple(
                (
                    str(place + 1),
                    entry.name,
                    ", ".join(str(source + 1) for source in entry.inputs),
                    format_number(round(entry.value, 6)),
                    format_number(round(gradients[place], 6)),
                )
                for place, entry in enumerate(tape.entries)
            ),
        ),
    )


TRIALS = (
    Trial(
        ask=Localized(
            "exp(xy) で x = 0、y = 2 とします。x についての勾配は？",
            "Take exp(xy) at x = 0, y = 2. What is the gradient with respect to x?",
        ),
        knobs={"expression": "exp(x*y)", "x": 0.0, "y": 2.0},
        guesses=(
            Localized("0", "0"),
            Localized("1", "1"),
            Localized("2", "2"),
        ),
        happened=lambda outcome: round(outcome.number("d_x")),
        because=Localized(
            "exp(xy) を x で微分すると y·exp(xy) です。xy = 0 なので exp は 1 ですが、内側の微分 "
            "y = 2 が掛かります。",
            "The derivative is y·exp(xy). The exponential is 1 here, but the inner derivative y "
            "= 2 multiplies it.",
        ),
    ),
    Trial(
        ask=Localized(
            "ReLU(wx + b)·x で、ReLU の入力が負です。w に届く勾配は？",
            "In ReLU(wx + b)·x the input of the ReLU is negative. What gradient reaches w?",
        ),
        knobs={"expression": "relu(w*x + b)*x", "x": 1.0, "w": -1.0, "b": 0.5},
        guesses=(
            Localized("負", "negative"),
            Localized("0", "0"),
            Localized("正", "positive"),
        ),
        happened=lambda outcome: (outcome.number("d_w") >= 0) + (outcome.number("d_w") > 0),
        because=Localized(
            "入力が負のとき、ReLU の傾きは 0 です。後ろから来た勾配はそこで止まり、w も b "
            "も動きません。",
            "Below 0 the slope of the ReLU is 0. The gradient stops there, so neither w nor b "
            "moves.",
        ),
    ),
)
