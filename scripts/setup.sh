#!/bin/sh
# Makes .venv with what quizapp needs ("run") or what its checks need too ("dev").
# Uses uv where it is installed, else venv and pip; says what is missing instead of a traceback.
set -eu
cd "$(dirname "$0")/.."
what=${1:-run}
venv=.venv

say() { printf '%s\n' "$*" >&2; }
fail() { say "quizapp: $1"; say "  $2"; exit 1; }

find_python() {
    for name in "${PYTHON:-}" python3 python python3.13 python3.12 python3.11 python3.14; do
        [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 || continue
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$name"; return; }
    done
}

stamp_of() { cat pyproject.toml constraints.txt scripts/setup.sh | cksum | tr -d ' \n'; pwd | cksum | tr -d ' \n'; }
stamp="$venv/.ready-$what-$(stamp_of)"
[ -e "$stamp" ] && [ -x "$venv/bin/python" ] && [ -x "$venv/bin/quizapp" ] && exit 0
[ "$what" = run ] && [ -e "$venv/.ready-dev-$(stamp_of)" ] && [ -x "$venv/bin/quizapp" ] && exit 0

extra=""
[ "$what" = dev ] && extra="[dev]"

if command -v uv >/dev/null 2>&1; then
    if ! [ -x "$venv/bin/python" ]; then
        say "quizapp: making $venv (uv) …"
        uv venv --quiet --allow-existing --python '>=3.11' "$venv" ||
            fail "no Python 3.11 or newer was found" "Install one (https://www.python.org/downloads/ or: uv python install 3.12), then try again."
    fi
    say "quizapp: installing packages (uv) …"
    uv pip install --quiet --python "$venv/bin/python" --compile-bytecode --constraints constraints.txt --editable ".$extra" ||
        fail "packages could not be installed" "See the lines above; with a network connection, try again."
else
    python=$(find_python)
    if [ -z "$python" ]; then
        found=$(python3 --version 2>/dev/null || echo "none")
        fail "Python 3.11 or newer is needed (found: $found)" "Install one from your system's packages or python.org, or name one: PYTHON=/path/to/python3.12 make $what"
    fi
    if ! [ -x "$venv/bin/python" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        "$python" -c 'import ensurepip, venv' 2>/dev/null ||
            fail "this Python has no venv module" "On Debian or Ubuntu: sudo apt install python3-venv"
        say "quizapp: making $venv …"
        "$python" -m venv --clear "$venv" || fail "$venv could not be made" "See the lines above. On Debian or Ubuntu: sudo apt install python3-venv"
    fi
    say "quizapp: installing packages (pip; a minute or two the first time) …"
    # Bytecode is made below, by all cores at once.
    "$venv/bin/python" -m pip install --quiet --no-compile --disable-pip-version-check --no-warn-script-location -c constraints.txt --editable ".$extra" ||
        fail "packages could not be installed" "See the lines above; with a network connection, try again."
fi
"$venv/bin/python" -m compileall -q -j 0 "$venv" quizapp >/dev/null 2>&1 || true
rm -f "$venv"/.ready-*
: > "$stamp"
say "quizapp: ready."
