"""A briefing: written, sent at a kind time, read, understood, followed up."""

from datetime import datetime, timedelta
from zlib import crc32

from sqlalchemy import select

from flows.register import STATES
from flows.roles import Role
from flows.screen import Later
from flows.staff import change_roles, change_units, find_person, go_off_duty, new_code
from handrail.account_text import told_account
from storage import briefings, people
from storage.tables import outbox
from tests.fills import fills, fills_to_summary
from tests.world import NEAR_MISS, Member, World

TEXTS = {
    "heading": "Check the pot, not the pack",
    "happened": "A pot was found empty and the pack full. Nobody was hurt.",
    "changes": "Look into the pot before you sign the chart.",
    "from_day": "d1",
    "why": "The pack does not show what is in the pot.",
    "scenarios__0__question": "The pot is empty and the pack is full. What first?",
    "scenarios__0__right": "Check the chart and ask",
    "scenarios__0__wrong": "Give the dose",
    "scenarios__0__because": "The chart shows whether the dose was given.",
    "urgent": "no",
}


def shares(world: World, **answers: object) -> str:
    """The manager opens a learning case; the deputy writes the briefing and sends it."""
    world.manager.says("/start")
    world.manager.taps("More")
    world.manager.taps("Start learning")
    fills(world.manager)
    world.deputy.expects("LRN-26-0001", "telling staff")
    world.deputy.taps("I've got this")
    world.deputy.taps("Write a briefing")
    return fills(world.deputy, **{**TEXTS, **answers})


def again(world: World, **answers: object) -> str:
    world.deputy.sends_data("i:1:briefing")
    return fills(world.deputy, **{**TEXTS, **answers})


def states(world: World) -> dict[str, str]:
    with world.moment() as moment:
        names = {p.id: p.name for p in people.everyone(moment.db)}
        current = briefings.current_briefings(moment.db)[-1]
        found = briefings.readings_of(moment.db, current.id)
        return {names[r.person_id]: r.state for r in found}


def previewed(world: World) -> list[str]:
    """What the deputy was shown of it before it was sent."""
    (briefing,) = [r for r in world.account("LRN-26-0001")["records"] if r["kind"] == "briefing"]
    (preview,) = [a["answer"] for a in briefing["answers"] if a["field"] == "preview"]
    return list(preview)


def off_duty(world: World, member: Member) -> None:
    with world.moment() as moment:
        person = people.get_person(moment.db, member.id)
        assert person is not None
        go_off_duty(moment, person)


def everybody_else_reads(world: World, *but: Member) -> None:
    for member in world.members.values():
        if member not in but and member is not world.deputy:
            for message in member.messages:
                message.unread = False


def test_read_and_understood_are_two_things(world: World) -> None:
    assert "Briefing sent" in shares(world)
    worker = world.care_worker
    card = worker.expects(
        "Check the pot", "What happened", "What changes from Wednesday 11 March", "Why"
    )
    assert previewed(world)[:-2] == [*card.shown.split("\n"), f"[{'] ['.join(card.labels)}]"]
    assert states(world)[worker.name] == "sent"
    worker.taps("I've read this")
    assert states(world)[worker.name] == "read"
    worker.taps("Give the dose")
    worker.sees("Not quite. Check the chart and ask.", "another day")
    world.forward(hours=24)
    worker.expects("What first?")
    worker.taps("Check the chart and ask")
    worker.sees("That's right")
    assert states(world)[worker.name] == "understood"
    everybody_else_reads(world)


def test_a_wrong_answer_waits_for_another_day_whatever_is_tapped(world: World) -> None:
    """The right answer has just been told, so that giving it would show nothing."""
    shares(world)
    worker = world.care_worker
    worker.expects("Check the pot")
    worker.taps("I've read this")
    right = worker.button("Check the chart and ask")
    worker.taps("Give the dose")
    worker.sends_data(right)
    worker.taps("Explain it to me")
    worker.sees("Not quite", "I have asked Dee Walsh to explain it to you.", "another day")
    world.deputy.expects("Asha Begum asks you to explain this.")
    worker.says("/start")
    worker.taps("More")
    worker.taps("To read")
    worker.sees("Not quite", "another day")
    worker.sends_data(right)
    assert states(world)[worker.name] == "read"
    world.forward(days=1)
    worker.expects("Here is the question again, as I said.", "What first?")
    worker.sends_data(right)
    assert states(world)[worker.name] == "understood"
    worker.sends_data(right)
    worker.sees("This is done. Thank you.")
    everybody_else_reads(world)


def test_how_far_each_person_is_has_its_times(world: World) -> None:
    """A card that only arrived was not opened, as far as is known; any tap on it says so."""
    shares(world)
    sent = world.clock.now().isoformat()
    worker = world.care_worker
    worker.expects("Check the pot")
    assert times(world, worker) == [sent, sent, None, None, None]
    world.forward(minutes=1)
    opened = world.clock.now().isoformat()
    worker.taps("Explain it to me")
    world.deputy.expects("Asha Begum asks")
    assert times(world, worker) == [sent, sent, opened, None, None]
    world.forward(minutes=1)
    read = world.clock.now().isoformat()
    worker.taps("I've read this")
    worker.taps("Check the chart and ask")
    assert times(world, worker) == [sent, sent, opened, read, read]
    told = "\n".join(told_account(world.account("LRN-26-0001"), world.service.zone))
    assert "Opened: 10 March 2026, 14:01:00" in told
    everybody_else_reads(world)


def test_what_never_reached_a_chat_is_sent_and_not_delivered(world: World) -> None:
    world.phones.chat(world.care_worker.address).trouble.append(Later("no line", after=864_000))
    shares(world)
    sent = world.clock.now().isoformat()
    assert times(world, world.care_worker) == [sent, None, None, None, None]
    everybody_else_reads(world)


def times(world: World, member: Member) -> list[str | None]:
    """When it was sent, delivered, opened, read and understood."""
    (version,) = world.account("LRN-26-0001")["briefings"]
    (person,) = [each for each in version["people"] if each["person"] == member.name]
    return [person[f"{state}_at"] for state in STATES]


def test_it_comes_at_work_and_not_at_home(world: World) -> None:
    off_duty(world, world.care_worker)
    shares(world)
    world.care_worker.hears_nothing()
    assert states(world)[world.care_worker.name] == "due"
    world.forward(hours=20)
    world.care_worker.hears_nothing()
    world.care_worker.says("/duty")
    world.care_worker.sees("Check the pot")
    everybody_else_reads(world)


def test_whoever_never_comes_on_duty_is_told_at_home_by_day(world: World) -> None:
    off_duty(world, world.care_worker)
    shares(world)
    world.forward(days=3)
    assert states(world)[world.care_worker.name] == "sent"
    world.care_worker.expects("Check the pot")
    everybody_else_reads(world)


def test_an_urgent_one_does_not_wait(world: World) -> None:
    off_duty(world, world.care_worker)
    shares(world, urgent="yes")
    world.care_worker.expects("Check the pot", "It is urgent")
    everybody_else_reads(world)


def test_two_reminders_then_whoever_leads_them(world: World) -> None:
    leader = world.hire("leader", "Lee Marsh", Role.TEAM_LEADER)
    shares(world)
    leader.expects("Check the pot")
    leader.taps("I've read this")
    leader.taps("Check the chart and ask")
    worker = world.care_worker
    worker.expects("Check the pot")
    for _ in range(2):
        world.forward(days=2)
        worker.expects("Check the pot", "A reminder: this still waits for you.")
    leader.hears_nothing()
    world.forward(days=2)
    leader.expects("3 people have not done this yet", "Asha Begum")
    with world.moment() as moment:
        lists = moment.db.execute(select(outbox.c.state).where(outbox.c.about == "unread"))
        assert [state for state in lists.scalars() if state != "superseded"] == ["sent"]
    worker.hears_nothing()
    everybody_else_reads(world)
    world.forward(days=2)
    world.deputy.expects("It was taken, and it is not finished yet")
    world.deputy.expects(
        "2 things", "have not done this yet", "Asha Begum", "Nobody has acknowledged LRN-26-0001"
    )
    everybody_else_reads(world)


def test_whoever_has_no_chat_has_not_got_it_and_their_leader_hears_why(world: World) -> None:
    leader = world.hire("leader", "Lee Marsh", Role.TEAM_LEADER)
    world.hire("new", "Nia Bell", Role.CARE_WORKER, phone=False, on_duty=False)
    off_duty(world, world.care_worker)
    shares(world)
    world.care_worker.says("/start")
    for _ in range(4):
        world.forward(days=3)
    assert states(world)["Nia Bell"] == "due"
    left = leader.expects("have not done this yet", "Nia Bell (has no chat here)").shown
    assert "Asha Begum (not on duty since)" in left
    newcomer = world.members["new"]
    with world.moment() as moment:
        code = new_code(moment, find_person(moment, "Nia Bell"))
    newcomer.says(code)
    newcomer.sees("Check the pot", "What happened")
    assert states(world)["Nia Bell"] == "sent"
    everybody_else_reads(world)
    for message in world.deputy.messages:
        message.unread = False


def test_who_read_it_and_leaves_the_question_is_not_asked_for_ever(world: World) -> None:
    leader = world.hire("leader", "Lee Marsh", Role.TEAM_LEADER)
    shares(world)
    everybody_else_reads(world)
    world.care_worker.taps("I've read this")
    world.care_worker.taps("Give the dose")
    world.forward(days=1)
    world.care_worker.expects("What first?")
    world.forward(days=2)
    world.care_worker.expects("What first?", "A reminder: one question is still open.")
    leader.taps("I've read this")
    leader.taps("Check the chart and ask")
    world.forward(days=2)
    leader.expects("Asha Begum (has read it; the question is open)")
    world.care_worker.hears_nothing()
    everybody_else_reads(world)
    for message in world.deputy.messages:
        message.unread = False


def test_a_new_starter_and_a_new_version(world: World) -> None:
    shares(world)
    world.care_worker.expects("Check the pot")
    newcomer = world.hire("new", "Nia Bell", Role.CARE_WORKER)
    world.settle()
    newcomer.expects("Check the pot")
    newcomer.taps("I've read this")
    newcomer.taps("Check the chart and ask")
    again(world, heading="Check the pot and the chart")
    for member in (newcomer, world.care_worker):
        member.expects("Check the pot and the chart")
    assert states(world)[newcomer.name] == "sent"
    everybody_else_reads(world)


def test_told_in_person_for_several_at_once(world: World) -> None:
    shares(world)
    world.deputy.sends_data("i:1:attendance")
    both = [str(world.care_worker.id), str(world.senior.id)]
    fills(world.deputy, people=both, way="handover", showed="yes")
    assert {states(world)[name] for name in ("Asha Begum", "Sam Okoro")} == {"understood"}
    everybody_else_reads(world)
    world.forward(days=2)
    world.care_worker.hears_nothing()
    everybody_else_reads(world)


def test_only_for_whom_it_is(world: World) -> None:
    other = world.hire("other", "Ivy Lane", Role.CARE_WORKER, units=("Ivy",))
    with world.moment() as moment:
        units = dict(enumerate(moment.service.units))
    assert units[0] == "Rose"
    shares(world, whom="roles", roles=["senior"])
    other.hears_nothing()
    world.care_worker.hears_nothing()
    world.senior.expects("Check the pot")
    assert set(states(world)) == {"Sam Okoro"}


def test_whoever_moves_gets_what_holds_there_and_at_a_kind_time(world: World) -> None:
    mover = world.hire("mover", "Ivy Lane", Role.CARE_WORKER, units=("Ivy",), on_duty=False)
    with world.moment() as moment:
        rose = next(unit for unit in moment.service.units if unit == "Rose")
    shares(world, whom="units", units=[f"{crc32(rose.encode()):08x}"])
    mover.hears_nothing()
    assert mover.name not in states(world)
    moves(world, mover, "Rose")
    mover.hears_nothing()
    mover.says("/duty")
    mover.sees("Check the pot")
    moves(world, mover, "Ivy")
    assert states(world)[mover.name] == "excused"
    world.forward(days=2)
    mover.sees("Check the pot").unread = False
    assert sum(m.shown.count("Check the pot") for m in mover.messages) == 1
    moves(world, mover, "Rose")
    assert states(world)[mover.name] == "sent"
    everybody_else_reads(world)


def test_a_new_role_brings_what_waits_and_hands_over_what_went_with_the_old(world: World) -> None:
    world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    world.senior.taps("I've got this")
    with world.moment() as moment:
        person = people.get_person(moment.db, world.senior.id)
        newcomer = people.get_person(moment.db, world.care_worker.id)
        assert person
        assert newcomer
        change_roles(moment, newcomer, [Role.CARE_WORKER, Role.SENIOR])
        change_roles(moment, person, [Role.CARE_WORKER])
    world.settle()
    world.deputy.expects("NM-26-0001")
    world.senior.sees("Others are being told")


def moves(world: World, member: Member, *units: str) -> None:
    with world.moment() as moment:
        person = people.get_person(moment.db, member.id)
        assert person is not None
        change_units(moment, person, units)
    world.settle()


def test_somebody_elses_briefing_is_not_for_you(world: World) -> None:
    shares(world)
    with world.moment() as moment:
        current = briefings.current_briefings(moment.db)[-1]
        readings = briefings.readings_of(moment.db, current.id)
        theirs = next(r for r in readings if r.person_id == world.senior.id)
    everybody_else_reads(world)
    for verb in ("read", "explain", "a0:0"):
        world.care_worker.sends_data(f"br:{theirs.id}:{verb}")
        world.care_worker.sees("That button is not for you")
    assert states(world)["Sam Okoro"] == "sent"


def test_explain_it_to_me_goes_to_the_deputy(world: World) -> None:
    shares(world)
    world.care_worker.expects("Check the pot")
    world.care_worker.taps("Explain it to me")
    world.deputy.expects("Asha Begum asks you to explain this.")
    world.care_worker.sees("I have asked Dee Walsh to explain it to you.")
    everybody_else_reads(world)


def test_who_is_away_is_not_asked_to_explain(world: World) -> None:
    """Then whoever stands in for the deputy, and if nobody does, that is said."""
    shares(world)
    everybody_else_reads(world)
    later = world.clock.now() + timedelta(days=9)
    goes_away(world, world.deputy, later)
    world.care_worker.taps("Explain it to me")
    world.care_worker.sees("I have asked Maya Fernando to explain it to you.")
    world.manager.expects("Asha Begum asks you to explain this.")
    goes_away(world, world.manager, later)
    world.senior.taps("Explain it to me")
    world.senior.sees("Nobody is here to explain it. Please ask your senior.")


def test_who_is_late_is_told_to_somebody_where_there_is_no_deputy(world: World) -> None:
    shares(world)
    everybody_else_reads(world)
    goes_away(world, world.deputy, world.clock.now() + timedelta(days=90))
    world.forward(days=8)
    world.manager.sees("2 people have not done this yet.", "Asha Begum", "Sam Okoro")
    world.forward(days=1)
    everybody_else_reads(world)
    for message in world.deputy.messages:
        message.unread = False


def test_who_is_late_is_told_to_somebody_where_the_deputy_here_leads_others(world: World) -> None:
    world.hire("other", "Ben Hall", Role.DEPUTY_MANAGER, units=("Ivy",))
    shares(world)
    goes_away(world, world.deputy, world.clock.now() + timedelta(days=90))
    world.forward(days=8)
    world.manager.sees("3 people have not done this yet.", "Asha Begum", "Ben Hall", "Sam Okoro")
    for member in world.members.values():
        for message in member.messages:
            message.unread = False


def goes_away(world: World, member: Member, until: datetime) -> None:
    with world.moment() as moment:
        people.set_away_until(moment.db, member.id, until)


def test_a_month_of_downtime_is_no_flood(world: World) -> None:
    shares(world)
    everybody_else_reads(world)
    world.sleep(days=30)
    cards = [m for m in world.care_worker.messages if "Check the pot" in m.shown]
    assert len(cards) == 1
    everybody_else_reads(world)
    for message in world.deputy.messages:
        message.unread = False


def begins_briefing(world: World) -> Member:
    world.manager.says("/start")
    world.manager.taps("More")
    world.manager.taps("Start learning")
    fills(world.manager)
    world.deputy.expects("LRN-26-0001")
    world.deputy.sends_data("i:1:briefing")
    return world.deputy


def test_a_briefing_has_120_words_and_no_more(world: World) -> None:
    """Each part has its share, and is asked for again where it is too long."""
    deputy = begins_briefing(world)
    deputy.sees("At most 120 words in all.")
    for most in (10, 45, 30, 35):
        deputy.says("one " * (most + 1))
        deputy.sees(f"That is {most + 1} words. Please say it in {most} at most.")
        deputy.says("one " * most)
        if most == 30:
            deputy.taps("Tomorrow")
    for text in ("What first?", "This", "That"):
        deputy.says(text)
    deputy.taps("Skip")
    deputy.says("So it is.")
    deputy.sees("Ask one more question?", "120 of 120 words so far.")


def test_the_reading_age_is_shown_as_it_grows(world: World) -> None:
    """By Flesch and Kincaid; of few words nobody is asked for shorter ones."""
    deputy = begins_briefing(world)
    deputy.says("Medication administration interruptions")
    deputy.sees("3 of 120 words so far. Reading age 18 or more.")
    deputy.sees_no("Shorter words")
    deputy.says("Interruptions necessitated discontinuation. " * 4)
    deputy.sees("15 of 120 words so far. Reading age 18 or more. Shorter words")
    deputy.taps("Back")
    deputy.says("A pot was found full and the pack was not. So nobody knew if he had it.")
    card = deputy.sees("20 of 120 words so far. Reading age 11.")
    assert "Shorter words" not in card.shown


def test_you_said_we_did(world: World) -> None:
    world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    world.manager.says("/start")
    world.manager.taps("More")
    world.manager.taps("Start learning")
    draft = world.manager.button("Back").split(":")[1]
    fills_to_summary(world.manager)
    world.manager.sends_data(f"q:{draft}:sources")
    world.manager.taps("NM-26-0001")
    world.manager.taps("Done")
    world.manager.taps("Send")
    world.deputy.expects("LRN-26-0001")
    world.deputy.sends_data("i:2:briefing")
    fills(world.deputy, **TEXTS)
    world.care_worker.expects("NM-26-0001: We are sharing what was learned from it.")
    world.care_worker.expects("You told us about NM-26-0001", "Look into the pot")
    everybody_else_reads(world)
