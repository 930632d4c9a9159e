"""A channel for stories: phones in memory, held to the same limits as a real platform."""

import asyncio
import json
from dataclasses import dataclass, field
from itertools import count

from bot.channel import Receive
from flows.screen import (
    LONGEST_LABEL,
    Asked,
    Attached,
    Blocked,
    Heard,
    Introduced,
    Later,
    Media,
    Outcome,
    Parcel,
    Refused,
    Screen,
    Sent,
    Spacing,
    Tapped,
    Typed,
    Unblocked,
)


@dataclass
class Message:
    """One message on a phone. `unread`: it arrived anew and no test has looked at it."""

    id: str
    screen: Screen | None = None
    text: str = ""
    unread: bool = False
    media: Media | None = None

    @property
    def shown(self) -> str:
        if self.screen is None:
            return self.text
        return "\n".join([self.screen.head, self.screen.title, *self.screen.lines])

    @property
    def labels(self) -> list[str]:
        rows = self.screen.rows if self.screen else ()
        return [button.label for row in rows for button in row]


@dataclass
class Phone:
    """What is in one chat."""

    messages: list[Message] = field(default_factory=list)
    off: bool = False
    trouble: list[Outcome] = field(default_factory=list)


class Phones:
    """Every phone of a story. They outlive the process under test, as real phones do."""

    name = "phones"

    spacing = Spacing()
    connected = True

    def __init__(self) -> None:
        self.chats: dict[str, Phone] = {}
        self.sent: list[Parcel] = []
        self.wrong: list[str] = []
        """What a phone would cut off, or a real platform refuse."""
        self.emails: dict[str, str] = {}
        """What this channel vouches for, by address."""
        self.asked: list[str] = []
        """Whom it was asked about."""
        self.silent: list[Later] = []
        """What it says instead, each once."""
        self._ids = count(1)
        self.uploads: dict[str, bytes | Later | Refused] = {}
        """What can be fetched here, by its reference."""
        self.fetched: list[str] = []

    def chat(self, address: str) -> Phone:
        return self.chats.setdefault(address, Phone())

    def well(self) -> bool:
        """Whether a test has cut the line."""
        return self.connected

    async def run(self, receive: Receive) -> None:
        await asyncio.get_running_loop().create_future()

    def read(self, payload: str) -> Heard | None:
        update = json.loads(payload)
        kind, address = update["kind"], update["from"]
        happenings = {
            "tap": lambda: Tapped(update["data"]),
            "text": lambda: _typed(update["text"], update["message"]),
            "window": lambda: Typed(update["text"], writes=update["writes"]),
            "file": lambda: Attached(**update["file"], message_id=update["message"]),
            "blocked": Blocked,
            "unblocked": Unblocked,
        }
        if kind == "broken":
            raise ValueError("an update that makes no sense")
        return Heard(address, happenings[kind]())

    def write(self, address: str, text: str) -> str:
        """The person writes a message of their own; returns its id."""
        message = Message(str(next(self._ids)), text=text)
        self.chat(address).messages.append(message)
        return message.id

    async def introduce(self, address: str) -> Introduced | Later:
        self.asked.append(address)
        if self.silent:
            return self.silent.pop(0)
        return Introduced(self.emails.get(address, ""))

    async def fetch(self, reference: str, most: int) -> bytes | Later | Refused:
        self.fetched.append(reference)
        return self.uploads.get(reference, Refused("gone"))

    async def deliver(self, parcel: Parcel) -> Outcome:
        phone = self.chat(parcel.address)
        if phone.trouble:
            return phone.trouble.pop(0)
        if phone.off:
            return Refused("blocked", unreachable=True)
        self._check(parcel)
        self.sent.append(parcel)
        if parcel.removes is not None:
            phone.messages = [m for m in phone.messages if m.id != parcel.removes]
            return Sent()
        return self._show(phone, parcel)

    async def say(self, address: str, text: str) -> None:
        self.chat(address).messages.append(Message(str(next(self._ids)), text=text, unread=True))

    def _check(self, parcel: Parcel) -> None:
        rows = parcel.screen.rows if parcel.screen else ()
        long = [b.label for row in rows for b in row if len(b.label) > LONGEST_LABEL]
        self.wrong += [f"No phone shows this label whole: {label}" for label in long]
        phone = self.chat(parcel.address)
        old = next((m for m in phone.messages if m.id == parcel.replaces), None)
        same = old is not None and not parcel.repost and old.screen == parcel.screen
        self.wrong += [f"A change that changes nothing: {parcel.screen}"] if same else []

    def _show(self, phone: Phone, parcel: Parcel) -> Outcome:
        old = next((m for m in phone.messages if m.id == parcel.replaces), None)
        if old is not None and not parcel.repost:
            old.screen = parcel.screen
            return Sent(old.id)
        if old is not None:
            phone.messages.remove(old)
        message = Message(str(next(self._ids)), parcel.screen, unread=True, media=parcel.media)
        phone.messages.append(message)
        return Sent(message.id)


def _typed(text: str, message_id: str) -> Typed | Asked:
    if not text.startswith("/"):
        return Typed(text, message_id)
    name, _, argument = text[1:].partition(" ")
    return Asked(name, argument, message_id)


__all__ = ["Later", "Message", "Phone", "Phones", "Refused"]
