"""The sound of an MP4 file: the frames it is made of, how long each lasts, and what they are."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.media.boxes import Box
from flows.media.clean import NotTaken

MOST_FRAMES = 1_000_000
"""Five hours of them, at the most that there are in a second."""
LARGEST_FRAME = 6144
"""No frame of AAC holds more bytes, with as many channels as we take."""


@dataclass(slots=True)
class Frames:
    """Frames of sound, found one stretch of the file after the other.

    `pieces` say where the stretches begin and end, `sizes` how long each frame is, and
    `durations` how many frames in a row last how long.
    """

    file: bytes
    holders: Sequence[Box]
    """The boxes of data, in which all of it lies."""
    pieces: list[tuple[int, int]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    durations: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0

    def add(self, begin: int, sizes: Sequence[int]) -> int:
        """Some more, which lie together; where they end. Raises NotTaken."""
        self.sizes.extend(sizes)
        self.length += sum(sizes)
        end = begin + sum(sizes)
        if len(self.sizes) > MOST_FRAMES or self.length > len(self.file):
            raise NotTaken("no_voice")
        if not all(0 < size <= LARGEST_FRAME for size in sizes) or not self._lie_in(begin, end):
            raise NotTaken("no_voice")
        self.pieces.append((begin, end))
        return end

    def last(self, count: int, duration: int) -> None:
        """So many of them last so long each."""
        if self.durations and self.durations[-1][1] == duration:
            count += self.durations.pop()[0]
        if count:
            self.durations.append((count, duration))

    def _lie_in(self, begin: int, end: int) -> bool:
        place = bisect_right(self.holders, begin, key=lambda holder: holder.begin) - 1
        return place >= 0 and end <= self.holders[place].end


@dataclass(frozen=True, slots=True)
class Sound:
    """Frames and what it takes to play them: `scale` is the ticks of a second.

    `channels` and `rate` are as the file has them, `config` is what the decoder is told. What is
    heard begins after `skipped` ticks, and is `heard` ticks long.
    """

    frames: Frames
    scale: int
    channels: int
    rate: int
    config: bytes
    skipped: int
    heard: int

    @property
    def lasts(self) -> int:
        """All of it, in ticks."""
        return lasting(self.frames)


def lasting(frames: Frames) -> int:
    """How long they last together, in ticks; raises NotTaken for more than can be written down."""
    ticks = sum(count * duration for count, duration in frames.durations)
    if not 0 < ticks < 1 << 32:
        raise NotTaken("no_voice")
    return ticks
