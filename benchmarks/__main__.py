"""``python -m benchmarks [NAME …]``: run all benchmarks, or those named, one after another."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import time

import benchmarks


def main(names: list[str]) -> int:
    """Run each benchmark's ``main``; the number that could not be run is the exit code."""
    known = sorted(info.name for info in pkgutil.iter_modules(benchmarks.__path__))
    known = [name for name in known if not name.startswith("_")]
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    failed = 0
    for name in names or known:
        print(f"\n── {name} " + "─" * (70 - len(name)), flush=True)
        start = time.perf_counter()
        sys.argv = [f"benchmarks.{name}"]  # each may take options when it is run by itself
        try:
            importlib.import_module(f"benchmarks.{name}").main()
        except Exception as error:  # one broken figure must not hide the others
            failed += 1
            print(f"{name} could not be measured: {type(error).__name__}: {error}")
        print(f"   ({time.perf_counter() - start:.1f} s)", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
