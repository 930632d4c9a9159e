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
        "--to", metavar="FILE", help="Copy the rules here, to change them.", show_default=False
    ),
]


def duties(config: Config = None, to: Copy = None, json: AsJson = False) -> None:
    """Show the duties to outside bodies, or copy their rules."""
    file = load_settings(config_file(config)).service.duties
    if to is not None:
        _copy(Path(file) if file else STANDARD, to)
        return
    found = duties_in(file)
    if json:
        say_json([duty.model_dump(mode="json") for duty in found])
    else:
        rows = [(duty.code, duty.title, target_words(duty)) for duty in found]
        say_table([("CODE", "ASKED", "YOUR TARGET"), *rows])


def _copy(source: Path, to: Path) -> None:
    with new_file(to) as unfinished:
        unfinished.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    say(
        f"The rules are in {to}. Change them there, and name the file in config.toml:",
        "  [service]",
        f'  duties = "{to}"',
    )
