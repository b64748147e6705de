"""A raw table made into a model, with everything that is wrong said in plain words.

pydantic says *that* a field is wrong; authors need to hear *what to write*, in their language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from quizapp.content.kinds import KINDS, kind_of
from quizapp.content.kinds.base import QuestionBase
from quizapp.content.problems import Flaw, Loc, did_you_mean
from quizapp.content.text import LANGUAGES
from quizapp.records import Localized

Model = TypeVar("Model", bound=BaseModel)


def build_question(
    raw: Mapping[str, Any], languages: tuple[str, ...]
) -> tuple[QuestionBase | None, list[Flaw]]:
    """The question in ``raw``, or None, and everything wrong with it by itself."""
    kind = raw.get("kind")
    model = kind_of(kind) if isinstance(kind, str) else None
    if model is None:
        flaw = Flaw(
            ("kind",),
            "kind.unknown" if "kind" in raw else "field.missing",
            Localized(f"{kind} という種類はありません", f"there is no kind {kind}")
            if "kind" in raw
            else Localized("kind がありません", "kind is missing"),
            did_you_mean(str(kind or ""), KINDS),
        )
        return None, [flaw]
    question, flaws = build(model, raw)
    if not _is_clean(raw, languages):
        strange = [flaw.loc for flaw in flaws if flaw.code == "field.unknown"]
        flaws += [
            flaw
            for flaw in raw_flaws(raw, languages)
            if not any(flaw.loc[: len(loc)] == loc for loc in strange)
        ]
    if question is not None:
        flaws += question.flaws(languages)
        return question, flaws
    # A slip in one field hides what else is wrong: look again without it.
    trimmed = _trimmed(raw, flaws)
    if trimmed is not None:
        again, _ = build(model, trimmed)
        if again is not None:
            flaws += again.flaws(languages)
    return None, flaws


def raw_flaws(value: Any, languages: tuple[str, ...], loc: Loc = ()) -> list[Flaw]:
    """Texts missing in a language that is owed, and control characters, anywhere in a raw table."""
    found: list[Flaw] = []
    if isinstance(value, str):
        control = _CONTROL.search(value)
        if control is not None:
            found.append(_control(loc, control.group()))
    elif isinstance(value, Mapping):
        if value and all(name in LANGUAGES for name in value):
            for language in languages:
                text = value.get(language)
                if not (text.strip() if isinstance(text, str) else text):
                    ja, en = _NO_TEXT[language]
                    found.append(
                        Flaw((*loc, language), "text.language", Localized(ja, en), fatal=False)
                    )
        for name, inner in value.items():
            found += raw_flaws(inner, languages, (*loc, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            found += raw_flaws(inner, languages, (*loc, place))
    return found


def _is_clean(raw: Any, languages: tuple[str, ...]) -> bool:
    """Whether ``raw_flaws`` would find nothing: the same look without keeping places."""
    owed = [raw]
    while owed:
        value = owed.pop()
        if isinstance(value, str):
            # Most texts are printable but for their line ends, which is far quicker to tell.
            if not (value.isprintable() or value.replace("\n", "").isprintable()) and (
                _CONTROL.search(value) is not None
            ):
                return False
        elif isinstance(value, dict):
            if value and value.keys() <= _LANGUAGES:
                for language in languages:
                    text = value.get(language)
                    if not (text.strip() if isinstance(text, str) else text):
                        return False
            owed += value.values()
        elif isinstance(value, list):
            owed += value
    return True


_LANGUAGES = frozenset(LANGUAGES)


def _control(loc: Loc, sign: str) -> Flaw:
    """The flaw of a control character; between ``"…"`` TOML makes one of ``\\f``, as in frac."""
    code = f"U+{ord(sign):04X}"
    return Flaw(
        loc,
        "text.control",
        Localized(f"制御文字 {code} があります", f"there is a control character {code}"),
        Localized(
            "LaTeX の \\ を含む文は '…' か '''…''' で囲んでください",
            "put text with LaTeX backslashes between '…' or '''…'''",
        ),
    )


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NO_TEXT = {
    "ja": ("日本語の文がありません", "the Japanese text is missing"),
    "en": ("英語の文がありません", "the English text is missing"),
}


def build(model: type[Model], raw: Mapping[str, Any]) -> tuple[Model | None, list[Flaw]]:
    """The model of ``raw``, or None and what is wrong with its fields."""
    try:
        return model.model_validate(raw), []
    except ValidationError as error:
        found: dict[tuple[Loc, str], Flaw] = {}
        for one in error.errors(include_url=False):
            flaw = _flaw(one, raw, model)
            found.setdefault((flaw.loc, flaw.code), flaw)
        # A list with a bad entry is "too short" as well: that is no second slip.
        short = [loc for loc, code in found if code == "field.short"]
        for loc in short:
            if any(len(one) > len(loc) and one[: len(loc)] == loc for one, _ in found):
                del found[loc, "field.short"]
        return None, list(found.values())


def _flaw(error: Mapping[str, Any], raw: Mapping[str, Any], model: type[BaseModel]) -> Flaw:
    loc = _real(error["loc"], raw, error["type"])
    name = str(loc[-1]) if loc else ""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return Flaw(
            loc,
            "field.unknown",
            Localized(f"{name} という項目はありません", f"there is no field {name}"),
            did_you_mean(name, _siblings(model, error["loc"])),
        )
    if kind == "missing":
        return Flaw(
            loc,
            "field.missing",
            Localized(f"{name} がありません", f"{name} is missing"),
        )
    if kind == "sketch":  # parameters of a sketch that do not go together
        parts = [int(one) if one.isdigit() else one for one in context["field"].split(".") if one]
        return Flaw((*loc, *parts), "field.value", Localized(context["ja"], context["en"]))
    said = _said(kind, context) or Localized(error["msg"], error["msg"])
    mend = Localized()
    if kind == "string_pattern_mismatch":
        mend = Localized("例: VG-01", "for example VG-01")
    elif kind in ("typed_dict_type", "dict_type") and isinstance(error.get("input"), str):
        mend = Localized(
            f"{name}.ja と {name}.en に分けて書いてください", f"write {name}.ja and {name}.en"
        )
    return Flaw(loc, "field.short" if kind == "too_short" else "field.value", said, mend)


_SAID: dict[str, tuple[str, str]] = {
    "string_type": ("文字列を書いてください", "a text is wanted"),
    "string_too_short": ("空です", "it is empty"),
    "string_too_long": (
        "長すぎます（{max_length} 字まで）",
        "too long (up to {max_length} characters)",
    ),
    "string_pattern_mismatch": (
        "英数字と . _ - で 40 字まで、先頭は英数字です",
        "letters, digits and . _ -, up to 40, beginning with a letter or digit",
    ),
    "int_type": ("整数を書いてください", "a whole number is wanted"),
    "int_parsing": ("整数を書いてください", "a whole number is wanted"),
    "int_from_float": ("整数を書いてください", "a whole number is wanted"),
    "float_type": ("数を書いてください", "a number is wanted"),
    "float_parsing": ("数を書いてください", "a number is wanted"),
    "finite_number": ("有限の数を書いてください", "a finite number is wanted"),
    "bool_type": ("true か false です", "true or false is wanted"),
    "bool_parsing": ("true か false です", "true or false is wanted"),
    "literal_error": ("次のどれかです: {expected}", "one of: {expected}"),
    "greater_than_equal": ("{ge} 以上です", "at least {ge}"),
    "greater_than": ("{gt} より大きい数です", "more than {gt}"),
    "less_than_equal": ("{le} 以下です", "at most {le}"),
    "less_than": ("{lt} より小さい数です", "less than {lt}"),
    "too_short": ("{min_length} 個以上必要です", "at least {min_length} are needed"),
    "too_long": ("{max_length} 個までです", "at most {max_length}"),
    "typed_dict_type": ("ja と en の表を書いてください", "a table with ja and en is wanted"),
    "dict_type": ("表を書いてください", "a table is wanted"),
    "model_type": ("表を書いてください", "a table is wanted"),
    "list_type": ("並び [ … ] を書いてください", "a list [ … ] is wanted"),
    "tuple_type": ("並び [ … ] を書いてください", "a list [ … ] is wanted"),
}


def _said(kind: str, context: Mapping[str, Any]) -> Localized | None:
    if kind not in _SAID:
        return None
    ja, en = _SAID[kind]
    shown = {
        name: f"{value:g}" if isinstance(value, float) else value for name, value in context.items()
    }
    return Localized(ja.format(**shown), en.format(**shown))


def _real(loc: Loc, raw: Any, kind: str) -> Loc:
    """``loc`` without the parts pydantic adds for the branch of a union it tried."""
    kept: list[str | int] = []
    value = raw
    for place, part in enumerate(loc):
        last = place == len(loc) - 1
        table = isinstance(value, Mapping) and part in value
        if table or (isinstance(value, list) and isinstance(part, int) and part < len(value)):
            value = value[part]
        elif not (last and kind == "missing"):
            continue
        kept.append(part)
    return tuple(kept)


def _siblings(model: type[BaseModel], loc: Loc) -> list[str]:
    """The names that may stand where ``loc`` ends."""
    if len(loc) == 1:
        return [field.alias or name for name, field in model.model_fields.items()]
    schema = model.model_json_schema(by_alias=True)
    here: dict[str, Any] = schema
    for part in loc[:-1]:
        here = _resolve(schema, here)
        if isinstance(part, int):
            here = here.get("items") or {}
        else:
            here = here.get("properties", {}).get(part) or {}
    return list(_resolve(schema, here).get("properties", {}))


def _resolve(schema: Mapping[str, Any], here: dict[str, Any]) -> dict[str, Any]:
    for option in (here, *here.get("anyOf", ()), *here.get("allOf", ())):
        name = str(option.get("$ref", "")).rpartition("/")[2]
        if name:
            found: dict[str, Any] = schema["$defs"][name]
            return found
    return here


_SPARE = ("difficulty", "optional", "syllabus", "demo", "computed", "source", "proof")
"""Fields without which the rest of a question can still be looked at."""


def _trimmed(raw: Mapping[str, Any], flaws: list[Flaw]) -> dict[str, Any] | None:
    """``raw`` without the fields that are unknown or unusable; None when it needs them."""
    trimmed = deepcopy(dict(raw))
    for flaw in flaws:
        if flaw.code == "text.language":
            continue
        if flaw.loc == ("id",):
            trimmed["id"] = "x"
        elif flaw.loc[0] in _SPARE:
            trimmed.pop(str(flaw.loc[0]), None)
        elif flaw.code == "field.unknown":
            table: Any = trimmed
            for part in flaw.loc[:-1]:
                table = table[part]
            del table[flaw.loc[-1]]
        else:
            return None
    return trimmed
