"""The mock exam: a blueprint, a paper drawn from it by a seed, a sitting, a report.

``blueprint`` says what an exam is made of, ``draw`` picks the questions, ``sitting`` is the pure
state machine that the screens and the plain lines drive alike, ``report`` says what it showed,
and ``classes`` what a class of sitters shows about the questions.
"""
