"""What an unknown word was probably meant to be: another case, one slip, or a word cut short."""

from __future__ import annotations

from typing import Final

from quizapp.checking.lexicon import Lexicon
from quizapp.checking.tree import Name

_LONGEST: Final = 24


def suggestion(run: str, words: Lexicon) -> str:
    """What ``run`` was probably meant to be; nothing when that is not likely."""
    if len(run) > _LONGEST:
        return ""
    folded = {key.casefold(): key for key in words.words}
    pieces = _cut_folded(run.casefold(), folded)
    if pieces is not None and "".join(pieces) != run:
        return "".join(pieces)
    if len(run) < 3 or not run.isalpha():
        return ""
    begun = _begun(run, words)
    if begun:
        return begun
    near = [key for key in words.words if len(key) > 2 and _one_slip(run, key)]
    own = [key for key in near if isinstance(words.words[key][1], Name)]
    return min(own or near, key=lambda key: (len(key), key), default="")


def _begun(run: str, words: Lexicon) -> str:
    """A declared word that ``run`` begins, a function before a name: ``sig`` of ``sigma``."""
    declared = words.names
    ids = {one.id for one in declared.functions} | {one.id for one in declared.symbols}
    own = [
        key
        for key, (_, value) in words.words.items()
        if key.startswith(run)
        and len(key) > len(run)
        and getattr(value, "name", getattr(value, "id", "")) in ids
    ]
    own.sort(key=lambda key: (words.words[key][0] != "f", key not in ids, len(key), key))
    return own[0] if own else ""


def _cut_folded(run: str, folded: dict[str, str]) -> list[str] | None:
    """``run`` in words of another case; None when it does not fall apart."""
    best: list[list[str] | None] = [None] * len(run) + [[]]
    for at in range(len(run) - 1, -1, -1):
        for end in range(len(run), at, -1):
            rest = best[end]
            if rest is not None and run[at:end] in folded:
                best[at] = [folded[run[at:end]], *rest]
                break
    return best[0]


def _one_slip(typed: str, known: str) -> bool:
    """Whether one letter inserted, left out, changed or swapped makes ``typed`` of ``known``."""
    if abs(len(typed) - len(known)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(known)) and typed[start] == known[start]:
        start += 1
    a, b = typed[start:], known[start:]
    swapped = a[:2] == b[1::-1] and a[2:] == b[2:]
    changed = a[1:] == b[1:] and len(typed) > 3
    return swapped or changed or a[1:] == b or a == b[1:]
