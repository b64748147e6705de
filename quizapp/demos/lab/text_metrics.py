"""D44: the numbers around a language model: BLEU, perplexity, BPE, masks and temperature.

Sources: Papineni et al. 2002 (BLEU); Jelinek et al. 1977 (perplexity); Sennrich, Haddow & Birch
2016 (byte-pair encoding); Devlin et al. 2019 (masked tokens); Hinton, Vinyals & Dean 2015
(temperature); Lewis et al. 2020 (retrieved passages in the prompt).
"""

from __future__ import annotations

from typing import Annotated, Literal

from quizapp.demos import usual
from quizapp.demos.lab._sampling import masks, perplexity, retrieval, temperature_of
from quizapp.demos.lab._tokens import CANDIDATES, CORPORA, bleu, merging
from quizapp.demos.numerals import format_number
from quizapp.demos.spec import Choice, Numbers, Outcome, Range, Trial
from quizapp.records import Localized

_BLEU = {"experiment": ("bleu",)}
_PERPLEXITY = {"experiment": ("perplexity",)}
_BPE = {"experiment": ("bpe",)}
_NUMBERED = {"experiment": ("bleu",), "candidate": ("numbered",)}
_MASK = {"experiment": ("mask",)}
_TEMPERATURE = {"experiment": ("temperature",)}
_RETRIEVAL = {"experiment": ("retrieval",)}

Experiment = Literal["bleu", "perplexity", "bpe", "mask", "temperature", "retrieval"]


def run(
    experiment: Annotated[
        Experiment,
        usual.experiment(
            {
                "bleu": "BLEU",
                "perplexity": Localized("パープレキシティ", "perplexity"),
                "bpe": "BPE",
                "mask": Localized("BERT のマスク", "masks of BERT"),
                "temperature": Localized("温度", "temperature"),
                "retrieval": Localized("検索拡張 RAG", "retrieval (RAG)"),
            }
        ),
    ] = "bleu",
    candidate: Annotated[
        Literal["short", "same", "repeat", "shuffled", "long", "numbered"],
        Choice("候補文", "candidate", {
            "short": Localized("1 語足りない", "a word short"),
            "same": Localized("参照文と同じ", "the reference"),
            "repeat": Localized("同じ語の繰り返し", "one word again"),
            "shuffled": Localized("語順だけ違う", "shuffled"),
            "long": Localized("長すぎる", "too long"),
            "numbered": Localized("番号で書く", "by numbers"),
        }, when=_BLEU),
    ] = "short",
    given: Annotated[
        tuple[float, ...],
        Numbers("候補の番号", "tokens given", 0, 99, when=_NUMBERED,
                examples=((1, 1, 2), (1, 2, 3, 4), (1, 1, 1, 1))),
    ] = (1.0, 1.0, 2.0),
    wanted: Annotated[
        tuple[float, ...],
        Numbers("参照の番号", "tokens wanted", 0, 99, when=_NUMBERED,
                examples=((1, 2, 3, 4), (4, 3, 2, 1))),
    ] = (1.0, 2.0, 3.0, 4.0),
    order: Annotated[int, Range("n-gram の最大 n", "largest n", 1, 4, when=_BLEU)] = 2,
    probabilities: Annotated[
        tuple[float, ...],
        Numbers("各語の確率", "token probabilities", 1e-6, 1.0, when=_PERPLEXITY,
                examples=((0.5, 0.25, 0.25, 0.125), (0.5, 0.25, 0.125, 0.125), (0.25, 0.25), (1,))),
    ] = (0.5, 0.25, 0.25, 0.125),
    corpus: Annotated[
        Literal["abab", "papaya", "star"],
        Choice("コーパス", "corpus", {
            "abab": "abab×3, abc×2",
            "papaya": "papaya×4, paprika×2",
            "star": "star×5, start×3, art×4",
        }, when=_BPE),
    ] = "abab",
    merges: Annotated[int, Range("結合の回数", "merges", 0, 6, when=_BPE)] = 2,
    tokens: Annotated[int, Range("トークン数", "tokens", 20, 2000, step=20, when=_MASK)] = 200,
    chosen: Annotated[
        float, Range("選ぶ割合", "share chosen", 0.05, 0.5, step=0.05, when=_MASK)
    ] = 0.15,
    masked: Annotated[
        float, Range("うち [MASK]", "of these [MASK]", 0.0, 0.8, step=0.05, when=_MASK)
    ] = 0.8,
    seed: Annotated[int, usual.seed(when=_MASK)] = 0,
    logits: Annotated[
        tuple[float, ...],
        Numbers("ロジット", "logits", -1000, 1000, shortest=2, longest=8, when=_TEMPERATURE,
                examples=((2, 0), (3, 2, 1, 0), (1000, 999, 0))),
    ] = (2.0, 0.0),
    temperature: Annotated[
        float, Range("温度 T", "temperature T", 0.05, 20, scale="log", when=_TEMPERATURE)
    ] = 2.0,
    direction: Annotated[
        float, Range("質問の向き", "query direction", 0, 90, step=5, unit="°", when=_RETRIEVAL)
    ] = 30.0,
    top: Annotated[int, Range("入れる文書の数 k", "passages k", 0, 4, when=_RETRIEVAL)] = 2,
) -> Outcome:  # fmt: skip
    """One of six counts around text."""
    if experiment == "perplexity":
        return perplexity(probabilities)
    if experiment == "bpe":
        return merging(CORPORA[corpus], merges)
    if experiment == "mask":
        return masks(tokens, chosen, masked, seed)
    if experiment == "temperature":
        return temperature_of(logits, temperature)
    if experiment == "retrieval":
        return retrieval(direction, top)
    if candidate == "numbered":
        return bleu(_words(given), order, _words(wanted))
    return bleu(CANDIDATES[candidate], order)


def _words(numbers: tuple[float, ...]) -> str:
    """Numbered tokens as a sentence."""
    return " ".join(format_number(number) for number in numbers)


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "「a」だけを 6 回繰り返した文の 1-gram 適合率は、6/6 ですか。",
            "For a candidate that says “a” six times, is the 1-gram precision 6/6?",
        ),
        knobs={"experiment": "bleu", "candidate": "repeat", "order": 1},
        guesses=(Localized("6/6", "6/6"), Localized("1/6", "1/6"), Localized("0", "0")),
        happened=lambda outcome: {"6/6": 0, "1/6": 1}.get(str(outcome.results["counts"]), 2),
        because=Localized(
            "BLEU は、同じ語を参照文に出る回数までしか数えません。",
            "BLEU counts a word no more often than the reference has it.",
        ),
    ),
    Trial(
        ask=Localized(
            "ロジット (2, 0) の温度を 2 に上げると、1 つ目の確率は？（T = 1 では 0.881）",
            "Logits (2, 0): raising T to 2 does what to the first probability (0.881 at T = 1)?",
        ),
        knobs={"experiment": "temperature", "logits": (2.0, 0.0), "temperature": 2.0},
        guesses=(Localized("上がる", "raises it"), Localized("下がる", "lowers it")),
        happened=lambda outcome: 0 if outcome.number("first") > 0.8808 else 1,
        because=Localized(
            "温度で割ると差が 2 から 1 に縮み、分布が平らになります。",
            "Dividing by T shrinks the gap from 2 to 1 and flattens the distribution.",
        ),
    ),
)
