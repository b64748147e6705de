"""Text to tree: Python's own parser makes it, an allow-list decides whether it is taken.

``ast.parse`` builds a tree and runs nothing; the tree is never compiled. What this module lets
through is all the interpreter has to know.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from typing import Final, Literal

from quizapp.checking.code import vocabulary, words
from quizapp.checking.code.grammar import Grammar
from quizapp.checking.code.text import LIMITS, Layout, Limits, dedented, plain_text
from quizapp.checking.messages import Stop
from quizapp.checking.reading import Unreadable

Form = Literal["expression", "lines", "function"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a response may name."""

    names: tuple[str, ...] = ()
    """Values that are given: arguments, and what the listing assigns."""
    functions: tuple[str, ...] = ()
    """Functions that the listing defines."""
    random: bool = False
    """Whether random numbers may be drawn."""
    hole: bool = False
    """Whether the text is an author's listing, in which ``____`` may stand."""


@dataclass(frozen=True, slots=True)
class Program:
    """Code that was taken."""

    tree: ast.Module
    form: Form
    layout: Layout
    """The code in plain signs at the margin, and where its lines stood."""

    @property
    def linear(self) -> str:
        """The code as Python would print it; read again it gives the same tree."""
        return ast.unparse(self.tree)


@dataclass(frozen=True, slots=True)
class CodeReading:
    """A program, or an error; exactly one of the two is None."""

    program: Program | None
    error: Unreadable | None = None


def read_code(text: str, scope: Scope, limits: Limits = LIMITS) -> CodeReading:
    """What ``text`` says, or where and why it cannot be read. Never raises."""
    try:
        layout = dedented(plain_text(text, limits))
        tree = _parsed(layout)
        nodes = _within_size(tree, layout, limits)
        grammar = Grammar(scope.names, scope.functions, scope.random, scope.hole, layout)
        form = grammar.take(tree, nodes)
    except Stop as stop:
        return CodeReading(None, stop.error)
    return CodeReading(Program(tree, form, layout))


def _parsed(layout: Layout) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(layout.text)
    except SyntaxError as error:
        raise Stop(_bad_syntax(error, layout)) from None
    except (MemoryError, RecursionError, ValueError):
        raise Stop(words.too_deep(0)) from None


def _bad_syntax(error: SyntaxError, layout: Layout) -> Unreadable:
    lines = layout.text.split("\n")
    line = max(1, min(error.lineno or 1, len(lines)))
    row = lines[line - 1]
    column = max(0, min((error.offset or 1) - 1, len(row)))
    rest = row[column:]
    found = rest.split()[0] if rest.split() else ""
    start = layout.place(line, column)
    return words.bad_syntax(str(error.msg), start, start + max(len(found), 1), found[:20])


def _within_size(tree: ast.Module, layout: Layout, limits: Limits) -> list[ast.AST]:
    """Every node of ``tree``, whose number and height are bounded.

    Within these bounds walking the tree by recursion is safe.
    """
    level: list[ast.AST] = [tree]
    nodes: list[ast.AST] = []
    height = 0
    while level:
        nodes += level
        height += 1
        if len(nodes) > limits.nodes:
            raise Stop(words.too_large(layout.starts[0]))
        if height > limits.height:
            first = next((node for node in level if isinstance(node, ast.expr | ast.stmt)), None)
            at = layout.place(first.lineno, first.col_offset) if first else layout.starts[0]
            raise Stop(words.too_deep(at))
        # Packs hold thousands of formulas, and ast.iter_child_nodes takes twice as long.
        below: list[ast.AST] = []
        for node in level:
            for name in node._fields:
                value = getattr(node, name, None)
                if isinstance(value, ast.AST):
                    below.append(value)
                elif type(value) is list:
                    below += [one for one in value if isinstance(one, ast.AST)]
        level = below
    return nodes


NO_SCOPE: Final = Scope()
HOLE: Final = vocabulary.HOLE
