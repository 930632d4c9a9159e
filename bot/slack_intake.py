"""Raw deliveries on their way into the inbox, and what Slack and the person hear back."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import structlog
from slack_bolt.response import BoltResponse

from bot.background import Background
from bot.channel import Arrival, Receive
from bot.slack_pace import Pace
from bot.slack_read import MakesNoSense, as_arrivals, is_write_tap, read_body, sender
from bot.slack_view import WORDS
from flows.screen import Elsewhere

CHANNEL = "slack"

EVENT_LOST = "I could not save that. Please phone the senior. I will keep trying."
TAP_LOST = "I could not save that. Please tap again in a minute, or phone the senior."
COMMAND_LOST = "I could not do that just now. Please try again, or phone the senior."
WORDS_LOST = (
    "I could not save that. Your words are still here. Please press Save again, "
    "or phone the senior."
)
WRITTEN_TO_YOU = "I have answered you in our own chat."

Say = Callable[[str, str], Coroutine[Any, Any, None]]
Open = Callable[[Mapping[str, Any]], Coroutine[Any, Any, None]]
Body = Mapping[str, Any]
log = structlog.get_logger()


class NotStored(Exception):
    """The inbox did not take it, or it is not known that it did: do not confirm it."""


class Intake:
    """Takes deliveries; what `take` answers with 200 and no words is committed, or says nothing."""

    def __init__(
        self,
        team: str,
        receive: Receive,
        *,
        say: Say,
        open_writing: Open,
        background: Background,
        pace: Pace,
    ) -> None:
        self._team = team
        self._receive = receive
        self._say = say
        self._open_writing = open_writing
        self._background = background
        self._pace = pace
        self._failing_since: float | None = None
        self._told: set[str] = set()

    async def take(self, body: Body) -> BoltResponse:
        """Commit one delivery and say what Slack is to be told."""
        if body.get("type") == "url_verification":
            return _answer(200, {"challenge": str(body.get("challenge"))})
        _raise_alarm(body)
        if is_write_tap(body):
            # Its window must open within three seconds, and there is nothing to store yet.
            self._background.start(self._open_writing(body))
        try:
            if not _says_something(self._team, body):
                return _answer(200)
            arrivals = as_arrivals(self._team, body)
        except MakesNoSense:
            log.error("slack.update_without_id", count=1)
            return _answer(400)
        try:
            await self.keep(*arrivals)
        except NotStored:
            return self._not_kept(body)
        return _accepted(body)

    async def keep(self, *arrivals: Arrival) -> None:
        """Commit; raises NotStored when that is not certain."""
        try:
            async with asyncio.timeout(self._pace.store):
                await self._receive(CHANNEL, arrivals)
        except Exception as error:
            log.error("slack.cannot_store", error=type(error).__name__, count=len(arrivals))
            raise NotStored from error
        self._failing_since = None
        self._told.clear()

    def _not_kept(self, body: Body) -> BoltResponse:
        """Slack brings an event again, and nothing else: who did the rest hears of it at once."""
        if body.get("type") == "view_submission":
            return _answer(200, {"response_action": "errors", "errors": {WORDS: WORDS_LOST}})
        if "command" in body:
            return _answer(200, {"response_type": "ephemeral", "text": COMMAND_LOST})
        if body.get("type") != "event_callback":
            self._tell(body, TAP_LOST)
        elif self._lasts() and _is_private(self._team, body):
            self._tell(body, EVENT_LOST)
        return _answer(503)

    def _lasts(self) -> bool:
        """Whether storing has failed for long enough that trying again may not mend it."""
        now = asyncio.get_running_loop().time()
        if self._failing_since is None:
            self._failing_since = now
        return now - self._failing_since >= self._pace.tell_after

    def _tell(self, body: Body, text: str) -> None:
        """Once an outage."""
        who = sender(body)
        if who and who not in self._told:
            self._told.add(who)
            self._background.start(self._say(who, text))


def _says_something(team: str, body: Body) -> bool:
    """Whether there is anything to answer; what cannot be understood is kept and looked at."""
    try:
        return read_body(team, body) is not None
    except MakesNoSense:
        return True


def _is_private(team: str, body: Body) -> bool:
    try:
        heard = read_body(team, body)
    except MakesNoSense:
        return False
    return heard is not None and not isinstance(heard.happening, Elsewhere)


def _raise_alarm(body: Body) -> None:
    event = body.get("event")
    kind = event.get("type") if isinstance(event, dict) else body.get("type")
    match kind:
        case "app_uninstalled":
            log.error("slack.uninstalled")
        case "tokens_revoked":
            log.error("slack.token_revoked")
        case "app_rate_limited":
            log.error("slack.events_held_back")


def _accepted(body: Body) -> BoltResponse:
    """A yes; to a command in some channel also where the answer will be found."""
    if "command" in body and not str(body.get("channel_id")).startswith("D"):
        return _answer(200, {"response_type": "ephemeral", "text": WRITTEN_TO_YOU})
    return _answer(200)


def _answer(status: int, words: dict[str, Any] | None = None) -> BoltResponse:
    return BoltResponse(status=status, body=words or "")
