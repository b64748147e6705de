"""The one door to judging: ``judge(response, answer, rule, names)``.

An answer is compiled once into a ``Reference`` and kept, so that judging a response costs one
reading and one evaluation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from quizapp.checking import tree as t
from quizapp.checking.compiled import Reference, compiled
from quizapp.checking.names import ANY_NAMES, Names
from quizapp.checking.proofs import Task
from quizapp.checking.rules import PLAIN, Rule
from quizapp.records import Grade

__all__ = ["Answer", "Reference", "judge", "judge_number", "proof_task", "reference"]

Answer: TypeAlias = "str | t.Node | Sequence[str] | Sequence[Sequence[str]]"


def judge(response: str, answer: Answer, rule: Rule = PLAIN, names: Names = ANY_NAMES) -> Grade:
    r"""The grade of ``response`` against ``answer``: the one function that judges mathematics.

    >>> judge("2x + x", "3x").outcome
    'right'
    >>> judge("x^2 + 3x + 2", "(x+1)(x+2)", Rule(form="factored")).note
    'close.form'
    >>> judge("x^3/3", "x^3/3 + c", Rule(calculus="antiderivative", constant_required=True)).note
    'miss.constant'

    **Both texts** are written in the checker's grammar (``parse``), LaTeX included; spellings of
    computer algebra are read too (``%pi``, ``%e``, ``matrix([1,2],[3,4])``, ``x#1``,
    ``oc(0,1)``). An answer may also be a tree, or a list of entries or of rows.

    **Names.** By default every letter is a real name and ``ab`` a product (``ANY_NAMES``);
    ``WORD_NAMES`` takes whole words, as Maxima does; a question declares its own
    (``Names.of("x", "y")``, or ``Symbol``s that are positive, integer, complex …, functions,
    units), and then what is not declared is unreadable.

    **Outcomes.** "right"; "wrong"; "unreadable" (``position``, ``end``, often a suggestion in
    ``hint``; costs no try); "undecided" where neither numbers nor algebra on this side can tell.
    Everything read carries ``read_as``, which reads back to the same tree. Notes are stable:
    ``right.exact`` (equal as expressions), ``right.points`` (at so many points: worth a proof),
    ``right.value``, ``right.type``; ``close.*`` with score 0.5 (right value, but not the form,
    unit or figures asked for); ``wrong.named`` (a mistake of the rule); ``miss.*`` (a relation
    that was verified); else ``wrong.plain`` with a ``witness`` point.

    **What is compared** depends on ``answer``, as spelled or as ``rule.shape`` says:

    - *A value* (number or expression): equal at every point of the answer's domain. Over real
      names that is where the answer is real, so ``ln(x^2)`` is right for ``2 ln x`` but not the
      other way round, and ``sqrt(x^2)`` is ``x`` only for names declared positive or
      nonnegative. ``f = value`` and chains of equal values stand for their last side.
    - *A statement*: equations up to a factor, or with the same solutions; inequalities;
      ``and``, ``or``, ``not``, ``implies``, ``xor``; systems (linear ones by elimination).
      Where ``name = value`` is asked, the bare value is right, and an equivalent but unsolved
      equation is only close (``lenient`` lets it pass).
    - *Several values*: in order (``[…]``, ``(…)``, matrices) or in any order (``{…}``,
      ``x = ±2``, ``shape="set"``; ``"multiset"`` counts repetitions), with a grade for each
      entry in ``parts`` and a score between 0 and 1.
    - *An interval* or a union of them; ``0 <= x < 1`` says the same as ``[0, 1)``. A bracketed
      pair is a list unless ``shape="interval"``.

    **Rules** (fields of ``Rule``; they combine):

    ===================================  =====================================================
    ``shape``                            "scalar", "vector", "list", "set", "multiset", "matrix",
                                         "interval", "equation"; found when empty
    ``up_to="sign"``                     ``-a`` for ``a``; all entries of a vector together
    ``up_to="constant"``                 ``a + 3`` for ``a``
    ``up_to="factor"``                   ``3a`` for ``a``; vectors by one common factor
    ``up_to="renaming"``                 ``u^2 + v`` for ``x^2 + y``
    ``up_to="type"``                     any equation for an equation, any 2×2 matrix for one …
    ``form="same"``                      as the answer is written, but for order
    ``form="expanded"``                  no brackets left to multiply out
    ``form="factored"``                  irreducible over the rationals, whole numbers in front
    ``form="lowest-terms"``              every fraction reduced
    ``form="single-fraction"``           one fraction bar at most
    ``form="partial-fractions"``         proper fractions over powers of irreducible factors
    ``form="completed-square"``          ``a(x + h)^2 + k``
    ``form="simplified"``                nothing left to collect or to work out
    ``form="decimal"``, ``"exact"``      in digits; without decimals
    ``form="solved"``                    ``name = value``
    ``form_in``                          the name a form is about
    ``require``, ``forbid``, ``only``    names and functions to be used, or not
    ``calculus="derivative"``            with ``given``: names the usual slips
    ``calculus="antiderivative"``        any antiderivative; ``variable``, ``given``
    ``constant_required``                it must carry ``+ C``, by any name, even ``ln(kx)``
    ``abs_tol``, ``rel_tol``             numbers (or values of expressions) nearby
    ``significant``, ``decimals``        the figures or places the number must be given with
    ``unit``, ``unit_required``          units are converted; of another kind they are refused
    ``real_roots``                       ``x^(1/3)`` of a negative number is real
    ``domain="common"``                  equal where both have values
    ``lenient``                          as solutions are graded: the last answer in a sentence
                                         or ``\boxed``, words and units left out, decimals of
                                         five digits, ``10`` for ``10%``, a list for a set
    ``mistakes``, ``inner``, ``labels``  what the author foresaw
    ``near_misses=False``                no reasons are looked for
    ===================================  =====================================================

    Raises ``ContentError`` when the *answer* or a text of the rule cannot be read.
    """
    return reference(answer, rule, names).judge(response)


def judge_number(
    response: str, answer: Answer, rule: Rule = PLAIN, *, names: Names | None = None
) -> Grade:
    """The grade of a number, or of several, against ``answer``; no names are known.

    The value counts, never its spelling: ``0.25``, ``１／４``, ``25%`` and ``2^-2`` are one
    answer. Without a tolerance the value must be exact. ``1,234`` is one number where the
    answer is one.
    """
    if names is None:
        single = rule.shape == "scalar" or (not rule.shape and isinstance(answer, str))
        names = Names(thousands=single)
    return reference(answer, rule, names).judge(response)


def proof_task(
    response: str, answer: Answer, rule: Rule = PLAIN, names: Names = ANY_NAMES
) -> Task | None:
    """What to hand to the prover after ``judge`` said "right" by points; None for nothing."""
    return reference(answer, rule, names).proof_task(response)


def reference(answer: Answer, rule: Rule = PLAIN, names: Names = ANY_NAMES) -> Reference:
    """The compiled answer, kept for the next response. Raises ``ContentError``."""
    if isinstance(answer, (list, tuple)):
        return compiled(_joined(answer), rule, names)
    return compiled(answer, rule, names)


def _joined(answer: Sequence[str] | Sequence[Sequence[str]]) -> str:
    if answer and not isinstance(answer[0], str):
        return "[" + ", ".join("[" + ", ".join(row) + "]" for row in answer) + "]"
    entries = [entry for entry in answer if isinstance(entry, str)]
    return entries[0] if len(entries) == 1 else " ; ".join(entries)
