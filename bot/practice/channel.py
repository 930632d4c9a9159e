"""The practice phones as a channel like any other: rows in a table where a platform would be."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import uuid4

import structlog
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.channel import Arrival, Receive
from bot.plain import cleaned
from bot.practice.live import Hint, Switchboard
from bot.practice.uploads import Uploads
from flows.screen import (
    Asked,
    Attached,
    Happening,
    Heard,
    Introduced,
    Later,
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
from storage import practice
from storage.database import Database

PHONE_OFF = Refused("phone is off", unreachable=True)

log = structlog.get_logger()


class NotSaved(Exception):
    """What a person did on a phone could not be stored."""


class Upload(BaseModel):
    """A file that was sent from a phone: photo or voice, and where it waits to be fetched."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    kind: str
    reference: str
    size: int


class Update(BaseModel):
    """What one tap, one text or one switch looks like in the inbox."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    address: str
    tapped: str | None = None
    typed: str | None = None
    attached: Upload | None = None
    message: str | None = None
    switched_on: bool = False


class PracticeChannel:
    """Shows screens by writing rows; hears what the page's own phones send."""

    spacing = Spacing()

    def __init__(self, database: Database, clock: Callable[[], datetime], uploads: Uploads) -> None:
        self._uploads = uploads
        self._database = database
        self._clock = clock
        self._receive: Receive | None = None
        self.switchboard = Switchboard()

    @property
    def name(self) -> str:
        return "practice"

    def well(self) -> bool:
        """There is no platform that could be lost."""
        return True

    async def run(self, receive: Receive) -> None:
        """Take in what the page sends until cancelled; before and after, nothing is saved."""
        self._receive = receive
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self._receive = None
            self.switchboard.hang_up()

    def read(self, payload: str) -> Heard | None:
        update = Update.model_validate_json(payload)
        return Heard(update.address, _happening(update))

    async def introduce(self, address: str) -> Introduced:
        """Practice phones have no e-mail address."""
        return Introduced()

    async def fetch(self, reference: str, most: int) -> bytes | Refused:
        """What somebody sent from the page."""
        return await asyncio.to_thread(self._uploads.fetch, reference, most)

    async def deliver(self, parcel: Parcel) -> Outcome:
        place = partial(_place, parcel, self._clock(), self._uploads)
        try:
            outcome = await self._database.write(place)
        except SQLAlchemyError as error:
            return Later(type(error).__name__, whole_channel=True)
        self.wake(parcel.address)
        return outcome

    async def say(self, address: str, text: str) -> None:
        """Straight to the pages that are open: the database may be what has failed."""
        self.switchboard.tell(Hint("notice", phone=address, text=text))

    def wake(self, address: str) -> None:
        """Let every open page look at this phone again."""
        self.switchboard.tell(Hint("changed", phone=address))

    async def take_text(self, address: str, text: str) -> None:
        """Somebody typed: their message stands in the chat, and is on its way. Or NotSaved."""
        try:
            message = await self._database.write(partial(_add_typed, address, text, self._clock()))
        except SQLAlchemyError as error:
            raise NotSaved from error
        try:
            await self._bring(Update(address=address, typed=text, message=str(message)))
        except NotSaved:
            await self._take_back(address, message)
            raise
        finally:
            self.wake(address)

    async def take_file(self, address: str, kind: str, content: bytes) -> None:
        """Somebody sent a photo or a voice message. Or NotSaved."""
        try:
            reference = await asyncio.to_thread(self._uploads.keep, content)
            shown = {"file": kind, "reference": reference}
            message = await self._database.write(
                lambda db: practice.add_message(db, address, shown, self._clock(), mine=True)
            )
        except (SQLAlchemyError, OSError) as error:
            raise NotSaved from error
        upload = Upload(kind=kind, reference=reference, size=len(content))
        try:
            await self._bring(Update(address=address, attached=upload, message=str(message)))
        except NotSaved:
            await self._take_back(address, message)
            raise
        finally:
            self.wake(address)

    async def take_tap(self, address: str, data: str) -> None:
        """Somebody tapped a button. Or NotSaved."""
        await self._bring(Update(address=address, tapped=data))

    async def switch(self, address: str, *, off: bool) -> None:
        """Turn a phone off, which nobody is told of, or on, which makes it reachable again."""
        try:
            await self._database.write(partial(practice.switch_phone, address=address, off=off))
        except SQLAlchemyError as error:
            raise NotSaved from error
        self.wake(address)
        if not off:
            await self._bring(Update(address=address, switched_on=True))

    async def _bring(self, update: Update) -> None:
        if self._receive is None:
            raise NotSaved
        arrival = Arrival(
            update_id=uuid4().hex,
            conversation=f"practice:{update.address}",
            payload=update.model_dump_json(exclude_defaults=True),
        )
        try:
            await self._receive(self.name, [arrival])
        except Exception as error:
            log.error("practice.not_saved", update=arrival.update_id, error=type(error).__name__)
            raise NotSaved from error

    async def _take_back(self, address: str, message: int) -> None:
        """A text that was not saved leaves the chat again: the page still holds it to resend."""
        try:
            await self._database.write(
                partial(practice.remove_message, address=address, message_id=message)
            )
        except SQLAlchemyError as error:
            log.error("practice.not_removed", message=message, error=type(error).__name__)


def _happening(update: Update) -> Happening:
    if update.switched_on:
        return Unblocked()
    if update.tapped is not None:
        return Tapped(update.tapped)
    if update.attached is not None:
        sent = update.attached
        return Attached(sent.kind, sent.reference, sent.size, message_id=update.message)
    if update.typed is None:
        raise ValueError("An update from a practice phone says nothing.")
    return _typed(update.typed, update.message)


def _typed(text: str, message: str | None) -> Typed | Asked:
    if not text.startswith("/") or not text[1:].strip():
        return Typed(text, message_id=message)
    name, _, argument = text[1:].strip().partition(" ")
    return Asked(name.lower(), argument.strip(), message_id=message)


def _add_typed(address: str, text: str, now: datetime, db: Connection) -> int:
    return practice.add_message(db, address, {"text": text}, now, mine=True)


def _place(parcel: Parcel, now: datetime, uploads: Uploads, db: Connection) -> Outcome:
    if practice.phone_is_off(db, parcel.address):
        return PHONE_OFF
    if parcel.removes is not None:
        removed = practice.get_message(db, parcel.address, int(parcel.removes))
        practice.remove_message(db, parcel.address, int(parcel.removes))
        uploads.forget(str(removed.content.get("reference", "")) if removed else "")
    if parcel.screen is None:
        return Sent()
    return Sent(str(_show(parcel, parcel.screen, now, db)))


def _show(parcel: Parcel, screen: Screen, now: datetime, db: Connection) -> int:
    """Change the card in place, or show a new one where it has gone or has to be noticed."""
    content = cleaned(screen).as_json()
    if parcel.media is not None:
        content["media"] = parcel.media.as_json()
    old = int(parcel.replaces) if parcel.replaces else None
    if old is not None and not parcel.repost:
        if practice.change_message(db, parcel.address, old, content, now):
            return old
    elif old is not None:
        practice.remove_message(db, parcel.address, old)
    return practice.add_message(db, parcel.address, content, now)
