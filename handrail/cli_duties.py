"""`handrail duties`: what is asked about, and a copy of the rules to change."""

from pathlib import Path
from typing import Annotated

import typer

from flows.duties.book import STANDARD
from flows.duties.lines import target_words
from handrail.cli_home import AsJson, Config
from handrail.cli_print import say, say_json, say_table
from handrail.duty_rules import duties_in
from handrail.new_file import new_file
from handrail.settings_file import config_file, load_settings

Copy = Annotated[
    Path | None,
    typer.Option(
        "--to",
        metavar="FILE",
        help="Copy the rules that come with Handrail here, to change them.",
        show_default=False,
    ),
]


def duties(config: Config = None, to: Copy = None, json: AsJson = False) -> None:
    """Show the duties to outside bodies, or copy their rules."""
    if to is not None:
        _copy(to)
        return
    found = duties_in(load_settings(config_file(config)).service.duties)
    if json:
        say_json([duty.model_dump(mode="json") for duty in found])
    else:
        rows = [(duty.code, duty.title, target_words(duty)) for duty in found]
        say_table([("CODE", "ASKED", "YOUR TARGET"), *rows])


def _copy(to: Path) -> None:
    """It reads no settings: they may name this very file, which is not there yet."""
    with new_file(to) as unfinished:
        unfinished.write_text(STANDARD.read_text(encoding="utf-8"), encoding="utf-8")
    say(
        f"The rules are in {to}. Change them there, and name the file in config.toml:",
        "  [service]",
        f'  duties = "{to}"',
    )
