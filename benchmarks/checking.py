"""How long a check takes, beside ``sympy.simplify(a - b) == 0`` in the same run.

    python -m compileall -q quizapp && PYTHONPATH=. python benchmarks/checking.py

Where the package ``math-verify`` can be imported (an environment with it, NumPy and SymPy; it is
no dependency of ours), the same run also compares with it on the question bank: every answer
against itself, commuted and expanded (right), and against each listed mistake, its negative, its
double and itself plus one (wrong). It gets LaTeX made from our own reading, which is what it reads
best; answers with declared functions are left out, because it knows none.

Pairs of response and answer come from the question bank (each answer against itself in another
form, each listed mistake) and from a table of harder ones. Compiled answers are kept between
checks, as they are while a learner works on a question; the first check of each answer is
reported apart.
"""

from __future__ import annotations

import gc
import logging
import statistics
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quizapp.checking.judging import Reference, judge, reference
from quizapp.checking.latex_out import latex
from quizapp.checking.linear import linear
from quizapp.checking.names import Definition, Names, Symbol
from quizapp.checking.parse import read
from quizapp.checking.prover import Prover
from quizapp.checking.rules import PLAIN
from quizapp.checking.tokens import literal
from quizapp.checking.tree import Add, Matrix, Mul, Neg, Node, Seq, names_in, rebuild

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
        clear_cache()  # type: ignore[no-untyped-call]
        verdict = False

        def simplify(a: Any = mine, b: Any = theirs) -> None:
            nonlocal verdict
            difference = builder.build(a) - builder.build(b)
            verdict = sympy.simplify(difference) == 0

        seconds.append(timed(simplify))
        ours = judge(response, answer, PLAIN, NAMES).outcome == "right"
        agreed += ours == verdict
        if ours != verdict:
            print(f"  differ: {response}  =?  {answer}: simplify {verdict}, ours {ours}")
    told("sympy.simplify(a - b) == 0", seconds)
    print(f"  same verdict on {agreed} of {len(pairs)} pairs")


def commuted(node: Node) -> Node:
    """The same tree with every sum and product the other way round."""
    node = rebuild(node, commuted)
    match node:
        case Add(terms):
            return Add(terms[::-1])
        case Mul(factors):
            return Mul(factors[::-1])
    return node


def with_verdicts() -> list[tuple[Node, Node, Names, bool]]:
    """Responses and answers of the bank with what is true of them."""
    from quizapp.checking.prover_process.to_sympy import Builder

    made: list[tuple[Node, Node, Names, bool]] = []
    for response, answer, names in bank():
        mine, theirs = read(response, names).tree, read(answer, names).tree
        assert mine is not None
        assert theirs is not None
        if names.functions:
            continue
        made.append((mine, theirs, names, response == answer))
        if response != answer or isinstance(theirs, Seq | Matrix):
            continue
        made.append((commuted(theirs), theirs, names, True))
        expanded = read(str(Builder(names).build(theirs).expand()), names).tree
        if expanded is not None:
            made.append((expanded, theirs, names, True))
        one, two = literal("1"), literal("2")
        other: list[Node] = [Add((theirs, one))]
        if theirs != literal("0"):  # twice nothing is right
            other.append(Mul((two, theirs)))
        if any(symbol.id in names_in(theirs) for symbol in names.symbols):
            other.append(Neg(theirs))
        made += [(wrong, theirs, names, False) for wrong in other]
    return made


def against_math_verify() -> None:
    try:
        import math_verify  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError:
        print("math-verify: not installed, left out")
        return
    logging.disable(logging.ERROR)  # it logs every text it cannot read
    cases = with_verdicts()
    ours_s, theirs_s = [], []
    ours_right = theirs_right = agreed = 0
    accepted = {"ours": 0, "math-verify": 0}
    for mine, answer, names, truth in cases:
        response = linear(mine)
        wanted = reference(linear(answer), PLAIN, names)
        ours = False

        def judged(wanted: Any = wanted, response: str = response) -> None:
            nonlocal ours
            ours = wanted.judge(response).outcome == "right"

        ours_s.append(timed(judged))
        gold, said = f"${latex(answer)}$", f"${latex(mine)}$"
        other = False

        def verified(gold: str = gold, said: str = said) -> None:
            nonlocal other
            other = bool(math_verify.verify(math_verify.parse(gold), math_verify.parse(said)))

        theirs_s.append(timed(verified))
        ours_right += ours == truth
        theirs_right += other == truth
        agreed += ours == other
        accepted["ours"] += ours and not truth
        accepted["math-verify"] += other and not truth
        if ours != truth:
            print(f"  ours is wrong about {response}  =?  {linear(answer)}")
    told("question bank, ours with reading", ours_s)
    told("question bank, math-verify with reading", theirs_s)
    total = len(cases)
    print(
        f"  right verdicts of {total}: ours {ours_right}, math-verify {theirs_right}; "
        f"same verdict {agreed}; wrong answers accepted: {accepted}"
    )


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
    against_math_verify()
    proofs(HARDER)


if __name__ == "__main__":
    main()
