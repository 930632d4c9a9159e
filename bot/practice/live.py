"""The lines to the pages that are open now. A line carries hints; the truth is in the database."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

HEARTBEAT_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Hint:
    """`changed`: look at this phone again. `notice`: show it this text. `clock`: time has moved."""

    kind: str
    phone: str = ""
    text: str = ""

    def as_event(self) -> str:
        data = json.dumps({"phone": self.phone, "text": self.text})
        return f"event: {self.kind}\ndata: {data}\n\n"


class Line:
    """One open page. Equal hints that wait are sent once, so a slow page is never flooded."""

    def __init__(self, phones: Iterable[str]) -> None:
        self.phones = frozenset(phones)
        self.open = True
        self._waiting: dict[Hint, None] = {}
        self._woken = asyncio.Event()

    def tell(self, hint: Hint) -> None:
        self._waiting[hint] = None
        self._woken.set()

    def hang_up(self) -> None:
        self.open = False
        self._woken.set()

    async def hints(self) -> list[Hint]:
        """Whatever came since the last call, waiting at most one heartbeat; may be empty."""
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                await self._woken.wait()
        except TimeoutError:
            return []
        self._woken.clear()
        waiting, self._waiting = self._waiting, {}
        return list(waiting)


class Switchboard:
    """Every line that is open in this process."""

    def __init__(self) -> None:
        self._lines: set[Line] = set()

    @property
    def open_lines(self) -> int:
        return len(self._lines)

    def tell(self, hint: Hint) -> None:
        """Pass a hint to the pages that show its phone, or to all when it names none."""
        for line in self._lines:
            if not hint.phone or hint.phone in line.phones:
                line.tell(hint)

    def hang_up(self) -> None:
        """End every open line, so that the server can stop."""
        for line in self._lines:
            line.hang_up()

    async def events(self, phones: Iterable[str]) -> AsyncIterator[str]:
        """The server-sent events of one page, until it goes away or the line is ended."""
        line = Line(phones)
        self._lines.add(line)
        try:
            yield "retry: 1500\nevent: ready\ndata: {}\n\n"
            while line.open:
                hints = await line.hints()
                yield "".join(hint.as_event() for hint in hints) or ": still here\n\n"
        finally:
            self._lines.discard(line)
