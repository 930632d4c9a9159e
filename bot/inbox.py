"""The inbox: what came in is committed raw, then handled, each update once and in order.

This is one of the two places whose work is committed (the other is scheduler/). Where nothing can
be done before a channel has said who somebody is, it is asked between two transactions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.background import Background
from bot.channel import Arrival, Channel
from bot.standstill import Standstill
from flows.conversation import hear
from flows.joining import NotIntroduced
from flows.moment import Moment
from flows.post import Place, show
from flows.screen import Heard, Introduced, Later, Screen
from flows.service import Service
from storage import inbox
from storage.database import Database, TransactionLost, run_apart
from storage.inbox import Waiting
from storage.outbox import Priority

RETRIES = (timedelta(seconds=1), timedelta(seconds=3), timedelta(seconds=6))
"""After these a person has waited ten seconds, and hears that it was not saved."""

ASKING = timedelta(seconds=30)
"""An answer that has not come by then is lost with the process that asked."""

NOT_SAVED = "I could not save that. Your other answers are safe."
WHAT_TO_DO = "Please send it again, or phone the senior."
NOT_KNOWN = "I could not find out who you are just now."
GET_A_CODE = (
    "Please try again, or ask your manager for a join code. If it is urgent, phone the senior."
)

SAID_AT_ONCE = 64

log = structlog.get_logger()


class Senseless(ValueError):
    """An update that its channel cannot make sense of, now or on any later try."""


class WhoIsThis(Exception):
    """A channel could not say who somebody is."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A turn that waits until its channel has been asked about this address."""

    row: Waiting
    address: str


class Inbox:
    """Takes updates in from every channel and hands them to the flows, one person at a time."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        service: Service,
        *,
        clock: Callable[[], datetime],
        wake: Callable[[], None],
        wake_sender: Callable[[], None],
        count: Callable[..., None],
    ) -> None:
        self._database = database
        self._channels = channels
        self._service = service
        self._clock = clock
        self._wake = wake
        self._wake_sender = wake_sender
        self._count = count
        self._asking = Background()
        self._standstill = Standstill(channels, clock)

    async def receive(self, channel: str, arrivals: Sequence[Arrival]) -> None:
        """Commit what came in; on return the channel may confirm it. Raises if it was not kept.

        A failure is tried once more at once: storing an update twice stores it once.
        """
        rows = [(item.update_id, item.conversation, item.payload) for item in arrivals]
        now = self._clock()
        try:
            await self._database.write(lambda db: inbox.take_in(db, channel, rows, now))
        except DBAPIError as error:
            log.warning("receive_tried_again", channel=channel, error=type(error).__name__)
            await self._database.write(lambda db: inbox.take_in(db, channel, rows, now))
        self._wake()

    async def work(self) -> bool:
        """Handle what is waiting. True if there may be more."""
        limit = 64 if self._database.on_sqlite else 1
        try:
            handled, unknown = await self._database.write(lambda db: self._handle(db, limit))
        except (DBAPIError, TransactionLost):
            await self._say_what_waits()
            raise
        for each in unknown:
            self._asking.start(self._ask(each))
        if handled:
            self._wake_sender()
        return handled > 0

    async def _say_what_waits(self) -> None:
        """Not even a failure can be written down: whoever has waited as long hears it directly."""
        now = self._clock()
        waiting = await self._database.read(lambda db: inbox.next_turns(db, now, SAID_AT_ONCE))
        late = [row for row in waiting if row.received_at <= now - sum(RETRIES, timedelta())]
        await self._standstill.tell((row.channel, row.payload) for row in late)

    async def settled(self) -> bool:
        """Wait until every channel that was asked has answered; whether any was."""
        return await self._asking.settled()

    async def stop(self) -> None:
        """Ask no more; what waits for an answer is asked about again later."""
        await self._asking.stop()

    def _handle(self, db: Connection, limit: int) -> tuple[int, list[Unknown]]:
        rows = inbox.next_turns(db, self._clock(), limit)
        unknown: list[Unknown] = []
        done = [row.id for row in rows if self._handled(db, row, unknown)]
        inbox.mark_done(db, done, self._clock())
        return len(rows), unknown

    def _handled(self, db: Connection, row: Waiting, unknown: list[Unknown]) -> bool:
        now = self._clock()
        try:
            allowed = run_apart(db, lambda db: self._turn(Moment(db, self._service, now), row))
        except TransactionLost:
            raise
        except NotIntroduced as stranger:
            inbox.mark_asking(db, row.id, until=now + ASKING)
            unknown.append(Unknown(row, stranger.address))
            return False
        except BaseException as error:  # in this thread nothing but the turn can raise
            self._failed(Moment(db, self._service, now), row, error)
            return False
        if not allowed:
            log.warning("tap_refused", channel=row.channel)
        self._count("turns", channel=row.channel, outcome="done" if allowed else "refused")
        return True

    async def _ask(self, unknown: Unknown) -> None:
        """Ask who that is, with no transaction open, and keep the answer for the turn."""
        answer = await self._channels[unknown.row.channel].introduce(unknown.address)
        await self._database.write(lambda db: self._answered(db, unknown.row.id, answer))
        self._wake()
        self._wake_sender()

    def _answered(self, db: Connection, row_id: int, answer: Introduced | Later) -> None:
        now = self._clock()
        if isinstance(answer, Introduced):
            inbox.introduce(db, row_id, introduced=answer.email, now=now)
            return
        row = inbox.still_waiting(db, row_id)
        if row is not None:
            pause = timedelta(seconds=answer.after or 0)
            self._failed(Moment(db, self._service, now), row, WhoIsThis(), pause)

    def _turn(self, moment: Moment, row: Waiting) -> bool:
        """False for a tap that was refused."""
        try:
            heard = self._channels[row.channel].read(row.payload)
        except ValueError as error:
            raise Senseless(type(error).__name__) from error
        if heard is None:
            return True
        said = None if row.introduced is None else Introduced(row.introduced)
        return hear(moment, row.channel, heard, f"turn:{row.id}", said)

    def _failed(
        self, moment: Moment, row: Waiting, error: BaseException, pause: timedelta = timedelta(0)
    ) -> None:
        """Try again soon; after the last try set it aside, raise the alarm, tell the person."""
        kind = type(error).__name__
        log.error(
            "turn_failed", inbox_id=row.id, channel=row.channel, error=kind, tries=row.attempts + 1
        )
        self._count("errors", where="turn")
        if row.attempts < len(RETRIES) and not isinstance(error, Senseless):
            at = moment.now + max(RETRIES[row.attempts], pause)
            inbox.mark_again(moment.db, row.id, at=at, error=kind)
            return
        inbox.mark_aside(moment.db, row.id, now=moment.now, error=kind)
        self._count("turns", channel=row.channel, outcome="aside")
        if isinstance(error, WhoIsThis):
            self._tell(moment, row, Screen(title=NOT_KNOWN, lines=(GET_A_CODE,)))
        else:
            self._tell(moment, row, Screen(title=NOT_SAVED, lines=(WHAT_TO_DO,)))

    def _tell(self, moment: Moment, row: Waiting, screen: Screen) -> None:
        address = _address_of(row, self._channels.get(row.channel))
        if address is None:
            return
        show(
            moment,
            Place(row.channel, address),
            screen,
            key=f"unsaved:{row.id}",
            about="unsaved",
            priority=Priority.URGENT,
        )


def _address_of(row: Waiting, channel: Channel | None) -> str | None:
    """Whose chat it came from, as far as that can be seen."""
    if channel is None:
        return None
    try:
        heard: Heard | None = channel.read(row.payload)
    except BaseException:  # it is set aside because of such an error, which has been told
        heard = None
    if heard is not None:
        return heard.address
    _, _, name = row.conversation.partition(":")
    return None if ":" in name or not name else name
