"""An answer, read and prepared once, with everything that judging a response against it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from quizapp.checking import feedback as say
from quizapp.checking import prose
from quizapp.checking import tree as t
from quizapp.checking.arrays import BadShape, TooLarge, settle_arrays
from quizapp.checking.asked import Asked, commas_please, decimal_comma
from quizapp.checking.claims import ClaimJudge, IntervalJudge
from quizapp.checking.compare import equal
from quizapp.checking.derive import NoDerivative
from quizapp.checking.entries import (
    SetJudge,
    VectorJudge,
    matching,
    members,
    ordered_entries,
    shape_differs,
)
from quizapp.checking.evaluate import NotScalar
from quizapp.checking.likeness import Likeness
from quizapp.checking.linear import linear
from quizapp.checking.names import Names
from quizapp.checking.parse import read
from quizapp.checking.preparing import all_names, real_roots, shape_of, unreadable
from quizapp.checking.proofs import Task
from quizapp.checking.proving import equal_task
from quizapp.checking.reading import Reading, Unreadable
from quizapp.checking.renaming import renamings
from quizapp.checking.rules import Rule
from quizapp.checking.scalar import Given, ScalarJudge
from quizapp.checking.single import plain_value
from quizapp.checking.sorts import sort_of, wanted
from quizapp.checking.statements import NotStatement, is_statement
from quizapp.errors import ContentError
from quizapp.records import Grade, Localized, Witness


@lru_cache(maxsize=1024)
def compiled(answer: str | t.Node, rule: Rule, names: Names) -> Reference:
    """The compiled answer, kept for the next response. Raises ``ContentError``."""
    return Reference(answer, rule, names)


class Reference:
    """One answer with its rule and names, ready to judge any number of responses."""

    def __init__(self, answer: str | t.Node, rule: Rule, names: Names) -> None:
        """Raises ``ContentError`` when the answer or a text of the rule cannot be read."""
        self.rule = rule
        self.names = all_names(rule, names)
        self.word = ""
        if rule.lenient and isinstance(answer, str):
            self.word = prose.word_of(answer)
            plain = prose.stated(answer, numeric=True)
            answer = plain if read(plain, self.names).tree is not None else answer
        tree = t.Const("true") if self.word else answer
        if isinstance(tree, str):
            tree = self._read(tree, "answer")
        self.given = self._given()
        self.tree = tree
        try:
            self.tree = self._prepared(tree)
            self.asked = self._asked()
            self._grade_tree = self._judge_for(self.tree)
        except (NotScalar, NotStatement, NoDerivative, BadShape) as error:
            raise ContentError(
                f"This answer cannot be judged ({type(error).__name__}: {error}).",
                where=linear(self.tree),
                mend="Write a value, a statement, or a list of values.",
            ) from error

    def judge(self, response: str) -> Grade:
        """The grade of a typed response."""
        if not response.strip():
            return say.blank()
        if self.word:
            return self._judge_word(response)
        reading = self.read(response)
        if reading.tree is None:
            assert reading.error is not None
            return unreadable(response, reading.error)
        return self.judge_tree(reading.tree)

    def _judge_word(self, response: str) -> Grade:
        word = prose.word_of(response)
        if word == self.word or response.strip(" ().$*").casefold() == self.word:
            return say.right("right.exact", "text", response.strip())
        return say.wrong("wrong.plain", say.DIFFERENT_VALUE, response.strip(), evidence="text")

    def read(self, response: str) -> Reading:
        """How a typed response is read: without the question's label and counter words, and
        with blanks between values where several are asked for."""
        if self.rule.lenient:
            plain = prose.stated(response, numeric=not t.names_in(self.tree))
            if plain != response:
                reading = self._read_typed(plain)
                if reading.tree is not None:
                    return reading
        return self._read_typed(response)

    def _read_typed(self, response: str) -> Reading:
        text = self.asked.cleaned(response)
        if isinstance(text, Unreadable):
            return Reading(None, text)
        reading = read(text, self.names)
        count = self.asked.count
        if count > 1 and (reading.tree is None or ordered_entries(reading.tree) is None):
            apart = self.asked.separated(text)
            listed = reading if apart is None else read(apart, self.names)
            if listed.tree is not None:
                return listed
            error = reading.error
            if error is not None and error.code == "unreadable.operator":
                ja, en = commas_please(count)
                words = Localized(f"{error.message.ja}{ja}。", f"{error.message.en} {en}.")
                return Reading(None, replace(error, message=words, suggestion=""))
        if count == 1 and isinstance(reading.tree, t.Seq):
            if self.rule.lenient:
                grouped = read(text, replace(self.names, thousands=True))
                if grouped.tree is not None and not isinstance(grouped.tree, t.Seq):
                    return grouped
            comma = decimal_comma(text)
            if comma is not None:
                return Reading(None, comma)
        return reading

    def judge_tree(self, tree: t.Node) -> Grade:
        """The grade of a response that was read before."""
        read_as = linear(tree)
        if self.rule.up_to == "type":
            if sort_of(tree) == sort_of(self.tree):
                return say.right("right.type", "exact", read_as)
            return say.wrong("miss.type", wanted(self.tree), read_as, evidence="exact")
        try:
            grade = self._grade_tree(self._prepared(tree), read_as)
        except TooLarge:
            grade = say.undecided(read_as)
        except BadShape:
            words = Localized(
                "行列やベクトルの大きさが合いません", "The sizes of the arrays do not fit"
            )
            grade = say.wrong("miss.shape", words, read_as, evidence="none")
        except (NotScalar, NotStatement, NoDerivative):
            grade = say.undecided(read_as)
        if self.rule.up_to == "renaming" and grade.outcome != "right":
            exact = not (self.rule.tolerant or self.rule.lenient)
            found = renamings(tree, self.tree, self.names, exact=exact)
            for other in found.trees:
                also = self._grade_tree(self._prepared(other), read_as)
                if also.outcome == "right":
                    return also
            if not found.complete:
                return say.undecided(read_as)
        if self.rule.lenient and grade.outcome != "right":
            for other in prose.readings(tree, self.tree):
                also = self._grade_tree(self._prepared(other), read_as)
                if also.outcome == "right":
                    return also
        counted = grade.outcome == "wrong" or grade.note == "unreadable.count"
        if counted and self.rule.mistakes:
            named = self._named_mistake(tree)
            if named is not None:
                return replace(
                    grade,
                    outcome="wrong",
                    note="wrong.named",
                    feedback=named,
                    score=0.0,
                    hint=Localized(),
                    witness=self._fitting(grade.witness),
                )
        return grade

    def proof_task(self, response: str) -> Task | None:
        """What the prover can be asked about a response that points accepted, or None.

        None for statements and intervals, for tolerances and renaming, and for what cannot be
        read: there is nothing to prove there.
        """
        rule = self.rule
        if (
            rule.tolerant
            or rule.up_to in ("renaming", "type")
            or rule.domain == "common"
            or rule.lenient
        ):
            return None
        tree = self.read(response).tree
        if tree is None:
            return None
        shape = rule.shape or shape_of(self.tree)
        try:
            mine = self._prepared(tree)
        except BadShape:
            return None
        match shape:
            case "scalar":
                value = plain_value(mine, t.names_in(self.tree), self.names)
                wanted = plain_value(self.tree)
            case "set" | "vector" | "list":
                listed = members if shape == "set" else ordered_entries
                kind: t.SeqKind = "set" if shape == "set" else "list"
                entries, answers = listed(mine), listed(self.tree)
                value = None if entries is None else t.Seq(kind, entries)
                wanted = None if answers is None else t.Seq(kind, answers)
            case "matrix":
                value, wanted = mine, self.tree
            case _:
                return None
        if value is None or wanted is None or isinstance(value, t.Quantity):
            return None
        variable = ""
        if rule.calculus == "antiderivative":
            if shape != "scalar":
                return None
            variable = ScalarJudge(self.tree, rule, self.names, self.given).variable
        return equal_task(value, wanted, self.names, up_to=rule.up_to, variable=variable)

    def _likeness(self) -> Likeness:
        rule = self.rule
        return Likeness(
            self.same,
            self.names,
            blind=rule.lenient or self.unit_known or rule.up_to == "constant",
            abs_tol=rule.abs_tol or 0.0,
            rel_tol=rule.rel_tol or 0.0,
        )

    def same(self, first: t.Node, second: t.Node) -> bool:
        """Whether two entries are equal under this rule's tolerance."""
        if isinstance(first, t.Seq) or isinstance(second, t.Seq):
            return self._same_lists(first, second)
        if isinstance(first, t.Num) and isinstance(second, t.Num) and not self.rule.tolerant:
            return first.value == second.value  # long lists of numbers are quick
        if equal(first, second, self.names).verdict == "equal":
            return True
        rule = self.rule
        if not (rule.tolerant or rule.lenient or rule.unit or rule.up_to == "constant"):
            return False
        try:
            judge_one = ScalarJudge(second, self._entry_rule(), self.names, self.given)
            return judge_one.grade(first, None).outcome == "right"
        except (NotScalar, NoDerivative):  # an equation has no value to be near to, max no slope
            return False

    def _same_lists(self, first: t.Node, second: t.Node) -> bool:
        if not (isinstance(first, t.Seq) and isinstance(second, t.Seq)):
            return False
        if len(first.items) != len(second.items):
            return False
        if first.kind == "set" or second.kind == "set":
            return None not in matching(first.items, second.items, self._likeness())
        return all(map(self.same, first.items, second.items))

    def _fitting(self, witness: Witness | None) -> Witness | None:
        """The witness of a named mistake, unless it speaks of names that the answer does not.

        A name left over in a response often stands for others, and the point would contradict
        what it stands for; the author's words say enough.
        """
        own = t.names_in(self.tree)
        if witness is None or any(name not in own for name, _ in witness.at):
            return None
        return witness

    def _named_mistake(self, tree: t.Node) -> Localized | None:
        """What the author says about this very mistake, or None."""
        bare = replace(
            self.rule, mistakes=(), near_misses=False, form="", require=(), forbid=(), only=()
        )
        for mistake in self.rule.mistakes:
            wrong = compiled(mistake.answer, bare, self.names)
            if wrong.judge_tree(tree).outcome == "right":
                return mistake.feedback
        return None

    # Reading and preparing

    def _read(self, text: str, what: str, names: Names | None = None) -> t.Node:
        reading = read(text, names or self.names)
        if reading.tree is None:
            assert reading.error is not None
            raise ContentError(
                f"The {what} cannot be read: {reading.error.message.en}",
                where=f"{text!r}, character {reading.error.position + 1}",
                mend="Write it in the checker's grammar, with declared names only.",
            )
        return reading.tree

    def _prepared(self, tree: t.Node) -> t.Node:
        tree = settle_arrays(tree)
        return real_roots(tree) if self.rule.real_roots else tree

    def _given(self) -> Given:
        rule = self.rule
        unit: tuple[tuple[str, int], ...] = ()
        if rule.unit:
            quantity = self._read(f"1 {rule.unit}", "unit")
            if not isinstance(quantity, t.Quantity):
                raise ContentError(f"{rule.unit!r} is not a unit.", mend="Write it as in m/s^2.")
            unit = quantity.unit
        return Given(
            self._read(rule.given, "given expression") if rule.given else None,
            tuple(self._read(text, "inner derivative") for text in rule.inner),
            unit,
        )

    def _asked(self) -> Asked:
        shape = self.rule.shape or shape_of(self.tree)
        count = 0
        if shape == "scalar":
            count = 1
        elif shape in ("vector", "list", "set", "multiset"):
            listed = members if shape in ("set", "multiset") else ordered_entries
            count = len(listed(self.tree) or ())
        own = t.names_in(self.tree)
        labels = self.rule.labels if shape not in ("equation", "interval") else ()
        return Asked(
            labels,
            counters=self._numbers_only and bool(count),
            count=count,
            foreign=frozenset(symbol.id for symbol in self.names.symbols) - own
            if own
            else frozenset(),
        )

    @property
    def _numbers_only(self) -> bool:
        """Whether no letter can be part of an answer, so that ``3x`` can only say three times."""
        names = self.names
        return not (names.symbols or self.unit_known) and names.undeclared == "refuse"

    @property
    def unit_known(self) -> bool:
        """Whether units are part of the answer."""
        return bool(self.rule.unit or self.names.units)

    # Choosing a judge

    def _judge_for(self, tree: t.Node) -> Callable[[t.Node, str | None], Grade]:
        shape = self.rule.shape or shape_of(tree)
        match shape:
            case "set" | "multiset":
                return self._set_judge(tree, shape == "multiset")
            case "vector" | "list":
                return self._vector_judge(tree)
            case "matrix":
                return self._matrix_judge(tree)
            case "interval":
                return IntervalJudge(tree, self.rule, self.names).grade
            case "equation":
                return ClaimJudge(tree, self.rule, self.names, self._entry_judge).grade
        return ScalarJudge(tree, self.rule, self.names, self.given).grade

    def _entry_rule(self) -> Rule:
        return replace(
            self.rule,
            shape="",
            mistakes=(),
            form="" if self.rule.form == "solved" else self.rule.form,
            up_to="" if self.rule.up_to != "constant" else "constant",
        )

    def _entry_judge(self, answer: t.Node) -> Callable[[t.Node, str | None], Grade]:
        if isinstance(answer, (t.Seq, t.Matrix)) or is_statement(answer):
            inner = Reference.__new__(Reference)
            inner.rule, inner.names, inner.given = self._entry_rule(), self.names, self.given
            inner.tree = answer
            return inner._judge_for(answer)
        return ScalarJudge(answer, self._entry_rule(), self.names, self.given).grade

    def _vector_judge(self, tree: t.Node) -> Callable[[t.Node, str | None], Grade]:
        listed = ordered_entries(tree)
        answers = (tree,) if listed is None else listed
        vector = VectorJudge(
            answers,
            [self._entry_judge(answer) for answer in answers],
            linear,
            self._likeness(),
            up_to=self.rule.up_to,
        )

        def grade(response: t.Node, read_as: str | None) -> Grade:
            entries = ordered_entries(response)
            if self.rule.lenient and is_statement(response) and t.as_interval(tree) is not None:
                return IntervalJudge(tree, self.rule, self.names).grade(response, read_as)
            if self.rule.lenient and not self.rule.shape and prose.ends_differ(response, tree):
                words = Localized("かっこの種類が違います", "The brackets are of another kind")
                return say.wrong("miss.type", words, read_as, evidence="none")
            if entries is None and len(answers) == 1:
                entries = (response,)
            if entries is None or (
                isinstance(response, t.Seq)
                and response.kind == "set"
                and not self.rule.lenient
                and not (isinstance(tree, t.Seq) and tree.kind == "set")
            ):
                return _not_several(len(answers), response, read_as)
            return vector.grade(entries, read_as)

        return grade

    def _set_judge(self, tree: t.Node, multiplicity: bool) -> Callable[[t.Node, str | None], Grade]:
        answers = members(tree)
        if answers is None:
            raise NotStatement("no members")
        several = SetJudge(
            answers, self._entry_judge, linear, self._likeness(), multiplicity=multiplicity
        )

        def grade(response: t.Node, read_as: str | None) -> Grade:
            entries = members(response)
            if entries is None and is_statement(response) and is_statement(tree):
                return ClaimJudge(tree, self.rule, self.names, self._entry_judge).grade(
                    response, read_as
                )
            if entries is None:
                return _not_several(len(answers), response, read_as)
            return several.grade(entries, read_as)

        return grade

    def _matrix_judge(self, tree: t.Node) -> Callable[[t.Node, str | None], Grade]:
        rows = t.as_rows(tree)
        if rows is None:
            raise BadShape("not a matrix")
        size = (len(rows), len(rows[0]))
        flat = [entry for row in rows for entry in row]
        vector = VectorJudge(
            flat,
            [self._entry_judge(entry) for entry in flat],
            linear,
            self._likeness(),
            up_to=self.rule.up_to,
            width=size[1],
        )

        def grade(response: t.Node, read_as: str | None) -> Grade:
            mine = t.as_rows(response)
            if mine is None:
                entries = ordered_entries(response)
                if entries is None or 1 not in size or len(entries) != len(flat):
                    words = Localized(
                        f"{size[0]}×{size[1]} の行列で書いてください。例: [1,2;3,4]",
                        f"Write a {size[0]}×{size[1]} matrix, such as [1,2;3,4]",
                    )
                    return say.wrong("miss.type", words, read_as, evidence="none")
                return vector.grade(entries, read_as)
            if (len(mine), len(mine[0])) != size:
                return shape_differs((len(mine), len(mine[0])), size, read_as)
            return vector.grade([entry for row in mine for entry in row], read_as)

        return grade


def _not_several(count: int, response: t.Node, read_as: str | None) -> Grade:
    ja, en = commas_please(count)
    if plain_value(response) is not None:
        return Grade("unreadable", 0.0, "unreadable.count", Localized(ja, en), "none", read_as)
    return say.wrong("miss.type", Localized(ja, en), read_as, evidence="none")
