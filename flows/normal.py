"""Typed text made safe at the door: the same on both databases and in every channel."""

import unicodedata

MAX_TYPED = 4000


def normal_text(text: str) -> str:
    """The text without what no database or chat can carry: NUL, lone surrogates, controls.

    A lone surrogate becomes U+FFFD, so that what stood around it is kept; composed form (NFC).
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    kept = "".join(
        character
        for character in whole
        if character in "\n\t" or unicodedata.category(character) != "Cc"
    )
    return unicodedata.normalize("NFC", kept)


def normal_email(text: str) -> str:
    """An e-mail address as it is stored and compared: composed form, in no case of letters."""
    return unicodedata.normalize("NFC", normal_text(text).strip().casefold())
