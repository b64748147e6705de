"""One table of a blueprint, read strictly: each problem is put down, and none stops the reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.records import Localized
from quizapp.words import tr

MOST = 1000
"""Questions or minutes that a blueprint may ask for."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a blueprint."""

    file: str
    field: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.what}  {self.mend}".rstrip()


class StrictTable:
    """One table, read field by field; problems are put down and a stand-in is given."""

    def __init__(
        self,
        raw: Mapping[str, Any],
        file: str,
        prefix: str = "",
        problems: list[Problem] | None = None,
    ) -> None:
        self.raw = raw
        self.file = file
        self.prefix = prefix
        self.problems: list[Problem] = [] if problems is None else problems
        self._known: set[str] = set()

    def wrong(self, name: str, what: str, mend: str) -> None:
        """Put down a problem of field ``name``."""
        self.problems.append(Problem(self.file, self.prefix + name, what, mend))

    def _get(self, name: str, default: Any) -> Any:
        self._known.add(name)
        if name in self.raw:
            return self.raw[name]
        if default is None:
            self.wrong(name, tr("ありません"), tr("書き足してください"))
        return default

    def text(self, name: str, default: str | None) -> str:
        """The text of a field; it must be there and not blank where ``default`` is None."""
        value = self._get(name, default)
        if value is None:
            return ""
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.wrong(name, tr("文字列ではありません"), tr('"…" と書いてください'))
            return ""
        return value

    def title(self) -> Localized:
        """The title, in both languages or in one text for both; the id where there is none."""
        value = self._get("title", {"ja": str(self.raw.get("id", ""))})
        if isinstance(value, str):
            return Localized(value, value)
        if not isinstance(value, dict) or not all(
            key in ("ja", "en") and isinstance(text, str) for key, text in value.items()
        ):
            self.wrong(
                "title", tr("題として読めません"), tr("title.ja と title.en を書いてください")
            )
            return Localized()
        return Localized(value.get("ja", ""), value.get("en", ""))

    def whole(self, name: str, default: int | None, least: int) -> int:
        """A whole number from ``least`` to ``MOST``; 0 stands in for what is none."""
        value = self._get(name, default)
        if value is None:
            return 0
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MOST:
            self.wrong(
                name,
                tr("{value} は使えません", value=value),
                tr("{low} から {high} の整数にしてください", low=least, high=MOST),
            )
            return 0
        return value

    def wholes(self, name: str, default: tuple[int, ...]) -> tuple[int, ...]:
        """Positive whole numbers, each once, the largest first."""
        value = self._get(name, list(default))
        if not isinstance(value, list) or not all(
            isinstance(one, int) and not isinstance(one, bool) and 0 < one <= MOST for one in value
        ):
            self.wrong(name, tr("整数の並びではありません"), tr("[10, 2] のように書いてください"))
            return ()
        return tuple(sorted(set(value), reverse=True))

    def words(
        self, name: str, default: tuple[str, ...], allowed: tuple[str, ...] | None
    ) -> tuple[str, ...]:
        """A list of words, each once and all of them ``allowed``; it must not be empty."""
        value = self._get(name, list(default))
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.wrong(name, tr("文字列の並びではありません"), tr('["…", "…"] と書いてください'))
            return default
        for one in value:
            if allowed is not None and one not in allowed:
                self.wrong(
                    name,
                    tr("{value} は使えません", value=one),
                    tr("使えるのは {allowed}", allowed=", ".join(allowed)),
                )
        if not value:
            self.wrong(name, tr("空です"), tr("1 つ以上書いてください"))
        return tuple(dict.fromkeys(value))

    def word(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        """One of the ``allowed`` words."""
        value = self._get(name, default)
        if value not in allowed:
            self.wrong(
                name,
                tr("{value} は使えません", value=value),
                tr("使えるのは {allowed}", allowed=", ".join(allowed)),
            )
            return default
        return str(value)

    def flag(self, name: str, default: bool) -> bool:
        """``true`` or ``false``."""
        value = self._get(name, default)
        if not isinstance(value, bool):
            self.wrong(
                name,
                tr("{value} は使えません", value=value),
                tr("使えるのは {allowed}", allowed="true, false"),
            )
            return default
        return value

    def weights(self) -> dict[str, float]:
        """The weight of each topic named; empty where all are alike."""
        value = self._get("topics", {})
        if not isinstance(value, dict) or not all(
            isinstance(one, int | float) and not isinstance(one, bool) and 0 < one <= MOST
            for one in value.values()
        ):
            self.wrong(
                "topics",
                tr("重みの表ではありません"),
                tr("topics = { lstm = 3 } のように書いてください"),
            )
            return {}
        return {name: float(one) for name, one in value.items()}

    def tables(self, name: str) -> list[StrictTable]:
        """The tables of a list, which put their problems down with ours."""
        value = self._get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.wrong(name, tr("表の並びではありません"), f"[[{name}]]")
            return []
        return [
            StrictTable(one, self.file, f"{self.prefix}{name}[{place}].", self.problems)
            for place, one in enumerate(value, 1)
        ]

    def close(self) -> None:
        """Name the fields that nobody asked for."""
        for name in self.raw:
            if name not in self._known:
                self.wrong(
                    name,
                    tr("という項目はありません"),
                    tr("使えるのは {allowed}", allowed=", ".join(sorted(self._known))),
                )
