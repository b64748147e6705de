"""What a learner writes before an equals sign to name the answer: ``z =``, ``dz/dx =``, ``g(x) =``.

The screen shows such a label before the field, so people type it, though it is no declared name.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from quizapp.checking.lexicon import Lexicon
from quizapp.checking.spelling import ACCENTS, GREEK_LETTER, LETTER, canonical

_MARK: Final = "".join(ACCENTS.values())
_SUBSCRIPT: Final = rf"(?:\d+|_[{LETTER}\d]+|_\{{[^{{}}]+\}})?"
_LABEL: Final = (
    rf"\s*(([d∂])?((?:[{LETTER}][{_MARK}]|[{LETTER}]+){_SUBSCRIPT})('*)"
    rf"(?:\s*/\s*[d∂]\s*([{LETTER}]+{_SUBSCRIPT})|\([{LETTER}\d, ]{{1,20}}\))?)"
    r"\s*=(?![=<>/])"
)
_pattern = cache(re.compile)


_EXTREMES: Final = frozenset(("max", "min", "argmax", "argmin"))


def label_at(text: str, words: Lexicon, at: int = 0) -> tuple[str, int, int] | None:
    """The name of a label that stands at ``at`` and its place, unless declared words can read
    it."""
    found = _pattern(_LABEL).match(text, at)
    if found is None or not _is_label(found, words):
        return None
    if words.special is not None and words.special.match(text, found.start(1)) is not None:
        return None
    return _label_name(re.sub(r"\s+", "", found.group(1))), found.start(1), found.end(1)


def _is_label(found: re.Match[str], words: Lexicon) -> bool:
    """Whether the text before ``=`` has no other use here."""
    _, d, head, primes, below = found.groups()
    if below is not None:
        if not d and head != "d":
            return False
        named = _is_letter(head) or words.cut(head).bad is not None
        return words.differentials and named and _is_letter(below)
    if head in _EXTREMES and found.group(1) == head:
        return True
    # ``∂ks`` becomes the name ``dks``, so what can read that is asked: it must not print as one
    # thing and read back as another.
    cut = words.cut(("d" if d else "") + head)
    if cut.bad is not None:
        return not words.names.symbols or _is_letter(head)
    return bool(primes) and all(word[0] == "v" for _, _, word in cut.words)


def _label_name(label: str) -> str:
    """One spelling for a label that is no declared name: ``dz/dx``, ``g(x)``, ``sigma``."""
    if label.isidentifier():
        name = canonical(label)
        return label if "{" in name else name
    parts = re.split(r"([/(),'])", label.replace("∂", "d"))
    fraction = "/" in parts
    for place, part in enumerate(parts):
        rest = part[1:] if fraction and part[:1] == "d" else part
        if rest and (rest[0].isalpha()):
            parts[place] = part[: len(part) - len(rest)] + canonical(rest)
    return "".join(parts)


def _is_letter(word: str) -> bool:
    """Whether ``word`` is one letter or the name of a Greek one, perhaps with a subscript."""
    letter = re.split(r"[_\d]", word)[0]
    return len(letter) == 1 or letter in GREEK_LETTER
