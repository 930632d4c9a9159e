"""How a screen looks in Telegram: a small line, a strong title, lines, and buttons below."""

from collections.abc import Iterator
from html import escape
from typing import Any

from bot.plain import clean
from flows.screen import Button, Screen

TEXT_UNITS = 4096
"""UTF-16 units of one message, once its markup has been read."""
LABEL_LENGTH = 64
CUT = "…"

Piece = tuple[str, str]
"""A paragraph and its tag, if any."""


def as_html(screen: Screen) -> str:
    """The text with its title strong. Nothing a person typed can become markup."""
    return "\n".join(map(_tagged, _fitting(screen)))


def as_plain(screen: Screen) -> str:
    """The same text without markup, for when the marked one is refused."""
    return "\n".join(text for text, _ in _fitting(screen))


def keyboard(screen: Screen) -> dict[str, Any]:
    """The rows of buttons; with no rows an earlier keyboard is taken away."""
    return {"inline_keyboard": [[_button(each) for each in row] for row in screen.rows if row]}


def _pieces(screen: Screen) -> Iterator[Piece]:
    if screen.head:
        yield clean(screen.head), ""
    yield clean(screen.title), "b"
    for line in screen.lines:
        yield clean(line), ""


def _fitting(screen: Screen) -> list[Piece]:
    pieces = list(_pieces(screen))
    longest = sum(2 * len(text) + 1 for text, _ in pieces)
    return pieces if longest <= TEXT_UNITS else list(_cut(pieces))


def _cut(pieces: list[Piece]) -> Iterator[Piece]:
    room = TEXT_UNITS
    for text, tag in pieces:
        if room <= len(CUT):
            return
        units = text.encode("utf-16-le")
        if len(units) > 2 * room:
            kept = units[: 2 * (room - len(CUT))].decode("utf-16-le", "ignore")
            text, units = kept + CUT, units[: 2 * room]
        yield text, tag
        room -= len(units) // 2 + 1


def _tagged(piece: Piece) -> str:
    text, tag = piece
    safe = escape(text, quote=False)
    return f"<{tag}>{safe}</{tag}>" if tag else safe


def _button(button: Button) -> dict[str, str]:
    label = clean(button.label) or CUT
    if len(label) > LABEL_LENGTH:
        label = label[: LABEL_LENGTH - len(CUT)] + CUT
    return {"text": label, "callback_data": button.data}
