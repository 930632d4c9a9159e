"""Delivery: where cards stand, and what became of what was sent, written down.

The word of whoever holds the lease of a message counts (storage/claims.py).
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.outbox import Owed
from storage.tables import cards, outbox
from storage.upsert import upsert

_SHOWN = (
    select(outbox.c.id, cards.c.message_id, cards.c.looks)
    .join(
        cards,
        (cards.c.channel == outbox.c.channel)
        & (cards.c.address == outbox.c.address)
        & (cards.c.card == outbox.c.card),
    )
    .where(outbox.c.state == "sending", outbox.c.lease == bindparam("our_lease"))
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The message in which a card lives, and what tells its look; None where that is not sure."""

    message_id: str
    looks: str | None


def looks_of(row: Owed) -> str:
    """The same for the same screen, and nothing that could be read."""
    return _looks((row.payload or {}).get("screen"))


def _looks(screen: Mapping[str, Any] | None) -> str:
    return sha256(json.dumps(screen, sort_keys=True).encode()).hexdigest()


def standing(db: Connection, lease: str) -> dict[int, Standing]:
    """Where the cards of what we have claimed stand, of those that were shown before."""
    return {id: Standing(*rest) for id, *rest in db.execute(_SHOWN, {"our_lease": lease})}


def shows(db: Connection, channel: str, address: str, card: str, screen: Mapping[str, Any]) -> bool:
    """Whether a card in a chat shows just this screen now, as far as that is known."""
    place = (cards.c.channel == channel) & (cards.c.address == address) & (cards.c.card == card)
    return db.execute(select(cards.c.looks).where(place)).scalar() == _looks(screen)


DIGEST = "digest"
"""The card of what was sent together."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message that the platform took: where it lives, None where it was taken out.

    `together`: with others of its person, as one message.
    """

    row: Owed
    message_id: str | None
    together: bool = False

    @property
    def card(self) -> str | None:
        """By what name the message is known from now on."""
        return DIGEST if self.together else self.row.becomes or self.row.card


_OURS = (
    select(outbox.c.id)
    .where(
        outbox.c.id.in_(bindparam("ids", expanding=True)),
        outbox.c.lease == bindparam("our_lease"),
    )
    .with_for_update()
)

_SETTLE = (
    update(outbox)
    .where(outbox.c.id == bindparam("row_id"))
    .values(payload=None, lease=None, lease_until=None)
)


def _ours(db: Connection, rows: Sequence[Owed], lease: str) -> set[int]:
    """Ids of those that no other sender has taken over meanwhile: its word counts then."""
    ids = [row.id for row in rows]
    return set(db.execute(_OURS, {"ids": ids, "our_lease": lease}).scalars())


def _settle(db: Connection, row: Owed, lease: str, **columns: Any) -> bool:
    """Write an end down, and whether it was still ours to do so."""
    if row.id not in _ours(db, [row], lease):
        return False
    db.execute(_SETTLE, {"row_id": row.id, "error": None, **columns})
    return True


def mark_sent(db: Connection, shown: Sequence[Shown], *, lease: str, now: datetime) -> None:
    """The platform took these."""
    ours = _ours(db, [each.row for each in shown], lease)
    mine = [each for each in shown if each.row.id in ours]
    ends = [
        {
            "row_id": each.row.id,
            "state": "gathered" if each.together else "sent",
            "sent_at": now,
            "message_id": each.message_id,
            "error": None,
        }
        for each in mine
    ]
    if ends:
        db.execute(_SETTLE, ends)
    _keep_cards(db, [each for each in mine if each.card is not None], now)


def _keep_cards(db: Connection, shown: Sequence[Shown], now: datetime) -> None:
    """Where each card stands now; one that was taken out, or became another, stands nowhere."""
    there = [
        {
            "channel": each.row.channel,
            "address": each.row.address,
            "card": each.card,
            "message_id": each.message_id,
            "looks": looks_of(each.row),
            "shown_at": now,
        }
        for each in shown
        if each.message_id is not None
    ]
    upsert(db, cards, *there, on=["channel", "address", "card"])
    gone = [
        {"on_channel": each.row.channel, "at_address": each.row.address, "name": each.row.card}
        for each in shown
        if not each.together and (each.message_id is None or each.row.becomes is not None)
    ]
    if gone:
        db.execute(_FORGET, gone)


_THE_CARD = (
    cards.c.channel == bindparam("on_channel"),
    cards.c.address == bindparam("at_address"),
    cards.c.card == bindparam("name"),
)
_FORGET = delete(cards).where(*_THE_CARD)
_UNSURE = update(cards).where(*_THE_CARD).values(looks=None)


def mark_refused(db: Connection, row: Owed, *, lease: str, reason: str) -> bool:
    """It can never be sent: set apart, with the reason, for people to see. False: not ours now."""
    return _settle(db, row, lease, state="refused", error=reason)


def mark_superseded(db: Connection, row: Owed, *, lease: str, reason: str | None = None) -> None:
    """It need not be sent any more; the reason, where it is not that something newer came."""
    _settle(db, row, lease, state="superseded", error=reason)


def renew(db: Connection, ids: Collection[int], *, lease: str, until: datetime) -> None:
    """Whoever holds this lease is still sending these."""
    db.execute(
        update(outbox)
        .where(outbox.c.id.in_(ids), outbox.c.lease == lease, outbox.c.state == "sending")
        .values(lease_until=until)
    )


def give_back(db: Connection, lease: str, ids: Collection[int] | None = None) -> None:
    """What was claimed and not tried, all of this lease or these of it: whoever is next may."""
    these = () if ids is None else (outbox.c.id.in_(ids),)
    db.execute(
        update(outbox)
        .where(outbox.c.lease == lease, outbox.c.state == "sending", *these)
        .values(state="owed", lease=None, lease_until=None, attempts=outbox.c.attempts - 1)
    )


def mark_later(
    db: Connection, row: Owed, *, lease: str, reason: str, at: datetime, counts: bool
) -> None:
    """Try again from `at` on, unless the card has a newer screen by now.

    `counts`: whether the attempt is held against this message. It may have been carried out: how
    its card looks is not sure any more.
    """
    if row.card is not None:
        db.execute(
            _UNSURE, {"on_channel": row.channel, "at_address": row.address, "name": row.card}
        )
    if row.card is not None and row.becomes is None and _has_newer(db, row, at):
        mark_superseded(db, row, lease=lease)
        return
    db.execute(
        update(outbox)
        .where(outbox.c.id == row.id, outbox.c.lease == lease)
        .values(
            state="owed",
            next_at=at,
            error=reason,
            attempts=outbox.c.attempts if counts else outbox.c.attempts - 1,
            lease=None,
            lease_until=None,
        )
    )


def _has_newer(db: Connection, row: Owed, by: datetime) -> bool:
    newer = (
        select(outbox.c.id)
        .where(
            outbox.c.channel == row.channel,
            outbox.c.address == row.address,
            outbox.c.card == row.card,
            outbox.c.id > row.id,
            outbox.c.next_at <= by,
        )
        .limit(1)
    )
    return db.execute(newer).first() is not None


def hold_chat(db: Connection, channel: str, address: str, until: datetime) -> None:
    """The platform asked for a pause in this chat: nothing more goes there before `until`."""
    db.execute(
        update(outbox)
        .where(
            outbox.c.channel == channel,
            outbox.c.address == address,
            outbox.c.state == "owed",
            outbox.c.next_at < until,
        )
        .values(next_at=until)
    )
