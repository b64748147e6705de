"""What questions of deep learning ask for in code, written the way people write it, runs.

Each row is a small exercise with its hidden arrays, several natural ways of doing it (loops,
slices, functions of NumPy, methods, in place) and wrong ways that are common. The questions
themselves need not exist yet: this is what the interpreter must be able to follow.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest

from quizapp.checking.code.judging import Exercise
from quizapp.checking.code.task import CodeTask, Gradient, Hidden


@dataclass(frozen=True)
class Row:
    """One exercise; the first right way is its answer."""

    task: CodeTask
    right: tuple[str, ...]
    wrong: tuple[tuple[str, str], ...]
    """Wrong ways with the note of their verdict."""


def row(
    names: tuple[Hidden, ...],
    right: tuple[str, ...],
    wrong: tuple[tuple[str, str], ...],
    outputs: tuple[str, ...] = ("out",),
    gradient: Gradient | None = None,
    edges: tuple[dict[str, str], ...] = (),
    sizes: dict[str, tuple[int, int]] | None = None,
    listing: str = "",
    rtol: float = 1e-6,
) -> Row:
    task = CodeTask(
        right[0],
        names,
        outputs,
        listing,
        sizes=sizes or {"n": (2, 4), "m": (3, 5), "k": (2, 5)},
        edges=edges,
        gradient=gradient,
        check="gradient" if gradient else "values",
        rtol=rtol,
    )
    return Row(task, right, wrong)


def away(name: str, *shape: str | int, low: float = 0.2, high: float = 2.0) -> Hidden:
    return Hidden(name, (shape,), "away", low, high)


def uniform(name: str, low: float, high: float, *shape: str | int) -> Hidden:
    return Hidden(name, (shape,), "uniform", low, high)


CONV = """
def conv(x, w):
    H, W = x.shape
    kh, kw = w.shape
    out = np.zeros((H - kh + 1, W - kw + 1))
    ____
    return out
"""
POOL = "np.sum(dout * np.max(x.reshape(dout.shape[0], 2, dout.shape[1], 2), axis=(1, 3)))"
ATTENTION = (away("Q", "n", "k"), away("K", "m", "k"), away("V", "m", "d"))
LSTM = (*(uniform(gate, 0.1, 0.9, "n") for gate in "ifa"), away("c_prev", "n"))
LSTM_LISTING = """
def step(i, f, a, c_prev):
    c = f * c + i * a
    return c
"""

ROWS: dict[str, Row] = {
    "convolution, double loop": row(
        (away("x", "H", "W"), away("w", "a", "b")),
        (
            "for i in range(out.shape[0]):\n    for j in range(out.shape[1]):\n"
            "        out[i, j] = np.sum(x[i:i + kh, j:j + kw] * w)",
            "for i in range(H - kh + 1):\n    for j in range(W - kw + 1):\n"
            "        patch = x[i:i+kh, j:j+kw]\n        out[i][j] = (patch * w).sum()",
            "for i in range(H - kh + 1):\n    for j in range(W - kw + 1):\n"
            "        for p in range(kh):\n            for q in range(kw):\n"
            "                out[i, j] += x[i + p, j + q] * w[p, q]",
            "for p in range(kh):\n    for q in range(kw):\n"
            "        out += w[p, q] * x[p:p + H - kh + 1, q:q + W - kw + 1]",
            "for i, j in np.ndindex(out.shape):\n    out[i, j] = np.vdot(x[i:i + kh, j:j + kw], w)",
            "for i, row in enumerate(out):\n    for j, _ in enumerate(row):\n"
            "        out[i, j] = np.sum(np.multiply(x[i:i + kh, j:j + kw], w))",
            "out = np.array([[np.sum(x[i:i + kh, j:j + kw] * w) for j in range(W - kw + 1)]\n"
            "                for i in range(H - kh + 1)])",
            "rows = []\nfor i in range(H - kh + 1):\n    line = []\n"
            "    for j in range(W - kw + 1):\n"
            "        line.append(float(np.sum(x[i:i + kh, j:j + kw] * w)))\n"
            "    rows.append(line)\nout = np.array(rows)",
            "def conv(x, w):\n    import numpy as np\n    kh, kw = w.shape\n"
            "    h, v = x.shape[0] - kh + 1, x.shape[1] - kw + 1\n    y = np.empty((h, v))\n"
            "    for i in range(h):\n        for j in range(v):\n"
            "            y[i, j] = sum(x[i + p, j + q] * w[p, q] for p in range(kh) "
            "for q in range(kw))\n    return y",
        ),
        (
            (
                "for i in range(out.shape[0]):\n    for j in range(out.shape[1]):\n"
                "        out[i, j] = np.sum(x[i:i+kh, j:j+kw] * w[::-1, ::-1])",
                "value",
            ),
            (
                "for i in range(out.shape[0]):\n    for j in range(out.shape[1]):\n"
                "        out[i, j] = np.sum(x[i:i+kh, j:j+kw] @ w)",
                "error",
            ),
            (
                "for i in range(H):\n    for j in range(W):\n"
                "        out[i, j] = np.sum(x[i:i+kh, j:j+kw] * w)",
                "error",
            ),
            (
                "for i in range(out.shape[0]):\n    for j in range(out.shape[1]):\n"
                "        out[i, j] = np.mean(x[i:i+kh, j:j+kw] * w)",
                "value",
            ),
            ("out = x * w", "error"),
            ("out = np.zeros_like(x)", "shape"),
        ),
        sizes={"H": (5, 7), "W": (5, 8), "a": (2, 3), "b": (2, 4)},
        listing=CONV,
    ),
    "max pooling, backward": row(
        (
            Hidden("n", ((),), "integer", 1, 3),
            Hidden("m", ((),), "integer", 2, 3),
            Hidden("grid", (("H",),), "distinct", 0.0, 1.0, helper=True),
            Hidden("x", value="grid[:4 * n * m].reshape(2 * n, 2 * m) * 3"),
            Hidden("dout", value="np.round(np.cos(grid[:n * m] * 9), 2).reshape(n, m)"),
        ),
        (
            "dx = np.zeros_like(x)\nfor i in range(dout.shape[0]):\n"
            "    for j in range(dout.shape[1]):\n"
            "        patch = x[2*i:2*i + 2, 2*j:2*j + 2]\n"
            "        p, q = np.unravel_index(np.argmax(patch), patch.shape)\n"
            "        dx[2*i + p, 2*j + q] = dout[i, j]\nreturn dx",
            "dx = np.zeros(x.shape)\nfor i in range(0, x.shape[0], 2):\n"
            "    for j in range(0, x.shape[1], 2):\n"
            "        k = x[i:i+2, j:j+2].argmax()\n"
            "        dx[i + k // 2, j + k % 2] += dout[i // 2, j // 2]\nreturn dx",
            "dx = np.zeros_like(x)\nfor i in range(dout.shape[0]):\n"
            "    for j in range(dout.shape[1]):\n"
            "        best = -np.inf\n        bi = bj = 0\n"
            "        for p in range(2):\n            for q in range(2):\n"
            "                if x[2*i + p, 2*j + q] > best:\n"
            "                    best = x[2*i + p, 2*j + q]\n"
            "                    bi, bj = 2*i + p, 2*j + q\n"
            "        dx[bi, bj] += dout[i, j]\nreturn dx",
            "dx = np.zeros_like(x)\nfor i in range(dout.shape[0]):\n"
            "    for j in range(dout.shape[1]):\n"
            "        patch = x[2*i:2*i+2, 2*j:2*j+2]\n"
            "        mask = (patch == np.max(patch))\n"
            "        dx[2*i:2*i+2, 2*j:2*j+2] += mask * dout[i, j]\nreturn dx",
            "big = np.max(x.reshape(n, 2, m, 2), axis=(1, 3))\n"
            "up = np.repeat(np.repeat(big, 2, axis=0), 2, axis=1)\n"
            "return np.where(x == up, np.kron(dout, np.ones((2, 2))), 0)",
            "a = x.reshape(n, 2, m, 2)\nmask = a == a.max(axis=(1, 3), keepdims=True)\n"
            "return (mask * dout[:, None, :, None]).reshape(x.shape)",
        ),
        (
            ("np.kron(dout, np.ones((2, 2)))", "value"),
            ("np.kron(dout, np.ones((2, 2))) / 4", "value"),
            ("dout", "shape"),
            ("np.where(x == x.max(), 1, 0)", "value"),
        ),
        sizes={"H": (36, 40)},
        gradient=Gradient("x", POOL),
    ),
    "back through time, linear": row(
        (away("delta", "n", "m"), away("U", "m", "m"), Hidden("T", ((),), "integer", 2, 4)),
        (
            "for t in range(T):\n    delta = delta.dot(U)\nreturn delta",
            "for t in reversed(range(T)):\n    delta = np.dot(delta, U)\nreturn delta",
            "for t in range(T - 1, -1, -1):\n    delta = delta @ U\nreturn delta",
            "d = delta.copy()\nfor _ in range(T):\n    d = np.matmul(d, U)\nreturn d",
            "P = np.eye(len(U))\nfor t in range(T):\n    P = P @ U\nreturn delta @ P",
            "deltas = [delta]\nfor t in range(T):\n    deltas.append(deltas[-1] @ U)\n"
            "return deltas[-1]",
            "deltas = [delta]\nfor t in range(T):\n    deltas.insert(0, deltas[0] @ U)\n"
            "return deltas[0]",
        ),
        (
            ("for t in range(T):\n    delta = delta.dot(U.T)\nreturn delta", "value"),
            ("for t in range(T):\n    delta = delta * U\nreturn delta", "error"),
            ("delta.dot(U)", "value"),
            ("for t in range(T):\n    delta = U.dot(delta)\nreturn delta", "error"),
            ("for t in range(T - 1):\n    delta = delta.dot(U)\nreturn delta", "value"),
        ),
        sizes={"n": (2, 2), "m": (3, 4)},
    ),
    "one vector of two": row(
        (away("W", "k", 6), away("left", 3), away("right", 3)),
        (
            "W.dot(np.concatenate([left, right]))",
            "W @ np.concatenate((left, right), axis=0)",
            "np.dot(W, np.hstack([left, right]))",
            "W[:, :3] @ left + W[:, 3:] @ right",
            "W @ np.append(left, right)",
            "v = np.zeros(W.shape[1])\nv[:len(left)] = left\nv[len(left):] = right\nreturn W @ v",
            "np.sum(W * np.concatenate([left, right]), axis=1)",
        ),
        (
            ("W.dot(np.concatenate([right, left]))", "value"),
            ("W.dot(left + right)", "error"),
            ("np.concatenate([left, right]).dot(W)", "error"),
            ("W.dot(np.stack([left, right]))", "error"),
            ("W @ (left + right)", "error"),
            ("np.concatenate(left, right)", "error"),
        ),
        sizes={"k": (2, 4)},
    ),
    "clip a gradient by its norm": row(
        (away("grad", "n", "m"), uniform("threshold", 0.3, 1.0)),
        (
            "norm = np.linalg.norm(grad)\nif norm > threshold:\n"
            "    grad = grad * (threshold / norm)\nreturn grad",
            "norm = np.sqrt(np.sum(grad**2))\nrate = threshold / (norm + 1e-6)\nif rate < 1:\n"
            "    grad *= rate\nreturn grad",
            "grad * min(1, threshold / np.linalg.norm(grad))",
            "grad * np.minimum(1.0, threshold / np.sqrt((grad * grad).sum()))",
            "norm = sum(g ** 2 for g in grad.ravel()) ** 0.5\n"
            "return grad if norm <= threshold else grad / norm * threshold",
            "import math\nnorm = math.sqrt(np.sum(np.square(grad)))\n"
            "return grad * (threshold / norm) if norm > threshold else grad",
            "norm = np.linalg.norm(grad)\n"
            "return np.where(norm > threshold, grad * threshold / norm, grad)",
            "return grad / max(1.0, np.linalg.norm(grad) / threshold)",
        ),
        (
            ("np.clip(grad, -threshold, threshold)", "value"),
            ("grad * threshold", "value"),
            ("grad / np.linalg.norm(grad)", "value"),
            ("grad * (threshold / np.sum(grad**2))", "value"),
            ("grad * threshold / np.linalg.norm(grad)", "value"),  # a small one grows
            ("grad * threshold / np.linalg.norm(grad, axis=0)", "value"),
        ),
        edges=({"grad": "grad * 0.01"},),
        rtol=1e-5,
    ),
    "LSTM cell, repaired": Row(
        CodeTask(
            "c = f * c_prev + i * a", LSTM, ("c",), LSTM_LISTING, repair=(2,), sizes={"n": (3, 5)}
        ),
        (
            "c = f * c_prev + i * a",
            "f * c_prev + i * a",
            "c = i * a + f * c_prev",
            "c = c_prev.copy()\nc *= f\nc += i * a",
            "c = np.add(np.multiply(f, c_prev), np.multiply(i, a))",
            "return f * c_prev + i * a",
            "def step(i, f, a, c_prev):\n    c = f * c_prev + i * a\n    return c",
            "c = np.zeros_like(c_prev)\nfor j in range(len(c)):\n"
            "    c[j] = f[j] * c_prev[j] + i[j] * a[j]",
        ),
        (
            ("c = f * c + i * a", "unset"),
            ("c = i * c_prev + f * a", "value"),
            ("c = f + c_prev + i * a", "value"),
            ("c = i * a", "value"),
            ("c = f @ c_prev + i @ a", "shape"),
            ("c = (1 - i) * c_prev + i * a", "value"),
        ),
    ),
    "GRU output": row(
        (uniform("z", 0.1, 0.9, "n"), away("h", "n"), away("h_bar", "n")),
        (
            "(1 - z) * h + z * h_bar",
            "h + z * (h_bar - h)",
            "z * h_bar + h - z * h",
            "np.multiply(1 - z, h) + np.multiply(z, h_bar)",
            "h *= 1 - z\nh += z * h_bar\nreturn h",
            "h = (1 - z) * h + z * h_bar",
            "np.array([(1 - a) * b + a * c for a, b, c in zip(z, h, h_bar)])",
        ),
        (
            ("z * h + (1 - z) * h_bar", "value"),
            ("(1 - z) * h + h_bar", "value"),
            ("np.dot(1 - z, h) + np.dot(z, h_bar)", "shape"),
        ),
    ),
    "join both directions": row(
        (away("h_f", "n", "m"), away("h_b", "n", "m")),
        (
            "np.concatenate([h_f, h_b[::-1]], axis=1)",
            "np.hstack([h_f, h_b[::-1]])",
            "np.concatenate((h_f, np.flip(h_b, axis=0)), axis=-1)",
            "np.hstack((h_f, np.flipud(h_b)))",
            "np.concatenate([h_f, np.array(list(reversed(h_b)))], 1)",
            "T = len(h_f)\nreturn np.array([np.concatenate([h_f[t], h_b[T - 1 - t]])"
            " for t in range(T)])",
            "out = np.zeros((h_f.shape[0], 2 * h_f.shape[1]))\nH = h_f.shape[1]\n"
            "for t in range(len(h_f)):\n    out[t, :H] = h_f[t]\n    out[t, H:] = h_b[-1 - t]\n"
            "return out",
        ),
        (
            ("np.concatenate([h_f, h_b], axis=1)", "value"),
            ("np.concatenate([h_f, h_b[::-1]])", "shape"),
            ("np.concatenate([h_f, h_b[:, ::-1]], axis=1)", "value"),
            ("h_f + h_b[::-1]", "shape"),
            ("np.concatenate([h_b[::-1], h_f], axis=1)", "value"),
            ("np.stack([h_f, h_b[::-1]], axis=1)", "shape"),
        ),
    ),
    "embed a one-hot vector": row(
        (
            away("E", "k", "m"),
            Hidden("place", ((),), "integer", 0, "E.shape[1] - 1", helper=True),
            Hidden("w", value="1.0 * (np.arange(E.shape[1]) == place)"),
        ),
        (
            "E.dot(w)",
            "E @ w",
            "np.dot(E, w)",
            "E[:, np.argmax(w)]",
            "E[:, w == 1][:, 0]",
            "np.sum(E * w, axis=1)",
            "w @ E.T",
            "E.T[np.argmax(w)]",
            "E[:, np.where(w)[0][0]]",
            "np.array([sum(a * b for a, b in zip(row, w)) for row in E])",
        ),
        (
            ("E.T.dot(w)", "error"),
            ("w.dot(E)", "error"),
            ("E * w", "shape"),
            ("E[np.argmax(w)]", "shape"),
            ("E[:, w == 1]", "shape"),
        ),
        sizes={"k": (2, 3), "m": (5, 7)},
    ),
    "reparameterise": row(
        (away("mu", "n", "m"), away("log_var", "n", "m"), away("eps", "n", "m")),
        (
            "mu + np.exp(0.5 * log_var) * eps",
            "mu + eps * np.exp(log_var / 2)",
            "mu + np.sqrt(np.exp(log_var)) * eps",
            "sigma = np.exp(log_var) ** 0.5\nreturn mu + sigma * eps",
            "std = np.exp(0.5 * log_var)\nz = mu + std * eps",
            "eps *= np.exp(log_var / 2)\neps += mu\nreturn eps",
        ),
        (
            ("mu + np.exp(log_var) * eps", "value"),
            ("mu + log_var * eps", "value"),
            ("mu * np.exp(0.5 * log_var) + eps", "value"),
            ("mu + np.sqrt(log_var) * eps", "value"),
            ("mu + np.exp(0.5 * log_var) @ eps", "error"),
        ),
    ),
    "rows by index": row(
        (away("W", 6, "m"), Hidden("idx", (("n",),), "integer", 0, 5)),
        (
            "W[idx]",
            "W[idx, :]",
            "np.take(W, idx, axis=0)",
            "np.eye(len(W))[idx] @ W",
            "one_hot = np.zeros((len(idx), W.shape[0]))\n"
            "one_hot[np.arange(len(idx)), idx] = 1\nreturn one_hot @ W",
            "np.array([W[i] for i in idx])",
            "(np.arange(len(W)) == idx[:, None]).astype(float) @ W",
            "out = np.empty((len(idx), W.shape[1]))\nfor n, i in enumerate(idx):\n"
            "    out[n] = W[i]\nreturn out",
            "W.take(idx, axis=0)",
        ),
        (
            ("W[:, idx]", "error"),
            ("W[idx].T", "shape"),
            ("W[idx[0]]", "shape"),
            ("W.take(idx)", "shape"),
        ),
        sizes={"n": (2, 4), "m": (3, 3)},
    ),
    "masked attention": row(
        (*ATTENTION, Hidden("mask", value="np.tril(np.ones((len(Q), len(K)))) > 0")),
        (
            "s = Q @ K.T / np.sqrt(Q.shape[-1])\ns = np.where(mask, s, -np.inf)\n"
            "a = np.exp(s - s.max(axis=-1, keepdims=True))\n"
            "a = a / a.sum(axis=-1, keepdims=True)\nreturn a @ V",
            "d = K.shape[1]\nscores = np.dot(Q, K.T) / d ** 0.5\nscores[~mask] = -np.inf\n"
            "e = np.exp(scores - np.max(scores, axis=1, keepdims=True))\n"
            "return (e / np.sum(e, axis=1, keepdims=True)).dot(V)",
            "def softmax(x, axis=-1):\n    x = x - np.max(x, axis=axis, keepdims=True)\n"
            "    e = np.exp(x)\n    return e / np.sum(e, axis=axis, keepdims=True)\n"
            "def attention(Q, K, V, mask):\n"
            "    scores = np.matmul(Q, np.swapaxes(K, -1, -2)) / np.sqrt(K.shape[-1])\n"
            "    scores = np.where(mask, scores, -1e9)\n    return softmax(scores, axis=-1) @ V",
            "s = Q @ K.transpose() / math.sqrt(K.shape[1])\n"
            "s = s + np.where(mask, 0, -np.inf)\nw = np.exp(s - s.max(-1)[:, None]) * mask\n"
            "return w / w.sum(-1)[:, np.newaxis] @ V",
            "out = np.zeros((len(Q), V.shape[1]))\nfor i in range(len(Q)):\n"
            "    s = np.array([np.dot(Q[i], k) for k in K]) / np.sqrt(len(Q[i]))\n"
            "    e = np.exp(s) * mask[i]\n    e /= e.sum()\n"
            "    for j in range(len(K)):\n        out[i] += e[j] * V[j]\nreturn out",
            "s = Q @ K.T / np.sqrt(Q.shape[1])\nbias = np.full_like(s, -np.inf)\nbias[mask] = 0\n"
            "e = np.exp(s + bias)\nreturn e / e.sum(1, keepdims=True) @ V",
            "s = Q @ K.T / np.sqrt(Q.shape[1])\n"
            "e = np.exp(np.where(np.logical_not(mask), -np.inf, s))\n"
            "return (e / e.sum(axis=1).reshape(-1, 1)) @ V",
        ),
        (
            (
                "s = Q @ K.T\ns = np.where(mask, s, -np.inf)\ne = np.exp(s)\n"
                "return e / e.sum(1, keepdims=True) @ V",
                "value",
            ),
            (
                "s = Q @ K.T / np.sqrt(Q.shape[1])\ne = np.exp(s)\n"
                "return e / e.sum(1, keepdims=True) @ V",
                "value",
            ),
            (
                "s = Q @ K.T / np.sqrt(Q.shape[1])\ns = np.where(mask, -np.inf, s)\ne = np.exp(s)\n"
                "return e / e.sum(1, keepdims=True) @ V",
                "value",
            ),
            (
                "s = Q @ K.T / np.sqrt(Q.shape[1])\ns = s * mask\ne = np.exp(s)\n"
                "return e / e.sum(1, keepdims=True) @ V",
                "value",
            ),
            (
                "s = Q @ K.T / np.sqrt(Q.shape[1])\ns = np.where(mask, s, -np.inf)\ne = np.exp(s)\n"
                "return e / e.sum(0, keepdims=True) @ V",
                "value",
            ),
            ("s = Q @ K / np.sqrt(Q.shape[1])\nreturn s @ V", "error"),
            (
                "s = Q @ K.T / Q.shape[1]\ns = np.where(mask, s, -np.inf)\ne = np.exp(s)\n"
                "return e / e.sum(1, keepdims=True) @ V",
                "value",
            ),
        ),
        sizes={"n": (3, 3), "m": (4, 4), "k": (5, 6), "d": (2, 2)},
    ),
    "layer normalisation": row(
        (away("x", "n", "m"), away("g", "m"), away("b", "m"), uniform("eps", 0.001, 0.1)),
        (
            "mu = x.mean(axis=-1, keepdims=True)\nvar = x.var(axis=-1, keepdims=True)\n"
            "return (x - mu) / np.sqrt(var + eps) * g + b",
            "m = np.mean(x, axis=1, keepdims=True)\n"
            "v = np.mean((x - m)**2, axis=1, keepdims=True)\n"
            "return g * (x - m) / np.sqrt(v + eps) + b",
            "m = x.mean(1)[:, None]\ns = np.sqrt(x.var(1)[:, None] + eps)\n"
            "return ((x - m) / s) * g + b",
            "out = np.empty_like(x)\nfor i, row in enumerate(x):\n"
            "    out[i] = (row - row.mean()) / np.sqrt(row.var() + eps) * g + b\nreturn out",
            "np.stack([(r - r.mean()) / (r.var() + eps) ** 0.5 * g + b for r in x])",
            "x = x - x.mean(axis=-1, keepdims=True)\n"
            "x /= np.sqrt(np.sum(x * x, axis=-1, keepdims=True) / x.shape[-1] + eps)\n"
            "return x * g + b",
            "def layer_norm(x, g, b, eps=1e-5):\n    xT = x.T\n"
            "    z = (xT - xT.mean(axis=0)) / np.sqrt(xT.var(axis=0) + eps)\n"
            "    return z.T * g + b",
        ),
        (
            ("(x - x.mean(0)) / np.sqrt(x.var(0) + eps) * g + b", "value"),
            ("(x - x.mean()) / np.sqrt(x.var() + eps) * g + b", "value"),
            (
                "m = x.mean(-1, keepdims=True)\n"
                "return (x - m) / (x.std(-1, keepdims=True) + eps) * g + b",
                "value",
            ),
            (
                "m = x.mean(-1, keepdims=True)\n"
                "return (x - m) / np.sqrt(x.var(-1, ddof=1, keepdims=True) + eps) * g + b",
                "value",
            ),
            ("(x - x.mean(axis=-1)) / np.sqrt(x.var(axis=-1) + eps) * g + b", "error"),
        ),
    ),
    "linear layer": row(
        (away("x", "n", "m"), away("W", "m", "k"), away("b", "k")),
        (
            "np.dot(x, W) + b",
            "x @ W + b",
            "x.dot(W) + b[np.newaxis, :]",
            "np.matmul(x, W) + b",
            "(W.T @ x.T).T + b",
            "np.array([row @ W + b for row in x])",
            "u = np.zeros((x.shape[0], W.shape[1]))\nfor i in range(x.shape[0]):\n"
            "    for j in range(W.shape[1]):\n        u[i, j] = np.sum(x[i] * W[:, j]) + b[j]\n"
            "return u",
        ),
        (
            ("np.dot(W, x) + b", "error"),
            ("np.dot(x, W)", "value"),
            ("x * W + b", "error"),
            ("np.dot(x, W.T) + b", "error"),
            ("np.dot(x + b, W)", "error"),
        ),
    ),
    "cross entropy, index labels": row(
        (
            uniform("y", 0.05, 0.9, "n", "m"),
            Hidden("d", (("n",),), "integer", 0, 2),
            Hidden("eps", value="1e-7"),
        ),
        (
            "-np.mean(np.log(y[np.arange(len(y)), d] + eps))",
            "n = len(y)\nreturn -np.sum(np.log(y[np.arange(n), d] + eps)) / n",
            "n = y.shape[0]\nreturn -np.log(y[range(n), d] + eps).sum() / n",
            "loss = 0\nfor i in range(len(d)):\n    loss -= np.log(y[i, d[i]] + eps)\n"
            "return loss / len(d)",
            "t = np.eye(y.shape[1])[d]\nreturn -np.sum(t * np.log(y + eps)) / len(y)",
            "np.mean([-np.log(row[k] + eps) for row, k in zip(y, d)])",
            "sum(-math.log(row[k] + eps) for row, k in zip(y, d)) / len(d)",
            "-np.log(np.take_along_axis(y, d[:, None], axis=1) + eps).mean()",
        ),
        (
            ("-np.sum(np.log(y[np.arange(len(y)), d] + eps))", "value"),
            ("np.mean(np.log(y[np.arange(len(y)), d] + eps))", "value"),
            ("-np.mean(np.log(y[:, d] + eps))", "value"),
            ("-np.log(y[np.arange(len(y)), d] + eps)", "shape"),
            ("-np.mean(np.log(y + eps))", "value"),
            ("-np.mean(d * np.log(y + eps))", "error"),
        ),
        sizes={"n": (2, 5), "m": (4, 6)},
    ),
    "gradient of the output weights": row(
        (away("X", "n", "m"), away("z1", "n", "k"), away("delta2", "n", "c"), away("W2", "k", "c")),
        (
            "z1.T @ delta2",
            "np.dot(z1.T, delta2)",
            "z1.T.dot(delta2)",
            "np.transpose(z1) @ delta2",
            "sum(np.outer(a, b) for a, b in zip(z1, delta2))",
            "dW = np.zeros_like(W2)\nfor i in range(len(z1)):\n"
            "    dW += np.outer(z1[i], delta2[i])\nreturn dW",
            "(delta2.T @ z1).T",
            "np.sum(z1[:, :, None] * delta2[:, None, :], axis=0)",
        ),
        (
            ("X.T @ delta2", "shape"),
            ("z1 @ delta2", "error"),
            ("delta2.T @ z1", "shape"),
            ("z1.T @ delta2 / len(X)", "value"),
        ),
        sizes={"n": (3, 3), "m": (6, 7), "k": (4, 4), "c": (2, 2)},
        gradient=Gradient("W2", "np.sum(delta2 * (z1 @ W2))"),
    ),
    "stable softmax by rows": row(
        (away("x", "n", "m"),),
        (
            "e = np.exp(x - x.max(axis=1, keepdims=True))\nreturn e / e.sum(axis=1, keepdims=True)",
            "x = x - np.max(x, axis=1, keepdims=True)\n"
            "return np.exp(x) / np.sum(np.exp(x), axis=1, keepdims=True)",
            "x = x.T\nx = x - np.max(x, axis=0)\ny = np.exp(x) / np.sum(np.exp(x), axis=0)\n"
            "return y.T",
            "x -= x.max(axis=-1)[:, None]\ne = np.exp(x)\nreturn e / e.sum(-1).reshape(-1, 1)",
            "out = np.zeros_like(x)\nfor i in range(len(x)):\n    e = np.exp(x[i] - max(x[i]))\n"
            "    out[i] = e / sum(e)\nreturn out",
            "np.array([np.exp(r - r.max()) / np.exp(r - r.max()).sum() for r in x])",
            "c = np.amax(x, axis=1)[:, np.newaxis]\ne = np.exp(x - c)\n"
            "return np.divide(e, np.sum(e, axis=1)[:, np.newaxis])",
            "s = x - np.max(x, axis=1, keepdims=True)\n"
            "return np.exp(s - np.log(np.sum(np.exp(s), axis=1, keepdims=True)))",
        ),
        (
            ("np.exp(x) / np.sum(np.exp(x), axis=1, keepdims=True)", "value"),  # nan
            ("e = np.exp(x - x.max())\nreturn e / e.sum()", "value"),
            ("e = np.exp(x - x.max(axis=0))\nreturn e / e.sum(axis=0)", "value"),
            ("e = np.exp(x - x.max(axis=1))\nreturn e / e.sum(axis=1)", "error"),
            ("e = np.exp(x - x.max(axis=1, keepdims=True))\nreturn e", "value"),
        ),
        edges=({"x": "1000 * x / np.max(np.abs(x))"},),
    ),
    "Q-learning in place": row(
        (
            away("Q", "n", "m"),
            Hidden("s", ((),), "integer", 0, "Q.shape[0] - 1"),
            Hidden("a", ((),), "integer", 0, "Q.shape[1] - 1"),
            away("r"),
            Hidden("s2", value="(s + 1) % Q.shape[0]"),
            Hidden("done", value="False"),
            uniform("alpha", 0.1, 0.5),
            uniform("gamma", 0.8, 0.99),
        ),
        (
            "Q[s, a] += alpha * (r + gamma * (1 - done) * np.max(Q[s2]) - Q[s, a])",
            "target = r\nif not done:\n    target += gamma * Q[s2].max()\n"
            "Q[s, a] = Q[s, a] + alpha * (target - Q[s, a])",
            "best = max(Q[s2])\ny = r if done else r + gamma * best\n"
            "Q[s][a] = (1 - alpha) * Q[s][a] + alpha * y\nreturn Q",
            "td = r + gamma * np.amax(Q[s2, :]) * (not done) - Q[s, a]\nQ[s, a] += alpha * td",
            "Q = Q.copy()\n"
            "Q[s, a] += alpha * (r + (0 if done else gamma * Q[s2].max()) - Q[s, a])\n"
            "return Q",
            "def update(Q, s, a, r, s2, done, alpha, gamma):\n"
            "    Q[s, a] += alpha * (r + gamma * (1 - int(done)) * max(q for q in Q[s2])"
            " - Q[s, a])",
        ),
        (
            ("Q[s, a] += alpha * (r + gamma * np.max(Q[s2]) - Q[s, a])", "value"),  # done forgotten
            ("Q[s, a] += alpha * (r + gamma * (1 - done) * Q[s2, a] - Q[s, a])", "value"),
            ("Q[s, a] += alpha * (r + gamma * (1 - done) * np.max(Q[s2]))", "value"),
            ("Q[s, a] = alpha * (r + gamma * (1 - done) * np.max(Q[s2]) - Q[s, a])", "value"),
            ("Q[s, a] += alpha * (r + gamma * (1 - done) * np.max(Q) - Q[s, a])", "value"),
            ("Q[s, a] += alpha * (r + gamma * (1 - done) * np.argmax(Q[s2]) - Q[s, a])", "value"),
            ("Q += alpha * (r + gamma * (1 - done) * np.max(Q[s2]) - Q)", "value"),
        ),
        outputs=("Q",),
        edges=({"done": "True"},),
        sizes={"n": (4, 5), "m": (2, 3)},
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_natural_ways_run_and_are_right(name: str) -> None:
    for seed in (0, 1, 2):
        exercise = Exercise(ROWS[name].task, seed)
        assert exercise.verify([ROWS[name].task.answer]) == []
        for response in ROWS[name].right:
            began = time.process_time()
            reply = exercise.judge(response)
            assert reply["verdict"] == "right", (response, seed, reply)
            assert time.process_time() - began < 0.25, response


@pytest.mark.parametrize("name", ROWS)
def test_common_mistakes_are_wrong_in_their_own_way(name: str) -> None:
    for seed in (0, 1, 2):
        exercise = Exercise(ROWS[name].task, seed)
        for response, note in ROWS[name].wrong:
            reply = exercise.judge(response)
            assert (reply["verdict"], reply["note"]) == ("wrong", note), (response, seed, reply)
            if note == "error":
                assert all(reply["said"]), response
