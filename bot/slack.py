"""Slack as a way of reaching people."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

import structlog
from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError

from bot.background import Background
from bot.channel import CannotServe, Receive
from bot.pulse import Pulse
from bot.serving import host_and_port, serve
from bot.slack_api import Api, Refusal, SlackTrouble
from bot.slack_app import bolt_app
from bot.slack_catch_up import CatchUp
from bot.slack_deliver import Delivery
from bot.slack_files import fetch
from bot.slack_http import Signature, slack_door
from bot.slack_intake import CHANNEL, Intake
from bot.slack_introduce import EMAIL_SCOPE, introduction
from bot.slack_pace import Pace
from bot.slack_presence import Presence
from bot.slack_read import read_payload
from bot.slack_socket import Socket
from bot.slack_start import (
    SCOPES,
    SOCKET_SCOPE,
    BoundToAnotherApp,
    Identity,
    bind_app,
    find_out,
    lacking,
    warn_of_missing_scopes,
    who_we_are,
)
from bot.slack_write import open_writing
from flows.screen import Heard, Introduced, Later, Outcome, Parcel, Refused, Spacing
from flows.writing import refused
from storage.database import Database

DEFAULT_PACE = Pace()

log = structlog.get_logger()


class SlackMisconfigured(CannotServe):
    """The settings cannot work or are not safe; the message says what to change."""


@dataclass(frozen=True, slots=True)
class SlackAccess:
    """How to reach the app: its tokens, and whether deliveries come by socket or over HTTP."""

    bot_token: SecretStr
    app_token: SecretStr = field(default_factory=lambda: SecretStr(""))
    signing_secret: SecretStr = field(default_factory=lambda: SecretStr(""))
    api_base_url: str = "https://slack.com/api/"
    mode: Literal["socket", "http"] = "socket"
    listen: str = "127.0.0.1:8082"
    join_by_email: bool = False

    def scopes(self) -> tuple[str, ...]:
        """What the bot's token must be allowed, with these settings."""
        return (*SCOPES, EMAIL_SCOPE) if self.join_by_email else SCOPES


class SlackChannel:
    """One app. What it must not forget is in the database, so any process can take over."""

    name = CHANNEL

    def __init__(
        self,
        access: SlackAccess,
        database: Database,
        clock: Callable[[], datetime],
        *,
        pace: Pace = DEFAULT_PACE,
    ) -> None:
        _check(access)
        self._access = access
        self._database = database
        self._clock = clock
        self._pace = pace
        self._identity: Identity | None = None
        self._finding_out = asyncio.Lock()
        self._api = _api(access, pace)
        self._background = Background()
        self._pulse = Pulse()
        self._delivery = Delivery(self._api, self._background.start)
        self.spacing = Spacing(
            timedelta(seconds=pace.routine), timedelta(seconds=pace.routine_in_chat)
        )

    def well(self) -> bool:
        """Whether a socket is up. Over HTTP, only Slack knows whether it reaches us."""
        return self._access.mode == "http" or not self._pulse.lost()

    async def run(self, receive: Receive) -> None:
        """Bring in deliveries until cancelled; raises BoundToAnotherApp before anything is done."""
        identity = await find_out(self._api, self._pace)
        await self._bind(identity)
        intake = Intake(
            identity.team,
            receive,
            say=self.say,
            open_writing=partial(open_writing, self._api, self.say, self._refused),
            background=self._background,
            pace=self._pace,
        )
        catch_up = CatchUp(
            self._api, self._database, self._clock, intake, team=identity.team, pace=self._pace
        )
        self._background.start(warn_of_missing_scopes(self._api, self._access.scopes()))
        self._background.start(catch_up.run())
        try:
            await self._listen(intake, catch_up)
        finally:
            await self._background.stop()

    def read(self, payload: str) -> Heard | None:
        """Understand one stored delivery."""
        return read_payload(payload)

    async def fetch(self, reference: str, most: int) -> bytes | Later | Refused:
        """What somebody sent, from where Slack keeps it."""
        return await fetch(self._api, reference, most)

    async def introduce(self, address: str) -> Introduced | Later:
        """Who this is in our workspace, and by which e-mail address."""
        identity = await self._known()
        if isinstance(identity, Later):
            return identity
        return await introduction(self._api, identity.team, address)

    async def deliver(self, parcel: Parcel) -> Outcome:
        """Show, change or remove one message, if this database may speak as this app."""
        identity = await self._known()
        if isinstance(identity, Later):
            return identity
        return await self._delivery.deliver(parcel)

    async def say(self, address: str, text: str) -> None:
        """Best effort, past inbox and outbox; whether it arrived is not known."""
        try:
            await self._delivery.say(address, text)
        except SlackTrouble as trouble:
            log.warning("slack.not_said", error=type(trouble).__name__)

    async def close(self) -> None:
        """Close the connections, when nothing is to be delivered any more."""
        await self._background.stop()
        await self._api.close()

    async def _refused(self, address: str, writes: str) -> str:
        """What somebody wrote in a window before and was not taken."""
        return await self._database.read(lambda db: refused(db, CHANNEL, address, writes))

    async def _known(self) -> Identity | Later:
        """Who we are, or why that cannot be said now."""
        try:
            return await self._find_out_once()
        except BoundToAnotherApp:
            reason = "this database belongs to another app"
            return Later(reason, after=self._pace.slow_retry, whole_channel=True)
        except SQLAlchemyError:
            return Later("the database does not answer", whole_channel=True)
        except Refusal as refusal:
            log.error("slack.app_refused", reason=refusal.error)
            return Later(refusal.error, after=self._pace.slow_retry, whole_channel=True)
        except SlackTrouble as trouble:
            return Later(str(trouble), whole_channel=True)

    async def _find_out_once(self) -> Identity:
        async with self._finding_out:
            if self._identity is None:
                return await self._bind(await who_we_are(self._api))
            return self._identity

    async def _bind(self, identity: Identity) -> Identity:
        await self._database.write(partial(bind_app, identity=identity))
        self._identity = identity
        return identity

    async def _listen(self, intake: Intake, catch_up: CatchUp) -> None:
        app = bolt_app(self._api.client, intake)
        if self._access.mode == "socket":
            presence = Presence(self._database, self._clock, self._pace)
            self._background.start(presence.run())

            def opened(connections: int, replaced: int) -> None:
                catch_up.soon()
                self._background.start(presence.compare(connections, replaced=replaced))

            token = self._access.app_token
            await Socket(
                app, self._api, token, opened=opened, pulse=self._pulse, pace=self._pace
            ).run()
        else:
            secret = self._access.signing_secret
            signature = Signature(secret, self._clock, seconds=self._pace.signature)
            door = slack_door(app, signature)
            await serve(door, self._access.listen, started=_tell_listening)


def _tell_listening(port: int) -> None:
    log.info("slack.listening", port=port)


async def looked_at(access: SlackAccess) -> tuple[Identity, list[str]]:
    """The app that these tokens belong to, and the scopes it still needs.

    Raises SlackTrouble if Slack does not let us ask.
    """
    api = _api(access, DEFAULT_PACE)
    try:
        identity = await who_we_are(api)
        missing = await lacking(api, access.scopes())
        if access.mode == "socket" and not await _may_open_sockets(api, access.app_token):
            missing.append(SOCKET_SCOPE)
        return identity, missing
    finally:
        await api.close()


async def _may_open_sockets(api: Api, app_token: SecretStr) -> bool:
    try:
        await api.socket_address(app_token.get_secret_value())
    except Refusal as refusal:
        if refusal.error != "missing_scope":
            raise
        return False
    return True


def _api(access: SlackAccess, pace: Pace) -> Api:
    token = access.bot_token.get_secret_value()
    return Api(token, base_url=access.api_base_url, seconds=pace.call)


def _check(access: SlackAccess) -> None:
    """Refuse to start with what cannot work, or what anybody could write to."""
    if not access.bot_token.get_secret_value().startswith("xoxb-"):
        raise SlackMisconfigured(
            "The Slack bot token is not complete. It begins with xoxb-, and the app's page shows "
            "it under OAuth & Permissions."
        )
    if access.mode == "socket":
        if not access.app_token.get_secret_value().startswith("xapp-"):
            raise SlackMisconfigured(
                "Socket mode needs the app-level token. It begins with xapp-, and the app's page "
                "shows it under Basic Information."
            )
    elif not access.signing_secret.get_secret_value().strip():
        raise SlackMisconfigured(
            "Over HTTP, Slack's signing secret is needed: without it anybody could send false "
            "reports. The app's page shows it under Basic Information."
        )
    else:
        host_and_port(access.listen)
