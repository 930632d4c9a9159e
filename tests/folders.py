"""Folders that are not there until something is put into them."""

from pathlib import Path
from tempfile import gettempdir
from uuid import uuid4


def somewhere() -> Path:
    """A new one; whoever has something put into it clears it away."""
    return Path(gettempdir()) / f"handrail-test-{uuid4().hex}"
