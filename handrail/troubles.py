"""Errors of the computer and the database in plain words: what happened, what is safe, what to do.

The errors' own words are never shown: they may hold a password, a query or what somebody typed.
"""

import errno
import sqlite3

from sqlalchemy.exc import DBAPIError

from flows.errors import Refusal
from handrail.setting_problems import WrongSettings
from storage.database import DatabaseUnusable

KEPT = "Nothing was changed, and what was saved before is safe."
TELL = "Please tell whoever looks after it."


class NotDone(Exception):
    """A command could not do what was asked. The message says why and what to do."""


PLAIN = (NotDone, Refusal, WrongSettings, DatabaseUnusable)
EXPECTED = (*PLAIN, DBAPIError, sqlite3.Error, OSError)

_SQLITE = {
    "BUSY": "Another program is using the database. Wait a minute, then try again.",
    "LOCKED": "Another program is using the database. Wait a minute, then try again.",
    "FULL": "The disk is full. Make room on it, then try again.",
    "READONLY": "The database may not be written to. Check who owns the file and its folder.",
    "CANTOPEN": "The database file cannot be opened. Check that its folder is there and who may "
    "use it.",
    "NOTADB": "This file is not a database. Check its name in config.toml, or restore a backup.",
    "CORRUPT": "The database file is damaged. Stop Handrail, keep a copy, and restore a backup.",
    "IOERR": "The disk could not be read or written. It may be full or failing. Check it first.",
}
_FILES = {
    errno.ENOSPC: "The disk is full. Make room on it, then try again.",
    errno.EDQUOT: "Your share of the disk is full. Make room, then try again.",
    errno.EACCES: "You may not write or read there. Choose another place, or ask for the right.",
    errno.EPERM: "You may not write or read there. Choose another place, or ask for the right.",
    errno.EROFS: "That disk can only be read. Choose another place.",
    errno.ENOENT: "There is no such file or folder. Check the name.",
    errno.ENOTDIR: "Part of that path is not a folder. Check the name.",
    errno.EISDIR: "That is a folder. Name a file in it.",
    errno.EEXIST: "There is something there already. Choose another name.",
    errno.EADDRINUSE: "Another program listens on that address already. Is Handrail running? "
    "Otherwise choose another port in config.toml.",
    errno.EADDRNOTAVAIL: "This computer has no such address. Correct it in config.toml.",
}


def explain(error: BaseException) -> str:
    """One plain message for an error that can be expected."""
    if isinstance(error, PLAIN):
        return str(error)
    if isinstance(error, DBAPIError):
        return f"{_database_trouble(error.orig)} {KEPT}"
    if isinstance(error, sqlite3.Error):
        return f"{_database_trouble(error)} {KEPT}"
    if isinstance(error, OSError):
        return f"{_file_trouble(error)} {KEPT}"
    raise TypeError("This error is not one that can be expected.") from error


def _database_trouble(error: BaseException | None) -> str:
    name = getattr(error, "sqlite_errorname", None)
    if name is not None:
        kind = str(name).removeprefix("SQLITE_").split("_")[0]
        return _SQLITE.get(kind, f"The database gave an error ({name}). {TELL}")
    if isinstance(error, sqlite3.Error):
        return f"The database gave an error ({type(error).__name__}). {TELL}"
    state = getattr(error, "sqlstate", None)
    if state is None:
        return (
            "PostgreSQL cannot be reached, or does not know us. Check that it runs, and "
            "database.url in config.toml."
        )
    return f"PostgreSQL gave an error ({state}). Its own log says more."


def _file_trouble(error: OSError) -> str:
    known = _FILES.get(error.errno or 0, f"{error.strerror or type(error).__name__}.")
    return f"{error.filename}: {known}" if isinstance(error.filename, str) else known
