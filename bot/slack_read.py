"""What a raw Slack delivery says. Pure, and tolerant of what Slack may add or leave out."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.channel import Arrival
from bot.slack_files import FILE, kind_of
from bot.slack_view import WORDS, WRITE, unescaped
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
    Unreadable,
)

Body = Mapping[str, Any]

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""Characters no database takes; JSON can carry them."""
MARKED = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
"""What Slack makes of a link, a person, a channel in typed text."""
OWN_COMMAND = "handrail"
SLACKBOT = "USLACKBOT"
"""Slack's own voice, which it does not call a bot."""
SECRETS = ("token", "response_url", "response_urls")
"""Parts of a delivery that let whoever reads them act; they are not stored."""

TEXT_KINDS = ("", "thread_broadcast", "me_message")
FILES = {"image": "photo", "audio": "voice message", "video": "video"}
NOT_FROM_A_PERSON = frozenset(
    {
        "assistant_app_thread",
        "bot_add",
        "bot_message",
        "bot_remove",
        "channel_join",
        "channel_leave",
        "ekm_access_denied",
        "huddle_thread",
        "message_deleted",
        "message_replied",
        "pinned_item",
        "reminder_add",
        "tombstone",
        "unpinned_item",
    }
)


class MakesNoSense(ValueError):
    """A delivery nobody can act on; it is set aside."""


def as_arrivals(team: str, body: Body) -> list[Arrival]:
    """The delivery as the inbox keeps it, one for each file. `team` is the app's workspace."""
    number = delivery_id(body)
    who = sender(body)
    conversation = f"slack:{who}" if who else f"slack:update:{number}"
    kept = {name: part for name, part in body.items() if name not in SECRETS}
    parts = [json.dumps({"team": team, "body": each}) for each in _file_by_file(kept)]
    ids = [number, *(f"{number}:{more}" for more in range(1, len(parts)))]
    return [Arrival(id, conversation, part) for id, part in zip(ids, parts, strict=True)]


def _file_by_file(body: Body) -> list[Body]:
    """A message with several files as so many with one each; what was written is in the first."""
    event = _part(body, "event")
    files = event.get("files")
    if event.get("type") != "message" or not isinstance(files, list) or len(files) < 2:
        return [body]
    texts = [event.get("text"), *[""] * (len(files) - 1)]
    return [
        {**body, "event": {**event, "files": [file], "text": text}}
        for file, text in zip(files, texts, strict=True)
    ]


def delivery_id(body: Body) -> str:
    """What stays the same however often, and by whichever way, Slack brings this."""
    event = _part(body, "event")
    if event.get("type") == "message" and event.get("subtype") != "message_changed":
        return f"message:{_name(event, 'channel')}:{_name(event, 'ts')}"
    if body.get("type") == "view_submission":
        return f"view:{_name(_part(body, 'view'), 'id')}"
    for name in ("event_id", "trigger_id", "action_ts"):
        if isinstance(body.get(name), str):
            return f"{name}:{body[name]}"
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    if isinstance(first, dict) and isinstance(first.get("action_ts"), str):
        return f"action_ts:{first['action_ts']}"
    raise MakesNoSense("a delivery without anything to know it by")


def sender(body: Body) -> str:
    """The person it comes from, wherever it says so; "" where it does not."""
    event = _part(body, "event")
    spots = (
        body.get("user_id"),
        _id_of(body.get("user")),
        _id_of(event.get("user")),
        _part(event, "message").get("user"),
    )
    return next((spot for spot in spots if isinstance(spot, str) and spot), "")


def read_payload(payload: str) -> Heard | None:
    """One stored delivery understood; None where there is nothing to answer."""
    try:
        stored = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise MakesNoSense("a delivery is JSON") from error
    if not isinstance(stored, dict):
        raise MakesNoSense("a delivery is an object")
    return read_body(str(stored.get("team", "")), _part(stored, "body"))


def read_body(team: str, body: Body) -> Heard | None:
    """One delivery understood; None where there is nothing to answer, or not to this person."""
    if _is_stranger(team, body):
        return None
    kind = "command" if "command" in body else str(body.get("type"))
    reader = READERS.get(kind)
    if reader is None:
        return None
    return reader(body)


def is_write_tap(body: Body) -> bool:
    """A tap on [Write], which opens a window and says nothing yet."""
    return body.get("type") == "block_actions" and _action(body).get("action_id") == WRITE


def _event(body: Body) -> Heard | None:
    event = _part(body, "event")
    match event.get("type"):
        case "message":
            return _message(event)
        case "app_mention" if "bot_id" not in event:
            return Heard(_name(event, "channel"), Elsewhere())
        case "app_home_opened" if event.get("tab") == "home":
            return Heard(_name(event, "user"), Asked("home"))
        case "user_change" if _part(event, "user").get("deleted") is True:
            return Heard(_name(_part(event, "user"), "id"), Blocked())
    return None


def _message(event: Body) -> Heard | None:
    if event.get("channel_type") != "im" or "bot_id" in event or event.get("user") == SLACKBOT:
        return None
    kind = str(event.get("subtype") or "")
    if kind == "message_changed":
        return _changed(event)
    if kind in NOT_FROM_A_PERSON:
        return None
    message_id = f"{_name(event, 'channel')}:{_name(event, 'ts')}"
    return Heard(_name(event, "user"), _said(event, kind, message_id))


def _said(event: Body, kind: str, message_id: str) -> Happening:
    text, files = event.get("text"), event.get("files")
    if isinstance(files, list) and files:
        caption = _storable(as_typed(text)) if isinstance(text, str) else ""
        return _attached(files[0], caption, message_id)
    if kind not in TEXT_KINDS or not isinstance(text, str) or not text:
        return Unreadable(OTHER_KIND, message_id)
    return Typed(_storable(as_typed(text)), message_id)


def _attached(file: object, caption: str, message_id: str) -> Happening:
    """A photo or a sound that we take; anything else by its plain word."""
    told = file if isinstance(file, dict) else {}
    mime, reference, size = str(told.get("mimetype") or ""), told.get("id"), told.get("size")
    family = mime.partition("/")[0]
    kind = kind_of(told)
    if kind is None or not isinstance(reference, str) or FILE.fullmatch(reference) is None:
        return Unreadable(FILES.get(family, "file"), message_id)
    known = size if isinstance(size, int) else 0
    return Attached(kind, reference, known, _storable(mime), caption, message_id)


def _changed(event: Body) -> Heard | None:
    """An edit by the person; Slack also reports its own additions, which say nothing."""
    now = _part(event, "message")
    if "bot_id" in now or "edited" not in now:
        return None
    return Heard(_name(now, "user"), Corrected())


def _tap(body: Body) -> Heard | None:
    if is_write_tap(body):
        return None
    action = _action(body)
    chosen = action.get("selected_option")
    data = _part(action, "selected_option").get("value") if chosen else action.get("value")
    if not isinstance(data, str):
        raise MakesNoSense("a tap without a value")
    on_page = _part(body, "view").get("type") == "home"
    return Heard(_name(_part(body, "user"), "id"), Tapped(_storable(unescaped(data)), on_page))


def _submitted(body: Body) -> Heard | None:
    view = _part(body, "view")
    if view.get("callback_id") != WRITE:
        return None
    values = _part(_part(view, "state"), "values")
    text = _part(_part(values, WORDS), WORDS).get("value")
    writes = _storable(view.get("private_metadata") or "")
    return Heard(_name(_part(body, "user"), "id"), Typed(_storable(text or ""), writes=writes))


def _command(body: Body) -> Heard | None:
    name = _name(body, "command").removeprefix("/").lower()
    text = _storable(as_typed(str(body.get("text") or ""))).strip()
    if name == OWN_COMMAND:
        name, _, text = text.partition(" ")
        name = name.lower() or "menu"
    return Heard(_name(body, "user_id"), Asked(name, text.strip()))


def _shortcut(body: Body) -> Heard | None:
    return Heard(_name(_part(body, "user"), "id"), Asked(_name(body, "callback_id")))


READERS: Mapping[str, Callable[[Body], Heard | None]] = {
    "event_callback": _event,
    "block_actions": _tap,
    "view_submission": _submitted,
    "command": _command,
    "shortcut": _shortcut,
}


def as_typed(text: str) -> str:
    """Typed text without what Slack puts around links and names, and with < > & as they were."""
    return unescaped(MARKED.sub(_unmarked, text))


def _unmarked(mark: re.Match[str]) -> str:
    target, label = mark.groups()
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return f"@{(label or target[1:]).removeprefix('@')}"
    return label or target


def _is_stranger(team: str, body: Body) -> bool:
    """Whether this comes from another workspace, through a channel that two of them share."""
    event = _part(body, "event")
    homes = (
        body.get("team_id") if "command" in body else None,
        _part(body, "user").get("team_id"),
        event.get("team"),
        event.get("user_team"),
        _part(event, "user").get("team_id"),
    )
    return any(home != team for home in homes if isinstance(home, str) and home)


def _action(body: Body) -> Body:
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    return first if isinstance(first, dict) else {}


def _storable(text: object) -> str:
    return UNSTORABLE.sub("\ufffd", str(text))


def _part(holder: Body, name: str) -> Body:
    """An object inside another; an empty one where there is none."""
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def _name(holder: Body, name: str) -> str:
    value = holder.get(name)
    if not isinstance(value, str) or not value or ":" in value:
        raise MakesNoSense(f"a delivery whose {name} is missing")
    return value


def _id_of(user: object) -> object:
    return user.get("id") if isinstance(user, dict) else user
