r"""Reading typed mathematics into a tree: a Pratt parser over the question's own words.

What a text means where people differ:

- Multiplication and division go from left to right, implied or not: ``1/2x`` is ``(1/2)*x`` and
  ``a/bc`` is ``(a/b)*c``. Such a text also earns a remark, shown beside the preview.
- A power binds tighter than a sign and goes from the right: ``-x^2`` is ``-(x^2)``, ``2^3^2`` is
  ``2^(3^2)``. An exponent without brackets is one value: ``e^2x`` is ``(e^2)*x``, ``e^-x`` is
  ``e^(-x)``.
- A function without brackets takes the product that stands close to it: ``sin 2x`` is ``sin(2x)``,
  ``sin x^2`` is ``sin(x^2)``, ``sin 2 pi x`` is ``sin(2*pi*x)``. It ends at a space after a letter
  (``sin 2x y`` is ``sin(2x)*y``), at the next function (``sin x cos x``), at a bracket after a
  letter (``sin x(x+1)`` is ``sin(x)*(x+1)``), at ``*`` and ``/`` (``sin x/2`` is ``sin(x)/2``).
- A function with brackets takes just them: ``sin(x)y`` is ``sin(x)*y``, ``sin(x)^2`` is a square.
- ``sin^2 x`` is ``sin(x)^2``; ``sin^-1 x`` is ``asin(x)``.
- ``√2x`` is ``√(2)*x`` and ``√x^2`` is ``√(x^2)``.
- ``log x`` without a base is ``ln x`` unless the question says otherwise (``Names.log_base``).
- A letter before a bracket multiplies unless it is a declared function.
- ``%`` is a hundredth, ``x!!`` is refused, ``1 1/2`` and ``2½`` are mixed numbers.
- ``[1 2 3]`` is a row when the bracket stands alone; ``2[x y]`` is a product. A bracket with one
  entry only groups, except as an entry of a list (``[[1],[2]]`` is a column).
- ``{…}`` with one entry is a set where it stands alone, and groups in ``2{x+1}``, ``x^{2}`` and in
  LaTeX, whose sets are ``\{…\}``.
- ``7 mod 3`` binds like a product; ``x + 7 (mod 3)`` and ``\pmod`` act on all before them, and
  ``a ≡ b (mod n)`` on both sides. ``-7 mod 3`` is of -7.
- ``3:4`` is the fraction 3/4, and a remark says so; ``1:2:3`` is refused.
- ``0.(3)``, ``0.1̇2̇`` and ``0.\overline{3}`` are the fractions they equal. ``0.333…`` is refused:
  nobody can know which digits follow. ``0.1(6)`` is a product, with a remark.
- ``5 2; 7 9`` and ``5, 2; 7, 9`` are rows of a matrix; ``1; 2; 3`` is a list.
- ``∑_{k=1}^{3} k^2`` and ``∏`` are written out, up to 30 terms between whole numbers.
- ``(3, 4) m`` gives its unit to each entry.
- ``+-2`` and ``1 +- 2`` are ±; ``1+-2`` is 1 - 2.
- ``{x | x > 0}`` is its condition. An ``=`` in front, as after a label, is left out; a label
  that is no declared name (``z = 3``, ``dz/dx = 2x``) is a name all the same.
"""

from __future__ import annotations

from quizapp.checking import messages
from quizapp.checking.latex import BadCommand, is_latex, rewrite
from quizapp.checking.lexer import tokenise
from quizapp.checking.lexicon import Lexicon, lexicon
from quizapp.checking.names import Names
from quizapp.checking.normalise import Normal, Refused, normalise
from quizapp.checking.parser import Parser
from quizapp.checking.reading import DEFAULT_LIMITS, Limits, Reading, Remark, Unreadable
from quizapp.checking.spoken import says_nothing
from quizapp.checking.tokens import Tokens
from quizapp.checking.tree import Name, Node, height, names_in
from quizapp.checking.vocabulary import LATEX_FUNCTIONS
from quizapp.checking.without import with_difference_signs


def read(text: str, names: Names, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """The tree ``text`` stands for, or the place and reason it cannot be read.

    Never raises, evaluates nothing, and builds no number beyond a literal of bounded length.
    """
    if len(text) > limits.length:
        return Reading(None, messages.too_long(limits, len(text)))
    words = lexicon(names)
    said = says_nothing(text) and text.strip() not in words.words
    normal = Normal("∅", [0], [len(text)]) if said else normalise(text, words.extra)
    if isinstance(normal, Refused):
        return Reading(None, messages.refused_char(normal.char, normal.position, text))
    normal = Normal(
        with_difference_signs(normal.text, reals="R" not in words.words), normal.starts, normal.ends
    )
    latex = is_latex(normal.text)
    if latex:
        rewritten = rewrite(normal, LATEX_FUNCTIONS, differentials=words.differentials)
        if isinstance(rewritten, BadCommand):
            start, end = normal.span(rewritten.start, rewritten.end, len(text))
            return Reading(None, messages.unknown_command(rewritten.command, start, end))
        normal = rewritten
    if not normal.text.strip():
        return Reading(None, messages.empty())
    try:
        tokens = tokenise(normal.text, words, limits, latex=latex)
        parser = Parser(tokens, words, limits, latex=latex)
        tree = parser.text()
        if tokens.counters:
            _refuse_counters(tokens, tree, words)
        if len(tokens.kinds) > limits.height and height(tree) > limits.height:
            raise messages.too_deep(0, len(normal.text))
    except messages.Stop as stop:
        return Reading(None, _placed(stop.error, normal, text))
    return Reading(tree, None, _remarks(parser, normal, text) if parser.remarks else ())


def _refuse_counters(tokens: Tokens, tree: Node, words: Lexicon) -> None:
    """What a sum counts with must not be left outside it."""
    declared = {symbol.id for symbol in words.names.symbols}
    for name in sorted((tokens.counters & names_in(tree)) - declared):
        if words.names.undeclared != "refuse" and name not in words.words:
            continue
        place = max(at for at, value in enumerate(tokens.values) if value == Name(name))
        start, end = tokens.starts[place], tokens.ends[place]
        raise messages.unknown_name(name, start, end, words.usable, "")


def _placed(error: Unreadable, normal: Normal, text: str) -> Unreadable:
    """``error`` with its places counted in the text as typed."""
    start, end = normal.span(error.position, error.end, len(text))
    return Unreadable(error.code, start, max(end, start), error.message, error.suggestion)


def _remarks(parser: Parser, normal: Normal, text: str) -> tuple[Remark, ...]:
    """The parser's remarks, with the text they speak of as it was typed."""
    made = []
    for code, first, last in parser.remarks:
        start, end = normal.span(first, last, len(text))
        made.append(messages.remark(code, start, end, text[start:end].strip()))
    return tuple(dict.fromkeys(made))
