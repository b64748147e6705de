"""quizapp: a study tool for E資格 that knows whether a typed formula is right."""

__version__ = "0.1.0"
