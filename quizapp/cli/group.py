"""The command group: finds a command in the list and loads it when it is called."""

from __future__ import annotations

import importlib

import click

from quizapp.cli import COMMANDS
from quizapp.words import tr


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of :data:`COMMANDS`."""
        return [entry.name for entry in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called ``cmd_name``, or None."""
        for entry in COMMANDS:
            if entry.name == cmd_name:
                command: click.Command = importlib.import_module(entry.module).command
                return command
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section(tr("コマンド")):
            formatter.write_dl([(entry.name, tr(entry.help)) for entry in COMMANDS])


def version_text() -> str:
    """The version line."""
    from quizapp import __version__

    return f"quizapp {__version__}"


def _print_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(version_text())
        ctx.exit()


@click.group(
    cls=LazyGroup,
    invoke_without_command=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version)
def command() -> None:
    """E資格: checked answers, demos on the question at hand, a schedule that remembers.

    `quizapp` alone opens today's work.
    """


def invoke(args: list[str]) -> int:
    """The exit code of a command line; usage mistakes are said by click and end with 2."""
    from quizapp.cli.start import prepare

    prepare()
    try:
        result = command.main(args, prog_name="quizapp", standalone_mode=False)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return result if isinstance(result, int) else 0
