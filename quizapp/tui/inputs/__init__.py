"""Answer inputs: one widget per input shape, not per kind of question."""
