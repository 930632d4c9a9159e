"""The command line. Whatever can be expected to go wrong is said in plain words, and exits 1."""

import os
import sys
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from handrail import cli_demo, cli_duties, cli_init, cli_records, cli_run, cli_staff
from handrail.cli_print import say, say_aside
from handrail.logs import told
from handrail.troubles import EXPECTED, explain

NOBODY_ELSE = 0o077
"""Every file that Handrail makes, the database first, can be read by its owner only."""


class PlainGroup(TyperGroup):
    """Commands whose expected errors become one message instead of a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except typer.Abort:
            say_aside("", "Stopped. Nothing was changed.")
            raise typer.Exit(1) from None
        except EXPECTED as error:
            say_aside(explain(error))
            raise typer.Exit(1) from None


app = typer.Typer(
    name="handrail",
    cls=PlainGroup,
    help="Near misses and incidents in a care home, from first tap to proven learning.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        say(f"Handrail {version('handrail')}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
]


@app.callback()
def handrail(version: Version = False) -> None:
    """Near misses and incidents in a care home, from first tap to proven learning."""


app.command("init")(cli_init.init)
app.command("run")(cli_run.run)
app.command("demo")(cli_demo.demo)
app.command("check")(cli_run.check)
app.command("case")(cli_records.show_case)
app.command("duties")(cli_duties.duties)
app.command("export")(cli_records.export_all)
app.command("verify")(cli_records.verify)
app.add_typer(cli_staff.app, name="staff", help="Who works here, and who comes and goes.")
app.command("backup")(cli_records.backup)


def main() -> None:
    """The program. An error nobody expected is told by its kind and place, without its contents."""
    os.umask(NOBODY_ELSE)
    try:
        app()
    except ModuleNotFoundError as error:
        say_aside(f"A part is not installed ({error.name}). Run `make setup`, then try again.")
        sys.exit(1)
    except Exception as error:
        place = told(error)
        say_aside(
            f"Something went wrong inside Handrail ({place['error']}). What was saved is safe.",
            f"Please pass this on to whoever looks after it: {place['trace']}",
        )
        sys.exit(1)
