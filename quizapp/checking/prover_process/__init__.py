"""The prover's own process: the only place that imports SymPy.

``python -m quizapp.checking.prover_process MEMORY_MB`` reads one task a line and answers one
result a line. Time is bounded from outside, by being killed; memory from inside, by the operating
system where it can. Nothing else imports these modules.
"""
