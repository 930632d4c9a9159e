"""Killed at every boundary in turn, and failing at every statement: all or nothing, and then all.

A boundary is each side of a commit, of a hand-over to the channel, of the confirmation of an
update. The kills go on, one further each time, until none is met any more.
"""

import asyncio
import json
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, make_url, select, update
from sqlalchemy.exc import InvalidRequestError

from bot.channel import Arrival
from flows.media import stripped
from storage.database import Database, TransactionLost, WriteBroken
from storage.deadlines import unwatched_cases, unwatched_steps
from storage.files import Files
from storage.records import broken_links
from storage.tables import cases, deadlines, drafts, inbox, outbox, records, steps, timeline
from tests.attached import kept_files, rows
from tests.chain import DECIDED, to_decision
from tests.conftest import _make_database, staff_the_home
from tests.fills import fills_to_summary
from tests.kill.houses import count_of, houses
from tests.kill.mortal import LIVES, REHEARSES, Errand
from tests.pictures import photo
from tests.test_story_case_verbs import case_id, near_miss
from tests.world import NEAR_MISS, Member, World

MINUTE = timedelta(minutes=1, seconds=1)
"""In this time the lease of a process that died has run out."""

TABLES = (cases, steps, records, drafts, deadlines, outbox, timeline)
EXPECTED = {"in_danger": "no", "reached": "stopped", "what": "medicine", "potential": "very_bad"}


@pytest.fixture(scope="module")
def mortal() -> Iterator[Callable[[Errand], int]]:
    """Carries out an errand in a process of its own; says how that ended."""
    command = [sys.executable, "-m", "tests.kill.mortal"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as parent:
        assert parent.stdin
        assert parent.stdout

        def carry_out(errand: Errand) -> int:
            parent.stdin.write(json.dumps(asdict(errand)) + "\n")
            parent.stdin.flush()
            return int(parent.stdout.readline())

        yield carry_out
        parent.stdin.close()


@pytest.fixture
def ready(url: str) -> World:
    """Everything is answered; what is left is the tap on Send."""
    home = World(url)
    staff_the_home(home)
    home.care_worker.says("/start")
    for label in NEAR_MISS[:-1]:
        home.care_worker.taps(label)
    return home


@pytest.fixture
def filed(ready: World) -> World:
    """The report is filed; what is left is the senior's tap."""
    ready.care_worker.taps("Send")
    return ready


def test_killed_at_every_boundary_of_a_report(
    ready: World, mortal: Callable[[Errand], int], tmp_path: Path
) -> None:
    tap = _tap(ready.care_worker, "Send")
    for lines, after in _killed_everywhere(ready, mortal, tap, tmp_path):
        with after.moment() as moment:
            (record,) = moment.db.execute(select(records.c.answers)).scalars()
        _holds_together(after)
        answers = {item["field"]: item["answer"] for item in record}
        assert EXPECTED.items() <= answers.items()
        receipts = [w for w in lines if w[0] == "accepted" and "Thank you. NM-26-0001" in w[3]]
        alerts = [w for w in lines if w[0] == "accepted" and "Near miss NM-26-0001" in w[3]]
        assert 1 <= len(receipts) <= 2
        assert {words[2] for words in alerts} == {after.senior.address}
        assert len(alerts) <= 2


def test_killed_at_every_boundary_of_an_acknowledgement(
    filed: World, mortal: Callable[[Errand], int], tmp_path: Path
) -> None:
    tap = _tap(filed.senior, "I've got this")
    for lines, after in _killed_everywhere(filed, mortal, tap, tmp_path):
        _holds_together(after)
        (case,) = after.cases()
        told = after.account(case["reference"])
        assert told["steps"][1]["acknowledged_by"] == after.senior.name
        assert any("You have this" in w[3] for w in lines if w[0] == "accepted")


def test_killed_at_every_boundary_of_a_photo(
    filed: World, mortal: Callable[[Errand], int], tmp_path: Path
) -> None:
    """Kept once, whole, and gone from the chat, wherever it was that the process died."""
    sent = tmp_path / "sent.jpg"
    sent.write_bytes(photo())
    file = {"kind": "photo", "reference": "it", "size": 10}
    update = {"kind": "file", "from": filed.deputy.address, "file": file, "message": "77"}
    whole = stripped("photo", photo()).content
    for lines, after in _killed_everywhere(filed, mortal, update, tmp_path, photo=str(sent)):
        (row,) = rows(after)
        assert row.state == "kept"
        finished = [each for each in kept_files(after) if not each.name.startswith(".part-")]
        assert [each.read_bytes() for each in finished] == [whole]
        assert row.sha256 == finished[0].name
        removals = [w for w in lines if w[0] == "accepted" and w[3] == ""]
        assert len({words[1] for words in removals}) == 1
        told = [w for w in lines if w[0] == "accepted" and "is kept with your report." in w[3]]
        assert len({words[1] for words in told}) == 1
        assert 1 <= len([words for words in lines if words[0] == "fetched"]) <= 2


def test_killed_at_every_boundary_of_an_alert_that_is_refused(
    ready: World, mortal: Callable[[Errand], int], tmp_path: Path
) -> None:
    """Whoever stands above hears of it at once, and not when the ladder's own time is over."""
    tap = _tap(ready.care_worker, "Send")
    blocked = ready.senior.address
    for lines, after in _killed_everywhere(ready, mortal, tap, tmp_path, blocked=blocked):
        accepted = [words for words in lines if words[0] == "accepted"]
        alerted = {w[2] for w in accepted if "Near miss NM-26-0001" in w[3]}
        assert alerted == {ready.deputy.address}
        warned = {w[2] for w in accepted if "Sam Okoro cannot be reached here." in w[3]}
        assert warned == {ready.deputy.address, ready.manager.address}
        (case,) = after.cases()
        assert after.account(case["reference"])["steps"][1]["state"] == "owed"


def test_killed_while_two_cases_become_one(
    url: str, mortal: Callable[[Errand], int], tmp_path: Path
) -> None:
    """Wherever it died, the end is the same: joined, told and filed once."""
    home = World(url)
    staff_the_home(home)
    kept, same = near_miss(home.care_worker), near_miss(home.care_worker)
    home.senior.sends_data(f"v:{case_id(home, same)}")
    home.senior.taps("Mark it as a duplicate")
    kept_id = case_id(home, kept)
    fills_to_summary(home.senior, case=str(kept_id))
    taps = _killed_everywhere(home, mortal, _tap(home.senior, "Send"), tmp_path, every=3)
    ends = [_as_it_ended(after) for _, after in taps]
    assert ends == [ends[-1]] * len(ends)
    assert (same, "closed", kept_id) in ends[-1][0]


def test_killed_while_a_decision_opens_its_steps(
    url: str, mortal: Callable[[Errand], int], tmp_path: Path
) -> None:
    """Wherever it died, each duty that it points to is the manager's, once."""
    home = World(url)
    staff_the_home(home)
    hurt = {"condition": "hurt", "injury": "broken_bone", "harm": "moderate"}
    to_decision(home, calls={"harm": "moderate"}, **hurt)
    home.manager.taps("I've got this")
    home.manager.taps("Decide")
    fills_to_summary(home.manager, **DECIDED, outcome="full")
    taps = _killed_everywhere(home, mortal, _tap(home.manager, "Send"), tmp_path, every=9)
    ends = [_as_it_ended(after) for _, after in taps]
    assert ends == [ends[-1]] * len(ends)
    opened = [(name, state) for _, name, _, state in ends[-1][1]]
    assert opened.count(("duty", "acknowledged")) > 3
    assert ("investigation", "owed") in opened


@pytest.mark.parametrize("error", [RuntimeError, SystemExit])
def test_failing_at_every_statement_of_a_report(ready: World, error: type[BaseException]) -> None:
    """Nothing of a turn that failed is left; once nothing fails any more, all of it is there."""
    before = _everything(ready)
    tap = _tap(ready.care_worker, "Send")

    async def fail_at(number: int) -> bool:
        """Whether there were so many statements."""
        async with houses(ready, 1) as (house,):
            fault = _Fault(house.database, number, error())
            with suppress(RuntimeError, WriteBroken, TransactionLost, InvalidRequestError):
                await house.inbox.work()
            fault.end()
        return fault.happened

    ready.act(lambda house: house.inbox.receive("phones", [_arrival(tap)]))
    for number in count(1):
        if not asyncio.run(fail_at(number)):
            break
        assert _everything(ready) == before, f"left behind by a failure at statement {number}"
        _again(ready)
    assert number > 15
    ready.settle()
    _holds_together(ready)
    ready.senior.expects("Near miss NM-26-0001")


def _killed_everywhere(
    world: World,
    mortal: Callable[[Errand], int],
    tap: dict[str, Any],
    folder: Path,
    blocked: str = "",
    photo: str = "",
    every: int = 1,
) -> Iterator[tuple[list[Any], World]]:
    """One kill further each time; then a minute passes, and a process that lives does the rest."""
    now = world.clock.now()
    world.close()

    def sent(copy: str, ledger: Path, at: datetime, dies_at: int) -> int:
        return mortal(Errand(copy, str(ledger), tap, at.isoformat(), dies_at, blocked, photo))

    sent(_copy(world.url, folder, 0), folder / "rehearsal", now, REHEARSES)
    # Copies of a PostgreSQL database take their time, so there every third boundary must do.
    for number in count(1, every if world.url.startswith("sqlite") else max(every, 3)):
        ledger = folder / f"ledger{number}"
        ledger.touch()
        copy = _copy(world.url, folder, number)
        ended = sent(copy, ledger, now, number)
        assert sent(copy, ledger, now + MINUTE, LIVES) == 0
        lines = [json.loads(line) for line in ledger.read_text().splitlines()]
        copies = Counter(words[1] for words in lines if words[0] == "accepted")
        assert max(copies.values()) <= 2
        after = World(copy)
        after.files = Files(Path(f"{ledger}.kept"))
        after.members = world.members
        yield lines, after
        if ended == 0:
            assert number > 8
            return
        assert ended == -signal.SIGKILL


def _as_it_ended(world: World) -> list[list[Any]]:
    """The cases, and how often everything was filed, noted and told."""
    with world.moment() as moment:
        assert broken_links(moment.db) == []
        assert unwatched_steps(moment.db) == []
        queries = (
            select(cases.c.reference, cases.c.state, cases.c.parent_id),
            select(steps.c.case_id, steps.c.name, steps.c.about, steps.c.state),
            select(records.c.case_id, records.c.kind),
            select(timeline.c.case_id, timeline.c.what),
            select(outbox.c.about, outbox.c.address).where(outbox.c.about == "outcome"),
        )
        return [sorted(map(tuple, moment.db.execute(query)), key=str) for query in queries]


def _holds_together(world: World) -> None:
    late = (outbox.c.state.in_(("owed", "sending")), outbox.c.next_at <= world.clock.now() + MINUTE)
    with world.moment() as moment:
        db = moment.db
        assert broken_links(db) == []
        assert unwatched_cases(db) == []
        assert unwatched_steps(db) == []
        assert count_of(db, cases) == 1
        assert count_of(db, outbox, *late) == 0
        assert count_of(db, inbox, inbox.c.update_id == "the update", inbox.c.state == "done") == 1


def _tap(member: Member, label: str) -> dict[str, Any]:
    return {"kind": "tap", "from": member.address, "data": member.button(label)}


def _copy(url: str, folder: Path, number: int) -> str:
    """The same database again, under a name of its own."""
    if url.startswith("sqlite"):
        copied = shutil.copy(url.removeprefix("sqlite:///"), folder / f"copy{number}.db")
        return f"sqlite:///{copied}"
    name = make_url(url).database or ""
    server = url.replace(f"/{name}?", "/{name}?")
    _make_database(server, f"{name}_{number}", template=name)
    return server.format(name=f"{name}_{number}")


def _arrival(tap: dict[str, Any]) -> Arrival:
    return Arrival("the update", f"phones:{tap['from']}", json.dumps(tap))


def _everything(world: World) -> list[list[Any]]:
    with world.moment() as moment:
        return [moment.db.execute(select(table)).all() for table in TABLES]


def _again(world: World) -> None:
    """As if it had only just come in."""
    fresh = {"state": "waiting", "attempts": 0, "next_at": world.clock.now()}
    with world.moment() as moment:
        moment.db.execute(update(inbox).where(inbox.c.update_id == "the update").values(**fresh))


class _Fault:
    """One statement, counted from now, that raises instead of being carried out."""

    def __init__(self, database: Database, number: int, error: BaseException) -> None:
        self.happened = False
        self._engine = database.engine
        self._left = number
        self._error = error
        event.listen(self._engine, "before_cursor_execute", self._before)

    def end(self) -> None:
        event.remove(self._engine, "before_cursor_execute", self._before)

    def _before(self, *_statement: Any) -> None:
        self._left -= 1
        if self._left == 0:
            self.happened = True
            raise self._error
