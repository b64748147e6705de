"""The house keeps its floors: what loads when, checked in fresh processes."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import quizapp

HEADLESS = (
    "quizapp.checking",
    "quizapp.scheduling",
    "quizapp.demos",
    "quizapp.store",
    "quizapp.typeset",
    "quizapp.content",
    "quizapp.practice",
    "quizapp.exam",
)


def loaded_after(code: str) -> set[str]:
    """Top-level modules loaded in a fresh interpreter that has run ``code``."""
    script = (
        code + "\nimport sys\nprint(' '.join(sorted({m.partition('.')[0] for m in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


def modules_below(package: str) -> list[str]:
    """All modules of a package, itself included."""
    root = importlib.import_module(package)
    return [package] + [info.name for info in pkgutil.walk_packages(root.__path__, package + ".")]


@pytest.mark.parametrize("package", HEADLESS)
def test_headless_floors_load_no_screen_library(package: str) -> None:
    names = [name for name in modules_below(package) if not name.endswith("prover_process")]
    loaded = loaded_after("\n".join(f"import {name}" for name in names))
    assert not loaded & {"textual", "rich"}


def test_a_graded_session_on_the_screens_never_imports_sympy() -> None:
    # Everything the app's process may import, short of the prover's own process.
    names = [
        name
        for package in (*HEADLESS, "quizapp.tui", "quizapp.cli")
        for name in modules_below(package)
        if not name.endswith(("prover_process", "to_sympy")) and ".prover_process" not in name
    ]
    loaded = loaded_after("\n".join(f"import {name}" for name in names))
    assert "textual" in loaded
    assert "sympy" not in loaded


def test_the_folder_of_kinds_loads_none_of_them() -> None:
    # One thread importing the folder and another a kind in it would wait for each other, and the
    # app, which warms up beside its screens, would end with a KeyError of the import machinery.
    script = (
        "import sys, quizapp.content.kinds\n"
        "print([name for name in sys.modules if name.startswith('quizapp.content.kinds.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_due_stays_light() -> None:
    loaded = loaded_after(
        "import os, tempfile\nos.environ['QUIZAPP_HOME'] = tempfile.mkdtemp()\n"
        "from quizapp.__main__ import main\nassert main(['due', '--json']) == 0\nprint()"
    )
    heavy = {"textual", "numpy", "sympy", "pydantic", "click", "mpmath", "rich"}
    assert not loaded & heavy


def test_the_code_never_runs_foreign_text() -> None:
    forbidden = ("eval(", "exec(", "sympify(", "parse_expr(", "pickle.load", "__import__(")
    found = []
    for path in Path(quizapp.__file__).parent.rglob("*.py"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            bare = line.split("#")[0]
            found += [f"{path}:{number}" for word in forbidden if f" {word}" in f" {bare.strip()}"]
    assert found == []
