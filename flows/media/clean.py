"""A file that has been stripped, and the reasons not to take one."""

from dataclasses import dataclass

SOUNDS = frozenset({"audio/ogg", "audio/mp4", "audio/m4a", "audio/x-m4a", "audio/mp4a-latm"})
"""What a sound may call itself that we can strip, if it is what it says."""


@dataclass(frozen=True, slots=True)
class Stripped:
    """The bytes that are kept, and what they are."""

    content: bytes
    mime: str


class NotTaken(ValueError):
    """This file is not taken. `why` is one of WHY of flows.attaching, for the person to read."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
