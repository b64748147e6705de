"""``quizapp demo``: the list of demos, one of them in the lab, as text, or as JSON.

The options of a demo are written from its knobs, so that a new knob needs nothing here.
"""

from __future__ import annotations

import json
import math
import os
import shutil
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import click

from quizapp.cli.start import has_terminal, prepare, speaks_unicode, the_clock
from quizapp.demos import Demo, Entry, Outcome, find, installed, listed
from quizapp.demos.knobs import ChoiceKnob, Knob, NumbersKnob, RangeKnob, Value
from quizapp.demos.spec import Reading
from quizapp.errors import QuizappError
from quizapp.records import Language, Localized
from quizapp.words import language, tr

_WIDEST, _NARROWEST, _HEIGHT = 100, 40, 18

if TYPE_CHECKING:
    _ValueType = click.ParamType[Value]
else:  # older releases of click have no type argument here
    _ValueType = click.ParamType


class KnobType(_ValueType):
    """The value of one knob as typed on the command line."""

    def __init__(self, knob: Knob) -> None:
        self.knob = knob
        self.name = knob.kind

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Value:
        """The value; what is not allowed is refused with what is."""
        try:
            return self.knob.parse(value) if isinstance(value, str) else self.knob.check(value)
        except QuizappError as error:
            self.fail(str(error), param, ctx)


class DemoCommand(click.Command):
    """One demo with an option for each knob."""

    def __init__(self, demo: Demo) -> None:
        spoken = language()
        options = [_option(knob) for knob in demo.knobs]
        super().__init__(
            demo.id,
            params=[*options, *_flags()],
            callback=lambda **given: _show(demo, given),
            help=f"{demo.title.get(spoken)}\n\n{demo.entry.promise.get(spoken)}",
        )


class DemoGroup(click.Group):
    """The demos as sub-commands, each loaded only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All ids, in the order of the list."""
        return [entry.id for entry in _entries()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The demo called ``cmd_name``, in any case, or None."""
        try:
            return DemoCommand(find(cmd_name).demo)
        except QuizappError as error:
            _usage(str(error), ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, but an unknown demo is answered with the ids there are."""
        try:
            find(args[0])
        except QuizappError as error:
            _usage(str(error), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the demos under their topics without loading any."""
        spoken = language()
        for title, entries in listed():
            with formatter.section(title.get(spoken)):
                formatter.write_dl([(entry.id, entry.title.get(spoken)) for entry in entries])


def _usage(message: str, ctx: click.Context) -> NoReturn:
    raise click.UsageError(message, ctx)


def _flags() -> list[click.Parameter]:
    return [
        click.Option(["--json", "as_json"], is_flag=True, help=tr("JSON で出す")),
        click.Option(["--plain"], is_flag=True, help=tr("文字で描く（パイプ、読み上げ向け）")),
        click.Option(
            ["--svg", "svg_file"], metavar="FILE", help=tr("図を SVG で書く（- は標準出力）")
        ),
        click.Option(
            ["--png", "png_file"],
            metavar="FILE",
            help=tr("図を PNG で書く（quizapp[png] が要ります）"),
        ),
        click.Option(
            ["--paper"],
            type=click.Choice(["light", "dark"]),
            default="light",
            help=tr("SVG と PNG の地の色"),
        ),
    ]


def _entries() -> list[Entry]:
    return [entry for _, group in listed() for entry in group]


def _option(knob: Knob) -> click.Option:
    spoken = language()
    words = f"{knob.title.get(spoken)}  {knob.allowed(spoken)}"
    metavar = {"choice": "NAME", "numbers": "N,N,…"}.get(knob.kind, "N")
    return click.Option(
        [f"--{knob.name.replace('_', '-')}", knob.name],
        type=KnobType(knob),
        metavar=metavar,
        help=words + tr("（初期値 {value}）", value=_plain_value(knob.default)),
    )


def _plain_value(value: Value) -> str:
    if isinstance(value, tuple):
        return ",".join(f"{number:g}" for number in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


@click.group(
    "demo",
    cls=DemoGroup,
    invoke_without_command=True,
    subcommand_metavar="[ID [--KNOB VALUE]…]",
    help=tr("デモの一覧、またはデモを 1 つ動かす。"),
)
@click.option("--json", "as_json", is_flag=True, help=tr("JSON で出す"))
@click.option("--plain", is_flag=True, help=tr("文字で描く（パイプ、読み上げ向け）"))
@click.pass_context
def command(ctx: click.Context, as_json: bool, plain: bool) -> int:
    """The list of all demos, unless one is named."""
    ctx.obj = {"as_json": as_json, "plain": plain}
    if ctx.invoked_subcommand is not None:
        return 0
    if as_json:
        return _say_list_json()
    spoken = language()
    for title, entries in listed():
        click.echo(title.get(spoken))
        for entry in entries:
            click.echo(f"  {entry.id}  {entry.title.get(spoken)}")
            click.echo(f"       {entry.promise.get(spoken)}")
    broken = installed().broken
    if broken:
        click.echo(tr("使えないデモ"))
        for one in broken:
            click.echo(f"  {one.id}  {one.package}: {one.reason}")
    click.echo(tr("動かすには quizapp demo D03 のように id を付けます"), err=True)
    return 0


def _show(demo: Demo, given: dict[str, Any]) -> int:
    """Open, draw or write out one demo with the knobs ``given``."""
    above = click.get_current_context().find_object(dict) or {}
    as_json = given.pop("as_json") or above.get("as_json", False)
    plain = given.pop("plain") or above.get("plain", False)
    svg_file, png_file, paper = given.pop("svg_file"), given.pop("png_file"), given.pop("paper")
    chosen = {name: value for name, value in given.items() if value is not None}
    if svg_file or png_file:
        return _draw_files(demo, chosen, svg_file, png_file, "sumi" if paper == "dark" else "washi")
    if not as_json and not plain and has_terminal() and os.environ.get("TERM") != "dumb":
        from quizapp.tui.lab import run_lab

        demo.run(chosen)  # an impossible combination is said here, not on a screen of its own
        paths, settings, _ = prepare()
        return run_lab(
            paths,
            settings,
            the_clock(),
            demo_id=demo.id,
            knobs=chosen,
            ascii_only=not speaks_unicode(),
        )
    values = demo.settle(chosen)
    outcome = demo.run(values)
    if as_json:
        _say_json(_outcome_json(demo, values, outcome))
    else:
        _say_plain(demo, values, outcome)
    return 0


def _draw_files(
    demo: Demo, chosen: dict[str, Any], svg_file: str | None, png_file: str | None, theme: str
) -> int:
    """Write the figure to the files asked for."""
    from quizapp.cli.demo_pictures import picture, write_png, write_svg

    values = demo.settle(chosen)
    spoken: Language = "en" if language() == "en" else "ja"
    svg = picture(demo, values, demo.run(values), spoken, theme)
    if svg_file:
        write_svg(svg, svg_file)
    if png_file:
        write_png(svg, png_file)
    return 0


# ── text ─────────────────────────────────────────────────────────────────────────────────────────


def plain_demo(demo_id: str, knobs: Mapping[str, object], *, fancy: bool) -> list[str]:
    """The demo drawn as lines of text; ``fancy`` allows more than ASCII.

    Raises ``QuizappError`` for a demo or knob that does not exist.
    """
    demo = find(demo_id).demo
    values = demo.settle(knobs)
    spoken: Language = "en" if language() == "en" else "ja"
    return list(_plain_lines(demo, values, demo.run(values), spoken, 78, fancy=fancy))


def plain_demo_figure(
    demo_id: str, knobs: Mapping[str, object], spoken: Language, *, fancy: bool
) -> list[str]:
    """The figure of a question as lines of text, with its values for those who cannot see it.

    Its one sentence is left out: that often is the answer. Raises ``QuizappError`` for a demo or
    knob that does not exist.
    """
    from quizapp.tui.figures.plain import plain_figure, plain_table

    demo = find(demo_id).demo
    figure = demo.run(demo.settle(knobs)).figure
    lines = plain_figure(figure, 60, _HEIGHT, spoken, ascii_only=not fancy)
    if figure.table is not None and figure.table is not figure:
        lines += ["", *plain_table(figure.table, spoken, ascii_only=not fancy)]
    return lines


def _say_plain(demo: Demo, values: Mapping[str, Value], outcome: Outcome) -> None:
    spoken: Language = "en" if language() == "en" else "ja"
    width = max(_NARROWEST, min(shutil.get_terminal_size((80, 24)).columns - 2, _WIDEST))
    for line in _plain_lines(demo, values, outcome, spoken, width, fancy=speaks_unicode()):
        click.echo(line)


def _plain_lines(
    demo: Demo,
    values: Mapping[str, Value],
    outcome: Outcome,
    spoken: Language,
    width: int,
    *,
    fancy: bool,
) -> Iterator[str]:
    """Title, knobs, the drawn figure, its one sentence, readings, and the claims with words."""
    from quizapp.tui.figures.pen import Pen
    from quizapp.tui.figures.plain import plain_figure

    spell = Pen(spoken, ascii=not fancy).spell
    yield f"{demo.id}  {demo.title.get(spoken)}"
    for knob in demo.knobs:
        if knob.matters(values):
            unit = f" {knob.unit}" if knob.unit else ""
            shown = knob.show(values[knob.name], spoken)
            yield spell(f"  {knob.title.get(spoken)} = {shown}{unit}")
    yield ""
    yield from plain_figure(outcome.figure, width, _HEIGHT, spoken, ascii_only=not fancy)
    yield ""
    yield spell(tr("要点: {text}", text=outcome.figure.summary.get(spoken)))
    for reading in outcome.readings:
        yield spell(f"  {_reading(reading, spoken)}")
    if outcome.formula:
        yield spell(f"  {outcome.formula}")
    yield spell(tr("見どころ: {text}", text=outcome.notice.get(spoken)))
    held, failed = _marks(spoken, fancy)
    for claim in outcome.claims:
        mark, word = (held, tr("成り立つ")) if claim.held else (failed, tr("成り立たない"))
        yield spell(f"{mark} {word}  {claim.text.get(spoken)}")


def _marks(spoken: str, fancy: bool) -> tuple[str, str]:
    if not fancy:
        return "+", "x"
    return ("○", "×") if spoken == "ja" else ("✓", "×")


def _reading(reading: Reading, spoken: str) -> str:
    value = reading.value if isinstance(reading.value, str) else reading.value.get(spoken)
    return f"{reading.label.get(spoken)} = {value}"


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────


def _say_json(body: dict[str, object]) -> None:
    click.echo(json.dumps({"version": 1, **body}, ensure_ascii=not speaks_unicode()))


def _say_list_json() -> int:
    """All demos with their knobs; one that cannot be loaded is among the broken ones."""
    broken = [(one.id, one.package, one.reason) for one in installed().broken]
    found = []
    for entry in _entries():
        try:
            found.append(_listed(entry.demo))
        except QuizappError as error:
            broken.append((entry.id, entry.module, error.where or error.what))
    body: dict[str, object] = {"demos": found}
    if broken:
        names = ("id", "package", "reason")
        body["broken"] = [dict(zip(names, one, strict=True)) for one in broken]
    _say_json(body)
    return 0


def _both(text: Localized) -> dict[str, str]:
    return {"ja": text.get("ja"), "en": text.get("en")}


def _listed(demo: Demo) -> dict[str, object]:
    return {
        "id": demo.id,
        "title": _both(demo.title),
        "promise": _both(demo.entry.promise),
        "topic": demo.entry.topic,
        "knobs": [_knob_json(knob) for knob in demo.knobs],
    }


def _knob_json(knob: Knob) -> dict[str, object]:
    found: dict[str, object] = {
        "name": knob.name,
        "kind": knob.kind,
        "title": _both(knob.title),
        "default": _json_value(knob.default),
    }
    if isinstance(knob, RangeKnob):
        found |= {"low": knob.low, "high": knob.high, "scale": "log" if knob.log else "linear"}
        if knob.unit:
            found["unit"] = knob.unit
    elif isinstance(knob, ChoiceKnob):
        found["options"] = list(knob.options)
    elif isinstance(knob, NumbersKnob):
        found |= {"low": knob.low, "high": knob.high}
        found |= {"shortest": knob.shortest, "longest": knob.longest}
    if knob.when:
        found["when"] = {name: list(options) for name, options in knob.when.items()}
    return found


def _outcome_json(demo: Demo, values: Mapping[str, Value], outcome: Outcome) -> dict[str, object]:
    return {
        "id": demo.id,
        "title": _both(demo.title),
        "topic": demo.entry.topic,
        "knobs": {name: _json_value(value) for name, value in values.items()},
        "results": {name: _json_value(value) for name, value in outcome.results.items()},
        "claims": [
            {"id": claim.id, "text": _both(claim.text), "held": bool(claim.held)}
            for claim in outcome.claims
        ],
        "summary": _both(outcome.figure.summary),
        "notice": _both(outcome.notice),
        "formula": outcome.formula,
        "steps": outcome.steps,
    }


def _json_value(value: object) -> object:
    """``value`` in JSON; a number that is not finite becomes null, for JSON has no other word."""
    if isinstance(value, tuple):
        return [_json_value(item) for item in value]
    if isinstance(value, bool | str | int):
        return value
    number = float(str(value)) if not isinstance(value, float) else value
    return number if math.isfinite(number) else None
