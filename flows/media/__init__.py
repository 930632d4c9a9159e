"""What may be kept of a file: its picture or its sound, and nothing that travels along with it."""

from flows.media.clean import SOUNDS, NotTaken, Stripped
from flows.media.photo import stripped_photo
from flows.media.voice import stripped_voice

__all__ = ["SOUNDS", "NotTaken", "Stripped", "stripped"]


def stripped(kind: str, content: bytes) -> Stripped:
    """The file as it is kept; raises NotTaken for what is not what it says it is."""
    return stripped_photo(content) if kind == "photo" else stripped_voice(content)
