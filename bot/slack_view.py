"""How a screen looks in Slack: a message or a page of blocks, and the window for writing.

Slack's markup has no way to say that a star is a star, so no word goes out as markup: cards are
rich text and plain text, shown letter for letter, with no smiley, link or mention in them.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.plain import clean
from flows.screen import Button, Screen

Block = dict[str, Any]

SECTION = 3000
LABEL = 75
MODAL_LABEL = 2000
BUTTON_VALUE = 2000
FALLBACK = 3900
LINES = 20
ROWS = 20
ROW = 5
ACTIONS = 25
OPTIONS = 100
MANY = 10
"""More answers of one kind than this become a list to choose from."""
CUT = "…"

WRITE = "write"
"""The action of the button for writing, and the name of the window it opens."""
WORDS = "words"
LONGEST_WRITING = 3000

ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
AS_IT_IS = {"parse": "none"}
"""Nothing is looked for in the text that stands for a card."""


def message(screen: Screen, *, urgent: bool = False) -> dict[str, Any]:
    """The blocks of a card, and the text for a lock screen: the title alone."""
    return {"blocks": blocks(screen, urgent=urgent), "text": fallback(screen), **AS_IT_IS}


def plain_message(screen: Screen) -> dict[str, Any]:
    """The same in words alone, for when the blocks are refused; without them it has no buttons."""
    more = ("I could not show the buttons. Type /handrail to go on.",) if screen.rows else ()
    return {"blocks": [], "text": in_text(screen, *more), **AS_IT_IS}


def in_text(screen: Screen, *more: str) -> str:
    """All its words as one text. Slack takes nothing else with a file, and reads it for stress:

    what is shown with files is in words of ours, and nothing that anybody typed.
    """
    parts = [screen.head, screen.title, *screen.lines, *more]
    return _fitting("\n".join(filter(None, map(clean, parts))))


def home(screen: Screen) -> dict[str, Any]:
    """The person's own page, on the Home tab."""
    where = "What you tap here goes on in the Messages tab."
    return {"type": "home", "blocks": [*blocks(screen), _small(where)]}


def fallback(screen: Screen) -> str:
    """What stands for the card where blocks cannot be seen. It names nobody."""
    return _fitting(clean(screen.title)) or CUT


def blocks(screen: Screen, *, urgent: bool = False) -> list[Block]:
    """Head, title, lines, then the rows of buttons."""
    return [
        *([_small(clean(screen.head))] if clean(screen.head).strip() else []),
        *_paragraphs((screen.title,), bold=True),
        *_paragraphs(screen.lines),
        *_rows(screen, urgent),
    ]


def writing_view(title: str, hint: str, writes: str, words: str = "") -> dict[str, Any]:
    """The window for writing: what is typed into it goes to us, and is no message in a chat.

    It keeps which question it was opened for, and opens with `words`.
    """
    label = _cut(clean(title).strip(), MODAL_LABEL) or "In your own words"
    entry: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": WORDS,
        "multiline": True,
        "max_length": LONGEST_WRITING,
        "focus_on_load": True,
    }
    if words:
        entry["initial_value"] = words
    field = {"type": "input", "block_id": WORDS, "label": _plain(label), "element": entry}
    if below := _cut(clean(hint).strip(), MODAL_LABEL):
        field["hint"] = _plain(below)
    return {
        "type": "modal",
        "callback_id": WRITE,
        "private_metadata": writes,
        "title": _plain("In your own words"),
        "submit": _plain("Save"),
        "close": _plain("Cancel"),
        "blocks": [field],
    }


def escaped(text: str) -> str:
    """`text` as Slack shows it letter for letter, with no mention, link or channel in it."""
    return "".join(ESCAPES.get(letter, letter) for letter in text)


def unescaped(text: str) -> str:
    """What was escaped, as it was."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _paragraphs(lines: tuple[str, ...], *, bold: bool = False) -> Iterator[Block]:
    kept = [line for line in map(clean, lines) if line.strip()]
    if len(kept) > LINES:
        kept = ["\n".join(kept)]
    for line in kept:
        for piece in _pieces(line):
            yield _rich(piece, bold=bold)


def _pieces(text: str) -> Iterator[str]:
    """`text` in parts that each fit into one block, counted as Slack's clients count."""
    start = size = 0
    for place, letter in enumerate(text):
        units = 2 if ord(letter) > 0xFFFF else 1
        if size + units > SECTION:
            yield text[start:place]
            start, size = place, 0
        size += units
    if text[start:].strip():
        yield text[start:]


def _fitting(text: str) -> str:
    whole = escaped(text)
    if len(whole) <= FALLBACK:
        return whole
    return escaped(text[: FALLBACK // len("&amp;")]) + CUT


def _rows(screen: Screen, urgent: bool) -> Iterator[Block]:
    rows = [list(row) for row in screen.rows if row]
    counts = Counter(_kind(button) for row in rows for button in row)
    listed = sorted(kind for kind, count in counts.items() if count > MANY)
    for number, kind in enumerate(listed):
        chosen = [button for row in rows for button in row if _kind(button) == kind]
        for part in range(0, len(chosen), OPTIONS):
            yield _actions([_list(chosen[part : part + OPTIONS], f"list:{number}:{part}")])
    rows = [[button for button in row if _kind(button) not in listed] for row in rows]
    buttons = list(_buttons(_few([row for row in rows if row]), urgent))
    if screen.typing:
        buttons.insert(_place_to_write(buttons), _actions([_write_button(screen)]))
    yield from buttons


def _buttons(rows: list[list[Button]], urgent: bool) -> Iterator[Block]:
    for number, row in enumerate(rows):
        elements = [_button(button, f"tap:{number}:{i}") for i, button in enumerate(row)]
        if urgent and number == 0:
            elements[0]["style"] = "primary"
        yield _actions(elements)


def _place_to_write(buttons: list[Block]) -> int:
    """Above the other buttons, but below one that stands alone at the top, like Send."""
    return 1 if len(buttons) > 1 and len(buttons[0]["elements"]) == 1 else 0


def _few(rows: list[list[Button]]) -> list[list[Button]]:
    """The rows, or as few as hold the same buttons when there are more than a message takes."""
    width = ROW if len(rows) <= ROWS else ACTIONS
    if len(rows) > ROWS:
        rows = [[button for row in rows for button in row]]
    return [row[start : start + width] for row in rows for start in range(0, len(row), width)]


def _kind(button: Button) -> str:
    return button.data.partition(":")[0]


def _write_button(screen: Screen) -> Block:
    value = _cut(f"{screen.writes} {clean(screen.typing)}\n{clean(screen.asks)}", BUTTON_VALUE)
    return {"type": "button", "action_id": WRITE, "text": _plain("Write"), "value": value}


def _button(button: Button, name: str) -> Block:
    return {
        "type": "button",
        "action_id": name,
        "text": _plain(_label(button)),
        "value": button.data,
    }


def _list(buttons: list[Button], name: str) -> Block:
    return {
        "type": "static_select",
        "action_id": name,
        "placeholder": _plain("Choose one"),
        "options": [{"text": _plain(_label(each)), "value": each.data} for each in buttons],
    }


def _label(button: Button) -> str:
    return _cut(clean(button.label).strip(), LABEL) or CUT


def _cut(text: str, length: int) -> str:
    """At most `length`, counted as Slack's clients count: an emoji is two."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * length:
        return text
    return units[: 2 * (length - len(CUT))].decode("utf-16-le", "ignore") + CUT


def _small(text: str) -> Block:
    return {"type": "context", "elements": [_plain(next(_pieces(text), CUT))]}


def _rich(text: str, *, bold: bool) -> Block:
    letters: Block = {"type": "text", "text": text}
    if bold:
        letters["style"] = {"bold": True}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [letters]}]}


def _actions(elements: list[Block]) -> Block:
    # Slack names the block anew each time, so that a changed card remembers no earlier choice.
    return {"type": "actions", "elements": elements}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}
