"""Delivering what is owed: claim under a lease, hand to the channel, write down what happened."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import uuid4

import structlog
from sqlalchemy import Connection

from flows.charts import NotDrawn
from flows.contents import contents
from flows.moment import Moment
from flows.owed import not_reached, still_wanted
from flows.screen import Later, Media, Outcome, Parcel, Refused, Screen, Sent
from flows.service import Service
from storage import delivery
from storage.database import Database, TransactionLost, run_apart
from storage.delivery import Shown, Standing, looks_of
from storage.files import FileDamaged, Files
from storage.outbox import FILE, Owed, Priority

SEND_SECONDS = 20
LEASE = timedelta(seconds=15)
"""How long a claim outlives a sender that died; one that lives renews what it is sending."""
RENEW = LEASE / 3
AT_ONCE = 100
STOP_SECONDS = 5.0
"""How long a process that is stopped waits for what it is sending."""
MOST_FAILURES = 10
"""A carrier that fails in itself this often with one message will fail with it for ever."""
LONGEST_WAIT = {Priority.URGENT: 30.0, Priority.REPLY: 120.0, Priority.ROUTINE: 300.0}
"""Seconds: the most that passes between two tries of a message."""

Back = tuple[Owed, Outcome]
"""What became of a message."""

log = structlog.get_logger()


class Carrier(Protocol):
    """The part of a channel that delivers."""

    async def deliver(self, parcel: Parcel) -> Outcome:
        """Show, change or remove one message; never raises for what a platform may answer."""


class Postman:
    """Sends what the outbox owes. Several may work on one database, in as many processes."""

    def __init__(
        self,
        database: Database,
        carriers: Mapping[str, Carrier],
        service: Service,
        *,
        clock: Callable[[], datetime],
        wake: Callable[[], None],
        count: Callable[..., None],
        files: Files,
    ) -> None:
        self._database = database
        self._files = files
        self._wake = wake
        self._carriers = carriers
        self._service = service
        self._clock = clock
        self._count = count
        self._lease = uuid4().hex
        self._sending: dict[asyncio.Task[None], int] = {}
        self._renew_at = clock()
        self._back: list[Back] = []
        self._writing = asyncio.Lock()

    async def work(self) -> bool:
        """Claim what may go and start sending it. True if there was anything."""
        if len(self._sending) >= AT_ONCE:
            await asyncio.wait(
                self._sending,
                timeout=RENEW.total_seconds(),
                return_when=asyncio.FIRST_COMPLETED,
            )
        in_flight = list(self._sending.values())
        parcels = await self._database.write(lambda db: self._claim(db, in_flight))
        for row, parcel in parcels:
            task = asyncio.create_task(self._send(row, parcel))
            self._sending[task] = row.id
            task.add_done_callback(self._sending.pop)
        return bool(parcels) or len(in_flight) >= AT_ONCE

    async def settled(self) -> None:
        """Wait until everything being sent has its outcome written down."""
        while self._sending:
            await asyncio.wait(self._sending)

    async def stop(self) -> None:
        """Finish what is on its way. What was only claimed goes back, so that whoever is next need
        not wait for the lease; where an outcome stays unknown, the leases are left to run out."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=STOP_SECONDS)
        if self._sending:
            return
        try:
            await self._database.write(lambda db: delivery.give_back(db, self._lease))
        except Exception as error:
            log.error("claims_not_given_back", error=type(error).__name__)

    def _claim(self, db: Connection, in_flight: list[int]) -> list[tuple[Owed, Parcel | Refused]]:
        now = self._clock()
        moment = Moment(db, self._service, now)
        if in_flight and now >= self._renew_at:
            delivery.renew(db, in_flight, lease=self._lease, until=now + LEASE)
            self._renew_at = now + RENEW
        taken = delivery.claim(
            db,
            channels=list(self._carriers),
            lease=self._lease,
            now=now,
            until=now + LEASE,
            limit=AT_ONCE - len(in_flight),
        )
        parcels = [(row, self._packed(moment, row, standing)) for row, standing in taken]
        if any(parcel is None for _, parcel in parcels):
            self._wake()
        return [(row, parcel) for row, parcel in parcels if parcel is not None]

    def _packed(
        self, moment: Moment, row: Owed, standing: Standing | None
    ) -> Parcel | Refused | None:
        """The message, ready to go; None if it need not. One that nobody can read is refused."""
        if not self._still_wanted(moment, row):
            delivery.mark_superseded(moment.db, row, lease=self._lease)
            return None
        try:
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

    async def _send(self, row: Owed, parcel: Parcel | Refused) -> None:
        outcome = await self._outcome(row, parcel) if isinstance(parcel, Parcel) else parcel
        self._count("sends", channel=row.channel, outcome=type(outcome).__name__.lower())
        self._back.append((row, outcome))
        await self._write_down()
        self._wake()

    async def _outcome(self, row: Owed, parcel: Parcel) -> Outcome:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                whole = await self._with_file(parcel)
                return await self._carriers[row.channel].deliver(whole)
        except NotDrawn as error:
            log.error("chart_not_drawn", outbox_id=row.id, error=str(error))
            self._count("errors", where="send")
            return Refused("the chart could not be drawn")
        except FileDamaged:
            log.error("file_damaged", outbox_id=row.id)
            self._count("errors", where="send")
            return Refused("the file is not what was kept")
        except TimeoutError:
            return Later("timeout")
        except Exception as error:
            log.error("carrier_failed", outbox_id=row.id, error=type(error).__name__)
            self._count("errors", where="send")
            kind = type(error).__name__
            return Later(kind) if row.attempts < MOST_FAILURES else Refused(kind)

    async def _with_file(self, parcel: Parcel) -> Parcel:
        """The parcel with the bytes of what it shows; raises FileDamaged or NotDrawn."""
        media = parcel.media
        if media is None:
            return parcel
        data = await asyncio.to_thread(contents, self._files, media)
        return replace(parcel, media=replace(media, data=data))

    async def _write_down(self) -> None:
        """Write down every outcome that has come back, those of others with our own.

        A refusal has consequences, so it is a piece of work of its own.
        """
        async with self._writing:
            back, self._back = self._back, []
            refused = [[one] for one in back if isinstance(one[1], Refused)]
            others = [one for one in back if not isinstance(one[1], Refused)]
            for together in ([others] if others else []) + refused:
                await self._store(together)

    async def _store(self, back: list[Back]) -> None:
        """Together; and where that fails one by one, so that none takes another's word with it.

        If even this fails, the leases run out and the messages are tried again.
        """
        try:
            await self._database.write(lambda db: self._settle_all(db, back))
        except Exception as error:
            if len(back) > 1:
                for one in back:
                    await self._store([one])
                return
            outbox_id = back[0][0].id
            log.error("outcome_not_stored", outbox_id=outbox_id, error=type(error).__name__)
            self._count("errors", where="settle")

    def _settle_all(self, db: Connection, back: list[Back]) -> None:
        now = self._clock()
        shown = [
            Shown(row, outcome.message_id) for row, outcome in back if isinstance(outcome, Sent)
        ]
        if shown:
            delivery.mark_sent(db, shown, lease=self._lease, now=now)
        for row, outcome in back:
            self._settle(db, row, outcome, now)

    def _settle(self, db: Connection, row: Owed, outcome: Outcome, now: datetime) -> None:
        match outcome:
            case Later():
                self._try_later(db, row, outcome, now)
            case Refused():
                self._give_up(Moment(db, self._service, now), row, outcome)

    def _give_up(self, moment: Moment, row: Owed, refusal: Refused) -> None:
        """Refused for good, and what follows from that: both, or neither, and tried again.

        What follows locks cases after a message, against the usual order: nobody else waits for
        a message that is on its way.
        """
        gone = refusal.unreachable
        log.warning("message_refused", outbox_id=row.id, about=row.about, gone=gone)
        if delivery.mark_refused(moment.db, row, lease=self._lease, reason=refusal.reason):
            not_reached(moment, row, chat_gone=gone)

    def _try_later(self, db: Connection, row: Owed, outcome: Later, now: datetime) -> None:
        longest = LONGEST_WAIT[Priority(row.priority)]
        doubled = 2.0 ** min(row.attempts, 16)
        wait = outcome.after if outcome.after is not None else min(doubled, longest)
        at = now + timedelta(seconds=wait)
        delivery.mark_later(
            db,
            row,
            lease=self._lease,
            reason=outcome.reason,
            at=at,
            counts=not outcome.whole_channel,
        )
        if outcome.after is not None and not outcome.whole_channel:
            delivery.hold_chat(db, row.channel, row.address, at)


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
