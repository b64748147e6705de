"""What ``quizapp check`` finds out about packs beyond their shape: does it hold what it says?

Every text is typeset, every answer graded by its own question, every mistake tried, every demo
link followed and every proof recomputed. Nothing here runs when the app starts.
"""
