"""The composition root: the one place that knows every part, and puts them together."""

import asyncio
import gc
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import typer
from pydantic import SecretStr

from bot.practice.channel import PracticeChannel
from bot.practice.page import PracticeHome, practice_app, serve_practice
from bot.practice.uploads import Uploads
from bot.serving import serve
from bot.telegram import TelegramAccess, TelegramChannel
from flows import account, staff
from flows.moment import Moment
from flows.roles import Role
from flows.rungs import is_away
from flows.service import Service
from flows.tasks import tasks_of
from handrail.clock import PracticeClock, system_clock
from handrail.health import Metrics, health_app
from handrail.home_label import Kind, label
from handrail.house import House, move_on
from handrail.practice_home import NAME, furnish
from handrail.settings import Settings, files_of, service_of
from storage.database import Database
from storage.people import Person
from storage.upgrade import upgrade

if TYPE_CHECKING:
    from bot.slack import SlackChannel

Part = Callable[[], Awaitable[None]]

SWITCH_SECONDS = 0.0005
"""How long a busy writer thread may keep the event loop waiting, which mostly needs only a moment
to hand over an answer that is ready."""


GARBAGE_AFTER = 10_000
"""How many more objects there are, before it is asked which of them are garbage."""


async def run_handrail(settings: Settings) -> None:
    """Run everything the settings name until the process is told to stop.

    Raises what ended it, if that was not a request to stop.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    metrics = Metrics()
    async with AsyncExitStack() as stack:
        houses: dict[str, House] = {}
        parts: list[Part] = []
        if settings.live_runs:
            house = await stack.enter_async_context(live_house(settings, metrics))
            houses["live"] = house
            _say_live(settings)
            parts.append(house.run)
        if settings.practice_runs:
            house, page = await stack.enter_async_context(practice_house(settings, metrics))
            houses["practice"] = house
            parts += [house.run, page]
        if settings.health.listen is not None:
            app = health_app(metrics, partial(_alive, houses))
            parts.append(partial(serve, app, str(settings.health.listen)))
        _spare_what_stays()
        await _together(parts)


def _spare_what_stays() -> None:
    """What has been loaded by now is never garbage: looking through it again and again would stop
    everything for a tenth of a second each time, most often when most people are waiting."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)


@asynccontextmanager
async def live_house(settings: Settings, metrics: Metrics) -> AsyncIterator[House]:
    """The real home, on the channels that reach real staff."""
    database = open_database(settings.database.url, kind="live")
    channels = _live_channels(settings, database)
    house = House(
        database,
        service_of(settings),
        {channel.name: channel for channel in channels},
        clock=system_clock,
        count=metrics.count,
        gauge=metrics.gauge,
        files=files_of(settings),
    )
    try:
        yield house
    finally:
        for channel in channels:
            await channel.close()
        database.close()


@asynccontextmanager
async def practice_house(settings: Settings, metrics: Metrics) -> AsyncIterator[tuple[House, Part]]:
    """The practice home and its page."""
    database = open_database(settings.practice.database, kind="practice")
    clock = PracticeClock(database)
    service = replace(service_of(settings, practice=True), name=NAME)
    with database.transaction() as db:
        furnish(db, service, clock.now())
    files = files_of(settings, practice=True)
    channel = PracticeChannel(database, clock.now, Uploads(files.folder / "sent"))
    house = House(
        database,
        service,
        {channel.name: channel},
        clock=clock.now,
        count=metrics.count,
        gauge=_unmeasured if settings.live_runs else metrics.gauge,
        files=files,
    )
    app = practice_app(
        channel,
        database=database,
        clock=clock.now,
        home=_practice_home(house, service, clock),
        files=files,
    )
    listen = str(settings.practice.listen)
    page = partial(serve_practice, app, channel, listen, started=partial(_greet, listen))
    try:
        yield house, page
    finally:
        database.close()


def open_database(url: SecretStr, *, kind: Kind) -> Database:
    """Open, migrate and label a database; a practice one is never mistaken for a live one."""
    database = Database(url.get_secret_value())
    try:
        upgrade(database)
        with database.transaction() as db:
            label(db, kind)
    except BaseException:
        database.close()
        raise
    return database


def _live_channels(
    settings: Settings, database: Database
) -> "list[TelegramChannel | SlackChannel]":
    channels: list[TelegramChannel | SlackChannel] = []
    if settings.telegram_runs:
        channels.append(TelegramChannel(_telegram_access(settings), database, system_clock))
    if settings.slack_runs:
        channels.append(_slack(settings, database))
    return channels


def _slack(settings: Settings, database: Database) -> "SlackChannel":
    # Its libraries are a fifteenth of the memory of a running home, and most homes have no Slack.
    from bot.slack import SlackChannel
    from handrail.slack_check import slack_access

    return SlackChannel(slack_access(settings.slack), database, system_clock)


def _telegram_access(settings: Settings) -> TelegramAccess:
    section = settings.telegram
    return TelegramAccess(
        token=section.token,
        api_base_url=section.api_base_url,
        file_base_url=section.file_base_url,
        mode=section.mode,
        webhook_url=section.webhook_url,
        webhook_listen=str(section.webhook_listen),
        webhook_secret=section.webhook_secret,
    )


def _practice_home(house: House, service: Service, clock: PracticeClock) -> PracticeHome:
    def looking(work: Callable[[Moment], Any]) -> Awaitable[Any]:
        return house.database.read(lambda db: work(Moment(db, service, clock.now())))

    async def people() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await looking(_people)
        return found

    async def cases() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await looking(account.list_cases)
        return found

    async def one(reference: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = await looking(lambda m: account.account(m, reference))
        except account.NoSuchCase:
            return None
        return found

    async def forward(span: timedelta) -> None:
        await move_on(house, clock, span)

    return PracticeHome(name=service.name, people=people, cases=cases, account=one, forward=forward)


def _unmeasured(what: str, value: float) -> None:
    """Beside a real home, what the practice home owes is nobody's figure."""


def _people(moment: Moment) -> list[dict[str, Any]]:
    on_duty = staff.on_duty(moment)
    return [
        {
            "id": person.id,
            "name": person.name,
            "roles": [Role(role).label for role in person.roles],
            "units": person.units,
            "on_duty": person.id in on_duty,
            "away_until": _away_until(moment, person),
            "waiting": len(tasks_of(moment, person)),
        }
        for person in sorted(staff.all_people(moment), key=lambda person: person.id)
        if person.state == "active"
    ]


def _away_until(moment: Moment, person: Person) -> str | None:
    """The time until which somebody is away now, if they are."""
    if person.away_until is None or not is_away(moment, person):
        return None
    return person.away_until.isoformat()


async def _alive(houses: Mapping[str, House]) -> dict[str, bool]:
    """Every part of every home by name, "live.deliver"."""
    return {
        f"{home}.{part}": well
        for home, house in houses.items()
        for part, well in house.alive().items()
    }


async def _together(parts: list[Part]) -> None:
    """Run all parts until one ends or the process is asked to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    tasks = [asyncio.ensure_future(part()) for part in parts]
    asked = asyncio.create_task(stop.wait())
    try:
        done, _ = await asyncio.wait([asked, *tasks], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (asked, *tasks):
            task.cancel()
        await asyncio.gather(asked, *tasks, return_exceptions=True)
    for task in done - {asked}:
        await task


def _say_live(settings: Settings) -> None:
    """Say to whoever started it that the home is served, and how to stop it."""
    chats = {"Telegram": settings.telegram_runs, "Slack": settings.slack_runs}
    on = " and ".join(name for name, runs in chats.items() if runs)
    typer.echo(
        f"\n  {settings.service.name} is served on {on} from now on. Leave this window open.\n"
        "  Ctrl-C stops it. What was reported is kept.\n"
    )


def _greet(listen: str, port: int) -> None:
    """Say where the practice page is, and what to try first."""
    host = listen.rpartition(":")[0]
    typer.echo(
        f"\n  {NAME}, the practice home, is open: http://{host}:{port}\n\n"
        "  Nothing there is real. Three things to try:\n"
        "    1. A near miss: tap it on Asha's phone, answer, and watch Sam's phone.\n"
        "    2. An incident: the same, and then follow it from phone to phone.\n"
        "    3. Go forward in time, and see who is told while nobody answers.\n\n"
        "  Ctrl-C stops it. What you did is kept for next time.\n"
    )
