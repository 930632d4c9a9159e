"""Nothing is sent that was not owed, and nothing that was owed is forgotten."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import update

from flows.post import Place, show
from flows.screen import Later, Refused, Screen
from storage.outbox import Priority
from storage.tables import outbox
from tests.conftest import staff_the_home
from tests.kill.houses import OddPhones, count_of, owe, owed_rows, shown
from tests.world import Member, World


@pytest.fixture
def home(url: str) -> World:
    """A home in which not every message need be expected."""
    story = World(url)
    story.phones = OddPhones()
    staff_the_home(story)
    return story


def test_what_an_event_owes_is_undone_with_the_event(home: World) -> None:
    with pytest.raises(RuntimeError), home.moment() as moment:
        _owed_and_then_failing(moment, home.senior)
    home.settle()
    assert owed_rows(home) == {}
    assert shown(home.senior) == []


def _owed_and_then_failing(moment: Any, to: Member) -> None:
    show(moment, Place("phones", to.address), Screen(title="Hello"), key="k", about="answer")
    raise RuntimeError


def test_what_is_owed_twice_under_one_key_is_sent_once(home: World) -> None:
    with ThreadPoolExecutor(4) as pool:
        owing = [
            pool.submit(owe, home, home.senior, "Hello", key="escalation:17:2") for _ in range(8)
        ]
        for one in owing:
            one.result()
    home.settle()
    home.settle()
    assert shown(home.senior) == ["Hello"]


def test_owing_a_card_again_under_its_key_does_not_take_it_back(home: World) -> None:
    for _ in range(2):
        with home.moment() as moment:
            place, screen = Place("phones", home.senior.address), Screen(title="Hello")
            show(moment, place, screen, key="unread:1", about="unread", card="unread:1")
    home.settle()
    assert shown(home.senior) == ["Hello"]


def test_messages_in_one_chat_come_in_the_order_they_were_owed(home: World) -> None:
    for number in range(8):
        owe(home, home.senior, f"Message {number}")
    home.settle()
    assert shown(home.senior) == [f"Message {number}" for number in range(8)]


def test_a_message_that_must_wait_holds_its_own_chat_and_no_other(home: World) -> None:
    home.phones.chat(home.senior.address).trouble = [Later("timeout")]
    for number in range(3):
        owe(home, home.senior, f"Message {number}")
        owe(home, home.deputy, f"Message {number}")
    home.settle()
    assert shown(home.deputy) == ["Message 0", "Message 1", "Message 2"]
    assert shown(home.senior) == []
    home.forward(seconds=2)
    assert shown(home.senior) == ["Message 0", "Message 1", "Message 2"]


def test_a_chat_the_platform_holds_waits_as_long_as_it_says(home: World) -> None:
    home.phones.chat(home.senior.address).trouble = [Later("429", after=30)]
    for number in range(3):
        owe(home, home.senior, f"Message {number}")
        owe(home, home.deputy, f"Message {number}")
    home.settle()
    home.forward(seconds=29)
    assert shown(home.senior) == []
    assert len(shown(home.deputy)) == 3
    home.forward(seconds=1)
    assert shown(home.senior) == ["Message 0", "Message 1", "Message 2"]
    assert len(home.phones.sent) == 6


def test_urgent_goes_first_and_overtakes_what_waits(home: World) -> None:
    home.phones.chat(home.senior.address).trouble = [Later("timeout")]
    owe(home, home.senior, "Routine", priority=Priority.ROUTINE)
    home.settle()
    owe(home, home.senior, "Reply")
    owe(home, home.senior, "Urgent", priority=Priority.URGENT)
    home.settle()
    assert shown(home.senior) == ["Urgent", "Reply"]
    home.forward(seconds=2)
    assert shown(home.senior) == ["Urgent", "Reply", "Routine"]


def test_one_urgent_message_passes_five_hundred_routine_ones(home: World) -> None:
    with home.moment() as moment:
        for number in range(500):
            show(
                moment,
                Place("phones", str(5000 + number)),
                Screen(title="Please read"),
                key=f"routine:{number}",
                about="answer",
                priority=Priority.ROUTINE,
            )
    owe(home, home.senior, "Urgent", priority=Priority.URGENT)
    home.settle()
    assert len(home.phones.sent) == 501
    assert home.phones.sent[0].address == home.senior.address


def test_a_newer_screen_of_a_card_takes_the_place_of_an_unsent_one(home: World) -> None:
    for number in range(3):
        owe(home, home.senior, f"Screen {number}", card="main")
        owe(home, home.deputy, f"Screen {number}", card="main")
    owe(home, home.senior, "Another card", card="other")
    home.settle()
    assert shown(home.senior) == ["Screen 2", "Another card"]
    assert shown(home.deputy) == ["Screen 2"]
    assert [row.state for row in owed_rows(home).values()].count("superseded") == 4


def test_what_stands_there_already_is_not_sent_again(home: World) -> None:
    """But it is where nobody can be sure of that: the change before it may have been made."""
    for key in ("first", "second"):
        owe(home, home.senior, "One", card="main", key=key)
        home.settle()
    assert len(home.phones.sent) == 1
    home.phones.chat(home.senior.address).trouble = [Later("timeout")]
    owe(home, home.senior, "Two", card="main")
    home.settle()
    owe(home, home.senior, "One", card="main", key="third")
    home.forward(seconds=2)
    assert len(home.phones.sent) == 2


def test_what_is_owed_for_later_holds_up_nothing_and_comes_in_time(home: World) -> None:
    owe(home, home.senior, "In an hour", in_seconds=3600)
    owe(home, home.senior, "Now")
    home.settle()
    assert shown(home.senior) == ["Now"]
    home.forward(seconds=3599)
    assert shown(home.senior) == ["Now"]
    home.forward(seconds=1)
    assert shown(home.senior) == ["Now", "In an hour"]


def test_content_is_erased_once_a_message_is_settled(home: World) -> None:
    home.phones.chat(home.deputy.address).trouble = [Refused("too odd")]
    owe(home, home.senior, "Sent")
    owe(home, home.deputy, "Refused")
    owe(home, home.manager, "Superseded", card="main")
    owe(home, home.manager, "Newer", card="main")
    home.settle()
    states = {row.state for row in owed_rows(home).values()}
    assert states == {"sent", "refused", "superseded"}
    with home.moment() as moment:
        assert count_of(moment.db, outbox, outbox.c.payload.is_not(None)) == 0


def test_while_the_whole_channel_is_down_nothing_is_held_against_a_message(
    home: World,
) -> None:
    """Five minutes of refused tokens, then all is well again: every message comes, once."""
    people = (home.senior, home.deputy, home.manager)
    down = Later("the token is refused", after=30, whole_channel=True)
    for member in people:
        home.phones.chat(member.address).trouble = [down] * 10
        owe(home, member, "Hello")
    home.settle()
    for _ in range(9):
        home.forward(seconds=30)
    assert [shown(member) for member in people] == [[], [], []]
    assert {(row.state, row.attempts) for row in owed_rows(home).values()} == {("owed", 0)}
    home.forward(seconds=30)
    assert [shown(member) for member in people] == [["Hello"]] * 3


@pytest.mark.parametrize("attempts", [40, 1100, 1_000_000])
def test_after_a_night_without_a_line_it_is_still_tried(home: World, attempts: int) -> None:
    owe(home, home.senior, "Hello")
    with home.moment() as moment:
        moment.db.execute(update(outbox).values(attempts=attempts))
    home.phones.chat(home.senior.address).trouble = [Later("unreachable")] * 3
    home.settle()
    for _ in range(3):
        home.forward(seconds=120)
    assert shown(home.senior) == ["Hello"]
    assert ("errors", {"where": "settle"}) not in home.counts
