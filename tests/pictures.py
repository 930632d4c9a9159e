"""Photos and voice messages as phones make them, with all that they say of themselves."""

import struct
from io import BytesIO

from PIL import Image

from flows.media.ogg import FIRST, LAST, Page, _bytes_of, _checksum

LATITUDE = b"51.5033-GPS"
SECRETS = (LATITUDE, b"SECRETPHONE", b"SECRETNOTE", b"SECRETPROFILE", b"2026:03:10", b"Exif")


def photo(shade: int = 120, size: tuple[int, int] = (320, 240)) -> bytes:
    """A JPEG that says where, when and with what it was taken, and that lies on its side."""
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    exif[0x0112] = 6
    exif[0x0132] = "2026:03:10 14:00:00"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (51.0, 30.0, 12.0)
    place[0x1B] = b"ASCII\x00\x00\x00" + LATITUDE
    file = BytesIO()
    Image.new("RGB", size, (shade, 80, 40)).save(
        file, "JPEG", exif=exif, comment=b"SECRETNOTE", icc_profile=b"SECRETPROFILE" * 20
    )
    return file.getvalue()


def bomb(style: str = "PNG", side: int = 20_000) -> bytes:
    """A small file that unpacks to millions of points."""
    file = BytesIO()
    Image.new("L" if style == "JPEG" else "1", (side, side)).save(file, style)
    return file.getvalue()


def voice(sound: bytes = b"sound", note: bytes = b"ARTIST=SECRETNOTE", serial: int = 77) -> bytes:
    """Opus in Ogg, as Telegram's microphone button records it, with a comment that tells."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 11) + b"SECRETPHONE" + struct.pack("<I", 1)
    tags += struct.pack("<I", len(note)) + note
    pages = [
        Page(FIRST, 0, bytes([len(head)]), head),
        *_in_pages(tags),
        Page(0, 960, bytes([len(sound)]), sound),
        Page(LAST, 1920, bytes([len(sound)]), sound),
    ]
    return b"".join(_signed(page, number, serial) for number, page in enumerate(pages))


def _in_pages(packet: bytes) -> list[Page]:
    """A packet over as many pages as it needs."""
    lacing = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
    pages = []
    for at in range(0, len(lacing), 255):
        cut = lacing[at : at + 255]
        begin = 255 * at
        pages.append(Page(1 if at else 0, 0, cut, packet[begin : begin + sum(cut)]))
    return pages


def _signed(page: Page, number: int, serial: int) -> bytes:
    numbered = Page(page.flags, page.granule, page.lacing, page.body, serial, number)
    raw = bytearray(_bytes_of(numbered, 0))
    raw[14:18] = struct.pack("<I", serial)
    raw[22:26] = struct.pack("<I", _checksum(bytes(raw)))
    return bytes(raw)
