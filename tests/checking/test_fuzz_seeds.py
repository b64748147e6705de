"""Texts that a fuzzer once broke the reader or the judge with, made small; none does any more."""

from __future__ import annotations

import pytest

from tests.fuzz.targets import DICTIONARY, TARGETS, fuzz_judge, fuzz_read

SEEDS = (
    "lnιA",  # a name that begins like the constant i
    "ac_{0g}",  # a subscript of a digit and a letter, printed without its braces
    "and\\sigma,W",  # a connective glued to a name
    "a_{%\t}",  # a blank inside a subscript
    "2(t_77777777777777777777777777xpo*y)",  # a subscript too long for braces
    "d/dC==C=2µ",  # a quotient of names that printed as a derivative
    "d3 /dx_3/3i(x+1)",
    "=σ/dx=n",  # a quotient that printed as a label
    "=dz/dx=3",
    "l_{1_}x",  # an empty subscript
    "l_{_}x",
    "9./sec",  # a unit that is a function too, printed with a power
    "infσlog_2tinf",  # a logarithm with its base behind another name
    "Lw_qs3=8",  # a label whose printed form reads as a product
    "(dz/dx=3)",
    "∂ks=T",  # a label whose name is a product where letters are read one by one
    "∂ks=T<A",
    "pnoln1,800g" + "X" * 70 + "_XXX21",  # a name as long as names may be, printed with braces
)


@pytest.mark.parametrize("text", SEEDS)
def test_reading_holds(text: str) -> None:
    fuzz_read(text)


@pytest.mark.parametrize("text", SEEDS)
def test_judging_holds(text: str) -> None:
    fuzz_judge(text)


def test_the_words_the_fuzzer_starts_from_hold() -> None:
    for word in DICTIONARY:
        fuzz_read(word)
        fuzz_judge(word)


CODE_SEEDS = (
    "np.where(1,0,* x, 5)",  # an array spread among the arguments
    "rng;-np.where(1,0,* x, 5)[None]",
)


@pytest.mark.parametrize("text", CODE_SEEDS)
def test_judging_code_holds(text: str) -> None:
    TARGETS["code-judging"](text)
