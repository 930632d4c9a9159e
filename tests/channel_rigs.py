"""What the shared tests ask of every rig: people who use a channel, a platform with moods."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from itertools import count
from typing import Any, TypeVar

import structlog
from structlog.testing import LogCapture

from bot.channel import Arrival, Receive
from flows.screen import Screen
from storage.database import Database

Value = TypeVar("Value")
ALWAYS = 10**9
PAUSE = 31


class Trouble(Enum):
    """What a platform may answer, in words that every platform has."""

    GONE = "the person's chat is gone"
    REFUSED = "this message, never"
    BUSY = f"not for {PAUSE} seconds"
    FAILING = "an error of the platform's own"
    SHUT_OUT = "our token is refused"
    LOST = "it was carried out, and the answer got lost"


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as a person sees it. `preview` is what a lock screen may show of it.

    `marks` is everything in it that the platform reads as more than letters, but for the strong
    title. `mine`: the person wrote it. `file`: what is shown above the words.
    """

    id: str
    screen: Screen
    preview: str = ""
    marks: tuple[str, ...] = ()
    mine: bool = False
    file: bytes = b""

    @property
    def words(self) -> str:
        """Everything that can be read."""
        screen = self.screen
        return "\n".join(filter(None, [screen.head, screen.title, *screen.lines]))

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """Every label with its address."""
        return [(button.label, button.data) for row in self.screen.rows for button in row]


class Deed(ABC):
    """One thing a person did, on its way to us."""

    @property
    @abstractmethod
    def confirmed(self) -> bool:
        """Whether the platform was told that it is kept."""


class Inbox:
    """Takes arrivals like the real one, each once or not at all; it can fail, and be held."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self.rows: dict[str, Arrival] = {}
        self.tries = 0
        self.failure: Exception | None = None
        self.held: asyncio.Event | None = None

    async def receive(self, channel: str, arrivals: Sequence[Arrival]) -> None:
        self.tries += 1
        self._changed()
        if self.held is not None:
            await self.held.wait()
        if self.failure is not None:
            raise self.failure
        self.rows |= {each.update_id: each for each in arrivals if each.update_id not in self.rows}
        self._changed()


class Log(LogCapture):
    """What was logged; whoever waits for something looks again when a line is added."""

    def __init__(self, changed: Callable[[], None]) -> None:
        super().__init__()
        self._changed = changed

    def __call__(self, logger: Any, method: str, event: Any) -> Any:
        try:
            return super().__call__(logger, method, event)
        finally:
            self._changed()


class Rig(ABC):
    """A real channel, its platform on loopback, and the people on it.

    `lacks` names, once and with a reason, each thing that this channel truly has not.
    `nowhere` are addresses that can be nobody's.
    """

    name: str
    lacks: Mapping[object, str] = {}
    nowhere: Sequence[str] = ()

    def __init__(self) -> None:
        self.log = Log(self.changed)
        self.inbox = Inbox(self.changed)

    async def start(self) -> None:
        """Bring the platform up; what the channel logs is kept from now on."""
        structlog.configure(processors=[self.log])

    async def stop(self) -> None:
        structlog.reset_defaults()

    @abstractmethod
    def address(self, number: int) -> str:
        """The address of the person with this number."""

    @abstractmethod
    def join(self, address: str) -> None:
        """This person has a chat with us."""

    @abstractmethod
    def channel(self, database: Database, clock: Callable[[], datetime]) -> Any:
        """A channel that talks to the platform; it has to be closed by `close`."""

    async def close(self, channel: Any) -> None:
        await channel.close()

    @asynccontextmanager
    async def listening(self, channel: Any, receive: Receive | None = None) -> AsyncIterator[None]:
        """The channel brings in updates until the block ends."""
        running = asyncio.create_task(channel.run(receive or self.inbox.receive))
        running.add_done_callback(lambda _: self.changed())
        try:
            await self.wait_for(lambda: self.up() or running.done())
            yield
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    def up(self) -> bool:
        """Whether the channel that runs hears what people do."""
        return True

    # What people do

    @abstractmethod
    async def writes(self, address: str, text: str) -> Deed:
        """The person sends a message."""

    async def fills_in(self, address: str, text: str) -> Deed:
        """The person writes where the newest card invites them to."""
        return await self.writes(address, text)

    @abstractmethod
    async def sends(self, address: str, content: bytes) -> Deed:
        """The person sends a photo."""

    @abstractmethod
    async def asks(self, address: str, command: str, argument: str = "") -> Deed:
        """The person gives a command."""

    @abstractmethod
    async def presses(self, address: str, data: str) -> Deed:
        """The person taps the newest button with this address."""

    async def again(self, deed: Any) -> Deed:
        """The platform brings once more what it brought before."""
        raise NotImplementedError

    async def says_in_a_group(self, text: str) -> Deed:
        """Somebody says this where others read along."""
        raise NotImplementedError

    @abstractmethod
    async def brings_nonsense(self) -> None:
        """Something arrives that nobody can understand; on return it has been dealt with."""

    async def confirmed(self, deed: Deed) -> None:
        """Wait until the platform takes it as kept."""
        await self.wait_for(lambda: deed.confirmed)

    def keeps(self, content: bytes) -> None:
        """This file is in the folder of kept files; most channels are handed the bytes."""
        del content

    # What can be seen

    @abstractmethod
    async def chat(self, address: str) -> list[Seen]:
        """Everything in this chat now, oldest first."""

    async def shown(self, address: str) -> list[Seen]:
        """What we have in this chat now, oldest first."""
        return [seen for seen in await self.chat(address) if not seen.mine]

    async def told(self, address: str) -> list[str]:
        """What the person was told past inbox and outbox."""
        return [seen.words for seen in await self.shown(address)]

    @abstractmethod
    async def lose(self, address: str, message_id: str) -> None:
        """This message is gone from the chat, and we do not know."""

    # The platform's moods

    @abstractmethod
    async def trouble(self, kind: Trouble, address: str = "") -> None:
        """Showing anything (LOST: once) fares like this until `heal`; to one person or to all."""

    @abstractmethod
    async def heal(self) -> None:
        """All is well again."""

    @abstractmethod
    def changed(self) -> None:
        """Something happened: whoever waits looks again."""

    @abstractmethod
    async def wait_for(self, condition: Callable[[], Value]) -> Value:
        """Wait until `condition` holds and return what it gave."""

    async def next_change(self) -> None:
        """Wait until something happens."""
        looks = count()
        await self.wait_for(lambda: next(looks))
