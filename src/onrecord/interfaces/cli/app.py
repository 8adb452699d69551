"""The Typer application over the list of commands; each module is imported when its command is asked for."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from onrecord import __version__
from onrecord.errors import OnrecordError, QueryError
from onrecord.interfaces.cli import COMMANDS
from onrecord.interfaces.cli.say import complain


class _Commands(TyperGroup):
    """The group of COMMANDS, each made when asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [name for name, module in COMMANDS.items() if find_spec(f"onrecord.interfaces.cli.{module}")]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        module = import_module(f"onrecord.interfaces.cli.{COMMANDS[cmd_name]}")
        single.command(cmd_name)(module.command)
        return typer.main.get_command(single)


app = typer.Typer(
    cls=_Commands,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Reads reports and puts every claim on record.",
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"onrecord {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Reads reports and puts every claim on record: who says that who did what to whom, and how far it got."""


def run() -> None:
    """Run the command line; errors of the package become one line on standard error and exit status 1 or 2."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    try:
        app()
    except QueryError as error:
        complain(str(error))
        sys.exit(2)
    except OnrecordError as error:
        complain(str(error))
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
