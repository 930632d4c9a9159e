"""What practice phones send, where a platform would have it: until it is fetched, or for a day."""

import os
import re
from pathlib import Path
from uuid import uuid4

from flows.screen import Refused

NAME = re.compile(r"[0-9a-f]{32}")
MOST_WAITING = 20
"""A page that is left to itself must not fill the disk."""


class Uploads:
    """A folder of its own. Nothing in it has been looked at, and nothing of it is ever shown."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """Put a file down to be fetched; the oldest make room."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        waiting = sorted(self._folder.iterdir(), key=lambda file: file.stat().st_mtime)
        for oldest in waiting[: max(0, len(waiting) - MOST_WAITING + 1)]:
            oldest.unlink(missing_ok=True)
        name = uuid4().hex
        handle = os.open(self._folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        return name

    def fetch(self, reference: str, most: int) -> bytes | Refused:
        """The file, if it is still there and not too big."""
        file = self._folder / reference
        if NAME.fullmatch(reference) is None or not file.is_file():
            return Refused("gone")
        if file.stat().st_size > most:
            return Refused("too_big")
        return file.read_bytes()

    def forget(self, reference: str) -> None:
        """It is out of the chat."""
        if NAME.fullmatch(reference):
            (self._folder / reference).unlink(missing_ok=True)
