"""Every code question of the pack, answered from its prompt alone by several people in their ways.

Right ways are right whatever they look like; wrong ways are wrong and told something of use. None
of these texts stands in the questions themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from quizapp.checking.code.worker import shared_worker
from quizapp.content.kinds.code import Code
from quizapp.content.pack import read_pack

PACK = Path(__file__).resolve().parents[2] / "content" / "e-shikaku"

RIGHT: dict[str, tuple[str, ...]] = {
    "VG-14": (
        "    return delta * d_sigmoid(u)",
        "return delta*z*(1.0-z)",
        "d_sigmoid(u) * delta",
        "np.multiply(delta, d_sigmoid(u))",
        "s = 1 / (1 + np.exp(-u))\nreturn delta * s * (1 - s)",
        "du = delta * d_sigmoid(u)",
        "grad = d_sigmoid(u)\ngrad = grad * delta\nreturn grad",
        "delta * (1 / (1 + np.exp(-u))) * (1 - 1 / (1 + np.exp(-u)))",
        "dz = z * (1 - z)\nreturn delta * dz",
        "def backward(delta, u, z):\n    return delta * d_sigmoid(u)",
        "def backward(delta, u, z):\n    out = np.zeros_like(u)\n    for i in range(u.shape[0]):\n"
        "        for j in range(u.shape[1]):\n            out[i, j] = delta[i, j] * z[i, j] * "
        "(1 - z[i, j])\n    return out",
        "import numpy as np\nreturn delta * d_sigmoid(u)",
        "delta / (2 + np.exp(u) + np.exp(-u))",
        "delta / (4 * np.cosh(u / 2) ** 2)",
        "delta - delta * (1 - z + z * z)",
    ),
    "OP-10": (
        "h += g ** 2\nw -= lr * g / (np.sqrt(h) + eps)",
        "h = h + g**2\nw = w - lr / (np.sqrt(h) + eps) * g",
        "h = h + np.power(g, 2)\nw = w - np.divide(lr * g, np.sqrt(h) + eps)",
        "h[:] = h + g * g\nw[:] = w - lr * g / (np.sqrt(h) + eps)",
        "h = h + g*g\nstep = lr / (h ** 0.5 + eps)\nw = w - step * g",
        "h = np.add(h, g * g)\nw = np.subtract(w, lr * g / (np.sqrt(h) + eps))",
        "w = w - lr * g / (np.sqrt(h + g**2) + eps)\nh = h + g**2",
        "h = h + g * g\nw = w + (-lr) * g / (eps + np.sqrt(h))",
        "def adagrad_step(w, h, g, lr, eps):\n    h += g * g\n"
        "    w -= lr * g / (np.sqrt(h) + eps)\n"
        "    return w, h",
        "h = h + abs(g) ** 2\nw = w - (lr * g) * (np.sqrt(h) + eps) ** -1",
        "h = h + np.square(g); w = w - lr * g * np.reciprocal(np.sqrt(h) + eps)",
    ),
    "OP-11": (
        "v = mu*v - lr*g\nw = w + v",
        "v = mu * v - lr * g\nw += v",
        "v[:] = mu * v - lr * g\nw += v",
        "v = v * mu\nv = v - g * lr\nw = v + w",
        "w, v = w + mu * v - lr * g, mu * v - lr * g",
        "new = mu * v - lr * g\nreturn w + new, new",
        "v = np.multiply(mu, v) - np.multiply(lr, g)\nw = np.add(w, v)",
        "v *= mu\nv += -lr * g\nw += v",
        "v = mu * v - lr * g; w = w + v",
        "v = -(lr * g - mu * v)\nw = w - -v",
        "def momentum_step(w, v, g, lr, mu):\n    v = mu * v - lr * g\n    return w + v, v",
    ),
    "OP-12": (
        "m = beta1*m + (1-beta1)*g\nv = beta2*v + (1-beta2)*(g**2)\nmhat = m/(1-beta1**t)\n"
        "vhat = v/(1-beta2**t)\nw -= lr*mhat/(np.sqrt(vhat)+eps)",
        "m[...] = beta1 * m + (1 - beta1) * g\nv[...] = beta2 * v + (1 - beta2) * np.square(g)\n"
        "w -= lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)",
        "m = beta1 * m + (1 - beta1) * g\nv = beta2 * v + (1 - beta2) * g * g\n"
        "mc = m / (1 - np.power(beta1, t))\nvc = v / (1 - pow(beta2, t))\n"
        "w = w - lr * mc / (vc ** 0.5 + eps)",
        "m *= beta1\nm += (1 - beta1) * g\nv *= beta2\nv += (1 - beta2) * g**2\n"
        "b1 = b2 = 1\nfor i in range(t):\n    b1 = b1 * beta1\n    b2 = b2 * beta2\n"
        "w = w - lr * m / (1 - b1) / (np.sqrt(v / (1 - b2)) + eps)",
        # the published short form, with eps scaled: the same for every size of gradient that counts
        "m = beta1 * m + (1 - beta1) * g\nv = beta2 * v + (1 - beta2) * g**2\n"
        "a = lr * (1 - beta2**t)**0.5 / (1 - beta1**t)\nw = w - a * m / (np.sqrt(v) + eps)",
        "m += (1 - beta1) * (g - m)\nv += (1 - beta2) * (g**2 - v)\n"
        "lr_t = lr * np.sqrt(1.0 - beta2**t) / (1.0 - beta1**t)\n"
        "w -= lr_t * m / (np.sqrt(v) + eps)",
        "def adam_step(w, m, v, g, t, lr, beta1, beta2, eps):\n"
        "    m = beta1 * m + (1 - beta1) * g\n    v = beta2 * v + (1 - beta2) * g**2\n"
        "    m_hat = m / (1 - beta1**t)\n    v_hat = v / (1 - beta2**t)\n"
        "    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v",
    ),
    "OP-14": (
        "v = mu * v - lr * g\nw = w + mu * v - lr * g",
        "w = w + mu * mu * v - (1 + mu) * lr * g\nv = mu * v - lr * g",
        "w += mu**2 * v\nw -= (1 + mu) * lr * g\nv = mu * v - lr * g",
        "v *= mu\nv -= lr * g\nw += mu * v - lr * g",
        "new = mu * v - lr * g\nw = w - mu * v + (1 + mu) * new\nv = new",
        "w = w + mu * (mu * v - lr * g) - lr * g\nv = mu * v - lr * g",
        "theta = w - mu * v\nv = mu * v - lr * g\ntheta = theta + v\nw = theta + mu * v",
        "w, v = w + mu**2 * v - (1 + mu) * lr * g, mu * v - lr * g",
        "prev = v.copy()\nv = mu * prev - lr * g\nreturn w + mu**2 * prev - (1 + mu) * lr * g, v",
    ),
    "OP-19": (
        "end = min(i + batch_size, X.shape[0])\nX_batch = X[i:end]\nT_batch = T[i:end]",
        "i_end = i + batch_size\nif i_end > len(X):\n    i_end = len(X)\n"
        "X_batch, T_batch = X[i:i_end], T[i:i_end]",
        "j = i + batch_size if i + batch_size < len(X) else len(X)\nreturn X[i:j], T[i:j]",
        "idx = slice_",  # replaced below: slice() is no name here
        "X_batch = X[i:i+batch_size, ...]\nT_batch = T[i:i+batch_size]",
        "batch = np.arange(len(X))[i:i + batch_size]\nX_batch = X[batch]\nT_batch = T[batch]",
        "mask = (np.arange(len(X)) >= i) & (np.arange(len(X)) < i + batch_size)\n"
        "X_batch = X[mask]\nT_batch = T[mask]",
        "X_batch = X[i:][:batch_size]\nT_batch = T[i:][:batch_size]",
        "X_batch = []\nT_batch = []\nfor k in range(i, min(i + batch_size, len(X))):\n"
        "    X_batch.append(X[k])\n    T_batch.append(T[k])\nX_batch = np.array(X_batch)\n"
        "T_batch = np.array(T_batch)",
        "X_batch = np.array([X[k] for k in range(i, min(i + batch_size, len(X)))])\n"
        "T_batch = T[i:i + batch_size]",
        "X_batch = X[i:np.minimum(i + batch_size, len(T))]\n"
        "T_batch = T[i:np.minimum(i + batch_size, len(T))]",
        "def mini_batch(X, T, i, batch_size):\n    end = min(i + batch_size, len(X))\n"
        "    return X[i:end], T[i:end]",
    ),
    "OV-04": (
        "grad + rate*param",
        "param * rate + grad",
        "grad += param * rate",
        "grad[...] += rate * param\nreturn grad",
        "grad = grad + rate * param\nreturn grad",
        "np.add(grad, np.multiply(rate, param))",
        "grad + 0.5 * rate * 2 * param",
        "grad + rate / 2 * (param + param)",
        "return grad + rate*param",
        "grad - -rate * param",
        "out = grad.copy()\nout += rate * param\nreturn out",
        "def add_l2(grad, param, rate):\n    return grad + rate * param",
    ),
    "OV-05": (
        "grad + rate*np.sign(param)",
        "np.sign(param) * rate + grad",
        "grad += np.sign(param) * rate\nreturn grad",
        "s = np.where(param > 0, 1, np.where(param < 0, -1, 0))\nreturn grad + rate * s",
        "grad + rate * (1.0 * (param > 0) - 1.0 * (param < 0))",
        "s = np.zeros_like(param)\ns[param > 0] = 1\ns[param < 0] = -1\nreturn grad + rate * s",
        "grad + rate * ((param > 0).astype(int) - (param < 0).astype(int))",
        "grad + rate * np.where(param == 0, 0, param / np.abs(param))",
        "grad + rate * np.divide(param, np.maximum(np.abs(param), 1e-12))",
        "def add_l1(grad, param, rate):\n    return grad + rate * np.sign(param)",
        "grad + rate * np.nan_to_num(param / np.abs(param))",
        "np.add(grad, rate * np.sign(param))",
    ),
    "OV-08": (
        "return 0.5 * lam * np.sum(W**2)",
        "lam * np.sum(W**2) / 2",
        "1/2 * lam * (W * W).sum()",
        "0.5 * lam * np.sum(np.square(W))",
        "lam / 2 * np.linalg.norm(W) ** 2",
        "0.5 * np.sum(penalty_grad(W, lam) * W)",
        "0.5 * lam * np.sum(np.abs(W) ** 2)",
        "0.5 * lam * np.sum(np.power(W, 2))",
        "total = 0\nfor w in W.flatten():\n    total += w ** 2\nreturn 0.5 * lam * total",
        "0.5 * lam * sum(w * w for w in W.ravel())",
        "0.5 * lam * np.vdot(W, W)",
        "lam * np.mean(W**2) * W.size / 2",
        "np.sum(0.5 * lam * W**2)",
    ),
    "OV-09": (
        "image[top:bottom, left:right, :]",
        "image[top:bottom, left:right]",
        "image[top:bottom,left:right,:].copy()",
        "cropped = image[top:bottom, left:right, :]",
        "cropped = image[top:bottom, left:right]\nreturn cropped",
        "image[top:bottom:1, left:right:1]",
        "image[top:bottom, :, :][:, left:right, :]",
        "np.array(image[top:bottom, left:right])",
        "np.array([[image[i, j] for j in range(left, right)] for i in range(top, bottom)])",
        "out = np.zeros((bottom - top, right - left, image.shape[2]), dtype=int)\n"
        "for i in range(bottom - top):\n    for j in range(right - left):\n"
        "        out[i, j] = image[top + i, left + j]\nreturn out",
        "np.take(np.take(image, range(top, bottom), axis=0), range(left, right), axis=1)",
        "np.stack([image[top:bottom, left:right, c] for c in range(image.shape[2])], axis=-1)",
    ),
    "OV-10": (
        "top = np.random.randint(0, h - crop_h + 1)",
        "top = np.random.randint(h - crop_h + 1)",
        "np.random.randint(low=0, high=h - crop_h + 1)",
        "top = rng.integers(h - crop_h + 1)",
        "rng.integers(low=0, high=h - crop_h, endpoint=True)",
        "random.randint(0, h - crop_h)",
        "import random\ntop = random.randint(0, h - crop_h)",
        "random.randrange(h - crop_h + 1)",
        "random.choice(range(h - crop_h + 1))",
        "np.random.choice(np.arange(h - crop_h + 1))",
        "rng.choice(h - crop_h + 1)",
        "int(np.floor(np.random.rand() * (h - crop_h + 1)))",
        "np.random.randint(0, 1 + h - crop_h)",
        "np.random.permutation(h - crop_h + 1)[0]",
        "int(np.random.uniform(0, h - crop_h + 1))",
        "np.random.default_rng().integers(0, h - crop_h + 1)",
        "np.random.randint(0, h - crop_h + 1, size=1)[0]",
        "top = 0\nif h > crop_h:\n    top = np.random.randint(0, h - crop_h + 1)",
        "def random_top(h, crop_h):\n    return np.random.randint(0, h - crop_h + 1)",
    ),
    "OV-11": (
        "image[:, top:bottom, left:right]",
        "image[:,top:bottom,left:right].copy()",
        "image[..., top:bottom, left:right]",
        "cropped = image[:, top:bottom, left:right]\nreturn cropped",
        "np.array([channel[top:bottom, left:right] for channel in image])",
        "np.stack([image[c][top:bottom, left:right] for c in range(len(image))])",
        "image[:, top:bottom][..., left:right]",
        "out = []\nfor c in image:\n    out.append(c[top:bottom, left:right])\n"
        "return np.array(out)",
        "np.moveaxis(np.moveaxis(image, 0, -1)[top:bottom, left:right], -1, 0)",
        "image[0:image.shape[0], top:bottom, left:right]",
    ),
    "OV-13": (
        "mask = np.random.rand(*x.shape) > p\nout = x * mask / (1 - p)",
        "mask = np.random.random(x.shape) > p\nout = x * mask / (1.0 - p)",
        "mask = np.random.uniform(0, 1, x.shape) > p\nout = mask * x / (1 - p)",
        "mask = (rng.random(x.shape) >= p).astype(x.dtype)\nout = x * mask * (1 / (1 - p))",
        "mask = rng.binomial(1, 1 - p, size=x.shape)\nout = x * mask / (1 - p)",
        "keep = 1 - p\nmask = np.random.rand(x.shape[0], x.shape[1]) < keep\nout = x * mask / keep",
        "mask = np.where(np.random.rand(*x.shape) < p, 0, 1)\nout = x * mask / (1 - p)",
        "mask = ~(np.random.rand(*x.shape) < p)\nout = np.where(mask, x / (1 - p), 0)",
        "mask = np.random.choice([True, False], x.shape, p=[1 - p, p])\nout = x * mask / (1 - p)",
        "mask = 1 - np.random.binomial(1, p, x.shape)\nout = x * mask / (1 - p)",
        "mask = np.random.rand(*x.shape) > p\nout = x / (1 - p)\nout[~mask] = 0",
        "mask = np.random.rand(*x.shape) > p\nout = np.zeros_like(x)\n"
        "out[mask] = x[mask] / (1 - p)",
        "u = np.random.rand(*x.shape)\nmask = np.ones_like(x)\nmask[u < p] = 0\n"
        "return x * mask / (1 - p), mask",
        "mask = np.random.rand(x.size).reshape(x.shape) > p\nout = x * mask / (1 - p)",
        "mask = np.zeros(x.shape)\nfor i in range(x.shape[0]):\n    for j in range(x.shape[1]):\n"
        "        mask[i, j] = np.random.rand() > p\nout = x * mask / (1 - p)",
        "def dropout(x, p):\n    mask = np.random.rand(*x.shape) > p\n"
        "    return x * mask / (1 - p), mask",
    ),
}
RIGHT["OP-19"] = tuple(text for text in RIGHT["OP-19"] if "slice_" not in text)

WRONG: dict[str, tuple[tuple[str, str], ...]] = {
    "VG-14": (
        ("delta * d_sigmoid(delta)", "code.case"),
        ("delta @ d_sigmoid(u)", "code.error"),
        ("delta.T * d_sigmoid(u)", "code.error"),
        ("np.sum(delta * d_sigmoid(u))", "code.shape"),
        ("delta * d_sigmoid(u) * z", "code.case"),
        ("d_sigmoid(z)", "code.case"),
        ("z * (1 - z)", "wrong.named"),
        ("pass", "code.case"),
        ("delta / d_sigmoid(u)", "code.case"),
    ),
    "OP-10": (
        ("h += g * g\nw -= lr * g / np.sqrt(h + eps)", "wrong.named"),
        ("h += g * g\nw -= lr * g / (np.sqrt(h) + eps**0.5)", "code.case"),
        ("h += g * g\nw -= lr * g * g / (np.sqrt(h) + eps)", "code.case"),
        ("h += g * g\nw -= g / (np.sqrt(h) + eps)", "code.case"),
        ("h += g * g", "code.case"),
        ("w -= lr * g / (np.sqrt(h) + eps)", "code.case"),
        ("h = h + np.sum(g * g)\nw = w - lr * g / (np.sqrt(h) + eps)", "code.case"),
        ("h += g * g\nw -= lr * g / (h**2 + eps)", "code.case"),
        ("h += g * g\nreturn w - lr * g / (np.sqrt(h) + eps)", "code.error"),
        ("h += g * g\nreturn h, w - lr * g / (np.sqrt(h) + eps)", "code.case"),
    ),
    "OP-11": (
        ("v = mu * v - g\nw = w + lr * v", "code.case"),
        ("v = mu * v - lr * g\nw = w + v - lr * g", "code.case"),
        ("w = w - lr * g", "code.case"),
        ("v = mu * (v - lr * g)\nw = w + v", "code.case"),
        ("v = (1 - mu) * v - lr * g\nw = w + v", "code.case"),
        ("v = mu * v - lr * g\nw = v", "code.case"),
        ("v = mu * v - lr * g\nreturn w + v", "code.error"),
        ("v = mu * v - lr * g.sum()\nw = w + v", "code.case"),
        ("return mu * v - lr * g, w + v", "code.case"),
    ),
    "OP-12": (
        (
            "m = beta1 * m + (1 - beta1) * g\nv = beta2 * v + (1 - beta2) * g**2\n"
            "w = w - lr * (m / (1 - beta1**t)) / np.sqrt(v / (1 - beta2**t) + eps)",
            "wrong.named",
        ),
        (
            "m = beta1 * m + (1 - beta1) * g\nv = beta2 * v + (1 - beta2) * g**2\n"
            "w = w - lr * np.sqrt(1 - beta2**t) / (1 - beta1**t) * m / np.sqrt(v + eps)",
            "code.case",
        ),
        (
            "m = beta1 * m + (1 - beta1) * g\nv = beta2 * v + (1 - beta2) * g**2\n"
            "w = w - lr * (m / (1 - beta1**t)) / np.sqrt(v / (1 - beta2**t))",
            "wrong.named",  # 0/0 where the gradient is 0
        ),
        (
            "m = beta1 * m + (1 - beta1) * g\nv = beta2 * v + (1 - beta2) * g**2\n"
            "w = w + lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)",
            "code.case",
        ),
        (
            "m = beta1 * m + (1 - beta1) * g\nv = beta2 * v + (1 - beta2) * g**2\n"
            "w = w - lr * (m / (1 - beta1**t)) / (np.sqrt(v) + eps)",
            "code.case",
        ),
        (
            "m = (1 - beta1) * m + beta1 * g\nv = (1 - beta2) * v + beta2 * g**2\n"
            "w = w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)",
            "code.case",
        ),
        (
            "m = beta1 * m + (1 - beta1) * g\nv = beta2 * v + (1 - beta2) * g**2\n"
            "w = w - lr * (m / (1 - beta1**(t - 1))) / (np.sqrt(v / (1 - beta2**(t - 1))) + eps)",
            "code.case",
        ),
        (
            "m = beta1 * m + (1 - beta1) * g\nv = beta2 * v + (1 - beta2) * m**2\n"
            "w = w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)",
            "code.case",
        ),
    ),
    "OP-14": (
        ("w = w + mu * v - lr * g\nv = mu * v - lr * g", "wrong.named"),  # plain momentum
        ("v = mu * v - lr * g\nw = w - lr * g", "code.case"),
        ("v = mu * v - lr * g\nw = w + mu * (v - lr * g)", "code.case"),
        ("v = mu * v - lr * g\nw = w + (1 + mu) * v", "code.case"),
        ("w = w + mu**2 * v - (1 + mu) * lr * g", "code.case"),
        ("v = mu * v + g\nw = w - lr * (g + mu * v)", "code.case"),
        ("v_old = v\nv *= mu\nv -= lr * g\nw = w + mu**2 * v_old - (1 + mu) * lr * g",
         "wrong.named"),  # v_old is no copy
    ),
    "OP-19": (
        ("X_batch = X[i]\nT_batch = T[i]", "code.shape"),
        ("X_batch = X[i:i + batch_size]", "code.error"),
        ("X_batch = X[0:batch_size]\nT_batch = T[0:batch_size]", "code.case"),
        ("X_batch = X[i, batch_size]\nT_batch = T[i]", "code.error"),
        ("X_batch = X[i:i + batch_size].T\nT_batch = T[i:i + batch_size]", "code.shape"),
        ("X_batch = T[i:i + batch_size]\nT_batch = X[i:i + batch_size]", "code.shape"),
        ("X_batch = X[i+1:i + batch_size+1]\nT_batch = T[i+1:i + batch_size+1]", "code.case"),
        (
            "X_batch = np.array([X[k] for k in range(i, i + batch_size)])\n"
            "T_batch = np.array([T[k] for k in range(i, i + batch_size)])",
            "code.error",
        ),
        ("return X[i:i + batch_size]", "code.error"),
        # dropping the short last batch
        ("if i + batch_size > len(X):\n    X_batch, T_batch = X[:0], T[:0]\nelse:\n"
         "    X_batch, T_batch = X[i:i + batch_size], T[i:i + batch_size]", "code.shape"),
    ),
    "OV-04": (
        ("grad + rate", "code.case"),
        ("grad + param", "code.case"),
        ("grad * rate * param", "code.case"),
        ("grad + rate * np.sum(param)", "code.case"),
        ("grad + rate @ param", "code.error"),
        ("(1 - rate) * param", "code.case"),
        ("grad + rate * np.linalg.norm(param)", "code.case"),
        ("grad.sum() + rate * param.sum()", "code.shape"),
    ),
    "OV-05": (
        ("grad + rate * np.abs(np.sign(param))", "code.case"),
        ("grad + np.sign(param)", "code.case"),
        ("grad + rate * np.sign(grad)", "code.case"),
        ("grad + 0.5 * rate * np.sign(param)", "code.case"),
        ("grad + rate * (2 * (param > 0) - 1)", "wrong.named"),
        ("if param > 0:\n    return grad + rate\nelse:\n    return grad - rate", "code.error"),
        ("np.sign(grad + rate * param)", "code.case"),
    ),
    "OV-08": (
        ("0.5 * lam * np.sqrt(np.sum(W))", "code.case"),
        ("0.5 * lam * W @ W.T", "code.shape"),
        ("0.5 * lam * np.linalg.norm(W)", "wrong.named"),
        ("0.5 * np.sum(W**2)", "code.case"),
        ("0.5 * lam**2 * np.sum(W**2)", "code.case"),
        ("0.5 * lam * np.sum(W**2, axis=0)", "code.shape"),
        ("0.5 * lam * np.sum(W**2) + 1", "code.case"),
        ("0.5 * lam * np.sum(W**2) ** 2", "code.case"),
        ("penalty_grad(W, lam)", "wrong.named"),
    ),
    "OV-09": (
        ("image[top:bottom][left:right]", "code.shape"),
        ("image[left:right, top:bottom]", "wrong.named"),
        ("image[top:bottom, left:right, 0]", "code.shape"),
        ("image[top:bottom - 1, left:right - 1]", "code.shape"),
        ("image[top:bottom, left:right] + 1", "code.case"),
        ("image[top:bottom, left:right, ::-1]", "code.case"),
        ("image[top:bottom, left:right, :3]", "code.shape"),
        ("image[top:bottom, left:right] / 255", "code.case"),
    ),
    "OV-10": (
        ("np.random.randint(0, h - crop_h) + 1", "wrong.named"),  # never row 0
        ("np.random.randint(0, crop_h)", "code.random"),
        ("random.randint(0, h - crop_h + 1)", "wrong.named"),
        ("np.random.rand() * (h - crop_h)", "code.random"),
        ("round(np.random.rand() * (h - crop_h))", "code.random"),  # the ends half as often
        ("int(np.random.rand() * (h - crop_h))", "wrong.named"),
        ("0", "code.random"),
        ("np.random.randint(0, h - crop_h + 1, size=2)", "code.error"),
        ("np.random.randint(crop_h, h + 1)", "code.random"),
        ("np.random.randint(0, h + 1) - crop_h", "code.random"),
        ("np.random.seed(0)\ntop = np.random.randint(0, h - crop_h + 1)", "wrong.named"),
    ),
    "OV-11": (
        ("image[:][top:bottom][left:right]", "code.shape"),
        ("image[top:bottom, left:right]", "wrong.named"),
        ("image[:, left:right, top:bottom]", "wrong.named"),
        ("image[:3, top:bottom, left:right]", "code.shape"),
        ("image[:, top:bottom, left:right].transpose(1, 2, 0)", "code.shape"),
        ("image[:, :, top:bottom][:, left:right]", "wrong.named"),
    ),
    "OV-13": (
        ("mask = np.random.randn(*x.shape) > p\nout = x * mask / (1 - p)", "code.random"),
        ("mask = np.random.rand(*x.shape) > 0.5\nout = x * mask / (1 - p)", "code.random"),
        ("mask = np.random.rand(*x.shape) > p\nout = mask / (1 - p)", "code.random"),
        ("mask = np.random.rand(*x.shape)\nout = x * mask / (1 - p)", "code.random"),
        ("mask = np.ones_like(x)\nout = x", "code.random"),
        ("mask = np.random.rand(*x.shape) < p\nout = x * ~mask / (1 - p)", "code.random"),
        ("mask = np.random.rand(len(x)) > p\nout = x * mask / (1 - p)", "code.error"),
        ("np.random.seed(0)\nmask = np.random.rand(*x.shape) > p\nout = x * mask / (1 - p)",
         "code.random"),
        ("out = x * (np.random.rand(*x.shape) > p) / (1 - p)", "code.error"),
        ("mask = np.random.rand(*x.shape) > p\nout = x[mask] / (1 - p)", "code.shape"),
    ),
}  # fmt: skip


@lru_cache(maxsize=1)
def questions() -> dict[str, Code]:
    return {
        placed.question.id: placed.question
        for placed in read_pack(PACK).questions
        if isinstance(placed.question, Code)
    }


@pytest.fixture(scope="module", autouse=True)
def _end() -> Iterator[None]:
    yield
    shared_worker().close()


def test_every_code_question_was_answered_anew() -> None:
    assert len(questions()) >= 13
    assert set(questions()) >= set(RIGHT) == set(WRONG)


@pytest.mark.parametrize("id", RIGHT)
def test_what_is_right_is_right(id: str) -> None:
    for response in RIGHT[id]:
        for seed in (0, 7, 23):
            grade = questions()[id].grade(response, seed=seed)
            assert grade.outcome == "right", (response, seed, grade.note, grade.feedback.en)


@pytest.mark.parametrize("id", WRONG)
def test_what_is_wrong_is_wrong_and_told_why(id: str) -> None:
    for response, note in WRONG[id]:
        for seed in (0, 7, 23):
            grade = questions()[id].grade(response, seed=seed)
            assert grade.outcome == "wrong", (response, seed, grade.note, grade.feedback.en)
            assert grade.note == note, (response, seed, grade.note, grade.feedback.en)
            assert grade.feedback.ja
            assert grade.feedback.en
            assert grade.table, response
