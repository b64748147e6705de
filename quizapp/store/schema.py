"""The tables: one log that only grows, caches beside it, and the sittings of mock exams.

``review`` is the only truth. Its key leads with the learner and the item, so that folding one
card reads a few neighbouring rows; a key in order of writing with an index beside it read the
whole log instead, because the planner took the wrong one.
"""

from __future__ import annotations

SCHEMA_VERSION = 3
SINCE_SURE = 3
"""From this version on days keep what was predicted, and answers may say how sure they were."""
APPLICATION_ID = 0x51_5A_41_50
"""``QZAP``: tells our files from other programs' databases."""

COLUMNS = (
    "learner",
    "item",
    "at_ms",
    "device",
    "kind",
    "turn_ms",
    "offset_min",
    "rating",
    "outcome",
    "duration_ms",
    "hints",
    "seed",
    "score",
    "note",
    "evidence",
    "fingerprint",
    "session",
    "model",
    "response",
    "extra",
)
"""Columns of ``review`` in order: the key, what folding reads, and the rest."""

REVIEW = """
CREATE TABLE review (
    learner TEXT NOT NULL,
    item TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    device TEXT NOT NULL,
    kind TEXT NOT NULL,
    turn_ms INTEGER NOT NULL,
    offset_min INTEGER NOT NULL,
    rating INTEGER CHECK (rating BETWEEN 1 AND 4),
    outcome TEXT,
    duration_ms INTEGER,
    hints INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    score REAL,
    note TEXT,
    evidence TEXT,
    fingerprint TEXT NOT NULL,
    session TEXT NOT NULL,
    model TEXT NOT NULL,
    response TEXT,
    extra TEXT NOT NULL,
    PRIMARY KEY (learner, item, at_ms, device),
    CHECK (0 <= turn_ms AND turn_ms <= at_ms AND at_ms <= 8796093022207)
) WITHOUT ROWID
"""

LAST_MS = 2**43 - 1
"""The latest instant a line may have, in the year 2248; larger ones are broken clocks."""

GUARDS = {
    "review_never_changes": """
CREATE TRIGGER review_never_changes BEFORE UPDATE ON review
BEGIN SELECT RAISE(ABORT, 'the study log is append-only'); END
""",
    "review_never_shrinks": """
CREATE TRIGGER review_never_shrinks BEFORE DELETE ON review
BEGIN SELECT RAISE(ABORT, 'the study log is append-only'); END
""",
}

CACHES = """
CREATE TABLE card (
    learner TEXT NOT NULL,
    item TEXT NOT NULL,
    wake_ms INTEGER NOT NULL,  -- due, or the end of a burying when that is later
    state INTEGER NOT NULL,    -- 0 new, 1 learning, 2 review, 3 relearning
    suspended INTEGER NOT NULL,
    step INTEGER NOT NULL,
    stability REAL NOT NULL,   -- days
    difficulty REAL NOT NULL,
    due_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    reps INTEGER NOT NULL,
    lapses INTEGER NOT NULL,
    buried_until_ms INTEGER NOT NULL,
    flagged INTEGER NOT NULL,
    touched_ms INTEGER NOT NULL,  -- the newest line
    last_right INTEGER,
    last_duration_ms INTEGER,
    PRIMARY KEY (learner, item)
) WITHOUT ROWID;
CREATE TABLE day (
    learner TEXT NOT NULL,
    day INTEGER NOT NULL,      -- study days since 1970-01-01, local
    attempts INTEGER NOT NULL,
    reviews INTEGER NOT NULL,
    right INTEGER NOT NULL,
    new INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    tested INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    predicted_ppm INTEGER NOT NULL DEFAULT 0,  -- chances of recall of the tested, in millionths
    PRIMARY KEY (learner, day)
) WITHOUT ROWID;
"""

MAKE_CARD_INDEXES = (
    # What may fall due, in order of when; the last two columns spare a look at the row itself.
    "CREATE INDEX card_due ON card (learner, wake_ms, state, suspended)"
    " WHERE suspended = 0 AND state > 0",
    "CREATE INDEX card_wrong ON card (learner, touched_ms, last_right) WHERE last_right = 0",
)
DROP_CARD_INDEXES = ("DROP INDEX card_due", "DROP INDEX card_wrong")

LOG_INDEXES = (
    # Answers that say how sure the learner was, and the lines that take answers back: few among
    # many, and the statistics ask for just these.
    "CREATE INDEX review_sure ON review (learner, item, turn_ms, at_ms, kind, outcome, extra)"
    " WHERE kind = 'answer' AND instr(extra, '\"sure\"') > 0",
    "CREATE INDEX review_undo ON review (learner, item, turn_ms, at_ms, kind) WHERE kind = 'undo'",
)

OTHERS = """
CREATE TABLE session (
    learner TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    offset_min INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (learner, id)
) WITHOUT ROWID;
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
"""

SITTINGS = """
CREATE TABLE sitting (
    learner TEXT NOT NULL,
    id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,    -- when it began
    offset_min INTEGER NOT NULL,
    paper TEXT NOT NULL,       -- JSON: the questions drawn, and the rules
    PRIMARY KEY (learner, id)
) WITHOUT ROWID;
CREATE TABLE sitting_event (
    learner TEXT NOT NULL,
    sitting TEXT NOT NULL,
    number INTEGER NOT NULL,   -- 0, 1, 2 …
    at_ms INTEGER NOT NULL,    -- the sitting's own time, which never goes back
    clock_ms INTEGER NOT NULL, -- what the machine's clock said
    kind TEXT NOT NULL,
    place INTEGER NOT NULL,    -- 0-based question, or -1
    value TEXT NOT NULL,
    PRIMARY KEY (learner, sitting, number)
) WITHOUT ROWID;
"""

SITTING_GUARDS = {
    f"{table}_never_{what}": f"""
CREATE TRIGGER {table}_never_{what} BEFORE {action} ON {table}
BEGIN SELECT RAISE(ABORT, 'a sitting is append-only'); END
"""
    for table in ("sitting", "sitting_event")
    for what, action in (("changes", "UPDATE"), ("shrinks", "DELETE"))
}
GUARDS |= SITTING_GUARDS


def creation_script() -> str:
    """The SQL that makes an empty log of the present version."""
    guards = "".join(f"{sql};" for sql in GUARDS.values())
    indexes = "".join(f"{sql};" for sql in (*MAKE_CARD_INDEXES, *LOG_INDEXES))
    return (
        f"BEGIN;{REVIEW};{CACHES}{indexes}{OTHERS}{SITTINGS}{guards}"
        "INSERT INTO meta VALUES ('device', lower(hex(randomblob(4))));"
        f"PRAGMA user_version = {SCHEMA_VERSION};"
        f"PRAGMA application_id = {APPLICATION_ID};"
        "COMMIT;"
    )


Migration = tuple[int, str]

MIGRATIONS: tuple[Migration, ...] = (
    (1, SITTINGS + "".join(f"{sql};\n" for sql in SITTING_GUARDS.values())),
    (
        2,
        "ALTER TABLE day ADD COLUMN predicted_ppm INTEGER NOT NULL DEFAULT 0;\n"
        + ";\n".join(LOG_INDEXES),
    ),
)
"""From each older version, the SQL that leads to the next: ``(1, "ALTER TABLE …")``.

A migration never touches the lines of ``review``; caches are dropped and made again after it.
"""
