"""Laying out the shipped prompts and explanations: from nothing, warm, and from the cache.

Baselines in the same run, where they are installed: ``uniseg`` finding the line breaks of the same
texts (nothing else), and ``texicode`` drawing the same formulas. Imports are measured in fresh
interpreters that have loaded what every start loads anyway (dataclasses, re, functools). All
figures are processor time of the thread, so a busy machine does not blur them.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from quizapp.typeset import breaks, markup, math, prose, wrap

PACK = Path(__file__).parents[1] / "content" / "e-shikaku"
WIDTHS = (74, 114)
PAGE_MS = 3.0
IMPORT_MS = 5.0


def texts() -> list[tuple[str, str]]:
    """Prompt and explanation of every shipped question, in both languages."""
    found: list[tuple[str, str]] = []
    for path in sorted(PACK.glob("*.toml")):
        questions = tomllib.loads(path.read_text(encoding="utf-8")).get("question", [])
        for question in questions:
            prompt, explanation = question.get("prompt", {}), question.get("explanation", {})
            found += [(prompt.get(tongue, ""), explanation.get(tongue, "")) for tongue in prompt]
    return found


def formulas(pages: list[tuple[str, str]]) -> list[str]:
    """The formulas in those texts, each once."""
    found: dict[str, None] = {}
    for page in pages:
        for text in page:
            for part in markup.read(text).parts:
                if part.kind == "display":
                    found[part.text] = None
                found.update({i.text: None for i in part.inlines if i.kind == "math"})
    return list(found)


def forget() -> None:
    """Empty every cache of the layout."""
    for cached in (
        prose.layout,
        prose.plain,
        math.typeset,
        math.linear,
        math.typeset_within,
        wrap._wrapped,
    ):
        cached.cache_clear()


def timed(action: Callable[[], object]) -> float:
    """Milliseconds ``action`` took."""
    start = time.thread_time()
    action()
    return (time.thread_time() - start) * 1e3


def import_ms(statement: str) -> float:
    """Median milliseconds of an import in fresh interpreters."""
    code = (
        "import dataclasses, re, functools, typing, unicodedata, bisect, time\n"
        f"start = time.thread_time()\n{statement}\nprint((time.thread_time() - start) * 1e3)"
    )
    runs = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
        for _ in range(7)
    ]
    return statistics.median(runs)


def quantiles(name: str, values: list[float], budget: float | None = None) -> None:
    """Print the median, the 95th centile and the largest of ``values`` (ms)."""
    values = sorted(values)
    middle, high = values[len(values) // 2], values[len(values) * 95 // 100]
    line = f"{name:<44} p50 {middle:6.2f}  p95 {high:6.2f}  max {values[-1]:6.2f} ms"
    print(line + (f"  (budget {budget} ms)" if budget else ""))


def main() -> None:
    """Print the figures."""
    for name, statement, note in (
        ("import quizapp.typeset", "import quizapp.typeset", f"  (budget {IMPORT_MS} ms)"),
        ("import quizapp.typeset.widths", "import quizapp.typeset.widths", ""),
        ("import quizapp.typeset.prose", "import quizapp.typeset.prose", ""),
        ("… and warm()", "from quizapp.typeset.prose import warm; warm()", ""),
    ):
        print(f"{name:<31} {import_ms(statement):6.2f} ms{note}")
    for module in ("uniseg.linebreak", "texicode.pipeline"):
        if find_spec(module.partition(".")[0]):
            print(f"import {module:<24} {import_ms('import ' + module):6.2f} ms")

    pages = [page for page in texts() if any(page)]
    prose.warm()
    cold: list[float] = []
    for page in pages:
        for cells in WIDTHS:
            forget()
            cold.append(timed(partial(lay_out, page, cells)))
    quantiles(f"prompt + explanation, uncached ({len(cold)} pages)", cold, PAGE_MS)
    for page in pages:
        lay_out(page, WIDTHS[0])
    quantiles("the same from the cache", [timed(partial(lay_out, p, WIDTHS[0])) for p in pages])

    plain = [re.sub(r"\$+[^$]*\$+", "x", "".join(page)) for page in pages]
    quantiles("line breaks of these texts", [timed(partial(breaks.break_before, t)) for t in plain])
    if find_spec("uniseg"):
        from uniseg.linebreak import line_break_boundaries

        theirs = [timed(lambda: list(line_break_boundaries(text))) for text in plain]  # noqa: B023
        quantiles("  baseline: uniseg", theirs)

    found = formulas(pages)
    forget()
    ours = [timed(partial(math.typeset, formula)) for formula in found]
    quantiles(f"one formula ({len(found)} of them)", ours)
    if find_spec("texicode"):
        quantiles("  baseline: texicode", [timed(partial(texicode_draws, f)) for f in found])


def lay_out(page: tuple[str, str], cells: int) -> None:
    """Lay out a prompt and its explanation."""
    for text in page:
        prose.layout(text, cells)


def texicode_draws(formula: str) -> None:
    """Draw one formula with TeXicode, as far as it can."""
    from texicode.pipeline import render_tex_rows

    # Names and shapes it does not know end in one of these.
    with suppress(KeyError, IndexError, TypeError):
        render_tex_rows(formula, False)


if __name__ == "__main__":
    main()
