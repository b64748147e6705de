"""The allow-list: which statements of Python's grammar, in which places."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Literal

from quizapp.checking.code import vocabulary as v
from quizapp.checking.code import words
from quizapp.checking.code.expression_grammar import ExpressionGrammar
from quizapp.checking.messages import Stop


class Grammar(ExpressionGrammar):
    """Walks one tree and takes it, or says what of it cannot be taken."""

    def take(
        self, tree: ast.Module, nodes: Sequence[ast.AST]
    ) -> Literal["expression", "lines", "function"]:
        """The form of ``tree``, imports of NumPy dropped from it; ``nodes`` are all its nodes.

        Raises ``Stop``.
        """
        tree.body = [stmt for stmt in tree.body if not self._harmless_import(stmt)]
        if not tree.body:
            raise Stop(words.empty())
        self._known |= set(_assigned(nodes))
        if self._random:
            self._known.add(v.SOURCE)
        defined = [stmt for stmt in tree.body if isinstance(stmt, ast.FunctionDef)]
        self._functions |= {stmt.name for stmt in defined}
        if self._hole:
            self._known.add(v.HOLE)
        for stmt in tree.body:
            if defined and not isinstance(stmt, ast.FunctionDef):
                self._refuse(
                    stmt,
                    "def を書くときは、関数だけを書いてください。",
                    "With def, write nothing but functions.",
                )
            self._statement(stmt)
        if defined:
            return "function"
        if len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr):
            return "expression"
        return "lines"

    def _harmless_import(self, stmt: ast.stmt) -> bool:
        if not isinstance(stmt, ast.Import):
            return False
        for alias in stmt.names:
            numpy = alias.name == "numpy" and alias.asname in (None, "np", "numpy")
            plain = ("math", "random") if self._random else ("math",)
            if not numpy and not (alias.name in plain and alias.asname is None):
                return False
        return True

    # ── statements ───────────────────────────────────────────────────────────────────────────

    def _statement(self, stmt: ast.stmt) -> None:
        match stmt:
            case ast.FunctionDef():
                self._definition(stmt)
            case ast.Expr(value=value):
                self._expression(value)
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._target(target)
                self._expression(value)
            case ast.AugAssign(target=target, op=op, value=value):
                self._operator(stmt, op)
                self._target(target, several=False)
                self._expression(value)
            case ast.For(target=target, iter=iterated, body=body, orelse=[], type_comment=None):
                self._target(target)
                self._expression(iterated)
                self._loops += 1
                self._block(body)
                self._loops -= 1
            case ast.If(test=test, body=body, orelse=orelse):
                self._expression(test)
                self._block(body)
                self._block(orelse)
            case ast.Return(value=value):
                if value is not None:
                    self._expression(value)
            case ast.Pass():
                pass
            case ast.Import() if self._harmless_import(stmt):
                pass
            case ast.Break() | ast.Continue():
                if not self._loops:
                    self._refuse(
                        stmt,
                        "break と continue は for の中でだけ使えます。",
                        "break and continue belong inside for.",
                    )
            case ast.For():
                self._refuse(stmt, "for の else は使えません。", "for cannot have an else here.")
            case _:
                self._refused(stmt)

    def _block(self, body: Sequence[ast.stmt]) -> None:
        for stmt in body:
            self._statement(stmt)

    def _definition(self, stmt: ast.FunctionDef) -> None:
        if stmt.decorator_list:
            self._refuse(
                stmt.decorator_list[0],
                "デコレーターは使えません。",
                "Decorators cannot be used here.",
            )
        if self._depth:
            self._refuse(
                stmt, "関数の中に関数は書けません。", "A function cannot be written in another."
            )
        args = stmt.args
        if args.vararg or args.kwarg or args.kwonlyargs or args.posonlyargs:
            self._refuse(
                stmt,
                "def の引数は、名前だけを並べてください。",
                "The arguments of def are names alone.",
            )
        for default in args.defaults:
            value = default.operand if isinstance(default, ast.UnaryOp) else default
            minus = not isinstance(default, ast.UnaryOp) or isinstance(default.op, ast.USub)
            number = isinstance(value, ast.Constant) and (
                isinstance(value.value, int | float) or (value is default and value.value is None)
            )
            if not (number and minus):
                self._refuse(
                    default,
                    "引数の既定値は数だけです。",
                    "The default of an argument is a number.",
                )
            self._expression(value)
        # Types say nothing to the interpreter: they are taken off, never looked at.
        stmt.returns = None
        for arg in args.args:
            arg.annotation = None
            self._new_name(arg, arg.arg)
        self._new_name(stmt, stmt.name)
        self._depth += 1
        loops, self._loops = self._loops, 0
        self._block(stmt.body)
        self._loops = loops
        self._depth -= 1


def _assigned(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Every name that is assigned somewhere, arguments of functions included."""
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
