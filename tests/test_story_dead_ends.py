"""Nothing ends where nobody is waiting: rules that went, cases pointing at each other, far days."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from flows import form as forms
from flows import staff
from flows.changing import MOST_ANSWERS
from flows.duties.book import DUTIES
from flows.duties.duty import Duty
from flows.looking_back import others_like
from flows.records import form_of
from flows.roles import Role
from storage import cases as stored
from storage import deadlines, people
from tests.chain import DECIDED, decides, does, goes_on, next_label, reports, to_decision
from tests.conftest import staff_the_home
from tests.fills import fills, fills_to_summary
from tests.taps import LINE, card, labels, no_errors, taps, unfinished
from tests.test_story_kept_apart import adds, case_of, ruth_hears, steps
from tests.test_story_speak_up import speaks_up
from tests.world import Member, World


@pytest.fixture
def home(url: str) -> Iterator[World]:
    story = World(url)
    staff_the_home(story)
    yield story
    with story.moment() as moment:
        assert deadlines.unwatched_steps(moment.db) == []
        assert deadlines.unwatched_cases(moment.db) == []
    no_errors(story)


def own_duty(*tasks: str) -> Duty:
    """A duty that the home has written itself, asked about after every incident."""
    return Duty.model_validate(
        {
            "code": "our_insurer",
            "title": "Tell our insurer?",
            "to": "The insurer.",
            "trigger": "Any incident.",
            "advice": "By phone.",
            "target": "24h",
            "clock": "known",
            "when": ({"condition": ("ok",)},),
            "steps": tuple({"code": task, "words": task.capitalize()} for task in tasks),
        }
    )


def owes_own_duty(home: World, *tasks: str) -> str:
    """The manager has decided, and the home's own duty is theirs to decide on."""
    home.service = replace(home.service, duties=(own_duty(*tasks),))
    reference = to_decision(home)
    does(home.manager, reference, "manager's decision", **DECIDED)
    return reference


def test_a_duty_that_the_home_has_taken_out_can_still_be_ended(home: World) -> None:
    reference = owes_own_duty(home)
    home.service = replace(home.service, duties=DUTIES)
    duty = steps(home, reference, "duty")[0]
    home.manager.sends_data(f"t:{duty.id}:start")
    home.manager.sees("Our insurer?", "The home's rules as they were then.")
    home.manager.taps("Show the rule")
    home.manager.sees("Our insurer?", "taken this duty out")
    assert "Duty decision sent" in fills(home.manager, decision="yes")
    notify = steps(home, reference, "notify")[0]
    home.manager.sends_data(f"t:{notify.id}:start")
    assert "Duty done sent" in fills(home.manager)


def test_a_ticked_task_that_is_gone_is_asked_anew(home: World) -> None:
    reference = owes_own_duty(home, "ring", "write")
    goes_on(home.manager, next_label(home.manager) or "", decision="yes")
    home.manager.sends_data(f"t:{steps(home, reference, 'notify')[0].id}:start")
    fills_to_summary(home.manager, steps=["ring"])
    home.service = replace(home.service, duties=(own_duty("write"),))
    home.manager.taps("Send")
    assert "Write" in labels(home.manager)
    assert "Duty done sent" in fills(home.manager)


def to_send(member: Member, case_id: int, other_id: int) -> str:
    """A duplicate note, all but sent; returns the address that sends it."""
    member.sends_data(f"i:{case_id}:duplicate_note")
    member.sends_data(member.button(member.sees("Which case").labels[0]))
    draft = next(d for d in unfinished(member.world, member) if d.kind == "duplicate_note")
    assert draft.answers["case"] == str(other_id)
    member.taps("Two people reported it")
    return f"s:{draft.id}"


def test_two_reports_marked_at_once_do_not_end_in_each_other(home: World) -> None:
    one, other = (case_of(home, reports(home.care_worker)) for _ in range(2))
    first = to_send(home.senior, one.id, other.id)
    second = to_send(home.deputy, other.id, one.id)
    home.senior.sends_data(first)
    home.deputy.sends_data(second)
    home.deputy.sees("Which case is it the same as?")
    assert case_of(home, one.reference).concluded_at is not None
    assert case_of(home, other.reference).concluded_at is None


def test_a_ring_of_duplicates_cannot_be_closed(home: World) -> None:
    first, second, third = (case_of(home, reports(home.care_worker)) for _ in range(3))
    adds(home, home.senior, first.reference, "duplicate_note", case=str(second.id))
    adds(home, home.senior, second.reference, "duplicate_note", case=str(third.id))
    home.senior.sends_data(f"i:{third.id}:duplicate_note")
    assert not {first.reference, second.reference} & {*labels(home.senior)}


def test_a_report_after_a_call_for_help_is_found_when_looking_back(home: World) -> None:
    for _ in range(2):
        home.care_worker.says("/start")
        taps(home.care_worker, "Near miss", "Yes", "They are safe now", *LINE[1:], "Send")
    with home.moment() as moment:
        case = stored.case_by_reference(moment.db, "NM-26-0002")
        senior = people.get_person(moment.db, home.senior.id)
        assert case is not None
        assert senior is not None
        assert others_like(moment, case, senior).references == ("NM-26-0001",)


def test_a_limited_case_is_put_to_those_named_where_nobody_else_may_know(home: World) -> None:
    home.hire("lead", "Lea Quinn", Role.QUALITY_LEAD)
    reference = to_decision(home)
    named = [str(home.lead.id)]
    adds(home, home.lead, reference, "raising", to="limited", people=named, reason="staff")
    with home.moment() as moment:
        staff.leave(moment, staff.find_person(moment, "Maya Fernando"))
    home.settle()
    home.lead.expects(reference, "manager's decision")
    home.lead.taps("I've got this")
    assert steps(home, reference, "decision")[0].acknowledged_by == home.lead.id


def test_what_was_begun_for_a_step_that_is_dropped_is_over(home: World) -> None:
    home.care_worker.says("/start")
    taps(home.care_worker, "Near miss", *LINE, "Send")
    taps(home.senior, "I've got this", "Fill in the risk review sheet", "No")
    adds(home, home.deputy, "NM-26-0001", "raising", to="incident", reason="reached")
    assert unfinished(home, home.senior) == []


def owns_action(home: World) -> str:
    """The senior owns an action of an investigation that is filed."""
    reference = to_decision(home)
    decides(home, reference, outcome="full", investigator=str(home.deputy.id))
    does(
        home.deputy,
        reference,
        "investigation",
        actions__0="yes",
        actions__0__owner=str(home.senior.id),
        actions__0__due="d7",
    )
    return reference


@pytest.mark.parametrize(("day", "taken"), [("31/12/9999", False), ("1/3/2028", True)])
def test_a_day_that_is_too_far_off_is_not_taken(home: World, day: str, taken: bool) -> None:
    action = steps(home, owns_action(home), "action")[0]
    home.senior.sends_data(f"t:{action.id}:take")
    home.senior.sends_data(f"t:{action.id}:start")
    taps(home.senior, "Not yet", "No time or staff")
    home.senior.says(day)
    home.senior.sees("Ready to send" if taken else "That is more than two years away.")


def test_every_answer_of_a_long_form_can_be_changed(home: World) -> None:
    reference = to_decision(home)
    decides(home, reference, outcome="full", investigator=str(home.deputy.id))
    step = steps(home, reference, "investigation")[0]
    home.deputy.sends_data(f"t:{step.id}:take")
    home.deputy.sends_data(f"t:{step.id}:start")
    fills_to_summary(home.deputy, **{f"timeline__{number}": "yes" for number in range(8)})
    draft = unfinished(home, home.deputy)[0]
    home.deputy.taps("Change an answer")
    offered: set[str] = set()
    while not (part := to_change(home.deputy)) <= offered:
        assert len(part) <= MOST_ANSWERS
        offered |= part
        home.deputy.taps("More answers")
    with_answer = forms.answered(form_of(draft.kind), draft.answers)
    wanted = {f"q:{draft.id}:{q.name}" for q in with_answer if not q.ask.computed}
    assert offered == wanted


def to_change(member: Member) -> set[str]:
    """Where the buttons of the card lead that offer an answer to change."""
    screen = card(member).screen
    assert screen is not None
    return {b.data for row in screen.rows for b in row if b.data.startswith("q:")}


def test_a_worry_that_goes_on_is_due_when_its_hearer_looks_again(home: World) -> None:
    ruth_hears(home, Role.QUALITY_LEAD)
    reference = speaks_up(home.care_worker)
    home.ruth.taps("I've got this")
    home.ruth.sends_data(f"t:{steps(home, reference, 'worry')[0].id}:start")
    fills(home.ruth, outcome="again", look_again="m120")
    assert steps(home, reference, "worry")[0].act_by == home.clock.now() + timedelta(hours=2)
