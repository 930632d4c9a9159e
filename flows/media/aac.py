"""What an MP4 file says of the kind of its sound: AAC, as phones record speech, and no other."""

from flows.media.boxes import Box, box, numbers
from flows.media.clean import NotTaken

STREAM, DECODER, CONFIG, LAYER = 3, 4, 5, 6
"""The kinds of descriptors: one in the other, but for the last, which stands beside the second."""
AAC, AUDIO_STREAM = 0x40, 0x15
PROFILES = (2, 5, 29)
"""Plain AAC, and its two kinds for few bits."""
LONGEST_CONFIG = 8
MORE = 0x80
"""Marks each byte of a length but the last."""
LONGEST_LENGTH = 4
"""As many bytes may a length have."""


def config_of(esds: Box) -> bytes:
    """What the decoder is to be told, a few bytes; raises NotTaken if it is no such sound."""
    at, end = _descriptor(esds, 4, esds.end - esds.begin, STREAM)
    at, end = _descriptor(esds, at + 3, end, DECODER)
    (kind,) = esds.read("B", at)
    at, end = _descriptor(esds, at + 13, end, CONFIG)
    if kind != AAC or end - at > LONGEST_CONFIG:
        raise NotTaken("no_voice")
    config = bytes(esds.read(f"{end - at}s", at)[0])
    if not _is_taken(config):
        raise NotTaken("no_voice")
    return config


def _descriptor(esds: Box, at: int, end: int, kind: int) -> tuple[int, int]:
    """Where the content of the descriptor begins and ends that stands here."""
    (found,) = esds.read("B", at)
    length, more, last = 0, MORE, min(end, at + LONGEST_LENGTH)
    while more & MORE and at < last:
        at += 1
        (more,) = esds.read("B", at)
        length = length << 7 | more & ~MORE
    at += 1
    if found != kind or more & MORE or at + length > end:
        raise NotTaken("no_voice")
    return at, at + length


def _is_taken(config: bytes) -> bool:
    """Whether it is of a profile we know, with a rate and channels from the usual lists.

    With channels of its own making there would be room for a comment.
    """
    head = int.from_bytes(config[:2], "big")
    profile, rate, channels = head >> 11, head >> 7 & 15, head >> 3 & 15
    return profile in PROFILES and rate < 13 and 1 <= channels <= 7


def esds(config: bytes) -> bytes:
    """The box that tells the decoder so, and nothing else."""
    told = _packed(CONFIG, config)
    decoder = _packed(DECODER, numbers("BBHBII", AAC, AUDIO_STREAM, 0, 0, 0, 0), told)
    return box(b"esds", bytes(4), _packed(STREAM, bytes(3), decoder, _packed(LAYER, b"\x02")))


def _packed(kind: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return bytes([kind, len(content)]) + content
