"""The packs as everybody above sees them: what there is, and one question on demand.

A library opens from its compiled cache when the packs are unchanged, and compiles them when they
are not. Whatever is wrong with the cache is mended without a word; whatever is wrong with a pack
is told in ``problems``, and everything else keeps working.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from quizapp.content.index import Index, signature
from quizapp.content.installed import installed_packs, offers
from quizapp.content.items import Area, ItemInfo, PackInfo, Topic, question_key
from quizapp.content.packs import built_in, pack_folders
from quizapp.content.problems import Problem, near
from quizapp.errors import ContentError, QuizappError, UsageError
from quizapp.records import Localized
from quizapp.words import language

if TYPE_CHECKING:
    from quizapp.content.kinds.base import QuestionBase
    from quizapp.content.kinds.template import Template

Answer = TypeVar("Answer")

_SEEN = "installed packages seen"
_KEPT = 512
"""Questions kept ready; a session goes back and forth over far fewer."""


class Library:
    """All packs together. Safe to use from several threads."""

    def __init__(
        self,
        folders: tuple[Path, ...],
        cache: Path | None,
        index: Index,
        meta: dict[str, str],
        missing: tuple[Problem, ...] = (),
    ) -> None:
        self.folders = folders
        """The packs it was opened with."""
        self._cache = cache
        self._index = index
        self._meta = meta
        self._missing = missing
        self._lock = threading.Lock()
        self._ready: dict[tuple[str, int], QuestionBase] = {}

    @classmethod
    def open(
        cls, places: Sequence[Path], cache: Path | None = None, *, installed: bool = False
    ) -> Library:
        """The library of the packs at ``places``, each a pack or a folder of packs.

        ``cache`` is the file of the compiled cache; without one, or where it cannot be written,
        everything is kept in memory. With ``installed``, packs offered by installed packages are
        in it too.
        """
        index = Index.load(cache)
        extra: tuple[Path, ...] = ()
        missing: tuple[Problem, ...] = ()
        meta = {}
        if installed:
            known = _seen(index)
            offered, seen = offers(known)
            extra, missing = installed_packs(offered)
            meta[_SEEN] = json.dumps(seen)
        folders = pack_folders([*places, *extra])
        # What decides is what was found, not where it was looked for.
        meta["signature"] = signature(folders, missing)
        if index is not None:
            if _meta(index, "signature") == meta["signature"]:
                if installed and seen != known:
                    index.note(_SEEN, meta[_SEEN])
                return cls(folders, cache, index, meta, missing)
            index.close()
        return cls(folders, cache, _compiled(folders, cache, meta, missing), meta, missing)

    def items(self) -> tuple[ItemInfo, ...]:
        """A light row for everything that can be asked, in the order of the packs."""
        return self._items

    @cached_property
    def _items(self) -> tuple[ItemInfo, ...]:
        return self._ask(Index.items)

    @cached_property
    def _by_key(self) -> dict[str, ItemInfo]:
        return {row.item: row for row in self.items()}

    @cached_property
    def packs(self) -> tuple[PackInfo, ...]:
        """The packs that could be read."""
        return self._ask(Index.packs)

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        """The topics of all packs, in the order of their manifests."""
        return self._ask(Index.topics)

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """The areas of all packs, in the order of their manifests."""
        return self._ask(Index.areas)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What was wrong in the packs when they were compiled; those questions are left out."""
        return self._ask(Index.problems)

    def prompts(self) -> dict[str, Localized]:
        """The prompt of every question by its key (``pack/id``), as written."""
        return self._ask(Index.prompts)

    def item(self, key: str) -> ItemInfo:
        """The row of the item ``pack/question``. Raises ``ContentError`` when there is none."""
        try:
            return self._by_key[key]
        except KeyError:
            raise _no_such(key, self._by_key) from None

    def has(self, key: str) -> bool:
        """Whether there is an item of that key."""
        return key in self._by_key

    def find(self, name: str) -> ItemInfo:
        """The row of ``VG-01`` or ``e-shikaku/VG-01``, in any case.

        Raises ``UsageError`` when there is none, or when several packs have one.
        """
        wanted = name.strip().casefold()
        found = [
            row
            for row in self.items()
            if wanted in (row.item.casefold(), row.item.casefold().partition("/")[2])
        ]
        if len(found) == 1:
            return found[0]
        if found:
            keys = "  ".join(row.item for row in found)
            raise UsageError(
                _say(f"{name} はいくつものパックにあります", f"{name} is in several packs"),
                mend=_say(f"パックも書いてください: {keys}", f"name the pack too: {keys}"),
            )
        names = [row.id for row in self.items()] if "/" not in name else list(self._by_key)
        raise _no_such(name, names, UsageError)

    def varies(self, item: str) -> bool:
        """Whether ``item`` is a template: another question for every seed."""
        row = self._by_key.get(item)
        return row is not None and row.kind == "template"

    def fingerprint(self, item: str) -> str:
        """A short hash of the question's content, kept with each answer; "" when it is gone."""
        row = self._by_key.get(item)
        return row.fingerprint if row else ""

    def choice(self, item: str, seed: int = 0) -> QuestionBase:
        """A template's variant of ``seed`` with options; any other question as it is.

        Raises ``ContentError`` when there is no such item.
        """
        if self.item(item).kind != "template":
            return self.question(item, seed)
        found = self._template(item)
        return found.as_choice(seed)

    def _template(self, item: str) -> Template:
        """The template of ``item``, which is one."""
        from quizapp.content.kinds.template import Template

        ready = self._ready.get((item, -1))
        if ready is None:
            ready = self._ask(lambda index: _build(index, item))
            assert ready is not None
            self._keep(item, -1, ready)
        assert isinstance(ready, Template)
        return ready

    def question(self, item: str, seed: int = 0) -> QuestionBase:
        """The question of ``item``, in the variant of ``seed`` where it has variants.

        Imports pydantic the first time. Raises ``ContentError`` when there is no such item.
        """
        ready = self._ready.get((item, seed))
        if ready is not None:
            return ready
        row = self._by_key.get(item)
        if row is not None and row.kind == "template":
            return self._template(item).variant(seed)
        key, reverse = question_key(item)
        question = self._ask(lambda index: _build(index, key))
        if question is None:
            raise _no_such(item, self._by_key)
        if reverse:
            from quizapp.content.kinds.recall import Recall

            if not isinstance(question, Recall) or not question.both:
                raise _no_such(item, self._by_key)
            question = question.turned()
        self._keep(item, seed, question)
        return question

    def _keep(self, item: str, seed: int, question: QuestionBase) -> None:
        """Have ``question`` ready for the next time."""
        with self._lock:
            if len(self._ready) >= _KEPT:
                self._ready.pop(next(iter(self._ready)))
            self._ready[item, seed] = question

    def close(self) -> None:
        """Let go of the cache file."""
        self._index.close()

    def _ask(self, what: Callable[[Index], Answer]) -> Answer:
        """``what`` of the index; a cache that turns out to be damaged is compiled again once."""
        index = self._index
        try:
            return what(index)
        except (sqlite3.DatabaseError, ValueError, KeyError):
            with self._lock:
                if self._index is index:
                    self._index = _compiled(self.folders, self._cache, self._meta, self._missing)
            return what(self._index)


def open_library(own: Path | None, cache: Path | None) -> Library:
    """The library a learner studies from: packs shipped, in the folder ``own``, and installed."""
    places = [built_in()] if own is None else [built_in(), own]
    return Library.open(places, cache, installed=True)


def _meta(index: Index, name: str) -> str | None:
    try:
        return index.meta(name)
    except sqlite3.DatabaseError:
        return None


def _seen(index: Index | None) -> dict[str, Any]:
    """What an earlier start saw of installed packages; empty when that cannot be read."""
    try:
        seen = json.loads((index and _meta(index, _SEEN)) or "{}")
    except ValueError:
        return {}
    return seen if isinstance(seen, dict) else {}


def _compiled(
    folders: Sequence[Path],
    cache: Path | None,
    meta: dict[str, str],
    missing: Sequence[Problem] = (),
) -> Index:
    from quizapp.content.compiler import compile_packs

    compiled = compile_packs(folders)
    compiled.problems += missing
    index = Index.build(compiled, meta)
    if cache is not None:
        index.save(cache)
    return index


def _build(index: Index, key: str) -> QuestionBase | None:
    text = index.question(key)
    if text is None:
        return None
    from quizapp.content.kinds import kind_of

    raw = json.loads(text)
    model = kind_of(raw["kind"])
    if model is None:
        raise ValueError(raw["kind"])
    return model.model_validate(raw)


def _say(ja: str, en: str) -> str:
    return en if language() == "en" else ja


def _no_such(
    name: str,
    known: Sequence[str] | dict[str, ItemInfo],
    error: type[QuizappError] = ContentError,
) -> QuizappError:
    shown = " ".join(name.split())[:60]
    meant = near(name, known)
    return error(
        _say(f"{shown} という問題はありません", f"there is no question {shown}"),
        mend=_say(f"{meant} のことでしょうか", f"did you mean {meant}?")
        if meant
        else _say("quizapp list で一覧が出ます", "quizapp list shows what there is"),
    )
