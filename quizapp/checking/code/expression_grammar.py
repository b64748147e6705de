"""Which expressions, words and places of assignment the allow-list takes."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Sequence
from typing import Final, NoReturn

from quizapp.checking.code import vocabulary as v
from quizapp.checking.code import words
from quizapp.checking.code.text import Layout
from quizapp.checking.messages import Stop
from quizapp.checking.reading import Unreadable

_OPERATORS: Final = (
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult,
    ast.BitAnd, ast.BitOr, ast.BitXor,
)  # fmt: skip
_COMPARISONS: Final = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_LARGEST: Final = 2**63 - 1


class ExpressionGrammar:
    """Takes one expression, or says what of it cannot be taken."""

    def __init__(
        self,
        names: Sequence[str],
        functions: Sequence[str],
        random: bool,
        hole: bool,
        layout: Layout,
    ) -> None:
        self._given = list(names)
        self._functions = set(functions)
        self._random = random
        self._hole = hole
        self._layout = layout
        self._known: set[str] = set(names)
        self._loops = 0
        self._depth = 0

    # ── places ───────────────────────────────────────────────────────────────────────────────

    def _span(self, node: ast.AST) -> tuple[int, int]:
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        last = getattr(node, "end_lineno", None) or line
        end = getattr(node, "end_col_offset", None)
        start = self._layout.place(line, column)
        return start, start + 1 if end is None else self._layout.place(last, end)

    def _stop(self, error: Unreadable) -> NoReturn:
        raise Stop(error)

    def _refused(self, node: ast.AST) -> NoReturn:
        self._stop(words.refused(type(node).__name__, *self._span(node)))

    def _refuse(self, node: ast.AST, ja: str, en: str) -> NoReturn:
        self._stop(words.refused_part(*self._span(node), ja, en))

    # ── expressions ──────────────────────────────────────────────────────────────────────────

    def _expression(self, node: ast.expr) -> None:
        match node:
            case ast.Constant():
                self._constant(node)
            case ast.Name(id=name):
                self._name(node, name)
            case ast.BinOp(left=left, op=op, right=right):
                self._operator(node, op)
                self._expression(left)
                self._expression(right)
            case ast.UnaryOp(operand=operand):
                self._expression(operand)
            case ast.BoolOp(values=values):
                for value in values:
                    self._expression(value)
            case ast.Compare():
                self._comparison(node)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                for part in (test, body, orelse):
                    self._expression(part)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for part in parts:
                    self._expression(part)
            case ast.Subscript(value=value, slice=index):
                self._expression(value)
                self._index(index)
            case ast.Call():
                self._call(node)
            case ast.ListComp():
                self._comprehension(node)
            case ast.Attribute():
                self._attribute(node)
            case ast.Slice():
                self._refuse(node, "「:」は [ ] の中でだけ使えます。", "“:” belongs inside [ ].")
            case _:
                self._refused(node)

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp) -> None:
        for loop in node.generators:
            if loop.is_async:
                self._refused(node)
            if any(isinstance(one, ast.Subscript) for one in ast.walk(loop.target)):
                self._refuse(
                    loop.target, "ここには名前だけを書いてください。", "Only names may stand here."
                )
            self._target(loop.target)
            self._expression(loop.iter)
            for test in loop.ifs:
                self._expression(test)
        self._expression(node.elt)

    def _constant(self, node: ast.Constant) -> None:
        value = node.value
        if value is None or value is Ellipsis or isinstance(value, bool):
            return
        if isinstance(value, int):
            if value > _LARGEST:
                self._stop(words.big_number(*self._span(node)))
        elif not isinstance(value, float):
            self._refuse(node, "ここでは数だけが使えます。", "Only real numbers can be used here.")

    def _operator(self, node: ast.AST, op: ast.operator) -> None:
        if not isinstance(op, _OPERATORS):
            self._refuse(
                node, "シフト演算（<< と >>）は使えません。", "Shifts (<< and >>) cannot be used."
            )

    def _comparison(self, node: ast.Compare) -> None:
        self._expression(node.left)
        for op, right in zip(node.ops, node.comparators, strict=True):
            to_none = isinstance(right, ast.Constant) and right.value is None
            if isinstance(op, ast.Is | ast.IsNot):
                if not to_none:
                    self._refuse(node, "値は == で比べてください。", "Compare values with ==.")
            elif not isinstance(op, _COMPARISONS):
                self._refuse(node, "in は使えません。", "“in” cannot be used here.")
            self._expression(right)

    def _index(self, node: ast.expr) -> None:
        parts = node.elts if isinstance(node, ast.Tuple) else [node]
        for part in parts:
            if isinstance(part, ast.Slice):
                for bound in (part.lower, part.upper, part.step):
                    if bound is not None:
                        self._expression(bound)
            else:
                self._expression(part)

    def _name(self, node: ast.Name, name: str) -> None:
        if name in self._known:
            return
        start, end = self._span(node)
        if name in ("float", "int", "bool"):
            return
        if name in self._functions or name in v.BUILTINS or name in v.MODULES:
            self._stop(words.needs_call(name, start, end))
        if name in v.FUNCTIONS or name in v.CONSTANTS:
            self._stop(words.unknown_name(name, start, end, self._usable(), f"np.{name}"))
        self._stop(
            words.unknown_name(name, start, end, self._usable(), self._near(name, self._usable()))
        )

    def _usable(self) -> list[str]:
        others = sorted(self._known - set(self._given) - {v.HOLE, v.SOURCE})
        return self._given + others

    def _attribute(self, node: ast.Attribute) -> None:
        """An attribute that is not called: of ``np`` a constant, of a value ``shape`` and such."""
        owner = _dotted(node.value)
        start, end = self._span(node)
        if owner in ("np", "numpy"):
            if node.attr in v.CONSTANTS or node.attr in v.DTYPES:
                return
            if node.attr in v.FUNCTIONS:
                self._stop(words.needs_call(f"{owner}.{node.attr}", start, end))
            known = v.FUNCTIONS | v.CONSTANTS | v.DTYPES
            self._unknown(f"{owner}.", node.attr, known, start, end)
        if owner == "math" and node.attr in v.CONSTANTS - {"newaxis"}:
            return
        if owner.split(".")[0] in v.MODULES:
            self._unknown(f"{owner}.", node.attr, v.MATH if owner == "math" else (), start, end)
        self._expression(node.value)
        if node.attr not in v.ATTRIBUTES:
            if node.attr in v.METHODS or node.attr in v.RNG_METHODS:
                self._stop(words.needs_call(f".{node.attr}", end - len(node.attr) - 1, end))
            self._unknown(".", node.attr, v.ATTRIBUTES | v.METHODS, start, end)

    def _call(self, node: ast.Call) -> None:
        self._callee(node.func)
        for arg in node.args:
            if isinstance(arg, ast.GeneratorExp):
                self._generator(node, arg)
                continue
            # ``np.random.rand(*x.shape)`` is how most people write it.
            self._expression(arg.value if isinstance(arg, ast.Starred) else arg)
        for keyword in node.keywords:
            if keyword.arg is None:
                self._refused(ast.copy_location(ast.Starred(value=keyword.value), keyword))
            self._expression(keyword.value)

    def _generator(self, call: ast.Call, node: ast.GeneratorExp) -> None:
        """``sum(v for v in x)``: for Python's own functions; NumPy does not go through them."""
        if not (isinstance(call.func, ast.Name) and call.func.id in v.BUILTINS):
            self._refuse(
                node,
                "NumPy の関数には [ … for … in … ] とリストで渡してください。",
                "Give NumPy a list: [ … for … in … ].",
            )
        self._comprehension(node)

    def _callee(self, func: ast.expr) -> None:
        start, end = self._span(func)
        if isinstance(func, ast.Name):
            name = func.id
            if name in self._functions or name in v.BUILTINS:
                return
            if name in v.FUNCTIONS:
                suggestion = f"np.{name}"
            else:
                suggestion = self._near(name, [*self._functions, *v.BUILTINS])
            if name in self._known:
                self._refuse(
                    func,
                    f"「{name}」は関数ではありません。積は {name}*( … ) と書きます。",
                    f"“{name}” is not a function. A product is {name}*( … ).",
                )
            self._stop(words.unknown_function(name, start, end, suggestion))
        if not isinstance(func, ast.Attribute):
            self._refuse(func, "これは呼び出せません。", "This cannot be called.")
        owner, attr = _dotted(func.value), func.attr
        if owner in ("np", "numpy"):
            if attr not in v.FUNCTIONS and attr not in v.DTYPES:
                self._unknown(f"{owner}.", attr, v.FUNCTIONS, start, end)
        elif owner in ("np.linalg", "numpy.linalg"):
            if attr not in v.LINALG:
                self._unknown(f"{owner}.", attr, v.LINALG, start, end)
        elif owner in ("np.random", "numpy.random", "random"):
            known = v.PY_RANDOM if owner == "random" else v.NP_RANDOM
            if not self._random:
                self._stop(words.no_randomness(f"{owner}.{attr}", start, end))
            if attr not in known:
                self._unknown(f"{owner}.", attr, known, start, end)
        elif owner == "math":
            if attr not in v.MATH:
                self._unknown(f"{owner}.", attr, v.MATH, start, end)
        elif owner.split(".")[0] in v.MODULES:
            self._unknown(f"{owner}.", attr, (), start, end)
        else:
            self._expression(func.value)
            known = v.METHODS | v.RNG_METHODS if self._random else v.METHODS
            if attr not in known:
                self._unknown(".", attr, known, start, end)

    def _unknown(
        self,
        owner: str,
        attr: str,
        known: Sequence[str] | frozenset[str] | set[str],
        start: int,
        end: int,
    ) -> NoReturn:
        near = self._near(attr, known)
        word = f"{owner}{attr}"
        # A method is marked from its own dot on, not from the value before it.
        at = end - len(word) if owner == "." else start
        self._stop(words.unknown_function(word, at, end, f"{owner}{near}" if near else ""))

    @staticmethod
    def _near(word: str, known: Sequence[str] | frozenset[str] | set[str]) -> str:
        folded = {one.casefold(): one for one in sorted(known)}
        if word.casefold() in folded:
            return folded[word.casefold()]
        found = difflib.get_close_matches(word.casefold()[:40], folded, n=1, cutoff=0.7)
        return folded[found[0]] if found else ""

    # ── names that are set ───────────────────────────────────────────────────────────────────────

    def _new_name(self, node: ast.AST, name: str) -> None:
        if name.startswith("__") and not (self._hole and name == v.HOLE):
            self._refuse(
                node,
                f"「{name}」のような名前は使えません。",
                f"A name like “{name}” cannot be used.",
            )
        if name in v.MODULES:
            self._refuse(
                node, f"「{name}」には代入できません。", f"“{name}” cannot be assigned to."
            )

    def _target(self, node: ast.expr, *, several: bool = True) -> None:
        match node:
            case ast.Name(id=name):
                self._new_name(node, name)
            case ast.Tuple(elts=parts) | ast.List(elts=parts) if several and parts:
                for part in parts:
                    self._target(part)
            case ast.Subscript(value=value, slice=index):
                self._expression(value)
                self._index(index)
            case ast.Starred():
                self._refused(node)
            case ast.Attribute(attr=attr):
                self._refuse(
                    node,
                    f"「.{attr}」には代入できません。",
                    f"“.{attr}” cannot be assigned to.",
                )
            case _:
                self._refuse(node, "ここには代入できません。", "This cannot be assigned to.")


def _dotted(node: ast.expr) -> str:
    """``np.random`` for the node that says so; "" for anything but dotted module names."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute) and len(parts) < 3:
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name) and node.id in v.MODULES:
        return ".".join([node.id, *reversed(parts)])
    return ""
