"""A Handrail that dies at a chosen boundary, for walking through all of them one after the other.

`python -m tests.kill.mortal` reads one JSON errand a line, forks a child that carries it out and
dies at its boundary, and answers with how the child ended. A boundary is each side of a commit,
of a hand-over to the channel, and of the confirmation of an update. An errand is rehearsed before,
without a child: then every child knows from its start how each statement reads.
"""

import asyncio
import json
import os
import signal
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from bot.channel import Arrival
from flows.screen import Later, Outcome, Parcel, Refused, Sent
from handrail.house import House
from storage.database import Database
from storage.files import Files
from tests.attached import ALLOWED
from tests.databases import open_database
from tests.phones import Phones
from tests.world import World

LIVES, REHEARSES = 0, -1


@dataclass(frozen=True)
class Errand:
    """Take in one update, do all that follows; die at boundary `dies_at` (LIVES: at none).

    The chat at `blocked` refuses everything. `photo` is a file that somebody sent.
    """

    url: str
    ledger: str
    update: dict[str, Any]
    now: str
    dies_at: int
    blocked: str = ""
    photo: str = ""

    @property
    def kept(self) -> Path:
        """The folder of kept files."""
        return Path(f"{self.ledger}.kept")


class Ledger(Phones):
    """A channel that writes down what it accepted and what was confirmed, on disk at once."""

    def __init__(self, errand: Errand) -> None:
        super().__init__()
        self._file = Path(errand.ledger)
        self._dies_at = errand.dies_at
        self._blocked = errand.blocked
        self._boundaries = count(1)
        self._photo = Path(errand.photo).read_bytes() if errand.photo else b""

    async def deliver(self, parcel: Parcel) -> Outcome:
        """Accept or refuse, with a boundary on each side."""
        self.boundary()
        if parcel.address == self._blocked:
            self.boundary()
            return Refused("blocked", unreachable=True)
        shown = "" if parcel.screen is None else parcel.screen.head + parcel.screen.title
        self.write_line("accepted", parcel.outbox_id, parcel.address, shown)
        self.boundary()
        return Sent(str(parcel.outbox_id))

    async def fetch(self, reference: str, most: int) -> bytes | Later | Refused:
        """What was sent, with a boundary on each side."""
        self.boundary()
        self.write_line("fetched", reference)
        self.boundary()
        return self._photo

    def boundary(self) -> None:
        """Perhaps the end, without a word to anybody."""
        if next(self._boundaries) == self._dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def write_line(self, *words: object) -> None:
        """One more line, which outlives us."""
        with self._file.open("a") as file:
            file.write(json.dumps(words) + "\n")


async def carry_out(errand: Errand) -> None:
    """What one process does with one update."""
    database = open_database(errand.url)
    ledger = Ledger(errand)
    world = World(errand.url)
    _die_around_commits(database, ledger)
    house = House(
        database,
        replace(world.service, attachments=ALLOWED),
        {"phones": ledger},
        clock=lambda: datetime.fromisoformat(errand.now),
        count=lambda _what, **_labels: None,
        gauge=lambda _what, _value: None,
        files=Files(errand.kept),
    )
    sender = errand.update["from"]
    arrival = Arrival("the update", f"phones:{sender}", json.dumps(errand.update))
    await house.inbox.receive("phones", [arrival])
    ledger.boundary()
    ledger.write_line("confirmed")
    await house.settle()
    database.close()


def _die_around_commits(database: Database, ledger: Ledger) -> None:
    dialect: Any = database.engine.dialect  # one for all errands of this kind of database
    commit = type(dialect).do_commit

    def do_commit(connection: Any) -> None:
        ledger.boundary()
        commit(dialect, connection)
        ledger.boundary()

    dialect.do_commit = do_commit


def main() -> None:
    """An answer to each errand, so that the start of Python is paid for once."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what is logged is no answer
    for line in sys.stdin:
        errand = Errand(**json.loads(line))
        if errand.dies_at == REHEARSES:
            asyncio.run(carry_out(errand))
            ended = 0
        else:
            ended = _in_a_child(errand)
        print(ended, file=answers, flush=True)


def _in_a_child(errand: Errand) -> int:
    child = os.fork()
    if child == 0:
        asyncio.run(carry_out(errand))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    main()
