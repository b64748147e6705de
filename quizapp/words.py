"""Words of the interface: Japanese in the code, other languages by gettext.

The Japanese text is its own key, so a missing translation shows the Japanese and nothing breaks.
Content and feedback carry both languages themselves and never pass through here.
"""

from __future__ import annotations

import gettext
from pathlib import Path

_LOCALE = Path(__file__).with_name("locale")
_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "ja"


def use_language(language: str) -> None:
    """Speak ``language`` ("ja" or "en") from now on."""
    global _catalogue, _language
    _language = "en" if language == "en" else "ja"
    _catalogue = (
        gettext.NullTranslations()
        if _language == "ja"
        else gettext.translation("quizapp", _LOCALE, ["en"], fallback=True)
    )


def language() -> str:
    """The language in use: "ja" or "en"."""
    return _language


def tr(text: str, /, **values: object) -> str:
    """``text`` in the language in use, with ``{name}`` fields filled from ``values``."""
    found = _catalogue.gettext(text)
    return found.format(**values) if values else found
