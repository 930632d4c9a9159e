"""My tasks, My reports and More: what is mine to do, what I wrote, and what else there is."""

from datetime import timedelta

import pytest

from flows.roles import Role
from storage import cases as stored
from tests.taps import LINE, REVIEW, card, labels, taps, title
from tests.world import NEAR_MISS, Member, World

MILD = (*NEAR_MISS[:4], "Not bad", *NEAR_MISS[5:])
UP = (*REVIEW[:-2], "The deputy looks into it", "Send")


def tasks(member: Member) -> str:
    """What My tasks shows."""
    member.says("/tasks")
    return card(member).shown


def test_nothing_to_do_is_said(world: World) -> None:
    assert "You have no tasks now." in tasks(world.care_worker)
    world.care_worker.taps("Menu")
    assert "My tasks" in labels(world.care_worker)


def test_a_task_says_why_it_is_mine_and_by_when(world: World) -> None:
    reference = world.care_worker.files(MILD)
    world.senior.expects("Near miss")
    assert "You were told, and nobody has it. It waits since 14:00." in tasks(world.senior)
    taps(world.senior, f"1. {reference}: risk review", "I've got this")
    assert (
        f"1. {reference} · risk review\nYou took it. Finish it before Wednesday 11 March 14:00."
        in tasks(world.senior)
    )
    assert reference not in tasks(world.deputy)


def test_a_task_is_a_button_to_its_card(world: World) -> None:
    reference = world.care_worker.files(MILD)
    world.senior.expects("Near miss")
    tasks(world.senior)
    taps(world.senior, f"1. {reference}: risk review", *REVIEW)
    assert world.account(reference)["state"] == "closed"
    world.care_worker.expects("has been looked at")


def test_a_task_that_is_late_says_so(world: World) -> None:
    reference = world.care_worker.files(MILD)
    world.senior.expects("Near miss")
    world.senior.taps("I've got this")
    with world.moment() as moment:
        step = stored.steps_held_by(moment.db, world.senior.id)[0]
        due = moment.now - timedelta(hours=1)
        stored.change_step(moment.db, step.id, act_by=due)
    shown = tasks(world.senior)
    assert reference in shown
    assert "It was due 13:00." in shown


def test_what_is_severe_comes_first_then_what_is_due_first(world: World) -> None:
    first = world.care_worker.files(MILD)
    world.senior.expects(first)
    world.senior.taps("I've got this")
    world.forward(minutes=30)
    second = world.care_worker.files((*NEAR_MISS[:4], "Some harm", *NEAR_MISS[5:]))
    world.senior.expects(second)
    world.senior.taps("I've got this")
    third = world.care_worker.files(NEAR_MISS)
    world.senior.expects(third)
    world.senior.taps("I've got this")
    fourth = world.care_worker.files(MILD)
    world.senior.expects(fourth)
    tasks(world.senior)
    assert [each.split(": ")[0] for each in labels(world.senior)[:4]] == [
        f"1. {third}",
        f"2. {fourth}",
        f"3. {second}",
        f"4. {first}",
    ]


def test_many_tasks_come_eight_at_a_time(world: World) -> None:
    references = [world.care_worker.files(MILD) for _ in range(9)]
    for reference in references:
        world.senior.expects(reference)
    assert "My tasks · 9" in tasks(world.senior)
    world.senior.taps("More tasks")
    assert labels(world.senior)[0] == f"9. {references[8]}: risk review"
    world.senior.taps("More tasks")
    assert labels(world.senior)[0] == f"1. {references[0]}: risk review"


def test_the_menu_shows_three_tasks_and_how_many_there_are(world: World) -> None:
    references = [world.care_worker.files(MILD) for _ in range(4)]
    for reference in references:
        world.senior.expects(reference)
    world.senior.says("/start")
    shown = labels(world.senior)
    assert shown[:4] == ["Near miss", "Incident", "Someone is in danger", "Does this count?"]
    assert shown[4:7] == [f"{reference}: risk review" for reference in references[:3]]
    assert shown[7:] == ["My tasks (4)", "I'm going off duty", "More"]


def test_a_case_that_concerns_me_is_not_among_my_tasks(world: World) -> None:
    reference = world.care_worker.files(MILD)
    world.senior.expects(reference)
    world.senior.taps("I've got this")
    with world.moment() as moment:
        case = stored.case_by_reference(moment.db, reference)
        assert case is not None
        stored.change_case(moment.db, case.id, concerns=[world.senior.id])
    assert reference not in tasks(world.senior)
    world.senior.taps("Menu")
    world.senior.sees("Nothing is waiting for you.")


def test_a_limited_case_is_a_task_of_the_named_alone(world: World) -> None:
    reference = world.care_worker.files(MILD)
    world.senior.expects(reference)
    with world.moment() as moment:
        case = stored.case_by_reference(moment.db, reference)
        assert case is not None
        stored.change_case(moment.db, case.id, limited=[world.manager.id])
    assert reference not in tasks(world.senior)


def test_a_reporter_reads_their_own_report(world: World) -> None:
    reference = world.care_worker.files((*NEAR_MISS[:-1], "Send"))
    world.senior.expects(reference)
    taps(world.care_worker, "Menu", "More", "My reports", reference)
    world.care_worker.sees(
        f"Near miss {reference}", "Being told now: Sam Okoro (senior).", "What: Medicine"
    )
    world.senior.taps("I've got this")
    taps(world.care_worker, "My reports", reference)
    world.care_worker.sees("Senior has this: Sam Okoro, 14:00.", "Checked the chart")


def test_a_reporter_reads_what_changed_and_not_what_others_wrote(world: World) -> None:
    reference = world.care_worker.files(MILD)
    world.senior.expects(reference)
    taps(world.senior, *REVIEW)
    world.care_worker.expects("has been looked at")
    taps(world.care_worker, "Menu", "More", "My reports", reference)
    shown = card(world.care_worker).shown
    assert "It has been looked at, 14:00." in shown
    assert "In place now: told the team." in shown
    assert "Near miss log" in shown
    assert "Risk review sheet" not in shown


def test_a_report_does_not_lie_open(world: World) -> None:
    reference = world.care_worker.files(MILD)
    world.senior.expects(reference)
    world.senior.taps("I've got this")
    taps(world.care_worker, "Menu", "More", "My reports", reference)
    world.care_worker.sees("What: Medicine")
    world.forward(minutes=16)
    world.care_worker.sees_no("What: Medicine")
    assert title(world.care_worker) == reference


def test_reports_come_eight_at_a_time_the_newest_first(world: World) -> None:
    references = [world.care_worker.files(MILD) for _ in range(9)]
    for reference in references:
        world.senior.expects(reference)
    taps(world.care_worker, "Menu", "More", "My reports")
    assert labels(world.care_worker)[0].startswith(references[8])
    world.care_worker.taps("More reports")
    assert labels(world.care_worker)[0].startswith(references[0])


@pytest.mark.parametrize("page", ["", ":0"])
def test_nobody_reads_what_somebody_else_reported(world: World, page: str) -> None:
    reference = world.care_worker.files(MILD)
    world.senior.expects(reference)
    with world.moment() as moment:
        case = stored.case_by_reference(moment.db, reference)
    assert case is not None
    world.deputy.sends_data(f"o:{case.id}{page}")
    world.deputy.sees("That button is not for you")
    world.deputy.sees_no("What: Medicine")
    taps(world.deputy, "More", "My reports")
    world.deputy.sees("You have reported nothing yet.")


def test_a_reporter_adds_news_to_their_report(world: World) -> None:
    reference = world.care_worker.files(MILD)
    world.senior.expects(reference)
    world.senior.taps("I've got this")
    taps(world.care_worker, "Menu", "More", "My reports", reference, "Add news")
    world.care_worker.taps("From the person or family")
    world.care_worker.says("They knew of it already.")
    world.care_worker.taps("Send")
    world.senior.expects(reference, "There is news.")
    taps(world.care_worker, "Menu", "More", "My reports", reference)
    world.care_worker.sees("Addendum", "They knew of it already.")


def test_only_a_registered_manager_starts_learning(world: World) -> None:
    world.senior.says("/start")
    world.senior.taps("More")
    assert "Start learning" not in labels(world.senior)
    world.senior.sends_data("n:service_learning_log")
    world.senior.sees("That button is not for you")
    world.manager.says("/start")
    taps(world.manager, "More", "Start learning")
    assert "Save for later" in labels(world.manager)


def test_a_care_worker_has_no_more_than_they_need(world: World) -> None:
    world.care_worker.says("/start")
    world.care_worker.taps("More")
    expected = ["Speak up", "My reports", "I'm away", "Quiet hours", "Menu"]
    assert labels(world.care_worker) == expected


def test_a_form_waits_while_something_else_is_looked_at(world: World) -> None:
    asha = world.care_worker
    asha.says("/start")
    taps(asha, "Near miss", *LINE[:2])
    asha.says("/tasks")
    asha.taps("Menu")
    assert "Continue: near miss, 2 of 5" in labels(asha)
    asha.sends_data("u")
    asha.taps("Menu")
    assert "Continue: near miss, 2 of 5" in labels(asha)


def test_roles_that_own_nothing_are_told_of_nothing(world: World) -> None:
    world.hire("audit", "Ana Ruiz", Role.AUDIT_LEAD, units=())
    world.care_worker.files(MILD)
    world.senior.expects("Near miss")
    assert "You have no tasks now." in tasks(world.audit)
