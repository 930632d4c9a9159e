"""A voice message, without what its file says about itself: as Telegram records it, or a phone."""

from flows.media.clean import Stripped
from flows.media.m4a import stripped_m4a
from flows.media.ogg import MARK, stripped_ogg


def stripped_voice(content: bytes) -> Stripped:
    """The same sound in a file that says nothing else; raises NotTaken."""
    return stripped_ogg(content) if content.startswith(MARK) else stripped_m4a(content)
