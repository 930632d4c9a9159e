"""What is kept of a photo or a voice message: the picture, the sound, and nothing beside it."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from flows.media import NotTaken, stripped
from flows.media.photo import LONGEST_SIDE
from tests.pictures import LATITUDE, SECRETS, bomb, photo, voice


def why(kind: str, content: bytes) -> str:
    with pytest.raises(NotTaken) as refused:
        stripped(kind, content)
    return refused.value.why


def test_a_photo_keeps_its_picture_and_loses_all_else() -> None:
    sent = photo()
    assert all(secret in sent for secret in SECRETS)
    kept = stripped("photo", sent)
    assert kept.mime == "image/jpeg"
    assert not [secret for secret in (*SECRETS, b"ICC_PROFILE") if secret in kept.content]
    with Image.open(BytesIO(kept.content)) as picture:
        assert picture.size == (240, 320), "turned upright, as it is to be seen"
        assert not picture.getexif()
        assert {"exif", "comment", "icc_profile"}.isdisjoint(picture.info)
        red, green, blue = picture.convert("RGB").getpixel((120, 160))  # type: ignore[misc]
    assert abs(red - 120) < 4
    assert abs(green - 80) < 4
    assert abs(blue - 40) < 4


def test_the_same_photo_is_kept_as_the_same_bytes() -> None:
    assert stripped("photo", photo()) == stripped("photo", photo())


def test_text_in_a_png_stays_behind_and_glass_becomes_white() -> None:
    file = BytesIO()
    Image.new("RGBA", (40, 10), (255, 0, 0, 0)).save(file, "PNG")
    text = b"tEXtComment\x00" + LATITUDE
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    plain = file.getvalue()
    sent = plain[:33] + chunk + plain[33:] + b"after the end " + LATITUDE
    kept = stripped("photo", sent).content
    assert LATITUDE not in kept
    with Image.open(BytesIO(kept)) as picture:
        assert picture.getpixel((5, 5)) == (255, 255, 255)


def test_a_large_photo_is_made_smaller() -> None:
    with Image.open(BytesIO(stripped("photo", photo(size=(6000, 3000))).content)) as picture:
        assert picture.size == (LONGEST_SIDE // 2, LONGEST_SIDE)


@pytest.mark.parametrize(
    ("style", "side"), [("PNG", 20_000), ("PNG", 4_500), ("WEBP", 4_500), ("JPEG", 7_100)]
)
def test_a_bomb_is_refused_before_it_is_unpacked(style: str, side: int) -> None:
    """What cannot be unpacked small would take a gigabyte of memory from a file of some kilobytes;
    a home that ran out of it would fetch the same file again at its next start."""
    small = bomb(style, side)
    assert len(small) < 1_000_000
    assert why("photo", small) == "too_many_points"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"GIF89a" + bytes(60),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        photo()[:300],
        photo()[:-400],
        voice(),
    ],
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    assert why("photo", content) == "no_photo"


@pytest.mark.parametrize("note", [b"ARTIST=SECRETNOTE", b"SECRETNOTE" * 9000])
def test_a_voice_message_keeps_its_sound_and_loses_all_else(note: bytes) -> None:
    sent = voice(note=note)
    assert b"SECRETPHONE" in sent
    kept = stripped("voice", sent)
    assert kept.mime == "audio/ogg"
    assert b"SECRET" not in kept.content
    assert kept.content.count(b"sound") == 2
    assert kept.content.count(b"OggS") == 4
    assert stripped("voice", kept.content) == kept, "what was made can be read again"
    assert stripped("voice", voice(note=b"", serial=5)) == kept, "nor the number of the phone"


def test_the_checksum_is_oggs() -> None:
    """Bit by bit, as the format has it."""
    kept = bytearray(stripped("voice", voice()).content[:47])
    (said,) = struct.unpack("<I", kept[22:26])
    kept[22:26] = bytes(4)
    crc = 0
    for byte in kept:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ 0x04C11DB7 if crc & 0x80000000 else crc << 1) & 0xFFFFFFFF
    assert crc == said


def spoilt(at: int) -> bytes:
    content = bytearray(voice())
    content[at] ^= 1
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ID3\x03" + bytes(200),
        b"OggS" + bytes(30),
        photo(),
        voice()[:-1],
        voice() + b"x",
        voice() + voice(),
        voice(serial=1) + voice(serial=2),
        voice()[: voice().rindex(b"OggS", 0, voice().rindex(b"OggS"))],
        spoilt(4),
        spoilt(60),
        spoilt(-1),
    ],
)
def test_any_other_sound_is_refused(content: bytes) -> None:
    assert why("voice", content) == "no_voice"
