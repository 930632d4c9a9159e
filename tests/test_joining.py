"""Joining with a code, and everybody who has none."""

import pytest

from flows import staff
from flows.joining import SENTENCE, TOO_MANY, WRONG
from flows.roles import Role
from tests.phones import Later
from tests.taps import REVIEW, no_errors, taps
from tests.world import NEAR_MISS, Member, World

MADE_UP = "ABCDE-FGHJK"


def code_for(world: World, name: str) -> str:
    with world.moment() as moment:
        return staff.new_code(moment, staff.find_person(moment, name))


@pytest.fixture
def newcomer(world: World) -> Member:
    return world.hire("newcomer", "Bo Tran", Role.CARE_WORKER, phone=False)


def answers_to(member: Member) -> list[str]:
    """What a chat was answered, and nothing more; it counts as read."""
    shown = [message.shown.strip() for message in member.messages if message.screen]
    member.messages.clear()
    return shown


@pytest.mark.parametrize("way", ["{}", "/start {}", "/join {}", " {} ", "lower", "no dash"])
def test_a_code_in_any_spelling_opens_the_door(world: World, newcomer: Member, way: str) -> None:
    code = code_for(world, "Bo Tran")
    spelled = {"lower": code.lower(), "no dash": code.replace("-", "")}.get(way, way.format(code))
    newcomer.says(spelled)
    newcomer.sees("You have joined. Welcome.", "Hello Bo")
    newcomer.sees_no(code)
    assert not any(message.text for message in newcomer.messages), "the code leaves the chat"
    newcomer.files(NEAR_MISS)
    world.senior.expects("Near miss")


def test_a_code_works_once(world: World, newcomer: Member) -> None:
    code = code_for(world, "Bo Tran")
    newcomer.says(code)
    thief = Member(world, 0, "a thief", "666")
    thief.says(code)
    assert answers_to(thief) == [WRONG]
    thief.says("/start")
    assert answers_to(thief) == [SENTENCE]


def test_an_expired_or_replaced_code_does_not_work(world: World, newcomer: Member) -> None:
    old = code_for(world, "Bo Tran")
    new = code_for(world, "Bo Tran")
    newcomer.says(old)
    assert answers_to(newcomer) == [WRONG]
    world.forward(days=7)
    newcomer.says(new)
    assert answers_to(newcomer) == [WRONG]
    newcomer.says(code_for(world, "Bo Tran"))
    newcomer.sees("You have joined")


def test_a_new_phone_takes_the_place_of_the_old_one(world: World) -> None:
    """The old one may be lost: nothing stays on it, and nothing more goes to it."""
    first = world.care_worker.files(NEAR_MISS)
    world.senior.expects(first)
    world.senior.taps("Open")
    world.phones.chat(world.senior.address).trouble.append(Later("busy", after=60))
    second = world.care_worker.files(NEAR_MISS)
    code = code_for(world, "Sam Okoro")
    phone = Member(world, world.senior.id, "Sam's new phone", "777")
    phone.says(code)
    world.forward(minutes=2)
    phone.expects(second)
    for reference in (first, second):
        world.senior.sees_no(reference)
    world.care_worker.files(NEAR_MISS)
    phone.expects("Near miss")
    world.senior.hears_nothing()
    world.senior.says("/start")
    assert answers_to(world.senior)[-1] == SENTENCE
    world.forward(minutes=20)
    world.senior.sees_no("NM-26-")
    for message in (*phone.messages, *world.deputy.messages, *world.manager.messages):
        message.unread = False


def test_a_stranger_gets_one_sentence_and_never_data(world: World) -> None:
    world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    taps(world.senior, *REVIEW)
    world.care_worker.expects("looked at")
    stranger = Member(world, 0, "a stranger", "666")
    for data in ("m", "t:2:open", "t:2:take", "h", "n:near_miss_log", "c:1", "s:1", "d:on", "w"):
        stranger.sends_data(data)
    for text in ("hello", "/help", "/nearmiss", "NM-26-0001"):
        stranger.says(text)
    shown = answers_to(stranger)
    assert set(shown) == {SENTENCE}
    assert len(shown) == 5, "after a few answers, silence"
    assert len(world.cases()) == 1
    world.forward(hours=1)
    stranger.says("hello again")
    assert answers_to(stranger) == [SENTENCE]
    no_errors(world)


def test_wrong_codes_are_counted_and_then_even_a_right_one_waits(
    world: World, newcomer: Member
) -> None:
    code = code_for(world, "Bo Tran")
    for _ in range(5):
        newcomer.says(MADE_UP)
    assert answers_to(newcomer) == [WRONG] * 5
    newcomer.says(code)
    assert answers_to(newcomer) == [TOO_MANY]
    newcomer.says(code)
    assert answers_to(newcomer) == []
    world.forward(hours=1)
    newcomer.says(code)
    newcomer.sees("You have joined")


def test_one_chat_cannot_lock_everybody_out(world: World, newcomer: Member) -> None:
    code = code_for(world, "Bo Tran")
    spam = {"kind": "text", "text": MADE_UP, "from": "666", "message": "1"}
    world.receive(*(dict(spam) for _ in range(250)))
    world.phones.chat("666").messages.clear()
    newcomer.says(code)
    newcomer.sees("You have joined")


def test_guessing_from_many_chats_gets_no_further(world: World, newcomer: Member) -> None:
    code = code_for(world, "Bo Tran")
    guesses = [
        {"kind": "text", "text": MADE_UP, "from": f"{chat}", "message": "1"}
        for chat in range(60_000, 60_040)
        for _ in range(5)
    ]
    world.receive(*guesses)
    for guess in guesses:
        world.phones.chat(guess["from"]).messages.clear()
    newcomer.says(code)
    assert answers_to(newcomer) == [TOO_MANY]
    world.forward(minutes=59, seconds=59)
    newcomer.says(code)
    assert answers_to(newcomer) == [TOO_MANY]
    world.forward(seconds=1)
    newcomer.says(code)
    newcomer.sees("You have joined")


def test_what_is_no_code_is_not_counted_as_one(world: World, newcomer: Member) -> None:
    code = code_for(world, "Bo Tran")
    for text in ("hello", "0000000000", "can I come in please", "ABCDE-FGHJ1"):
        newcomer.says(text)
    assert set(answers_to(newcomer)) == {SENTENCE}
    newcomer.says(code)
    newcomer.sees("You have joined")


def test_a_member_of_staff_who_sends_a_code_stays_who_they_are(
    world: World, newcomer: Member
) -> None:
    code = code_for(world, "Bo Tran")
    world.care_worker.says(f"/start {code}")
    world.care_worker.sees("Hello Asha")
    newcomer.says(code)
    newcomer.sees("Hello Bo")
