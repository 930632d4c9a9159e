"""Who we are in Slack, which database may speak as that, and what the app is allowed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection

from bot.channel import CannotServe
from bot.slack_api import Api, NoAnswer, Refusal, SlackTrouble, TooManyRequests
from bot.slack_files import READ_SCOPE, WRITE_SCOPE
from bot.slack_pace import Pace
from storage.facts import read_fact, write_fact

BOT = "slack_bot"
SCOPES = (
    "app_mentions:read",
    "chat:write",
    "commands",
    READ_SCOPE,
    WRITE_SCOPE,
    "im:history",
    "im:read",
    "im:write",
    "users:read",
)
"""What the bot's token must be allowed; docs/slack.md has the same in its manifest."""
SOCKET_SCOPE = "connections:write"

log = structlog.get_logger()


class BoundToAnotherApp(CannotServe):
    """This database serves another app: a copy of it must not wake the people it names."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The workspace, and the app's own account in it."""

    team: str
    user: str


async def who_we_are(api: Api) -> Identity:
    """Ask Slack; raises SlackTrouble."""
    answer = await api.ask("auth.test")
    team, user = answer.get("team_id"), answer.get("user_id")
    if not isinstance(team, str) or not isinstance(user, str):
        raise NoAnswer("the answer names no app")
    return Identity(team, user)


async def find_out(api: Api, pace: Pace) -> Identity:
    """Ask until Slack has told."""
    pause = pace.first_retry
    while True:
        try:
            return await who_we_are(api)
        except TooManyRequests as wait:
            pause = wait.seconds
        except Refusal as refusal:
            log.error("slack.app_refused", reason=refusal.error)
            pause = pace.slow_retry
        except SlackTrouble as trouble:
            log.error("slack.no_connection", error=type(trouble).__name__)
            pause = min(pause * 2, pace.slow_retry)
        await asyncio.sleep(pause)


def bind_app(db: Connection, identity: Identity) -> None:
    """Tie the database to its app on the first start; ever after refuse any other."""
    refuse_another_app(db, identity)
    write_fact(db, BOT, _bound_as(identity))


def refuse_another_app(db: Connection, identity: Identity) -> None:
    """Raises BoundToAnotherApp where the database is tied to another."""
    ours, bound = _bound_as(identity), read_fact(db, BOT)
    if bound not in (None, ours):
        raise BoundToAnotherApp(
            f"This database belongs to the Slack app {bound}, and the token is for {ours}. "
            "Give each database an app of its own, so that a copy never writes to real people."
        )


def _bound_as(identity: Identity) -> str:
    return f"{identity.team}:{identity.user}"


async def lacking(api: Api, scopes: Sequence[str]) -> list[str]:
    """Those of `scopes` that the bot's token has not; none where Slack does not say."""
    granted = await api.scopes()
    return [] if granted is None else [scope for scope in scopes if scope not in granted]


async def warn_of_missing_scopes(api: Api, scopes: Sequence[str]) -> None:
    """One line in the log at the start, for whoever has not run the check."""
    try:
        missing = await lacking(api, scopes)
    except SlackTrouble as trouble:
        log.warning("slack.scopes_unknown", error=type(trouble).__name__)
        return
    for scope in missing:
        log.error("slack.scope_missing", what=scope)
