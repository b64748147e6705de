"""Judging statements: equations, inequalities, systems, intervals."""

from __future__ import annotations

from collections.abc import Callable

from quizapp.checking import feedback as say
from quizapp.checking import tree as t
from quizapp.checking.compare import Match
from quizapp.checking.derive import negated
from quizapp.checking.entries import members
from quizapp.checking.forms import has_form, is_solved, said
from quizapp.checking.names import Names, Symbol
from quizapp.checking.rules import Rule
from quizapp.checking.sameness import same_claim
from quizapp.checking.statements import (
    Atom,
    Claim,
    Joined,
    NotStatement,
    atoms_of,
    claim_of,
    lists_statements,
    names_of,
)
from quizapp.checking.truth import truths
from quizapp.checking.witness import shown
from quizapp.records import Grade, Localized, Witness

_UNKNOWN = "\0x"
"""Stands for the numbers of an interval; no name a learner types can collide with it."""


class ClaimJudge:
    """Judges statements against one statement."""

    def __init__(
        self,
        answer: t.Node,
        rule: Rule,
        names: Names,
        value_judge: Callable[[t.Node], Callable[[t.Node, str | None], Grade]],
    ) -> None:
        """Raises ``NotStatement`` when the answer states nothing that can be judged."""
        self.answer = answer
        self.rule = rule
        self.names = names
        self.unknown = self._unknown()
        self.claim = claim_of(answer, self.unknown)
        self.solved_value = _solved_value(answer)
        self.solved = is_solved(answer) and _states_values(answer)
        self.value_judge = None if self.solved_value is None else value_judge(self.solved_value)

    def _unknown(self) -> str:
        used = t.names_in(self.answer)
        return next(iter(used)) if len(used) == 1 else ""

    def grade(self, response: t.Node, read_as: str | None) -> Grade:
        """The grade of one tree."""
        if self.value_judge is not None:
            grade = self._by_value(response, read_as)
            if grade is not None:
                return grade
        claim = self._claim(response)
        if claim is None:
            return self._not_a_statement(response, read_as)
        match = same_claim(claim, self.claim, self.names)
        if match.verdict == "unknown":
            return say.undecided(read_as)
        if match.verdict == "equal":
            return self._formed(response, match, read_as)
        return self._explained(response, claim, match, read_as)

    def _by_value(self, response: t.Node, read_as: str | None) -> Grade | None:
        """``x = 3`` asked: a bare 3 is right, and ``x = 4`` gets the reasons a number gets."""
        assert self.value_judge is not None
        match response:
            case t.Relation((t.Name(word), value), ("=",)) if word in t.names_in(self.answer):
                return self.value_judge(value, read_as)
            case t.Relation() | t.Logic() | t.Seq() | t.Interval() | t.PlusMinus() | t.Matrix():
                return None
        if t.names_in(response) & t.names_in(self.answer):
            return None
        return self.value_judge(response, read_as)

    def _claim(self, response: t.Node) -> Claim | None:
        try:
            return claim_of(response, self.unknown)
        except NotStatement:
            pass
        if not self.unknown:
            return None
        values = members(response)
        if values is None or isinstance(response, (t.Matrix, t.Interval)):
            return None
        if any(atom.op != "=" for atom in atoms_of(self.claim)):
            return None
        if any(t.names_in(value) for value in values) or t.names_in(response) - {self.unknown}:
            return None
        try:
            return claim_of(t.Seq("set", values), self.unknown)
        except NotStatement:
            return None

    def _not_a_statement(self, response: t.Node, read_as: str | None) -> Grade:
        equation = any(isinstance(x, t.Relation) and "=" in x.ops for x in t.walk(self.answer))
        ja = "等式で書いてください" if equation else "不等式で書いてください"
        en = "Write an equation" if equation else "Write an inequality"
        return say.wrong("miss.type", Localized(ja, en), read_as, evidence="none")

    def _formed(self, response: t.Node, match: Match, read_as: str | None) -> Grade:
        form = self.rule.form
        if not form and self.solved and not self.rule.lenient:
            # The unknown is asked for: echoing an equation of the question is no answer.
            form = "solved"
        if form and (isinstance(response, (t.Relation, t.Logic)) or lists_statements(response)):
            fits = (
                is_solved(response)
                if form == "solved"
                else has_form(form, response, self.answer, self.rule.form_in)
            )
            if not fits:
                words = said(form)
                return say.close("form", words.ja, words.en, read_as, match.evidence)
        if match.evidence == "exact":
            return say.right("right.exact", "exact", read_as)
        return say.right("right.value", "points", read_as)

    def _explained(
        self, response: t.Node, claim: Claim, match: Match, read_as: str | None
    ) -> Grade:
        if self.rule.near_misses:
            named = _near(claim, self.claim, self.names)
            if named is not None:
                return say.wrong(named[0], named[1], read_as)
        return _differs(claim, self.claim, match, self.names, read_as)


class IntervalJudge:
    """Judges intervals and unions of them; ``a < x <= b`` says the same."""

    def __init__(self, answer: t.Node, rule: Rule, names: Names) -> None:
        self.rule = rule
        self.answer = answer
        self.names = Names((*names.symbols, Symbol(_UNKNOWN)), names.functions)
        claim = self._claim(answer)
        if claim is None:
            raise NotStatement("not an interval")
        self.claim = claim

    def grade(self, response: t.Node, read_as: str | None) -> Grade:
        """The grade of one tree."""
        claim = self._claim(response)
        if claim is None:
            words = Localized(
                "区間で書いてください。例: [0, 1)", "Write an interval, such as [0, 1)"
            )
            return say.wrong("miss.type", words, read_as, evidence="none")
        match = same_claim(claim, self.claim, self.names)
        if match.verdict == "unknown":
            return say.undecided(read_as)
        if match.verdict == "equal":
            note = "right.exact" if match.evidence == "exact" else "right.value"
            return say.right(note, match.evidence, read_as)
        named = _near(claim, self.claim, self.names) if self.rule.near_misses else None
        if named is not None:
            return say.wrong(named[0], named[1], read_as)
        return _differs(claim, self.claim, match, self.names, read_as)

    def _claim(self, response: t.Node) -> Claim | None:
        used = t.names_in(response)
        if len(used) == 1 and isinstance(response, (t.Relation, t.Logic)):
            (word,) = used
            response = _renamed(response, word)
        try:
            return claim_of(response, _UNKNOWN)
        except NotStatement:
            return None


def _renamed(node: t.Node, word: str) -> t.Node:
    if isinstance(node, t.Name):
        return t.Name(_UNKNOWN) if node.id == word else node
    return t.rebuild(node, lambda part: _renamed(part, word))


def _solved_value(answer: t.Node) -> t.Node | None:
    """The value of ``name = value`` where the value contains no name."""
    match answer:
        case t.Relation((t.Name(), value), ("=",)) | t.Relation((value, t.Name()), ("=",)):
            if not t.names_in(value) and not isinstance(value, (t.Seq, t.Matrix, t.PlusMinus)):
                return value
    return None


def _states_values(answer: t.Node) -> bool:
    """True when a solved answer gives numbers for names: ``x = 1``, but not ``y = 2x``."""
    if isinstance(answer, (t.Logic, t.Seq)):
        return all(map(_states_values, t.children(answer)))
    return isinstance(answer, t.Relation) and answer.ops == ("=",) and len(t.names_in(answer)) == 1


def _each_atom(claim: Claim, change: Callable[[Atom], Atom]) -> Claim:
    if isinstance(claim, Atom):
        return change(claim)
    return type(claim)(claim.op, tuple(_each_atom(part, change) for part in claim.parts))


def _turned(claim: Claim) -> Claim | None:
    def turn(atom: Atom) -> Atom:
        return Atom(negated(atom.function), atom.op) if atom.op in ("<", "<=") else atom

    changed = _each_atom(claim, turn)
    return None if changed == claim else changed


def _closed(claim: Claim) -> Claim:
    return _each_atom(claim, lambda atom: Atom(atom.function, "<=") if atom.op == "<" else atom)


def _near(mine: Claim, theirs: Claim, names: Names) -> tuple[str, Localized] | None:
    """A relation between two claims that are not the same, or None."""
    turned = _turned(mine)
    if turned is not None and same_claim(turned, theirs, names).verdict == "equal":
        words = Localized("不等号の向きが逆です", "The inequality points the other way")
        return "miss.direction", words
    closed = _closed(mine), _closed(theirs)
    if closed != (mine, theirs) and same_claim(*closed, names).verdict == "equal":
        words = Localized("端を含むかどうかが違います", "They differ in whether an end belongs")
        return "miss.ends", words
    return None


def _gives_away(claim: Claim) -> bool:
    """True when a point that satisfies ``claim`` is as good as the answer."""
    atoms = list(atoms_of(claim))
    return all(atom.op == "=" for atom in atoms) and len(atoms) >= len(names_of(claim))


def _is_part_of(mine: Claim, theirs: Claim, names: Names) -> bool:
    """True when ``mine`` has solutions, all of them shared by ``theirs``."""
    shared = Joined("and", (mine, theirs))
    return (
        same_claim(shared, mine, names).verdict == "equal"
        and same_claim(mine, Joined("or", ()), names).verdict == "differ"
    )


def _differs(mine: Claim, theirs: Claim, match: Match, names: Names, read_as: str | None) -> Grade:
    """Wrong, with a point that belongs to one side only."""
    used = names_of(mine) | names_of(theirs)
    if match.point is None or not used:
        words = Localized(
            "正しい式と同じ意味になりません", "It does not say the same as the correct one"
        )
        return say.wrong("wrong.plain", words, read_as)
    point = {word: value for word, value in match.point.items() if word in used}
    env = {word: [value] for word, value in match.point.items()}
    holds = truths(mine, env, 1, names)[0]
    shown_point = tuple(
        ("x" if word == _UNKNOWN else word, shown(value)) for word, value in point.items()
    )
    place = ", ".join(f"{word} = {value}" for word, value in shown_point)
    if holds is None:
        words = Localized(f"{place} のところで違います", f"They differ at {place}")
        return say.wrong("wrong.plain", words, read_as)
    if holds:
        words = Localized(
            f"{place} はあなたの式では成り立ちますが、正しい式では成り立ちません",
            f"{place} satisfies yours, but not the correct one",
        )
    elif _gives_away(theirs):
        if _is_part_of(mine, theirs, names):
            words = Localized(
                "合っていますが、ほかにも解があります", "Right so far, but there are more solutions"
            )
            return say.wrong("miss.missing", words, read_as, score=0.5)
        words = Localized("解が違います", "The solutions are not the correct ones")
        return say.wrong("wrong.plain", words, read_as)
    else:
        words = Localized(
            f"{place} は正しい式では成り立ちますが、あなたの式では成り立ちません",
            f"{place} satisfies the correct one, but not yours",
        )
    said_so = Witness(shown_point, "true" if holds else "false", "false" if holds else "true")
    return say.wrong("wrong.plain", words, read_as, witness=said_so)
