"""AAC in MP4, as phones and Slack record it, without what the file says about itself.

The frames of sound are not touched. All else is written anew, from a few numbers that it takes to
play them: what stood in the file beside them, in whatever box or in no box at all, stays behind.
A file that was written in parts becomes one in a piece.
"""

from flows.media.aac import esds
from flows.media.boxes import box, numbers
from flows.media.clean import Stripped
from flows.media.m4a_read import sound_in
from flows.media.sound import Sound

HEAD_OF_DATA = 8
TRACK = 1
AS_IT_IS = numbers("9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
"""Neither turned nor moved, which is said of a picture, and has a place here too."""
FULL, AT_NORMAL_SPEED = 0x0100, 1 << 16
NO_LANGUAGE = 0x55C4
IN_USE = 3


def stripped_m4a(content: bytes) -> Stripped:
    """The same sound in a file that says nothing else; raises NotTaken."""
    sound = sound_in(content)
    kind = box(b"ftyp", b"M4A ", bytes(4), b"M4A ", b"mp42", b"isom")
    begin = len(kind) + len(_movie(sound, 0)) + HEAD_OF_DATA
    data = b"".join(content[begin:end] for begin, end in sound.frames.pieces)
    return Stripped(kind + _movie(sound, begin) + box(b"mdat", data), "audio/mp4")


def _movie(sound: Sound, begin: int) -> bytes:
    """All that is said of the sound, whose frames lie together from `begin` on."""
    head = numbers("IIIIIIH", 0, 0, 0, sound.scale, sound.heard, AT_NORMAL_SPEED, FULL)
    rest = bytes(10) + AS_IT_IS + bytes(24) + numbers("I", TRACK + 1)
    return box(b"moov", box(b"mvhd", head, rest), _track(sound, begin))


def _track(sound: Sound, begin: int) -> bytes:
    head = numbers("IIIIII", IN_USE, 0, 0, TRACK, 0, sound.heard)
    rest = bytes(12) + numbers("HH", FULL, 0) + AS_IT_IS + bytes(8)
    time = numbers("IIIIIHH", 0, 0, 0, sound.scale, sound.lasts, NO_LANGUAGE, 0)
    what = box(b"hdlr", bytes(8), b"soun", bytes(13))
    here = box(b"dinf", box(b"dref", numbers("II", 0, 1), box(b"url ", numbers("I", 1))))
    inner = box(b"minf", box(b"smhd", bytes(8)), here, _table(sound, begin))
    media = box(b"mdia", box(b"mdhd", time), what, inner)
    return box(b"trak", box(b"tkhd", head, rest), _edit(sound), media)


def _edit(sound: Sound) -> bytes:
    """What of it is heard, if not all."""
    if sound.heard == sound.lasts:
        return b""
    edit = numbers("IIIiI", 0, 1, sound.heard, sound.skipped, AT_NORMAL_SPEED)
    return box(b"edts", box(b"elst", edit))


def _table(sound: Sound, begin: int) -> bytes:
    """Every frame, in a single chunk."""
    durations, sizes = sound.frames.durations, sound.frames.sizes
    flat = [number for row in durations for number in row]
    kind = numbers("QQHHII", 1, 0, sound.channels, 16, 0, sound.rate)
    return box(
        b"stbl",
        box(b"stsd", numbers("II", 0, 1), box(b"mp4a", kind, esds(sound.config))),
        box(b"stts", numbers(f"II{len(flat)}I", 0, len(durations), *flat)),
        box(b"stsc", numbers("IIIII", 0, 1, 1, len(sizes), 1)),
        box(b"stsz", numbers(f"III{len(sizes)}I", 0, 0, len(sizes), *sizes)),
        box(b"stco", numbers("III", 0, 1, begin)),
    )
