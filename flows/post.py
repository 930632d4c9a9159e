"""Owing messages to people: nothing is sent that was not first written down here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flows.moment import Moment
from flows.screen import Media, Screen
from storage import outbox, people
from storage.outbox import FILE, REMOVE, Priority

REST_AFTER = timedelta(minutes=15)
"""How long a screen with somebody's typed words stays open in a chat."""


@dataclass(frozen=True, slots=True)
class Place:
    """A chat in which a person, or a stranger, can be shown something."""

    channel: str
    address: str
    person_id: int | None = None


def places(moment: Moment, person_ids: Collection[int]) -> dict[int, list[Place]]:
    """Where each of these people can be reached, the chat they used last first."""
    found: dict[int, list[Place]] = {}
    for account in people.reachable_accounts(moment.db, person_ids):
        place = Place(account.channel, account.address, account.person_id)
        found.setdefault(account.person_id, []).append(place)
    return found


def place_of(moment: Moment, person_id: int) -> Place | None:
    """Where this person can be reached: the chat they used last; None where they cannot."""
    return next(iter(places(moment, [person_id]).get(person_id, [])), None)


def show(
    moment: Moment,
    place: Place,
    screen: Screen,
    *,
    key: str,
    about: str,
    card: str | None = None,
    becomes: str | None = None,
    priority: Priority = Priority.REPLY,
    repost: bool = False,
    quiet: bool = False,
    at: datetime | None = None,
    until: datetime | None = None,
    opens: str = "",
    alone: bool = False,
    case_id: int | None = None,
    step_id: int | None = None,
    round: int | None = None,
) -> None:
    """Owe a screen. With `card` it changes that living message in place; `repost` sends it anew.

    After `until` it is not worth sending any more. `opens` is where a tap shows it as it stands
    then, for when it comes as one line among others; `alone`: it never does.
    """
    how = {"repost": repost, "quiet": quiet, "opens": opens, "alone": alone}
    _owe(
        moment,
        place,
        {"screen": screen.as_json(), "until": until and until.isoformat(), **how},
        key=key,
        about=about,
        card=card,
        becomes=becomes,
        priority=priority,
        at=at,
        case_id=case_id,
        step_id=step_id,
        round=round,
    )


def show_file(
    moment: Moment, place: Place, screen: Screen, media: Media, *, key: str, case_id: int
) -> None:
    """Owe a kept file, and that it leaves the chat again after a while."""
    card = f"{FILE}:{key}"
    shown = {"screen": screen.as_json(), "media": media.as_json(), "repost": False, "quiet": True}
    _owe(
        moment,
        place,
        shown,
        key=key,
        about=FILE,
        card=card,
        case_id=case_id,
        priority=Priority.REPLY,
    )
    withdraw(moment, place, card, key=f"{key}:away", at=moment.now + REST_AFTER)


def withdraw(
    moment: Moment, place: Place, card: str, *, key: str, at: datetime | None = None
) -> None:
    """Owe that a card leaves the chat, if it is in it then."""
    _owe(
        moment,
        place,
        {"withdraws": True},
        key=key,
        about=REMOVE,
        card=card,
        at=at,
        priority=Priority.REPLY,
    )


def cover(moment: Moment, place: Place, card: str, screen: Screen, *, key: str) -> None:
    """Owe that a card shows nothing any more but this; a kept file leaves the chat instead."""
    if card.startswith(f"{FILE}:"):
        withdraw(moment, place, card, key=key)
    else:
        show(moment, place, screen, key=key, about="cover", card=card, quiet=True)


def remove(moment: Moment, place: Place, message_id: str, *, key: str) -> None:
    """Owe the removal of what somebody typed: it is stored now, and need not lie in the chat."""
    _owe(moment, place, {"removes": message_id}, key=key, about=REMOVE, priority=Priority.REPLY)


def _owe(moment: Moment, place: Place, payload: dict[str, Any], **row: Any) -> None:
    outbox.owe(
        moment.db,
        channel=place.channel,
        address=place.address,
        person_id=place.person_id,
        payload=payload,
        now=moment.now,
        **row,
    )
