"""The library and its compiled cache: fast when nothing changed, right whatever happened to it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.content import library as library_module
from quizapp.content.index import Compiled, Index, count_items, item_keys
from quizapp.content.installed import installed_packs, offers
from quizapp.content.items import Area, PackInfo, Topic
from quizapp.content.library import Library, open_library
from quizapp.content.packs import pack_folders
from quizapp.content.problems import Problem
from quizapp.errors import ContentError, UsageError
from quizapp.records import Localized

PACKS = Path(__file__).parent / "packs"


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A copy of the sound pack that a test may change."""
    folder = tmp_path / "packs"
    shutil.copytree(PACKS / "sound", folder / "sound")
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "content.cache"


@pytest.fixture
def compiling(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one whenever packs are compiled."""
    times: list[int] = []
    inner = library_module._compiled

    def counted(*args: object) -> Index:
        times.append(1)
        return inner(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(library_module, "_compiled", counted)
    return times


def test_what_a_library_lists(packs: Path, cache: Path) -> None:
    library = Library.open([packs], cache)
    assert library.problems == ()
    assert [pack.id for pack in library.packs] == ["sound"]
    assert library.packs[0].title == Localized("小さなパック", "A small pack")
    assert [(area.id, area.weight) for area in library.areas] == [("basics", 3), ("more", 1)]
    assert [topic.id for topic in library.topics] == ["slopes", "windows", "words"]
    keys = [row.item for row in library.items()]
    assert keys[-2:] == ["sound/W-05", "sound/W-05/r"]
    row = library.item("sound/W-01")
    assert (row.kind, row.area, row.syllabus, row.difficulty) == ("choice", "more", "3.1.iii", 1)
    assert row.topic_title.en == "Words"
    assert row.evidence == "computed"
    assert row.languages == ("ja", "en")
    assert not row.optional
    assert library.item("sound/W-04").optional
    assert library.item("sound/W-05/r").reverse
    assert len(row.fingerprint) == 16


def test_a_question_on_demand(packs: Path, cache: Path) -> None:
    library = Library.open([packs], cache)
    question = library.question("sound/W-01")
    assert question.grade("1").outcome == "right"
    assert library.question("sound/W-01") is question
    front, back = library.question("sound/W-05"), library.question("sound/W-05/r")
    assert front.prompt.en == "What is a vanishing gradient?"
    assert back.prompt.en.startswith("What do we call")
    assert back.answer_text("ja").startswith("勾配消失")


@pytest.mark.parametrize("key", ["sound/W-99", "other/W-01", "W-01", "sound/W-01/r", "", "\x00"])
def test_an_item_that_is_not_there(packs: Path, key: str) -> None:
    with pytest.raises(ContentError):
        Library.open([packs]).question(key)


def test_find_takes_short_names_in_any_case(packs: Path) -> None:
    library = Library.open([packs])
    assert library.find("W-01").item == "sound/W-01"
    assert library.find("sound/w-05/R").item == "sound/W-05/r"
    with pytest.raises(UsageError, match="W-99") as caught:
        library.find("W-99")
    assert caught.value.mend
    assert library.fingerprint("sound/W-99") == ""


def test_unchanged_packs_are_not_compiled_again(
    packs: Path, cache: Path, compiling: list[int]
) -> None:
    first = Library.open([packs], cache)
    again = Library.open([packs], cache)
    assert len(compiling) == 1
    assert again.items() == first.items()
    assert again.packs == first.packs
    assert again.topics == first.topics
    assert again.areas == first.areas


def _touch(path: Path) -> None:
    stat = path.stat()
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000))


@pytest.mark.parametrize("change", ["edited", "touched", "added", "removed", "pack added"])
def test_a_change_is_noticed(packs: Path, cache: Path, compiling: list[int], change: str) -> None:
    Library.open([packs], cache)
    words = packs / "sound" / "words.toml"
    if change == "edited":
        words.write_text(words.read_text(encoding="utf-8").replace("W-05", "W-06"), "utf-8")
    elif change == "touched":
        _touch(words)
    elif change == "added":
        (packs / "sound" / "more.toml").write_text("", encoding="utf-8")
    elif change == "removed":
        words.unlink()
    else:
        shutil.copytree(PACKS / "syntax", packs / "syntax")
    keys = [row.item for row in Library.open([packs], cache).items()]
    assert len(compiling) == 2
    assert ("sound/W-06" in keys) == (change == "edited")
    assert ("sound/W-05" in keys) == (change not in ("edited", "removed"))
    assert ("syntax/S-02" in keys) == (change == "pack added")


def _corrupt(cache: Path, how: str) -> None:
    raw = cache.read_bytes()
    if how == "garbage":
        cache.write_bytes(b"not a database at all" * 100)
    elif how == "empty":
        cache.write_bytes(b"")
    elif how == "truncated":
        cache.write_bytes(raw[: len(raw) // 2])
    elif how == "zeroed pages":
        cache.write_bytes(raw[:4096] + bytes(len(raw) - 4096))
    elif how == "other tables":
        cache.unlink()
        with sqlite3.connect(cache) as connection:
            connection.execute("CREATE TABLE notes (text)")
        connection.close()
    elif how == "other schema":
        with sqlite3.connect(cache) as connection:
            connection.execute("UPDATE meta SET value = '0' WHERE name = 'schema'")
        connection.close()
    elif how == "broken listing":
        with sqlite3.connect(cache) as connection:
            connection.execute("UPDATE listing SET data = '[1' WHERE name = 'id'")
        connection.close()
    elif how == "broken question":
        with sqlite3.connect(cache) as connection:
            connection.execute('UPDATE question SET data = \'{"kind": "choice"}\'')
        connection.close()
    elif how == "folder":
        cache.unlink()
        cache.mkdir()


@pytest.mark.parametrize(
    "how",
    [
        "garbage",
        "empty",
        "truncated",
        "zeroed pages",
        "other tables",
        "other schema",
        "broken listing",
        "broken question",
        "folder",
    ],
)
def test_a_broken_cache_is_rebuilt_silently(
    packs: Path, cache: Path, how: str, capfd: pytest.CaptureFixture[str]
) -> None:
    expected = Library.open([packs], cache).items()
    _corrupt(cache, how)
    library = Library.open([packs], cache)
    assert library.items() == expected
    assert library.question("sound/W-01").grade("1").outcome == "right"
    assert library.problems == ()
    if how != "folder":
        again = Library.open([packs], cache)
        assert again.question("sound/W-02").grade("1,2").outcome == "right"
        assert count_items(cache) == len(expected)
    assert capfd.readouterr() == ("", "")


def test_a_cache_that_cannot_be_written_is_kept_in_memory(packs: Path, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    library = Library.open([packs], in_the_way / "content.cache")
    assert library.question("sound/W-01").id == "W-01"
    assert Library.open([packs], None).items() == library.items()


def test_no_drafts_are_left_behind(packs: Path, cache: Path) -> None:
    Library.open([packs], cache)
    assert [path.name for path in cache.parent.iterdir()] == [cache.name]


def test_many_starts_at_once(packs: Path, cache: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from quizapp.content.library import Library\n"
        "lib = Library.open([Path(sys.argv[1])], Path(sys.argv[2]))\n"
        "assert lib.question('sound/W-01').grade('1').outcome == 'right'\n"
        "print(len(lib.items()))"
    )
    command = [sys.executable, "-c", code, str(packs), str(cache)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    outputs = [one.communicate(timeout=60)[0].strip() for one in running]
    assert [one.returncode for one in running] == [0] * 4
    assert len(set(outputs)) == 1
    assert str(count_items(cache)) == outputs[0]


def test_counting_needs_no_library(packs: Path, cache: Path, tmp_path: Path) -> None:
    assert count_items(cache) is None
    library = Library.open([packs], cache)
    assert count_items(cache) == len(library.items())
    assert item_keys(cache) == tuple(row.item for row in library.items())
    other = tmp_path / "other"
    other.write_bytes(b"garbage" * 999)
    assert count_items(other) is None
    assert other.exists()
    assert count_items(tmp_path) is None


def test_a_start_from_the_cache_stays_light(packs: Path, cache: Path) -> None:
    Library.open([packs], cache)
    code = (
        "import sys; from pathlib import Path; from quizapp.content.library import Library\n"
        "lib = Library.open([Path(sys.argv[1])], Path(sys.argv[2]), installed=False)\n"
        "assert lib.items() and not lib.problems and lib.topics and lib.areas and lib.packs\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    command = [sys.executable, "-c", code, str(packs), str(cache)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert not {"pydantic", "numpy", "sympy", "tomli", "tomllib", "textual"} & set(
        done.stdout.split()
    )


def test_problems_come_out_of_the_cache_too(cache: Path, compiling: list[int]) -> None:
    first = Library.open([PACKS], cache)
    again = Library.open([PACKS], cache)
    assert len(compiling) == 1
    assert first.problems == again.problems
    assert {"S-03", "B-01"} <= {problem.id for problem in again.problems}
    # The sound questions of every pack are there all the same.
    assert {"sound/W-01", "syntax/S-02", "broken/B-08"} <= {row.item for row in again.items()}
    assert not any("B-01" in row.item for row in again.items())


def test_two_packs_of_one_id(packs: Path) -> None:
    shutil.copytree(PACKS / "sound", packs / "twin")
    library = Library.open([packs])
    assert [problem.code for problem in library.problems] == ["pack.twice"]
    assert len(library.packs) == 1


def test_pack_folders(tmp_path: Path, packs: Path) -> None:
    (packs / "notes").mkdir()
    (packs / "pack.txt").write_text("")
    found = pack_folders([packs, packs / "sound", tmp_path / "missing"])
    assert found == (packs / "sound",)


def _install(site: Path, value: str, name: str = "extra") -> None:
    """Lay an installed distribution with one entry point into ``site``."""
    info = site / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[quizapp.packs]\n{name} = {value}\n")


def test_packs_of_installed_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    before = open_library(None, cache)
    assert "sound/W-01" not in {row.item for row in before.items()}
    package = site / "extra_pack"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('a pack is data and never imported')")
    shutil.copytree(PACKS / "sound", package / "content")
    _install(site, "extra_pack.content")
    library = open_library(None, cache)
    assert library.question("sound/W-01").grade("1").outcome == "right"
    assert "extra_pack" not in sys.modules
    # The second start asks no package: the answer is in the cache.
    monkeypatch.setattr(metadata, "distributions", lambda **_: pytest.fail("asked again"))
    assert open_library(None, cache).items() == library.items()


def test_another_working_directory_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path, compiling: list[int]
) -> None:
    # ``python -m quizapp`` puts the folder it is started from first on the search path.
    rest = list(sys.path)
    first, second = tmp_path / "here", tmp_path / "there"
    for place in (first, second):
        place.mkdir()
    (second / "notes.txt").write_text("")
    monkeypatch.setattr(sys, "path", [str(first), *rest])
    open_library(None, cache)
    monkeypatch.setattr(metadata, "distributions", lambda **_: pytest.fail("asked again"))
    for place in (second, first, second):
        monkeypatch.setattr(sys, "path", [str(place), *rest])
        assert open_library(None, cache).items()
        (place / f"new {len(rest)}.txt").write_text("")  # nor does a file that is no package
    assert len(compiling) == 1


def test_a_package_elsewhere_is_asked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path, compiling: list[int]
) -> None:
    rest = list(sys.path)
    open_library(None, cache)
    other = tmp_path / "other"
    _install(other, "nowhere", "without")
    (other / "without-1.0.dist-info" / "entry_points.txt").unlink()
    monkeypatch.setattr(sys, "path", [str(other), *rest])
    open_library(None, cache)  # looks into the new folder, and remembers that it offers nothing
    monkeypatch.setattr(metadata, "distributions", lambda **_: pytest.fail("asked again"))
    open_library(None, cache)
    assert len(compiling) == 1


@pytest.mark.parametrize("memo", ["[]", "{", '{"x": 1}', '{"PLACE": [0]}', '{"PLACE": 7}'])
def test_a_memo_that_is_not_understood_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path, memo: str
) -> None:
    site = tmp_path / "site"
    _install(site, "nowhere_pack.content")
    monkeypatch.syspath_prepend(str(site))
    open_library(None, cache).close()
    connection = sqlite3.connect(cache)
    with connection:
        connection.execute(
            "UPDATE meta SET value = ? WHERE name = ?",
            (memo.replace("PLACE", str(site)), library_module._SEEN),
        )
    connection.close()
    assert open_library(None, cache).problems[-1].code == "pack.missing"


def test_an_installed_pack_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    _install(site, "nowhere_pack.content")
    before = offers(search=[str(site)])
    assert offers(before.seen, [str(site)]) == before
    monkeypatch.syspath_prepend(str(site))
    folders, problems = installed_packs()
    assert folders == ()
    assert [problem.code for problem in problems] == ["pack.missing"]
    assert open_library(None, None).problems[-1].code == "pack.missing"
    _install(site, "another.content", "another")
    after = offers(before.seen, [str(site)])
    assert [offer.name for offer in after.offers] == ["another", "extra"]
    package = site / "nowhere_pack"
    shutil.copytree(PACKS / "sound", package / "content")
    (package / "__init__.py").write_text("")
    assert installed_packs(before.offers) == ((package / "content",), ())


words = st.text(max_size=20)
texts = st.builds(Localized, words, words)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    packs=st.lists(
        st.builds(
            PackInfo,
            id=words,
            title=texts,
            languages=st.sampled_from([("ja",), ("ja", "en")]),
            licence=words,
            authors=st.just(("a", "b")),
            origin=texts,
            syllabus=words,
            folder=words,
        ),
        max_size=2,
    ),
    problems=st.lists(
        st.builds(
            Problem,
            file=words,
            line=st.integers(0, 10**6),
            id=words,
            field=words,
            code=words,
            message=texts,
            mend=texts,
        ),
        max_size=3,
    ),
    titles=st.lists(texts, max_size=5),
    knobs=st.dictionaries(
        words, st.one_of(st.integers(-(2**53), 2**53), st.booleans(), words), max_size=3
    ),
    weight=st.floats(0, 1e9),
)
def test_what_goes_into_the_cache_comes_out(
    tmp_path: Path,
    packs: list[PackInfo],
    problems: list[Problem],
    titles: list[Localized],
    knobs: dict[str, object],
    weight: float,
) -> None:
    compiled = Compiled(
        packs=packs,
        areas=[Area("p", "a", Localized("分野", "area"), weight)],
        topics=[Topic("p", "t", Localized("題", "topic"), "a", "1.1")],
        problems=problems,
    )
    for number, title in enumerate(titles):
        compiled.items.append(
            {
                "stem": "",
                "framework": "",
                "item": f"p/{number}",
                "pack": "p",
                "id": str(number),
                "kind": "choice",
                "topic": "t",
                "area": "a",
                "syllabus": "",
                "difficulty": 1,
                "title_ja": title.ja,
                "title_en": title.en,
                "demo": "",
                "knobs": json.dumps(knobs),
                "evidence": "sourced",
                "languages": "ja,en",
                "optional": number % 2 == 0,
                "reverse": False,
                "fingerprint": "0" * 16,
            }
        )
        compiled.questions.append((f"p/{number}", json.dumps(title.ja)))
    file = tmp_path / "round"
    made = Index.build(compiled, {"signature": "x"})
    assert made.save(file)
    loaded = Index.load(file)
    assert loaded is not None
    assert loaded.meta("signature") == "x"
    assert list(loaded.packs()) == packs
    assert list(loaded.problems()) == problems
    assert list(loaded.areas()) == compiled.areas
    assert [row.title for row in loaded.items()] == titles
    assert all(row.demo_knobs == knobs for row in loaded.items())
    assert [json.loads(loaded.question(key) or "") for key, _ in compiled.questions] == [
        title.ja for title in titles
    ]
    loaded.close()
