"""Duty is tapped on and off. Forgotten, it ends by itself, and nothing owed is lost with it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from flows import staff
from flows.roles import Role
from storage.deadlines import next_due
from storage.shifts import on_shift
from storage.tables import shifts
from tests.taps import REVIEW, no_errors, taps, to_summary
from tests.world import NEAR_MISS, Member, World

ASKED = "Are you still on duty?"


@pytest.fixture
def home(url: str) -> Iterator[World]:
    """Everybody off duty at 14:00, and duty ends by itself after fourteen hours."""
    story = World(url)
    story.service = replace(story.service, duty_ends_after=timedelta(hours=14))
    story.hire("care_worker", "Asha Begum", Role.CARE_WORKER, on_duty=False)
    story.hire("senior", "Sam Okoro", Role.SENIOR, on_duty=False)
    story.hire("other", "Jo Lind", Role.SENIOR, on_duty=False)
    story.hire("deputy", "Dee Walsh", Role.DEPUTY_MANAGER, units=(), on_duty=False)
    yield story
    story.nobody_waits()
    no_errors(story)


def comes_on(member: Member) -> None:
    member.says("/start")
    member.taps("I'm on duty")
    member.sees("You are on duty now.")


def is_on(member: Member) -> bool:
    with member.world.moment() as moment:
        return member.id in on_shift(moment.db)


def spans(member: Member) -> list[str]:
    """The shifts of this person, as hours of the day."""
    with member.world.moment() as moment:
        rows = moment.db.execute(
            select(shifts.c.started_at, shifts.c.ended_at)
            .where(shifts.c.person_id == member.id)
            .order_by(shifts.c.id)
        ).all()
    return [f"{start:%H:%M}-{end:%H:%M}" if end else f"{start:%H:%M}-" for start, end in rows]


def test_a_care_worker_is_promised_no_alerts(home: World) -> None:
    comes_on(home.care_worker)
    home.care_worker.sees("It ends by itself, Wednesday 11 March 04:00.")
    home.care_worker.sees_no("Alerts")
    home.forward(hours=13, minutes=30)
    home.care_worker.expects(ASKED)
    home.forward(minutes=30)
    home.care_worker.expects("You are off duty now.", "It ended by itself")
    home.care_worker.sees_no("Alerts")


def test_forgotten_it_ends_by_itself_after_a_quiet_question(home: World) -> None:
    comes_on(home.senior)
    home.senior.sees("Alerts come to you until Wednesday 11 March 04:00.")
    home.forward(hours=13, minutes=29)
    home.senior.hears_nothing()
    home.forward(minutes=1)
    home.senior.expects(ASKED, "it ends Wednesday 11 March 04:00")
    assert home.phones.sent[-1].quiet
    home.forward(minutes=29, seconds=59)
    assert is_on(home.senior)
    home.forward(seconds=1)
    home.senior.expects("You are off duty now.", "It ended by itself, Wednesday 11 March 04:00.")
    assert home.phones.sent[-1].quiet
    assert not is_on(home.senior)
    assert spans(home.senior) == ["14:00-04:00"], "not a moment later"
    home.senior.sees_no(ASKED)
    home.forward(days=2)


def test_yes_keeps_them_on_for_some_hours_and_asks_again(home: World) -> None:
    comes_on(home.senior)
    home.forward(hours=13, minutes=40)
    home.senior.expects(ASKED)
    home.senior.taps("Yes")
    home.senior.sees("You are on duty now.", "until 07:40")
    home.forward(hours=3, minutes=29)
    home.senior.hears_nothing()
    home.forward(minutes=1)
    home.senior.expects(ASKED, "ends Wednesday 11 March 07:40")
    home.forward(minutes=30)
    home.senior.expects("It ended by itself, Wednesday 11 March 07:40")
    assert spans(home.senior) == ["14:00-07:40"]


def test_no_ends_it_there_and_then(home: World) -> None:
    comes_on(home.senior)
    home.forward(hours=13, minutes=30)
    home.senior.expects(ASKED)
    home.senior.taps("No, I am off")
    home.senior.sees("You are off duty now.", "Rest well.")
    assert spans(home.senior) == ["14:00-03:30"]
    with home.moment() as moment:
        assert next_due(moment.db) is None


def test_still_at_work_after_it_ended_one_tap_brings_them_back(home: World) -> None:
    comes_on(home.senior)
    home.forward(hours=14)
    home.senior.expects("It ended by itself")
    home.senior.taps("I'm still on duty")
    home.senior.sees("You are on duty now.", "until 18:00")
    assert spans(home.senior) == ["14:00-04:00", "04:00-"]


def test_tapped_off_nothing_is_asked_of_the_next_shift(home: World) -> None:
    comes_on(home.senior)
    home.forward(hours=8)
    home.senior.taps("I'm going off duty")
    comes_on(home.senior)
    home.forward(hours=13)
    home.senior.hears_nothing()
    assert spans(home.senior) == ["14:00-22:00", "22:00-"]


def test_an_answer_leaves_an_open_form_alone(home: World) -> None:
    comes_on(home.care_worker)
    home.forward(hours=13)
    to_summary(home.care_worker)
    home.forward(minutes=30)
    home.care_worker.expects(ASKED)
    home.care_worker.taps("Yes")
    home.care_worker.taps("Send")
    home.care_worker.sees("Thank you. NM-26-0001")
    home.senior.expects("NM-26-0001")
    home.other.expects("NM-26-0001")


def test_what_waited_on_them_alone_goes_to_others_at_once(home: World) -> None:
    comes_on(home.senior)
    home.forward(hours=13, minutes=58)
    home.senior.expects(ASKED)
    home.care_worker.files(NEAR_MISS)
    home.senior.expects("Near miss NM-26-0001")
    home.other.hears_nothing()
    home.forward(minutes=2)
    home.senior.expects("It ended by itself")
    home.other.expects("Near miss NM-26-0001")
    home.forward(minutes=2)
    home.care_worker.files(NEAR_MISS)
    home.senior.expects("NM-26-0002")
    home.other.expects("NM-26-0002")
    home.other.taps("I've got this")


def test_what_they_had_taken_is_said_and_stays_theirs_until_its_time(home: World) -> None:
    comes_on(home.senior)
    home.forward(hours=13, minutes=45)
    home.senior.expects(ASKED)
    reference = home.care_worker.files(NEAR_MISS)
    home.senior.expects("Near miss")
    home.senior.taps("I've got this")
    home.forward(minutes=15)
    home.senior.expects("It ended by itself", "Something is still yours")
    home.other.hears_nothing()
    taps(home.senior, *REVIEW[1:])
    home.care_worker.expects(f"{reference} has been looked at")


def test_after_a_week_off_it_ended_when_it_should_have(home: World) -> None:
    comes_on(home.senior)
    home.sleep(days=7)
    home.senior.expects("You are off duty now.", "It ended by itself, Wednesday 11 March 04:00")
    home.senior.hears_nothing()
    assert spans(home.senior) == ["14:00-04:00"]


def test_whoever_leaves_is_asked_nothing(home: World) -> None:
    comes_on(home.senior)
    with home.moment() as moment:
        staff.leave(moment, staff.find_person(moment, "Sam Okoro"))
    home.forward(hours=20)
    home.senior.hears_nothing()
    assert spans(home.senior) == ["14:00-14:00"]
