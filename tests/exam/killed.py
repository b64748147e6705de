"""A sitter to be killed: takes a sitting, does things at random, and says each one once kept.

``python killed.py STORE SITTING SEED`` prints ``place option`` after the answer is durable.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from quizapp.clock import Moment
from quizapp.content.library import Library
from quizapp.exam.sitting import Sitting
from quizapp.scheduling.fold import LogFold
from quizapp.store import open_log

PACK = Path(__file__).with_name("pack")


def main() -> None:
    store, sitting_id, seed = sys.argv[1:]
    rng = random.Random(int(seed))
    log = open_log(Path(store), fold=LogFold())
    base = 1_780_000_000_000 + int(seed) * 1000
    sitting = Sitting.resume(sitting_id, Library.open([PACK]), log, Moment(base))
    zero = time.monotonic_ns()
    print("ready", flush=True)
    while True:
        at = Moment(base + (time.monotonic_ns() - zero) // 1_000_000)
        place = rng.randrange(10)
        sitting.jump(place, at)
        shown = rng.randrange(4)
        view = sitting.choose(shown, at)
        print(place, view.response, flush=True)


if __name__ == "__main__":
    main()
