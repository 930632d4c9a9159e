"""Sending files in a story, and looking at what is in the folder of kept files."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select

from flows.screen import Later, Refused
from flows.service import Attachments
from storage.attachments import Attachment
from storage.rows import many
from storage.tables import attachments
from tests.world import Member, World

ALLOWED = Attachments(photos=True, voice=True, most=1_000_000)


def allow(world: World, rules: Attachments = ALLOWED) -> None:
    world.service = replace(world.service, attachments=rules)


def send(
    member: Member,
    content: bytes | Later | Refused,
    kind: str = "photo",
    *,
    size: int = 0,
    caption: str = "",
    message: str = "",
) -> str:
    """The person sends a file, in a message of its own or with another; its message's id."""
    reference = uuid4().hex
    phones = member.world.phones
    phones.uploads[reference] = content
    message = message or phones.write(member.address, f"<{kind}>")
    said = size or (len(content) if isinstance(content, bytes) else 0)
    file = {"kind": kind, "reference": reference, "size": said, "caption": caption}
    member._does({"kind": "file", "file": file, "message": message})
    return message


def lies_in_chat(member: Member, message: str) -> bool:
    return message in {each.id for each in member.messages}


def kept_files(world: World) -> list[Path]:
    """Everything in the folder, finished or not."""
    return sorted(world.files.folder.iterdir()) if world.files.folder.exists() else []


def rows(world: World) -> Iterator[Attachment]:
    """Every attachment there is."""
    with world.moment() as moment:
        query = select(attachments).order_by(attachments.c.id)
        yield from many(moment.db, Attachment, query)


def reads_all(member: Member) -> None:
    """What came is read."""
    for message in member.messages:
        message.unread = False
