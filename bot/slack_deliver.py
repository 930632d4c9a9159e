"""One owed message on its way into Slack, and what Slack's answer means."""

import re
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from bot.slack_api import Api, NoAnswer, Refusal, SlackTrouble, TooManyRequests
from bot.slack_files import FILE, own_chat, remove, show
from bot.slack_view import AS_IT_IS, escaped, home, message, plain_message
from flows.screen import Later, Outcome, Parcel, Refused, Screen, Sent

SLOW_RETRY = 30.0
PAGE = "page"
"""The card that is not a message but the person's own page, on the Home tab."""
MARK = "handrail_card"
LOOK_BACK = 20

ADDRESS = re.compile(r"[A-Z][A-Z0-9]{2,}")
PLEASE_DELETE = (
    "Please delete what you sent above: hold it, or point at it, and choose Delete. "
    "It need not lie here any longer, and Slack does not let me remove it."
)

UNREADABLE = frozenset(
    {"invalid_arguments", "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"}
    | {"msg_too_long", "view_too_large"}
)
NOT_EDITABLE = frozenset({"cant_update_message", "edit_window_closed", "message_not_found"})
UNREACHABLE = frozenset(
    {"cannot_dm_bot", "channel_is_archived", "channel_not_found", "is_archived", "not_in_channel"}
    | {"user_disabled", "user_not_found", "user_not_visible", "not_in_dm", "im_not_found"}
)
APP_REFUSED = frozenset(
    {"access_denied", "app_uninstalled", "enterprise_is_restricted", "invalid_auth"}
    | {"messages_tab_disabled", "missing_scope", "no_permission", "not_allowed_token_type"}
    | {"not_authed", "org_login_required", "team_access_not_granted"}
    | {"token_expired", "token_revoked"}
)
PERSON_OR_APP = "account_inactive"

Background = Callable[[Coroutine[Any, Any, None]], None]
log = structlog.get_logger()


class Delivery:
    """Delivers parcels; `background` runs what nobody needs to wait for."""

    def __init__(self, api: Api, background: Background) -> None:
        self._api = api
        self._background = background
        self._unsure: set[int] = set()

    async def deliver(self, parcel: Parcel) -> Outcome:
        """Show, change or remove one message; whatever Slack answers becomes an outcome."""
        if ADDRESS.fullmatch(parcel.address) is None:
            return Refused("this is not the address of anybody in Slack", unreachable=True)
        try:
            return await self._present(parcel)
        except Refusal as refusal:
            return await self._refused(refusal)
        except TooManyRequests as wait:
            return Later(str(wait), after=wait.seconds)
        except SlackTrouble as trouble:
            return Later(str(trouble))

    async def say(self, address: str, text: str) -> None:
        """Send plain text and nothing more; raises SlackTrouble when that fails."""
        await self._api.call(
            "chat.postMessage", channel=address, text=escaped(text), mrkdwn=False, **AS_IT_IS
        )

    async def _present(self, parcel: Parcel) -> Outcome:
        if parcel.removes is not None:
            return await self._remove(parcel.address, parcel.removes)
        if parcel.screen is None:
            return Refused("there is nothing to show")
        if parcel.media is not None:
            return await show(self._api, parcel.address, parcel.media, parcel.screen)
        if parcel.card == PAGE:
            return await self._publish(parcel.address, parcel.screen)
        if parcel.replaces is not None and not parcel.repost:
            if await self._change(parcel.replaces, parcel.screen, parcel.urgent):
                return Sent(parcel.replaces)
            log.info("slack.card_gone", outbox_id=parcel.outbox_id)
        sent = await self._send(parcel, parcel.screen)
        if parcel.replaces is not None and parcel.repost:
            self._background(self._tidy(parcel.replaces))
        return sent

    async def _send(self, parcel: Parcel, screen: Screen) -> Sent:
        """A new message, unless the one whose outcome was unknown is found to have arrived."""
        if parcel.outbox_id in self._unsure and (found := await self._found(parcel)) is not None:
            self._unsure.discard(parcel.outbox_id)
            return found
        mark = {"event_type": MARK, "event_payload": {"outbox": parcel.outbox_id}}
        target = {
            "channel": parcel.address,
            "metadata": mark,
            "mrkdwn": False,
            "unfurl_links": False,
        }
        try:
            answer = await self._show("chat.postMessage", target, screen, parcel.urgent)
            sent = Sent(_place(answer))
        except NoAnswer:
            self._unsure.add(parcel.outbox_id)
            raise
        self._unsure.discard(parcel.outbox_id)
        return sent

    async def _found(self, parcel: Parcel) -> Sent | None:
        """The message of an earlier try, if it is there; failing to look is no reason to wait."""
        try:
            channel = await own_chat(self._api, parcel.address)
            history = await self._api.ask(
                "conversations.history", channel=channel, limit=LOOK_BACK, include_all_metadata=1
            )
            return _marked(channel, history["messages"], parcel.outbox_id)
        except (SlackTrouble, KeyError, TypeError, AttributeError) as error:
            log.info("slack.not_looked_up", error=type(error).__name__)
            return None

    async def _change(self, place: str, screen: Screen, urgent: bool) -> bool:
        """Change a message in place; False when it is not there to be changed any more."""
        channel, _, ts = place.partition(":")
        if not ts:
            return False
        try:
            answer = await self._show("chat.update", {"channel": channel, "ts": ts}, screen, urgent)
        except Refusal as refusal:
            if refusal.error in NOT_EDITABLE:
                return False
            raise
        _place(answer)
        return True

    async def _show(
        self, method: str, target: dict[str, Any], screen: Screen, urgent: bool
    ) -> dict[str, Any]:
        try:
            return await self._api.call(method, **target, **message(screen, urgent=urgent))
        except Refusal as refusal:
            if refusal.error not in UNREADABLE:
                raise
            log.error("slack.blocks_refused", reason=refusal.error)
        return await self._api.call(method, **target, **plain_message(screen))

    async def _publish(self, user: str, screen: Screen) -> Sent:
        answer = await self._api.call("views.publish", user_id=user, view=home(screen))
        if not isinstance(answer.get("view"), dict):
            raise NoAnswer("the answer names no view, so the outcome is unknown")
        return Sent(PAGE)

    async def _remove(self, user: str, place: str) -> Outcome:
        """A file that we have shown goes; what a person has sent, only they can take away."""
        if FILE.fullmatch(place) is not None:
            return await remove(self._api, place)
        return await self._ask_to_remove(user, place)

    async def _ask_to_remove(self, user: str, place: str) -> Sent:
        """Only the person sees that they are asked."""
        channel = place.partition(":")[0]
        try:
            await self._api.call(
                "chat.postEphemeral", channel=channel, user=user, text=PLEASE_DELETE
            )
        except Refusal as refusal:
            if refusal.error in APP_REFUSED | {PERSON_OR_APP}:
                raise
            log.info("slack.not_asked_to_delete", reason=refusal.error)
        return Sent()

    async def _tidy(self, place: str) -> None:
        """Best effort: the new card is up, and a tap on the old one is still understood."""
        channel, _, ts = place.partition(":")
        try:
            await self._api.call("chat.delete", channel=channel, ts=ts)
        except SlackTrouble as error:
            log.info("slack.old_card_stays", error=type(error).__name__)

    async def _refused(self, refusal: Refusal) -> Outcome:
        error = refusal.error
        if error == PERSON_OR_APP and await self._app_is_well():
            return Refused(error, unreachable=True)
        if error in APP_REFUSED or error == PERSON_OR_APP:
            log.error("slack.app_refused", reason=error)
            return Later(error, after=SLOW_RETRY, whole_channel=True)
        return Refused(error, unreachable=error in UNREACHABLE)

    async def _app_is_well(self) -> bool:
        """Slack has one word for a person who left and an app that was removed: ask about us."""
        try:
            await self._api.ask("auth.test")
        except SlackTrouble:
            return False
        return True


def _place(answer: dict[str, Any]) -> str:
    channel, ts = answer.get("channel"), answer.get("ts")
    if not isinstance(channel, str) or not isinstance(ts, str):
        raise NoAnswer("the answer names no message, so the outcome is unknown")
    return f"{channel}:{ts}"


def _marked(channel: str, messages: list[dict[str, Any]], outbox_id: int) -> Sent | None:
    wanted = {"event_type": MARK, "event_payload": {"outbox": outbox_id}}
    for each in messages:
        if each.get("metadata") == wanted:
            return Sent(f"{channel}:{each['ts']}")
    return None
