"""``quizapp show``: one question, with its answer when asked for."""

from __future__ import annotations

from typing import Any

import click

from quizapp.cli.figures import figure_json
from quizapp.cli.list_ import item_json
from quizapp.cli.packs import both, evidence_word, kind_word, say_json, the_library
from quizapp.content.inputs import ChoiceInput, ChoicesInput, CodeInput, LineInput, OrderInput
from quizapp.content.items import ItemInfo
from quizapp.content.kinds.base import QuestionBase
from quizapp.words import language, tr, use_language


@click.command("show", help=tr("問題を 1 問表示する。例: quizapp show VG-01 --answer"))
@click.argument("id")
@click.option("--seed", type=int, default=0, help=tr("出題の種"))
@click.option("--choice", "as_choice", is_flag=True, help=tr("ひな形を選択問題にして出す"))
@click.option("--answer", is_flag=True, help=tr("ヒント、答え、解説も出す"))
@click.option("--lang", type=click.Choice(["ja", "en"]), help=tr("この言語で出す"))
@click.option("--json", "as_json", is_flag=True, help=tr("JSON で出す"))
def command(
    id: str, seed: int, as_choice: bool, answer: bool, lang: str | None, as_json: bool
) -> int:
    """The question called ID, as text or as one JSON object."""
    library = the_library()
    row = library.find(id)
    question = library.choice(row.item, seed) if as_choice else library.question(row.item, seed)
    if lang:
        use_language(lang)
    if as_json:
        say_json(question_json(row, question, answer=answer))
    else:
        click.echo("\n".join(text_of(row, question, answer=answer)))
    return 0


def text_of(row: ItemInfo, question: QuestionBase, *, answer: bool) -> list[str]:
    """The question in plain lines, in the language in use."""
    from quizapp.typeset.prose import plain

    spoken = language()
    facts = [kind_word(row.kind), row.topic_title.get(spoken), row.syllabus]
    # The title of a card is the answer to its reverse side.
    title = "" if row.reverse and not answer else question.title.get(spoken)
    lines = [f"{row.item}  {title}".rstrip(), "  ".join(filter(None, facts)), ""]
    if question.shared is not None:
        lines += [plain(question.shared.text.get(spoken)), *_figure(question, True), ""]
    lines += [plain(question.prompt.get(spoken)), *_figure(question, False)]
    shape = question.input
    if isinstance(shape, ChoiceInput | ChoicesInput):
        lines.append("")
        for place, option in enumerate(shape.options, 1):
            lines += _numbered(str(place), plain(option.get(spoken)))
            if answer:
                mark = tr("正解") if _right(question, place) else tr("誤り")
                reason = plain(question.option_reasons[place - 1].get(spoken))
                lines += ["     " + line for line in f"{mark}  {reason}".split("\n")]
    elif isinstance(shape, OrderInput):
        lines.append("")
        steps = list(enumerate(shape.steps, 1))
        if not answer:  # authored in a right order, so their order would be the answer
            steps.sort(key=lambda pair: pair[1].get(spoken))
        for place, step in steps:
            mark = str(place) if answer else "-"
            lines += _numbered(mark, plain(step.get(spoken)))
    elif isinstance(shape, CodeInput):
        from quizapp.cli.codes import code_lines

        lines += ["", *code_lines(shape)]
    elif isinstance(shape, LineInput) and (shape.label or shape.unit):
        label = plain(f"${shape.label}$") + " = " if shape.label else ""
        lines += ["", f"{label}____ {shape.unit}".rstrip()]
    if not answer:
        return lines
    for place, hint in enumerate(question.hints.get(spoken), 1):
        lines += ["", tr("ヒント {place}", place=place), plain(hint)]
    lines += ["", tr("正しい答え"), plain(question.answer_text(spoken))]
    explanation = question.explanation.get(spoken)
    if explanation:
        lines += ["", tr("答えの説明"), plain(explanation)]
    for mistake in question.own_mistakes:
        lines += [
            "",
            f"{tr('よくある誤り')}  {mistake.line}",
            plain(mistake.feedback.get(spoken)),
        ]
    lines += ["", f"{tr('根拠')}  {evidence_word(row.evidence)}  {question.source}".rstrip()]
    if question.demo is not None:
        knobs = "  ".join(f"{name} = {value}" for name, value in question.demo.knobs.items())
        lines.append(f"{tr('デモ')}  {question.demo.id}  {knobs}".rstrip())
    return lines


def _figure(question: QuestionBase, shared: bool) -> list[str]:
    """The figure of the question, or of its set, drawn and read out."""
    link = question.shared.figure if shared and question.shared else question.figure
    if link is None:
        return []
    from quizapp.cli.figures import figure_lines
    from quizapp.cli.start import speaks_unicode

    return ["", *figure_lines(question, link, fancy=speaks_unicode())]


def question_json(row: ItemInfo, question: QuestionBase, *, answer: bool) -> dict[str, Any]:
    """The question as ``show --json`` gives it."""
    shape = question.input
    shown: dict[str, Any] = {**item_json(row), "prompt": both(question.prompt)}
    if question.shared is not None:
        shown["shared"] = both(question.shared.text)
        shown["shared_figure"] = figure_json(question, question.shared.figure)
    shown["figure"] = figure_json(question, question.figure)
    if isinstance(shape, ChoiceInput | ChoicesInput):
        shown["options"] = [both(option) for option in shape.options]
    elif isinstance(shape, OrderInput):
        shown["steps"] = [both(step) for step in shape.steps]
    elif isinstance(shape, CodeInput):
        shown |= {
            "listing": shape.listing,
            "repair": list(shape.repair),
            "names": dict(shape.names),
            "lines": shape.height,
        }
    elif isinstance(shape, LineInput):
        shown |= {"label": shape.label, "unit": shape.unit, "blanks": shape.blanks}
    if answer:
        shown["answer"] = {name: question.answer_text(name) for name in ("ja", "en")}
        shown["responses"] = [response for _, response in question.right_responses()]
        shown["hints"] = {name: list(question.hints.get(name)) for name in ("ja", "en")}
        shown["explanation"] = both(question.explanation)
        shown["reasons"] = [both(reason) for reason in question.option_reasons]
        shown["mistakes"] = [
            {"answer": mistake.line, "feedback": both(mistake.feedback)}
            for mistake in question.own_mistakes
        ]
        shown["source"] = question.source
    return shown


def _numbered(mark: str, text: str) -> list[str]:
    first, *rest = text.split("\n")
    return [f"  {mark}  {first}", *("     " + line for line in rest)]


def _right(question: QuestionBase, place: int) -> bool:
    numbers = ",".join(response for _, response in question.right_responses()).split(",")
    return str(place) in numbers
