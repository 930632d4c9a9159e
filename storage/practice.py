"""The chats of the practice home: what stands on each phone, and which phones are off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from storage.facts import read_fact, write_fact
from storage.rows import inserted, many, one
from storage.tables import practice_messages as messages

LATEST = 200


@dataclass(frozen=True, slots=True)
class PracticeMessage:
    """One message on a phone: `mine` was typed there, any other is a screen shown there."""

    id: int
    address: str
    mine: bool
    content: dict[str, Any]
    sent_at: datetime
    edited_at: datetime | None


def add_message(
    db: Connection, address: str, content: Mapping[str, Any], now: datetime, *, mine: bool = False
) -> int:
    """Put a new message at the end of a chat, and return its id."""
    values = {"address": address, "mine": mine, "content": dict(content), "sent_at": now}
    return inserted(db, messages, **values)


def change_message(
    db: Connection, address: str, message_id: int, content: Mapping[str, Any], now: datetime
) -> bool:
    """Change a message where it stands. False: it is not in this chat any more."""
    change = update(messages).where(*_named(address, message_id))
    return db.execute(change.values(content=dict(content), edited_at=now)).rowcount == 1


def get_message(db: Connection, address: str, message_id: int) -> PracticeMessage | None:
    """One message of a chat, while it stands there."""
    return one(db, PracticeMessage, select(messages).where(*_named(address, message_id)))


def remove_message(db: Connection, address: str, message_id: int) -> None:
    """Take a message out of a chat; one that has gone already is no error."""
    db.execute(delete(messages).where(*_named(address, message_id)))


def list_messages(db: Connection, address: str) -> list[PracticeMessage]:
    """The latest messages of a chat, oldest first."""
    latest = (
        select(messages)
        .where(messages.c.address == address)
        .order_by(messages.c.id.desc())
        .limit(LATEST)
    )
    return many(db, PracticeMessage, latest)[::-1]


def phone_is_off(db: Connection, address: str) -> bool:
    return bool(read_fact(db, _switch(address)))


def switch_phone(db: Connection, address: str, *, off: bool) -> None:
    """Turn a phone off or on: nothing can be shown on one that is off."""
    write_fact(db, _switch(address), off)


def _switch(address: str) -> str:
    return f"practice_off:{address}"


def _named(address: str, message_id: int) -> tuple[Any, Any]:
    return messages.c.id == message_id, messages.c.address == address
