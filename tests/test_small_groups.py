"""Figures about few people would point at one of them, so nobody is shown any."""

import json
import re
from pathlib import Path

import pytest

from flows.drafting_briefing import TOO_FEW
from flows.practice_score import Score, held_up, score_lines
from flows.records import RECORDS
from flows.small_groups import COVERED, enough
from flows.spot_checks import figures
from handrail.account_text import told_account
from handrail.export import export
from storage import briefings, drafts, people, spot_checks
from tests.fills import fills
from tests.test_story_briefing import everybody_else_reads, shares
from tests.world import World


def test_five_are_enough() -> None:
    assert [enough(each) for each in (0, 1, 4, 5, 6)] == [False, False, False, True, True]


@pytest.mark.parametrize(
    ("rounds", "held", "said"),
    [
        ([], False, "nobody has looked, so a fall cannot be said."),
        ([(4, 4)], False, "fewer than 5 checks, so a fall cannot be said."),
        ([(4, 5)], True, "as agreed in 4 of 5 checks. It held up."),
        ([(3, 5)], False, "as agreed in 3 of 5 checks. That is too few"),
        ([(6, 6), (5, 6)], False, "5 of 6 checks. The round before: 6 of 6. That is too few"),
        ([(3, 5), (9, 10)], True, "9 of 10 checks. The round before: 3 of 5. It held up."),
        ([(3, 4), (9, 10)], True, "9 of 10 checks. It held up."),
    ],
)
def test_practice_held_up_or_not(rounds: list[tuple[int, int]], held: bool, said: str) -> None:
    """Four in five of the newest round, and no less than in the round before it."""
    found = [Score(*each) for each in rounds]
    assert held_up(found) is held
    assert said in score_lines(found)[0]


def test_a_briefing_for_few_shows_no_figures(world: World) -> None:
    shares(world, whom="roles", roles=["senior"])
    world.senior.expects("Check the pot")
    world.deputy.sends_data("t:2:start")
    world.deputy.says("Look into the pot.")
    world.deputy.taps("At handover")
    world.deputy.taps("Done")
    world.deputy.sees("How many people should have it?", TOO_FEW)
    everybody_else_reads(world)


OF_PEOPLE = re.compile(r"people|^How many (have|showed)|whom")


def test_every_figure_of_people_says_of_how_many() -> None:
    """A new one is found by its words."""
    for kind, record in RECORDS.items():
        for question in record.form.questions.values():
            for asked in (question, *question.parts.values()):
                if asked.kind == "number" and OF_PEOPLE.search(asked.ask.prompt):
                    assert asked.ask.counts, (kind, asked.name)
                if asked.ask.counts:
                    assert asked.ask.counts in record.form.questions, (kind, asked.name)


@pytest.mark.parametrize(("whole", "covered"), [(4, True), (5, False)])
def test_what_was_typed_of_few_people_is_shown_nowhere(
    world: World, tmp_path: Path, whole: int, covered: bool
) -> None:
    shares(world, whom="roles", roles=["senior"])
    world.deputy.sends_data("t:2:start")
    fills(world.deputy, due=whole, read=3, understood=2, everyone="yes")
    everybody_else_reads(world)
    for message in world.manager.messages:
        message.unread = False
    account = world.account("LRN-26-0001")
    assert account["briefings"][0]["figures"]["understood"] == COVERED
    world.manager.sends_data("v:1")
    world.manager.taps("Staff communication register")
    told = "\n".join(told_account(account, world.service.zone))
    read = world.manager.messages[-1].shown
    with world.moment() as moment:
        paths = export(moment, "json", tmp_path)
    assert not any(world.senior.name in path.read_text() for path in paths)
    (filed,) = json.loads((tmp_path / "staff_communication_register.json").read_text())
    said = {a["field"]: (a["answer"], a["label"]) for a in filed["answers"]}
    assert (said["understood"] == (None, COVERED)) is covered
    assert ("understood? 2" in told) is not covered
    assert ("Understood it: 2" in read) is not covered


def test_more_cannot_have_it_than_should(world: World) -> None:
    """Whichever of the figures is written first, and also where one is changed later."""
    shares(world)
    everybody_else_reads(world)
    deputy = world.deputy
    deputy.sends_data("t:2:start")
    deputy.says("Check the pot.")
    deputy.taps("At handover")
    deputy.taps("Done")
    deputy.says("9")
    deputy.says("12")
    deputy.sees("More people cannot have it than should have it.", "How many have read")
    deputy.says("9")
    deputy.says("8")
    deputy.taps("Yes")
    deputy.sees("Ready to send", "Understood it: 8")
    draft = deputy.button("Send").split(":")[1]
    deputy.sends_data(f"q:{draft}:due")
    deputy.says("7")
    deputy.sees("More people cannot have it than should have it.", "How many people should")


def test_a_draft_with_more_than_all_is_asked_again_and_holds_nothing_up(world: World) -> None:
    """It was begun before anybody looked."""
    shares(world)
    everybody_else_reads(world)
    deputy = world.deputy
    deputy.sends_data("t:2:start")
    deputy.says("Check the pot.")
    with world.moment() as moment:
        (begun,) = drafts.unfinished_drafts(moment.db, deputy.id)
        answers = {**begun.answers, "due": 7, "read": 8}
        drafts.save_draft(moment.db, begun, answers=answers, at=begun.at, now=moment.now)
    deputy.taps("At handover")
    deputy.taps("Done")
    deputy.sees("How many have read")
    deputy.says("7")
    deputy.sees("How many showed that they understood?")


def test_spot_checks_are_figures_from_five_on(world: World) -> None:
    shares(world)
    everybody_else_reads(world)
    with world.moment() as moment:
        briefing = briefings.current_briefings(moment.db)[-1]
        worker = next(p for p in people.everyone(moment.db) if p.id == world.care_worker.id)
        for number in range(5):
            assert figures(moment, briefing) == "", number
            check = spot_checks.add_spot_check(
                moment.db, person_id=worker.id, briefing_id=briefing.id, scenario=0, now=moment.now
            )
            spot_checks.answer_spot_check(moment.db, check.id, moment.now, right=number > 0)
        assert figures(moment, briefing) == "Spot checks: 4 of 5 right."
