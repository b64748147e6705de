#!/bin/sh
# Every check. What a second can tell comes first; then types and content are checked beside the
# tests, which wait for clocks and processes so often that two cores would else stand idle.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
step() { printf '\n== %s\n' "$*"; }

step format;   $bin/ruff format --check --quiet .
step lint;     $bin/ruff check --quiet .
step floors;   $bin/lint-imports --no-cache
step words;    $bin/python -m scripts.words --check

kept=$(mktemp -d)
trap 'rm -rf "$kept"' EXIT
trap 'kill "$beside" 2>/dev/null; exit 130' INT TERM
beside_the_tests() {
    { step types; $bin/mypy quizapp tests benchmarks; } >"$kept/types" 2>&1 || echo types >>"$kept/failed"
    { step content; $bin/quizapp check; } >"$kept/content" 2>&1 || echo content >>"$kept/failed"
}
beside_the_tests & beside=$!

step tests
$bin/python -m pytest -n "${QUIZAPP_TEST_JOBS:-4}" || echo tests >>"$kept/failed"
wait "$beside"
cat "$kept/types" "$kept/content"
if [ -e "$kept/failed" ]; then
    printf '\nfailed: %s\n' "$(tr '\n' ' ' <"$kept/failed")"
    exit 1
fi
printf '\nall checks passed\n'
