"""What the published Bot API refuses, in the words it uses: markup, lengths, buttons."""

import re
from typing import Any

TEXT_UNITS = 4096
DATA_BYTES = 64
BUTTONS = 100
TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a"}
ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"'}
TOKENS = re.compile(r"<(/?)([^<>\s]*)([^<>]*)>|(<)|(&[a-z]+;|&#\d+;)|([^<&]+|&)", re.DOTALL)

Entity = tuple[str, str]
"""A tag and the text it covers."""


class Refusal(Exception):
    """An answer that is not ok."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.description = description


def refuse(description: str) -> Refusal:
    """A refusal of what was asked."""
    return Refusal(400, f"Bad Request: {description}")


def read_text(params: dict[str, Any]) -> tuple[str, list[Entity]]:
    """The text as people see it and its markup, or a refusal."""
    raw = params.get("text")
    if not isinstance(raw, str):
        raise refuse("message text is empty")
    mode = params.get("parse_mode")
    text, entities = read_html(raw) if mode == "HTML" else (raw, [])
    if not text.strip():
        raise refuse("message text is empty")
    if len(text.encode("utf-16-le")) // 2 > TEXT_UNITS:
        raise refuse("message is too long")
    return text, entities


def read_html(raw: str) -> tuple[str, list[Entity]]:
    """Telegram's HTML: a few tags, closed in order; every other < is an error."""
    text = ""
    entities: list[Entity] = []
    opened: list[tuple[str, int]] = []
    for token in TOKENS.finditer(raw):
        closing, name, _, stray, entity, plain = token.groups()
        if stray or (name is not None and name.lower() not in TAGS):
            raise _unparsed(f'Unsupported start tag "{name or ""}"', raw, token.start())
        if name is None:
            text += ENTITIES.get(entity, entity) if entity else plain
        elif not closing:
            opened.append((name.lower(), len(text)))
        elif not opened or opened[-1][0] != name.lower():
            raise _unparsed("Unexpected end tag", raw, token.start())
        else:
            tag, start = opened.pop()
            entities.append((tag, text[start:]))
    if opened:
        raise _unparsed(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"', raw, 0)
    return text, entities


def read_keyboard(params: dict[str, Any]) -> list[list[tuple[str, str]]]:
    """The rows of buttons as label and data, or a refusal."""
    markup = params.get("reply_markup") or {}
    rows = markup.get("inline_keyboard", [])
    if sum(len(row) for row in rows) > BUTTONS:
        raise refuse("reply markup is too long")
    return [[_button(button) for button in row] for row in rows]


def _button(button: dict[str, Any]) -> tuple[str, str]:
    label, data = button.get("text"), button.get("callback_data")
    if not isinstance(label, str) or not label.strip():
        raise refuse("Text buttons are unallowed in the inline keyboard")
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= DATA_BYTES:
        raise refuse("BUTTON_DATA_INVALID")
    return label, data


def _unparsed(what: str, raw: str, at: int) -> Refusal:
    offset = len(raw[:at].encode())
    return refuse(f"can't parse entities: {what} at byte offset {offset}")
