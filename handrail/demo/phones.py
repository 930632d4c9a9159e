"""Phones in memory, a channel like any other. What happens on them is kept, to be told."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from pydantic import BaseModel, ConfigDict

from bot.channel import Receive
from bot.plain import cleaned
from flows.screen import (
    Asked,
    Heard,
    Introduced,
    Parcel,
    Refused,
    Screen,
    Sent,
    Spacing,
    Tapped,
    Typed,
)

NAME = "phones"


class Update(BaseModel):
    """One tap or one text, as it lies in the inbox."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    address: str
    tapped: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something on somebody's phone: a screen that came, or what they did there.

    `before` is what the same message showed until then.
    """

    at: datetime
    address: str
    screen: Screen | None = None
    before: Screen | None = None
    did: str = ""
    wrote: bool = False


Shown = tuple[str, Screen, Screen | None]
"""(address, screen, what the same message showed before)."""


@dataclass
class _Chat:
    """What stands in one chat, by message, the one that changed last at the end."""

    messages: dict[str, Screen] = field(default_factory=dict)


class Phones:
    """Every phone of the demo. `take` hands over what has happened on them since."""

    def __init__(self) -> None:
        self._chats: dict[str, _Chat] = {}
        self._arrived: list[tuple[int, Shown]] = []
        self._ids = count(1)

    spacing = Spacing()

    @property
    def name(self) -> str:
        return NAME

    def shown(self, address: str) -> list[Screen]:
        """Every screen in this chat, the one that changed last first."""
        return list(reversed(self._chat(address).messages.values()))

    def take(self) -> list[Shown]:
        """What has come since, in the order in which it was owed."""
        arrived, self._arrived = sorted(self._arrived, key=lambda each: each[0]), []
        return [shown for _, shown in arrived]

    def well(self) -> bool:
        """There is no platform that could be lost."""
        return True

    async def run(self, receive: Receive) -> None:
        """Nothing comes in but what the script does."""
        await asyncio.get_running_loop().create_future()

    def read(self, payload: str) -> Heard:
        update = Update.model_validate_json(payload)
        if update.tapped:
            return Heard(update.address, Tapped(update.tapped))
        if update.typed.startswith("/"):
            return Heard(update.address, Asked(update.typed.removeprefix("/")))
        return Heard(update.address, Typed(update.typed))

    async def introduce(self, address: str) -> Introduced:
        return Introduced()

    async def fetch(self, reference: str, most: int) -> Refused:
        """Nobody sends a file in a demo."""
        return Refused("gone")

    async def deliver(self, parcel: Parcel) -> Sent:
        """A card changes in place, or comes anew; one that stays as it was is not told again."""
        messages = self._chat(parcel.address).messages
        if parcel.screen is None:
            return Sent()
        screen = cleaned(parcel.screen)
        before = messages.pop(parcel.replaces or "", None)
        again = parcel.replaces if before is not None and not parcel.repost else None
        message_id = again or str(next(self._ids))
        messages[message_id] = screen
        if screen != before or parcel.repost:
            self._arrived.append((parcel.outbox_id, (parcel.address, screen, before)))
        return Sent(message_id)

    async def say(self, address: str, text: str) -> None:
        """Only where nothing can be stored: it is told as it is."""
        self._arrived.append((0, (address, Screen(title=text), None)))

    def _chat(self, address: str) -> _Chat:
        return self._chats.setdefault(address, _Chat())
