"""Coverage-guided fuzzing of the checker; run by hand, never by pytest."""
