"""A photo, decoded and drawn anew: what was in the file beside the picture is not in the new one.

Place, time, camera, thumbnail, colour profile and comments stay behind, whatever field of whatever
format they stand in, because only the picture's points are carried over.
"""

import struct
from io import BytesIO

from PIL import Image, ImageOps

from flows.media.clean import NotTaken, Stripped

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_POINTS = 20_000_000
"""A picture of more is refused before it is unpacked: a small file can hold a huge one."""
MOST_POINTS_OF_JPEG = 50_000_000
"""A JPEG may be larger, for it is unpacked small."""
LONGEST_SIDE = 2560
QUALITY = 88

Image.MAX_IMAGE_PIXELS = None
"""Ours is the limit that counts; Pillow's own would warn first, and refuse only far above it."""

DAMAGED = (
    EOFError,
    IndexError,
    KeyError,
    OSError,
    OverflowError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
"""What Pillow raises for files that are broken, by accident or with intent."""


def stripped_photo(content: bytes) -> Stripped:
    """The picture as a plain JPEG of at most LONGEST_SIDE points a side; raises NotTaken."""
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as photo:
            most = MOST_POINTS_OF_JPEG if photo.format == "JPEG" else MOST_POINTS
            if photo.width * photo.height > most:
                raise NotTaken("too_many_points")
            return Stripped(_drawn_anew(photo), "image/jpeg")
    except NotTaken:
        raise
    except DAMAGED as error:
        raise NotTaken("no_photo") from error


def _drawn_anew(photo: Image.Image) -> bytes:
    photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(photo).convert("RGBA")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    points = Image.new("RGB", upright.size, "white")
    points.paste(upright, mask=upright)
    file = BytesIO()
    points.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()
