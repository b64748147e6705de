"""When to ask what: the memory model, what a rating means, and the order of a session.

Everything here is pure: moments, settings and log lines come in, values go out. NumPy is touched
only by ``replay``, and only when called. Nothing is imported here, because ``quizapp due`` wants
``days`` and no more.

- ``fold``: what an item's log left in memory; ``LogFold`` is what a store is opened with.
- ``fsrs``, ``card``: the formulas, and where they meet the calendar.
- ``turns``: how the lines of a log are read; ``replay``: the fold of very many items in arrays.
- ``rating``, ``preview``: what an answer earns, and what each rating would do.
- ``queue``: the order of a session; ``leech``: cards that cost more than they give.
"""
