"""The way in: picks the lightest road to what was asked for.

``quizapp`` alone opens the screens (or plain lines where there is no terminal) and ``quizapp due``
answers shell prompts and status bars; neither waits for the command-line library to load.
"""

from __future__ import annotations

import os
import sys

# Small matrices are multiplied fastest by one thread. Read when NumPy is imported; the user's wins.
for _library in ("OPENBLAS", "OMP", "MKL", "VECLIB_MAXIMUM"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")


def main(argv: list[str] | None = None) -> int:
    """The exit code of the command in ``argv`` (``sys.argv[1:]`` when None)."""
    args = sys.argv[1:] if argv is None else argv
    from quizapp.errors import QuizappError

    for stream in (sys.stdout, sys.stderr):
        # A sign the terminal cannot show becomes a "?", never the end of the program.
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        if not args:
            from quizapp.cli.start import start

            return start()
        if args[0] == "due":
            from quizapp.cli.due import run

            return run(args[1:])
        from quizapp.cli.group import invoke

        return invoke(args)
    except QuizappError as error:
        sys.stderr.write(f"quizapp: {error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return 130
    except BrokenPipeError:
        # The reader went away (quizapp list | head): not a fault of ours or of the learner.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
