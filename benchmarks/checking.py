"""How long a check takes, beside ``sympy.simplify(a - b) == 0`` in the same run.

    python -m compileall -q quizapp && python benchmarks/checking.py

Pairs of response and answer come from the question bank (each answer against itself in another
form, each listed mistake) and from a table of harder ones. Compiled answers are kept between
checks, as they are while a learner works on a question; the first check of each answer is
reported apart.
"""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quizapp.checking.judging import Reference, judge, reference
from quizapp.checking.names import Definition, Names, Symbol
from quizapp.checking.parse import read
from quizapp.checking.prover import Prover
from quizapp.checking.rules import PLAIN

ROOT = Path(__file__).resolve().parents[1]
NAMES = Names.of("x", "y", "z", "t", "a", "b")
POSITIVE = Names(tuple(Symbol(word, "positive") for word in ("x", "y", "z", "t", "a", "b")))

HARDER = [
    ("sin(x)^2 + cos(x)^2", "1"),
    ("2 sin(x) cos(x)", "sin(2x)"),
    ("(x+y+z)^4", "(z+y+x)^2 (x+y+z)^2"),
    ("x^2 + 2 x y + y^2", "(x+y)^2"),
    ("(x^8 - 1)/(x - 1)", "(x+1)(x^2+1)(x^4+1)"),
    ("1/(1+exp(-x))", "(1 + tanh(x/2))/2"),
    ("exp(x+y)", "exp(x) exp(y)"),
    ("tan(x)", "sin(x)/cos(x)"),
    ("1/(sqrt(x)+1)", "(sqrt(x)-1)/(x-1)"),
    ("x/(x^2+y^2)", "1/(x + y^2/x)"),
    ("cos(3x)", "4cos(x)^3 - 3cos(x)"),
    ("ln(x^2)", "2 ln|x|"),
    ("(x+1)^10 - (x-1)^10", "20x^9 + 240x^7 + 504x^5 + 240x^3 + 20x"),
    ("sqrt(x^2)", "x"),
    ("2x + 2y", "2(x+y) + 1"),
    ("x^3 - y^3", "(x-y)(x^2 + x y - y^2)"),
    ("sin(2x)", "2 sin(x)"),
    ("exp(x)/(1+exp(x))^2", "1/(1+exp(-x))"),
    ("(a+b)/(a-b)", "(b+a)/(b-a)"),
    ("atan(x) + atan(1/x)", "pi/2"),
]


def bank() -> list[tuple[str, str, Names]]:
    """Pairs from the packs: an answer against itself, and each mistake against its answer."""
    pairs: list[tuple[str, str, Names]] = []
    for file in sorted((ROOT / "content").glob("*/*.toml")):
        try:
            data = tomllib.loads(file.read_text("utf-8"))
        except tomllib.TOMLDecodeError:
            continue
        for question in data.get("question", []):
            if question.get("kind") not in ("expression", "number"):
                continue
            names = _names(question)
            answer = _line(question.get("answer", ""))
            if read(answer, names).tree is None:
                continue
            pairs.append((answer, answer, names))
            pairs += [(_line(m["answer"]), answer, names) for m in question.get("mistake", [])]
    return [pair for pair in pairs if read(pair[0], pair[2]).tree is not None]


def _line(answer: Any) -> str:
    if isinstance(answer, list):
        return "[" + ", ".join(_line(entry) for entry in answer) + "]"
    return str(answer)


def _names(question: dict[str, Any]) -> Names:
    symbols = tuple(
        Symbol(entry)
        if isinstance(entry, str)
        else Symbol(entry["name"], entry.get("domain", "real"))
        for entry in question.get("names", [])
    )
    functions = []
    for word, body in question.get("functions", {}).items():
        tree = read(body, Names.of("x")).tree
        if tree is not None:
            functions.append(Definition(word, tree))
    return Names(symbols, tuple(functions))


def timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def told(title: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    p50 = statistics.median(ordered)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    print(
        f"{title:46} p50 {p50 * 1e3:8.3f} ms   p99 {p99 * 1e3:8.3f} ms   "
        f"max {ordered[-1] * 1e3:8.3f} ms   n {len(ordered)}"
    )


def import_time(module: str) -> float:
    code = f"import time; t = time.perf_counter(); import {module}; print(time.perf_counter() - t)"
    runs = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
        for _ in range(5)
    ]
    return min(runs)


def checks(pairs: list[tuple[str, str, Names]], title: str) -> None:
    first = [timed(lambda p=p: Reference(p[1], PLAIN, p[2]).judge(p[0])) for p in pairs]  # type: ignore[misc]
    kept = [reference(answer, PLAIN, names) for _, answer, names in pairs]
    repeated = [
        timed(lambda w=wanted, r=response: w.judge(r))  # type: ignore[misc]
        for _ in range(20)
        for wanted, (response, _, _) in zip(kept, pairs, strict=True)
    ]
    told(f"{title}: first check of an answer", first)
    told(f"{title}: further checks", repeated)


def against_sympy(pairs: list[tuple[str, str]]) -> None:
    import sympy
    from sympy.core.cache import clear_cache

    from quizapp.checking.prover_process.to_sympy import Builder

    builder = Builder(NAMES)
    seconds = []
    agreed = 0
    for response, answer in pairs:
        mine, theirs = read(response, NAMES).tree, read(answer, NAMES).tree
        assert mine is not None
        assert theirs is not None
        clear_cache()
        verdict = False

        def simplify(a: Any = mine, b: Any = theirs) -> None:
            nonlocal verdict
            verdict = sympy.simplify(builder.build(a) - builder.build(b)) == 0

        seconds.append(timed(simplify))
        ours = judge(response, answer, PLAIN, NAMES).outcome == "right"
        agreed += ours == verdict
        if ours != verdict:
            print(f"  differ: {response}  =?  {answer}: simplify {verdict}, ours {ours}")
    told("sympy.simplify(a - b) == 0", seconds)
    print(f"  same verdict on {agreed} of {len(pairs)} pairs")


def proofs(pairs: list[tuple[str, str]]) -> None:
    from quizapp.checking.proving import equal_task

    seconds = []
    outcomes: dict[str, int] = {}
    with Prover(timeout=1.0) as prover:
        started = timed(lambda: prover.prove(_task("x", "x")))
        for response, answer in pairs:
            mine, theirs = read(response, NAMES).tree, read(answer, NAMES).tree
            assert mine is not None
            assert theirs is not None
            proof = prover.prove(equal_task(mine, theirs, NAMES))
            seconds.append(proof.seconds)
            outcomes[proof.outcome] = outcomes.get(proof.outcome, 0) + 1
    print(f"prover: first task with its start {started * 1e3:.0f} ms; outcomes {outcomes}")
    told("prover: one proof", seconds)


def _task(mine: str, other: str) -> Any:
    from quizapp.checking.proving import equal_task

    first, second = read(mine, NAMES).tree, read(other, NAMES).tree
    assert first is not None
    assert second is not None
    return equal_task(first, second, NAMES)


def main() -> None:
    for module in ("quizapp.checking", "quizapp.checking.judging", "sympy"):
        print(f"import {module:27} {import_time(module) * 1e3:6.1f} ms")
    judge("sin(x)^2+cos(x)^2", "1", PLAIN, NAMES)  # mpmath is imported at the first tie
    gc.collect()
    questions = bank()
    harder = [(response, answer, NAMES) for response, answer in HARDER]
    if questions:
        checks(questions, "question bank")
    checks(harder, "harder pairs")
    mixed = (questions + harder) * (10_000 // len(questions + harder) + 1)
    batch = timed(lambda: [judge(r, a, PLAIN, n) for r, a, n in mixed[:10_000]])
    print(f"10,000 checks                      {batch:6.2f} s")
    against_sympy(HARDER)
    proofs(HARDER)


if __name__ == "__main__":
    main()
