"""The boxes of an MP4 file: each says how long it is and what it is, and may hold others."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flows.media.clean import NotTaken

HEAD = struct.Struct(">I4s")
LONG = struct.Struct(">Q")
IN_LONG, TO_THE_END = 1, 0
"""What stands for a length: it follows in eight bytes, or it is all that is left."""
MOST = 100_000
"""More boxes beside each other no recording has."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where in `file` a box begins, where its content does, and where it ends."""

    file: bytes
    name: bytes
    start: int
    begin: int
    end: int

    def read(self, layout: str, at: int = 0) -> tuple[Any, ...]:
        """The numbers that stand `at` so many bytes into the content; raises NotTaken."""
        numbers = struct.Struct(f">{layout}")
        if self.begin + at + numbers.size > self.end:
            raise NotTaken("no_voice")
        return numbers.unpack_from(self.file, self.begin + at)

    def children(self, at: int = 0) -> "list[Box]":
        """The boxes inside, from so many bytes into the content."""
        return list(boxes(self.file, self.begin + at, self.end))

    def child(self, *path: bytes) -> "Box":
        """The one box at this path; raises NotTaken where there is none, or another like it."""
        found = self
        for name in path:
            found = only(found.children(), name)
        return found


def boxes(file: bytes, at: int, end: int) -> Iterator[Box]:
    """The boxes that fill this stretch of a file, each one whole; raises NotTaken."""
    for _ in range(MOST):
        if at == end:
            return
        box = _box_at(file, at, end)
        yield box
        at = box.end
    raise NotTaken("no_voice")


def _box_at(file: bytes, at: int, end: int) -> Box:
    begin = at + HEAD.size
    if begin > end:
        raise NotTaken("no_voice")
    length, name = HEAD.unpack_from(file, at)
    if length == IN_LONG:
        begin += LONG.size
        if begin > end:
            raise NotTaken("no_voice")
        (length,) = LONG.unpack_from(file, at + HEAD.size)
    elif length == TO_THE_END and end == len(file):
        length = end - at
    if not begin <= at + length <= end:
        raise NotTaken("no_voice")
    return Box(file, name, at, begin, at + length)


def only(found: list[Box], name: bytes) -> Box:
    """The one box of this name; raises NotTaken where there is none, or more than one."""
    named = [box for box in found if box.name == name]
    if len(named) != 1:
        raise NotTaken("no_voice")
    return named[0]


def first(found: list[Box], name: bytes) -> Box | None:
    """The box of this name if there is one; raises NotTaken where there are more."""
    return only(found, name) if any(box.name == name for box in found) else None


def box(name: bytes, *parts: bytes) -> bytes:
    """A box of these parts."""
    content = b"".join(parts)
    return HEAD.pack(HEAD.size + len(content), name) + content


def numbers(layout: str, *values: int) -> bytes:
    """Numbers the way a box has them."""
    return struct.pack(f">{layout}", *values)
