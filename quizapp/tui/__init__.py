"""The screens: what a learner sees and touches; nothing here decides anything about studying."""

import os

# Both are read once, when Textual is imported; a value the user set wins.
# The terminal's extended key protocol garbles committed Japanese text longer than four characters.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
# A key is painted at Textual's next tick; ticks come only while something changes.
os.environ.setdefault("TEXTUAL_FPS", "120")
