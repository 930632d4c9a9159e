"""What has piled up for one person comes as one message, from which each thing can be opened."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.screen import MAX_TEXT, Button, Screen
from flows.screens import in_rows

MOST = 7
"""As many can be opened from it; with the menu that is as many buttons as a thumb can find."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing: how it would have looked by itself, and where it opens, if anywhere."""

    screen: Screen
    opens: str = ""


def digest(items: Sequence[Item]) -> Screen:
    """Short lines, in the order in which they came; what cannot be opened is told in full."""
    numbered = list(enumerate(items, start=1))
    lines, room = [], MAX_TEXT - 200
    for number, item in numbered:
        line = f"{number}. {_said(item)}"
        if len(line) > room:
            lines.append("There is more. Your menu shows it.")
            break
        lines.append(line)
        room -= len(line)
    buttons = [Button(f"Open {number}", item.opens) for number, item in numbered if item.opens]
    return Screen(
        head="All in one message",
        title=f"{len(items)} things came while you were busy.",
        lines=tuple(lines),
        rows=(*in_rows(buttons[:MOST]), (Button("Menu", "m"),)),
    )


def _said(item: Item) -> str:
    screen = item.screen
    told = [screen.head, screen.title] if item.opens else [screen.head, screen.title, *screen.lines]
    return "\n".join(part for part in told if part)
