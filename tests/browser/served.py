"""A practice page on a free port of this computer, with a scripted home behind it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.practice import PracticeChannel, practice_app, serve_practice
from bot.practice.uploads import Uploads
from storage.database import Database
from storage.files import Files
from storage.tables import metadata
from tests.browser.scripted import ScriptedHome
from tests.folders import somewhere


@dataclass(frozen=True, slots=True)
class Served:
    """The page's address, and the home behind it."""

    url: str
    home: ScriptedHome


@asynccontextmanager
async def serving(url: str, listen: str = "127.0.0.1:0") -> AsyncIterator[Served]:
    database = Database(url)
    with database.transaction() as db:
        metadata.create_all(db)
    kept = Files(somewhere())
    channel = PracticeChannel(database, lambda: home.now, Uploads(kept.folder / "sent"))
    home = ScriptedHome(channel)
    app = practice_app(
        channel, database=database, clock=lambda: home.now, home=home.as_home(), files=kept
    )
    await home.greet()
    port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    hearing = asyncio.create_task(channel.run(home.receive))
    answering = asyncio.create_task(serve_practice(app, channel, listen, started=port.set_result))
    try:
        yield Served(f"http://127.0.0.1:{await port}", home)
    finally:
        hearing.cancel()
        answering.cancel()
        await asyncio.gather(hearing, answering, return_exceptions=True)
        database.close()
