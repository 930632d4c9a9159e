"""What was kept cannot be gone on with, as on a full disk: people are told past the outbox.

What cannot even be kept is for the channels to say, which do not confirm it.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.channel import Channel
from flows.screen import Asked, Attached, Heard, Tapped, Typed, Unreadable

KEPT = "I have kept that. I cannot go on now, and nobody has been told. Please phone the senior."

AGAIN = timedelta(minutes=10)
"""One chat is told this once in so long."""

SAY_SECONDS = 5

SPOKEN = (Tapped, Typed, Asked, Attached, Unreadable)

Came = tuple[str, str]
"""The channel of an update, and the update as it came."""

log = structlog.get_logger()


class Standstill:
    """Remembers only in memory whom it has told: there is nothing to write it down in."""

    def __init__(self, channels: Mapping[str, Channel], clock: Callable[[], datetime]) -> None:
        self._channels = channels
        self._clock = clock
        self._told: dict[tuple[str, str], datetime] = {}

    async def tell(self, updates: Iterable[Came]) -> None:
        """Best effort, for each person who said any of this."""
        now = self._clock()
        self._told = {chat: at for chat, at in self._told.items() if now - at < AGAIN}
        heard = ((channel, self._understood(channel, payload)) for channel, payload in updates)
        chats = {(channel, said.address) for channel, said in heard if said is not None}
        new = sorted(chats - self._told.keys())
        self._told.update(dict.fromkeys(new, now))
        await asyncio.gather(*(self._say(channel, address) for channel, address in new))

    def _understood(self, channel: str, payload: str) -> Heard | None:
        """What a person said; None for the rest, and for what its channel cannot read."""
        try:
            heard = self._channels[channel].read(payload)
        except (LookupError, ValueError):
            return None
        return heard if heard is not None and isinstance(heard.happening, SPOKEN) else None

    async def _say(self, channel: str, address: str) -> None:
        try:
            async with asyncio.timeout(SAY_SECONDS):
                await self._channels[channel].say(address, KEPT)
        except TimeoutError:
            log.warning("not_said", channel=channel)
