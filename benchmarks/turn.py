"""One turn without painting, with 100,000 cards: next card, grade, rating, durable answer.

The baseline is a bare insert of the same row into a table with nothing else around it, in the
same file system with the same durability (write-ahead log, ``synchronous=FULL``), turn about in
one run. Budget: p50 at most 0.5 ms, p99 at most 4 ms.

Measured twice: the parts by themselves, and a session as the screens use it (submit, next, the
view of each). A disk that others are busy with shows in the baseline too; the processor time of a
turn, and its ratio to the baseline, tell the program from the disk.
"""

from __future__ import annotations

import json
import random
import sqlite3
import tempfile
import time
from pathlib import Path

from benchmarks._logs import NOW_MS, make
from quizapp.clock import Moment
from quizapp.content.kinds.base import QuestionBase
from quizapp.content.library import open_library
from quizapp.practice.progress import Ask, SessionPlan
from quizapp.practice.session import Session
from quizapp.records import Event
from quizapp.scheduling.fold import LogFold
from quizapp.scheduling.preview import intervals_ms
from quizapp.scheduling.rating import propose
from quizapp.scheduling.settings import SchedulerSettings
from quizapp.store import open_log
from quizapp.store.port import SessionState
from quizapp.store.rows import EVENT_COLUMNS, EVENT_PLACES, row_of

CARDS, REVIEWS, TURNS = 100_000, 4, 1500
ANSWERS = {"VG-01": "2*(x+y)", "VG-03": "1/4"}


class Deck:
    """Hands out the same few questions under the ids of 100,000 cards."""

    def __init__(self, questions: list[tuple[QuestionBase, str]]) -> None:
        self._questions = questions

    def place(self, item: str) -> int:
        return int(item[-6:]) % len(self._questions)

    def question(self, item: str, seed: int = 0) -> QuestionBase:
        return self._questions[self.place(item)][0]

    def right(self, item: str) -> str:
        return self._questions[self.place(item)][1]

    def varies(self, item: str) -> bool:
        return False

    def fingerprint(self, item: str) -> str:
        return "0123456789abcdef"


def sessions(path: Path, questions: list[tuple[QuestionBase, str]], at_ms: int) -> list[float]:
    """Seconds of each turn of sessions of 20 questions: submit and next."""
    deck, rng, times = Deck(questions), random.Random(2), []
    with open_log(path, fold=LogFold()) as log:
        for number in range(TURNS // 20):
            asks = tuple(Ask(f"e-shikaku/VG-{rng.randrange(CARDS):06d}") for _ in range(20))
            plan = SessionPlan(f"{number}", "quiz", asks)
            session = Session(plan, deck, log, SchedulerSettings(), Moment(at_ms, 540))
            for ask in asks:
                at_ms += 9000
                began = time.perf_counter()
                session.submit(deck.right(ask.item), Moment(at_ms, 540))
                session.next(Moment(at_ms + 2000, 540))
                times.append(time.perf_counter() - began)
    return times


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "study.sqlite3"
        count = make(path, CARDS, REVIEWS)
        library = open_library(folder / "packs", folder / "content.cache")
        questions = [(library.question(f"e-shikaku/{one}"), said) for one, said in ANSWERS.items()]
        for question, said in questions:
            question.grade(said)  # what is built once is not part of a turn
        bare = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
        bare.execute("PRAGMA journal_mode = WAL")
        bare.execute("PRAGMA synchronous = FULL")
        bare.execute(f"CREATE TABLE line ({EVENT_COLUMNS})")
        state = json.dumps({"turns": [{"item": f"e-shikaku/VG-{n:02d}"} for n in range(20)]})

        rng = random.Random(1)
        turns, stores, inserts, grades, busy = [], [], [], [], []
        at_ms = NOW_MS
        with open_log(path, fold=LogFold()) as log:
            for turn in range(TURNS):
                at_ms += 9000
                at = Moment(at_ms, 540)
                question, said = questions[turn % len(questions)]
                item = f"e-shikaku/VG-{rng.randrange(CARDS):06d}"
                began, worked = time.perf_counter(), time.process_time()
                log.due(at_ms, limit=1)
                memory = log.memory(item)
                assert memory is not None
                before_grade = time.perf_counter()
                grade = question.grade(said)
                after_grade = time.perf_counter()
                rating = propose(grade.outcome, score=grade.score, duration_ms=8000)
                intervals_ms(memory, at)
                event = Event(
                    item, at_ms, "answer", at_ms, 540, rating, said, grade.outcome, grade.note,
                    grade.evidence, grade.score, 8000, session="19b2f1a0c40",
                )  # fmt: skip
                before_store = time.perf_counter()
                log.append([event], session=SessionState("19b2", "quiz", at_ms, 540, state))
                ended = time.perf_counter()
                turns.append(ended - began)
                busy.append(time.process_time() - worked)
                stores.append(ended - before_store)
                grades.append(after_grade - before_grade)
                row = row_of(event)
                began = time.perf_counter()
                bare.execute(f"INSERT INTO line VALUES ({EVENT_PLACES})", row)
                inserts.append(time.perf_counter() - began)
        bare.close()
        whole = sessions(path, questions, at_ms)
        library.close()
    print(f"{CARDS:,} cards, {count:,} lines in the log, {TURNS:,} turns        p50 ms   p99 ms")
    inserts.sort()
    for label, times in (
        ("one turn: due, memory, grade, rating, durable", turns),
        ("  of it: grade", grades),
        ("  of it: durable answer with session state", stores),
        ("  of it: the processor's time", busy),
        ("the same by a session: submit, next, both views", whole),
        ("baseline: a bare durable insert", inserts),
    ):
        times.sort()
        p50, p99 = times[len(times) // 2] * 1e3, times[len(times) * 99 // 100] * 1e3
        ratio = p50 / (inserts[len(inserts) // 2] * 1e3)
        print(f"{label:<56}{p50:9.3f}{p99:9.3f}   {ratio:5.2f} x the baseline")
    print("budget                                                      0.500    4.000")


if __name__ == "__main__":
    main()
