"""Recordings as phones and browsers make them, AAC in MP4, with all that they say of themselves.

Written box by box, and by no part of Handrail.
"""

import struct
from dataclasses import dataclass, field

from tests.pictures import LATITUDE

FRAMES = tuple(bytes([0x21, n]) + b"sound" * (n % 3 + 1) for n in range(20))
SPEECH = bytes([0x15, 0x88])
"""What the decoder is told: plain AAC, 8,000 in a second, one channel."""
TOLD = b"SECRETPHONE 2026:03:10 " + LATITUDE
TICKS = 1024
SCALE = 8000
WHEN = 0xE5B8A5F0
"""Seconds since 1904: when it was recorded, and where it was last changed."""
PER_CHUNK = 3


def box(name: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I", len(content) + 8) + name + content


def ints(*numbers: int) -> bytes:
    return struct.pack(f">{len(numbers)}I", *numbers)


@dataclass(frozen=True, slots=True)
class Recording:
    """What may differ between one recorder and another; what is not said is as most have it."""

    frames: tuple[bytes, ...] = FRAMES
    gap: bytes = b"SECRETGAP"
    """What lies between the chunks of sound, and belongs to none."""
    first: bool = False
    """Whether the table stands before the sound."""
    in_parts: bool = False
    """Whether it was written while it was recorded."""
    long: bool = False
    """Whether lengths and places are written in eight bytes."""
    edits: tuple[tuple[int, int, int], ...] = ((18_432, 2048, 1 << 16),)
    handler: bytes = b"soun"
    entry: bytes = b"mp4a"
    coding: int = 0x40
    config: bytes = SPEECH
    entries: int = 1
    version: int = 0
    scale: int = SCALE
    movie_scale: int = SCALE
    where: int = 1
    tracks: int = 1
    swap: tuple[bytes, bytes] = (b"", b"")
    """A box of the table, and what stands in its place."""
    beside: bytes = field(default=box(b"uuid", bytes(16), TOLD))

    def made(self) -> bytes:
        kind = box(b"ftyp", b"M4A ", ints(512), b"isomiso2")
        free = box(b"free", TOLD)
        if self.in_parts:
            return kind + self._movie([]) + free + self._parts(len(kind + self._movie([]) + free))
        before = len(kind + free)
        if self.first:
            before += len(self._movie([0] * len(self._chunks())))
        movie = self._movie(self._places(before))
        ordered = [movie, free, self._data()] if self.first else [free, self._data(), movie]
        return kind + b"".join(ordered) + self.beside

    def _chunks(self) -> list[bytes]:
        starts = range(0, len(self.frames), PER_CHUNK)
        return [b"".join(self.frames[at : at + PER_CHUNK]) for at in starts]

    def _data(self) -> bytes:
        content = self.gap + b"".join(chunk + self.gap for chunk in self._chunks())
        if self.long:
            return ints(1) + b"mdat" + struct.pack(">Q", len(content) + 16) + content
        return box(b"mdat", content)

    def _places(self, before: int) -> list[int]:
        at, places = before + (16 if self.long else 8) + len(self.gap), []
        for chunk in self._chunks():
            places.append(at)
            at += len(chunk) + len(self.gap)
        return places

    def _movie(self, places: list[int]) -> bytes:
        head = box(b"mvhd", self._times(self.movie_scale), bytes(80))
        tell = box(b"udta", box(b"meta", bytes(4), box(b"ilst", box(b"\xa9too", TOLD))), TOLD)
        usual = box(b"mvex", box(b"trex", ints(0, 1, 1, TICKS, 0, 0))) if self.in_parts else b""
        return box(b"moov", head, self._track(places) * self.tracks, usual, tell)

    def _track(self, places: list[int]) -> bytes:
        head = box(b"tkhd", ints(7, WHEN, WHEN, 1, 0, 20 * TICKS), bytes(60))
        row, version = (">QqI", 1 << 24) if self.long else (">IiI", 0)
        rows = [struct.pack(row, *edit) for edit in self.edits]
        edits = box(b"edts", box(b"elst", ints(version, len(rows)), *rows)) if rows else b""
        time = box(b"mdhd", self._times(self.scale), b"\x0f\xed\0\0")
        what = box(b"hdlr", bytes(8), self.handler, bytes(12), TOLD + b"\0")
        here = box(b"dinf", box(b"dref", ints(0, 1), box(b"url ", ints(self.where))))
        inner = box(b"minf", box(b"smhd", bytes(8)), here, self._table(places))
        told = box(b"udta", box(b"tsrp", b'{"text": "SECRETWORDS"}'), box(b"name", TOLD))
        return box(b"trak", head, edits, box(b"mdia", time, what, inner), told)

    def _times(self, scale: int) -> bytes:
        if self.long:
            return ints(1 << 24) + struct.pack(">QQIQ", WHEN, WHEN, scale, 20 * TICKS)
        return ints(0, WHEN, WHEN, scale, 20 * TICKS)

    def _table(self, places: list[int]) -> bytes:
        frames = () if self.in_parts else self.frames
        rest = len(frames) % PER_CHUNK
        counts = [(1, PER_CHUNK, 1), (len(places), rest, 1)] if rest else [(1, PER_CHUNK, 1)]
        counts = counts if frames else []
        durations = [(len(frames), TICKS)] if frames else []
        place = box(b"co64", ints(0, len(places)), struct.pack(f">{len(places)}Q", *places))
        if not self.long:
            place = box(b"stco", ints(0, len(places), *places))
        parts = (
            box(b"stsd", ints(0, self.entries), self._entry() * self.entries),
            box(b"stts", ints(0, len(durations)), *(ints(*row) for row in durations)),
            box(b"stsc", ints(0, len(counts)), *(ints(*row) for row in counts)),
            box(b"stsz", ints(0, 0, len(frames), *map(len, frames))),
            place,
            box(b"free", TOLD),
        )
        name, instead = self.swap
        return box(b"stbl", *(instead if part[4:8] == name else part for part in parts))

    def _entry(self) -> bytes:
        config = bytes([5, 0x80, 0x80, len(self.config)]) + self.config
        decoder = bytes([self.coding, 0x15, 0, 0, 0]) + ints(24_000, 24_000) + config
        stream = b"\0\1\0" + bytes([4, len(decoder)]) + decoder + b"\x06\x01\x02"
        told = box(b"esds", bytes(4), bytes([3, len(stream)]), stream)
        head = struct.pack(">QHHIHHII", 1, self.version, 0, 0, 1, 16, 0, SCALE << 16)
        return box(self.entry, head, told, box(b"btrt", TOLD))

    def _parts(self, before: int) -> bytes:
        """One part for every chunk: some with all said for each frame, some with as little as may
        be, some that count from the beginning of the file."""
        parts, at = b"", 0
        for number, chunk in enumerate(self._chunks()):
            frames = self.frames[at : at + PER_CHUNK]
            part = self._part(number, frames, before + len(parts))
            parts += part + box(b"mdat", self.gap, chunk, self.gap) + box(b"emsg", TOLD)
            at += len(frames)
        return parts

    def _part(self, number: int, frames: tuple[bytes, ...], start: int) -> bytes:
        whole = number % 3 == 0
        rows = [ints(TICKS, len(each)) if whole else ints(len(each)) for each in frames]
        head = ints(0x2000A, 1, 1, TICKS)
        if number % 3 == 2:
            head = ints(1, 1) + struct.pack(">Q", start)
        flags = 0x305 if whole else 0x201
        more = ints(0) if whole else b""

        def made(offset: int) -> bytes:
            run = box(b"trun", ints(flags, len(frames), offset), more, *rows)
            return box(
                b"moof", box(b"mfhd", ints(0, number)), box(b"traf", box(b"tfhd", head), run)
            )

        return made(len(made(0)) + 8 + len(self.gap))


def recording(**differs: object) -> bytes:
    return Recording(**differs).made()  # type: ignore[arg-type]
