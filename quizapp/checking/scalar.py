"""Judging one value: a number or an expression."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from quizapp.checking import feedback as say
from quizapp.checking import tree as t
from quizapp.checking.compare import Match, Target, equal, target
from quizapp.checking.derive import ZERO, NoDerivative, derivative, negated, substituted
from quizapp.checking.evaluate import NotScalar, evaluate, finite
from quizapp.checking.exact import exact_value
from quizapp.checking.forms import has_form, said, uses
from quizapp.checking.functions import Value
from quizapp.checking.links import offset, ratio
from quizapp.checking.names import Names
from quizapp.checking.nearmiss import find_reason
from quizapp.checking.nearnumber import (
    decimal_places,
    figures,
    literal,
    number_reason,
    rounding,
)
from quizapp.checking.precise import machine_value
from quizapp.checking.quantities import in_unit
from quizapp.checking.renaming import renamings
from quizapp.checking.rules import Rule
from quizapp.checking.single import other_kind, plain_value
from quizapp.checking.witness import shown, witness
from quizapp.records import Grade, Localized

_LENIENT_FIGURES = 5
_COUNTS = frozenset(("factorial", "binomial", "gamma"))


@dataclass(frozen=True, slots=True)
class Given:
    """What a rule's texts were read into."""

    expression: t.Node | None = None
    inner: tuple[t.Node, ...] = ()
    unit: tuple[tuple[str, int], ...] = ()


class ScalarJudge:
    """Judges single values against one answer."""

    def __init__(self, answer: t.Node, rule: Rule, names: Names, given: Given) -> None:
        self.rule = rule
        self.names = names
        self.given = given
        self.unit = given.unit
        if isinstance(answer, t.Quantity):
            self.unit = self.unit or answer.unit
            answer = in_unit(answer, self.unit) or answer.value
        self.answer = answer
        self.target: Target = target(answer, names)
        self.variable = self._variable()
        self.derived: Target | None = None
        if rule.calculus == "antiderivative":
            # Where a constant of integration is written into the answer, it drops out here.
            self.derived = target(derivative(answer, self.variable, names), names)

    def _variable(self) -> str:
        if self.rule.variable:
            return self.rule.variable
        known = self.target.own_names
        if self.given.expression is not None:
            known = t.names_in(self.given.expression) or known
        known = known - {"C", "c"} or known
        return "x" if "x" in known or not known else min(known)

    def grade(self, response: t.Node, read_as: str | None) -> Grade:
        """The grade of one tree."""
        if _endless(self.answer) or _endless(response):
            return self._grade_endless(response, read_as)
        value = plain_value(response, self.target.own_names, self.names)
        if value is None:
            return other_kind(response, read_as, self.names)
        if isinstance(value, t.Quantity) or self.unit:
            converted = self._converted(value, read_as)
            if isinstance(converted, Grade):
                return converted
            value = converted
        try:
            return self._grade_value(value, read_as)
        except (NotScalar, NoDerivative):
            return self._unfinished(value, read_as)

    def _grade_endless(self, response: t.Node, read_as: str | None) -> Grade:
        mine, theirs = _endless(response), _endless(self.answer)
        if mine == theirs:
            return say.right("right.exact", "exact", read_as)
        if mine == -theirs:
            words = Localized("符号が逆です", "The sign is flipped")
            return say.wrong("miss.sign", words, read_as, evidence="exact")
        return say.wrong("wrong.plain", say.DIFFERENT_VALUE, read_as, evidence="exact")

    def match(self, value: t.Node) -> Match:
        """Equality under the rule's options, without tolerance, form or reasons."""
        rule, names = self.rule, self.names
        if self.derived is not None:
            return self.derived.match(derivative(value, self.variable, names))
        found = self.target.match(value)
        if found.verdict == "equal":
            return found
        if rule.up_to == "sign":
            flipped = self.target.match(negated(value))
            return flipped if flipped.verdict == "equal" else found
        if rule.up_to in ("constant", "factor"):
            link = (offset if rule.up_to == "constant" else ratio)(value, self.target)
            if link.verdict == "equal":
                return Match("equal", link.evidence, compared=self.target.points.count)
        if rule.up_to == "renaming":
            for renamed in renamings(value, self.answer, names, exact=not rule.tolerant).trees:
                other = self.target.match(renamed)
                if other.verdict == "equal":
                    return other
        if found.undefined and (rule.domain == "common" or self._counts(value)):
            return self._on_common_domain(value, found)
        return found

    def _counts(self, value: t.Node) -> bool:
        """Whether both sides are made of factorials: ``n!/(k!(n-k)!)`` is the binomial wherever
        a count is meant, though it has no value for ``k > n``."""
        return all(
            any(isinstance(part, t.Call) and part.func in _COUNTS for part in t.walk(side))
            for side in (value, self.answer)
        )

    def _on_common_domain(self, value: t.Node, found: Match) -> Match:
        """Equality where both sides are real, for ``domain="common"``."""
        both = Target(t.Add((self.answer, t.Neg(value))), self.names)
        if both.complex or not both.values:
            return found
        columns = zip(
            evaluate(value, both.env, both.points.count, self.names),
            evaluate(self.answer, both.env, both.points.count, self.names),
            strict=True,
        )
        same = [abs(a - b) <= 1e-9 * max(abs(a), abs(b)) for a, b in columns if finite(a - b)]
        if len(same) >= 3 and all(same):
            return Match("equal", "points", compared=len(same))
        return found

    # Verdicts

    def _grade_value(self, value: t.Node, read_as: str | None) -> Grade:
        rule = self.rule
        if rule.significant is not None or rule.decimals is not None:
            found = self._by_figures(value, read_as)
            if found is not None:
                return found
        if rule.tolerant:
            found = self._by_tolerance(value, read_as)
            if found is not None:
                return found
        match = self.match(value)
        if match.verdict == "equal":
            return self._formed(value, match, read_as)
        if match.verdict == "unknown":
            return say.undecided(read_as)
        if rule.lenient and (self._rounded_well(value) or self._rounds_to_answer(value)):
            return say.right("right.value", "points", read_as)
        return self._explained(value, match, read_as)

    def _formed(self, value: t.Node, match: Match, read_as: str | None) -> Grade:
        """A right value: right, or close when the form is not the one asked for."""
        rule = self.rule
        if _is_unfinished(value) and not _is_unfinished(self.answer):
            ja, en = "微分や積分を計算した形で書いてください", "work the derivative or integral out"
            return say.close("unfinished", ja, en, read_as, match.evidence)
        missing = self._missing_words(value)
        if missing is not None:
            return say.close("require", missing.ja, missing.en, read_as, match.evidence)
        if rule.form and not has_form(rule.form, value, self.answer, rule.form_in):
            words = said(rule.form)
            return say.close("form", words.ja, words.en, read_as, match.evidence)
        if rule.calculus == "antiderivative" and rule.constant_required:
            grade = self._constant_missing(value, read_as, match)
            if grade is not None:
                return grade
        if match.evidence == "exact":
            return say.right("right.exact", "exact", read_as)
        if match.compared <= 1:
            return say.right("right.value", "points", read_as)
        return say.right("right.points", "points", read_as, match.compared)

    def _missing_words(self, value: t.Node) -> Localized | None:
        rule = self.rule
        if not (rule.require or rule.forbid or rule.only):
            return None
        used = uses(value)
        lacking = [word for word in rule.require if word not in used]
        if lacking:
            word = ", ".join(lacking)
            return Localized(f"{word} を使って書いてください", f"write it with {word}")
        banned = [word for word in rule.forbid if word in used]
        if banned:
            word = ", ".join(banned)
            return Localized(f"{word} を使わずに書いてください", f"write it without {word}")
        extra = sorted(used - set(rule.only)) if rule.only else []
        if extra:
            word = ", ".join(rule.only)
            return Localized(f"{word} だけで書いてください", f"write it with {word} only")
        return None

    def _constant_missing(self, value: t.Node, read_as: str | None, match: Match) -> Grade | None:
        base = (
            self.target.own_names
            if self.given.expression is None
            else t.names_in(self.given.expression)
        )
        base = (base | {self.variable}) - ({"C", "c"} - {self.variable})
        for word in sorted(t.names_in(value) - base):
            slope = derivative(value, word, self.names)
            if not self._is_zero(slope) and (
                self.variable not in t.names_in(slope)
                or self._is_zero(derivative(slope, self.variable, self.names))
            ):
                return None  # also ln|kx|, whose slope in k does not depend on x
        words = Localized("積分定数 +C がありません", "+C is missing")
        return say.wrong("miss.constant", words, read_as, score=0.5, evidence=match.evidence)

    def _is_zero(self, node: t.Node) -> bool:
        return equal(node, ZERO, self.names).verdict == "equal"

    def _explained(self, value: t.Node, match: Match, read_as: str | None) -> Grade:
        """A wrong value with its reason, or with the point that refutes it."""
        if self.target.constant and not t.names_in(value):
            return self._explained_number(value, match, read_as)
        if self.rule.near_misses:
            reason = find_reason(
                value,
                self.target,
                given=self.given.expression,
                variable=self.variable,
                calculus=self.rule.calculus,
                inner=self.given.inner,
            )
            if reason is not None:
                return say.wrong(reason.note, reason.words, read_as)
        bound = self._bound(value)
        if bound is not None:
            return self._explained_bound(*bound, read_as)
        seen: Target = self.target
        shown_value = value
        if self.derived is not None:
            seen, shown_value = self.derived, derivative(value, self.variable, self.names)
        point = witness(shown_value, seen, match)
        if point is None:
            return say.wrong("wrong.plain", say.DIFFERENT, read_as, evidence=match.evidence)
        words = say.at_point(point, undefined=match.undefined)
        if self.derived is not None:
            words = Localized(
                f"微分してももとの式に戻りません。{words.ja}",
                f"Its derivative is not the integrand. {words.en}",
            )
        return say.wrong("wrong.plain", words, read_as, witness=point)

    def _bound(self, value: t.Node) -> tuple[t.Node, t.Node] | None:
        """Response and answer in independent names, where a response mixes dependent ones."""
        used = t.names_in(value) | self.target.own_names
        mine, theirs = value, self.target.tree
        for symbol in self.names.symbols:
            meaning = symbol.equals
            if meaning is None or symbol.id not in used or not t.names_in(meaning) & used:
                continue
            mine = substituted(mine, symbol.id, meaning)
            theirs = substituted(theirs, symbol.id, meaning)
        same = mine is value and theirs is self.target.tree
        return None if same else (mine, theirs)

    def _explained_bound(self, mine: t.Node, theirs: t.Node, read_as: str | None) -> Grade:
        seen = target(theirs, self.names)
        match = seen.match(mine)
        if match.verdict == "equal":
            own = ", ".join(sorted(self.target.own_names))
            ja, en = f"{own} だけの式で書いてください", f"write it in {own} only"
            return say.close("require", ja, en, read_as, match.evidence)
        point = witness(mine, seen, match)
        if point is None:
            return say.wrong("wrong.plain", say.DIFFERENT, read_as, evidence=match.evidence)
        words = say.at_point(point, undefined=match.undefined)
        return say.wrong("wrong.plain", words, read_as, witness=point)

    def _explained_number(self, value: t.Node, match: Match, read_as: str | None) -> Grade:
        mine, theirs = self._numbers(value)
        if self.rule.near_misses and isinstance(mine, float) and isinstance(theirs, float):
            reason = rounding(value, theirs) or number_reason(
                mine, theirs, self.rule.rel_tol or self._relative(theirs)
            )
            if reason is not None:
                return say.wrong(reason.note, reason.words, read_as)
        if match.undefined:
            words = Localized("この式は値を持ちません", "This expression has no value")
            return say.wrong("wrong.undefined", words, read_as)
        words = say.DIFFERENT_VALUE
        if finite(mine) and read_as is not None and shown(mine) != read_as:
            words = Localized(
                f"{words.ja}（あなたの値は {shown(mine)}）", f"{words.en} (yours is {shown(mine)})"
            )
        return say.wrong("wrong.plain", words, read_as, evidence="points")

    def _relative(self, answer: float) -> float:
        if self.rule.abs_tol is None or not answer:
            return 1e-9
        return self.rule.abs_tol / abs(answer)

    def _unfinished(self, value: t.Node, read_as: str | None) -> Grade:
        if _is_unfinished(value):
            words = Localized(
                "微分や積分の記号が残っています。計算した結果を書いてください",
                "A derivative or an integral is left; write the result",
            )
            return say.wrong("close.unfinished", words, read_as, evidence="none")
        return say.undecided(read_as)

    # Tolerance, figures, units

    def _numbers(self, value: t.Node) -> tuple[Value, Value]:
        mine = evaluate(value, {}, 1, self.names)[0]
        if not finite(mine):
            mine = machine_value(value, {}, self.names)
        return mine, self.target.values[0] if self.target.values else math.nan

    def _by_tolerance(self, value: t.Node, read_as: str | None) -> Grade | None:
        """Right when within the tolerance everywhere; None when not."""
        seen = self.target
        if t.names_in(value) - seen.known:
            return None
        if seen.constant and not t.names_in(value):
            exact = self._exactly_within(value)
            if exact is not None:
                return self._within(value, read_as) if exact else None
        pairs = list(zip(seen.column(value), seen.values, strict=True))
        if not pairs or not all(self._near(a, b) for a, b in pairs):
            return None
        return self._within(value, read_as)

    def _exactly_within(self, value: t.Node) -> bool | None:
        mine, theirs = exact_value(value), exact_value(self.answer)
        if mine is None or theirs is None:
            return None
        gap = abs(mine - theirs)
        rule = self.rule
        if rule.abs_tol is not None and gap <= _as_written(rule.abs_tol):
            return True
        return rule.rel_tol is not None and gap <= _as_written(rule.rel_tol) * abs(theirs)

    def _near(self, a: Value, b: Value) -> bool:
        if not finite(a) or not finite(b):
            return False
        gap, slack = abs(a - b), 1e-12 * abs(b)
        rule = self.rule
        if rule.abs_tol is not None and gap <= rule.abs_tol * (1 + 1e-9) + slack:
            return True
        return rule.rel_tol is not None and gap <= rule.rel_tol * abs(b) * (1 + 1e-9) + slack

    def _within(self, value: t.Node, read_as: str | None) -> Grade:
        match = self.match(value)
        if match.verdict != "equal":
            match = Match("equal", "points", compared=0)
        grade = self._formed(value, match, read_as)
        if grade.outcome != "right" or match.compared or match.evidence == "exact":
            return grade
        rule = self.rule
        if rule.abs_tol is not None:
            size = say.plain_number(rule.abs_tol)
            ja, en = f"（許容差 {size}）", f" (within {size})"
        else:
            size = say.plain_number(rule.rel_tol or 0.0)
            ja, en = f"（相対許容差 {size}）", f" (within {size}, relative)"
        words = Localized(f"値として等しい{ja}", f"Equal in value{en}")
        return Grade("right", 1.0, "right.value", words, "exact", read_as)

    def _by_figures(self, value: t.Node, read_as: str | None) -> Grade | None:
        """The verdict where figures or decimal places are asked for; None when simply wrong."""
        rule = self.rule
        if not self.target.constant or t.names_in(value):
            return None
        mine, theirs = self._numbers(value)
        if not (isinstance(mine, float) and isinstance(theirs, float) and finite(theirs)):
            return None
        if rule.significant is not None:
            size = math.floor(math.log10(abs(theirs))) + 1 if theirs else 1
            places = rule.significant - size
            ja = f"有効数字 {rule.significant} 桁で書いてください"
            en = f"give it to {rule.significant} significant figures"
        else:
            assert rule.decimals is not None
            places = rule.decimals
            ja = f"小数第 {places} 位まで書いてください" if places else "整数で書いてください"
            en = f"give it to {places} decimal places"
        if abs(places) > 300:
            return None
        half = 0.5 * 10.0**-places
        within = rule.tolerant and self._near(mine, theirs)
        if abs(mine - theirs) > half * (1 + 1e-6) and not within:
            return None
        number = literal(value)
        fits = False
        if number is not None and rule.significant is not None:
            least, most = figures(number.text)
            fits = least <= rule.significant <= most or not mine
        elif number is not None:
            fits = decimal_places(number.text) == places
        if not fits:
            return say.close("significant" if rule.significant else "decimals", ja, en, read_as)
        return say.right("right.value", "exact", read_as)

    def _rounded_well(self, value: t.Node) -> bool:
        """A decimal that is the answer rounded to five figures or more (``lenient``)."""
        if not self.target.constant or t.names_in(value):
            return False
        number = literal(value)
        if number is None or figures(number.text)[1] < _LENIENT_FIGURES:
            return False
        mine, theirs = self._numbers(value)
        places = decimal_places(number.text)
        if abs(places) > 300:
            return False
        step = 10.0**-places
        return finite(mine) and abs(mine - theirs) <= 0.5 * step * (1 + 1e-9)

    def _rounds_to_answer(self, value: t.Node) -> bool:
        """An exact value whose five figures or more the answer is (``lenient``)."""
        number = literal(self.answer)
        if number is None or literal(value) is not None or t.names_in(value):
            return False
        places = decimal_places(number.text)
        if not 0 < places < 300 or figures(number.text)[1] < _LENIENT_FIGURES:
            return False
        mine, theirs = self._numbers(value)
        return finite(mine) and abs(mine - theirs) <= 0.5 * 10.0**-places * (1 + 1e-9)

    def _converted(self, value: t.Node, read_as: str | None) -> t.Node | Grade:
        """``value`` in the unit of the answer, or the grade of a unit that does not fit."""
        if not isinstance(value, t.Quantity):
            if self.unit and self.rule.unit_required:
                return say.close("unit", "単位も書いてください", "give the unit too", read_as)
            return value
        if not self.unit:
            words = Localized("この答えに単位はありません", "This answer has no unit")
            return say.wrong("miss.unit", words, read_as)
        converted = in_unit(value, self.unit)
        if converted is None:
            words = Localized("単位の種類が違います", "The unit is of another kind")
            return say.wrong("miss.unit", words, read_as)
        return converted


def _endless(node: t.Node) -> int:
    """1 and -1 for plus and minus infinity, 0 for everything else."""
    match node:
        case t.Const("inf"):
            return 1
        case t.Neg(arg):
            return -_endless(arg)
        case t.Relation((t.Name(), value), ("=",)):
            return _endless(value)
    return 0


def _is_unfinished(node: t.Node) -> bool:
    """True when a derivative or an integral is written, but not worked out."""
    return any(
        isinstance(part, (t.Integral, t.Derivative))
        or (isinstance(part, t.Call) and part.primes > 0)
        for part in t.walk(node)
    )


def _as_written(tolerance: float) -> Fraction:
    """The decimal an author wrote: 0.001 and not its binary neighbour."""
    return Fraction(repr(tolerance))
