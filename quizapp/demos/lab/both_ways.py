"""D27: which inputs reach step t of a forward, a backward and a bidirectional RNN.

The forward state at t has read x_1 … x_t, the backward one x_T … x_t; joined feature by feature
they have read everything. The price: nothing can be said of step t before the last input is in.

Source: Schuster & Paliwal 1997.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Cells, Panels, Plot, Series, Table
from quizapp.demos.numerals import figures, power
from quizapp.demos.recurrent import Rnn, forward, start
from quizapp.demos.spec import Claim, Outcome, Range, Reading, Result, Trial
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

_INPUTS = 3


def run(
    length: Annotated[int, Range("系列の長さ T", "length T", 1, 12)] = 8,
    t: Annotated[int, Range("見る時刻 t", "step t", 1, 12)] = 3,
    hidden: Annotated[int, Range("隠れユニット数 H", "hidden units H", 1, 64, scale="log")] = 64,
    spread: Annotated[float, Range("重みの幅", "spread of weights", 0.1, 2.0, step=0.1)] = 1.0,
    seed: Annotated[int, usual.seed()] = 0,
) -> Outcome:
    """Two random tanh RNNs over one sequence, and how strongly each input reaches step t.

    Raises UsageError when ``t`` lies after the end of the sequence.
    """
    if t > length:
        raise UsageError(
            tr("時刻 t = {t} は、長さ T = {length} の系列の外です。", t=t, length=length),
            mend=tr("使える値  t = 1 から {length}", length=length),
        )
    rng = np.random.default_rng(seed)
    ahead, behind = (start(_INPUTS, hidden, 1, spread, "tanh", rng) for _ in range(2))
    x = rng.normal(size=(length, _INPUTS))
    # The backward network reads the sequence from its end; its states are kept in that order.
    reach = np.zeros((2, length))
    reach[0, :t] = influence(ahead, x[:t])
    reach[1, t - 1 :] = influence(behind, x[t - 1 :][::-1])[::-1]
    both = np.hypot(reach[0], reach[1])
    results: dict[str, Result] = {
        "width": 2 * hidden,
        "shape": f"({length}, {2 * hidden})",
        "reached_forward": int(np.count_nonzero(reach[0])),
        "reached_backward": int(np.count_nonzero(reach[1])),
        "reached": int(np.count_nonzero(both)),
        "delay": length - t,
        "second_layer_lstm": bi_lstm(2 * hidden, hidden),
        "second_layer_narrow": bi_lstm(hidden, hidden),
    }
    return Outcome(
        figure=_figure(reach, both, t),
        small=_cells(reach, both, t),
        results=results,
        claims=_claims(ahead, behind, x, reach, both, t),
        notice=_notice(length, t, hidden),
        formula=(
            f"h{t} = [h_f(x1…x{t}), h_b(x{t}…x{length})]   {hidden} + {hidden} = {2 * hidden}"
        ),
        readings=(
            Reading(Localized("前向きが読む入力", "forward has read"), f"{t} / {length}", 0),
            Reading(
                Localized("後ろ向きが読む入力", "backward has read"),
                f"{length - t + 1} / {length}",
                1,
            ),
            Reading(Localized("合わせて", "together"), f"{length} / {length}"),
            Reading(Localized("出力までの待ち", "wait for output"), str(length - t)),
            Reading(Localized("特徴の次元 2H", "feature width 2H"), str(2 * hidden)),
            Reading(
                Localized("2 層目の Bi-LSTM", "second Bi-LSTM"), f"{bi_lstm(2 * hidden, hidden):,}"
            ),
        ),
    )


def bi_lstm(inputs: int, hidden: int) -> int:
    """Parameters of one bidirectional LSTM layer with one bias a gate."""
    return 2 * 4 * (hidden * (inputs + hidden) + hidden)


def states(rnn: Rnn, x: Floats) -> Floats:
    """The states (steps, hidden) for inputs (steps, inputs), in the order they are read."""
    return forward(rnn, x[:, None, :]).hidden[:-1, 0]


def joined(ahead: Rnn, behind: Rnn, x: Floats) -> Floats:
    """Row t is [forward state, backward state] of input t, (steps, 2 hidden)."""
    back = states(behind, x[::-1])  # last input first
    return np.concatenate([states(ahead, x), back[::-1]], axis=1)


def influence(rnn: Rnn, x: Floats) -> Floats:
    """The size of ∂(last state)/∂x_s for every input read, (steps,): exact, by the chain rule."""
    slopes = 1.0 - states(rnn, x) ** 2
    carried, found = np.eye(len(rnn.bias)), np.zeros(len(x))
    for s in range(len(x) - 1, -1, -1):
        at_sum = carried * slopes[s]  # (hidden, hidden): last state by u_s
        found[s] = np.linalg.norm(at_sum @ rnn.into.T)
        carried = at_sum @ rnn.again.T
    return found


def _claims(
    ahead: Rnn, behind: Rnn, x: Floats, reach: Floats, both: Floats, t: int
) -> tuple[Claim, ...]:
    length, hidden = len(x), len(ahead.bias)
    whole = joined(ahead, behind, x)
    forward_blind, both_see = True, True
    for s in range(t, length):  # positions after t, from 0
        moved = x.copy()
        moved[s] += 1.0
        other = joined(ahead, behind, moved)
        forward_blind &= bool(np.array_equal(whole[t - 1, :hidden], other[t - 1, :hidden]))
        # A change too small for floating point to show is judged by its derivative.
        seen = not np.array_equal(whole[t - 1, hidden:], other[t - 1, hidden:])
        both_see &= bool(both[s] > 0) and (seen or both[s] < 1e-9)
    back = states(behind, x[::-1])
    careless = np.concatenate([states(ahead, x), back], axis=1)
    claims = [
        Claim(
            "forward-blind",
            Localized(
                f"x{t} より後の入力を変えても、前向きの状態は 1 ビットも変わらない",
                f"a change of any input after x{t} leaves the forward state as it was, bit for bit",
            ),
            forward_blind and not reach[0, t:].any(),
        ),
        Claim(
            "both-see",
            Localized(
                f"双方向の出力は、x{t} より後の入力すべてで変わる",
                f"the joined output changes with every input after x{t}",
            ),
            both_see and bool((both > 0).all()),
        ),
        Claim(
            "join",
            Localized(
                "後ろ向きの状態は並びを戻してから特徴の軸でつなぐ（形は (T, 2H)）",
                "backward states are put back in order, then joined along features: (T, 2H)",
            ),
            whole.shape == (length, 2 * hidden)
            and bool(np.allclose(whole[t - 1, hidden:], _by_hand(behind, x[t - 1 :][::-1]))),
        ),
    ]
    if 2 * t != length + 1:
        claims.append(
            Claim(
                "careless-join",
                Localized(
                    f"並びを戻さずにつなぐと、時刻 {t} に x{length - t + 1} まで読んだ状態が付く",
                    f"joined without that, step {t} gets the state that has read back to "
                    f"x{length - t + 1} only",
                ),
                bool(
                    not np.allclose(careless[t - 1, hidden:], whole[t - 1, hidden:], atol=1e-15)
                    and np.array_equal(careless[t - 1, hidden:], whole[length - t, hidden:])
                ),
            )
        )
    return tuple(claims)


def _by_hand(rnn: Rnn, read: Floats) -> Floats:
    """The state after the inputs ``read`` (steps, inputs), one plain step at a time."""
    state = np.zeros(len(rnn.bias))
    for row in read:
        state = np.tanh(row @ rnn.into + state @ rnn.again + rnn.bias)
    return state


def _notice(length: int, t: int, hidden: int) -> Localized:
    if t == length:
        return Localized(
            "最後の時刻では、前向きがもう全部を読んでいます。後ろ向きはまだ 1 つだけです。",
            "At the last step the forward network has read all; the backward one a single input.",
        )
    if t == 1:
        return Localized(
            f"最初の時刻でも、後ろ向きのおかげで {length} 個全部の入力が届きます。ただし全部がそろ"
            "うまで待ちます。",
            f"Even at the first step all {length} inputs arrive, thanks to the way back: after "
            "waiting for all of them.",
        )
    return Localized(
        f"時刻 {t} の出力に未来の入力が効きます。届くのは {length - t} 個先の最後の入力を待つので、"
        "その場での予測には使えません。",
        f"Future inputs count at step {t}, but only once the last, {length - t} ahead, is in: "
        "useless for live forecasting.",
    )


def _cells(reach: Floats, both: Floats, t: int) -> Cells:
    values = np.stack([reach[0] > 0, reach[1] > 0, both > 0]).astype(np.float64)
    length = values.shape[1]
    return Cells(
        title=Localized(f"時刻 {t} に届く入力", f"Inputs that reach step {t}"),
        note=Localized(
            f"o が届く  列 x1…x{reach.shape[1]}", f"o: it does; columns x1…x{reach.shape[1]}"
        ),
        summary=_summary(reach, both, t),
        values=values,
        texts=tuple(tuple("o" if value else "." for value in row) for row in values),
        row_labels=("h_f", "h_b", "[f, b]"),
        column_labels=tuple(f"{s}" for s in range(1, length + 1)),
        window=(0, 3, t - 1, t),
        square=False,
    )


def _summary(reach: Floats, both: Floats, t: int) -> Localized:
    counts = [int(np.count_nonzero(row)) for row in (reach[0], reach[1], both)]
    return Localized(
        f"時刻 {t} に届く入力は、前向き {counts[0]} 個、後ろ向き {counts[1]} 個、合わせて "
        f"{counts[2]} 個。",
        f"Step {t} is reached by {counts[0]} inputs forward, {counts[1]} backward and "
        f"{counts[2]} together.",
    )


def _figure(reach: Floats, both: Floats, t: int) -> Panels:
    length = reach.shape[1]
    places = np.arange(1, length + 1, dtype=np.float64)
    shown = np.where(reach > 0, reach, np.nan)
    drawn = reach[reach > 0]
    names = (Localized("前向き", "forward"), Localized("後ろ向き", "backward"))
    table = Table(
        columns=(Localized("入力", "input"), *names, Localized("双方向", "joined")),
        rows=tuple(
            (f"x{s + 1}", *(power(float(v)) if v else "0" for v in (*reach[:, s], both[s])))
            for s in range(length)
        ),
    )
    return Panels(
        title=Localized(f"時刻 {t} に届く入力", f"Inputs that reach step {t}"),
        summary=_summary(reach, both, t),
        figures=(
            _cells(reach, both, t),
            Plot(
                title=Localized("影響の強さ", "Strength of influence"),
                note=Localized("|∂h/∂x|、対数", "|∂h/∂x|, log"),
                summary=Localized(
                    f"影響は {figures(float(drawn.max()), 2)} から {power(float(drawn.min()))}。",
                    f"Influences from {figures(float(drawn.max()), 2)} to "
                    f"{power(float(drawn.min()))}.",
                ),
                x=Axis(Localized("入力の時刻", "input at"), low=1, high=max(length, 2), whole=True),
                y=Axis(scale="log", low=float(drawn.min()) / 2, high=float(drawn.max()) * 2),
                series=(
                    Series(names[0], places, shown[0], 0, marked="all"),
                    Series(names[1], places, shown[1], 1, "dashed", marked="all"),
                ),
            ),
        ),
        table=table,
    )


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "長さ 8 の系列の最初の時刻 t = 1。双方向 RNN の出力に届く入力はいくつですか。",
            "The first step of 8, t = 1. How many inputs reach the bidirectional output?",
        ),
        knobs={"length": 8, "t": 1},
        guesses=(
            Localized("1 個", "1"), Localized("4 個", "4"), Localized("8 個全部", "all 8")
        ),
        happened=lambda outcome: {1: 0, 4: 1}.get(int(outcome.number("reached")), 2),
        because=Localized(
            "後ろ向きの RNN が最後の入力から t = 1 まで読んできます。",
            "The backward RNN has read from the last input down to t = 1.",
        ),
    ),
    Trial(
        ask=Localized(
            "H = 64 の Bi-LSTM を 2 層重ねます。2 層目の入力の次元は？",
            "Two Bi-LSTM layers with H = 64. How wide is the input of the second?",
        ),
        knobs={"hidden": 64},
        guesses=(Localized("64", "64"), Localized("128", "128"), Localized("256", "256")),
        happened=lambda outcome: {64: 0, 128: 1}.get(int(outcome.number("width")), 2),
        because=Localized(
            "前向き 64 と後ろ向き 64 を特徴の軸でつなぐので 128 です。",
            "Forward 64 and backward 64 are joined along features: 128.",
        ),
    ),
)  # fmt: skip
