"""The tables of the settings file: every setting, its default and one line of meaning."""

from datetime import timedelta
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from flows.contacts import Contacts
from flows.first_aid import HIGH_ALERT
from flows.limits import Limits
from flows.service import RUNGS
from handrail import setting_types as kinds
from handrail.setting_types import Listen

RESIDENTS = tuple(f"R{number:02}" for number in range(1, 21))
NOT_SET = SecretStr("")


class Section(BaseModel):
    """A table of the settings file. Unknown keys are refused."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, validate_default=True
    )


class ServiceSection(Section):
    """The home: one registered location."""

    name: kinds.Name = Field("My care home", description="The home's name, as staff say it.")
    timezone: kinds.Zone = Field("Europe/London", description="Times on screens are shown in it.")
    units: kinds.Names = Field(("Rose", "Ivy"), description="Floors, wings or rounds.")
    residents: kinds.Codes = Field(
        RESIDENTS, description="How residents are named: codes only, never names."
    )
    duties: str = Field(
        "", description="A file of your own duty rules (docs/duties.md); empty: Handrail's."
    )


class DatabaseSection(Section):
    """Where everything is kept."""

    url: kinds.DatabaseUrl = Field(
        SecretStr("sqlite:///handrail.db"),
        description="A file beside this one, or postgresql://user:password@host/name.",
    )


class TelegramSection(Section):
    """The Telegram bot. Make one with @BotFather, and give each home a bot of its own."""

    token: kinds.TelegramToken = Field(NOT_SET, description="The bot's token; keep it secret.")
    api_base_url: kinds.BotAddress = Field(
        "https://api.telegram.org/bot", description="Where the Bot API is."
    )
    file_base_url: kinds.BotFileAddress = Field(
        "https://api.telegram.org/file/bot", description="Where the Bot API keeps files."
    )
    mode: Literal["polling", "webhook"] = Field(
        "polling", description="polling needs no public address; webhook needs one."
    )
    webhook_url: kinds.WebhookUrl = Field(
        "", description="webhook: the public https address that Telegram calls."
    )
    webhook_listen: kinds.Address = Field(
        Listen("127.0.0.1", 8081), description="webhook: where this computer answers."
    )
    webhook_secret: kinds.WebhookSecret = Field(
        NOT_SET, description="webhook: 32 or more random letters and digits; keep it secret."
    )

    @model_validator(mode="after")
    def _webhook_is_complete(self) -> Self:
        if self.mode == "webhook" and not (self.webhook_url and self.webhook_secret):
            raise ValueError(
                'With mode = "webhook", webhook_url and webhook_secret are needed too. '
                'Or write mode = "polling".'
            )
        return self


class SlackSection(Section):
    """The Slack app. Make one from the manifest in docs/slack.md, one for each home."""

    bot_token: kinds.SlackBotToken = Field(
        NOT_SET, description="Begins with xoxb-; keep it secret."
    )
    app_token: kinds.SlackAppToken = Field(
        NOT_SET, description="Begins with xapp-; keep it secret."
    )
    signing_secret: kinds.SlackSecret = Field(
        NOT_SET, description="http: from the app's Basic Information; keep it secret."
    )
    api_base_url: kinds.SlackAddress = Field(
        "https://slack.com/api/", description="Where the Web API is; ends with a slash."
    )
    mode: Literal["socket", "http"] = Field(
        "socket", description="socket needs no public address; http needs one."
    )
    listen: kinds.Address = Field(
        Listen("127.0.0.1", 8082), description="http: where this computer answers."
    )
    join_by_email: bool = Field(
        False,
        description="Staff join by the e-mail in the staff list; needs users:read.email.",
    )
    reference_channel: kinds.SlackRoom = Field(
        "", description="A channel told references only, never content; its id, like C0123ABCD."
    )

    @model_validator(mode="after")
    def _way_in_is_complete(self) -> Self:
        if not self.bot_token:
            return self
        if self.mode == "socket" and not self.app_token:
            raise ValueError('With mode = "socket", app_token is needed too.')
        if self.mode == "http" and not self.signing_secret:
            raise ValueError('With mode = "http", signing_secret is needed too.')
        return self


class PracticeSection(Section):
    """The practice home: invented staff on a page in your browser, to try things out."""

    enabled: bool = Field(
        False, description="Show it beside a real channel. Without any channel it is always on."
    )
    listen: kinds.LocalAddress = Field(
        Listen("127.0.0.1", 8765), description="Its address, on this computer only."
    )
    database: kinds.DatabaseUrl = Field(
        SecretStr("sqlite:///practice.db"), description="Its own database, apart from real reports."
    )


class AcknowledgeWithin(Section):
    severe: kinds.ClockTime = timedelta(minutes=5)
    moderate: kinds.ClockTime = timedelta(minutes=15)
    low: kinds.ClockTime = timedelta(minutes=60)


class ActWithin(Section):
    severe: kinds.ClockTime = timedelta(hours=1)
    moderate: kinds.ClockTime = timedelta(hours=8)
    low: kinds.ClockTime = timedelta(hours=24)


class EscalationSection(Section):
    """How long a step may wait before the next person is told."""

    acknowledge_within: AcknowledgeWithin = Field(
        AcknowledgeWithin(), description="Somebody says 'I've got this' in this time."
    )
    act_within: ActWithin = Field(
        ActWithin(), description="After that, the record is filed in this time."
    )
    repeat_every: kinds.ClockTime = Field(
        timedelta(minutes=15), description="How often the last of the ladder is told again."
    )
    ladder: kinds.Ladder = Field(RUNGS, description="Who is told, one after the other.")


class DutySection(Section):
    """Who is on duty: staff tap it on and off."""

    ends_after: kinds.ClockTime = Field(
        timedelta(hours=14),
        description="Duty ends by itself after this; half an hour before, the person is asked.",
    )


class LimitsSection(Section, Limits):
    """How long each record may take: "24h" by the clock, "5 working days" by the calendar."""


class SpeakUpSection(Section):
    """Worries about a colleague or a manager: who hears them, and who else may be told."""

    person: kinds.Words = Field(
        "",
        description="Who hears them, by name; empty: the nominated individual, then the manager.",
    )
    safeguarding: kinds.Words = Field(
        "", description="Your council's number for adult safeguarding, as it is read out."
    )
    cqc: kinds.Name = Field(
        Contacts().cqc, description="CQC, from cqc.org.uk/contact-us. Look once a year."
    )
    protect: kinds.Name = Field(
        Contacts().protect,
        description="Protect's free advice, from protect-advice.org.uk. Look once a year.",
    )


class MedicinesSection(Section):
    """Medicines with which a report asks for advice at once."""

    high_alert: kinds.Names = Field(
        HIGH_ALERT,
        description="Where a small slip does great harm. Agree the list with your pharmacist.",
    )


class AttachmentsSection(Section):
    """Photos and voice messages with a report. What is off is not taken, and the person is told."""

    photos: bool = Field(
        False, description="Take photos. Only the picture is kept: no place, no time, no camera."
    )
    voice: bool = Field(
        False, description="Take voice messages. Only the sound is kept, and it is not written out."
    )
    max_size: kinds.FileSize = Field(
        kinds.Size(10), description="The most that one file may hold, up to 20MB."
    )
    folder: kinds.Folder = Field(
        "attachments", description="Where they are kept, apart from the database. Back it up too."
    )


class JoiningSection(Section):
    """How staff join."""

    code_lasts: kinds.ClockTime = Field(
        timedelta(days=7), description="A join code that was not used stops working after this."
    )


class HealthSection(Section):
    """For whoever watches the computer: /healthz and /metrics."""

    listen: kinds.OptionalAddress = Field(
        None, description='Off when empty. For example "127.0.0.1:9100".'
    )


class LogsSection(Section):
    """What Handrail writes about its own work: never names, never what was typed."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least that is written: debug, info, warning or error."
    )
    format: Literal["text", "json"] = Field(
        "text", description="text to read, json for a collector."
    )
