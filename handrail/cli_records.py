"""Commands that show, check and copy what was recorded."""

from pathlib import Path
from typing import Annotated

import typer

from flows.account import account
from handrail.account_text import told_account
from handrail.backup import back_up
from handrail.cli_home import AsJson, Config, Practice, opened, settings_for
from handrail.cli_print import counted, say, say_aside, say_json
from handrail.export import Format, export
from handrail.kept_files import (
    FOLDER,
    back_up_files,
    beside,
    copy_files,
    damaged_files,
)
from handrail.settings import files_of
from storage.records import (
    SHORTEST_SEAL,
    broken_links,
    count_records,
    holds_seal,
    newest_seal,
)

Reference = Annotated[
    str, typer.Argument(metavar="REF", help="For example NM-26-0042.", show_default=False)
]
Style = Annotated[
    Format, typer.Option("--format", help="json holds everything; csv is for sheets.")
]
Folder = Annotated[
    Path,
    typer.Option("--to", metavar="FOLDER", help="The folder for the files.", show_default=False),
]
WithNames = Annotated[
    bool, typer.Option("--names", help="Show staff by name. Without it, by role only.")
]
Seal = Annotated[
    str,
    typer.Option(
        "--seal",
        metavar="SEAL",
        help="One that was shown before, so that a chain made wholly anew is found as well.",
        show_default=False,
    ),
]
Target = Annotated[
    Path, typer.Argument(metavar="FILE", help="The new backup file.", show_default=False)
]


def show_case(
    ref: Reference, config: Config = None, practice: Practice = False, json: AsJson = False
) -> None:
    """Show the whole account of one case."""
    with opened(config, practice=practice) as home, home.look() as moment:
        found = account(moment, ref.strip().upper())
    if json:
        say_json(found)
    else:
        say(*told_account(found, home.service.zone))


def export_all(
    to: Folder,
    format: Style = "json",
    names: WithNames = False,
    config: Config = None,
    practice: Practice = False,
    json: AsJson = False,
) -> None:
    """Write every case and record to new files."""
    with opened(config, practice=practice) as home, home.look() as moment:
        files = export(moment, format, to, names=names)
        files += copy_files(moment.db, home.files, to / FOLDER)
    if json:
        say_json({"files": [str(file) for file in files]})
        return
    say(*(str(file) for file in files))
    say_aside("Only you can read these files. They are about people: keep them somewhere safe.")
    if not names:
        say_aside("Staff are shown by role, so that nobody sees who reported. --names shows who.")


def verify(
    seal: Seal = "", config: Config = None, practice: Practice = False, json: AsJson = False
) -> None:
    """Check that no record was changed or removed."""
    with opened(config, practice=practice) as home, home.look() as moment:
        troubles, count = broken_links(moment.db), count_records(moment.db)
        troubles += damaged_files(moment.db, home.files)
        if seal and not holds_seal(moment.db, seal.strip().lower()):
            troubles.append(f"No record has the seal {seal}: what was sealed by it is not here.")
        newest = newest_seal(moment.db)
    if json:
        say_json({"ok": not troubles, "records": count, "problems": troubles, "seal": newest})
    elif not troubles:
        say(f"{counted(count, 'record')} checked. None was changed or removed since it was filed.")
        if count:
            say_aside(f"The seal now is {newest[:SHORTEST_SEAL]}. Note it outside this computer:")
            say_aside("`handrail verify --seal` with it shows later that nothing was made anew.")
    else:
        say_aside(*troubles, "Stop Handrail, keep this database, and compare it with a backup.")
    if troubles:
        raise typer.Exit(1)


def backup(file: Target, config: Config = None, json: AsJson = False) -> None:
    """Copy the database to a new file, safe while running."""
    settings = settings_for(config)
    done = back_up(settings.database.url.get_secret_value(), file)
    copied = back_up_files(file, files_of(settings))
    if json:
        say_json(
            {
                "file": str(done.file),
                "bytes": done.size,
                "cases": done.cases,
                "records": done.records,
                "attachments": len(copied),
            }
        )
        return
    held = f"{counted(done.cases, 'case')} and {counted(done.records, 'record')}"
    say(f"Backed up to {done.file}: {held}, checked.")
    if copied:
        say(f"Photos and voice messages: {len(copied)}, in {beside(file)}.")
    say_aside("Only you can read it. Keep it on another disk. To restore: stop Handrail, move the")
    say_aside("old database file and any -wal and -shm file beside it away, put this in its place.")
