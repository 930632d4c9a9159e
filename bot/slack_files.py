"""Files between Slack and us: what somebody sent is fetched, what is kept is shown and removed."""

import json
import re
from collections.abc import Mapping
from typing import Any

import structlog

from bot.slack_api import Api, NoAnswer, Refusal, SlackTrouble, TooBig, TooManyRequests
from bot.slack_view import in_text
from flows.media import SOUNDS
from flows.screen import Later, Media, Outcome, Refused, Screen, Sent

READ_SCOPE = "files:read"
WRITE_SCOPE = "files:write"
DOWNLOAD_SECONDS = 35
UPLOAD_SECONDS = 15
"""Less than a message may take to be sent."""
LONGEST_ALT = 1000

FILE = re.compile(r"F[A-Z0-9]+")
"""The id of a file, which is where a shown one lives: a message has a colon in its own."""
CLIP = "slack_audio"
"""Slack's word for what was recorded in it, which it takes for a video at times."""
READABLE = frozenset({"image/jpeg", "image/png", "image/webp"}) | SOUNDS
KINDS = {"image": "photo", "audio": "voice"}
MADE_BY_SLACK = {"photo": "thumb_1024", "voice": "aac"}
"""Of other pictures and sounds, as some phones and browsers make them, we take the copy that Slack
makes of them, for those who could not see or hear them either."""
COPIED_LATER = "webm"
"""How a clip ends that was recorded in a browser; it is of no use until Slack has its copy."""

GONE = frozenset({"file_deleted", "file_not_found"})
NOT_ALLOWED = frozenset({"missing_scope", "no_permission", "not_allowed_token_type"})
NOT_OURS = frozenset({"cant_delete_file", "cant_delete_message", "message_not_found"})

log = structlog.get_logger()


def kind_of(told: Mapping[str, Any]) -> str | None:
    """What a file is to us: photo or voice; None for what is not fetched."""
    family = str(told.get("mimetype")).partition("/")[0]
    return "voice" if told.get("subtype") == CLIP else KINDS.get(family)


async def fetch(api: Api, reference: str, most: int) -> bytes | Later | Refused:
    """The file of this id; whatever Slack answers becomes an outcome."""
    try:
        return await _fetched(api, reference, most)
    except TooBig:
        return Refused("too_big")
    except TooManyRequests as wait:
        return Later(str(wait), after=wait.seconds)
    except Refusal as refusal:
        if refusal.error in GONE:
            return Refused("gone")
        _tell(refusal, READ_SCOPE)
        return Later(refusal.error)
    except SlackTrouble as trouble:
        return Later(str(trouble))


async def _fetched(api: Api, reference: str, most: int) -> bytes:
    told = await _told_of(api, reference)
    size = told.get("size")
    if isinstance(size, int) and size > most:
        raise TooBig
    address = _place_of(told)
    if not isinstance(address, str):
        raise NoAnswer("the answer names no place of the file")
    return await api.download(address, most, seconds=DOWNLOAD_SECONDS)


def _place_of(told: dict[str, Any]) -> object:
    """Where it lies, or its copy if we can read that alone."""
    mime = str(told.get("mimetype"))
    own = told.get("url_private_download") or told.get("url_private")
    if mime in READABLE:
        return own
    copy = told.get(MADE_BY_SLACK.get(kind_of(told) or "", ""))
    if not copy and told.get("subtype") == CLIP and mime.endswith(COPIED_LATER):
        raise NoAnswer("the copy of the clip is not made yet")
    return copy or own


async def show(api: Api, user: str, media: Media, screen: Screen) -> Outcome:
    """Show a kept file with these words below it, in our own chat; raises SlackTrouble.

    Where the app may not, that is about the file alone, and everything else can still be sent.
    """
    try:
        return Sent(await _shown(api, user, media, screen))
    except Refusal as refusal:
        if refusal.error not in NOT_ALLOWED:
            raise
        _tell(refusal, WRITE_SCOPE)
        return Refused(refusal.error)


async def _shown(api: Api, user: str, media: Media, screen: Screen) -> str:
    """Nobody sees the file before the last call, so none of the others leaves anything behind."""
    described = {"alt_txt": screen.title[:LONGEST_ALT]} if media.kind == "photo" else {}
    place = await api.ask(
        "files.getUploadURLExternal",
        filename=media.name,
        length=len(media.data),
        **described,
    )
    file, address = place.get("file_id"), place.get("upload_url")
    if not isinstance(file, str) or FILE.fullmatch(file) is None or not isinstance(address, str):
        raise NoAnswer("the answer names no place for the file")
    await api.upload(address, media.data, seconds=UPLOAD_SECONDS)
    await api.ask(
        "files.completeUploadExternal",
        files=json.dumps([{"id": file, "title": screen.title}]),
        channel_id=await own_chat(api, user),
        initial_comment=in_text(screen),
    )
    return file


async def own_chat(api: Api, user: str) -> str:
    """Our chat with this person, by its own id; raises SlackTrouble."""
    opened = (await api.call("conversations.open", users=user)).get("channel")
    chat = opened.get("id") if isinstance(opened, dict) else None
    if not isinstance(chat, str):
        raise NoAnswer("the answer names no chat")
    return chat


async def remove(api: Api, file: str) -> Outcome:
    """Take a file that was shown out of Slack, and the words that stood with it; SlackTrouble."""
    try:
        for chat, ts in _shares(await _told_of(api, file)):
            await _unless(NOT_OURS, api.call("chat.delete", channel=chat, ts=ts))
        await api.ask("files.delete", file=file)
    except Refusal as refusal:
        if refusal.error in GONE:
            return Sent()
        if refusal.error not in NOT_ALLOWED:
            raise
        _tell(refusal, WRITE_SCOPE)
        return Refused(refusal.error)
    return Sent()


def _shares(told: dict[str, Any]) -> list[tuple[str, str]]:
    """The messages with which a file was shown."""
    shares = told.get("shares")
    kinds = shares.values() if isinstance(shares, dict) else ()
    chats = [each for kind in kinds if isinstance(kind, dict) for each in kind.items()]
    return [
        (chat, share["ts"])
        for chat, found in chats
        for share in found
        if isinstance(share, dict) and isinstance(share.get("ts"), str)
    ]


async def _unless(errors: frozenset[str], call: Any) -> None:
    try:
        await call
    except Refusal as refusal:
        if refusal.error not in errors:
            raise


async def _told_of(api: Api, file: str) -> dict[str, Any]:
    told = (await api.ask("files.info", file=file)).get("file")
    if not isinstance(told, dict):
        raise NoAnswer("the answer tells of no file")
    return told


def _tell(refusal: Refusal, scope: str) -> None:
    if refusal.error in NOT_ALLOWED:
        log.error("slack.scope_missing", what=scope)
    else:
        log.error("slack.app_refused", reason=refusal.error)
