"""All settings together, and the home's rules that they make."""

from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url

from flows.contacts import Contacts
from flows.service import Attachments, Escalation, Service
from handrail.duty_rules import duties_in
from handrail.setting_sections import (
    AttachmentsSection,
    DatabaseSection,
    DutySection,
    EscalationSection,
    HealthSection,
    JoiningSection,
    LimitsSection,
    LogsSection,
    MedicinesSection,
    PracticeSection,
    ServiceSection,
    SlackSection,
    SpeakUpSection,
    TelegramSection,
)
from storage.files import Files


class Settings(BaseSettings):
    """All settings: the environment first, then the file, then the defaults."""

    model_config = SettingsConfigDict(
        env_prefix="HANDRAIL_",
        env_nested_delimiter="__",
        enable_decoding=False,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    service: ServiceSection = ServiceSection()
    database: DatabaseSection = DatabaseSection()
    telegram: TelegramSection = TelegramSection()
    slack: SlackSection = SlackSection()
    practice: PracticeSection = PracticeSection()
    escalation: EscalationSection = EscalationSection()
    duty: DutySection = DutySection()
    limits: LimitsSection = LimitsSection()
    speak_up: SpeakUpSection = SpeakUpSection()
    medicines: MedicinesSection = MedicinesSection()
    attachments: AttachmentsSection = AttachmentsSection()
    joining: JoiningSection = JoiningSection()
    health: HealthSection = HealthSection()
    logs: LogsSection = LogsSection()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The file arrives as init values, the environment overrides it; nothing else counts."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings

    @property
    def telegram_runs(self) -> bool:
        return bool(self.telegram.token)

    @property
    def slack_runs(self) -> bool:
        return bool(self.slack.bot_token)

    @property
    def live_runs(self) -> bool:
        """Whether there is a channel to real staff."""
        return self.telegram_runs or self.slack_runs

    @property
    def practice_runs(self) -> bool:
        """The practice home runs when asked for, and when there is no channel to real staff."""
        return self.practice.enabled or not self.live_runs

    def at(self, folder: Path) -> Self:
        """The same settings with every file they name made absolute, seen from `folder`."""
        here = {"url": _absolute(self.database.url, folder)}
        practice = {"database": _absolute(self.practice.database, folder)}
        kept = {"folder": str((folder / Path(self.attachments.folder).expanduser()).absolute())}
        rules = self.service.duties
        service = {"duties": str((folder / Path(rules).expanduser()).absolute()) if rules else ""}
        return self.model_copy(
            update={
                "database": self.database.model_copy(update=here),
                "practice": self.practice.model_copy(update=practice),
                "service": self.service.model_copy(update=service),
                "attachments": self.attachments.model_copy(update=kept),
            }
        )

    def secrets(self) -> list[str]:
        """Everything that must never be shown, for whoever has to look out for it."""
        slack = (self.slack.bot_token, self.slack.app_token, self.slack.signing_secret)
        named = (self.telegram.token, self.telegram.webhook_secret, *slack)
        databases = (self.database.url, self.practice.database)
        urls = [make_url(url.get_secret_value()) for url in databases]
        passwords = [part for url in urls for part in (url.password, url.query.get("password"))]
        return [secret.get_secret_value() for secret in named if secret] + [
            str(password) for password in passwords if password
        ]


def files_of(settings: Settings, *, practice: bool = False) -> Files:
    """The folder of kept files; the practice home has one beside it."""
    folder = Path(settings.attachments.folder)
    return Files(folder.with_name(f"{folder.name}-practice") if practice else folder)


def service_of(settings: Settings, *, practice: bool = False) -> Service:
    """The home's rules, as the flows need them."""
    section, escalation, worries = settings.service, settings.escalation, settings.speak_up
    room = settings.slack.reference_channel
    return Service(
        name=section.name,
        zone=ZoneInfo(section.timezone),
        units=section.units,
        residents=section.residents,
        escalation=Escalation(
            acknowledge_within=dict(escalation.acknowledge_within),
            act_within=dict(escalation.act_within),
            repeat_every=escalation.repeat_every,
            ladder=escalation.ladder,
        ),
        limits=dict(settings.limits),
        duties=duties_in(section.duties),
        guardian="" if practice else worries.person,
        contacts=Contacts(worries.cqc, worries.safeguarding, worries.protect),
        code_lasts=settings.joining.code_lasts,
        duty_ends_after=settings.duty.ends_after,
        practice=practice,
        board=("slack", room) if room and not practice else None,
        attachments=Attachments(
            photos=settings.attachments.photos,
            voice=settings.attachments.voice,
            most=settings.attachments.max_size.bytes,
        ),
        high_alert=settings.medicines.high_alert,
        vouching=frozenset({"slack"} if settings.slack.join_by_email else ()),
    )


def _absolute(url: SecretStr, folder: Path) -> SecretStr:
    parsed = make_url(url.get_secret_value())
    if parsed.get_backend_name() != "sqlite" or parsed.database is None:
        return url
    path = (folder / Path(parsed.database).expanduser()).absolute()
    return SecretStr(parsed.set(database=str(path)).render_as_string(hide_password=False))
