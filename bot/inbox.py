"""The inbox: what came in is committed raw, then handled, each update once and in order.

This is one of the two places whose work is committed (the other is scheduler/).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.channel import Arrival, Channel
from flows.conversation import hear
from flows.moment import Moment
from flows.post import Place, show
from flows.screen import Heard, Screen
from flows.service import Service
from storage import inbox
from storage.database import Database, TransactionLost, run_apart
from storage.inbox import Waiting
from storage.outbox import Priority

RETRIES = (timedelta(seconds=1), timedelta(seconds=3), timedelta(seconds=6))
"""After these a person has waited ten seconds, and hears that it was not saved."""

NOT_SAVED = "I could not save that. Your other answers are safe."
WHAT_TO_DO = "Please send it again, or phone the senior."

log = structlog.get_logger()


class Senseless(ValueError):
    """An update that its channel cannot make sense of, now or on any later try."""


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
        handled = await self._database.write(lambda db: self._handle(db, limit))
        if handled:
            self._wake_sender()
        return handled > 0

    def _handle(self, db: Connection, limit: int) -> int:
        rows = inbox.next_turns(db, self._clock(), limit)
        done = [row.id for row in rows if self._handled(db, row)]
        inbox.mark_done(db, done, self._clock())
        return len(rows)

    def _handled(self, db: Connection, row: Waiting) -> bool:
        now = self._clock()
        try:
            run_apart(db, lambda db: self._turn(Moment(db, self._service, now), row))
        except TransactionLost:
            raise
        except BaseException as error:  # in this thread nothing but the turn can raise
            self._failed(Moment(db, self._service, now), row, error)
            return False
        self._count("turns", channel=row.channel, outcome="done")
        return True

    def _turn(self, moment: Moment, row: Waiting) -> None:
        try:
            heard = self._channels[row.channel].read(row.payload)
        except ValueError as error:
            raise Senseless(type(error).__name__) from error
        if heard is not None:
            hear(moment, row.channel, heard, f"turn:{row.id}")

    def _failed(self, moment: Moment, row: Waiting, error: BaseException) -> None:
        """Try again soon; after the last try set it aside, raise the alarm, tell the person."""
        kind = type(error).__name__
        log.error(
            "turn_failed", inbox_id=row.id, channel=row.channel, error=kind, tries=row.attempts + 1
        )
        self._count("errors", where="turn")
        if row.attempts < len(RETRIES) and not isinstance(error, Senseless):
            at = moment.now + RETRIES[row.attempts]
            inbox.mark_again(moment.db, row.id, at=at, error=kind)
            return
        inbox.mark_aside(moment.db, row.id, now=moment.now, error=kind)
        self._count("turns", channel=row.channel, outcome="aside")
        self._tell_unsaved(moment, row)

    def _tell_unsaved(self, moment: Moment, row: Waiting) -> None:
        address = _address_of(row, self._channels.get(row.channel))
        if address is None:
            return
        show(
            moment,
            Place(row.channel, address),
            Screen(title=NOT_SAVED, lines=(WHAT_TO_DO,)),
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
