"""Asking Slack what the app may do, for `handrail check`."""

import asyncio

from bot.slack import SlackAccess, missing_scopes
from bot.slack_api import SlackTrouble
from handrail.setting_sections import SlackSection
from handrail.troubles import NotDone


def slack_access(section: SlackSection) -> SlackAccess:
    """How to reach the app that these settings name."""
    return SlackAccess(
        bot_token=section.bot_token,
        app_token=section.app_token,
        signing_secret=section.signing_secret,
        api_base_url=section.api_base_url,
        mode=section.mode,
        listen=str(section.listen),
        join_by_email=section.join_by_email,
    )


def ask_slack(section: SlackSection) -> list[str]:
    """The scopes that are missing; raises NotDone where Slack refuses us or cannot be reached."""
    try:
        return asyncio.run(missing_scopes(slack_access(section)))
    except SlackTrouble as trouble:
        raise NotDone(
            f"Slack does not let this app in ({trouble}). "
            "Copy both tokens again from api.slack.com/apps, then check once more."
        ) from trouble
