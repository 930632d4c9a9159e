"""Staff, and the chats they can be reached by."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Text, bindparam, cast, func, or_, select, update

from storage.rows import changed, inserted, many, one, with_id
from storage.tables import accounts, people
from storage.upsert import upsert


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff. No units listed means every unit; `email` as `normal_email` has it."""

    id: int
    name: str
    roles: list[str]
    units: list[str]
    email: str | None
    state: str
    joined_at: datetime
    left_at: datetime | None
    away_until: datetime | None
    quiet: str | None


@dataclass(frozen=True, slots=True)
class Account:
    """One chat of one person: linked, blocked by them, or closed by us."""

    id: int
    person_id: int
    channel: str
    address: str
    state: str
    linked_at: datetime
    used_at: datetime


def add_person(
    db: Connection,
    *,
    name: str,
    roles: Sequence[str],
    units: Sequence[str],
    now: datetime,
    email: str | None = None,
) -> int:
    return inserted(
        db,
        people,
        name=name,
        roles=list(roles),
        units=list(units),
        email=email,
        state="active",
        joined_at=now,
    )


def set_email(db: Connection, person_id: int, email: str | None) -> None:
    changed(db, people, person_id, email=email)


def set_units(db: Connection, person_id: int, units: Sequence[str]) -> None:
    changed(db, people, person_id, units=list(units))


def set_roles(db: Connection, person_id: int, roles: Sequence[str]) -> None:
    changed(db, people, person_id, roles=list(roles))


def set_quiet(db: Connection, person_id: int, quiet: str | None) -> None:
    changed(db, people, person_id, quiet=quiet)


_QUIET = select(people.c.quiet).where(people.c.quiet.is_not(None)).distinct()


def quiet_hours(db: Connection) -> list[str]:
    """All that anybody has chosen: few, however many people there are."""
    return list(db.execute(_QUIET).scalars())


def get_person(db: Connection, person_id: int) -> Person | None:
    return with_id(db, Person, people, person_id)


_THESE = (
    select(people).where(people.c.id.in_(bindparam("ids", expanding=True))).order_by(people.c.name)
)


def these(db: Connection, ids: Collection[int]) -> list[Person]:
    """The people of these ids, whether they still work here or not."""
    return many(db, Person, _THESE, ids=list(ids)) if ids else []


def person_named(db: Connection, name: str) -> Person | None:
    """The person of that name in any case of letters, also of those SQLite cannot fold."""
    wanted = name.casefold()
    return next((person for person in everyone(db) if person.name.casefold() == wanted), None)


def person_with_email(db: Connection, email: str) -> Person | None:
    """The active person of that e-mail address, of whom there is one at most."""
    query = select(people).where(people.c.email == email, people.c.state == "active")
    return one(db, Person, query)


def everyone(db: Connection) -> list[Person]:
    return many(db, Person, select(people).order_by(people.c.name))


def holders_of(db: Connection, roles: Collection[str]) -> list[Person]:
    """The active people who hold any of these roles."""
    return many(db, Person, _holders(frozenset(roles)))


@cache
def _holders(roles: frozenset[str]) -> Select[Any]:
    listed = cast(people.c.roles, Text)
    held = or_(*(listed.contains(f'"{role}"', autoescape=True) for role in roles))
    return select(people).where(people.c.state == "active", held).order_by(people.c.name)


def set_away_until(db: Connection, person_id: int, until: datetime) -> None:
    """Until then nothing is put to this person. A time gone by says since when they are back."""
    changed(db, people, person_id, away_until=until)


def mark_left(db: Connection, person_id: int, now: datetime) -> None:
    """From now on they do not work here; the e-mail address is free for somebody else."""
    changed(db, people, person_id, state="left", left_at=now, email=None)


_ANY_OF_THEIRS = accounts.alias()
_USED_LAST = (
    select(func.max(_ANY_OF_THEIRS.c.used_at))
    .where(_ANY_OF_THEIRS.c.person_id == people.c.id)
    .scalar_subquery()
)
_BY_ADDRESS = (
    select(people, accounts.c.state, accounts.c.used_at, _USED_LAST)
    .join(accounts, accounts.c.person_id == people.c.id)
    .where(
        accounts.c.channel == bindparam("channel"),
        accounts.c.address == bindparam("address"),
        accounts.c.state != "closed",
        people.c.state == "active",
    )
    .with_for_update(read=True, of=people)
)


def person_at(
    db: Connection, channel: str, address: str, *, used: datetime | None = None
) -> Person | None:
    """The active person whose chat this is. `used`: the time at which they write to us, for alerts
    go to the chat used last; while that stays the same it is noted to the minute. Whoever writes
    can be reached again.

    Until the transaction ends nobody can make them leave, so that what they take stays with
    somebody who works here (see `hold`)."""
    row = db.execute(_BY_ADDRESS, {"channel": channel, "address": address}).first()
    if row is None:
        return None
    *person, state, used_at, last = row
    if used is not None and (state == "blocked" or used_at < max(used - A_WHILE, last)):
        db.execute(_TOUCH, {"on_channel": channel, "at_address": address, "now": used})
    return Person(*person)


def link_account(
    db: Connection, *, person_id: int, channel: str, address: str, now: datetime
) -> None:
    """Tie this chat to the person; an older chat of theirs on this channel is closed."""
    db.execute(
        update(accounts)
        .where(accounts.c.person_id == person_id, accounts.c.channel == channel)
        .values(state="closed")
    )
    values = {
        "person_id": person_id,
        "channel": channel,
        "address": address,
        "state": "linked",
        "linked_at": now,
        "used_at": now,
    }
    upsert(db, accounts, values, on=["channel", "address"])


def hold(db: Connection, person_id: int) -> None:
    """Wait until whatever this person is doing at the moment is done; they do nothing meanwhile."""
    mine = select(people.c.id).where(people.c.id == person_id)
    db.execute(mine.with_for_update(key_share=True))


def set_account_state(db: Connection, channel: str, address: str, state: str) -> None:
    """Mark an open account linked or blocked; a closed one stays closed."""
    db.execute(
        update(accounts)
        .where(
            accounts.c.channel == channel,
            accounts.c.address == address,
            accounts.c.state != "closed",
        )
        .values(state=state)
    )


_TOUCH = (
    update(accounts)
    .where(
        accounts.c.channel == bindparam("on_channel"),
        accounts.c.address == bindparam("at_address"),
        accounts.c.state != "closed",
    )
    .values(used_at=bindparam("now"), state="linked")
)
A_WHILE = timedelta(minutes=1)


def close_accounts(db: Connection, person_id: int) -> None:
    db.execute(update(accounts).where(accounts.c.person_id == person_id).values(state="closed"))


_REACHABLE = (
    select(accounts)
    .join(people, people.c.id == accounts.c.person_id)
    .where(accounts.c.state == "linked", people.c.state == "active")
    .order_by(accounts.c.used_at.desc(), accounts.c.id)
)
_REACHABLE_OF = _REACHABLE.where(accounts.c.person_id.in_(bindparam("ids", expanding=True)))


def reachable_accounts(db: Connection, person_ids: Collection[int] | None = None) -> list[Account]:
    """The linked accounts of active people (of these, or of all), the one used last first."""
    if person_ids is None:
        return many(db, Account, _REACHABLE)
    return many(db, Account, _REACHABLE_OF, ids=list(person_ids))


def blocked_accounts(db: Connection) -> list[Account]:
    """The accounts by which active people joined, and which they have blocked since."""
    query = select(accounts).join(people, people.c.id == accounts.c.person_id)
    blocked = query.where(accounts.c.state == "blocked", people.c.state == "active")
    return many(db, Account, blocked.order_by(accounts.c.id))


def accounts_of(db: Connection, person_id: int) -> list[Account]:
    query = select(accounts).where(accounts.c.person_id == person_id)
    return many(db, Account, query.where(accounts.c.state != "closed"))
