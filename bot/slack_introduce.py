"""Who somebody is in this workspace, before an e-mail address of theirs opens a door."""

from collections.abc import Mapping
from typing import Any

import structlog

from bot.slack_api import Api, Refusal, SlackTrouble, TooManyRequests
from flows.screen import Introduced, Later

EMAIL_SCOPE = "users:read.email"
NOBODY = frozenset({"user_not_found", "user_not_visible"})
MUST_BE_FALSE = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted")
"""Slack says each of these of every member; where it does not, it is not taken for granted."""
MUST_NOT_BE_TRUE = ("is_app_user", "is_invited_user", "is_stranger", "is_workflow_bot")
"""Slack says these only of some."""

log = structlog.get_logger()


async def introduction(api: Api, team: str, user: str) -> Introduced | Later:
    """Ask Slack about one person; only its answer makes them nobody, a failure never does."""
    try:
        answer = await api.ask("users.info", user=user)
    except TooManyRequests as wait:
        return Later(str(wait), after=wait.seconds)
    except Refusal as refusal:
        if refusal.error in NOBODY:
            return Introduced()
        log.error("slack.app_refused", reason=refusal.error)
        return Later(refusal.error)
    except SlackTrouble as trouble:
        return Later(str(trouble))
    return _introduced(answer.get("user"), team, user)


def _introduced(told: Any, team: str, user: str) -> Introduced | Later:
    if not isinstance(told, dict) or told.get("id") != user:
        return Later("the answer names nobody")
    if not is_member(told, team):
        return Introduced()
    profile = told.get("profile")
    email = profile.get("email") if isinstance(profile, dict) else None
    if not isinstance(email, str) or not email:
        # Every member has one. Slack leaves it out, and says nothing, when the scope is missing.
        log.error("slack.scope_missing", what=EMAIL_SCOPE)
        return Later("Slack does not tell the e-mail address")
    return Introduced(email if told.get("is_email_confirmed") is True else "")


def is_member(told: Mapping[str, Any], team: str) -> bool:
    """Whether this is a full member of our own workspace: no guest, no bot, nobody who left."""
    return (
        told.get("team_id") == team
        and all(told.get(flag) is False for flag in MUST_BE_FALSE)
        and not any(told.get(flag) for flag in MUST_NOT_BE_TRUE)
    )
