"""Searching, filtering and sorting the list of items."""

from __future__ import annotations

from quizapp.clock import Moment
from quizapp.content.items import ItemInfo
from quizapp.practice.finding import Filter, Finder, chosen, fold, standings
from quizapp.records import Localized, Memory
from quizapp.scheduling.settings import SchedulerSettings

DAY = 86_400_000
NOW = Moment(1_766_631_600_000, 540)
SETTINGS = SchedulerSettings()


def row(id: str, ja: str = "", en: str = "", kind: str = "number", topic: str = "t") -> ItemInfo:
    return ItemInfo(
        f"p/{id}", "p", id, kind, topic, Localized("勾配消失", "Vanishing gradients"), "a",
        "3.2.ii", 1, Localized(ja, en), "D01", "", "", ("ja", "en"), False, False, "",
    )  # fmt: skip


ROWS = [
    row("VG-01", "シグモイドの微分", "Derivative of the sigmoid"),
    row("VG-02", "連鎖律", "Chain rule", kind="choice"),
    row("RN-01", "VG-01 の続き", "More of it", topic="u"),
]
PROMPTS = {"p/VG-02": Localized("最大値を求めよ", "Find the maximum")}


def ids(rows: list[ItemInfo]) -> list[str]:
    return [one.id for one in rows]


def test_width_case_and_kana_do_not_matter() -> None:
    assert fold("ｼｸﾞﾓｲﾄﾞ") == fold("シグモイド") == fold("しぐもいど")
    finder = Finder(ROWS, PROMPTS)
    assert ids(finder.find("ｼｸﾞﾓｲﾄﾞ")) == ids(finder.find("しぐもいど")) == ["VG-01"]
    assert ids(finder.find("ＣＨＡＩＮ rule")) == ["VG-02"]


def test_prompts_topics_and_tags_are_searched_in_both_languages() -> None:
    finder = Finder(ROWS, PROMPTS)
    assert ids(finder.find("最大値")) == ids(finder.find("maximum")) == ["VG-02"]
    assert len(finder.find("vanishing 3.2.ii")) == 3
    assert ids(finder.find("choice")) == ["VG-02"]
    assert finder.find("どこにもない") == []
    assert len(finder.find("  ")) == 3


def test_an_id_comes_before_what_only_mentions_it() -> None:
    assert ids(Finder(list(reversed(ROWS))).find("vg-01")) == ["VG-01", "RN-01"]


def test_filters_join_within_a_group_and_cut_across_groups() -> None:
    memories = {
        "p/VG-01": Memory(4.0, 8.0, NOW.at_ms - DAY, NOW.at_ms - 5 * DAY, "review", lapses=9),
        "p/VG-02": Memory(
            9.0, 3.0, NOW.at_ms + DAY, NOW.at_ms - DAY, "review", suspended=True, flagged=True
        ),
    }
    items = [one.item for one in ROWS]
    stand = standings(items, memories, ["p/VG-02"], NOW, SETTINGS)

    def only(*statuses: str, **more: frozenset[str]) -> list[str]:
        return ids(chosen(ROWS, stand, Filter(frozenset(statuses), **more)))  # type: ignore[arg-type]

    assert only("due") == ["VG-01"]
    assert only("leech") == ["VG-01"]
    assert only("wrong") == only("suspended") == only("flagged") == ["VG-02"]
    assert only("unseen") == ["RN-01"]
    assert only("due", "unseen") == ["VG-01", "RN-01"]
    assert only("unsure") == ["VG-01", "VG-02"]
    assert only("unsure", kinds=frozenset(["choice"])) == ["VG-02"]
    assert only(topics=frozenset("u")) == ["RN-01"]
    assert ids(chosen(ROWS[::-1], stand, Filter(), "recall")) == ["VG-01", "VG-02", "RN-01"]
    assert ids(chosen(ROWS[::-1], stand, Filter(), "due")) == ["VG-01", "VG-02", "RN-01"]
    assert 0 < stand["p/VG-01"].recall < stand["p/VG-02"].recall < 1
