"""A home whose process is killed: the small Bot API, the settings, the people, the signals."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from sqlalchemy import func, select, update

from flows import staff
from flows.moment import Moment
from flows.roles import Role
from handrail.settings import service_of
from handrail.settings_file import load_settings
from storage import people
from storage.database import Database
from storage.tables import inbox, outbox
from tests.fake_telegram import TOKEN, FakeTelegram
from tests.kill.town import Senior, Worker

SENIOR = 9000
WORKERS = range(9001, 9009)


class Town:
    """`start` and `stop` the process as often as you like; the people go on regardless."""

    def __init__(self, folder: Path, url: str, seed: int) -> None:
        self.url = url
        self.seed = seed
        self.dice = Random(seed)
        self.fake = FakeTelegram()
        self.kills = 0
        self.log = folder / "handrail.log"
        self.config = folder / "config.toml"
        self.senior = Senior(self.fake, SENIOR, Random(seed))
        self.workers = [Worker(self.fake, user, Random(seed + user)) for user in WORKERS]
        self._launcher: asyncio.subprocess.Process | None = None
        self._process = 0

    async def open(self) -> None:
        """Everything but Handrail itself."""
        await self.fake.start()
        self.config.write_text(
            f'[service]\nunits = ["Rose"]\n[database]\nurl = "{self.url}"\n'
            f'[telegram]\ntoken = "{TOKEN}"\napi_base_url = "{self.fake.base_url}"\n'
        )
        self._hire()
        self._launcher = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.kill.launcher", str(self.config), str(self.log)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )

    async def close(self) -> None:
        """Leave nothing running."""
        if self._process:
            await self.stop(signal.SIGKILL)
        if self._launcher is not None:
            self._launcher.stdin.close()
            await self._launcher.wait()
        await self.fake.stop()

    async def start(self) -> None:
        """Start Handrail."""
        self._launcher.stdin.write(b"start\n")
        self._process = int(await self._launcher.stdout.readline())

    async def stop(self, how: signal.Signals) -> int:
        """Send the signal and wait for the end; returns how it ended."""
        os.kill(self._process, how)
        self._process = 0
        return int(await self._launcher.stdout.readline())

    def let_leases_run_out(self) -> None:
        """As if the next start were a minute away."""
        with self.database() as database, database.transaction() as db:
            db.execute(
                update(outbox)
                .where(outbox.c.state == "sending")
                .values(lease_until=datetime.now(UTC))
            )

    def database(self) -> "_Opened":
        """The database, for a moment, beside whatever process has it."""
        return _Opened(self.url)

    async def quiet(self) -> None:
        """Wait until everything that came in is handled, and everything owed is sent."""
        async with asyncio.timeout(150):
            while await asyncio.to_thread(self._busy):  # noqa: ASYNC110 - it is in another process
                await asyncio.sleep(0.05)

    def _busy(self) -> bool:
        unsent = outbox.c.state.in_(("owed", "sending")) & (outbox.c.next_at <= datetime.now(UTC))
        with self.database() as database, database.engine.connect() as db:
            counts = [
                db.execute(
                    select(func.count()).select_from(inbox).where(inbox.c.state == "waiting")
                ),
                db.execute(select(func.count()).select_from(outbox).where(unsent)),
            ]
            waiting = self.fake.pending or self.senior.untaken()
            return bool(waiting) or any(count.scalar_one() for count in counts)

    def _hire(self) -> None:
        settings = load_settings(self.config)
        with self.database() as database, database.transaction() as db:
            moment = Moment(db, service_of(settings), datetime.now(UTC))
            for user in (SENIOR, *WORKERS):
                role = Role.SENIOR if user == SENIOR else Role.CARE_WORKER
                person = staff.add_person(moment, f"Person {user}", [role], ["Rose"])
                people.link_account(
                    db, person_id=person.id, channel="telegram", address=str(user), now=moment.now
                )
                staff.go_on_duty(moment, person)


class _Opened:
    def __init__(self, url: str) -> None:
        self._database = Database(url)

    def __enter__(self) -> Database:
        return self._database

    def __exit__(self, *_raised: object) -> None:
        self._database.close()


@asynccontextmanager
async def town(folder: Path, url: str, seed: int) -> AsyncIterator[Town]:
    """A home with people in it; its process is not started yet."""
    opened = Town(folder, url, seed)
    await opened.open()
    try:
        yield opened
    finally:
        await opened.close()
