"""The ladder, as a table of who is told next: pure, and without an end."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.escalation import Climb, Staff, climb, may_act, people_on
from flows.service import RUNGS
from storage.people import Person

JOINED = datetime(2026, 1, 1, tzinfo=UTC)


def person(number: int, *roles: str, units: tuple[str, ...] = (), state: str = "active") -> Person:
    return Person(
        number, f"P{number}", list(roles), list(units), None, state, JOINED, None, None, None
    )


ROSE = person(1, "senior", units=("Rose",))
IVY = person(2, "senior", units=("Ivy",))
ANY = person(3, "senior")
DEPUTY = person(4, "deputy_manager")
MANAGER = person(5, "registered_manager")
NOMINATED = person(6, "nominated_individual")
WORKER = person(7, "care_worker", units=("Rose",))
EVERYONE = (ROSE, IVY, ANY, DEPUTY, MANAGER, NOMINATED, WORKER)
ALL = frozenset(p.id for p in EVERYONE)


def home(on_duty: set[int], reachable: frozenset[int] | set[int] = ALL) -> Staff:
    return Staff(EVERYONE, on_duty, reachable)


def step(
    staff: Staff,
    *,
    rung: str = "",
    told: set[int] | None = None,
    skip: set[int] | None = None,
    unit: str | None = "Rose",
    role: str = "senior",
) -> Climb:
    return climb(
        RUNGS,
        role=role,
        unit=unit,
        staff=staff,
        skip=skip or set(),
        told=told or set(),
        rung=rung,
    )


def ids(move: Climb) -> list[int]:
    return [p.id for p in move.tell]


def test_the_unit_on_duty_hears_first() -> None:
    assert ids(step(home({1, 2, 3}))) == [1, 3]
    assert ids(step(home({1, 2}), unit="Ivy")) == [2]


def test_where_the_unit_has_nobody_any_unit_hears() -> None:
    assert ids(step(home({2}))) == [2]
    assert ids(step(home({2}), unit=None)) == [2]


def test_nobody_on_duty_is_a_case_to_handle_and_not_an_error() -> None:
    move = step(home(set()))
    assert (move.rung, ids(move)) == ("whole role", [1, 2, 3])


def test_each_rung_tells_only_who_is_new() -> None:
    staff, told, rung, order = home({1}), set[int](), "", []
    for _ in range(7):
        move = step(staff, told=told, rung=rung)
        order.append(ids(move))
        told |= set(ids(move))
        rung = move.rung
    assert order == [[1], [2, 3], [4], [5], [6], [6], [6]]


def test_a_rung_with_nobody_new_costs_no_time() -> None:
    move = step(home({1, 2, 3}), told={1, 2, 3}, rung="on duty")
    assert (move.rung, ids(move)) == ("deputy manager", [4])


def test_whom_nothing_can_reach_is_passed_over_at_once_and_named() -> None:
    move = step(home({1}, ALL - {1}))
    assert ids(move) == [2, 3]
    assert [p.id for p in move.unreachable] == [1]
    move = step(home({1}, {5}))
    assert ids(move) == [5]
    assert {p.id for p in move.unreachable} == {1, 2, 3, 4}


def test_whom_it_concerns_is_told_on_no_rung_and_named_nowhere() -> None:
    staff, told, rung = home({1, 2, 3}, ALL - {3}), set[int](), ""
    for _ in range(8):
        move = step(staff, told=told, rung=rung, skip={1, 3, 5})
        assert not {1, 3, 5} & {p.id for p in (*move.tell, *move.unreachable)}
        told |= set(ids(move))
        rung = move.rung


def test_the_last_rung_somebody_stands_on_repeats() -> None:
    """No nominated individual can be reached: the manager hears again."""
    move = step(home({1}, ALL - {6}), told={1, 2, 3, 4, 5}, rung="registered manager")
    assert (ids(move), move.rung) == ([5], "registered manager")


def test_a_rung_the_home_has_taken_off_is_the_foot_of_the_ladder() -> None:
    assert ids(step(home({1}), rung="the night porter")) == [1]


def test_only_when_nobody_at_all_can_be_reached_is_nobody_told() -> None:
    assert ids(step(home({1}, set()))) == []
    assert ids(step(home(set(), {7}))) == []


def test_a_rung_by_name() -> None:
    staff = home({1})
    assert people_on("deputy manager", "senior", None, staff, ()) == [DEPUTY]
    assert people_on("whole role", "senior", None, staff, {2}) == [ROSE, ANY]
    assert people_on("on duty", "deputy_manager", None, staff, ()) == []


@pytest.mark.parametrize(
    ("who", "role", "may"),
    [
        (ROSE, "senior", True),
        (DEPUTY, "senior", True),
        (NOMINATED, "senior", True),
        (WORKER, "senior", False),
        (ROSE, "deputy_manager", False),
        (person(8, "senior", state="left"), "senior", False),
        (person(9, "care_worker", "senior"), "senior", True),
    ],
)
def test_who_may_take_a_step(who: Person, role: str, may: bool) -> None:
    assert may_act(who, role, RUNGS, ()) is may
    assert not may_act(who, role, RUNGS, {who.id})


people_sets = st.sets(st.sampled_from(sorted(ALL)))


@settings(max_examples=200)
@given(on_duty=people_sets, reachable=people_sets, skip=people_sets)
def test_the_ladder_never_ends_while_one_person_can_be_reached(
    on_duty: set[int], reachable: set[int], skip: set[int]
) -> None:
    staff, told, rung = home(on_duty, reachable), set[int](), ""
    for _ in range(10):
        move = step(staff, told=told, rung=rung, skip=skip)
        assert bool(move.tell) == bool(reachable - skip - {WORKER.id})
        assert not skip & set(ids(move))
        assert set(ids(move)) <= reachable
        told |= set(ids(move))
        rung = move.rung
    assert told == {p for p in reachable - skip if p != WORKER.id}
