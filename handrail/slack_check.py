"""Asking Slack which app this is and what it may do, for `handrail check`."""

import asyncio

from bot.slack import SlackAccess, looked_at
from bot.slack_api import Refusal, SlackTrouble
from bot.slack_start import Identity
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


def ask_slack(section: SlackSection) -> tuple[Identity, list[str]]:
    """The app, and the scopes it lacks; raises NotDone where Slack refuses us or is silent."""
    try:
        return asyncio.run(looked_at(slack_access(section)))
    except Refusal as refusal:
        raise NotDone(
            f"Slack does not let this app in ({refusal}). "
            "Copy both tokens again from api.slack.com/apps, then check once more."
        ) from refusal
    except SlackTrouble as trouble:
        raise NotDone(
            f"Slack could not be asked ({trouble}). Check this computer's internet connection "
            "and slack.api_base_url, then check once more."
        ) from trouble
