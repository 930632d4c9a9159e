"""Every kind of button, tapped by everybody whom it is not for: nothing changes, nothing is told.

The house holds one of everything that a button can point at. Each address that was ever shown in
it, and many that can be made up, are sent by every outsider. What a button does to nobody but the
one who taps it is listed by name, so that a new kind of button has to be thought about here.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import Connection, select

from flows import staff
from flows.conversation import TAPS, hear
from flows.joining import SENTENCE
from flows.roles import Role
from flows.screen import Heard, Tapped
from storage import records
from storage.tables import cases, drafts, metadata, outbox, steps
from tests.attached import allow, send
from tests.chain import decides, to_decision
from tests.conftest import staff_the_home
from tests.fills import fills_to_summary
from tests.pictures import photo
from tests.taps import taps
from tests.test_story_briefing import shares
from tests.test_story_kept_apart import adds
from tests.test_story_speak_up import speaks_up
from tests.world import World

ONES_OWN = frozenset({"m", "d", "w", "u", "j", "f", "qh", "h", "n", "fc"})
"""What these do, they do for whoever taps, or they show what is that person's."""

SECOND = {
    "t": ("take", "open", "hide", "show", "hand", "start"),
    "br": ("show", "read", "explain", "a0:0"),
    "sp": ("show", "0"),
    "ln": ("", "not"),
    "o": ("", "0"),
    "v": ("", "1", "1:0:below"),
    "i": ("addendum", "question_to_author", "raising", "duplicate_note", "seal_opened"),
    "a": ("what:fall", "words:1", "summary:1"),
    "p": ("what:1",),
    "k": ("words", "words:out"),
    "r": ("words", "words:leave"),
}
"""What may follow the number in an address; else one of ANY."""

ANY = ("", "words", "1")
ODD = (
    "",
    "0",
    "-1",
    "1.0",
    "１",
    "²",
    " 1",
    "0x1",
    "9" * 10,
    "9" * 19,
    "9" * 40,
    "\x00",
    "1:1:1:1:1",
)
SECRET = "behind the blue door"
LEFT_ALONE = metadata.tables.keys() - {"inbox", "outbox", "cards", "accounts", "strangers"}
"""Tables that a refused tap leaves as they are."""


@dataclass(frozen=True)
class House:
    """A world with one of everything; what was shown in it, by the phone it was shown on."""

    world: World
    shown: frozenset[tuple[str, str]]
    ids: range
    learning: frozenset[str]
    """The beginnings of addresses that lead to the one case that every senior may read."""


@pytest.fixture
def house(url: str) -> Iterator[House]:
    world = World(url)
    staff_the_home(world)
    allow(world)
    world.hire("ruth", "Ruth Kay", Role.QUALITY_LEAD, units=())
    world.hire("kim", "Kim Ode", Role.SENIOR, on_duty=False)
    world.hire("bo", "Bo Tran", Role.CARE_WORKER, on_duty=False)
    world.hire("gone", "Gus Ney", Role.REGISTERED_MANAGER, on_duty=False)
    world.service = replace(world.service, guardian="Ruth Kay")
    _fill(world)
    with world.moment() as moment:
        staff.leave(moment, staff.find_person(moment, "Gus Ney"))
        filled = _house(world, moment.db)
    for outsider in (world.bo, world.kim):
        outsider.says("/nearmiss")  # a form that is open stays open, and what is refused is short
    yield filled
    world.close()


def _fill(world: World) -> None:
    """A report with a photo, kept from Kim; a limited case; a lesson; a worry; forms half done."""
    asha = world.care_worker
    asha.says("/start")
    asha.taps("Near miss")
    send(asha, photo())
    fills_to_summary(asha)
    asha.taps("+ In your own words")
    asha.says(SECRET)
    taps(asha, "+ Keep it from", "Kim Ode", "Send")
    taps(world.senior, "I've got this", "Open", "The whole case", "Photo 1", "Menu")
    limited = to_decision(world, words=SECRET)
    decides(world, limited, outcome="full", investigator=str(world.deputy.id))
    named = [str(world.deputy.id)]
    adds(world, world.manager, limited, "raising", to="limited", people=named, reason="staff")
    taps(world.deputy, "I've got this")
    shares(world, whom="roles", roles=["registered_manager"])
    speaks_up(asha)
    taps(world.ruth, "I've got this", "Open", "The whole case", "Ask the author")
    world.ruth.says(SECRET)
    world.ruth.taps("Send")
    world.senior.sends_data("t:2:start")
    asha.says("/nearmiss")


def _house(world: World, db: Connection) -> House:
    shown = {
        (parcel.address, button.data)
        for parcel in world.phones.sent
        if parcel.screen
        for row in parcel.screen.rows
        for button in row
    }
    most = max(max(db.execute(select(table.c.id)).scalars()) for table in (steps, drafts))
    (case_id,) = db.execute(select(cases.c.id).where(cases.c.kind == "learning")).scalars()
    of_it = db.execute(select(steps.c.id).where(steps.c.case_id == case_id)).scalars()
    learning = {f"{verb}:{case_id}" for verb in ("v", "i", "ln")} | {f"t:{id}" for id in of_it}
    return House(world, frozenset(shown), range(1, most + 1), frozenset(learning))


def addresses(house: House) -> list[str]:
    """Everything to send, but what only does something for whoever taps."""
    made_up = {
        f"{verb}:{number}:{rest}".rstrip(":")
        for verb in TAPS
        for numbers, seconds in (
            (ODD, SECOND.get(verb, ANY)[-1:]),
            (map(str, house.ids), SECOND.get(verb, ANY)),
        )
        for number in numbers
        for rest in seconds
    }
    found = {*TAPS, *made_up, *(data for _, data in house.shown)}
    return sorted(data for data in found if not is_ones_own(data))


def is_ones_own(data: str) -> bool:
    """ "My reports" without the number of a report is a list, too."""
    verb, _, rest = data.partition(":")
    return verb in ONES_OWN or (verb == "o" and rest.partition(":")[0] == "")


def left_alone(db: Connection) -> dict[str, list[Any]]:
    return {
        name: list(db.execute(select(table).order_by(*table.primary_key)).fetchall())
        for name, table in metadata.tables.items()
        if name in LEFT_ALONE
    }


def send_all(world: World, address: str, sent: Iterable[str]) -> str:
    """Every address from one chat, in one transaction; everything that is said because of it."""
    with world.moment() as moment:
        before, known = left_alone(moment.db), set(moment.db.execute(select(outbox.c.id)).scalars())
        for number, data in enumerate(sent):
            hear(moment, "phones", Heard(address, Tapped(data)), f"forged:{address}:{number}")
        rows = moment.db.execute(select(outbox).where(outbox.c.id.not_in(known))).fetchall()
        assert {row.address for row in rows} <= {address}, "nobody else hears of it"
        assert left_alone(moment.db) == before
    return json.dumps([row.payload for row in rows])


def test_no_outsider_changes_or_learns_anything(house: House) -> None:
    world, sent = house.world, addresses(house)
    if not world.database.on_sqlite:  # there only the numbers are taken otherwise
        sent = [data for data in sent if data.split(":", 2)[1:2] in [[odd] for odd in ODD]]
    assert {data.partition(":")[0] for data in sent} == TAPS.keys() - ONES_OWN
    kept_from = [data for data in sent if ":".join(data.split(":")[:2]) not in house.learning]
    outsiders = {
        world.bo.address: sent,
        world.gone.address: sent,
        "55555": sent,
        world.kim.address: kept_from,
    }
    for address, addressed in outsiders.items():
        told = send_all(world, address, addressed)
        for secret in (SECRET, "NM-26-", "INC-26-", "SPK-26-", "LRN-26-", "Asha", "Photo"):
            assert secret not in told, address
        if address in (world.gone.address, "55555"):
            assert {row["screen"]["title"] for row in json.loads(told)} == {SENTENCE}
    _the_list_of_cases_holds_what_may_be_read(house)
    _tap_all_again(house)


def _the_list_of_cases_holds_what_may_be_read(house: House) -> None:
    """Of all there is, Kim may read the one learning, and a care worker nothing."""
    world = house.world
    for member, readable in ((world.kim, True), (world.bo, False)):
        for data in ("fc", "fc:0", "fc:1"):
            member.sends_data(data)
            shown = member.messages[-1]
            said = f"{shown.shown} {shown.labels}"
            assert not [kind for kind in ("NM-26-", "INC-26-", "SPK-26-") if kind in said]
            assert ("LRN-26-0001" in said) <= readable


def _tap_all_again(house: House) -> None:
    """By whoever each was shown to, after all that has happened since: nothing breaks."""
    with house.world.moment() as moment:
        for number, (address, data) in enumerate(sorted(house.shown)):
            hear(moment, "phones", Heard(address, Tapped(data)), f"again:{number}")
        assert records.broken_links(moment.db) == []
