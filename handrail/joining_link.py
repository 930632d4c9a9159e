"""The link and the words by which a new member of staff joins."""

from dataclasses import asdict, dataclass
from datetime import datetime

from flows.moment import Moment
from handrail.cli_home import Home
from handrail.cli_print import say, say_aside, show_qr
from handrail.telegram_name import ask_bot_name
from handrail.troubles import NotDone
from storage.facts import read_fact, write_fact

BOT_NAME = "telegram_username"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A person's one-time code, and the link that carries it where the bot's name is known."""

    name: str
    code: str
    link: str | None

    def as_json(self) -> dict[str, str | None]:
        return asdict(self)


def invitation(name: str, code: str, username: str | None) -> Invitation:
    link = f"https://t.me/{username}?start={code}" if username else None
    return Invitation(name, code, link)


def bot_name(home: Home) -> str | None:
    """The bot's username: known from before, else asked for now, else None and said why."""
    with home.look() as moment:
        known = read_fact(moment.db, BOT_NAME)
    if known or not home.settings.telegram_runs:
        return known or None
    try:
        asked = ask_bot_name(home.settings.telegram)
    except NotDone as why:
        say_aside(f"No link this time: {why}")
        return None
    with home.moment() as moment:
        write_fact(moment.db, BOT_NAME, asked)
    return asked


def expiry(moment: Moment) -> str:
    """Until when a code made now works, in the home's time."""
    return said_at(moment.now + moment.service.code_lasts, moment)


def said_at(when: datetime, moment: Moment) -> str:
    local = when.astimezone(moment.service.zone)
    return f"{local.day} {local:%B %Y, %H:%M}"


def say_invitation(invited: Invitation, until: str) -> None:
    """The code, what to do with it, and a QR code on a terminal."""
    say(f"{invited.name}'s join code: {invited.code}", f"It works once, until {until}.")
    if invited.link:
        say(f"Link: {invited.link}")
        show_qr(invited.link)
        say(f"Give it to {invited.name} only: it lets in whoever uses it first.")
    else:
        say(f"{invited.name} sends this code to the bot. Give it to nobody else.")
