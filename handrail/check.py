"""`handrail check`: is everything in place, each thing said plainly with what to do."""

import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import URL, Connection, make_url

from flows import staff
from flows.duties.book import DUTIES
from flows.moment import Moment
from flows.roles import Role
from handrail.cli_home import opened_as_it_is
from handrail.duty_rules import duties_in
from handrail.home_label import refuse_other
from handrail.settings import Settings
from handrail.telegram_name import ask_bot_name
from handrail.troubles import EXPECTED, NotDone, explain
from storage.outbox import refused_last
from storage.upgrade import Fit, fit

if TYPE_CHECKING:
    from bot.slack_start import Identity

Level = Literal["ok", "note", "problem"]
LADDER_ROLES = (Role.SENIOR, Role.DEPUTY_MANAGER, Role.REGISTERED_MANAGER)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. A note can wait; a problem keeps Handrail from doing its work."""

    what: str
    level: Level
    say: str


def findings(settings: Settings, file: Path | None) -> Iterator[Finding]:
    """Everything there is to say about these settings, in the order in which to mend it."""
    yield Finding("settings", "ok", f"Read from {file or 'the environment and the defaults'}.")
    yield from _privacy(settings, file)
    yield from _service(settings)
    yield _duties(settings)
    yield from _telegram(settings)
    app = yield from _slack(settings)
    yield from _practice(settings)
    yield _attachments(settings)
    yield from _database(settings, app)


OLDER = "From an older version. The next start updates it; make a backup first."
NEWER = "It belongs to a newer Handrail. Install that version, or restore an older backup."


def notes(settings: Settings, file: Path | None) -> list[str]:
    """What somebody who starts Handrail should know, though it runs."""
    found = [*_privacy(settings, file), *_service(settings)]
    return [f"{each.what}: {each.say}" for each in found if each.level != "ok"]


def _privacy(settings: Settings, file: Path | None) -> Iterator[Finding]:
    if file is not None and settings.secrets() and file.stat().st_mode & 0o077:
        advice = f"Other users of this computer can read the secrets in it. Run: chmod 600 {file}"
        yield Finding("settings", "note", advice)


def _service(settings: Settings) -> Iterator[Finding]:
    section = settings.service
    missing = [key for key in type(section).model_fields if key not in section.model_fields_set]
    if settings.live_runs and missing:
        advice = f"Still as invented: {', '.join(missing)}. Write your home's own in [service]."
        yield Finding("service", "note", advice)
    else:
        yield Finding("service", "ok", f"{section.name}, {section.timezone}.")


def _duties(settings: Settings) -> Finding:
    file = settings.service.duties
    if not file:
        return Finding("duties", "ok", f"The {len(DUTIES)} that come with Handrail are asked.")
    kept = {duty.code for duty in duties_in(file)}
    left_out = [duty.code for duty in DUTIES if duty.code not in kept]
    if not left_out:
        return Finding("duties", "ok", f"The {len(kept)} of {file} are asked.")
    return Finding("duties", "note", f"Not asked, by {file}: {', '.join(left_out)}.")


def _telegram(settings: Settings) -> Iterator[Finding]:
    if not settings.telegram_runs:
        yield Finding("telegram", "note", "No bot token, so Telegram is off.")
        return
    try:
        yield Finding("telegram", "ok", f"The bot is @{ask_bot_name(settings.telegram)}.")
    except NotDone as why:
        yield Finding("telegram", "problem", str(why))


def _slack(settings: Settings) -> Generator[Finding, None, "Identity | None"]:
    """What there is to say, and which app it is, where Slack has told that."""
    if not settings.slack_runs:
        yield Finding("slack", "note", "No bot token, so Slack is off.")
        return None
    # Only this check needs the channel, and the others should answer at once.
    from handrail.slack_check import ask_slack

    try:
        app, missing = ask_slack(settings.slack)
    except NotDone as why:
        yield Finding("slack", "problem", str(why))
        return None
    if missing:
        advice = f"Missing scopes: {', '.join(missing)}. Add them to the app and install it again."
        yield Finding("slack", "problem", advice)
    else:
        yield Finding("slack", "ok", "The app has everything it needs.")
    return app


def _practice(settings: Settings) -> Iterator[Finding]:
    if settings.practice_runs:
        address = f"http://{settings.practice.listen}"
        yield Finding("practice", "ok", f"The practice home will be at {address}.")
    else:
        yield Finding("practice", "ok", "Off.")


def _attachments(settings: Settings) -> Finding:
    section = settings.attachments
    taken = [w for w, on in (("photos", section.photos), ("voice messages", section.voice)) if on]
    if not taken:
        return Finding("attachments", "ok", "Photos and voice messages are not taken.")
    folder = Path(section.folder)
    there = next(each for each in (folder, *folder.parents) if each.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        advice = f"{there} cannot be written to, so nothing can be kept. Choose another folder."
        return Finding("attachments", "problem", advice)
    return Finding("attachments", "ok", f"{' and '.join(taken).capitalize()}: kept in {folder}.")


def _database(settings: Settings, app: "Identity | None") -> Iterator[Finding]:
    """Looks without making anything: a database that is not there yet is made by the first run."""
    url = make_url(settings.database.url.get_secret_value())
    place = url.database or ""
    if url.get_backend_name() == "sqlite" and not Path(place).exists():
        yield _missing_file(Path(place))
        return
    try:
        # As a writer, though nothing is written: one that is locked must not pass.
        with opened_as_it_is(settings) as home, home.moment() as moment:
            finding = _version(moment.db)
            if finding is None:
                refuse_other(moment.db, "live")
                finding = _bound_elsewhere(moment.db, settings, app) or Finding(
                    "database", "ok", f"{_named(url)} can be used."
                )
            yield finding
            if finding.level == "ok" and settings.live_runs:
                yield _staffing(moment)
                yield _worries(settings, moment)
                yield from _board(settings, moment.db)
    except EXPECTED as error:
        yield Finding("database", "problem", explain(error))


def _version(db: Connection) -> Finding | None:
    """What to know when the tables are not those of this version."""
    match fit(db):
        case Fit.CURRENT:
            return None
        case Fit.EMPTY:
            return Finding("database", "note", "It is empty. The first start makes its tables.")
        case Fit.OLDER:
            return Finding("database", "note", OLDER)
        case Fit.NEWER:
            return Finding("database", "problem", NEWER)


def _bound_elsewhere(db: Connection, settings: Settings, app: "Identity | None") -> Finding | None:
    """What to know when the database is tied to another bot or app than the tokens'."""
    # Only this check needs the channels, and the others should answer at once.
    from bot.channel import CannotServe

    try:
        if settings.telegram_runs:
            from bot.telegram_start import refuse_another_bot

            refuse_another_bot(db, settings.telegram.token.get_secret_value().partition(":")[0])
        if app is not None:
            from bot.slack_start import refuse_another_app

            refuse_another_app(db, app)
    except CannotServe as why:
        return Finding("database", "problem", str(why))
    return None


def _named(url: URL) -> str:
    """Where it is, without user, password or options."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return f"PostgreSQL, {url.host or 'on this computer'}, {url.database},"


def _missing_file(path: Path) -> Finding:
    if not path.parent.is_dir():
        return Finding("database", "problem", f"The folder {path.parent} does not exist. Make it.")
    return Finding("database", "note", f"{path} is not there yet. The first start makes it.")


def _staffing(moment: Moment) -> Finding:
    reachable = staff.reach(moment)
    held = {r for p in staff.all_people(moment) if p.id in reachable for r in p.roles}
    missing = [role.label.lower() for role in LADDER_ROLES if role.value not in held]
    if not missing:
        return Finding("staff", "ok", "Every role that alerts climb to has somebody in a chat.")
    who = ", ".join(missing)
    return Finding(
        "staff", "note", f"Nobody can be reached yet as: {who}. See `handrail staff list`."
    )


def _board(settings: Settings, db: Connection) -> Iterator[Finding]:
    """A room that does not take references is no reason for anybody to miss them."""
    room = settings.slack.reference_channel
    why = refused_last(db, "board", room) if room else None
    if why is not None:
        advice = (
            f"The last reference did not get into slack.reference_channel ({why}). "
            "Type /invite @Handrail in that channel, or correct its id. The next one shows."
        )
        yield Finding("board", "note", advice)


def _worries(settings: Settings, moment: Moment) -> Finding:
    """A name that nobody has would send worries elsewhere without a word."""
    section = settings.speak_up
    people = {p.name.casefold() for p in staff.all_people(moment) if p.state == "active"}
    if section.person and section.person.casefold() not in people:
        advice = f"Nobody here is called {section.person}. Write it as `handrail staff list` does."
        return Finding("speak_up", "problem", advice)
    if not section.safeguarding:
        advice = "Your council's number for adult safeguarding is missing: speak_up.safeguarding."
        return Finding("speak_up", "note", advice)
    return Finding("speak_up", "ok", f"Worries go to {section.person or 'your managers'}.")
