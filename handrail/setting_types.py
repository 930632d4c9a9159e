"""What a single setting may hold. Every refusal says what to write, and never repeats a secret."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from flows.duration import Duration, parse_duration
from flows.service import RUNGS

LONGEST_NAME = 60
LONGEST_CODE = 20
MOST_MEGABYTES = 20
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")
TELEGRAM_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,}")


@dataclass(frozen=True, slots=True)
class Listen:
    """A host and a port of this computer to listen on."""

    host: str
    port: int

    @property
    def loopback(self) -> bool:
        """True when only programs on this computer can reach it."""
        return is_loopback(self.host)

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _read_listen(value: Any) -> Any:
    if value is None or isinstance(value, Listen):
        return value
    if value == "":
        return None
    shape = re.fullmatch(r"\[?([^\s\[\]]+?)\]?:([0-9]{1,5})", str(value))
    if shape is None or int(shape[2]) > 65535:
        raise ValueError('Write an address and a port, like "127.0.0.1:8765".')
    return Listen(shape[1], int(shape[2]))


def _only_here(listen: Listen) -> Listen:
    if not listen.loopback:
        raise ValueError(
            "The practice page has no login, so it is only for this computer. "
            'Write "127.0.0.1:8765".'
        )
    return listen


def _read_clock_time(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value
    amount = parse_duration(str(value)).amount
    if amount is None:
        raise ValueError('This one is counted by the clock, so write it like "10m" or "24h".')
    return amount


@dataclass(frozen=True, slots=True)
class Size:
    """How much a file may hold, as it is written: whole megabytes."""

    megabytes: int

    @property
    def bytes(self) -> int:
        return self.megabytes * 1_000_000

    def __str__(self) -> str:
        return f"{self.megabytes}MB"


def _read_size(value: Any) -> Any:
    if isinstance(value, Size):
        return value
    shape = re.fullmatch(r"([0-9]{1,4}) ?MB", str(value).strip())
    if shape is None or not 1 <= int(shape[1]) <= MOST_MEGABYTES:
        raise ValueError(f'Write it like "10MB". At most {MOST_MEGABYTES}MB: bots get no more.')
    return Size(int(shape[1]))


def _read_list(value: Any) -> Any:
    """A list, also as an environment variable holds it: "Rose, Ivy" or a JSON list."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            raise ValueError("Write a list, like Rose, Ivy") from None
    return [part.strip() for part in value.split(",")]


def _check_words(longest: int, *, least: int = 1) -> Callable[[str], str]:
    def check(value: str) -> str:
        words = value.strip()
        if len(words) < least:
            raise ValueError("This must not be empty.")
        if len(words) > longest or not words.isprintable():
            raise ValueError(f"Write at most {longest} ordinary characters, on one line.")
        return words

    return check


def _check_unlike(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise ValueError("Name at least one.")
    if len({value.casefold() for value in values}) != len(values):
        raise ValueError("Each must be there once only. Take the repeated one out.")
    return values


def _check_rung(value: str) -> str:
    if value not in RUNGS:
        raise ValueError(f"The steps of the ladder are: {', '.join(RUNGS)}.")
    return value


def _check_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('I know no such time zone. Write one like "Europe/London".') from None
    return value


def _check_database(value: SecretStr) -> SecretStr:
    try:
        url = make_url(value.get_secret_value())
    except (ArgumentError, ValueError):  # the words of a ValueError hold what was written
        url = None
    if url is None or url.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError(
            "Write sqlite:///handrail.db for a file, or postgresql://user:password@host/name. "
            "In a password, write %40 for @, %3A for : and %2F for /."
        )
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("Name a file, like sqlite:///handrail.db: it keeps what is reported.")
    return value


def _check_web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError('Write a web address that begins with "https://".')
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError('Reports must travel encrypted: write an address with "https://".')
    return value


def _check_webhook_url(value: str) -> str:
    return _check_web_address(value) if value else value


def _with_path(path: str) -> Callable[[str], str]:
    """The address of an API; where only a computer is named, its usual path is added."""

    def check(value: str) -> str:
        address = _check_web_address(value).rstrip("/")
        return address if urlsplit(address).path else address + path

    return check


def _with_slash(value: str) -> str:
    return _check_web_address(value).rstrip("/") + "/"


def _secret(fits: Callable[[str], object], advice: str) -> AfterValidator:
    """A secret that is empty (not set) or has the right shape."""

    def check(value: SecretStr) -> SecretStr:
        secret = value.get_secret_value()
        if secret and not fits(secret):
            raise ValueError(advice)
        return value

    return AfterValidator(check)


Name = Annotated[str, AfterValidator(_check_words(LONGEST_NAME))]
Words = Annotated[str, AfterValidator(_check_words(LONGEST_NAME, least=0))]
Code = Annotated[str, AfterValidator(_check_words(LONGEST_CODE))]


def _written(length: timedelta) -> str:
    """As somebody would write it: "7 days", and "24h" rather than a day."""
    days = length > timedelta(days=1) and not length % timedelta(days=1)
    return str(Duration(amount=length, calendar=days))


Names = Annotated[tuple[Name, ...], BeforeValidator(_read_list), AfterValidator(_check_unlike)]
Codes = Annotated[tuple[Code, ...], BeforeValidator(_read_list), AfterValidator(_check_unlike)]
Ladder = Annotated[
    tuple[Annotated[str, AfterValidator(_check_rung)], ...],
    BeforeValidator(_read_list),
    AfterValidator(_check_unlike),
]
Zone = Annotated[str, AfterValidator(_check_zone)]
ClockTime = Annotated[
    timedelta,
    BeforeValidator(_read_clock_time),
    PlainSerializer(_written),
]
FileSize = Annotated[Size, BeforeValidator(_read_size), PlainSerializer(str)]
Address = Annotated[Listen, BeforeValidator(_read_listen), PlainSerializer(str)]
LocalAddress = Annotated[Address, AfterValidator(_only_here)]
OptionalAddress = Annotated[
    Listen | None,
    BeforeValidator(_read_listen),
    PlainSerializer(lambda listen: str(listen or "")),
]
Folder = Annotated[str, AfterValidator(_check_words(400))]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_check_database)]
BotAddress = Annotated[str, AfterValidator(_with_path("/bot"))]
BotFileAddress = Annotated[str, AfterValidator(_with_path("/file/bot"))]
SlackAddress = Annotated[str, AfterValidator(_with_slash)]
WebhookUrl = Annotated[str, AfterValidator(_check_webhook_url)]
TelegramToken = Annotated[
    SecretStr,
    _secret(
        TELEGRAM_TOKEN.fullmatch,
        "This does not look like a bot token. Copy it whole from @BotFather: "
        "digits, a colon, then letters and digits.",
    ),
]
WebhookSecret = Annotated[
    SecretStr,
    _secret(
        WEBHOOK_SECRET.fullmatch,
        "Use 32 to 256 letters, digits, hyphens or underscores, made at random.",
    ),
]


def _room(value: str) -> str:
    if value and re.fullmatch(r"[CG][A-Z0-9]{2,}", value) is None:
        raise ValueError("A Slack channel is named by its id, like C0123ABCD. Copy it from About.")
    return value


SlackRoom = Annotated[str, AfterValidator(_room)]
SlackBotToken = Annotated[
    SecretStr, _secret(lambda s: s.startswith("xoxb-"), 'A Slack bot token begins with "xoxb-".')
]
SlackAppToken = Annotated[
    SecretStr, _secret(lambda s: s.startswith("xapp-"), 'A Slack app token begins with "xapp-".')
]
SlackSecret = Annotated[
    SecretStr,
    _secret(str.isprintable, "Copy the signing secret whole from the app's Basic Information."),
]
