"""Whatever is typed: nothing is executed, nothing is slow, nothing is large, nothing crashes.

Each text goes the whole way, through reading and the worker process. Where it can be told that a
text reached something it must not reach, a file would lie in the folder of the test.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.checking.code.compose import Listing
from quizapp.checking.code.judge_code import judge_code
from quizapp.checking.code.task import CodeTask, Hidden
from quizapp.checking.code.worker import CodeWorker

TASK = CodeTask(
    "x * 2", (Hidden("x", (("n",),), "away", 0.5, 2.0),), ("out",), sizes={"n": (3, 5)}, cases=4,
    random=True,
)  # fmt: skip
LISTING = Listing("", (), ("x",), ("out",), True)

ESCAPES = """
().__class__.__bases__[0].__subclasses__()
x.__class__ ~ x.__array_interface__ ~ x.__reduce__() ~ x.__init_subclass__ ~ x.T.T.__dict__
x.base ~ x.data ~ x.ctypes ~ x.ctypes.data ~ x.flags ~ x.strides ~ x.real ~ x.imag ~ x.itemset(3)
x.tofile('a') ~ x.tofile(3) ~ x.dump(3) ~ x.dumps() ~ x.tobytes() ~ x.view(int) ~ x.setflags(1)
x.dtype.type ~ x.dtype.name ~ x.shape.__class__ ~ x.shape.count(1) ~ (1).__class__ ~ (1).real
np.load(1) ~ np.save(1, x) ~ np.fromfile(1) ~ np.lib ~ np.lib.npyio ~ np.memmap(1) ~ np.loadtxt(1)
np.lib.format.open_memmap(1) ~ np.genfromtxt(1) ~ np.DataSource() ~ np.ctypeslib ~ np.f2py
np.vectorize(abs) ~ np.frompyfunc(abs, 1, 1) ~ np.apply_along_axis(abs, 0, x)
np.fromfunction(1, 2)
np.piecewise(x, x, x) ~ np.source(1) ~ np.info(1) ~ np.core ~ np._core ~ np.sys ~ np.os
np.testing
np.__dict__ ~ np.__builtins__ ~ np.__loader__ ~ np.getattr ~ np.exec ~ np.eval ~ np.show_config()
np.lib.stride_tricks.as_strided(x) ~ np.broadcast_to(x, (10**9,)) ~ np.nditer(x) ~ np.matrix(x)
np.einsum(x) ~ np.fft.fft(x) ~ np.linalg.svd(x) ~ np.linalg.linalg ~ np.ma.core ~ np.char ~ np.rec
np.random.__dict__ ~ np.random.bit_generator ~ np.random.Generator(1) ~ np.random.get_state()
np.random.mtrand ~ np.random._pickle ~ np.float64.__mro__ ~ np.pi.real ~ np.nan.hex()
rng.bit_generator ~ rng.__reduce__() ~ rng.shuffle(x) ~ random.Random() ~ random.os
random._os.system(1) ~ random.__init__ ~ random.seed(1) ~ float.fromhex(1) ~ int.from_bytes(1)
print(x) ~ open(1) ~ exec(1) ~ eval(1) ~ compile(1, 2, 3) ~ __import__(1) ~ globals() ~ locals()
vars() ~ getattr(x, 1) ~ setattr(x, 1, 2) ~ dir() ~ type(x) ~ object() ~ super() ~ help()
input()
breakpoint() ~ memoryview(x) ~ id(x) ~ hash(x) ~ iter(x) ~ next(x) ~ map(abs, x) ~ filter(abs, x)
sorted(x) ~ str(x) ~ repr(x) ~ bytes(3) ~ bytearray(9) ~ chr(1) ~ set(x) ~ dict(x) ~ complex(1, 2)
isinstance(x, int) ~ callable(x) ~ slice(1) ~ property(1) ~ classmethod(1) ~ exit() ~ quit()
f'{x.__class__}' ~ '{0.__class__}'.format(x) ~ "%s" % x ~ b'a' ~ 'a' * 10**9 ~ r'x'
f"{x!r:>{9}}"
[y for y in x] ~ {y: 1 for y in x} ~ {y for y in x} ~ (y for y in x) ~ (y := x) ~ lambda: x ~ {}
{1}
x[0]() ~ (x)(x) ~ np.exp(x)(x) ~ [1].append ~ [3, 1].pop() ~ [].sort() ~ x.append ~ x.T = 3
x.shape = 3
*a, b = x ~ f(*x) ~ np.exp(**x) ~ x.sum(**{}) ~ np = x ~ numpy = x ~ random = x ~ __x = 1
__name__
__builtins__ ~ x.__ｃlass__ ~ ｘ．＿＿ｃｌａｓｓ＿＿ ~ 𝐱 ~ ﬁ ~ ｅｖａｌ（１） ~ np．load（１）
____ ~ x.____
[y.__class__ for y in x] ~ [[].append(y) for y in x.base] ~ [np for np in x] ~ [__y for __y in x]
[x.T for x.T in x] ~ [y async for y in x] ~ np.array(y for y in x) ~ sorted(x, key=abs)
max(x, key=len)
math.__dict__ ~ math.factorial(9) ~ math.comb(9, 3) ~ math.perm(9) ~ math.isqrt(9) ~ math.gcd(1, 2)
math.sqrt.__self__ ~ math.nextafter(1, 2) ~ math.sumprod(x, x) ~ np.einsum('i,i', x, x)
np.einsum(x, [0], x, [0]) ~ np.einsum_path(x) ~ np.tensordot(x, x, 0) ~ np.lib.scimath.sqrt(x)
x.tolist().__class__ ~ x.tolist().clear() ~ x.tolist().sort() ~ [].__class__ ~ [].copy()
x.tostring() ~ x.byteswap() ~ x.newbyteorder() ~ x.getfield(int) ~ x.put(0, 1) ~ x.resize(10**9)
"{0.__class__.__mro__}".format(x) ~ f"{x.__init__.__globals__}" ~ 'a' 'b' ~ "x" * 10**12 ~ b"x"[0]
ｎｐ．ｌｏａｄ（１） ~ ｘ．__ｄｉｃｔ__ ~ хх ~ x․T ~ ⅹ ~ ℯ ~ ªx ~ x·x ~ µ ~ ｘ＿＿ ~ 𝟙 ~ ١
import os ~ import os as np ~ from os import * ~ import numpy.lib as np ~ import sys, os
import random as r
""".strip()

STATEMENTS = [
    "@abs\ndef f(x):\n return x",
    "def f(*a):\n return a",
    "def f(**a):\n return a",
    "def f(x=[]):\n return x",
    "def f(x, /):\n return x",
    "def f(x, *, y):\n return x",
    "def f(x: int):\n return x",
    "def f(x) -> int:\n return x",
    "def f(x):\n  def g():\n   return x\n  return g()",
    "class A: pass",
    "async def f(x):\n return x",
    "def f(x):\n yield x",
    "global x",
    "nonlocal x",
    "del x",
    "assert x",
    "raise x",
    "try:\n x\nexcept: pass",
    "with x: pass",
    "while True: pass",
    "match x:\n case 1: x",
    "x: int = 3",
    "def np(x):\n return x",
    "def ____(x):\n return x",
    "for np in x:\n pass",
    "x\x00",
    "x\u202e",
    "x \\\n + 1",
]

LARGE = """
np.zeros((10**9,)) ~ np.zeros(10**9) ~ np.ones((1000, 1000, 1000)) ~ np.empty(10**12)
np.eye(10**5)
np.full((10**6, 10**6), 1) ~ np.identity(10**6) ~ np.arange(10**10) ~ np.arange(0, 1, 1e-12)
np.arange(np.nan) ~ np.arange(0, np.inf) ~ np.linspace(0, 1, 10**10) ~ np.tile(x, 10**9)
np.tile(x, (10**5, 10**5)) ~ np.repeat(x, 10**9) ~ np.outer(np.arange(10**5), np.arange(10**5))
np.arange(10**5)[:, None] + np.arange(10**5) ~ np.arange(10**5)[:, None] @ np.arange(10**5)[None]
np.pad(x, 10**9) ~ np.pad(x, (10**9, 10**9)) ~ np.concatenate([x] * 10**9) ~ [x] * 10**9
(1,) * 10**10
list(range(10**9)) ~ tuple(range(10**9)) ~ sum(range(10**9)) ~ max(range(10**9))
np.array(range(10**9))
np.sum(range(10**9)) ~ np.roll(x, range(10**9)) ~ range(10**9)[::1] ~ np.diag(np.arange(10**5))
np.meshgrid(np.arange(10**4), np.arange(10**4)) ~ np.convolve(np.arange(10**5), np.arange(10**5))
np.bincount(np.array([10**9])) ~ np.bincount(np.array([1]), minlength=10**9) ~ np.split(x, 10**9)
np.take(x, np.zeros(10**9)) ~ x[np.zeros((10**4, 10**4), int)] ~ x.reshape(10**9, -1)
x.repeat(10**9)
np.zeros((1000, 300))[np.zeros(10**5, int)] ~ x[None, None][np.zeros(300000, int)]
np.random.rand(10**5, 10**5) ~ np.random.randint(0, 9, 10**10) ~ np.random.permutation(10**9)
np.random.choice(10**9, 3, False) ~ np.random.rand(*range(10**7)) ~ np.expand_dims(x, 10**9)
9**9**9**9 ~ 2**10**8 ~ 10**400 ~ (10**18)**10 ~ x ** x ** x ** 1000 ~ 2.0**10000 ~ pow(9, 10**9)
10**18 * 10**18 * 10**18 ~ round(1.5, -10**9) ~ round(10**15, -400) ~ int(np.inf) ~ int(np.nan)
np.median(np.random.rand(299999)) ~ np.sort(np.random.rand(250000))
np.linalg.norm(np.ones((500, 500)), 2)
np.linalg.norm(np.ones((300, 300)), 2, (0, 1)) ~ np.ones((500, 500)) @ np.ones((500, 500))
np.dot(np.ones((700, 400)), np.ones((400, 700))) ~ np.exp(np.ones(299999)) ** np.ones(299999)
[0 for i in range(10**9)] ~ [i for i in range(10**4) for j in range(10**4)]
sum(i for i in range(10**9))
[[x for i in range(10**4)] for j in range(10**4)] ~ [[[x] * 999 for i in x] * 999 for j in x] * 9999
[np.zeros(300000) for i in range(10**4)] ~ sorted(range(10**9)) ~ list(reversed(range(10**9)))
any([0] * 10**9) ~ all(range(10**9)) ~ [1].extend(range(10**9)) ~ [1].insert(10**30, 1)
np.kron(np.ones(10**5), np.ones(10**5)) ~ np.ndindex(10**9) ~ np.ndindex(10**4, 10**4)
np.broadcast_to(x, (10**6, 10**6)) ~ np.broadcast_to(1, 10**12) ~ np.unravel_index(10**12, (3, 3))
np.unravel_index(3, (10**18, 10**18)) ~ np.argwhere(np.ones((500, 500))) ~ np.array_split(x, 10**9)
np.nan_to_num(np.ones(299999) ** 2, nan=10**400) ~ np.rot90(x, 10**30) ~ np.dstack([x] * 10**8)
math.pow(10, 10**9) ~ math.exp(10**9) ~ math.log(-1) ~ math.sqrt(x) ~ math.prod(range(10**9))
10**10**10 ~ 10**10**10**10 ~ (10**10)**(10**10) ~ x**10**10**10 ~ 10.0**400 ~ -2**63 * 2
np.array([None]) ~ np.array(x, dtype=object) ~ x.astype(object) ~ np.zeros(3, dtype=np.object_)
""".strip()

NESTED = ["t=(1,1)\nfor i in range(40):\n t=(t,t)\n" + tail for tail in (
    "return t", "np.array(t)", "x[t]", "x[0]=t", "np.zeros(t)", "x.reshape(t)", "x.sum(axis=t)",
    "np.roll(x,t)", "np.var(x,ddof=t)", "np.isclose(x,x,rtol=t)", "np.linalg.norm(x,t)", "x+t",
    "-t", "x==t", "t==t", "t<(t,t)", "max(t,t)", "max([t,t])", "sum(t)", "list(t)", "x.fill(t)",
    "int(t)",
    "rng.normal(t,t)", "rng.choice(2,2,True,t)", "np.random.rand(t)", "np.full_like(x, t)",
    "np.pad(x,t)", "np.clip(x,t,3)", "np.moveaxis(x,t,t)", "a,b=t\nreturn a", "x[t:t]",
)]  # fmt: skip

LONG = [
    "for i in range(10**12):\n x = x + 1",
    "for i in range(10**5):\n for j in range(10**5):\n  pass",
    "l = [1]\nfor i in l:\n l.append(i)",
    "for i in range(100):\n x = np.concatenate([x, x])",
    "l=[x]\nfor i in range(50):\n l = l + l",
    "a=[1]\na.append(a)\nnp.array(a)",
    "a=[1]\na[0]=a",
    "t=[1]*1000\nt=[t]*1000\nt=[t]*1000\nreturn t",
    "t=(1,)\nfor i in range(8000):\n t=(t,)\nreturn t",
    "a=[]\nb=[a]\na.append(b)\nnp.array(a)",
    "a=[]\nb=[a]\na.extend([b])\nsum(a)",
    "a=[]\nb=[a]\na.insert(0, (1, [b]))",
    "l=[0]\nfor i in range(100):\n l.extend(l)",
    "a=[]\nfor i in range(10000):\n a.append([1]*99)\nnp.array(a)",
    *(
        "a=[[] for i in range(60)]\nfor i in range(59):\n a[i].append(a[i+1])\n"
        f" a[i].append(a[i+1])\n{tail}"
        for tail in ("np.array(a[0])", "b=[]\nb.append(a[0])", "return a[0]", "a[0] + a[0]")
    ),
    "a=[[] for i in range(9000)]\nfor i in range(8999):\n a[i].append(a[i+1])\nreturn a[0]",
    "[" * 11 + "x for a in x" + "]" * 11,
    "[" + "x " + "for a in x " * 100 + "]",
    "[0 " + "for a in range(99) " * 12 + "]",
    "def f(x, y=1e999):\n return f(x, y + 1)",
    "def f(x, y=-1):\n return g(y=y, x=x)\ndef g(x, y=2):\n return f(y=x, x=y)",
    "def f(x):\n return [f(y) for y in x]",
    "x = 'a' * 10\nfor i in range(99):\n x = x + x",
    "def f(x):\n return f(x)",
    "def f(x):\n return f(x) + f(x)",
    "def f(x):\n return g(x)\ndef g(x):\n return f(x)",
    "-" * 2000 + "x",
    "not " * 500 + "x",
    "x" + ".T" * 700,
    "x" + "[0]" * 700,
    "(" * 1000 + "x" + ")" * 1000,
    "[" * 90 + "]" * 90,
    "{[(" * 4 + ")]}" * 4,
    "f(" * 12 + "x" + ")" * 11,
    "x" * 100_000,
    "x + " * 40_000 + "x",
    "x if x else " * 200 + "x",
    "x and " * 500 + "x",
    "x < " * 600 + "x",
    "x ** " * 500 + "x",
    "\n" * 5000,
    " " * 2999,
    "if 1:\n" * 200,
    "\n".join(" " * depth + "if 1:" for depth in range(58)),
    "#" * 3000,
    "0" * 2000,
    "1e" + "9" * 500,
    ";" * 1000,
]

CORPUS = [
    *(one.strip() for one in ESCAPES.replace("\n", " ~ ").split(" ~ ")),
    *STATEMENTS,
    *(one.strip() for one in LARGE.replace("\n", " ~ ").split(" ~ ")),
    *NESTED,
    *LONG,
]


@pytest.fixture(scope="module")
def worker() -> Iterator[CodeWorker]:
    with CodeWorker() as made:
        judge_code("x * 2", TASK, LISTING, made)
        yield made


def peak_kb(pid: int | None) -> int:
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(text.split("VmHWM:")[1].split()[0])


def test_the_corpus_is_large_enough() -> None:
    assert len(CORPUS) > 430
    assert "" not in CORPUS


def test_nothing_typed_is_executed_slow_or_large(
    worker: CodeWorker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pid = worker.pid
    base = peak_kb(pid) if sys.platform == "linux" else 0
    slowest: list[tuple[float, str, str]] = []
    for text in CORPUS:
        began = time.perf_counter()
        grade = judge_code(text, TASK, LISTING, worker)
        slowest.append((time.perf_counter() - began, text[:60], grade.note))
        assert grade.outcome in ("wrong", "unreadable"), (text[:60], grade)
        assert grade.feedback.ja, text[:60]
        assert grade.feedback.en, text[:60]
    assert worker.pid == pid, "no text brought the process down"
    assert worker.restarts == 0
    slowest.sort(reverse=True)
    # On a busy machine a few may wait for their turn; alone, the slowest takes 25 ms.
    assert slowest[8][0] < 0.1, slowest[:9]
    assert slowest[0][0] < 1.0, slowest[:3]
    if sys.platform == "linux":
        assert peak_kb(pid) - base < 50_000
    assert list(tmp_path.iterdir()) == []


def test_a_text_that_is_refused_never_reaches_the_process() -> None:
    dead = CodeWorker()  # never started
    for text in ("x.__class__", "np.load(1)", "import os", "exec(1)", "f'{x}'", "x" * 100_000):
        assert judge_code(text, TASK, LISTING, dead).outcome == "unreadable"
    assert dead.pid is None


def test_reading_the_hostile_is_quick() -> None:
    from quizapp.checking.code.reader import read_code

    for text in CORPUS:
        began = time.perf_counter()
        read_code(text, LISTING.scope)
        assert time.perf_counter() - began < 0.1, text[:60]
