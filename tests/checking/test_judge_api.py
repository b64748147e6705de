"""The public names: all there, loaded late, and light."""

from __future__ import annotations

import subprocess
import sys

import pytest

import quizapp.checking


@pytest.mark.parametrize("name", quizapp.checking.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(quizapp.checking, name) is not None


def test_no_other_name_is() -> None:
    with pytest.raises(AttributeError, match="no attribute"):
        _ = quizapp.checking.simplify


def test_the_function_is_not_hidden_by_a_module() -> None:
    code = (
        "import quizapp.checking.judging, quizapp.checking.prover, quizapp.checking.parse\n"
        "from quizapp.checking import judge, read, Names\n"
        "assert judge('2x', 'x+x', names=Names.of('x')).outcome == 'right'\n"
        "assert read('2x', Names.of('x')).tree\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_importing_loads_nothing_heavy() -> None:
    code = (
        "import sys, quizapp.checking.judging\n"
        "heavy = {'sympy', 'mpmath', 'numpy', 'pydantic', 'textual', 'random', 'subprocess'}\n"
        "found = heavy & set(sys.modules)\n"
        "assert not found, found\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
