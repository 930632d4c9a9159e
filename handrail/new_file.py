"""Files that only their owner may read, and that never replace another."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

from handrail.troubles import NotDone

OWNER_ONLY = 0o600


def refuse_existing(path: Path) -> None:
    """Raises NotDone where something is there already."""
    if path.exists() or path.is_symlink():
        raise NotDone(f"{path} is there already, and was left as it is. Choose another name.")


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A file to fill; it gets its real name at the end, whole and on disk, or not at all."""
    refuse_existing(path)
    _need_folder(path.absolute().parent)
    handle, name = mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.", suffix=".part")
    os.close(handle)
    unfinished = Path(name)
    try:
        unfinished.chmod(OWNER_ONLY)
        yield unfinished
        _to_disk(unfinished)
        refuse_existing(path)
        unfinished.rename(path)
        _to_disk(path.absolute().parent)
    finally:
        unfinished.unlink(missing_ok=True)


def _need_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise NotDone(f"The folder {folder} does not exist. Make it, then try again.")


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
