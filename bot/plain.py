"""Words as they may be shown: nothing in them hides, or turns round, what others read."""

import re
from dataclasses import replace

from flows.screen import Button, Screen

EMPTY = "…"
"""Stands where nothing is left to show."""

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What turns the reading order round, hides, or breaks a message."""


def clean(text: str) -> str:
    """`text` without the characters that hide or reorder what others read."""
    return HIDDEN.sub("", text)


def cleaned(screen: Screen) -> Screen:
    """The same screen with every word of it clean, and no button without a label."""
    return replace(
        screen,
        head=clean(screen.head),
        title=clean(screen.title),
        lines=tuple(map(clean, screen.lines)),
        rows=tuple(tuple(map(_button, row)) for row in screen.rows),
        typing=clean(screen.typing),
        asks=clean(screen.asks),
    )


def _button(button: Button) -> Button:
    return Button(clean(button.label) or EMPTY, button.data)
