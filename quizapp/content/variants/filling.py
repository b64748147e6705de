"""Numbers put into the places of a template's texts."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from quizapp.content.variants.places import FORMATS, PLACE

Words = Mapping[str, Mapping[str, tuple[str, ...]]]


def fill(raw: Any, names: Mapping[str, Any], words: Words, language: str = "") -> Any:
    """``raw`` with every place filled: texts, tables and lists of them.

    A text that is one place alone becomes the value itself, so that knobs stay numbers; the value
    of a name with words is its word. Below a key ``ja`` or ``en`` words are of that language.
    """
    if isinstance(raw, str):
        whole = PLACE.fullmatch(raw)
        if whole and not language and whole[1] in names.keys() - words and not whole[2]:
            return _data(names[whole[1]])
        return PLACE.sub(lambda found: _place(found, names, words, language), raw)
    if isinstance(raw, Mapping):
        return {
            key: fill(one, names, words, key if key in ("ja", "en") else language)
            for key, one in raw.items()
        }
    if isinstance(raw, list | tuple):
        return [fill(one, names, words, language) for one in raw]
    return raw


def written(text: str, names: Mapping[str, Any]) -> str:
    """A formula in the checker's grammar with its numbers in, negative ones between brackets."""
    return PLACE.sub(
        lambda found: show(names[found[1]], found[2] or "p") if found[1] in names else found[0],
        text,
    )


def show(value: Any, form: str = "") -> str:
    """One value as text."""
    if isinstance(value, str):
        return value
    array = np.asarray(value)
    if array.ndim:
        return _array(array, form)
    if form == "int":
        return str(round(float(value)))
    if form == "p":
        shown = number(value)
        return f"({shown})" if shown.startswith("-") else shown
    if form == "+":
        shown = number(value)
        return shown if shown.startswith("-") else f"+{shown}"
    if form and form not in FORMATS:
        return f"{float(value):{form}}"
    return number(value)


def number(value: Any, figures: int = 6) -> str:
    """A number as people write it: whole ones without a point, others to six figures."""
    if isinstance(value, bool | np.bool_):
        return "1" if value else "0"
    if isinstance(value, int | np.integer):
        return str(int(value))
    exact = float(value)
    if not math.isfinite(exact):
        return str(exact)
    if exact == round(exact) and abs(exact) < 1e15:
        return str(round(exact))
    shown = f"{exact:.{figures}g}"
    if "e" in shown:
        shown = np.format_float_positional(exact, precision=figures, fractional=False, trim="-")
    return shown


def _array(array: np.ndarray[Any, Any], form: str) -> str:
    inner = "" if form in FORMATS and form not in ("p", "+") else form
    if form == "tex" or (array.ndim == 2 and form not in ("code", "list", "bare")):
        rows = array.reshape(1, -1) if array.ndim == 1 else array
        body = r" \\ ".join(" & ".join(show(one) for one in row) for row in rows)
        return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"
    if array.ndim >= 2:
        parts = [_array(row, form) for row in array]
        return f"[{', '.join(parts)}]" if form == "code" else "; ".join(parts)
    shown = ", ".join(show(one, inner) for one in array)
    if form == "code":
        return f"[{shown}]"
    return shown if form in ("list", "bare") else f"({shown})"


def _place(found: re.Match[str], names: Mapping[str, Any], words: Words, language: str) -> str:
    name, form = found[1], found[2] or ""
    if name not in names:
        return found[0]
    if name in words and not form:
        told = words[name].get(language or "ja") or words[name]["ja"]
        return told[int(names[name])]
    return show(names[name], form)


def _data(value: Any) -> Any:
    """A value as TOML would give it."""
    return value.tolist() if isinstance(value, np.ndarray) else value
