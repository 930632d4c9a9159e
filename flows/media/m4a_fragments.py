"""The parts of an MP4 file that was written while it was recorded, each with its own table."""

from collections.abc import Iterable

from flows.media.boxes import Box
from flows.media.clean import NotTaken
from flows.media.sound import MOST_FRAMES, Frames

BASE, KIND, DURATION, SIZE = 0x1, 0x2, 0x8, 0x10
"""What a part may say of all its frames; the first is where in the file it counts from."""
OFFSET, FIRST_FLAGS = 0x1, 0x4
"""What a run of frames may say before its table."""
ITS_DURATION, ITS_SIZE, ITS_FLAGS, ITS_SHIFT = 0x100, 0x200, 0x400, 0x800
"""The columns that the table may have."""


def add_fragments(fragments: Iterable[Box], usual: Box, frames: Frames) -> None:
    """The frames of all parts; `usual` tells what holds where a part does not. Or NotTaken."""
    for fragment in fragments:
        _add_fragment(fragment, usual, frames)


def _add_fragment(fragment: Box, usual: Box, frames: Frames) -> None:
    part = fragment.child(b"traf")
    head = part.child(b"tfhd")
    flags, track = head.read("II")
    usual_track, _, duration, size = usual.read("IIII", 4)
    if track != usual_track:
        raise NotTaken("no_voice")
    said, at = {BASE: fragment.start, DURATION: duration, SIZE: size}, 8
    for what, layout, length in (
        (BASE, "Q", 8),
        (KIND, "I", 4),
        (DURATION, "I", 4),
        (SIZE, "I", 4),
    ):
        if flags & what:
            (said[what],) = head.read(layout, at)
            at += length
    end = said[BASE]
    for run in part.children():
        if run.name == b"trun":
            end = _add_run(run, said, end, frames)


def _add_run(run: Box, said: dict[int, int], begin: int, frames: Frames) -> int:
    """The frames of one run, which begin where the one before has ended; where these end."""
    flags, count = run.read("II")
    if count > MOST_FRAMES:
        raise NotTaken("no_voice")
    at = 8
    if flags & OFFSET:
        begin = said[BASE] + run.read("i", at)[0]
        at += 4
    if flags & FIRST_FLAGS:
        at += 4
    columns = [each for each in (ITS_DURATION, ITS_SIZE, ITS_FLAGS, ITS_SHIFT) if flags & each]
    numbers = run.read(f"{count * len(columns)}I", at)
    table = {what: numbers[place :: len(columns)] for place, what in enumerate(columns)}
    for duration in table.get(ITS_DURATION, [said[DURATION]] * count):
        frames.last(1, duration)
    return frames.add(begin, table.get(ITS_SIZE, [said[SIZE]] * count))
