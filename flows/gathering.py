"""What has piled up for one person comes as one message, from which each thing can be opened."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flows.screen import MAX_TEXT, Button, Screen

MOST = 24
"""As many can be opened from one list: with one more for the menu, Slack has room for no more."""

IN_A_ROW = 4

ROOM = MAX_TEXT - 200
MENU = "m"
TAP = " Tap a number to open it."


@dataclass(frozen=True, slots=True)
class Item:
    """One thing: how it would have looked by itself, and where it opens, if anywhere."""

    screen: Screen
    opens: str = ""


def may_join(item: Item, *, alone: bool = False) -> bool:
    """Whether it can be one line among others: nobody may lose a button by it."""
    asks = any(button.data != MENU for row in item.screen.rows for button in row)
    return not alone and (bool(item.opens) or not asks)


def first_of(items: Sequence[tuple[Item, bool]]) -> list[int]:
    """Which of these, each with whether it may join others, leave as the next message.

    The first of them does, with as many of the others as one message has room and buttons for.
    """
    if not items[0][1]:
        return [0]
    chosen, room, buttons = [], ROOM, MOST
    for number, (item, joins) in enumerate(items):
        needs = len(_line(number + 1, item, more=True)) + 2
        if joins and needs <= room and bool(item.opens) <= buttons:
            chosen.append(number)
            room -= needs
            buttons -= bool(item.opens)
    return chosen or [0]


def digest(items: Sequence[Item]) -> Screen:
    """Short lines, in the order in which they came; what cannot be opened is told in full."""
    numbered = list(enumerate(items, start=1))
    alike = Counter((item.screen.head, item.screen.title) for item in items)
    buttons = [Button(str(number), item.opens) for number, item in numbered if item.opens]
    return Screen(
        head="All in one message",
        title=f"{len(items)} things for you.{TAP if buttons else ''}",
        lines=tuple(
            _line(number, item, more=alike[item.screen.head, item.screen.title] > 1)
            for number, item in numbered
        ),
        rows=tuple(tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW)),
    )


def _line(number: int, item: Item, *, more: bool) -> str:
    """`more`: with its first line, which tells it from others that are headed alike."""
    screen = item.screen
    lines = screen.lines[: int(more)] if item.opens else screen.lines
    told = [screen.head, screen.title, *lines]
    return f"{number}. " + "\n".join(part for part in told if part)
