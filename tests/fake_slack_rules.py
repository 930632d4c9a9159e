"""What the published Block Kit and Web API refuse, in the words they use: blocks and lengths."""

import re
from collections.abc import Iterator
from typing import Any

SECTION = 3000
CONTEXT = 2000
LABEL = 75
VALUE = 2000
OPTION_VALUE = 150
PLACEHOLDER = 150
ACTIONS = 25
OPTIONS = 100
TITLE = 24
INPUT_LABEL = 2000
BLOCKS = {"message": 50, "modal": 100, "home": 100}
ALLOWED = {
    "message": {"rich_text", "section", "context", "actions"},
    "home": {"rich_text", "section", "context", "actions"},
    "modal": {"section", "context", "actions", "input"},
}
TEXT = 40_000
MARKS = re.compile(r"<[^>]*>")
SPECIAL = re.compile(r"&(?!amp;|lt;|gt;)")
STYLES = re.compile(
    r"([*_~`])\S(?:.*?\S)?\1|:[a-z0-9_+-]+:|^&gt;|(?:https?://|www\.)\S+"
    r"|\b[a-z0-9-]+\.(?:com|org|uk|example)\b|[@#](?:here|channel|everyone|general)\b",
    re.MULTILINE,
)
"""Stress, code, smileys, quotes, and what Slack makes links and calls of by itself."""


class Refusal(Exception):
    """An answer that is not ok."""

    def __init__(self, error: str, status: int = 200) -> None:
        super().__init__(error)
        self.error = error
        self.status = status


def check_message(params: dict[str, Any]) -> None:
    """Refuse text and blocks that Slack would refuse in a message."""
    text, blocks = params.get("text", ""), params.get("blocks")
    if not all(isinstance(params.get(name, ""), str) for name in ("parse", "link_names")):
        raise Refusal("invalid_arguments")
    if not text and not blocks:
        raise Refusal("no_text")
    if len(text) > TEXT:
        raise Refusal("msg_too_long")
    if blocks:
        check_blocks(blocks, "message")


def check_view(view: dict[str, Any], kind: str) -> None:
    """Refuse a view that Slack would refuse."""
    if view.get("type") != kind:
        raise Refusal("invalid_arguments")
    if kind == "modal":
        _text(view.get("title"), TITLE, "plain_text")
        _text(view.get("close"), TITLE, "plain_text")
        _text(view.get("submit"), TITLE, "plain_text")
        _fits(len(view.get("private_metadata", "")) <= 3000)
    try:
        check_blocks(view.get("blocks"), kind)
    except Refusal:
        raise Refusal("invalid_arguments") from None


def check_blocks(blocks: Any, place: str) -> None:
    """Refuse blocks that Slack would refuse there."""
    _fits(isinstance(blocks, list) and 1 <= len(blocks) <= BLOCKS[place])
    names = [block["block_id"] for block in blocks if "block_id" in block]
    _fits(len(set(names)) == len(names))
    for block in blocks:
        _fits(block.get("type") in ALLOWED[place])
        CHECKS[block["type"]](block)


def words_of(blocks: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What stands in blocks, apart from buttons: small, strong or plain, and the words."""
    found = []
    for block in blocks:
        if block["type"] == "context":
            found += [("small", _as_shown(element)) for element in block["elements"]]
        elif block["type"] == "section":
            found.append(("plain", _as_shown(block["text"])))
        elif block["type"] == "rich_text":
            (section,) = block["elements"]
            (text,) = section["elements"]
            found.append(("strong" if text.get("style") else "plain", text["text"]))
    return found


def _as_shown(text: dict[str, Any]) -> str:
    return str(text["text"]) if text["type"] == "plain_text" else shown(text["text"])


def marked_texts(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """Every text in blocks that Slack reads for markup, smileys or addresses."""
    for each in _walk(blocks):
        if each.get("type") == "mrkdwn" or each.get("emoji"):
            yield each["text"]


def foreign_marks(text: str) -> list[str]:
    """Mentions, links and unescaped characters in any text."""
    return MARKS.findall(text) + SPECIAL.findall(text)


def styled(text: str) -> list[str]:
    """What Slack makes more of than letters, in text that is read for markup."""
    return [found[0] for found in STYLES.finditer(text)]


def shown(text: str) -> str:
    """Marked text as people see it."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _section(block: dict[str, Any]) -> None:
    _only(block, "text")
    _text(block.get("text"), SECTION)


def _rich_text(block: dict[str, Any]) -> None:
    _only(block, "elements")
    _fits(len(block["elements"]) >= 1)
    for section in block["elements"]:
        _fits(section["type"] == "rich_text_section" and set(section) == {"type", "elements"})
        for each in section["elements"]:
            _fits(each["type"] == "text" and set(each) <= {"type", "text", "style"})
            _fits(isinstance(each["text"], str) and bool(each["text"].strip()))
            _fits(len(each["text"].encode("utf-16-le")) // 2 <= SECTION)
            _fits(set(each.get("style", {})) <= {"bold", "italic", "strike", "code"})


def _context(block: dict[str, Any]) -> None:
    _only(block, "elements")
    _fits(1 <= len(block["elements"]) <= 10)
    for element in block["elements"]:
        _text(element, SECTION)


def _actions(block: dict[str, Any]) -> None:
    _only(block, "elements")
    elements = block.get("elements", [])
    _fits(1 <= len(elements) <= ACTIONS)
    _fits(len({each["action_id"] for each in elements}) == len(elements))
    for element in elements:
        CHECKS[element["type"]](element)


def _button(element: dict[str, Any]) -> None:
    _only(element, "action_id", "text", "value", "style")
    _text(element.get("text"), LABEL, "plain_text")
    _fits(1 <= len(element.get("value", "")) <= VALUE)
    _fits(element.get("style", "primary") in ("primary", "danger"))


def _select(element: dict[str, Any]) -> None:
    _only(element, "action_id", "placeholder", "options")
    _text(element.get("placeholder"), PLACEHOLDER, "plain_text")
    _fits(1 <= len(element["options"]) <= OPTIONS)
    for option in element["options"]:
        _text(option.get("text"), LABEL, "plain_text")
        _fits(1 <= len(option["value"]) <= OPTION_VALUE)


def _input(block: dict[str, Any]) -> None:
    _only(block, "label", "element", "hint")
    _text(block.get("label"), INPUT_LABEL, "plain_text")
    if "hint" in block:
        _text(block["hint"], INPUT_LABEL, "plain_text")
    element = block["element"]
    _fits(element["type"] == "plain_text_input" and 1 <= element["max_length"] <= 3000)


CHECKS = {
    "rich_text": _rich_text,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "button": _button,
    "static_select": _select,
    "input": _input,
}


def _text(text: Any, longest: int, kind: str = "") -> None:
    kinds = (kind,) if kind else ("mrkdwn", "plain_text")
    _fits(isinstance(text, dict) and text.get("type") in kinds)
    written = text["text"]
    _fits(isinstance(written, str) and bool(written.strip()))
    _fits(len(written.encode("utf-16-le")) // 2 <= longest)
    _fits(set(text) <= {"type", "text", "emoji" if text["type"] == "plain_text" else "verbatim"})


def _only(block: dict[str, Any], *fields: str) -> None:
    _fits(set(block) <= {"type", "block_id", *fields})


def _fits(right: bool) -> None:
    if not right:
        raise Refusal("invalid_blocks")


def _walk(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _walk(each)
