"""Photos and voice messages, copied with a backup or an export, and held against their hashes."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection

from flows.screen import ENDINGS
from handrail.new_file import new_file, refuse_existing
from handrail.troubles import NotDone
from storage import attachments
from storage.files import FileDamaged, Files

FOLDER = "attachments"
PRIVATE_FOLDER = 0o700
KEPT = (
    "SELECT sha256, max(drafts.state = 'filed') FROM attachments "
    "JOIN drafts ON drafts.id = draft_id WHERE attachments.state = 'kept' "
    "GROUP BY sha256 ORDER BY sha256"
)


def beside(backup: Path) -> Path:
    """The folder for the files that belong to a backup of the database."""
    return backup.with_name(f"{backup.name}.{FOLDER}")


def back_up_files(backup: Path, files: Files) -> list[Path]:
    """Copy what the backup of the database speaks of, under the names it has for it.

    What is kept with a case is never deleted, so it is still there. What was sent with a draft
    that has been thrown away since is left out.
    """
    address = f"{backup.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as copy:
        named = copy.execute(KEPT).fetchall()
    wanted = [sha256 for sha256, filed in named if filed or _whole(files, sha256)]
    return _copied(files, beside(backup), {sha256: sha256 for sha256 in wanted})


def copy_files(db: Connection, files: Files, folder: Path) -> list[Path]:
    """Copy what is kept with cases, each under its hash and with an ending that opens it."""
    kept = {each.sha256 or "": each.mime for each in attachments.kept_with_cases(db)}
    names = {sha256: f"{sha256}{ENDINGS.get(mime, '')}" for sha256, mime in kept.items()}
    return _copied(files, folder, names)


def damaged_files(db: Connection, files: Files) -> list[str]:
    """One sentence for every file of a case that is missing or is not what was kept."""
    return [
        f"The file {each.sha256} is missing, or was changed after it was kept."
        for each in attachments.kept_with_cases(db)
        if not _whole(files, each.sha256 or "")
    ]


def _copied(files: Files, folder: Path, names: dict[str, str]) -> list[Path]:
    if not names:
        return []
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    paths = {sha256: folder / name for sha256, name in names.items()}
    for path in paths.values():
        refuse_existing(path)
    for sha256, path in paths.items():
        try:
            content = files.read(sha256)
        except FileDamaged:
            raise NotDone(
                f"The file {sha256} in {files.folder} is missing or was changed. "
                "Bring it back from an older backup. All else was copied before it."
            ) from None
        with new_file(path) as unfinished:
            unfinished.write_bytes(content)
    return list(paths.values())


def _whole(files: Files, sha256: str) -> bool:
    try:
        files.read(sha256)
    except FileDamaged:
        return False
    return True
