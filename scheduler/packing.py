"""Making parcels of what is owed: a last look, and what belongs together in one message."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from flows.gathering import Item, digest, first_of, may_join
from flows.moment import Moment
from flows.owed import out_of_date, still_wanted
from flows.screen import Media, Parcel, Refused, Screen
from storage import delivery
from storage.database import TransactionLost, run_apart
from storage.delivery import DIGEST, Standing, looks_of
from storage.outbox import FILE, Owed, Priority

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Packed:
    """What leaves as one message: one row, or all that had piled up for one person."""

    rows: tuple[Owed, ...]
    parcel: Parcel | Refused

    @property
    def row(self) -> Owed:
        """The first of them, which all go with."""
        return self.rows[0]

    @property
    def is_routine(self) -> bool:
        return self.row.priority == Priority.ROUTINE


class Packer:
    """Packs what one sender has claimed. What need not go any more is marked as superseded."""

    def __init__(self, lease: str, count: Callable[..., None]) -> None:
        self._lease = lease
        self._count = count

    def pack(
        self, moment: Moment, rows: Sequence[Owed], standing: Mapping[int, Standing]
    ) -> list[Packed]:
        """What is ready to go of rows that belong together; one that nobody can read is refused."""
        newest = {row.card or row.key: row for row in rows}
        for row in rows:
            if row is not newest[row.card or row.key]:
                delivery.mark_superseded(moment.db, row, lease=self._lease)
        rows = list(newest.values())
        packed = [(row, self._packed(moment, row, standing.get(row.id))) for row in rows]
        ready = [(row, parcel) for row, parcel in packed if isinstance(parcel, Parcel)]
        found = [Packed((row,), each) for row, each in packed if isinstance(each, Refused)]
        if len(ready) < 2:
            return [*found, *(Packed((row,), parcel) for row, parcel in ready)]
        items = [_joining(row, parcel) for row, parcel in ready]
        chosen = first_of(items)
        left = [row.id for number, (row, _) in enumerate(ready) if number not in chosen]
        delivery.give_back(moment.db, self._lease, left)
        return [*found, _together([(*ready[number], items[number][0]) for number in chosen])]

    def _packed(
        self, moment: Moment, row: Owed, standing: Standing | None
    ) -> Parcel | Refused | None:
        if not self._still_wanted(moment, row):
            delivery.mark_superseded(moment.db, row, lease=self._lease)
            return None
        try:
            if out_of_date(moment, row):
                reason = "its time has passed"
                delivery.mark_superseded(moment.db, row, lease=self._lease, reason=reason)
                return None
            parcel = _parcel(row, standing)
        except (KeyError, TypeError, ValueError) as error:
            log.error("message_unreadable", outbox_id=row.id, error=type(error).__name__)
            self._count("errors", where="claim")
            return Refused("unreadable")
        if parcel is None:
            delivery.mark_superseded(moment.db, row, lease=self._lease)
        return parcel

    def _still_wanted(self, moment: Moment, row: Owed) -> bool:
        """Where that cannot be found out, it goes: better once too often than not at all.

        But not what only some may see.
        """
        if row.step_id is None and row.about != FILE:
            return True
        try:
            return run_apart(moment.db, lambda _: still_wanted(moment, row))
        except TransactionLost:
            raise
        except Exception as error:
            log.error("last_look_failed", outbox_id=row.id, error=type(error).__name__)
            self._count("errors", where="claim")
            return row.about != FILE


def _joining(row: Owed, parcel: Parcel) -> tuple[Item, bool]:
    """It as one line, and whether it may be one: what has no words or a picture goes alone."""
    payload = row.payload or {}
    if parcel.screen is None or parcel.media is not None:
        return Item(Screen(title="")), False
    item = Item(parcel.screen, payload.get("opens", ""))
    return item, may_join(item, alone=payload.get("alone", False))


def _together(ready: Sequence[tuple[Owed, Parcel, Item]]) -> Packed:
    """One message for all: a list, from which each can be opened; one alone stays as it is."""
    first, alone, _ = ready[0]
    if len(ready) == 1:
        return Packed((first,), alone)
    screen = digest([item for _, _, item in ready])
    parcel = Parcel(first.id, first.address, screen=screen, quiet=True, card=DIGEST)
    return Packed(tuple(row for row, _, _ in ready), parcel)


def _changes(row: Owed, standing: Standing) -> bool:
    """Whether anybody would see a difference: a platform refuses a change that is none."""
    payload = row.payload or {}
    anew = payload["repost"] or row.becomes is not None or "media" in payload
    return anew or standing.looks != looks_of(row)


def _parcel(row: Owed, standing: Standing | None) -> Parcel | None:
    """What to hand over; None where what is to be withdrawn has never arrived, and where what is
    to be shown stands there already."""
    payload = row.payload or {}
    shown_in = standing.message_id if standing else None
    if "removes" in payload:
        return Parcel(row.id, row.address, removes=payload["removes"])
    if "withdraws" in payload:
        return Parcel(row.id, row.address, removes=shown_in) if shown_in else None
    if standing and not _changes(row, standing):
        return None
    return Parcel(
        row.id,
        row.address,
        screen=Screen.from_json(payload["screen"]),
        replaces=shown_in,
        repost=payload["repost"],
        quiet=payload["quiet"],
        urgent=row.priority == Priority.URGENT,
        card=row.card or "",
        media=Media.from_json(payload["media"]) if "media" in payload else None,
    )
