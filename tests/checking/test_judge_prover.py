"""The prover: proofs that hold, calculations for authors, and being killed without harm."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from fractions import Fraction

import pytest

from quizapp.checking import tree as t
from quizapp.checking.judging import judge, proof_task
from quizapp.checking.names import Definition, Names, Symbol
from quizapp.checking.parse import read
from quizapp.checking.plain import decode, decode_names, encode, encode_names
from quizapp.checking.prover import Proof, Prover, Task
from quizapp.checking.proving import answer_task, equal_task, prove_answer
from quizapp.checking.rules import PLAIN, Rule
from quizapp.errors import ContentError

SIGMA = Definition("sigma", read("1/(1+exp(-x))", Names.of("x")).tree or t.Name("x"))
NAMES = Names(
    (Symbol("x"), Symbol("y"), Symbol("p", "positive"), Symbol("q", "positive"), Symbol("C")),
    (SIGMA,),
)
HARD = Task(
    "equal",
    {
        "mine": encode(
            t.Pow(t.Num("9", Fraction(9)), t.Pow(t.Num("9", Fraction(9)), t.Num("9", Fraction(9))))
        ),
        "other": encode(t.Num("1", Fraction(1))),
        "names": encode_names(NAMES),
    },
)


@pytest.fixture(scope="module")
def prover() -> Iterator[Prover]:
    with Prover(timeout=10) as found:
        yield found


def tree(text: str, names: Names = NAMES) -> t.Node:
    found = read(text, names).tree
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("mine", "other", "outcome"),
    [
        ("sin(x)^2 + cos(x)^2", "1", "proved"),
        ("cosh(x)^2 - sinh(x)^2", "1", "proved"),
        ("2*sigma(2x) - 1", "tanh(x)", "proved"),
        ("ln(p^2)", "2 ln p", "proved"),
        ("sqrt(x^2)", "|x|", "proved"),
        ("sqrt(x^2)", "x", "refuted"),  # x is any real number
        ("sqrt(p^2)", "p", "proved"),  # p is positive
        ("ln(p q)", "ln p + ln q", "proved"),
        ("ln(x^2)", "2 ln x", "proved"),  # where 2 ln x is real
        ("ln(x y)", "ln x + ln y", "proved"),
        ("2 ln x", "ln(x^2)", "refuted"),  # has no real value for negative x
        ("sqrt(x y)", "sqrt(x) sqrt(y)", "proved"),
        ("sqrt(x)^2", "x", "proved"),
        ("cbrt(x)", "x^(1/3)", "proved"),
        ("(x^2-1)/(x-1)", "x+1", "proved"),
        ("exp(x+y)", "exp(x)*exp(y)", "proved"),
        ("1/(sqrt(2)-1)", "sqrt(2)+1", "proved"),
        ("cos(pi/5)", "(1+sqrt(5))/4", "proved"),
        ("x + 10^-40", "x", "refuted"),  # far below machine numbers
        ("sigma'(x)", "sigma(x)*(1-sigma(x))", "proved"),
        ("[x+x, 2]", "[2x, 2]", "proved"),
        ("{x, 2}", "{2, x}", "proved"),
        ("{x, 2}", "{2, y}", "refuted"),
    ],
)
def test_equality(prover: Prover, mine: str, other: str, outcome: str) -> None:
    proof = prover.prove(equal_task(tree(mine), tree(other), NAMES))
    assert proof.outcome == outcome, proof.detail


@pytest.mark.parametrize(
    ("proof", "answer", "rule", "outcome"),
    [
        ("diff((x + y)**2, x)", "2*(x+y)", PLAIN, "proved"),
        ("diff((x + y)**2, x)", "2*x", PLAIN, "refuted"),
        ("argmin((w - 3)^2 + 2*w^2, w)", "1", PLAIN, "proved"),  # w is the proof's own name
        ("argmin((w - 3)^2/2 + 4*abs(w), w)", "0", PLAIN, "proved"),  # at a corner
        ("argmin((w - 3)^2/2 + abs(w), w)", "2", PLAIN, "proved"),
        ("maximum(sigma'(x), x)", "1/4", PLAIN, "proved"),
        ("maximum(x^2, x, -1, 3)", "9", PLAIN, "proved"),  # at an end
        ("minimum(x^2 - 4x, x)", "-4", PLAIN, "proved"),
        ("argmax(x*(1-x), x, 0, 1)", "1/2", PLAIN, "proved"),
        ("integrate(x^2, x, 0, 1)", "1/3", PLAIN, "proved"),
        ("integrate(x^2, x)", "x^3/3 + C", Rule(calculus="antiderivative"), "proved"),
        ("limit((1 + 1/n)^n, n, inf)", "e", PLAIN, "proved"),
        ("sum(binomial(3, k), k, 0, 3)", "8", PLAIN, "proved"),
        ("sum([1, 2, 3])/3", "2", PLAIN, "proved"),
        ("product(k, k, 1, 5)", "120", PLAIN, "proved"),
        ("sqrt(variance([1, 3, 5, 7]))", "sqrt(5)", PLAIN, "proved"),
        ("solve(x^2 = 4, x)", "{2, -2}", PLAIN, "proved"),
        ("solve([a + b = 2, a - b = 0], [a, b])", "[1, 1]", PLAIN, "proved"),
        ("inverse([1,2;3,4])", "[-2, 1; 3/2, -1/2]", PLAIN, "proved"),
        ("[1,2;3,4] * [1, 1]", "[3, 7]", PLAIN, "proved"),
        ("transpose([1,2;3,4])", "[1,3;2,4]", PLAIN, "proved"),
        ("det([1,2;3,4])", "-2", PLAIN, "proved"),
        ("eigenvalues([2,1;1,2])", "{1, 3}", PLAIN, "proved"),
        ("trace([1,2;3,4]) + rank([1,2;2,4])", "6", PLAIN, "proved"),
        ("substitute(x^2 + y, x, 3, y, 1)", "10", PLAIN, "proved"),
        ("entry([5,6;7,8], 2, 1)", "7", PLAIN, "proved"),
        ("dot([1,2,3],[4,5,6])", "32", PLAIN, "proved"),
        ("norm([3,4])", "5", PLAIN, "proved"),
        ("sqrt(2/400)", "0.07071", Rule(abs_tol=1e-4), "proved"),
        ("sqrt(2/400)", "0.0708", Rule(abs_tol=1e-5), "refuted"),
        ("0.9^50", "0.00515", Rule(rel_tol=1e-2), "proved"),
        ("[0.5, 1/3]", "[0.5, 0.3333]", Rule(abs_tol=1e-3), "proved"),
    ],
)
def test_answers_are_recomputed(
    prover: Prover, proof: str, answer: str, rule: Rule, outcome: str
) -> None:
    found = prove_answer(prover, proof, answer, NAMES, rule)
    assert found.outcome == outcome, (found.detail, found.value)


def test_the_recomputed_value_is_told(prover: Prover) -> None:
    found = prove_answer(prover, "diff((x + y)**2, x)", "2*x", NAMES)
    assert found.value == "2*x + 2*y"


def test_an_unreadable_proof_is_the_author_s_to_mend() -> None:
    with pytest.raises(ContentError, match="proof cannot be read"):
        answer_task("diff((x", "1", NAMES)


def test_a_task_follows_from_a_grade(prover: Prover) -> None:
    grade = judge("sin(x)^2 + cos(x)^2 + x", "x + 1", PLAIN, NAMES)
    assert grade.evidence == "points"
    task = proof_task("sin(x)^2 + cos(x)^2 + x", "x + 1", PLAIN, NAMES)
    assert task is not None
    assert prover.prove(task).proved
    rule = Rule(calculus="antiderivative")
    task = proof_task("ln|x| + C", "ln|2x|", rule, NAMES)
    assert task is not None
    assert prover.prove(task).proved
    assert proof_task("x < 2", "x < 3", PLAIN, NAMES) is None
    assert proof_task("0.33", "1/3", Rule(abs_tol=0.01), NAMES) is None


def test_time_is_up_and_the_next_task_works() -> None:
    with Prover(timeout=0.5) as prover:
        prover.start()
        began = time.monotonic()
        assert prover.prove(HARD).outcome == "timeout"
        assert time.monotonic() - began < 8  # the start counts too on a busy machine
        assert prover.restarts == 1
        task = equal_task(tree("x+x"), tree("2x"), NAMES)
        assert prover.prove(task, timeout=10).proved


def test_memory_is_bounded() -> None:
    code = (
        "from quizapp.checking.prover_process.server import bound_memory; bound_memory(300);"
        "bytearray(500_000_000)"
    )
    ended = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert b"MemoryError" in ended.stderr


def test_a_process_that_cannot_start_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with Prover(timeout=1) as prover:
        task = equal_task(tree("x+x"), tree("2x"), NAMES)
        assert prover.prove(task).outcome == "unknown"
        assert prover.restarts == 1


def test_killed_from_outside() -> None:
    with Prover(timeout=10) as prover:
        task = equal_task(tree("x+x"), tree("2x"), NAMES)
        assert prover.prove(task).proved
        worker = prover._worker
        assert worker is not None
        worker.process.kill()
        worker.process.wait()
        assert prover.prove(task).proved
        assert prover.restarts == 1


def test_submitted_tasks_report_back() -> None:
    heard: list[Proof] = []
    with Prover(timeout=10) as prover:
        for text in ("2x", "3x", "x*2"):
            prover.submit(equal_task(tree("x+x"), tree(text), NAMES), heard.append)
        assert len(heard) < 3  # nothing waits for the first import
        deadline = time.monotonic() + 20
        while prover.poll() and time.monotonic() < deadline:
            time.sleep(0.01)
    assert [proof.outcome for proof in heard] == ["proved", "refuted", "proved"]


def test_polling_never_waits_for_a_proof() -> None:
    with Prover(timeout=1.5) as prover:
        prover.prove(equal_task(tree("x+x"), tree("2x"), NAMES), timeout=10)
        thread = threading.Thread(target=prover.prove, args=(HARD,))
        thread.start()
        time.sleep(0.1)
        began = time.monotonic()
        prover.poll()
        assert time.monotonic() - began < 0.2
        thread.join()


def test_closing_ends_what_is_under_way() -> None:
    prover = Prover(timeout=30)
    heard: list[Proof] = []
    prover.prove(equal_task(tree("x+x"), tree("2x"), NAMES))
    thread = threading.Thread(target=lambda: heard.append(prover.prove(HARD)))
    thread.start()
    time.sleep(0.2)
    began = time.monotonic()
    prover.close()
    thread.join(5)
    assert time.monotonic() - began < 5
    assert heard
    assert heard[0].outcome == "unknown"
    assert prover.prove(HARD).outcome == "unknown"  # stays closed
    prover.close()


@pytest.mark.parametrize(
    "line",
    [
        b"not json\n",
        b"{}\n",
        b'{"operation": "equal"}\n',
        b'{"operation": "exec", "names": {"symbols": [], "functions": []}}\n',
        b'{"operation": "equal", "names": {"symbols": [], "functions": []}, '
        b'"mine": ["__import__", "os"], "other": ["Num", "1", {"fraction": "1"}]}\n',
    ],
)
def test_a_broken_line_does_not_end_the_process(prover: Prover, line: bytes) -> None:
    prover.prove(equal_task(tree("x+x"), tree("2x"), NAMES))
    worker = prover._worker
    assert worker is not None
    assert worker.send(line)
    assert b"unknown" in (worker.take(10) or b"")
    assert worker.alive()


@pytest.mark.parametrize(
    "text",
    [
        "2x + 1/3 - y^2",
        "[1, 2; x, 4]",
        "{1, x}",
        "x = 1 or x < -2",
        "sigma'(2x)",
        "[0, 1)",
        "x = 3 ± 2",
        "integrate(x^2, x, 0, 1)",
        "25%",
    ],
)
def test_trees_cross_as_plain_data(text: str) -> None:
    found = tree(text)
    assert decode(encode(found)) == found


def test_names_cross_as_plain_data() -> None:
    names = Names((Symbol("x", "real", 0.0, 1.0), Symbol("n", "natural")), (SIGMA,))
    assert decode_names(encode_names(names)) == names


def test_only_nodes_come_out() -> None:
    with pytest.raises(ValueError, match="no such node"):
        decode(["Popen", "ls"])


def test_sympy_stays_out_of_this_process() -> None:
    code = (
        "import sys; import quizapp.checking.judging, quizapp.checking.proving; "
        "from quizapp.checking import judge, Names; "
        "judge('sin(x)^2+cos(x)^2', '1', names=Names.of('x')); "
        "sys.exit('sympy' in sys.modules or 'numpy' in sys.modules or 'textual' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
