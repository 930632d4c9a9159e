"""What a raw Telegram update says. Pure, and tolerant of what Telegram may add or leave out."""

import json
import re
from collections.abc import Mapping
from typing import Any, TypeGuard

from bot.channel import Arrival
from flows.media import SOUNDS
from flows.screen import (
    OTHER_KIND,
    Asked,
    Attached,
    Blocked,
    Corrected,
    Elsewhere,
    Happening,
    Heard,
    Tapped,
    Typed,
    Unblocked,
    Unreadable,
)

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""Characters no database takes; JSON can carry them."""

WORDS = {
    "photo": "photo",
    "voice": "voice message",
    "video_note": "video message",
    "video": "video",
    "animation": "moving picture",
    "audio": "sound file",
    "document": "file",
    "sticker": "sticker",
    "location": "location",
    "contact": "contact",
    "poll": "poll",
}
"""A plain word for each kind of message that is not taken yet, the telling one first."""

FORWARDED = ("forward_origin", "forward_date", "forward_from")
PRESENCE: Mapping[str, Happening] = {
    "kicked": Blocked(),
    "left": Blocked(),
    "member": Unblocked(),
}


class MakesNoSense(ValueError):
    """An update nobody can act on; it is set aside."""


def update_number(update: object) -> int | None:
    """The id Telegram gave an update, or None where there is none to be found."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if _is_id(number) else None


def as_arrival(bot_id: str, update: object) -> Arrival | None:
    """The update as the inbox keeps it, or None for one without an id of its own."""
    number = update_number(update)
    if number is None or not isinstance(update, dict):
        return None
    who = sender(update)
    conversation = f"telegram:{who}" if who is not None else f"telegram:update:{number}"
    return Arrival(f"{bot_id}:{number}", conversation, json.dumps(update, separators=(",", ":")))


def sender(update: Mapping[str, Any]) -> int | None:
    """The person an update comes from, wherever it says so."""
    for part in update.values():
        who = part.get("from") if isinstance(part, dict) else None
        if isinstance(who, dict) and _is_id(who.get("id")):
            return int(who["id"])
    return None


def read_update(payload: str) -> Heard | None:
    """One update understood; None where there is nothing to answer."""
    try:
        update = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise MakesNoSense("an update is JSON") from error
    if not isinstance(update, dict):
        raise MakesNoSense("an update is an object")
    for kind, understand in READERS.items():
        if kind in update:
            return understand(_object(update, kind))
    return _unknown(update)


def _message(message: dict[str, Any]) -> Heard | None:
    chat = _object(message, "chat")
    if not _is_private(chat):
        return _elsewhere(chat)
    if _from_bot(message):
        return None
    return Heard(_address(chat), _said(message))


def _said(message: dict[str, Any]) -> Happening:
    number = message.get("message_id")
    message_id = str(number) if _is_id(number) else None
    if any(mark in message for mark in FORWARDED):
        return Unreadable("forwarded message", message_id)
    attached = _attached(message, message_id)
    if attached is not None:
        return attached
    text = message.get("text")
    if not isinstance(text, str) or not text:
        kind = next((kind for kind in WORDS if kind in message), "")
        return Unreadable(WORDS.get(kind, OTHER_KIND), message_id)
    return _written(UNSTORABLE.sub("\ufffd", text), message_id)


def _attached(message: dict[str, Any], message_id: str | None) -> Attached | None:
    """A photo or a sound that we take; None for anything else."""
    kind, file = _file_of(message)
    reference = file.get("file_id") if isinstance(file, dict) else None
    if not isinstance(file, dict) or not isinstance(reference, str) or not reference:
        return None
    size, mime, caption = file.get("file_size"), file.get("mime_type"), message.get("caption")
    return Attached(
        kind,
        UNSTORABLE.sub("", reference),
        size=size if _is_id(size) else 0,
        mime=UNSTORABLE.sub("", mime) if isinstance(mime, str) else "",
        caption=UNSTORABLE.sub("\ufffd", caption) if isinstance(caption, str) else "",
        message_id=message_id,
    )


def _file_of(message: dict[str, Any]) -> tuple[str, object]:
    """A photo, in the largest of its sizes, or a voice message, or a recording sent as a file."""
    sizes = message.get("photo")
    if isinstance(sizes, list) and sizes:
        return "photo", sizes[-1]
    recorded = message.get("audio") or message.get("document")
    if isinstance(recorded, dict) and str(recorded.get("mime_type")) in SOUNDS:
        return "voice", recorded
    return "voice", message.get("voice")


def _written(text: str, message_id: str | None) -> Happening:
    command = COMMAND.fullmatch(text)
    if command is None:
        return Typed(text, message_id)
    name, argument = command.groups(default="")
    return Asked(name.lower(), argument.strip(), message_id)


def _edited(message: dict[str, Any]) -> Heard | None:
    chat = _object(message, "chat")
    return Heard(_address(chat), Corrected()) if _is_private(chat) else _elsewhere(chat)


def _tap(query: dict[str, Any]) -> Heard | None:
    data = query.get("data")
    if not isinstance(data, str):
        raise MakesNoSense("a tap without data")
    message = query.get("message")
    chat = message.get("chat") if isinstance(message, dict) else None
    if isinstance(chat, dict) and not _is_private(chat):
        return _elsewhere(chat)
    # A very old message comes without its chat; in private the chat is the person.
    return Heard(_address(_object(query, "from")), Tapped(UNSTORABLE.sub("\ufffd", data)))


def _presence(change: dict[str, Any]) -> Heard | None:
    chat = _object(change, "chat")
    happening = PRESENCE.get(str(_object(change, "new_chat_member").get("status")))
    if _is_private(chat):
        return None if happening is None else Heard(_address(chat), happening)
    # Taken out of a group there is nobody left to answer.
    return None if isinstance(happening, Blocked) else _elsewhere(chat)


def _unknown(update: dict[str, Any]) -> Heard | None:
    who = sender(update)
    if who is None:
        raise MakesNoSense("an update from nobody")
    parts = (part for part in update.values() if isinstance(part, dict))
    chat = next((part["chat"] for part in parts if isinstance(part.get("chat"), dict)), None)
    if chat is not None and not _is_private(chat):
        return _elsewhere(chat)
    return Heard(str(who), Unreadable(OTHER_KIND))


READERS = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _tap,
    "my_chat_member": _presence,
}


def _elsewhere(chat: dict[str, Any]) -> Heard:
    return Heard(_address(chat), Elsewhere())


def _is_private(chat: dict[str, Any]) -> bool:
    return chat.get("type") == "private"


def _from_bot(message: dict[str, Any]) -> bool:
    who = message.get("from")
    return isinstance(who, dict) and who.get("is_bot") is True


def _address(holder: dict[str, Any]) -> str:
    number = holder.get("id")
    if not _is_id(number):
        raise MakesNoSense("a chat without an id")
    return str(number)


def _object(holder: dict[str, Any], name: str) -> dict[str, Any]:
    value = holder.get(name)
    if not isinstance(value, dict):
        raise MakesNoSense(f"an update whose {name} is missing")
    return value


def _is_id(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
