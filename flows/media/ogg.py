"""Opus in Ogg, as Telegram's microphone button records it, without what it says about itself.

The sound is not touched. The file is put together anew from the head, which has nineteen bytes and
no room for more, an empty comment, and the pages of sound.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flows.media.clean import NotTaken, Stripped

PAGE = struct.Struct("<4sBBqIIIB")
MARK = b"OggS"
CONTINUED, FIRST, LAST = 1, 2, 4
"""What a page says of itself."""
HEAD, TAGS = b"OpusHead", b"OpusTags"
HEAD_LENGTH = 19
FULL = 255
NO_COMMENT = TAGS + struct.pack("<II", 0, 0)
OUR_SERIAL = 1

TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
"""Each byte with its bits the other way round."""
ALL_ONES = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an Ogg file: `lacing` says how its body is cut into packets."""

    flags: int
    granule: int
    lacing: bytes
    body: bytes
    serial: int = OUR_SERIAL
    number: int = 0


def stripped_ogg(content: bytes) -> Stripped:
    """The same sound in a file that says nothing else; raises NotTaken."""
    pages = list(_pages(content))
    if not _is_opus(pages):
        raise NotTaken("no_voice")
    sound = pages[_after_comment(pages) :]
    if not sound:
        raise NotTaken("no_voice")
    comment = Page(0, 0, bytes([len(NO_COMMENT)]), NO_COMMENT)
    kept = [pages[0], comment, *sound]
    return Stripped(b"".join(_packed(page, n) for n, page in enumerate(kept)), "audio/ogg")


def _pages(content: bytes) -> Iterator[Page]:
    """Every page, each one whole; raises NotTaken for anything before, between or after them."""
    at = 0
    while at < len(content):
        page, at = _page_at(content, at)
        yield page


def _page_at(content: bytes, at: int) -> tuple[Page, int]:
    if len(content) < at + PAGE.size:
        raise NotTaken("no_voice")
    mark, version, flags, granule, serial, number, crc, count = PAGE.unpack_from(content, at)
    begin = at + PAGE.size + count
    lacing = content[at + PAGE.size : begin]
    end = begin + sum(lacing)
    if mark != MARK or version != 0 or len(lacing) < count or end > len(content):
        raise NotTaken("no_voice")
    page = Page(flags, granule, lacing, content[begin:end], serial, number)
    if _checksum(content[at : at + 22] + bytes(4) + content[at + 26 : end]) != crc:
        raise NotTaken("no_voice")
    return page, end


def _is_opus(pages: list[Page]) -> bool:
    """One stream of one kind, from its head on."""
    if len(pages) < 3:
        return False
    head = pages[0]
    plain = head.flags == FIRST and head.lacing == bytes([HEAD_LENGTH]) and head.body[-1] == 0
    return (
        plain
        and head.body.startswith(HEAD)
        and all(page.serial == head.serial for page in pages)
        and all(page.number == n for n, page in enumerate(pages))
        and not any(page.flags & FIRST for page in pages[1:])
    )


def _after_comment(pages: list[Page]) -> int:
    """The number of the first page of sound: it begins a page of its own, as the format wants."""
    if not pages[1].body.startswith(TAGS):
        raise NotTaken("no_voice")
    for number, page in enumerate(pages[1:], start=1):
        ends = [place for place, length in enumerate(page.lacing) if length < FULL]
        if ends and ends[0] != len(page.lacing) - 1:
            raise NotTaken("no_voice")
        if ends:
            return number + 1
    raise NotTaken("no_voice")


def _packed(page: Page, number: int) -> bytes:
    plain = replace(page, flags=page.flags & (CONTINUED | FIRST | LAST), number=number)
    unsigned = _bytes_of(plain, 0)
    return _bytes_of(plain, _checksum(unsigned))


def _bytes_of(page: Page, crc: int) -> bytes:
    count = len(page.lacing)
    head = (MARK, 0, page.flags, page.granule, OUR_SERIAL, page.number, crc, count)
    return PAGE.pack(*head) + page.lacing + page.body


def _checksum(data: bytes) -> int:
    """Ogg's own: the common one with the bits of every byte, and of the sum, turned round."""
    turned = zlib.crc32(data.translate(TURNED), ALL_ONES) ^ ALL_ONES
    return int(f"{turned:032b}"[::-1], 2)
