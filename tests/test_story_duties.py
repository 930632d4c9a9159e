"""What stands beside a pathway: duties to others outside, the care record entry, actions."""

from typing import Any

from flows.roles import Role
from tests.chain import (
    DECIDED,
    NO_ADVICE,
    adds,
    decides,
    does,
    goes_on,
    next_label,
    open_steps,
    quietly,
    reports,
    state,
    to_decision,
)
from tests.fills import fills
from tests.world import NEAR_MISS, Member, World

HURT = {"condition": "hurt", "injury": "broken_bone", "harm": "moderate"}
OPENLY = "Tell the person openly about it?"
CANDOUR = "Follow the duty of candour?"
CQC = "Tell CQC about a serious injury?"
INSURER = "Tell the insurer?"


def hurt(world: World, **answers: Any) -> str:
    """A fall with a broken bone that the manager has decided on."""
    reference = to_decision(world, calls={"harm": "moderate"}, **HURT)
    decision = {**DECIDED, "harm": "moderate", "outcome": "none", "other_duties": ["insurer"]}
    does(world.manager, reference, "manager's decision", **{**decision, **answers})
    return reference


def duties_of(manager: Member, decisions: dict[str, dict[str, Any]]) -> set[str]:
    """Decide on each duty that is put to the manager once; on those not named, no."""
    asked: set[str] = set()
    while (title := next_label(manager).removeprefix("Next: ")) not in {"", *asked}:
        asked.add(title)
        goes_on(manager, title, **decisions.get(title, {"decision": "no", "reason": "advised"}))
    return asked


def test_a_duty_stays_owed_until_every_step_of_it_is_done(world: World) -> None:
    """Answers point to it, a yes is tracked, candour has nine steps."""
    manager, reference = world.manager, hurt(world)
    asked = duties_of(manager, {CANDOUR: {"decision": "yes"}})
    assert asked > {CANDOUR, CQC, INSURER}
    assert open_steps(world, reference) == ["governance summary", CANDOUR]
    goes_on(manager, CANDOUR, steps=["in_person", "sorry"], outcome="partly")
    assert open_steps(world, reference) == ["governance summary", CANDOUR]
    rest = ["facts", "enquiries", "support", "noted", "written", "letters", "attempts"]
    goes_on(manager, CANDOUR, steps=rest, outcome="done")
    assert open_steps(world, reference) == ["governance summary"]


def test_the_card_says_why_and_the_rule_comes_by_a_tap(world: World) -> None:
    manager = world.manager
    hurt(world)
    title = next_label(manager).removeprefix("Next: ")
    manager.taps(f"Next: {title}")
    manager.sees(title, "Why it is asked:")
    manager.sees_no("This is not legal advice")
    manager.taps("Show the rule")
    manager.sees(title, "It is meant for this:", "Told:")
    manager.taps("Show less")
    manager.sees_no("It is meant for this:")


def test_each_card_says_which_duty_it_is_to_its_end(world: World) -> None:
    """Several come one after the other, and one that was put by is taken up where it was left."""
    manager = world.manager
    hurt(world)
    duties_of(manager, {CANDOUR: {"decision": "yes", "said_by": "hospital"}})
    manager.says("/start")
    manager.taps(CANDOUR)
    manager.taps("Say what was done")
    manager.taps("Just now")
    manager.sees("How was it done?", CANDOUR)
    manager.taps("In person")
    manager.sees("Which steps are done now?", CANDOUR)
    manager.taps("Told in person")
    manager.taps("Done")
    manager.sees("Is it all done now?", CANDOUR)
    manager.taps("No, some is still owed")
    manager.sees("Ready to send", f"Duty: {CANDOUR}")


def test_the_record_says_which_duty_the_law_our_target_and_when_it_was_done(world: World) -> None:
    """The rules are a file that may say something else tomorrow, so each is kept, and apart."""
    manager, reference = world.manager, hurt(world)
    duties_of(manager, {CQC: {"decision": "yes", "said_by": "hospital"}})
    goes_on(manager, CQC, how="portal", outcome="done")
    filed = {record["title"]: record for record in world.account(reference)["records"]}
    decision = {a["short"]: a["label"] for a in filed[f"Duty decision: {CQC}"]["answers"]}
    assert decision["Asked because"] == ('The incident report says "Injury: Maybe a broken bone".')
    assert decision["Opinion from"] == "Hospital doctor"
    done = {a["short"]: a["label"] for a in filed[f"Duty done: {CQC}"]["answers"]}
    assert done["The law says"].startswith("Without delay.")
    assert done["The law says"].endswith("regulation 18(2)(a) and (b).")
    assert done["Our target"].endswith("24 hours after you knew of it")
    assert done["Done at"] not in done["Our target"]


def test_a_case_names_its_duties_apart_and_as_they_are_written(world: World) -> None:
    reference = hurt(world)
    duties_of(world.manager, {CANDOUR: {"decision": "yes", "said_by": "hospital"}})
    world.manager.says(reference)
    card = world.manager.sees(reference, f"{CANDOUR} Registered manager has this")
    assert any("Duty decision: Tell CQC about" in label for label in card.labels)
    world.manager.sees_no("Tell cqc")


def test_not_known_yet_is_asked_again_after_a_day_on_news_and_on_day_28(world: World) -> None:
    manager, reference = world.manager, hurt(world)
    duties_of(manager, {CQC: {"decision": "unknown", "waiting": "hospital"}})
    manager.hears_nothing()
    world.forward(hours=24)
    does(manager, reference, CQC, decision="unknown", waiting="hospital")
    world.forward(days=1)
    manager.hears_nothing()
    adds(world.care_worker, reference, news="hospital")
    manager.expects(reference, "There is news")
    does(manager, reference, CQC, decision="unknown", waiting="hospital")
    adds(world.care_worker, reference, news="family")
    manager.expects(reference, "There is news")
    world.forward(days=25)
    manager.hears_nothing()
    world.forward(hours=23)  # the clocks have gone forward meanwhile
    does(manager, reference, CQC, decision="no", reason="professional", said_by="hospital")
    assert open_steps(world, reference) == ["governance summary"]


def test_a_duty_nobody_decides_on_climbs_after_one_quiet_reminder(world: World) -> None:
    nominated = world.hire("nominated", "Nell Ivers", Role.NOMINATED_INDIVIDUAL, units=())
    reference = to_decision(world, what="other")
    answers = {**DECIDED, "outcome": "none", "other_duties": ["insurer"]}
    does(world.manager, reference, "manager's decision", **answers)
    goes_on(world.manager, OPENLY, decision="no", reason="advised")
    assert INSURER in next_label(world.manager)
    world.forward(hours=18)
    world.manager.expects(reference, "You have this", INSURER)
    assert quietly(world.manager)
    world.forward(hours=5)
    world.manager.hears_nothing()
    world.forward(hours=1)
    world.manager.expects(reference, INSURER, "It was taken, and it is not finished yet")
    world.forward(hours=24)
    world.deputy.expects("Nobody has acknowledged", INSURER)
    world.forward(hours=24)
    nominated.expects("Nobody has acknowledged", INSURER)
    goes = does(nominated, reference, INSURER, decision="no", reason="advised")
    assert "Duty decision sent" in goes


def test_an_entry_that_is_not_in_stays_owed_and_never_climbs_to_colleagues(world: World) -> None:
    """Not yet, and the system is down: the worker keeps it, until the time they gave."""
    worker = world.care_worker
    colleague = world.hire("colleague", "Cy Dunn", Role.CARE_WORKER)
    reference = reports(worker)
    does(world.senior, reference, "advice and checks", **NO_ADVICE)
    worker.expects("The manager is deciding")
    decides(world, reference, outcome="none", other_duties=["insurer"])
    goes_on(worker, "care record entry", outcome="down", enter_by="m240")
    assert "care record entry" in open_steps(world, reference)
    world.forward(hours=3)
    worker.expects(reference, "You have this", "care record entry", "18:00")
    assert quietly(worker)
    worker.taps("Fill in the care record entry")
    fills(worker, outcome="no", enter_by="m120")
    world.forward(minutes=90)
    worker.expects(reference, "You have this", "19:00")
    world.forward(minutes=30)
    world.senior.expects(reference, "It was taken, and it is not finished yet")
    worker.sees(reference, "Others are being told")
    does(worker, reference, "Others are being told", outcome="yes")
    world.senior.sees(reference, "Done by Asha Begum")
    colleague.hears_nothing()
    assert open_steps(world, reference) == ["governance summary"]


def test_an_action_not_done_yet_keeps_its_place_and_its_case_open(world: World) -> None:
    """The owner gives a new day; the case closes by itself once it is done."""
    leader = world.hire("leader", "Tam Reid", Role.TEAM_LEADER)
    auditor = world.hire("auditor", "Ada Cole", Role.AUDIT_LEAD)
    reference = world.care_worker.files(NEAR_MISS)
    does(world.senior, reference, outcome="deputy", control="none")
    world.care_worker.expects("The deputy is looking")
    does(world.deputy, reference, "quality tracking", outcome="action", recurring="no")
    world.care_worker.expects("Something is being changed")
    action = {"actions__0": "yes", "actions__0__owner": str(world.senior.id)}
    kind = {"way": "quiet", "actions__0__way": "layout", "actions__0__due": "d14"}
    does(leader, reference, "telling the team", **action, **kind)
    does(world.senior, reference, "Your step: action", outcome="not_done", new_due="d91")
    assert open_steps(world, reference).count("action") == 1
    world.forward(days=30)
    does(auditor, reference, "look back, 30 days", outcome="second")
    world.forward(days=60)
    does(auditor, reference, "look back, 90 days", outcome="close")
    assert state(world, reference) == "open"
    world.senior.taps("Say how it stands")
    fills(world.senior, outcome="done")
    told = world.care_worker.expects(f"{reference} has been looked at")
    assert "In place now: fewer interruptions, room, storage or layout." in told.shown
