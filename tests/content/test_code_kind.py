"""Code questions: what is right in whatever form, what is wrong and why, and what authors hear."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quizapp.checking.code.judging import Exercise
from quizapp.checking.code.worker import shared_worker
from quizapp.content.inputs import CodeInput
from quizapp.content.inspection.answers import answer_flaws
from quizapp.content.inspection.codes import code_flaws
from quizapp.content.kinds.code import Code
from quizapp.content.reading import build_question

BOTH = ("ja", "en")
TEXT = {"ja": "文", "en": "text"}
PLAIN: dict[str, Any] = {
    "id": "C-1",
    "kind": "code",
    "topic": "t",
    "title": TEXT,
    "prompt": TEXT,
    "hints": {"ja": ["一", "二"], "en": ["one", "two"]},
    "explanation": TEXT,
    "listing": "def f(x, w):\n    return ____\n",
    "sizes": {"n": [2, 4], "m": [2, 4]},
    "names": [
        {"name": "x", "shape": ["n", "m"], "draw": "away", "low": 0.2, "high": 2.0},
        {"name": "w", "shape": ["m"]},
    ],
    "outputs": ["y"],
    "answer": "x * w + 1",
}


def made(**changed: Any) -> Code:
    question, flaws = build_question({**PLAIN, **changed}, BOTH)
    assert [str(flaw.message.en) for flaw in flaws] == []
    assert isinstance(question, Code)
    return question


def flawed(**changed: Any) -> list[tuple[str, str]]:
    _, flaws = build_question({**PLAIN, **changed}, BOTH)
    return [(".".join(map(str, flaw.loc)), flaw.code) for flaw in flaws]


@pytest.fixture(scope="module", autouse=True)
def _end() -> Iterator[None]:
    yield
    shared_worker().close()


@pytest.mark.parametrize(
    ("response", "note"),
    [
        ("x * w + 1", "right.code"),
        ("1 + w*x", "right.code"),
        ("ｘ＊ｗ＋１", "right.code"),  # full width
        ("return x * w + 1", "right.code"),  # the whole line
        ("y = x * w\nreturn y + 1", "right.code"),
        ("y = x * w + 1", "right.code"),  # assigned and not returned
        ("def f(x, w):\n    return x * w + 1", "right.code"),
        ("def mine(a, b):\n    a *= b\n    a += 1\n    return a", "right.code"),
        ("np.add(np.multiply(x, w), 1)", "right.code"),
        ("np.array([row * w + 1 for row in x])", "right.code"),
        ("x * w", "code.case"),
        ("x * w + 1.001", "code.case"),
        ("x @ w + 1", "code.shape"),
        ("(x * w + 1).T", "code.shape"),
        ("x.T * w", "code.error"),
        ("x * w + 1 / 0", "code.error"),
        ("def f(x, w):\n    y = x * w + 1", "code.error"),  # nothing comes back
        ("y = None\nreturn y", "code.none"),
        ("[[1], [2, 3]]", "code.type"),
        ("np.zeros((10**9,))", "code.memory"),
        ("while True: pass", "unreadable.refused"),
        ("for i in range(10**9):\n    x = x + 1\nreturn x", "code.timeout"),
        ("x * ww + 1", "unreadable.name"),
        ("np.random.rand()", "unreadable.function"),
        ("x * w +", "unreadable.end"),
        ("", "unreadable.empty"),
    ],
)
def test_grading(response: str, note: str) -> None:
    grade = made().grade(response)
    assert grade.note == note
    expected = {"right": "right", "unreadable": "unreadable"}.get(note.split(".")[0], "wrong")
    assert grade.outcome == expected
    assert grade.score == (1.0 if expected == "right" else 0.0)
    assert grade.feedback.ja
    assert grade.feedback.en
    assert (grade.position is None) == (expected != "unreadable")


def test_the_first_failing_case_is_laid_out() -> None:
    grade = made().grade("x * w")
    rows = {row[0]: row[1:] for row in grade.table}
    assert list(rows) == ["@index", "x", "w", "@yours", "@correct"]
    for x, w, yours, correct in zip(
        rows["x"], rows["w"], rows["@yours"], rows["@correct"], strict=True
    ):
        assert float(yours) == pytest.approx(float(x) * float(w), abs=1e-3)
        assert float(correct) == pytest.approx(float(yours) + 1, abs=1e-3)
    assert "6 of 6 hidden arrays differ" in grade.feedback.en
    assert "[0, 0]" in grade.feedback.en


def test_a_shape_is_told_in_both_forms() -> None:
    said = made().grade("(x * w + 1).sum(axis=0)").feedback.en
    assert "The shape is (" in said
    assert "is expected" in said


def test_verdicts_are_the_same_every_time_and_hold_for_other_seeds() -> None:
    question = made()
    assert question.grade("x * w") == question.grade("x * w")
    for seed in range(10):
        assert question.grade("w * x + 1", seed=seed).outcome == "right"
        assert question.grade("w * x + 2", seed=seed).outcome == "wrong"


def test_mistakes_are_known_by_what_they_do() -> None:
    question = made(
        mistake=[
            {"answer": "x * w", "feedback": {"ja": "1 を足す", "en": "add 1"}},
            {"answer": "x @ w", "feedback": {"ja": "行列の積", "en": "a matrix product"}},
            {"answer": "x + np.ones(99)", "feedback": {"ja": "形", "en": "a shape"}},
        ]
    )
    for response, said in (
        ("w * x", "add 1"),
        ("(x.T * w[:, None]).T", "add 1"),
        ("np.dot(x, w)", "a matrix product"),
        ("(x * w).sum(axis=1)", "a matrix product"),
        ("np.ones(99) + x", "a shape"),
        ("x - w", ""),
    ):
        grade = question.grade(response)
        assert (grade.feedback.en == said) == bool(said), response
        assert (grade.note == "wrong.named") == bool(said)
        if said:
            assert grade.hint.en


def test_several_outputs_and_lines() -> None:
    question = made(
        listing="def f(x, w):\n    ____\n    return x, w\n",
        outputs=["x", "w"],
        lines=2,
        answer="x = x + 1\nw = w * 2",
    )
    assert question.grade("w *= 2\nx += 1").outcome == "right"
    assert question.grade("return x + 1, 2 * w").outcome == "right"
    assert question.grade("(x + 1, w + w)").outcome == "right"
    assert "w" in question.grade("x = x + 1\nw = w * 3").feedback.en
    assert "2 values" in question.grade("return x + 1").feedback.en
    assert question.grade("x = x + 1\nw = w @ np.ones(9)").feedback.en.startswith("Line 2")
    shape = question.input
    assert isinstance(shape, CodeInput)
    assert shape.height == 2
    assert shape.given == ("x: (n, m)", "w: (m,)")
    assert question.answer_text("ja").startswith("```python\n")


def test_a_faulty_line_is_replaced() -> None:
    question = made(listing="def f(x, w):\n    y = x + w\n    return y\n", repair=[2])
    for response in ("x * w + 1", "y = x * w + 1", "y = x * w\ny += 1", "return x * w + 1"):
        assert question.grade(response).outcome == "right", response
    assert question.grade("x + w").outcome == "wrong"


def test_helpers_of_the_listing_may_be_called() -> None:
    question = made(listing="def g(x):\n    return x + 1\n\ndef f(x, w):\n    return ____\n")
    assert question.grade("g(x * w)").outcome == "right"
    assert question.grade("def f(x, w):\n    return g(x * w)").outcome == "right"
    assert question.grade("def g(x):\n    return x\ndef f(x, w):\n    return g(x * w)").note == (
        "code.case"
    )


def test_without_a_listing_the_response_stands_alone() -> None:
    question = made(listing="")
    for response in ("x * w + 1", "y = x * w + 1", "def f(x, w):\n    return x * w + 1"):
        assert question.grade(response).outcome == "right", response


def test_whole_numbers_are_asked_for_where_the_answer_is_whole() -> None:
    names = [{"name": "k", "draw": "integer", "low": 2, "high": 9}]
    question = made(listing="", names=names, answer="k // 2", outputs=["half"])
    assert question.grade("int(k / 2)").outcome == "right"
    assert question.grade("np.floor(k / 2)").note == "code.type"


def test_a_gradient_is_measured() -> None:
    gradient = {"by": "x", "of": "np.sum(x**2 * w) / 2"}
    question = made(answer="x * w", check="gradient", gradient=gradient)
    assert question.grade("w * x").evidence == "gradient"
    assert list(code_flaws(question)) == []
    grade = question.grade("2 * x * w")
    assert grade.table[-1][0] == "@gradient"
    assert grade.table[-1][1:] == grade.table[-2][1:]
    wrong = made(answer="x * w * 2", check="gradient", gradient=gradient)
    assert "central differences" in next(code_flaws(wrong)).message.en


def test_a_loss_is_held_against_its_gradient() -> None:
    names = [{"name": "W", "shape": ["n", "m"], "draw": "away", "low": 0.2, "high": 2.0}]
    question = made(
        listing="", names=names, outputs=["loss"], answer="0.5 * np.sum(W**2)",
        check="gradient", gradient={"by": "W", "equals": "W"},
    )  # fmt: skip
    assert question.grade("np.sum(W * W) / 2").note == "right.code"
    assert question.grade("np.sum(W * W)").note == "code.case"
    assert list(code_flaws(question)) == []
    wrong = made(
        listing="", names=names, outputs=["loss"], answer="np.sum(W**2)",
        check="gradient", gradient={"by": "W", "equals": "W"},
    )  # fmt: skip
    assert "central differences" in next(code_flaws(wrong)).message.en


DRAWN: dict[str, Any] = {
    "listing": "",
    "names": [{"name": "n", "draw": "integer", "low": 2, "high": 5}],
    "sizes": {},
    "outputs": ["k"],
    "answer": "np.random.randint(0, n)",
    "check": "set",
    "support": "np.arange(n)",
    "allow": ["random"],
    "cases": 2,
}


@pytest.mark.parametrize(
    ("response", "note", "said"),
    [
        ("np.random.randint(n)", "right.code", "equally often"),
        ("rng.integers(0, n)", "right.code", ""),
        ("random.randrange(n)", "right.code", ""),
        ("int(np.random.rand() * n)", "right.code", ""),
        ("np.random.permutation(n)[0]", "right.code", ""),
        ("np.random.randint(0, n + 1)", "code.random", "out of range"),
        ("np.random.randint(1, n)", "code.random", "never came up"),
        ("n - 1", "code.random", "never came up"),
        ("np.random.default_rng(0).integers(n)", "code.random", "never came up"),
        ("min(np.random.randint(n), np.random.randint(n))", "code.random", "equally often"),
        ("np.random.rand() * n", "code.random", "float"),
        ("np.random.randint(0, n, 3)", "code.error", "One number"),
        ("np.random.randint(0, 0)", "code.error", "empty"),
    ],
)
def test_random_whole_numbers(response: str, note: str, said: str) -> None:
    grade = made(**DRAWN).grade(response)
    assert grade.note == note, grade.feedback.en
    assert said in grade.feedback.en


DROPPED: dict[str, Any] = {
    "listing": "def dropout(x, p):\n    ____\n    return out, mask\n",
    "names": [
        {"name": "x", "shape": ["n", "m"], "draw": "away", "low": 0.5, "high": 2.0},
        {"name": "p", "draw": "uniform", "low": 0.2, "high": 0.4},
    ],
    "sizes": {"n": [40, 50], "m": [30, 38]},
    "outputs": ["out", "mask"],
    "lines": 2,
    "answer": "mask = np.random.rand(*x.shape) > p\nout = x * mask / (1 - p)",
    "check": "dropout",
    "allow": ["random"],
    "cases": 3,
}


@pytest.mark.parametrize(
    ("mask", "out", "note", "said"),
    [
        ("rng.random(x.shape) >= p", "mask * x / (1 - p)", "right.code", ""),
        ("np.random.binomial(1, 1 - p, x.shape)", "x * mask / (1 - p)", "right.code", ""),
        ("np.random.rand(*x.shape) > p", "x * mask", "code.random", "multiplied by 1;"),
        ("np.random.rand(*x.shape) > p", "x * mask / p", "code.random", "multiplied by"),
        ("np.random.rand(*x.shape) < p", "x * mask / (1 - p)", "code.random", "share kept"),
        ("np.random.rand(*x.shape) > 0.5", "x * mask / (1 - p)", "code.random", "share kept"),
        ("np.random.rand(*x.shape) / (1 - p)", "x * mask", "code.random", "one multiple"),
        (
            "(np.random.rand(*x.shape) > p) / (1 - p)", "x * mask",
            "code.random", "mask is not 1",
        ),
        ("np.random.rand(len(x), 1) > p", "x * mask / (1 - p)", "code.shape", "expected"),
        (
            "np.tile(np.random.rand(len(x), 1) > p, (1, x.shape[1]))", "x * mask / (1 - p)",
            "code.random", "Whole rows",
        ),
        (
            "np.ones(x.shape) * (np.random.rand(x.shape[1]) > p)", "x * mask / (1 - p)",
            "code.random", "Whole columns",
        ),
        (
            "np.random.default_rng(0).random(x.shape) > p", "x * mask / (1 - p)",
            "code.random", "same at every run",
        ),
    ],
)  # fmt: skip
def test_dropout(mask: str, out: str, note: str, said: str) -> None:
    grade = made(**DROPPED).grade(f"mask = {mask}\nout = {out}")
    assert grade.note == note, grade.feedback.en
    assert said in grade.feedback.en


@pytest.mark.parametrize(
    ("changed", "flaw"),
    [
        ({"listing": "def f(x, w):\n    return x\n"}, ("listing", "code.place")),
        ({"listing": "def f(x, w:\n    return ____\n"}, ("listing", "code.bracket")),
        ({"repair": [2]}, ("repair", "code.place")),
        ({"answer": "x * v"}, ("answer", "code.name")),
        ({"answer": "np.load(x)"}, ("answer", "code.function")),
        ({"accept": ["x * w +"]}, ("accept.0", "code.end")),
        ({"mistake": [{"answer": "v", "feedback": TEXT}]}, ("mistake.0.answer", "code.name")),
        ({"sizes": {"n": [2, 4]}}, ("names.0.shape", "code.size")),
        ({"sizes": {"n": [4, 2], "m": [2, 3]}}, ("sizes.n", "names.range")),
        ({"edges": [{"v": "x"}]}, ("edges.0.v", "names.unknown")),
        ({"edges": [{"x": "x * v"}]}, ("edges.0.x", "code.name")),
        ({"check": "gradient"}, ("gradient", "code.check")),
        (
            {"check": "gradient", "gradient": {"by": "v", "of": "np.sum(x)"}},
            ("gradient.by", "names.unknown"),
        ),
        ({"check": "gradient", "gradient": {"by": "x"}}, ("gradient", "code.check")),
        ({"check": "set"}, ("support", "code.check")),
        ({"check": "dropout"}, ("names", "code.check")),
        ({"outputs": []}, ("outputs", "field.short")),
        ({"lines": 0}, ("lines", "field.value")),
        ({"listing": "def f(a, w):\n    return ____\n"}, ("names", "names.unknown")),
        ({"colour": "red"}, ("colour", "field.unknown")),
    ],
)
def test_what_authors_hear(changed: dict[str, Any], flaw: tuple[str, str]) -> None:
    assert flaw in flawed(**changed)


def test_a_form_that_is_not_right_and_a_silent_mistake_are_found() -> None:
    question = made(
        accept=["x * w + 2"],
        mistake=[
            {"answer": "w * x + 1", "feedback": TEXT},
            {"answer": "x", "feedback": {"ja": "一", "en": "one"}},
            {"answer": "x + 0", "feedback": {"ja": "二", "en": "two"}},
        ],
    )
    assert [flaw.code for flaw in answer_flaws(question)] == [
        "answer.not_right",
        "mistake.right",
        "mistake.silent",
    ]
    assert next(code_flaws(question)).code == "code.run"


# ── the questions that ship ──────────────────────────────────────────────────────────────────

SHIPPED = Path(__file__).parents[2] / "content" / "e-shikaku"
MORE: list[tuple[str, str, str]] = [
    ("RL-12", "best = Q[s2].max() if not done else 0\nQ[s, a] = (1 - alpha) * Q[s, a] "
     "+ alpha * (r + gamma * best)", "right.code"),
    ("RL-12", "Q[s, a] += alpha * (r + gamma * (1 - done) * np.max(Q) - Q[s, a])", "wrong.named"),
    ("OD-09", "np.maximum(w, 0) * np.maximum(0, h)", "right.code"),
    ("OD-09", "(w > 0) * (h > 0) * w * h", "right.code"),
    ("OD-09", "max(w * h, 0)", "wrong.named"),
    ("CN-10", "for i in range(out.shape[0]):\n    for j in range(out.shape[1]):\n"
     "        out[i, j] = np.vdot(x[i:i+kh, j:j+kw], k)", "right.code"),
    ("CN-10", "for a in range(kh):\n    for b in range(kw):\n"
     "        out += k[a, b] * x[a:h-kh+1+a, b:w-kw+1+b]", "right.code"),
    ("CN-10", "for i in range(h-kh+1):\n    for j in range(w-kw+1):\n"
     "        out[i, j] = (x[i:i+kh, j:j+kw] * np.flip(k)).sum()", "wrong.named"),
    ("CN-19", "m = patch.max()\ndx[2*i:2*i+2, 2*j:2*j+2] = dout[i, j] * (patch >= m)",
     "right.code"),
    ("CN-19", "r = np.argmax(patch.max(axis=1))\n"
     "dx[2*i+r, 2*j+np.argmax(patch[r])] += dout[i, j]", "right.code"),
    ("CN-19", "dx[2*i:2*i+2, 2*j:2*j+2] = np.full((2, 2), dout[i, j]) / 4", "wrong.named"),
    ("CN-19", "dx[2*i:2*i+2, 2*j:2*j+2] = (patch == patch.min()) * dout[i, j]", "code.case"),
    ("VG-14", "delta*(1/(1+np.exp(-u)))*(1-1/(1+np.exp(-u)))", "right.code"),
    ("VG-14", "d_sigmoid(u) * delta", "right.code"),
    ("VG-14", "delta * z * (1 - u)", "code.case"),
    ("FF-02", "b[None, :] + x.dot(W)", "right.code"),
    ("FF-02", "x @ W.T + b", "code.error"),  # as with weights (out, in)
    ("FF-08", "-np.log(1e-7 + np.take_along_axis(y, d[:, None], axis=1)).sum() / n", "right.code"),
    ("FF-08", "-np.mean(np.log(y[np.arange(n), d]))", "code.case"),  # fails where y is 0
    ("FF-10", "np.dot(delta2.T, z1).T", "right.code"),
    ("FF-10", "np.dot(x.T, delta1)", "wrong.named"),
    ("FF-15", "e = np.exp(x.T - x.max(axis=1))\ny = (e / e.sum(axis=0)).T", "right.code"),
    ("FF-15", "e = np.exp(x - x.mean(axis=1, keepdims=True))\n"
     "y = e / e.sum(axis=1, keepdims=True)", "code.case"),  # overflows for 1000 * x
    ("OP-10", "h += g*g\nw -= lr*g/(np.sqrt(h)+eps)", "right.code"),
    ("OP-10", "h += g**2; w -= lr * g / (h**.5 + eps)", "right.code"),
    ("OP-10", "h += g*g\nw -= lr*g/(np.sqrt(h)+1e-7)", "code.case"),  # eps is given
    ("OP-11", "v[:] = mu*v - lr*g\nw[:] = w + v", "right.code"),
    ("OP-11", "v = mu*v - lr*g\nw += mu*v", "wrong.named"),
    ("OP-12", "m = beta1*m+(1-beta1)*g\nv = beta2*v+(1-beta2)*g*g\n"
     "w -= lr*m/(1-beta1**t)/(np.sqrt(v/(1-beta2**t))+eps)", "right.code"),
    ("OP-12", "m = beta1*m+(1-beta1)*g\nv = beta2*v+(1-beta2)*g*g\n"
     "w -= lr*m/(1-beta1**t)/np.sqrt(v/(1-beta2**t)+eps)", "wrong.named"),  # eps is inside
    ("OP-14", "w += mu*(mu*v - lr*g) - lr*g\nv = mu*v - lr*g", "right.code"),
    ("OP-14", "v = mu*v - lr*g\nw = w - lr*g", "code.case"),
    ("OP-19", "j = min(i+batch_size, len(X))\nX_batch, T_batch = X[i:j], T[i:j]", "right.code"),
    ("OP-19", "X_batch = X[i:i+batch_size].copy()\nT_batch = T[i:i+batch_size]", "right.code"),
    ("AT-05", "softmax(np.where(mask, (Q / np.sqrt(Q.shape[1])) @ K.T, -1e30)) @ V", "right.code"),
    ("AT-05", "np.matmul(softmax(np.where(~mask, -np.inf, Q @ K.T / K.shape[1]**0.5)), V)",
     "right.code"),
    ("AT-05", "softmax(np.where(mask, Q @ K.T / np.sqrt(V.shape[1]), -np.inf)) @ V", "code.case"),
    ("AT-05", "softmax(np.where(mask, 0, -np.inf)) @ V", "code.case"),
    ("AT-13", "d = x - x.mean(-1, keepdims=True)\n"
     "return b + g * d / np.sqrt((d * d).mean(-1, keepdims=True) + eps)", "right.code"),
    ("AT-13", "m = x.sum(-1) / x.shape[-1]\nc = x - m[..., None]\n"
     "return c * (np.var(x, -1)[..., None] + eps)**-0.5 * g + b", "right.code"),
    ("AT-13", "return g * (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True)) + b",
     "wrong.named"),
    ("SS-05", "np.tensordot(E, one_hot, 1)", "unreadable.function"),
    ("SS-05", "E.T[np.argmax(one_hot)]", "right.code"),
    ("SS-05", "np.matmul(one_hot, E.T)", "right.code"),
    ("SS-05", "one_hot @ E", "code.error"),
    ("SS-10", "eps * np.exp(log_var)**0.5 + mu", "right.code"),
    ("SS-10", "mu - np.exp(0.5 * log_var) * eps", "code.case"),
    ("WV-06", "W[idx][:, :]", "right.code"),
    ("WV-06", "W.T[:, idx].T", "right.code"),
    ("WV-06", "W[idx].T", "code.shape"),
    ("OV-04", "grad += param * rate", "right.code"),
    ("OV-04", "def f(grad, param, rate):\n    return grad + rate*param", "right.code"),
    ("OV-05", "grad + rate*(np.where(param>0,1,0) - np.where(param<0,1,0))", "right.code"),
    ("OV-05", "grad + rate * np.sign(grad)", "code.case"),
    ("OV-08", "lam * np.sum(np.square(W)) * 0.5", "right.code"),
    ("OV-08", "0.5 * lam * np.sum(W**2) + 1", "code.case"),  # its slope is right, its value not
    ("OV-09", "image[top:bottom, left:right]", "right.code"),
    ("OV-10", "np.random.default_rng().integers(h - crop_h + 1)", "right.code"),
    ("OV-10", "rng.integers(h - crop_h)", "wrong.named"),
    ("OV-11", "image[:, top:bottom, left:right]", "right.code"),
    ("OV-13", "mask = rng.random(x.shape) > p\nout = np.where(mask, x / (1 - p), 0)", "right.code"),
    ("RN-06", "g = np.matmul(g, U)", "right.code"),
    ("RN-06", "g.dot(U.transpose())", "wrong.named"),  # square: no shape tells
    ("RN-08", "np.dot(W, np.append(a, b))", "right.code"),
    ("RN-08", "W @ np.hstack([b, a])", "wrong.named"),
    ("RN-10", "grad * np.minimum(1, limit / (norm + 1e-6))", "right.code"),  # common in libraries
    ("RN-10", "np.minimum(np.maximum(grad, -limit), limit)", "wrong.named"),
    ("LS-03", "dc_next + dh * (o - o * np.tanh(c)**2)", "right.code"),
    ("LS-03", "dc_next + dh * o * np.tanh(c)", "code.case"),
    ("LS-12", "c = prev_c * f + a * i", "right.code"),
    ("LS-12", "f * c + i * a", "code.error"),  # the line as it was: c is not there yet
    ("GR-01", "n = np.tanh(gh * r + gx); new = n - z * (n - h)", "right.code"),
    ("GR-01", "n = np.tanh(gx + r * gh)\nnew = h + z * (n - h)", "wrong.named"),  # form A
    ("BI-01", "np.column_stack((fwd, np.flip(bwd, 0)))", "right.code"),
    ("BI-01", "np.hstack((fwd, bwd))", "wrong.named"),
]  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> dict[str, Code]:
    from quizapp.content.pack import read_pack

    pack = read_pack(SHIPPED)
    assert pack.problems == []
    return {
        placed.question.id: placed.question
        for placed in pack.questions
        if isinstance(placed.question, Code)
    }


def test_every_shipped_code_question_has_rows(shipped: dict[str, Code]) -> None:
    assert sorted(shipped) == sorted({name for name, _, _ in MORE})


@pytest.mark.parametrize(("id", "response", "note"), MORE)
def test_shipped_questions(shipped: dict[str, Code], id: str, response: str, note: str) -> None:
    grade = shipped[id].grade(response)
    assert grade.note == note, (grade.feedback.en, grade.table)


def test_shipped_answers_are_right_and_mistakes_are_told(shipped: dict[str, Code]) -> None:
    for question in shipped.values():
        assert [str(flaw.message.en) for flaw in answer_flaws(question)] == [], question.id
        assert len(question.own_mistakes) >= 6, question.id


def test_shipped_answers_hold_for_other_seeds(shipped: dict[str, Code]) -> None:
    for question in shipped.values():
        for seed in (1, 2) if question.check == "set" else range(1, 6):
            for _, response in question.right_responses():
                assert question.grade(response, seed=seed).outcome == "right", (question.id, seed)
            if question.check != "dropout":
                for mistake in question.own_mistakes:
                    assert question.grade(mistake.line, seed=seed).outcome == "wrong"


# ── the same calculations, written a second time ─────────────────────────────────────────────


def _adagrad(w: Any, h: Any, g: Any, lr: float, eps: float) -> tuple[Any, Any]:
    new_w, new_h = np.zeros_like(w), np.zeros_like(h)
    for place in np.ndindex(*w.shape):
        new_h[place] = h[place] + g[place] ** 2
        new_w[place] = w[place] - lr * g[place] / (math.sqrt(new_h[place]) + eps)
    return new_w, new_h


def _momentum(w: Any, v: Any, g: Any, lr: float, mu: float) -> tuple[Any, Any]:
    velocity = np.array([mu * a - lr * b for a, b in zip(v.flat, g.flat, strict=True)])
    return w + velocity.reshape(v.shape), velocity.reshape(v.shape)


def _nesterov(w: Any, v: Any, g: Any, lr: float, mu: float) -> tuple[Any, Any]:
    position = w - mu * v  # where w looks ahead from
    velocity = mu * v - lr * g
    return position + velocity + mu * velocity, velocity


def _adam(
    w: Any, m: Any, v: Any, g: Any, t: int, lr: float, beta1: float, beta2: float, eps: float
) -> tuple[Any, Any, Any]:
    # As a sum over past gradients: the averages that are given weigh beta**1, the new one 1 - beta.
    mean = m + (1 - beta1) * (g - m)
    square = v - (1 - beta2) * (v - g**2)
    bias1 = sum((1 - beta1) * beta1**k for k in range(t))
    bias2 = sum((1 - beta2) * beta2**k for k in range(t))
    return w - lr * (mean / bias1) / (np.sqrt(square / bias2) + eps), mean, square


def _batch(X: Any, T: Any, batch_size: int, i: int) -> tuple[Any, Any]:
    rows = [row for row in range(len(X)) if i <= row < i + batch_size]
    return np.array([X[row] for row in rows]), np.array([T[row] for row in rows])


def _crop(image: Any, top: int, bottom: int, left: int, right: int) -> Any:
    return np.array(
        [[image[row][column] for column in range(left, right)] for row in range(top, bottom)]
    )


def _crop_first(image: Any, **edges: int) -> Any:
    return np.moveaxis(_crop(np.moveaxis(image, 0, 2), **edges), 2, 0)


@pytest.mark.parametrize(
    ("id", "again"),
    [
        ("OP-10", _adagrad),
        ("OP-11", _momentum),
        ("OP-12", _adam),
        ("OP-14", _nesterov),
        ("OP-19", _batch),
        ("OV-04", lambda grad, param, rate: grad + rate * param),
        ("OV-05", lambda grad, param, rate: grad + rate * ((param > 0) * 1.0 - (param < 0))),
        ("OV-08", lambda W, lam: lam / 2 * sum(float(w) ** 2 for w in W.flat)),
        ("OV-09", _crop),
        ("OV-11", _crop_first),
        ("VG-14", lambda delta, u, z: delta / (2 + np.exp(u) + np.exp(-u))),
    ],
)
def test_shipped_answers_agree_with_another_calculation(
    shipped: dict[str, Code], id: str, again: Callable[..., Any]
) -> None:
    for seed in range(4):
        exercise = Exercise(shipped[id].task, seed)
        for case, expected in zip(exercise.cases, exercise.expected, strict=True):
            found = again(**case.given)
            found = found if isinstance(found, tuple) else (found,)
            for mine, wanted in zip(found, expected, strict=True):
                np.testing.assert_allclose(mine, wanted, rtol=1e-9, atol=1e-12)


def test_hidden_arrays_are_such_that_the_traps_show(shipped: dict[str, Code]) -> None:
    for seed in range(20):
        adagrad = Exercise(shipped["OP-10"].task, seed)
        assert any(
            not case.given["h"].any() and not case.given["g"].any() for case in adagrad.cases
        )
        adam = Exercise(shipped["OP-12"].task, seed).cases
        *common, still, small = adam
        assert all(np.abs(case.given["g"]).min() >= 0.1 for case in common)
        assert not still.given["g"].any()
        assert not still.given["v"].any()
        assert not small.given["w"].any()  # so that the tolerance is that of the step itself
        assert {case.given["t"] for case in adam} >= {1}
        assert max(case.given["t"] for case in adam) >= 2
        assert all(case.given["v"].any() for case in Exercise(shipped["OP-14"].task, seed).cases)
        batches = Exercise(shipped["OP-19"].task, seed).cases
        assert all(len(case.given["X"]) % case.given["batch_size"] for case in batches)
        assert any(
            case.given["i"] + case.given["batch_size"] > len(case.given["X"]) for case in batches
        )
        for id, name in (("OV-04", "param"), ("OV-05", "param"), ("OV-08", "W")):
            cases = Exercise(shipped[id].task, seed).cases
            assert len({case.given[name].ndim for case in cases}) > 1  # several shapes
            drawn = cases[: shipped[id].cases]
            assert all(np.abs(case.given[name]).min() > 0.1 for case in drawn)
        crops = Exercise(shipped["OV-10"].task, seed).cases
        assert any(case.given["h"] == case.given["crop_h"] for case in crops)
