"""The arrays of recurrent cells and Transformer blocks, by name and shape, for D26."""

from __future__ import annotations

from typing import Literal

import numpy as np

Block = Literal["rnn", "gru", "lstm", "attention", "feed-forward", "dense"]


Library = Literal["one", "pytorch", "keras", "none"]


Part = tuple[str, tuple[int, ...]]
"""An array by name and shape."""


SETS = {"rnn": 1, "gru": 3, "lstm": 4}
"""How often a cell holds ``W``, ``U`` and a bias: the candidate and each gate."""


def bias_vectors(block: str, library: Library) -> int:
    """How many bias vectors a set of weights has in a library's default."""
    if library == "keras":
        return 2 if block == "gru" else 1
    return {"one": 1, "pytorch": 2, "none": 0}[library]


def stack(
    block: str, inputs: int, hidden: int, library: Library, ways: int, layers: int
) -> list[Part]:
    """The arrays of a recurrent block; a layer above reads all ``ways`` states of the one below."""
    sets = SETS[block]
    parts: list[Part] = []
    for layer in range(layers):
        width = inputs if layer == 0 else ways * hidden
        for way in range(ways):
            where = (f"{layer + 1}" if layers > 1 else "") + ("→←"[way] if ways > 1 else "")
            parts.append((f"W{where}", (sets, hidden, width)))
            parts.append((f"U{where}", (sets, hidden, hidden)))
            for number in range(bias_vectors(block, library)):
                parts.append((f"b{where}" + ("'" if number else ""), (sets, hidden)))
    return parts


def dense(name: str, inputs: int, outputs: int, biased: bool) -> list[Part]:
    """The arrays of a fully connected layer."""
    return [
        (f"W_{name}", (outputs, inputs)),
        *([(f"b_{name}", (outputs,))] if biased else []),
    ]


def attention(width: int, heads: int, biased: bool) -> list[Part]:
    """Projections of multi-head attention: each head has its share of Q, K and V; O joins them."""
    share = width // heads
    parts: list[Part] = []
    for name in "QKV":
        parts.append((f"W_{name}", (heads, width, share)))
        if biased:
            parts.append((f"b_{name}", (heads, share)))
    return parts + dense("O", heads * share, width, biased)


def feed_forward(width: int, inner: int, biased: bool) -> list[Part]:
    """Two layers, up to the inner width and back."""
    return dense("1", width, inner, biased) + dense("2", inner, width, biased)


def size(parts: list[Part]) -> int:
    """Parameters in all arrays together."""
    return sum(int(np.prod(shape, dtype=np.int64)) for _, shape in parts)
