r"""The answer inside a sentence, for lenient rules: ``So the area is $\boxed{12}$ cm.`` says 12.

Nothing here decides what is right. It finds the last thing a text states as mathematics and takes
away what stands around it (words, units, currency signs, Markdown), as a person who grades
solutions does. Strict rules never come here: there, every sign typed counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from quizapp.checking import tree as t
from quizapp.checking.spelling import GREEK_LETTER
from quizapp.checking.units import table
from quizapp.checking.vocabulary import LATEX_FUNCTIONS

_pattern = cache(re.compile)
_LONGEST: Final = 4000
"""Longest sentence that is looked through, in characters."""
_MOST_BOXES: Final = 8
_BOX: Final = r"\\(?:boxed|fbox)\s*(?=\{)"
_MATH: Final = r"\$\$(.+?)\$\$|\$([^$]+)\$|\\\((.+?)\\\)|\\\[(.+?)\\\]"
_MARKUP: Final = r"\*\*|__|`"
_ANSWER: Final = r"(?is).*\banswers?\b(?:\s+(?:is|are|was))?\s*[:=]?\s*"
_WORD: Final = r"\\[A-Za-z]+|[A-Za-z]+"
_PHRASE: Final = r"\\(?:text|mbox|textbf|textit|textrm)\s*\{([^{}]*)\}"
_UNIT: Final = (
    r"(?:(?<=[\d)}\]])|(?<=\\pi))\s*(?:\\[ ,;:!]|~|\s)*"
    r"\\(?:text|mathrm|mbox|textrm|rm)\s*\{(?!\s*(?:and|or|if)\b)[^{}\d]*\}"
    r"(?:\s*\^\s*(?:\{?\s*-?[0-9]\s*\}?))?"
)
_TAIL: Final = (
    r"(?<=[\d)}\]])\s*(?:[A-Za-z]+(?:\^?\{?[23²³]\}?)?(?:\s*/\s*|\s+|(?=[.]?$)))+[.]?\s*$"
)
_LABEL: Final = r"^[\s$]*[A-Za-z][\w']{0,8}\s*\(\s*[A-Za-z](?:\s*,\s*[A-Za-z])*\s*\)\s*=(?![=<>])"
_REPEATING: Final = r"(?<!\d)(\d{0,20})\.(\d{0,20})\\overline\s*\{(\d+)\}"
_CHOOSE: Final = r"\{([^{}]+)\\choose([^{}]+)\}"
_KNOWN: Final = frozenset(
    ("and", "or", "in", "pi", "inf", "infinity", "oo", "log", "ln", "true", "false", "not")
) | LATEX_FUNCTIONS | frozenset(GREEK_LETTER)  # fmt: skip
"""Words of several letters that are mathematics."""
_SHORT_UNITS: Final = frozenset(("hr", "ft", "in", "yd", "mi", "lb", "oz", "sq", "cu", "of"))
_VALUES: Final = frozenset(("pi", "inf", "infinity", "oo", "e", "i", "x")) | frozenset(GREEK_LETTER)
"""Words that can stand last in a product."""


def stated(text: str, *, numeric: bool) -> str:
    r"""The mathematics ``text`` states last; ``text`` itself where it is nothing but that.

    ``numeric``: the answer has no names, so that letters behind a number are a unit.
    """
    if len(text) > _LONGEST:
        return text
    found = _in_boxes(text)
    if found is None:
        found = _pattern(_MARKUP).sub("", text) if "**" in text or "__" in text else text
        if found.count("$") % 2:
            found = found.replace("$", "")
    found = _pattern(_UNIT).sub("", found)
    found = _pattern(_PHRASE).sub(r" \1 ", found)
    if _is_prose(found):
        found = _last_statement(found)
    found = _pattern(_LABEL).sub("", found)
    if numeric:
        found = _without_unit(found)
    found = _pattern(_REPEATING).sub(_as_fraction, found)
    found = _pattern(_CHOOSE).sub(r"\\binom{\1}{\2}", found)
    found = found.replace(r"\mathbb{R}", r"(-\infty, \infty)")
    return found if found.strip(" .$") else text


def _in_boxes(text: str) -> str | None:
    r"""What the last ``\boxed{…}`` holds; None without one."""
    for opened in list(_pattern(_BOX).finditer(text))[: -_MOST_BOXES - 1 : -1]:
        depth, start = 0, opened.end()
        for at in range(start, len(text)):
            depth += (text[at] == "{") - (text[at] == "}")
            if depth == 0:
                return text[start + 1 : at]
    return None


def _is_prose(text: str) -> bool:
    """Whether ``text`` has words that are no mathematics."""
    return any(True for _ in _prose_words(text))


def _prose_words(text: str) -> Iterator[re.Match[str]]:
    for word in _pattern(_WORD).finditer(text):
        plain = word.group()
        if plain.startswith("\\"):
            continue
        if len(plain) > 2 and plain not in _KNOWN:
            yield word


def _last_statement(text: str) -> str:
    """What a sentence ends in: its last formula, or what follows the last word before a value."""
    formulas = list(_pattern(_MATH).finditer(text))
    if formulas:
        last = formulas[-1]
        between = text[formulas[-2].end() : last.start()].strip() if len(formulas) > 1 else ""
        if between in ("or", "and", ","):  # $x = 1$ or $x = 2$
            joined = [formulas[-2], last]
            return f" {between} ".join(next(filter(None, one.groups())) for one in joined)
        return str(next(filter(None, last.groups())))
    answer = _pattern(_ANSWER).match(text)
    rest = text[answer.end() :] if answer is not None else text
    if not rest.strip(" ."):
        return text
    rest = _without_unit(rest)
    words = list(_prose_words(rest))
    if words:
        tail = rest[words[-1].end() :]
        tail = re.sub(r"^\s*(?:(?:is|are|be|to|of|by|at|as|we|it|so|[,:])\s*)+", "", tail)
        rest = tail if tail.strip(" .,") else rest
    return re.sub(r"^\s*(?:is|are|so|we)\b[\s,:]*", "", rest)


def _without_unit(text: str) -> str:
    """``text`` without the words behind its last number, unless they are mathematics."""
    tail = _pattern(_TAIL).search(text)
    if tail is None:
        return text
    words = _pattern(_WORD).findall(tail.group())
    apart = tail.group()[:1].isspace()
    if all(word not in _VALUES and _is_unit(word, apart=apart) for word in words):
        return text[: tail.start()]
    return text


def _is_unit(word: str, *, apart: bool) -> bool:
    """Whether ``word`` behind a number can only be a unit: ``5 m``, ``5cm``, but not ``5y``.

    ``apart``: a space stands between the two.
    """
    if word in table() or word in _SHORT_UNITS:
        return apart or len(word) > 1
    return apart and len(word) > 2


def _as_fraction(found: re.Match[str]) -> str:
    r"""``0.1\overline{6}`` as ``(16-1)/90``."""
    whole, fixed, again = found.groups()
    if len(fixed) + len(again) > 30:
        return found.group()
    top = int((whole + fixed + again) or "0") - int((whole + fixed) or "0")
    return f"({top}/{(10 ** len(again) - 1) * 10 ** len(fixed)})"


def word_of(text: str) -> str:
    r"""The one word a text is (``\text{even}``, ``(B)``, ``Tuesday``), folded; else nothing.

    Mathematical words are none, and of one-letter ones only those in brackets or ``\text``.
    """
    if len(text) > _LONGEST:
        return ""
    inner = _in_boxes(text)
    plain = text if inner is None else inner
    wrapped = "\\text" in plain
    plain = _pattern(_PHRASE).sub(r"\1", plain).strip(" .$*")
    bare = plain.strip("() .")
    if not bare or not all(part.isalpha() for part in bare.split()):
        return ""
    if bare in _KNOWN or (len(bare) < 3 and not wrapped):
        return ""
    return " ".join(bare.casefold().split())


def readings(tree: t.Node, answer: t.Node) -> Iterator[t.Node]:
    """Other trees a tolerant reader lets ``tree`` stand for beside ``answer``."""
    for kind in (t.Percent, "degree"):
        mine, theirs = _inside(tree, kind), _inside(answer, kind)
        if mine is not None and theirs is None:
            yield mine
        if mine is None and theirs is not None:
            yield t.Percent(tree) if kind is t.Percent else t.Call("degree", (tree,))
    listed = _values_of_one_name(tree)
    if listed is not None:
        yield listed
    match tree, answer:
        case t.Logic("and", args), _ if not any(
            isinstance(arg, (t.Relation, t.Logic)) for arg in args
        ):
            yield t.Seq("set", args)
        case _, t.Relation((t.Name() as name, _), ("=",)) if not isinstance(
            tree, (t.Relation, t.Logic, t.Seq)
        ):
            if name.id not in t.names_in(tree):
                yield t.Relation((name, tree), ("=",))


def _values_of_one_name(tree: t.Node) -> t.Node | None:
    """``x = 2 and x = -3``, said of the two solutions, as their set."""
    if not isinstance(tree, t.Logic) or tree.op != "and":
        return None
    names, values = set(), []
    for arg in tree.args:
        match arg:
            case t.Relation((t.Name(word), value), ("=",)):
                names.add(word)
                values.append(value)
            case _:
                return None
    return t.Seq("set", tuple(values)) if len(names) == 1 else None


def _inside(node: t.Node, kind: object) -> t.Node | None:
    match node:
        case t.Percent(arg) if kind is t.Percent:
            return arg
        case t.Call("degree", (arg,)) if kind == "degree":
            return arg
    return None


def ends_differ(mine: t.Node, theirs: t.Node) -> bool:
    """Whether ``[1, 2]`` stands beside ``(1, 2)``: as intervals they are not the same."""
    return (
        isinstance(mine, t.Seq)
        and isinstance(theirs, t.Seq)
        and {mine.kind, theirs.kind} == {"list", "tuple"}
        and len(mine.items) == len(theirs.items) == 2
    )
