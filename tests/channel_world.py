"""The home of the stories on a real channel: its people tap and read on the platform itself."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from bot.channel import Channel
from flows.roles import Role
from handrail.house import House
from storage.database import Database
from tests.channel_rigs import Deed, Rig, Seen
from tests.phones import Message, Phones
from tests.world import Answer, Member, World


class Mirror(Phones):
    """What stands in the platform's chats, as the stories look at it."""

    def write(self, address: str, text: str) -> str:
        """What a person writes stands on the platform, and is seen there."""
        return ""

    def look(self, address: str, chat: list[Seen]) -> None:
        """Take over what is there now; what was not there before is unread."""
        phone = self.chat(address)
        before = {message.id: message for message in phone.messages}
        phone.messages = [before.get(seen.id) or _arrived(seen) for seen in chat]
        for message, seen in zip(phone.messages, chat, strict=True):
            if not seen.mine:
                message.screen = seen.screen


class ChannelWorld(World):
    """A world in which every step starts the real channel, and stops it again.

    The platform goes on between the steps, as real ones do; what its people see is read off it.
    """

    def __init__(self, url: str, rig: Rig) -> None:
        super().__init__(url)
        self.rig = rig
        self.reached_by = rig.name
        self.phones: Mirror = Mirror()
        self._runner = asyncio.Runner()
        self.run(rig.start())

    def close(self) -> None:
        """Let the platform go."""
        self.run(self.rig.stop())
        self._runner.close()

    def run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        """All on one loop, for the platform lives there."""
        return self._runner.run(work)

    def address(self, person_id: int) -> str:
        return self.rig.address(1000 + person_id)

    def hire(self, key: str, name: str, *roles: Role, **more: Any) -> Member:
        self.rig.join(self.address(len(self.members) + 1))
        return super().hire(key, name, *roles, **more)

    def channels_on(self, database: Database) -> dict[str, Channel]:
        self._channel = self.rig.channel(database, self.clock.now)
        return {**self.channels, self.rig.name: self._channel}

    def act(self, work: Callable[[House], Coroutine[Any, Any, Answer]]) -> Answer:
        async def seen(house: House) -> Answer:
            try:
                return await work(house)
            finally:
                await self._look()

        return self._step(seen)

    def _step(self, work: Callable[[House], Coroutine[Any, Any, Answer]]) -> Answer:
        async def closed(house: House) -> Answer:
            try:
                return await work(house)
            finally:
                await self.rig.close(self._channel)

        return super().act(closed)

    def receive(self, *updates: dict[str, Any]) -> None:
        """People do things, the platform brings them, and it is told that they are kept."""

        async def take_in(house: House) -> None:
            async with self.rig.listening(self._channel, house.inbox.receive):
                for update in updates:
                    await self.rig.confirmed(await self._done(update))

        self._step(take_in)
        self.settle()

    async def _done(self, update: dict[str, Any]) -> Deed:
        who = update["from"]
        if update["kind"] == "tap":
            return await self.rig.presses(who, update["data"])
        name, _, argument = update["text"].removeprefix("/").partition(" ")
        if update["text"].startswith("/"):
            return await self.rig.asks(who, name, argument)
        return await self.rig.fills_in(who, update["text"])

    async def _look(self) -> None:
        for member in self.members.values():
            self.phones.look(member.address, await self.rig.chat(member.address))


def _arrived(seen: Seen) -> Message:
    if seen.mine:
        return Message(seen.id, text=seen.words)
    return Message(seen.id, seen.screen, unread=True)
