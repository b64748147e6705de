"""Runs one target under the coverage-guided fuzzer ``atheris``, which is no dependency of ours.

    python3.11 -m venv fz && fz/bin/pip install atheris numpy sympy
    fz/bin/python -m tests.fuzz.run read CORPUS -max_total_time=1200 -timeout=10

``CORPUS`` is a folder of texts to start from and to add to; what follows goes to libFuzzer. Texts
that break a target are listed in ``CORPUS.found`` and the run goes on, so that one fault does not
hide the next; a crash of the process or a text that takes too long ends it. Make each text small
and put it into ``tests/checking/test_fuzz_seeds.py``.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Final

_KEPT: Final = 40
"""Texts listed for one place in the code."""


def main() -> None:
    """Starts the fuzzer; it ends when its time is up."""
    import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

    with atheris.instrument_imports(include=["quizapp"]):
        from tests.fuzz.targets import DICTIONARY, TARGETS

    target = TARGETS[sys.argv[1]]
    corpus = Path(sys.argv[2])
    corpus.mkdir(parents=True, exist_ok=True)
    words = corpus.with_suffix(".dict")
    words.write_text(
        "".join(
            '"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"\n' for word in DICTIONARY
        )
    )
    for place, word in enumerate(DICTIONARY):
        (corpus / f"word-{place}").write_text(word, "utf-8")

    found = corpus.with_suffix(".found")
    seen: dict[str, int] = {}

    def one(data: bytes) -> None:
        text = data.decode("utf-8", "ignore")[:400]
        try:
            target(text)
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{type(error).__name__} {Path(frame.filename).name}:{frame.lineno}"
            seen[place] = seen.get(place, 0) + 1
            if seen[place] <= _KEPT:
                with found.open("a", encoding="utf-8") as file:
                    file.write(f"{place} {text!r} {str(error)[:300]!r}\n")

    atheris.Setup([sys.argv[0], str(corpus), f"-dict={words}", *sys.argv[3:]], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
