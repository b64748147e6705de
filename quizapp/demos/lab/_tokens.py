"""Counting text in D44: n-grams that a candidate shares with a reference, and byte-pair merges."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from quizapp.demos.figure import Bars, Panels
from quizapp.demos.lab._say import both, claim, part, reading, table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Frame, Outcome
from quizapp.records import Localized

REFERENCE = "a dog runs in the park"
CANDIDATES = {
    "short": "a dog runs in park",
    "same": REFERENCE,
    "repeat": "a a a a a a",
    "shuffled": "park the in runs dog a",
    "long": "a dog runs in the park every single day",
}
CORPORA = {
    "abab": (("abab", 3), ("abc", 2)),
    "papaya": (("papaya", 4), ("paprika", 2)),
    "star": (("star", 5), ("start", 3), ("art", 4)),
}
"""Words with counts."""

Word = tuple[str, ...]


def grams(words: Sequence[str], n: int) -> Counter[Word]:
    """How often each run of ``n`` words occurs."""
    return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))


def clipped(candidate: Sequence[str], reference: Sequence[str], n: int) -> tuple[int, int]:
    """n-grams of the candidate found in the reference, each at most as often as there; and all."""
    mine, theirs = grams(candidate, n), grams(reference, n)
    return sum(min(count, theirs[gram]) for gram, count in mine.items()), sum(mine.values())


def brevity(candidate: int, reference: int) -> float:
    """1 for a candidate longer than the reference, else ``exp(1 − r/c)``."""
    return 1.0 if candidate > reference else math.exp(1.0 - reference / candidate)


def bleu(text: str, order: int, wanted: str = REFERENCE) -> Outcome:
    """BLEU of ``text`` against one reference with n-grams up to ``order``, unsmoothed."""
    candidate, reference = text.split(), wanted.split()
    pairs = [clipped(candidate, reference, n) for n in range(1, order + 1)]
    precision = [found / total if total else 0.0 for found, total in pairs]
    penalty = brevity(len(candidate), len(reference))
    mean = math.exp(sum(math.log(p) for p in precision) / order) if min(precision) > 0 else 0.0
    score = penalty * mean
    # The clipped count again, by striking out each gram of the reference as it is used.
    struck = []
    for n in range(1, order + 1):
        left = [tuple(reference[i : i + n]) for i in range(len(reference) - n + 1)]
        used = 0
        for i in range(len(candidate) - n + 1):
            gram = tuple(candidate[i : i + n])
            if gram in left:
                left.remove(gram)
                used += 1
        struck.append(used)
    counts = [f"{found}/{total}" for found, total in pairs]
    figure = Panels(
        title=both(("n-gram の一致", "n-grams in common")),
        note=both(f"reference: {wanted}"),
        summary=Localized(
            f"短文ペナルティ {figures(penalty, 5)}、BLEU {figures(score, 5)}（候補「{text}」）。",
            f"Brevity penalty {figures(penalty, 5)}, BLEU {figures(score, 5)} for “{text}”.",
        ),
        figures=(
            Bars(
                title=both(("適合率と BLEU", "Precision and BLEU")),
                note=both(text),
                summary=Localized(),
                labels=(
                    *(both(f"{n}-gram") for n in range(1, order + 1)),
                    both(("短文ペナルティ BP", "brevity BP")),
                    both("BLEU"),
                ),
                values=np.array([*precision, penalty, score]),
                low=0.0,
                high=1.0,
                markers=(*(0 for _ in precision), 1, 2),
                shown=(*counts, f"{penalty:.5f}", f"{score:.5f}"),
            ),
        ),
        table=table(
            (
                "n",
                ("候補の n-gram", "n-gram"),
                ("候補", "candidate"),
                ("参照文", "reference"),
                ("数える", "counted"),
            ),
            (
                (
                    str(n),
                    " ".join(gram),
                    str(count),
                    str(grams(reference, n)[gram]),
                    str(min(count, grams(reference, n)[gram])),
                )
                for n in range(1, order + 1)
                for gram, count in grams(candidate, n).items()
            ),
        ),
    )
    return Outcome(
        figure=figure,
        small=part(figure, 0),
        results={
            "brevity": penalty,
            "bleu": score,
            "counts": ", ".join(counts),
            "precisions": tuple(precision),
            "candidate_length": len(candidate),
            "reference_length": len(reference),
        },
        claims=(
            claim(
                "brevity",
                f"候補 {len(candidate)} 語、参照文 {len(reference)} 語で BP = {figures(penalty, 5)}"
                "（短いときだけ 1 未満）",
                f"{len(candidate)} words against {len(reference)}: BP = {figures(penalty, 5)}, "
                "below 1 only if shorter",
                (penalty < 1) == (len(candidate) < len(reference)) and penalty <= 1,
            ),
            claim(
                "clipped",
                "参照文の n-gram を 1 つずつ消しながら数えても同じ",
                "striking out n-grams of the reference one by one counts the same",
                struck == [found for found, _ in pairs],
            ),
            claim(
                "geometric",
                "BLEU は、適合率の幾何平均 × BP",
                "BLEU = geometric mean of the precisions × BP",
                math.isclose(score, penalty * math.prod(precision) ** (1 / order), abs_tol=1e-12),
            ),
        ),
        notice=Localized(
            "一致する n-gram がない長さが 1 つでもあると、BLEU は 0 になります。",
            "One length without any n-gram in common makes the whole BLEU 0.",
        )
        if min(precision) == 0
        else Localized(
            "適合率だけなら短い文が得をします。短文ペナルティがそれを打ち消します。",
            "Precision alone would favour short candidates; the brevity penalty undoes that.",
        ),
        formula=(
            f"BP = exp(1 − {len(reference)}/{len(candidate)}) = {figures(penalty, 5)}"
            if len(candidate) <= len(reference)
            else f"BP = 1  ({len(candidate)} > {len(reference)})"
        ),
        readings=(
            reading("BP", figures(penalty, 5), 1),
            *(
                reading(f"{n}-gram", counts[n - 1], 0)
                for n in range(1, order + 1)
            ),
            reading("BLEU", figures(score, 5), 2),
        ),
    )  # fmt: skip


def pairs_of(words: Sequence[tuple[Word, int]]) -> Counter[tuple[str, str]]:
    """How often each two neighbouring symbols occur, words counted as often as they occur."""
    found: Counter[tuple[str, str]] = Counter()
    for symbols, count in words:
        for pair in itertools.pairwise(symbols):
            found[pair] += count
    return found


def merge(symbols: Word, pair: tuple[str, str]) -> Word:
    """The symbols with every ``pair`` joined, from the left."""
    made: list[str] = []
    for symbol in symbols:
        if made and (made[-1], symbol) == pair:
            made[-1] += symbol
        else:
            made.append(symbol)
    return tuple(made)


def merging(corpus: Sequence[tuple[str, int]], merges: int) -> Outcome:
    """Up to ``merges`` byte-pair merges; of pairs equally frequent the one met first is joined."""
    words: list[tuple[Word, int]] = [(tuple(word), count) for word, count in corpus]
    states = [words]
    made: list[tuple[tuple[str, str], int]] = []
    for _ in range(merges):
        found = pairs_of(states[-1])
        if not found:
            break
        pair, count = found.most_common(1)[0]
        made.append((pair, count))
        states.append([(merge(symbols, pair), times) for symbols, times in states[-1]])

    def size(state: Sequence[tuple[Word, int]]) -> int:
        return sum(len(symbols) * count for symbols, count in state)

    def at(step: int) -> Frame:
        state = states[step]
        return Frame(
            _merges(states, made, step),
            (
                reading(("結合", "merges"), str(step)),
                reading(("記号の総数", "symbols in all"), str(size(state))),
                reading(("語彙", "vocabulary"), str(len(_vocabulary(corpus, made[:step])))),
                *(
                    reading((f"{i + 1} 回目の結合", f"merge {i + 1}"),
                            f"({pair[0]}, {pair[1]}) {count}", 0)
                    for i, (pair, count) in enumerate(made[:step][-4:], start=max(step - 4, 0))
                ),
            ),
        )  # fmt: skip

    last = at(len(made))
    spelt = all(
        "".join(symbols) == word
        for state in states
        for (symbols, _), (word, _) in zip(state, corpus, strict=True)
    )
    drops = [size(before) - size(after) for before, after in itertools.pairwise(states)]
    return Outcome(
        figure=last.figure,
        small=part(last.figure, 0),
        results={
            "symbols": size(states[-1]),
            "vocabulary": len(_vocabulary(corpus, made)),
            **{f"pair_{i + 1}": f"{a},{b}" for i, ((a, b), _) in enumerate(made)},
            **{f"count_{i + 1}": count for i, (_, count) in enumerate(made)},
        },
        claims=(
            claim(
                "lossless",
                "結合しても、つなげれば元の語に戻る",
                "joined together the symbols always spell the words again",
                spelt,
            ),
            claim(
                "most-frequent",
                "毎回、いちばん多い隣り合う組を結合している",
                "each merge takes a pair that none outnumbers",
                all(
                    count == max(pairs_of(state).values())
                    for state, (_, count) in zip(states, made, strict=False)
                ),
            ),
            claim(
                "shorter",
                "1 回の結合で減る記号の数は、組の出現数以下（重なりがなければ等しい）",
                "a merge drops at most as many symbols as the pair occurs, all unless it overlaps",
                all(
                    0 < drop <= count and (drop == count or pair[0] == pair[1])
                    for drop, (pair, count) in zip(drops, made, strict=True)
                ),
            ),
        ),
        notice=Localized("もう結合できる組がありません。", "There is no pair left to join.")
        if len(made) < merges
        else Localized(
            "文字から始めて、多く並ぶ組を 1 つの記号にします。語は出現回数の分だけ数えます。",
            "From characters on, the most frequent neighbours become one symbol; words count as "
            "often as they occur.",
        ),
        formula="   ".join(f"({a},{b}) {count}" for (a, b), count in made) or "–",
        readings=last.readings,
        steps=len(made),
        at=at if made else None,
    )


def _vocabulary(
    corpus: Sequence[tuple[str, int]], made: Sequence[tuple[tuple[str, str], int]]
) -> set[str]:
    return {sign for word, _ in corpus for sign in word} | {a + b for (a, b), _ in made}


def _merges(
    states: Sequence[Sequence[tuple[Word, int]]],
    made: Sequence[tuple[tuple[str, str], int]],
    step: int,
) -> Panels:
    ranked = pairs_of(states[step]).most_common(6)
    words = table(
        (("回数", "count"), ("区切り", "symbols")),
        ((str(count), " ".join(symbols)) for symbols, count in states[step]),
        (f"{step} 回結合した語", f"words at merge {step}"),
    )
    labels = tuple(both(f"({a}, {b})") for (a, b), _ in ranked) or (both("–"),)
    return Panels(
        title=both(("BPE の結合", "BPE, merge by merge")),
        summary=Localized(
            f"{step} 回の結合のあと: "
            + "、".join(f"{' '.join(symbols)}×{count}" for symbols, count in states[step])
            + "。",
            f"Merge {step}: "
            + ", ".join(f"{' '.join(symbols)}×{count}" for symbols, count in states[step])
            + ".",
        ),
        figures=(
            words,
            Bars(
                title=both(("次の候補", "pairs to come")),
                summary=Localized(),
                labels=labels,
                values=np.array([count for _, count in ranked] or [0], dtype=np.float64),
                low=0.0,
                shown=tuple(str(count) for _, count in ranked) or ("0",),
            ),
        ),
        table=table(
            (("結合", "merge"), ("組", "pair"), ("出現数", "count"), ("語", "words")),
            (
                ("0", "–", "–", " | ".join(" ".join(s) for s, _ in states[0])),
                *(
                    (str(i + 1), f"{a} {b}", str(count),
                     " | ".join(" ".join(s) for s, _ in states[i + 1]))
                    for i, ((a, b), count) in enumerate(made[:step])
                ),
            ),
        ),
    )  # fmt: skip
