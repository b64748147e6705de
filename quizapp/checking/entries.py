"""Judging several values: vectors, lists, sets, matrices, entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from quizapp.checking import feedback as say
from quizapp.checking import tree as t
from quizapp.checking.derive import ZERO as _ZERO
from quizapp.checking.derive import multiplied, negated
from quizapp.checking.likeness import Likeness
from quizapp.checking.statements import plus_minus
from quizapp.records import Grade, Localized

_MANY: Final = 24
"""Number of pairs above which no reasons are looked for in a set."""
_MOST_WRONG: Final = 16
"""Wrong entries of a list that are looked at for reasons."""
_SPARE: Final = 16
"""How many values, beside four times those asked for, are looked at one by one."""
_NOT_RIGHT: Final = Localized("この値は違います", "This value is not right")

EntryJudge = Callable[[t.Node, str | None], Grade]
Printer = Callable[[t.Node], str]


class VectorJudge:
    """Judges ordered values, one judge per place."""

    def __init__(
        self,
        answers: Sequence[t.Node],
        judges: Sequence[EntryJudge],
        printer: Printer,
        likeness: Likeness,
        *,
        up_to: str = "",
        width: int = 0,
    ) -> None:
        """``width`` is the row length of a matrix."""
        self.answers = tuple(answers)
        self.judges = tuple(judges)
        self.printer = printer
        self.likeness = likeness
        self.same = likeness.same
        self.up_to = up_to
        self.width = width

    def grade(self, entries: Sequence[t.Node], read_as: str | None) -> Grade:
        """The grade of the entries, in order; ``parts`` holds one grade each."""
        if len(entries) != len(self.answers):
            return _count_differs(len(entries), len(self.answers), read_as)
        parts = self._parts(entries)
        if all(part.outcome == "right" for part in parts):
            return _all_right(parts, read_as)
        if self.up_to and self._up_to(entries):
            return say.right("right.value", "points", read_as)
        score = sum(part.score for part in parts) / len(parts)
        off = [place for place, part in enumerate(parts) if part.outcome != "right"]
        if all(parts[place].outcome == "undecided" for place in off):
            return replace(say.undecided(read_as), score=0.0, parts=parts)
        whole = self._whole_reason(entries, parts)
        if whole is not None:
            return say.wrong(whole[0], whole[1], read_as, score=score, parts=parts)
        return self._entry_reason(parts, off, score, read_as)

    def _parts(self, entries: Sequence[t.Node]) -> tuple[Grade, ...]:
        """One grade for each entry; after many wrong ones, reasons are no longer looked for."""
        parts: list[Grade] = []
        wrong = 0
        for judge, entry, answer in zip(self.judges, entries, self.answers, strict=True):
            shown = self.printer(entry)
            if wrong < _MOST_WRONG or self.same(entry, answer):
                parts.append(judge(entry, shown))
                wrong += parts[-1].outcome == "wrong"
            else:
                parts.append(say.wrong("wrong.plain", _NOT_RIGHT, shown))
        return tuple(parts)

    def _up_to(self, entries: Sequence[t.Node]) -> bool:
        if self.up_to == "sign":
            return all(self.same(negated(a), b) for a, b in zip(entries, self.answers, strict=True))
        if self.up_to != "factor":
            return False
        pivot = next((k for k, b in enumerate(self.answers) if not self.same(b, _ZERO)), None)
        if pivot is None or self.same(entries[pivot], _ZERO):
            return False
        return all(
            self.same(multiplied(a, self.answers[pivot]), multiplied(b, entries[pivot]))
            for a, b in zip(entries, self.answers, strict=True)
        )

    def _whole_reason(
        self, entries: Sequence[t.Node], parts: tuple[Grade, ...]
    ) -> tuple[str, Localized] | None:
        """A reason that covers all entries at once, or None."""
        if len(entries) < 2:
            return None
        if self.width and self._is_transposed(entries):
            return "miss.transposed", Localized(
                "行と列が入れ替わっています", "Rows and columns are swapped"
            )
        wrong = [part for part in parts if part.outcome != "right"]
        if len(wrong) > 1 and self._is_permuted(entries):
            return "miss.order", Localized(
                "値は合っていますが、並ぶ順番が違います", "The values are right, in another order"
            )
        notes = {part.note for part in parts}
        if len(notes) == 1 and notes <= {"miss.sign", "miss.reciprocal"}:
            words = parts[0].feedback
            return parts[0].note, Localized(f"どの値も{words.ja}", f"In every entry: {words.en}")
        return self._common_factor(entries, parts)

    def _common_factor(
        self, entries: Sequence[t.Node], parts: tuple[Grade, ...]
    ) -> tuple[str, Localized] | None:
        """One constant by which every entry that is not 0 is off."""
        values = []
        for mine, theirs, part in zip(entries, self.answers, parts, strict=True):
            if part.outcome == "right":
                if not self.same(theirs, _ZERO):
                    return None
                continue
            values.append((mine, theirs))
        if len(values) < 2:
            return None
        first_mine, first_theirs = values[0]
        for mine, theirs in values[1:]:
            if not self.same(multiplied(mine, first_theirs), multiplied(theirs, first_mine)):
                return None
        reasons = {
            (part.note, part.feedback)
            for part in parts
            if part.note in ("miss.factor", "miss.sign")
        }
        if len(reasons) != 1:
            return None
        note, words = next(iter(reasons))
        return note, Localized(f"どの値も{words.ja}", f"In every entry: {words.en}")

    def _is_permuted(self, entries: Sequence[t.Node]) -> bool:
        if all(self.same(a, b) for a, b in zip(entries, self.answers, strict=True)):
            return False
        return matching(entries, self.answers, self.likeness).count(None) == 0

    def _is_transposed(self, entries: Sequence[t.Node]) -> bool:
        width = self.width
        height = len(self.answers) // width
        if width == 1 or height == 1 or width != height:
            return False
        if all(self.same(a, b) for a, b in zip(entries, self.answers, strict=True)):
            return False
        order = [column * width + row for row in range(width) for column in range(width)]
        return all(self.same(entries[k], self.answers[order[k]]) for k in range(len(order)))

    def _entry_reason(
        self, parts: tuple[Grade, ...], off: list[int], score: float, read_as: str | None
    ) -> Grade:
        named = [place for place in off if parts[place].note.startswith(("miss.", "close."))]
        place = named[0] if named else off[0]
        ja_place, en_place = self._place(place)
        part = parts[place]
        if part.note.startswith(("miss.", "close.")):
            words = Localized(f"{ja_place}: {part.feedback.ja}", f"{en_place}: {part.feedback.en}")
            note = part.note
        else:
            ja_all = "、".join(self._place(k)[0] for k in off)
            en_all = ", ".join(self._place(k)[1] for k in off)
            words = Localized(f"{ja_all}の値が違います", f"Not right: {en_all}")
            note = "wrong.plain"
        return say.wrong(note, words, read_as, score=score, witness=part.witness, parts=parts)

    def _place(self, index: int) -> tuple[str, str]:
        if self.width:
            row, column = index // self.width + 1, index % self.width + 1
            return f"({row}, {column}) 成分", f"entry ({row}, {column})"
        return f"{index + 1} 番目", f"number {index + 1}"


class SetJudge:
    """Judges values without order."""

    def __init__(
        self,
        answers: Sequence[t.Node],
        judge_of: Callable[[t.Node], EntryJudge],
        printer: Printer,
        likeness: Likeness,
        *,
        multiplicity: bool = False,
    ) -> None:
        self.printer = printer
        self.likeness = likeness
        self.same = likeness.same
        self.multiplicity = multiplicity
        self.answers = tuple(answers if multiplicity else likeness.distinct(answers))
        self.judges = tuple(judge_of(answer) for answer in self.answers)

    def grade(self, entries: Sequence[t.Node], read_as: str | None) -> Grade:
        """The grade of the entries in any order; ``parts`` holds one grade each."""
        if len(entries) > 4 * len(self.answers) + _SPARE:
            return _count_differs(len(entries), len(self.answers), read_as)
        own = list(entries) if self.multiplicity else self.likeness.distinct(entries)
        graded = self._graded(own)
        pairing = _pairing(
            [[k for k, grade in enumerate(row) if grade.outcome == "right"] for row in graded]
        )
        parts = tuple(
            graded[place][found]
            if found is not None
            else _best(graded[place], self.printer, own[place])
            for place, found in enumerate(pairing)
        )
        right = sum(found is not None for found in pairing)
        total = len(self.answers)
        if right == total == len(own):
            if not parts:
                return say.right("right.exact", "exact", read_as)
            return _all_right(parts, read_as)
        score = max(0.0, right - (len(own) - right)) / max(total, 1)
        taken = {found for found in pairing if found is not None}
        left = [k for k in range(total) if k not in taken]
        extra = [place for place, found in enumerate(pairing) if found is None]
        open_ = [any(one.outcome == "undecided" for one in graded[place]) for place in extra]
        # Values that cannot be told apart cannot be counted either: none of them is "too many".
        if any(open_) and (len(extra) <= len(left) or all(open_)):
            return replace(say.undecided(read_as), parts=parts)
        return self._named(own, parts, extra, left, score, read_as)

    def _graded(self, own: list[t.Node]) -> list[list[Grade]]:
        """The grades of every entry against every answer; in a large set, where it differs from
        an answer, without looking for the reason."""
        if len(own) * len(self.answers) <= _MANY:
            return [[judge(one, self.printer(one)) for judge in self.judges] for one in own]
        fitting = self.likeness.fits(own, self.answers)
        known: dict[tuple[t.Node, t.Node], Grade] = {}
        graded = []
        for entry, fits in zip(own, fitting, strict=True):
            shown = self.printer(entry)
            if not fits and not self.same(entry, entry):  # a text without a value says nothing
                graded.append([say.undecided(shown)] * len(self.answers))
                continue
            row = [say.wrong("wrong.plain", _NOT_RIGHT, shown)] * len(self.answers)
            for place in fits:
                pair = entry, self.answers[place]
                if pair not in known:
                    known[pair] = self.judges[place](entry, shown)
                row[place] = known[pair]
            graded.append(row)
        return graded

    def _named(
        self,
        own: list[t.Node],
        parts: tuple[Grade, ...],
        extra: list[int],
        left: list[int],
        score: float,
        read_as: str | None,
    ) -> Grade:
        almost = [parts[place] for place in extra if parts[place].note.startswith("close.")]
        if almost and len(almost) == len(extra) == len(left):
            grade = almost[0]
            half = score + 1.5 * len(almost) / max(len(self.answers), 1)
            return say.wrong(grade.note, grade.feedback, read_as, score=half, parts=parts)
        if not extra:
            words = Localized(
                f"合っていますが、あと {len(left)} つあります",
                f"Right so far; {len(left)} more to find",
            )
            return say.wrong("miss.missing", words, read_as, score=score, parts=parts)
        if not left:
            shown = "、".join(self.printer(own[place]) for place in extra[:3])
            plain = ", ".join(self.printer(own[place]) for place in extra[:3])
            words = Localized(
                f"{shown} は余分です", f"{plain} {'is' if len(extra) == 1 else 'are'} too many"
            )
            return say.wrong("miss.extra", words, read_as, score=score, parts=parts)
        if len(extra) == len(left) and all(
            any(
                self.same(negated(own[place]), self.answers[k])
                and not self.same(own[place], self.answers[k])
                for k in left
            )
            for place in extra
        ):
            words = Localized("符号が逆の値があります", "The sign of some value is flipped")
            return say.wrong("miss.sign", words, read_as, score=score, parts=parts)
        shown = "、".join(self.printer(own[place]) for place in extra[:3])
        plain = ", ".join(self.printer(own[place]) for place in extra[:3])
        words = Localized(f"{shown} が違います", f"Not right: {plain}")
        return say.wrong("wrong.plain", words, read_as, score=score, parts=parts)


def members(node: t.Node) -> tuple[t.Node, ...] | None:
    """The values a response lists, however it lists them: ``{1, 2}``, ``1, 2``, ``±1``,
    ``x = 1 or x = 2``, ``x = ±1``; None when it lists none."""
    match node:
        case t.Seq(_, items):
            return tuple(part for item in items for part in plus_minus(_unlabelled(item)))
        case t.PlusMinus() | t.Add() | t.Mul() | t.Div() | t.Neg():
            return plus_minus(node)
        case t.Logic("or", args):
            found: list[t.Node] = []
            for arg in args:
                inner = members(arg)
                if inner is None:
                    return None
                found.extend(inner)
            return tuple(found)
        case t.Relation((t.Name(), value), ("=",)) | t.Relation((t.Name(), value), ("in",)):
            return members(value)
        case t.Relation() | t.Logic() | t.Interval():
            return None
        case t.Matrix(rows):
            return rows[0] if len(rows) == 1 else None
    return (node,)


def _unlabelled(node: t.Node) -> t.Node:
    match node:
        case t.Relation((t.Name(), value), ("=",)):
            return value
    return node


def ordered_entries(node: t.Node) -> tuple[t.Node, ...] | None:
    """The values of a list in order, without labels: ``x = 1, y = 2`` lists 1 and 2."""
    if isinstance(node, t.Logic) and node.op == "and":
        return tuple(_unlabelled(arg) for arg in node.args)
    if isinstance(node, t.Relation) and node.ops == ("=",) and _labels(node.sides[0]):
        return ordered_entries(node.sides[1])
    entries = t.as_entries(node)
    if entries is not None:
        return tuple(_unlabelled(entry) for entry in entries)
    return None


def _labels(node: t.Node) -> bool:
    """Whether ``node`` can stand before ``=`` as the name of what follows: ``v``, ``(x, y)``."""
    if isinstance(node, t.Seq):
        return bool(node.items) and all(isinstance(item, t.Name) for item in node.items)
    return isinstance(node, t.Name)


def matching(
    entries: Sequence[t.Node], answers: Sequence[t.Node], likeness: Likeness
) -> list[int | None]:
    """For each entry the answer it is paired with, in the pairing that covers most."""
    return _pairing(likeness.fits(entries, answers))


def _pairing(fits: Sequence[Sequence[int]]) -> list[int | None]:
    """The largest pairing, where ``fits`` lists the answers that each entry is equal to."""
    holder: dict[int, int] = {}

    def place(row: int, seen: set[int]) -> bool:
        for column in fits[row]:
            if column in seen:
                continue
            seen.add(column)
            if column not in holder or place(holder[column], seen):
                holder[column] = row
                return True
        return False

    for row in range(len(fits)):
        place(row, set())
    found: list[int | None] = [None] * len(fits)
    for column, row in holder.items():
        found[row] = column
    return found


def _best(graded: list[Grade], printer: Printer, entry: t.Node) -> Grade:
    """The grade to show for an entry that pairs with no answer."""
    for grade in graded:
        if grade.outcome == "undecided" or grade.note.startswith("close."):
            return grade
    return say.wrong("wrong.plain", _NOT_RIGHT, printer(entry))


def _all_right(parts: tuple[Grade, ...], read_as: str | None) -> Grade:
    exact = all(part.note == "right.exact" for part in parts)
    certain = all(part.evidence == "exact" for part in parts)
    note = "right.exact" if exact else "right.value"
    grade = say.right(note, "exact" if certain else "points", read_as)
    return replace(grade, parts=parts)


def _count_differs(got: int, wanted: int, read_as: str | None) -> Grade:
    words = Localized(
        f"値は {wanted} 個必要ですが、{got} 個です",
        f"{wanted} values are asked for, but there are {got}",
    )
    return say.wrong("miss.count", words, read_as)


def shape_differs(got: tuple[int, int], wanted: tuple[int, int], read_as: str | None) -> Grade:
    """The grade of a matrix of another shape."""
    turned = got == (wanted[1], wanted[0])
    ja = f"{wanted[0]}×{wanted[1]} の行列が必要ですが、{got[0]}×{got[1]} です"
    en = f"A {wanted[0]}×{wanted[1]} matrix is asked for, but this is {got[0]}×{got[1]}"
    return say.wrong("miss.transposed" if turned else "miss.shape", Localized(ja, en), read_as)
