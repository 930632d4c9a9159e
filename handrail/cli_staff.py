"""`handrail staff`: who works here, and how they join and leave."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from flows import staff
from flows.away import back_on
from flows.errors import Refusal
from flows.moment import Moment
from flows.records import form_of
from flows.roles import Role, read_role
from flows.times import TimeUnclear, dated, understand_day
from handrail.cli_home import AsJson, Config, opened
from handrail.cli_print import say, say_json, say_table
from handrail.joining_link import (
    Invitation,
    bot_name,
    expiry,
    invitation,
    say_invitation,
)
from handrail.staff_file import add_all, read_staff
from handrail.staff_list import HEADINGS, described, line
from storage.people import Person


class NotADay(Refusal):
    """Text that names no day to come."""


class OneOrTheOther(Refusal):
    """Neither an address nor --remove, or both at once."""


class NoRole(Refusal):
    """A change of roles that names none."""


app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The person's name.", show_default=False)]
Roles = Annotated[
    list[str] | None,
    typer.Option(
        "--role",
        metavar="ROLE",
        help=f"{', '.join(role.label.lower() for role in Role)}. May be repeated.",
        show_default=False,
    ),
]
Units = Annotated[
    list[str] | None,
    typer.Option(
        "--unit", metavar="UNIT", help="Where they work; everywhere if left out. May be repeated."
    ),
]
Email = Annotated[
    str, typer.Option("--email", metavar="ADDRESS", help="To join Slack with, if that is allowed.")
]
NewEmail = Annotated[
    str, typer.Argument(metavar="ADDRESS", help="The new address.", show_default=False)
]
Remove = Annotated[
    bool, typer.Option("--remove", help="Take out the address that is there.", show_default=False)
]
Until = Annotated[
    str,
    typer.Option(
        "--until", metavar="DATE", help="The first day back, like 24/3.", show_default=False
    ),
]
People = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="Columns: name, roles, units, email.", show_default=False),
]


@app.command()
def add(
    name: Name,
    role: Roles = None,
    unit: Units = None,
    email: Email = "",
    config: Config = None,
    json: AsJson = False,
) -> None:
    """Add a member of staff and show their join code."""
    roles = [read_role(text) for text in role or [Role.CARE_WORKER]]
    with opened(config) as home:
        username = bot_name(home)
        with home.moment() as moment:
            person = staff.add_person(moment, name, roles, unit or [], email)
            invited = _invite(moment, person, username)
    _show(invited, expiry(moment), as_json=json)


@app.command(name="import")
def import_(people: People, config: Config = None, json: AsJson = False) -> None:
    """Add everybody in a CSV file, or nobody if a line is wrong."""
    rows = read_staff(people)
    with opened(config) as home:
        username = bot_name(home)
        with home.moment() as moment:
            added = add_all(moment, people, rows)
            invited = [_invite(moment, person, username) for person in added]
    if json:
        say_json([each.as_json() for each in invited])
        return
    say(f"{len(invited)} added. Each code works once, until {expiry(moment)}.")
    say_table([("Name", "Code", "Link"), *((i.name, i.code, i.link or "") for i in invited)])


@app.command(name="list")
def list_(config: Config = None, json: AsJson = False) -> None:
    """Show everybody, and how each can be reached."""
    with opened(config) as home, home.look() as moment:
        found = described(moment)
    if json:
        say_json(found)
    elif not found:
        say("Nobody yet. Add the first with `handrail staff add NAME --role ROLE`.")
    else:
        say_table([HEADINGS, *(line(each) for each in found)])


@app.command()
def code(name: Name, config: Config = None, json: AsJson = False) -> None:
    """Make a new one-time join code; older ones stop working."""
    with opened(config) as home:
        username = bot_name(home)
        with home.moment() as moment:
            invited = _invite(moment, staff.find_person(moment, name), username)
    _show(invited, expiry(moment), as_json=json)


@app.command()
def email(
    name: Name,
    address: NewEmail = "",
    remove: Remove = False,
    config: Config = None,
    json: AsJson = False,
) -> None:
    """Set, change or take out somebody's e-mail address."""
    if remove == bool(address.strip()):
        raise OneOrTheOther("Write the new address, or --remove to take out the old one.")
    with opened(config) as home, home.moment() as moment:
        person = staff.change_email(moment, staff.find_person(moment, name), address)
    if json:
        say_json({"name": person.name, "email": person.email})
    elif person.email:
        say(f"{person.name} has the e-mail address {person.email} from now on.")
    else:
        say(f"{person.name} has no e-mail address from now on.")


@app.command()
def unit(name: Name, unit: Units = None, config: Config = None, json: AsJson = False) -> None:
    """Move somebody; the briefings that hold there come to them."""
    with opened(config) as home, home.moment() as moment:
        person = staff.change_units(moment, staff.find_person(moment, name), unit or [])
    if json:
        say_json({"name": person.name, "units": person.units})
    else:
        say(f"{person.name} works {_where(person)} from now on.")


@app.command()
def role(name: Name, role: Roles = None, config: Config = None, json: AsJson = False) -> None:
    """Change somebody's roles; what they have by another goes to others."""
    if not role:
        raise NoRole("Name every role they hold from now on, each with --role.")
    roles = [read_role(text) for text in role]
    with opened(config) as home, home.moment() as moment:
        person = staff.change_roles(moment, staff.find_person(moment, name), roles)
    if json:
        say_json({"name": person.name, "roles": person.roles})
    else:
        held = ", ".join(Role(each).label.lower() for each in person.roles)
        say(f"{person.name} is {held} from now on.")


def _where(person: Person) -> str:
    return f"on {', '.join(person.units)}" if person.units else "everywhere"


@app.command()
def away(name: Name, until: Until, config: Config = None, json: AsJson = False) -> None:
    """Until somebody is back, give what is theirs to others."""
    with opened(config) as home, home.moment() as moment:
        person = staff.find_person(moment, name)
        back = back_on(_day(moment, until), moment.service.zone)
        untold = staff.go_away(moment, person, back)
    if json:
        say_json({"name": person.name, "away_until": back.isoformat(), "nobody_told": untold})
        return
    say(f"{person.name} is away until {back:%A} {back.day} {back:%B %Y}.")
    for reference in untold:
        say(f"Nobody else could be told of {reference}. Please see to it.")


@app.command()
def back(name: Name, config: Config = None, json: AsJson = False) -> None:
    """End somebody's time away; things are put to them again."""
    with opened(config) as home, home.moment() as moment:
        person = staff.find_person(moment, name)
        staff.come_back(moment, person)
    if json:
        say_json({"name": person.name, "away_until": None})
    else:
        say(f"{person.name} is back.")


@app.command()
def leave(name: Name, config: Config = None, json: AsJson = False) -> None:
    """End somebody's access at once; others take their steps."""
    with opened(config) as home, home.moment() as moment:
        person = staff.find_person(moment, name)
        unsent = [
            (form_of(draft.kind).title, dated(draft.begun_at, moment.service.zone))
            for draft in staff.leave(moment, person)
        ]
    if json:
        say_json({"name": person.name, "state": "left", "unsent": unsent})
        return
    say(f"{person.name} has no access from now on. What they reported stays as it is.")
    for title, begun in unsent:
        say(f"{title}, begun {begun}: never sent, and erased. Please ask them what happened.")


def _invite(moment: Moment, person: Person, username: str | None) -> Invitation:
    return invitation(person.name, staff.new_code(moment, person), username)


def _show(invited: Invitation, until: str, *, as_json: bool) -> None:
    if as_json:
        say_json(invited.as_json())
    else:
        say_invitation(invited, until)


def _day(moment: Moment, text: str) -> date:
    """A day to come; raises NotADay."""
    try:
        day = understand_day(text, moment.now, moment.service.zone)
    except TimeUnclear:
        raise NotADay(f'"{text}" is not a day to come. Days look like 24/3 or 24/3/2027.') from None
    if day <= moment.now.astimezone(moment.service.zone).date():
        raise NotADay("The first day back is tomorrow or later.")
    return day
