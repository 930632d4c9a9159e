"""Reads the sound out of an MP4 file: its one track, of AAC, which lies in this same file.

Nothing else that stands in the file is looked at, for nothing else is carried over.
"""

from flows.media.aac import config_of
from flows.media.boxes import Box, boxes, first, only
from flows.media.clean import NotTaken
from flows.media.m4a_fragments import add_fragments
from flows.media.sound import MOST_FRAMES, Frames, Sound, lasting

MOST_UNHEARD = 0.5
"""No more seconds than this may be left out at either end. A coder needs some time to begin; more
is what somebody has cut away, and it would travel along unheard."""
PAUSE = -1
"""Where nothing is heard yet."""
NORMAL_SPEED = 1 << 16
HERE = 1
"""Said of sound that lies in the same file."""


def sound_in(file: bytes) -> Sound:
    """The sound of this file; raises NotTaken for whatever else it may be."""
    top = list(boxes(file, 0, len(file)))
    if not top or top[0].name != b"ftyp":
        raise NotTaken("no_voice")
    movie = only(top, b"moov")
    track = movie.child(b"trak")
    channels, rate, config = _kind_of(track.child(b"mdia"))
    frames = Frames(file, [each for each in top if each.name == b"mdat"])
    _add_table(track.child(b"mdia", b"minf", b"stbl"), frames)
    parts = [each for each in top if each.name == b"moof"]
    if parts:
        add_fragments(parts, movie.child(b"mvex", b"trex"), frames)
    scale = _scale_of(track.child(b"mdia", b"mdhd"))
    skipped, heard = _heard(track, lasting(frames), scale, _scale_of(movie.child(b"mvhd")))
    return Sound(frames, scale, channels, rate, config, skipped, heard)


def _kind_of(media: Box) -> tuple[int, int, bytes]:
    """How many channels, at what rate, and what the decoder is told."""
    place = _one(media.child(b"minf", b"dinf", b"dref"))
    kind = _one(media.child(b"minf", b"stbl", b"stsd"))
    _, version, _, channels, _, rate = kind.read("QH6sH6sI")
    is_sound = media.child(b"hdlr").read("4s", 8) == (b"soun",) and kind.name == b"mp4a"
    if not is_sound or version != 0 or place.read("I") != (HERE,):
        raise NotTaken("no_voice")
    return channels, rate, config_of(only(kind.children(28), b"esds"))


def _one(list_of_kinds: Box) -> Box:
    found = list_of_kinds.children(8)
    if len(found) != 1:
        raise NotTaken("no_voice")
    return found[0]


def _scale_of(header: Box) -> int:
    """The ticks of a second."""
    (version,) = header.read("B")
    (scale,) = header.read("I", 20 if version else 12)
    if not scale:
        raise NotTaken("no_voice")
    return int(scale)


def _add_table(table: Box, frames: Frames) -> None:
    """The frames that the table of the track tells of, chunk by chunk."""
    boxes_of = table.children()
    sizes, at = _sizes(only(boxes_of, b"stsz")), 0
    wide = first(boxes_of, b"co64")
    chunks = _rows(wide, "Q") if wide else _rows(only(boxes_of, b"stco"), "I")
    counts = _counts(only(boxes_of, b"stsc"), len(chunks))
    for (begin,), count in zip(chunks, counts, strict=True):
        frames.add(begin, sizes[at : at + count])
        at += count
    durations = _rows(only(boxes_of, b"stts"), "II")
    if at != len(sizes) or sum(count for count, _ in durations) != at:
        raise NotTaken("no_voice")
    for count, duration in durations:
        frames.last(count, duration)


def _sizes(table: Box) -> list[int]:
    """How long each frame is."""
    size, count = table.read("II", 4)
    if count > MOST_FRAMES:
        raise NotTaken("no_voice")
    return [size] * count if size else list(table.read(f"{count}I", 12))


def _counts(table: Box, chunks: int) -> list[int]:
    """How many frames each chunk holds."""
    rows = _rows(table, "III")
    counts: list[int] = []
    ends = [number - 1 for number, _, _ in rows[1:]] + [chunks]
    for (number, count, kind), end in zip(rows, ends, strict=False):
        if number != len(counts) + 1 or end > chunks or kind != 1:
            raise NotTaken("no_voice")
        counts.extend([count] * (end - len(counts)))
    if len(counts) != chunks:
        raise NotTaken("no_voice")
    return counts


def _rows(table: Box, layout: str) -> list[tuple[int, ...]]:
    """The rows of a table that says how many it has; every number in one is of the same length."""
    (count,) = table.read("I", 4)
    numbers = table.read(f"{count * len(layout)}{layout[0]}", 8)
    return list(zip(*[iter(numbers)] * len(layout), strict=True))


def _heard(track: Box, lasts: int, scale: int, scale_of_edits: int) -> tuple[int, int]:
    """After how many ticks it begins to be heard, and for how many."""
    edits = [edit for edit in _edits(track) if edit[1] != PAUSE]
    if not edits:
        return 0, lasts
    (length, skipped, speed), *others = edits
    rest = lasts - skipped
    heard = (length * scale * 2 + scale_of_edits) // (scale_of_edits * 2)
    heard = min(heard or rest, rest)
    if others or speed != NORMAL_SPEED or not 0 <= skipped < lasts:
        raise NotTaken("no_voice")
    if max(skipped, rest - heard) > MOST_UNHEARD * scale:
        raise NotTaken("no_voice")
    return skipped, heard


def _edits(track: Box) -> list[tuple[int, int, int]]:
    """How long each lasts, where in the sound it begins, and how fast it is played."""
    holder = first(track.children(), b"edts")
    table = holder and first(holder.children(), b"elst")
    if not table:
        return []
    version, _, count = table.read("B3sI")
    layout, size = ("QqI", 20) if version else ("IiI", 12)
    return [table.read(layout, 8 + size * number) for number in range(count)]
