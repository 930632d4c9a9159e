"""Taps that are late, twice, forged or nonsense: they change nothing, and nothing breaks."""

from structlog.testing import capture_logs

from flows.roles import Role
from tests.taps import LINE, REVIEW, answers, no_errors, taps, title, to_summary, unfinished
from tests.world import NEAR_MISS, Member, World

NONSENSE = (
    "",
    ":",
    "::::::::",
    "a",
    "a:1",
    "a:1:what",
    "a:1:what:",
    "a:1:what:medicine:more",
    "a:x:what:medicine",
    "a:-1:what:medicine",
    "a:1.0:what:medicine",
    "a:１:what:medicine",
    "a:99999999999999999999999999999999:what:fall",
    "a:9999999999:what:fall",
    "c:9223372036854775808",
    "c:0",
    "ch:0",
    "ch:1",
    "ch:",
    "b:1:nothing",
    "p:1:what:-1",
    "p:1:what:99999999999999999999",
    "p:1:what:x",
    "k:1:what",
    "q:1:stopped_by_nobody",
    "z:1",
    "d:later",
    "d",
    "m:<b>hello</b>",
    "n:help_given",
    "n:no_such_form",
    "n",
    "h:1",
    "t:1:take",
    "t:9999999999:take",
    "t:99999999999999999999:open",
    "t:1:become",
    "t:x:take",
    "w:nothing",
    "s:1:2",
    "zz:1",
    "x" * 64,
    "\x00\x01\x02" * 20,
    "\ud800" * 20,
    "😀" * 16,
    "' OR 1=1; --",
)


def test_nonsense_changes_nothing(world: World) -> None:
    """Whatever is sent as a button's address: draft, duty and cases stay as they are."""
    asha = world.care_worker
    asha.says("/start")
    taps(asha, "Near miss", *LINE[:2])
    before = unfinished(world, asha)
    updates = [{"kind": "tap", "data": data, "from": asha.address} for data in NONSENSE]
    world.receive(*updates)
    after = unfinished(world, asha)
    assert [(d.id, d.answers, d.at) for d in after] == [(d.id, d.answers, d.at) for d in before]
    assert world.cases() == []
    asha.says("/start")
    asha.sees("You are on duty.")
    for message in asha.messages:
        message.unread = False
    asha.taps("Continue")
    taps(asha, *LINE[2:], "Send")
    world.senior.expects("Near miss NM-26-0001")
    no_errors(world)


def test_a_form_belongs_to_whoever_began_it(world: World) -> None:
    to_summary(world.care_worker)
    mine = unfinished(world, world.care_worker)[0]
    for data in (
        f"s:{mine.id}",
        f"y:{mine.id}",
        f"x:{mine.id}",
        f"c:{mine.id}",
        f"e:{mine.id}",
        f"q:{mine.id}:words",
        f"a:{mine.id}:{mine.at}:fall",
        f"b:{mine.id}:{mine.at}",
        f"k:{mine.id}:words",
        f"z:{mine.id}:factors",
        f"g:{mine.id}",
        f"l:{mine.id}",
        f"p:{mine.id}:what:1",
    ):
        world.deputy.sends_data(data)
        world.deputy.sees("That button is not for you, or no longer in use.")
        world.deputy.sees_no("Medicine")
    assert unfinished(world, world.care_worker) == [mine]
    assert unfinished(world, world.deputy) == []
    assert world.cases() == []
    no_errors(world)


def test_a_question_of_another_branch_cannot_be_answered_by_force(world: World) -> None:
    asha = world.care_worker
    asha.says("/start")
    taps(asha, "Near miss", *LINE[:4])
    draft = unfinished(world, asha)[0]
    for data in (
        f"q:{draft.id}:made_safe",
        f"a:{draft.id}:stopped:no_such_answer",
        f"a:{draft.id}:stopped:luck",
        f"k:{draft.id}:stopped",
    ):
        asha.sends_data(data)
    assert unfinished(world, asha)[0].answers == draft.answers
    asha.sends_data(f"s:{draft.id}")
    assert title(asha) == "What did you do to stop it?", "Send before the end goes to the end"
    assert world.cases() == []
    no_errors(world)


def test_a_late_tap_hears_that_it_is_answered(world: World) -> None:
    asha = world.care_worker
    asha.says("/start")
    taps(asha, "Near miss", *LINE[:2])
    fall, medicine = asha.button("Fall"), asha.button("Medicine")
    asha.sends_data(fall)
    asha.sends_data(medicine)
    asha.sees("how bad could it have been", "That one is already answered.")
    asha.sends_data(fall)
    assert title(asha) == "If nobody had noticed, how bad could it have been?"
    asha.sees_no("already answered")
    assert unfinished(world, asha)[0].answers["what"] == "fall"


def test_a_tap_on_a_report_that_was_sent_shows_what_became_of_it(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    draft = unfinished(world, asha)[0]
    asha.taps("Send")
    world.senior.expects("Near miss")
    for data in (f"a:{draft.id}:what:fall", f"e:{draft.id}", f"y:{draft.id}", f"b:{draft.id}:what"):
        asha.sends_data(data)
        assert title(asha) == "Thank you. NM-26-0001"
    assert answers(world, "NM-26-0001")["what"]["answer"] == "medicine"
    asha.hears_nothing()


def test_a_thrown_away_form_stays_away(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    draft = unfinished(world, asha)[0]
    asha.sends_data(f"y:{draft.id}")
    asha.sends_data(f"s:{draft.id}")
    asha.sees("That draft was thrown away.")
    assert world.cases() == []


def test_two_updates_with_one_number_are_one(world: World) -> None:
    asha = world.care_worker
    asha.says("/start")
    taps(asha, "Near miss", *LINE[:2])
    medicine = asha.button("Medicine")
    asha.sends_data(medicine, update_id="77")
    asha.taps("Back")
    asha.sends_data(medicine, update_id="77")
    assert title(asha) == "What is it about?", "an update that comes again is not handled again"


def test_an_alert_is_no_door_for_a_care_worker(world: World) -> None:
    """Neither for the one who reported nor for another, and on no step of the case."""
    other = world.hire("other", "Bo Tran", Role.CARE_WORKER)
    reference = world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    try_every_door(world, other, world.care_worker)
    assert world.account(reference)["steps"][1]["state"] == "owed"
    taps(world.senior, *REVIEW)
    world.care_worker.expects("has been looked at")
    try_every_door(world, other, world.care_worker)


def test_a_tap_that_is_refused_is_counted_and_logged_without_saying_whose(world: World) -> None:
    world.care_worker.says("/start")
    with capture_logs() as lines:
        world.receive({"kind": "tap", "data": "a:1:what:fall", "from": world.care_worker.address})
    world.care_worker.expects("That button is not for you, or no longer in use.")
    assert lines == [{"event": "tap_refused", "channel": "phones", "log_level": "warning"}]
    turns = [labels for what, labels in world.counts if what == "turns"]
    assert turns[-1] == {"channel": "phones", "outcome": "refused"}


def try_every_door(world: World, *workers: Member) -> None:
    world.receive(
        *(
            {"kind": "tap", "data": f"t:{step}:{verb}", "from": worker.address}
            for worker in workers
            for step in (1, 2)
            for verb in ("take", "start", "hand", "show", "hide", "open")
        )
    )
    for worker in workers:
        worker.sees("That button is not for you, or no longer in use.")
        for secret in ("Very bad", "You have this", "Level 1"):
            worker.sees_no(secret)
        for message in worker.messages:
            message.unread = message.unread and "looked at" in message.shown


def test_somebody_elses_step_cannot_be_handed_over_or_filed(world: World) -> None:
    other = world.hire("other", "Jo Lind", Role.SENIOR)
    reference = world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    other.expects("Near miss")
    taps(world.senior, *REVIEW[:2])
    step = world.senior.button("Open").split(":")[1]
    for verb in ("hand", "start", "take"):
        other.sends_data(f"t:{step}:{verb}")
        other.sees("Senior has this: Sam Okoro")
    assert unfinished(world, other) == []
    assert world.account(reference)["steps"][1]["acknowledged_by"] == "Sam Okoro"


def test_a_unit_that_is_chosen_is_ticked_and_kept_by_its_name(world: World) -> None:
    """Its button carries a short sum of the name."""
    manager = world.manager
    manager.says("/start")
    taps(manager, "More", "Start learning")
    manager.says("Rounds were broken off.")
    manager.taps("No")
    manager.says("One named person answers the bells.")
    taps(manager, "Everyone", "Done", "Rose", "Ivy", "✓ Rose")
    assert {"Rose", "✓ Ivy"} <= set(manager.messages[-1].labels)
    (draft,) = unfinished(world, manager)
    assert draft.answers["units"] == ["Ivy"]
