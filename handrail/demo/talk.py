"""The conversation in plain text: whose phone, when, what stands there, what is tapped or typed.

A screen that only repeats is left out; of one that merely changes, what is new is told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from textwrap import wrap
from zoneinfo import ZoneInfo

from flows.screen import Screen
from handrail.demo.phones import Event
from handrail.demo.player import CHOSEN

WIDTH = 88
INDENT = "    "

ALWAYS_THERE = frozenset({"Back", "Save for later", "Menu", "Change an answer"})
"""Ways out that every card has."""


KEEPING = {"Keep it", "Take it out"}
"""What a question offers once it has an answer."""

HINTS = ("Tap all that fit", "Tap one, or write", "Write it in your own words", "Write a number")
"""How lines begin that say how to answer: told once on each phone."""


@dataclass
class Teller:
    """Tells events in their order. It knows what each phone has shown of the form it is in."""

    zone: ZoneInfo
    names: Mapping[str, str]
    _seen: dict[str, list[Screen]] = field(default_factory=dict)
    _hinted: set[tuple[str, str]] = field(default_factory=set)
    _shown: dict[str, set[Screen]] = field(default_factory=dict)
    _acted: dict[str, datetime] = field(default_factory=dict)
    _place: tuple[str, datetime] | None = None
    _day: str = ""

    def tell(self, events: Sequence[Event]) -> Iterator[str]:
        """One chapter."""
        doing: list[str] = []
        for event in events:
            if event.did:
                self._acted[event.address] = event.at
            if event.screen is None and not event.wrote:
                yield from self._heading(event)
                doing.append(event.did)
                continue
            lines = self._screen(event, event.screen) if event.screen else _wrote(event)
            if lines:
                yield from _done(doing)
                doing = []
                yield from self._heading(event)
                yield from ("", *lines)
        yield from _done(doing)

    def _heading(self, event: Event) -> Iterator[str]:
        place = (event.address, event.at)
        if place == self._place:
            return
        self._place = place
        local = event.at.astimezone(self.zone)
        day = f"{local:%A} {local.day} {local:%B %Y}"
        if day != self._day:
            self._day = day
            yield from ("", f"-- {day} ".ljust(WIDTH, "-"))
        yield from ("", f"{local:%H:%M}  {self.names[event.address]}")

    def _screen(self, event: Event, shown: Screen) -> list[str]:
        if self._closed_by_itself(event, shown):
            return []
        known, told = self._known(event, shown)
        lines = [line for line in _lines(shown) if self._is_news(event.address, line)]
        new = [line for line in lines if line not in told]
        if not known:
            return [*_texts(shown.head, shown.title, *new), *_buttons(_labels(shown))]
        before = {label for screen in known for label in _labels(screen)} | KEEPING
        labels = [label for label in _labels(shown) if label not in before]
        if not new and not labels:
            return []
        title = "" if shown.head else shown.title
        return [*_texts(title, *new), *_buttons(labels)]

    def _closed_by_itself(self, event: Event, shown: Screen) -> bool:
        """What was opened is put back as it was, and nobody has done anything."""
        earlier = self._shown.setdefault(event.address, set())
        back = event.before is not None and shown in earlier
        earlier.add(shown)
        return back and self._acted.get(event.address) != event.at

    def _known(self, event: Event, shown: Screen) -> tuple[list[Screen], set[str]]:
        """The same screen as it was shown before, and every line of the form it is in."""
        seen = self._seen.setdefault(event.address, [])
        if not _form(shown) or (seen and _form(seen[-1]) != _form(shown)):
            seen.clear()
        same = [each for each in (*seen, event.before) if each and _named(each) == _named(shown)]
        told = {line for screen in (*seen, *same) for line in _lines(screen)}
        seen.append(shown)
        return same, told

    def _is_news(self, address: str, line: str) -> bool:
        if not line.startswith(HINTS):
            return True
        told = (address, line) in self._hinted
        self._hinted.add((address, line))
        return not told


def _lines(screen: Screen) -> list[str]:
    return [line for part in screen.lines for line in part.splitlines()]


def _named(screen: Screen) -> tuple[str, str]:
    return screen.head, screen.title


def _form(screen: Screen) -> str:
    return screen.head.partition(" · ")[0]


def _wrote(event: Event) -> list[str]:
    first, *rest = wrap(f"“{event.did}”", WIDTH - len(INDENT) - 2)
    return [f"{INDENT}> {first}", *(f"{INDENT}  {line}" for line in rest)]


def _done(doing: Sequence[str]) -> Iterator[str]:
    if doing:
        yield from _wrapped(" ".join(f"> {each}" for each in doing))


def _texts(*texts: str) -> Iterator[str]:
    for text in texts:
        yield from _wrapped(text)


def _labels(screen: Screen) -> list[str]:
    return [
        button.label.removeprefix(CHOSEN)
        for row in screen.rows
        for button in row
        if button.label not in ALWAYS_THERE
    ]


def _buttons(labels: Sequence[str]) -> Iterator[str]:
    line = ""
    for label in labels:
        button = f"[{label}]"
        if line and len(INDENT) + len(line) + 1 + len(button) > WIDTH:
            yield INDENT + line
            line = ""
        line = f"{line} {button}" if line else button
    if line:
        yield INDENT + line


def _wrapped(text: str) -> Iterator[str]:
    for line in wrap(text, WIDTH - len(INDENT)):
        yield INDENT + line
