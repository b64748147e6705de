"""Every way to spell a name: Greek letters, subscripts, accents, and one canonical form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

GREEK: Final = {
    "α": ("alpha",), "β": ("beta",), "γ": ("gamma",), "δ": ("delta",),
    "ε": ("epsilon", "eps", "varepsilon"), "ζ": ("zeta",), "η": ("eta",), "θ": ("theta",),
    "ι": ("iota",), "κ": ("kappa",), "λ": ("lambda", "lam"), "μ": ("mu",), "ν": ("nu",),
    "ξ": ("xi",), "ο": ("omicron",), "π": ("pi",), "ρ": ("rho",), "σ": ("sigma",),
    "τ": ("tau",), "υ": ("upsilon",), "φ": ("phi", "varphi"), "χ": ("chi",), "ψ": ("psi",),
    "ω": ("omega",), "Γ": ("Gamma",), "Δ": ("Delta",), "Θ": ("Theta",), "Λ": ("Lambda",),
    "Ξ": ("Xi",), "Π": ("Pi",), "Σ": ("Sigma",), "Υ": ("Upsilon",), "Φ": ("Phi",),
    "Ψ": ("Psi",), "Ω": ("Omega",),
}  # fmt: skip
GREEK_LETTER: Final = {word: letter for letter, words in GREEK.items() for word in words}
_GREEK_WORDS: Final = frozenset((*GREEK, *GREEK_LETTER))
ACCENTS: Final = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307"}
LETTER: Final = "A-Za-zα-ωΓΔΘΛΞΠΣΥΦΨΩ"
"""Letters, for use within the brackets of a pattern."""

_BRACED: Final = 24
"""The longest subscript in braces that the tokens know."""
_DECLARABLE: Final = rf"[{LETTER}∂][^\s,;=<>+()\[\]|!%&\"$\\]{{0,29}}"
_TAKEN: Final = frozenset(
    ("sin", "cos", "tan", "exp", "ln", "log", "sqrt", "abs", "and", "or", "not", "in", "pi", "inf")
)


def canonical(name: str) -> str:
    """One spelling for all of an undeclared name: ``w1``, ``lambda``, ``x_in``, ``m_hat``."""
    main, *subs = re.sub(r"_(?=_|$)", "", re.sub(r"[{}\s]", "", name)).split("_")
    digits = re.fullmatch(r"(\D+)(\d+)", main)
    if digits is not None and not subs:
        main, subs = digits.group(1), [digits.group(2)]
    for word, mark in ACCENTS.items():
        if main.endswith(mark):
            main, subs = main[:-1], [word, *subs]
    main = GREEK[GREEK_LETTER.get(main, main)][0] if main in _GREEK_WORDS else main
    if len(subs) == 1 and subs[0].isdigit():
        return main + subs[0]
    subs = [GREEK[sub][0] if sub in GREEK else sub for sub in subs]
    return "_".join((main, *(sub if _is_plain(sub) else f"{{{sub}}}" for sub in subs)))


def _is_plain(sub: str) -> bool:
    """Whether a subscript needs no braces: letters alone or digits alone, or too long for them."""
    return sub.isalpha() or sub.isdigit() or (sub.isalnum() and len(sub) > _BRACED)


def can_be_declared(name: str) -> bool:
    """Whether an author may declare ``name``: it can be typed, and takes no basic word away.

    An identifier (``w_1``, ``λ``, ``m_hat``), or a name that is none but has no bracket, space or
    relation in it (``dy/dx``, ``y'``).
    """
    return bool(re.fullmatch(_DECLARABLE, name)) and name not in _TAKEN


def spellings(name: str) -> Iterator[str]:
    """Every way to write the declared ``name``, itself included."""
    main, *subs = re.sub(r"[{}]", "", name).split("_")
    digits = re.fullmatch(r"(\D+)(\d+)", main)
    if digits is not None and not subs:
        main, subs = digits.group(1), [digits.group(2)]
    accent = ""
    if subs and subs[0] in ACCENTS:
        accent, *subs = subs
    elif not subs or len(main) > 4:
        for word in ACCENTS:
            if main.endswith(word) and len(_letters(main[: -len(word)])[0]) == 1:
                main, accent = main[: -len(word)], word
    heads = list(_letters(main))
    if accent:
        marks = [head + ACCENTS[accent] for head in heads if len(head) == 1]
        words = [head + glue + accent for head in heads for glue in ("", "_")]
        heads = [*marks, *words]
    tails = [""]
    for sub in subs:
        forms = list(_letters(sub))
        ways = [f"_{form}" for form in forms if form.isalnum()]
        ways += [f"_{{{form}}}" for form in forms]
        if sub.isdigit() or (len(sub) >= 3 and sub.isalpha()):
            ways += forms
        tails = [tail + way for tail in tails for way in ways]
    for head in heads:
        for tail in tails:
            yield head + tail
    yield name


def _letters(word: str) -> tuple[str, ...]:
    """``word`` with its Greek letter or letter name; the one-letter form first."""
    letter = word if word in GREEK else GREEK_LETTER.get(word)
    if letter is None:
        return (word,)
    return (letter, *GREEK[letter])
