"""Kept files: named by the hash of their bytes, in a folder that only Handrail's user may open."""

import hashlib
import os
import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import mkstemp

FOLDER_MODE = 0o700
FILE_MODE = 0o600
UNFINISHED = ".part-"
NAME = re.compile(r"[0-9a-f]{64}")


class FileDamaged(Exception):
    """A kept file is not there, or is not what it was when it was kept."""


class Files:
    """One folder. A file in it is whole, on disk, and never changed; the same bytes lie there once.

    Who puts a file in (`place`) or takes one out (`remove`) holds the files' lock in the database
    (`storage.attachments.hold_the_files`), so that nobody removes what another is just keeping.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, content: bytes) -> Path:
        """The bytes on disk, under a name that does not count yet."""
        self.folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        self.folder.chmod(FOLDER_MODE)
        handle, name = mkstemp(dir=self.folder, prefix=UNFINISHED)
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), FILE_MODE)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return Path(name)

    def place(self, unfinished: Path, sha256: str) -> None:
        """Give it its name, whether or not the same bytes lie there already."""
        unfinished.rename(self.path(sha256))
        _sync(self.folder)

    def read(self, sha256: str) -> bytes:
        """The bytes of a kept file; raises FileDamaged where they are not those."""
        try:
            content = self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise FileDamaged(sha256) from None
        if hash_of(content) != sha256:
            raise FileDamaged(sha256)
        return content

    def remove(self, sha256: str) -> None:
        """Delete a file that nothing refers to any more; one that has gone is no error."""
        self.path(sha256).unlink(missing_ok=True)

    def clear(self, before: datetime) -> None:
        """Delete what was begun and not finished before then: whoever wrote it has died."""
        for left in self.folder.glob(f"{UNFINISHED}*"):
            with suppress(FileNotFoundError):  # another process may clear up as well
                if left.stat().st_mtime < before.timestamp():
                    left.unlink()

    def path(self, sha256: str) -> Path:
        """Where the file of this hash lies; raises ValueError for what is no hash."""
        if NAME.fullmatch(sha256) is None:
            raise ValueError("A kept file is named by its hash.")
        return self.folder / sha256


def hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
