"""Delivering what is owed: claim under a lease, hand to the channel, write down what happened."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol
from uuid import uuid4

import structlog
from sqlalchemy import Connection

from flows.moment import Moment
from flows.owed import not_reached, still_wanted
from flows.screen import Later, Outcome, Parcel, Refused, Screen, Sent
from flows.service import Service
from storage import delivery
from storage.database import Database, TransactionLost, run_apart
from storage.outbox import Owed, Priority

SEND_SECONDS = 20
LEASE = timedelta(seconds=3 * SEND_SECONDS)
AT_ONCE = 100
STOP_SECONDS = 5.0
"""How long a process that is stopped waits for what it is sending."""
MOST_FAILURES = 10
"""A carrier that fails in itself this often with one message will fail with it for ever."""
LONGEST_WAIT = {Priority.URGENT: 30.0, Priority.REPLY: 120.0, Priority.ROUTINE: 300.0}
"""Seconds: the most that passes between two tries of a message."""

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
    ) -> None:
        self._database = database
        self._wake = wake
        self._carriers = carriers
        self._service = service
        self._clock = clock
        self._count = count
        self._lease = uuid4().hex
        self._sending: set[asyncio.Task[None]] = set()
        self._back: list[tuple[Owed, Parcel, Outcome]] = []
        self._writing = asyncio.Lock()

    async def work(self) -> bool:
        """Claim what may go and start sending it. True if there was anything."""
        room = AT_ONCE - len(self._sending)
        if room <= 0:
            await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)
            return True
        parcels = await self._database.write(lambda db: self._claim(db, room))
        for row, parcel in parcels:
            task = asyncio.create_task(self._send(row, parcel))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return bool(parcels)

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

    def _claim(self, db: Connection, room: int) -> list[tuple[Owed, Parcel]]:
        now = self._clock()
        moment = Moment(db, self._service, now)
        taken = delivery.claim(
            db,
            channels=list(self._carriers),
            lease=self._lease,
            now=now,
            until=now + LEASE,
            limit=room,
        )
        parcels = [(row, self._packed(moment, row, shown)) for row, shown in taken]
        if any(parcel is None for _, parcel in parcels):
            self._wake()
        return [(row, parcel) for row, parcel in parcels if parcel is not None]

    def _packed(self, moment: Moment, row: Owed, shown_in: str | None) -> Parcel | None:
        """The message, ready to go; None if it need not, or cannot be read any more."""
        if not self._still_wanted(moment, row):
            delivery.mark_superseded(moment.db, row, lease=self._lease)
            return None
        try:
            return _parcel(row, shown_in)
        except (KeyError, TypeError, ValueError) as error:
            log.error("message_unreadable", outbox_id=row.id, error=type(error).__name__)
            self._count("errors", where="claim")
            delivery.mark_refused(moment.db, row, lease=self._lease, reason="unreadable")
            return None

    def _still_wanted(self, moment: Moment, row: Owed) -> bool:
        """Where that cannot be found out, it goes: better once too often than not at all."""
        if row.step_id is None:
            return True
        try:
            return run_apart(moment.db, lambda _: still_wanted(moment, row))
        except TransactionLost:
            raise
        except Exception as error:
            log.error("last_look_failed", outbox_id=row.id, error=type(error).__name__)
            self._count("errors", where="claim")
            return True

    async def _send(self, row: Owed, parcel: Parcel) -> None:
        outcome = await self._outcome(row, parcel)
        self._count("sends", channel=row.channel, outcome=type(outcome).__name__.lower())
        self._back.append((row, parcel, outcome))
        await self._write_down()
        self._wake()

    async def _outcome(self, row: Owed, parcel: Parcel) -> Outcome:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return await self._carriers[row.channel].deliver(parcel)
        except TimeoutError:
            return Later("timeout")
        except Exception as error:
            log.error("carrier_failed", outbox_id=row.id, error=type(error).__name__)
            self._count("errors", where="send")
            kind = type(error).__name__
            return Later(kind) if row.attempts < MOST_FAILURES else Refused(kind)

    async def _write_down(self) -> None:
        """Write down every outcome that has come back, those of others with our own.

        If even this fails, the leases run out and the messages are tried again.
        """
        async with self._writing:
            back, self._back = self._back, []
            if not back:
                return
            await self._store(back)

    async def _store(self, back: list[tuple[Owed, Parcel, Outcome]]) -> None:
        """Together; and where that fails one by one, so that none takes another's word with it."""
        try:
            refused = await self._database.write(lambda db: self._settle_all(db, back))
        except Exception as error:
            if len(back) > 1:
                for one in back:
                    await self._store([one])
                return
            outbox_id = back[0][0].id
            log.error("outcome_not_stored", outbox_id=outbox_id, error=type(error).__name__)
            self._count("errors", where="settle")
            return
        for row, gone in refused:
            await self._follow_up(row, gone=gone)

    async def _follow_up(self, row: Owed, *, gone: bool) -> None:
        """In a write of its own: it locks a case, which nobody may do who holds outbox rows."""
        now = self._clock()
        try:
            await self._database.write(
                lambda db: not_reached(Moment(db, self._service, now), row, chat_gone=gone)
            )
        except Exception as error:
            log.error("refusal_not_followed", outbox_id=row.id, error=type(error).__name__)
            self._count("errors", where="refusal")

    def _settle_all(
        self, db: Connection, back: list[tuple[Owed, Parcel, Outcome]]
    ) -> list[tuple[Owed, bool]]:
        """Write all outcomes down; returns what was refused, and whether the chat is gone."""
        return [
            (row, outcome.unreachable)
            for row, parcel, outcome in back
            if self._settle(db, row, parcel, outcome) and isinstance(outcome, Refused)
        ]

    def _settle(self, db: Connection, row: Owed, parcel: Parcel, outcome: Outcome) -> bool:
        """Whether the outcome was ours to write down."""
        now = self._clock()
        match outcome:
            case Sent(message_id=message_id):
                delivery.mark_sent(
                    db,
                    row,
                    lease=self._lease,
                    message_id=message_id,
                    now=now,
                    moved=message_id != parcel.replaces,
                )
            case Later():
                self._try_later(db, row, outcome, now)
            case Refused(reason=reason, unreachable=gone):
                log.warning("message_refused", outbox_id=row.id, about=row.about, gone=gone)
                return delivery.mark_refused(db, row, lease=self._lease, reason=reason)
        return True

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


def _parcel(row: Owed, shown_in: str | None) -> Parcel:
    payload = row.payload or {}
    if "removes" in payload:
        return Parcel(row.id, row.address, removes=payload["removes"])
    return Parcel(
        row.id,
        row.address,
        screen=Screen.from_json(payload["screen"]),
        replaces=shown_in,
        repost=payload["repost"],
        quiet=payload["quiet"],
        urgent=row.priority == Priority.URGENT,
        card=row.card or "",
    )
