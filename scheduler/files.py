"""Fetching what people sent: photos and voice messages, stripped and put into the folder of files.

Nothing is lost on the way: a file is wanted until it is on disk and written down as kept, both
under one lock. Whoever dies in between leaves it to the next, who finds the same bytes.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import structlog
from sqlalchemy import Connection

from flows import files as flow
from flows.media import NotTaken, Stripped, stripped
from flows.moment import Moment
from flows.screen import Later, Refused
from flows.service import Service
from storage import attachments
from storage.attachments import Attachment
from storage.database import Database
from storage.files import Files, hash_of

AT_ONCE = 4
FETCH_SECONDS = 40
"""Less than a round may take."""
CLAIM = timedelta(seconds=60)
LONGEST_WAIT = 600.0
GIVE_UP_AFTER = timedelta(days=1)
UNFINISHED_FOR = timedelta(days=1)

log = structlog.get_logger()


class Fetcher(Protocol):
    """The part of a channel that fetches."""

    async def fetch(self, reference: str, most: int) -> bytes | Later | Refused:
        """A file of at most that many bytes; never raises for what a platform may answer."""


class Collector:
    """Fetches what is wanted, deletes what is forsaken, puts the rest into the chain of records."""

    def __init__(
        self,
        database: Database,
        fetchers: Mapping[str, Fetcher],
        service: Service,
        files: Files,
        *,
        clock: Callable[[], datetime],
        wake_sender: Callable[[], None],
        count: Callable[..., None],
    ) -> None:
        self._database = database
        self._fetchers = fetchers
        self._service = service
        self._files = files
        self._clock = clock
        self._wake_sender = wake_sender
        self._count = count
        self._cleared = False
        self._unpacking = asyncio.Lock()
        """One picture at a time: unpacked, a single one takes hundreds of megabytes."""

    async def work(self) -> bool:
        """Do what is due. True if there was anything."""
        self._clear_up()
        now = self._clock()
        if not await self._database.read(lambda db: attachments.any_waits(db, now)):
            return False
        wanted = await self._database.write(
            lambda db: attachments.claim(db, now=now, until=now + CLAIM, limit=AT_ONCE)
        )
        await asyncio.gather(*(self._collect(each) for each in wanted))
        let_go = await self._database.write(self._let_go)
        recorded = await self._database.write(self._record)
        if wanted or let_go or recorded:
            self._wake_sender()
        return bool(wanted or let_go or recorded)

    def _clear_up(self) -> None:
        """Once, when it starts: what a process that died had begun to write."""
        if not self._cleared:
            self._files.clear(self._clock() - UNFINISHED_FOR)
            self._cleared = True

    async def _collect(self, wanted: Attachment) -> None:
        """One file; a failure of ours is tried again like one of the platform's."""
        try:
            outcome = await self._stripped(wanted)
            if isinstance(outcome, Stripped):
                await self._keep(wanted, outcome)
            else:
                await self._database.write(lambda db: self._settle(db, wanted, outcome))
        except Exception as error:
            log.error("file_failed", attachment_id=wanted.id, error=type(error).__name__)
            self._count("errors", where="fetch")

    async def _stripped(self, wanted: Attachment) -> Stripped | Later | Refused:
        most = self._service.attachments.most
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                fetched = await self._fetchers[wanted.channel].fetch(wanted.remote or "", most)
        except TimeoutError:
            return Later("timeout")
        if not isinstance(fetched, bytes):
            return fetched
        if len(fetched) > most:
            return Refused("too_big")
        try:
            async with self._unpacking:
                return await asyncio.to_thread(stripped, wanted.kind, fetched)
        except NotTaken as no:
            return Refused(no.why)

    async def _keep(self, wanted: Attachment, kept: Stripped) -> None:
        unfinished = await asyncio.to_thread(self._files.write, kept.content)
        try:
            await self._database.write(lambda db: self._place(db, wanted, kept, unfinished))
        finally:
            unfinished.unlink(missing_ok=True)

    def _place(self, db: Connection, wanted: Attachment, kept: Stripped, unfinished: Path) -> None:
        """Written down and named at once, while nobody else may touch the folder."""
        moment, sha256 = Moment(db, self._service, self._clock()), hash_of(kept.content)
        if flow.keep(moment, wanted.id, sha256=sha256, size=len(kept.content), mime=kept.mime):
            attachments.hold_the_files(db)
            self._files.place(unfinished, sha256)

    def _settle(self, db: Connection, wanted: Attachment, outcome: Later | Refused) -> None:
        now = self._clock()
        if isinstance(outcome, Refused):
            log.info("file_refused", attachment_id=wanted.id)
            flow.refuse(Moment(db, self._service, now), wanted.id, outcome.reason)
        elif now - wanted.sent_at > GIVE_UP_AFTER:
            log.warning("file_given_up", attachment_id=wanted.id)
            flow.refuse(Moment(db, self._service, now), wanted.id, "not_fetched")
        else:
            wait = outcome.after or min(2.0 ** min(wanted.attempts, 16), LONGEST_WAIT)
            attachments.try_again(db, wanted.id, now + timedelta(seconds=wait))

    def _let_go(self, db: Connection) -> int:
        """What belongs to nobody any more is deleted, unless the same bytes are kept elsewhere."""
        moment = Moment(db, self._service, self._clock())
        forsaken = attachments.forsaken(db, AT_ONCE)
        for attachment_id in forsaken:
            flow.let_go(moment, attachment_id)
        left = attachments.left_over(db, AT_ONCE)
        if left:
            attachments.hold_the_files(db)
            for sha256 in left - attachments.used(db, left):
                self._files.remove(sha256)
            attachments.forget(db, left)
        return len(forsaken) + len(left)

    def _record(self, db: Connection) -> int:
        moment = Moment(db, self._service, self._clock())
        kept = attachments.unrecorded(db, AT_ONCE)
        for each in kept:
            flow.record(moment, each.id)
        return len(kept)
