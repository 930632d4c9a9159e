"""Figures about few people would point at one of them, so nobody is shown any."""

import pytest

from flows.drafting_briefing import TOO_FEW
from flows.practice_score import Score, held_up, score_lines
from flows.small_groups import enough
from flows.spot_checks import figures
from storage import briefings, people, spot_checks
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
