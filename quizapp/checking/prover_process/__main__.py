"""``python -m quizapp.checking.prover_process``."""

from quizapp.checking.prover_process.server import main

if __name__ == "__main__":
    main()
