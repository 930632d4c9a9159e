"""Delivering what is owed: claim under a lease, hand to the channel, write down what happened."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import uuid4

import structlog
from sqlalchemy import Connection

from flows import quiet_hours
from flows.charts import NotDrawn
from flows.contents import contents
from flows.moment import Moment
from flows.owed import not_reached
from flows.screen import Later, Outcome, Parcel, Refused, Sent, Spacing
from flows.service import Service
from scheduler.packing import Packed, Packer
from storage import claims, delivery, routine
from storage.database import Database
from storage.delivery import Shown
from storage.files import FileDamaged, Files
from storage.outbox import Owed, Priority

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

Back = tuple[Packed, Outcome]
"""What became of a message."""

log = structlog.get_logger()


class Carrier(Protocol):
    """The part of a channel that delivers."""

    @property
    def spacing(self) -> Spacing:
        """How far apart this platform wants what nobody waits for."""

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
        self._packer = Packer(self._lease, count)
        self._sending: dict[asyncio.Task[None], Packed] = {}
        self._again: datetime | None = None
        self._timer: asyncio.TimerHandle | None = None
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
        claimed, packed = await self._database.write(lambda db: self._claim(db, in_flight))
        for each in packed:
            task = asyncio.create_task(self._send(each))
            self._sending[task] = each
            task.add_done_callback(self._sending.pop)
        self._wake_again()
        return claimed or len(in_flight) >= AT_ONCE

    def _wake_again(self) -> None:
        """Go on with what is routine as soon as its turn comes."""
        at, self._again = self._again, None
        if at is not None:
            if self._timer is not None:
                self._timer.cancel()
            wait = max(0.0, (at - self._clock()).total_seconds())
            self._timer = asyncio.get_running_loop().call_later(wait, self._wake)

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

    def _claim(self, db: Connection, in_flight: list[Packed]) -> tuple[bool, list[Packed]]:
        """What is urgent or an answer first; what is routine where there is room left.

        Whether there was anything, and what of it is still to be sent.
        """
        now = self._clock()
        moment = Moment(db, self._service, now)
        ours: dict[str, Any] = {"lease": self._lease, "now": now, "until": now + LEASE}
        self._renew(db, in_flight, now)
        room = AT_ONCE - len(in_flight)
        channels = list(self._carriers)
        rows = [[row] for row in claims.claim(db, channels=channels, limit=room, **ours)]
        if len(rows) < room and routine.waits(db, channels, now):
            quiet_hours.hold_back(moment)
            rows += self._claim_routine(db, in_flight, room - len(rows), ours)
        standing = delivery.standing(db, self._lease) if rows else {}
        packed = [self._packer.pack(moment, together, standing) for together in rows]
        return bool(rows), [each for some in packed for each in some]

    def _claim_routine(
        self, db: Connection, in_flight: list[Packed], room: int, ours: dict[str, Any]
    ) -> list[list[Owed]]:
        """Where a platform wants messages apart, one at a time: when the last is written down."""
        rows: list[list[Owed]] = []
        on_the_way = {each.row.channel for each in in_flight if each.is_routine}
        for channel, carrier in self._carriers.items():
            space = carrier.spacing
            if space.apart and channel in on_the_way:
                continue
            turn = routine.claim_routine(
                db,
                channel,
                apart=space.apart,
                in_one_chat=space.in_one_chat,
                limit=room - len(rows),
                **ours,
            )
            rows += turn.together
            self._again = turn.again or self._again
        return rows

    def _renew(self, db: Connection, in_flight: list[Packed], now: datetime) -> None:
        if in_flight and now >= self._renew_at:
            ids = [row.id for each in in_flight for row in each.rows]
            delivery.renew(db, ids, lease=self._lease, until=now + LEASE)
            self._renew_at = now + RENEW

    async def _send(self, packed: Packed) -> None:
        row, parcel = packed.row, packed.parcel
        outcome = await self._outcome(row, parcel) if isinstance(parcel, Parcel) else parcel
        self._count("sends", channel=row.channel, outcome=type(outcome).__name__.lower())
        self._back.append((packed, outcome))
        await self._write_down()
        self._wake()

    async def _outcome(self, row: Owed, parcel: Parcel) -> Outcome:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                whole = await self._with_file(parcel)
                return await self._carriers[row.channel].deliver(whole)
        except FileDamaged:
            log.error("file_damaged", outbox_id=row.id)
            self._count("errors", where="send")
            return Refused("the file is not what was kept")
        except NotDrawn as error:
            log.error("chart_not_drawn", outbox_id=row.id, error=str(error))
            self._count("errors", where="send")
            return Refused("the chart could not be drawn")
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
            outbox_id = back[0][0].row.id
            log.error("outcome_not_stored", outbox_id=outbox_id, error=type(error).__name__)
            self._count("errors", where="settle")

    def _settle_all(self, db: Connection, back: list[Back]) -> None:
        now = self._clock()
        shown = [each for packed, outcome in back for each in _shown(packed, outcome)]
        if shown:
            delivery.mark_sent(db, shown, lease=self._lease, now=now)
        for packed, outcome in back:
            for row in packed.rows:
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


def _shown(packed: Packed, outcome: Outcome) -> list[Shown]:
    """The rows that are on show now, if it was taken."""
    if not isinstance(outcome, Sent):
        return []
    together = len(packed.rows) > 1
    return [Shown(row, outcome.message_id, together) for row in packed.rows]
