#!/bin/sh
# Every check, in the order in which a mistake is cheapest to hear of.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
step() { printf '\n== %s\n' "$*"; }

step format;   $bin/ruff format --check --quiet .
step lint;     $bin/ruff check --quiet .
step types;    $bin/mypy quizapp tests benchmarks
step floors;   $bin/lint-imports --no-cache
step words;    $bin/python -m scripts.words --check
step content;  $bin/quizapp check
step tests;    $bin/python -m pytest -n "${QUIZAPP_TEST_JOBS:-2}"
