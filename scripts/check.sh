#!/bin/sh
# Every check. What a second can tell comes first; then types, floors, words and content are
# checked beside the tests, which wait for clocks and processes so often that two cores would
# else stand idle.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
step() { printf '\n== %s\n' "$*"; }

step format;   $bin/ruff format --check --quiet .
step lint;     $bin/ruff check --quiet .

kept=$(mktemp -d)
trap 'rm -rf "$kept"' EXIT
trap 'kill "$beside" 2>/dev/null; exit 130' INT TERM
check() { name=$1; shift; { step "$name"; "$@"; } >"$kept/$name" 2>&1 || echo "$name" >>"$kept/failed"; }
beside_the_tests() {
    check types   $bin/mypy quizapp tests benchmarks
    check floors  $bin/lint-imports --no-cache
    check words   $bin/python -m scripts.words --check
    check content $bin/quizapp check
}
beside_the_tests & beside=$!

step tests
# pytest rewrites the asserts of each module, so that they explain themselves. One process does it
# and keeps it for all workers; each by itself would take nine seconds.
unset PYTHONDONTWRITEBYTECODE
$bin/python -m pytest --collect-only -qq >/dev/null || true
$bin/python -m pytest -n "${QUIZAPP_TEST_JOBS:-4}" || echo tests >>"$kept/failed"
wait "$beside"
for name in types floors words content; do cat "$kept/$name"; done
if [ -e "$kept/failed" ]; then
    printf '\nfailed: %s\n' "$(tr '\n' ' ' <"$kept/failed")"
    exit 1
fi
printf '\nall checks passed\n'
