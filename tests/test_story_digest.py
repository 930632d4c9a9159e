"""What piled up comes as one message; what is urgent comes by itself; nothing comes twice."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from flows import briefings, post, spot_checks
from flows.gathering import MOST, Item, digest
from flows.moment import Moment
from flows.roles import Role
from flows.screen import Button, Later, Parcel, Screen
from storage import cases, deadlines, people
from storage.delivery import DIGEST
from storage.outbox import Priority
from storage.tables import outbox
from tests.taps import no_errors
from tests.test_story_briefing import TEXTS, moves, off_duty
from tests.world import NEAR_MISS, Member, World

SCENARIO = {"question": "What first?", "right": "Ask", "wrong": "Give it", "because": "So."}
REPORTS = 4


@pytest.fixture
def busy(world: World) -> World:
    """Three briefings sent, one thing taken and not done, one that nobody took, one half told."""
    for _ in range(REPORTS):
        world.care_worker.files(NEAR_MISS)
    world.senior.taps("I've got this")
    for number in range(1, 4):
        tells_everybody(world, number)
    world.care_worker.says("/start")
    world.care_worker.taps("Near miss")
    world.care_worker.taps("No, everyone is safe")
    everybody_has_read(world)
    return world


def tells_everybody(world: World, number: int) -> None:
    with world.moment() as moment:
        shared(moment, number)
    world.settle()


def shared(moment: Moment, number: int, *, urgent: bool = False, units: Sequence[str] = ()) -> None:
    """A briefing that came from this case, by the deputy."""
    case = cases.case_by_reference(moment.db, f"NM-26-000{number}")
    author = next(p for p in people.everyone(moment.db) if Role.DEPUTY_MANAGER in p.roles)
    assert case
    content = {**TEXTS, "heading": f"Lesson {number}", "scenarios": [SCENARIO], "from_day": ""}
    told = {"urgent": "yes" if urgent else "no", "units": units}
    briefings.share(moment, case, author, {**content, **told})


def everybody_has_read(world: World) -> None:
    for member in world.members.values():
        for message in member.messages:
            message.unread = False


def came_anew(world: World, since: int) -> dict[str, list[Parcel]]:
    """What made a new message on each phone, by name; not what changed a card where it stood."""
    sent = [each for each in world.phones.sent[since:] if each.repost or each.replaces is None]
    return {m.name: [p for p in sent if p.address == m.address] for m in world.members.values()}


def test_after_a_month_one_message_for_each_besides_what_is_urgent(
    busy: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much is due, and however little of it is acted on at once."""
    monkeypatch.setattr("scheduler.sweep.AT_ONCE", 2)
    before = len(busy.phones.sent)
    busy.sleep(days=30)
    came = came_anew(busy, before)
    for parcels in came.values():
        assert Counter(p.card for p in parcels if not p.urgent) in ({}, {DIGEST: 1})
    assert sum(p.card == DIGEST for parcels in came.values() for p in parcels) == 3
    urgent = {name: sum(p.urgent for p in parcels) for name, parcels in came.items()}
    assert urgent == {"Asha Begum": 0, "Sam Okoro": 1, "Dee Walsh": REPORTS - 1, "Maya Fernando": 0}
    for number in range(1, REPORTS):
        busy.deputy.expects(f"Nobody has acknowledged NM-26-000{number} for 30 days")
    busy.senior.expects("NM-26-0004", "It was taken, and it is not finished yet")
    shown = busy.care_worker.expects("4 things", "You have begun something").shown
    assert shown.index("Lesson 1") < shown.index("Lesson 2") < shown.index("Lesson 3")
    busy.manager.expects("3 things", "Lesson 1")
    busy.senior.expects("3 things")
    nothing_is_left_and_nothing_comes_twice(busy)


def nothing_is_left_and_nothing_comes_twice(world: World) -> None:
    with world.moment() as moment:
        assert deadlines.overdue_count(moment.db, moment.now) == 0
    sent = len(world.phones.sent)
    world.settle()
    world.settle()
    assert len(world.phones.sent) == sent
    no_errors(world)


def test_each_thing_opens_from_it_as_it_stands_now(busy: World) -> None:
    busy.sleep(days=30)
    worker = busy.care_worker
    worker.taps("3")
    worker.sees("Lesson 2", "What happened")
    worker.taps("1")
    worker.sees("Near miss", "Did it reach the person?")
    with busy.moment() as moment:
        found = moment.db.execute(select(outbox.c.key, outbox.c.state))
        states = {
            row.state for row in found if row.key.startswith("briefing:") and row.key.endswith(":1")
        }
    assert states
    assert states <= {"gathered", "sent"}
    everybody_has_read(busy)


def test_back_from_leave_what_waited_comes_together(world: World) -> None:
    worker = world.care_worker
    for _ in range(3):
        world.deputy.files(NEAR_MISS)
    off_duty(world, worker)
    with world.moment() as moment:
        people.set_away_until(moment.db, worker.id, moment.now + timedelta(days=2))
    for number in range(1, 4):
        tells_everybody(world, number)
    everybody_has_read(world)
    world.sleep(days=1)
    worker.hears_nothing()
    world.sleep(days=1, hours=23)
    world.forward(hours=2)
    worker.expects("3 things", "Lesson 1", "Lesson 2", "Lesson 3")
    worker.hears_nothing()
    everybody_has_read(world)


def test_one_thing_alone_looks_as_ever(world: World) -> None:
    world.care_worker.files(NEAR_MISS)
    world.senior.taps("I've got this")
    tells_everybody(world, 1)
    world.care_worker.expects("Lesson 1", "What happened")
    everybody_has_read(world)


def test_what_has_lost_its_point_is_let_go_and_that_is_written_down(world: World) -> None:
    world.care_worker.files(NEAR_MISS)
    tells_everybody(world, 1)
    worker = world.care_worker
    worker.taps("I've read this")
    worker.taps("Ask")
    everybody_has_read(world)
    world.phones.chat(worker.address).trouble.append(Later("no line", after=864_000))
    with world.moment() as moment:
        spot_checks.ask_some(moment)
    world.settle()
    world.sleep(days=11)
    with world.moment() as moment:
        asked = outbox.c.about == "spot_check"
        found = moment.db.execute(select(outbox.c.state, outbox.c.error).where(asked)).all()
    assert ("superseded", "its time has passed") in [tuple(row) for row in found]
    everybody_has_read(world)


def test_an_urgent_briefing_comes_alone_and_can_be_heard(world: World) -> None:
    """Whatever else has piled up for the same person goes together, beside it."""
    worker = world.care_worker
    for _ in range(3):
        world.deputy.files(NEAR_MISS)
    world.phones.chat(worker.address).trouble.append(Later("no line", after=60))
    with world.moment() as moment:
        for number in range(1, 4):
            shared(moment, number, urgent=number == 2)
    world.settle()
    before = len(world.phones.sent)
    world.forward(minutes=2)
    came = came_anew(world, before)[worker.name]
    assert sorted((p.card == DIGEST, p.quiet) for p in came) == [(False, False), (True, True)]
    worker.expects("Lesson 2", "It is urgent", "What happened")
    worker.expects("2 things", "Lesson 1", "Lesson 3")
    worker.hears_nothing()
    everybody_has_read(world)


def test_more_than_one_message_has_room_for_is_two_and_nothing_is_lost(world: World) -> None:
    worker = world.care_worker
    told = [f"Thing {number}: {'so it was. ' * 60}" for number in range(9)]
    owes(world, worker, *(Screen(title=words) for words in told))
    lists = [m for m in worker.messages if m.unread]
    assert len(lists) > 1
    assert all(sum(words.strip() in m.shown for m in lists) == 1 for words in told)
    everybody_has_read(world)


def test_no_more_stand_in_one_list_than_can_be_opened_from_it(world: World) -> None:
    worker = world.care_worker
    screens = [Screen(title=f"Thing {number}.") for number in range(MOST + 2)]
    owes(world, worker, *screens, opens="o")
    lists = [m for m in worker.messages if m.unread]
    assert [len(m.labels) for m in lists] == [MOST, 2]
    assert [len(row) for row in lists[0].screen.rows] == [4] * 6 if lists[0].screen else False
    assert lists[0].labels == [str(number) for number in range(1, MOST + 1)]
    worker.sees("Tap a number to open it.")
    everybody_has_read(world)


def test_what_has_buttons_and_opens_nowhere_comes_by_itself(world: World) -> None:
    worker = world.care_worker
    asks = Screen(title="Are you there?", rows=((Button("Yes", "d:stay"),),))
    menu = Screen(title="That is done.", rows=((Button("Menu", "m"),),))
    owes(world, worker, Screen(title="One."), asks, menu)
    assert worker.expects("Are you there?").labels == ["Yes"]
    worker.expects("2 things", "One.", "That is done.")
    worker.hears_nothing()


def test_who_moved_away_and_back_gets_it_anew(world: World) -> None:
    """The same reading, asked a second time: a new card, and two reminders of its own."""
    mover = world.hire("mover", "Ivy Lane", Role.CARE_WORKER)
    world.care_worker.files(NEAR_MISS)
    with world.moment() as moment:
        shared(moment, 1, units=["Rose"])
    world.settle()
    mover.expects("Lesson 1")
    moves(world, mover, "Ivy")
    world.sleep(days=3)
    mover.hears_nothing()
    moves(world, mover, "Rose")
    mover.expects("Lesson 1", "What happened")
    for _ in range(2):
        world.sleep(days=2)
        mover.expects("Lesson 1")
    world.sleep(days=2)
    mover.hears_nothing()
    everybody_has_read(world)


def owes(world: World, member: Member, *screens: Screen, opens: str = "") -> None:
    """All of it at one moment."""
    with world.moment() as moment:
        place = post.place_of(moment, member.id)
        assert place
        for number, screen in enumerate(screens):
            post.show(
                moment,
                place,
                screen,
                key=f"owed:{member.id}:{number}",
                about="notice",
                priority=Priority.ROUTINE,
                quiet=True,
                opens=opens,
            )
    world.settle()


def test_two_steps_of_one_case_are_told_apart() -> None:
    """The title is the case's; the step is named where two lines would be the same."""
    steps = ("Your step: look for others like it.", "Your step: action 2 of 2.")
    items = [Item(Screen("Near miss NM-26-0001 · Rose", lines=(s, "18:00")), "t:1") for s in steps]
    other = Item(Screen("Near miss NM-26-0002 · Rose", lines=("Medicine",)), "t:3")
    title = "Near miss NM-26-0001 · Rose"
    assert digest([*items, other]).lines == (
        f"1. {title}\n{steps[0]}",
        f"2. {title}\n{steps[1]}",
        "3. Near miss NM-26-0002 · Rose",
    )
