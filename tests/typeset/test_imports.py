"""What loading costs: nothing that the first screen would wait for."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"rich", "textual", "numpy", "sympy", "pydantic", "texicode", "uniseg", "markdown_it"}


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def test_even_a_whole_page_loads_nothing_heavy() -> None:
    loaded = run(
        "import sys\nfrom quizapp.typeset.prose import layout, warm\nwarm()\n"
        "layout('長い文。' * 40 + '$x$', 40)\nprint(*{m.partition('.')[0] for m in sys.modules})"
    )
    assert not set(loaded.split()) & HEAVY


def test_the_package_alone_loads_none_of_its_parts() -> None:
    loaded = run("import sys, quizapp.typeset\nprint(*sys.modules)").split()
    assert [name for name in loaded if name.startswith("quizapp.typeset.")] == []
