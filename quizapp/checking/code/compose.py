"""A response put into its listing: into the hole, in place of a faulty line, or as the whole.

People answer in different amounts: the expression that is missing, the line with it, the whole
function. All are the same answer, so each is taken for what it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from quizapp.checking.code import vocabulary
from quizapp.checking.code.reader import CodeReading, Program, Scope, read_code
from quizapp.checking.reading import Unreadable
from quizapp.errors import ContentError


@dataclass(frozen=True, slots=True)
class Composition:
    """A whole program."""

    body: list[ast.stmt]
    yours: frozenset[int]
    """Ids of the statements that are the learner's, and of the one an expression was put into."""
    whole: bool
    """Whether the response brought its own function, and so answers by its result alone."""


@dataclass(frozen=True)
class Listing:
    """The code a question shows, with the place for the response."""

    text: str
    repair: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    random: bool = False

    @cached_property
    def reading(self) -> CodeReading:
        """How the listing is read; an empty one reads as nothing."""
        return self._read()

    def _read(self) -> CodeReading:
        # What the response is to assign may be used behind it: ``return X_batch, T_batch``.
        names = (*self.names, *self.outputs)
        return read_code(self.text, Scope(names, random=self.random, hole=True))

    @property
    def error(self) -> Unreadable | None:
        """What is wrong with the listing, or None."""
        return None if not self.text.strip() else self.reading.error

    @cached_property
    def scope(self) -> Scope:
        """What a response to the question may name."""
        names, functions = list(self.names), []
        if self.text.strip() and self.reading.program is not None:
            for node in ast.walk(self.reading.program.tree):
                if isinstance(node, ast.FunctionDef):
                    functions.append(node.name)
            main = self._main(self.reading.program.tree.body)
            names += [one for one in _names_in(main) if one not in names]
        return Scope(tuple(names), tuple(functions), self.random)

    @property
    def place_found(self) -> bool:
        """Whether the listing says where a response goes."""
        if not self.text.strip():
            return True
        program = self.reading.program
        return program is not None and _place(program.tree, self.repair) is not None

    @property
    def parameters(self) -> tuple[str, ...]:
        """The arguments of the listing's own function; empty when it shows none."""
        if self.text.strip() and self.reading.program is not None:
            last = self.reading.program.tree.body[-1]
            if isinstance(last, ast.FunctionDef):
                return tuple(arg.arg for arg in last.args.args)
        return ()

    def compose(self, response: Program) -> Composition:
        """The program that ``response`` makes of the listing."""
        body = response.tree.body
        if not self.text.strip():
            yours = _ids(body)
            if response.form == "lines" and len(self.outputs) == 1 and not self._sets_output(body):
                body = [*body, *_returned(body)]
            return Composition(body, yours, response.form == "function")
        # The tree is changed below, so each response gets one of its own.
        program = self._read().program
        if program is None:
            raise ContentError("The listing cannot be read.")
        if response.form == "function":
            named = {stmt.name for stmt in body if isinstance(stmt, ast.FunctionDef)}
            others = [
                stmt
                for stmt in program.tree.body[:-1]
                if isinstance(stmt, ast.FunctionDef) and stmt.name not in named
            ]
            return Composition([*others, *_asked_last(body, program.tree)], _ids(body), True)
        found = _place(program.tree, self.repair)
        if found is None:
            raise ContentError("The listing has no place for the response.")
        block, first, count = found
        if response.form == "expression":
            stmt = block[first]
            value = body[0].value if isinstance(body[0], ast.Expr) else None
            assert value is not None
            put = _put_value(stmt, value)
            block[first : first + count] = [put]
            return Composition(program.tree.body, frozenset({id(put)}), False)
        yours = _ids(body)
        if isinstance(block[first], ast.Return) and len(self.outputs) == 1:
            body = [*body, *_returned(body)]
        block[first : first + count] = body
        return Composition(program.tree.body, yours, False)

    def _sets_output(self, body: Sequence[ast.stmt]) -> bool:
        """Whether the variable that is compared is there anyway."""
        return self.outputs[0] in (*self.names, *_names_in(body))

    @staticmethod
    def _main(body: Sequence[ast.stmt]) -> Sequence[ast.stmt]:
        return body[-1:] if isinstance(body[-1], ast.FunctionDef) else body


def _returned(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """``return y`` behind lines that stand for a return, end with ``y = …`` and return nothing.

    Who was asked for what a function gives back and wrote ``y = …`` has answered the question.
    """
    last = body[-1]
    if any(isinstance(node, ast.Return) for stmt in body for node in ast.walk(stmt)):
        return []
    match last:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AugAssign(target=ast.Name(id=name)):
            made = ast.Return(ast.copy_location(ast.Name(name, ast.Load()), last))
            return [ast.copy_location(made, last)]
    return []


def _asked_last(body: list[ast.stmt], listing: ast.Module) -> list[ast.stmt]:
    """The functions of a response, the one the listing shows last; it is the one that is called."""
    asked = listing.body[-1]
    if not isinstance(asked, ast.FunctionDef):
        return body
    return sorted(body, key=lambda stmt: getattr(stmt, "name", "") == asked.name)


def _put_value(stmt: ast.stmt, value: ast.expr) -> ast.stmt:
    """``stmt`` with ``value`` for its hole, or, in a faulty line, for what it calculates."""
    if isinstance(stmt, ast.Expr) and _is_hole(stmt.value):
        return ast.copy_location(ast.Return(value), value)
    if any(_is_hole(node) for node in ast.walk(stmt)):
        return _Filler(value).visit(stmt)  # type: ignore[no-any-return]
    if isinstance(stmt, ast.Return | ast.Assign | ast.AugAssign | ast.Expr):
        stmt.value = value
        return stmt
    return ast.copy_location(ast.Return(value), value)


class _Filler(ast.NodeTransformer):
    def __init__(self, value: ast.expr) -> None:
        self._value = value

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._value if _is_hole(node) else node


def _is_hole(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == vocabulary.HOLE


def _place(tree: ast.Module, repair: tuple[int, ...]) -> tuple[list[ast.stmt], int, int] | None:
    """The block, the first statement and the number of statements that a response replaces."""
    for block in _blocks(tree):
        if repair:
            places = [place for place, stmt in enumerate(block) if stmt.lineno in repair]
            if places:
                return block, places[0], len(places)
            continue
        for place, stmt in enumerate(block):
            own = [child for child in ast.iter_child_nodes(stmt) if not isinstance(child, ast.stmt)]
            if any(_is_hole(node) for child in own for node in ast.walk(child)):
                return block, place, 1
    return None


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse"):
        block = getattr(node, name, None)
        if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
            yield block
            for stmt in block:
                yield from _blocks(stmt)


def _ids(body: Sequence[ast.stmt]) -> frozenset[int]:
    return frozenset(
        id(node) for stmt in body for node in ast.walk(stmt) if isinstance(node, ast.stmt)
    )


def _names_in(body: Sequence[ast.stmt]) -> list[str]:
    """Names that the statements assign or take as arguments, the hole left out."""
    found: dict[str, None] = {}
    for stmt in body:
        for node in ast.walk(stmt):
            if isinstance(node, ast.arg):
                found[node.arg] = None
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found[node.id] = None
    found.pop(vocabulary.HOLE, None)
    return list(found)
