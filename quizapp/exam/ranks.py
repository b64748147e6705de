"""Order from a seed: every thing gets a number of its own, so that a draw never depends on the
order in which packs were read, and one question more in the bank moves as little as possible."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b


def rank(seed: int, *key: object) -> int:
    """A number in [0, 2**63) fixed by the seed and the key, alike on every machine."""
    text = "\x1f".join((str(seed), *map(str, key)))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def variant_seed(seed: int, item: str) -> int:
    """The seed of a template's variant in the paper of ``seed``."""
    return rank(seed, "variant", item) % 2**31


def shuffled(count: int, seed: int, *key: object, fixed_last: bool = False) -> tuple[int, ...]:
    """``range(count)`` in an order fixed by the seed and the key; the last may keep its place."""
    free = count - 1 if fixed_last and count else count
    order: Sequence[int] = sorted(range(free), key=lambda one: rank(seed, *key, one))
    return (*order, *range(free, count))
