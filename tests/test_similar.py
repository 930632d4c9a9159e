"""Others like it: what two cases share, over 90 days and 12 months, and never more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from flows.looking_back import case_facts, others_like
from flows.measuring import measured
from flows.moment import Moment
from flows.service import Escalation, Service
from flows.similar import CaseFacts, alike, look_back, matched, similar_lines
from storage import cases, people
from storage.cases import Case
from storage.database import Database
from storage.records import file_record

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CASE = CaseFacts(
    reference="NM-26-0009",
    category="medicine",
    unit="Rose",
    shift="night",
    supply="Paracetamol 500mg",
    hour=22,
    factors=("busy", "not_sure"),
    opened_at=NOW,
)
OTHER = CaseFacts("NM-26-0001", "fall", "Ivy", "day", "hoist", 9, ("place",), NOW)


def like(reference: str = "NM-26-0001", days: int = 10, **traits: Any) -> CaseFacts:
    """Another case, alike in nothing but the traits given, so many days ago."""
    changed = replace(OTHER, reference=reference, opened_at=NOW - timedelta(days=days))
    return replace(changed, **traits)


@pytest.mark.parametrize(
    ("trait", "words"),
    [
        ({"unit": "Rose"}, "unit"),
        ({"shift": "night"}, "shift"),
        ({"supply": "paracetamol tablets"}, "medicine or equipment"),
        ({"hour": 0}, "time of day"),
        ({"factors": ("busy",)}, "what made it easier"),
    ],
)
def test_the_type_and_one_more_trait_make_a_match(trait: dict[str, Any], words: str) -> None:
    found = matched(CASE, like(category="medicine", **trait))
    assert found is not None
    assert found.traits == ("type", words)
    alone = matched(CASE, like(**trait))
    assert alone is None


def test_the_type_alone_is_counted_and_is_no_match() -> None:
    found = look_back(CASE, [like(category="medicine")], NOW)
    assert (found.same_type_quarter, found.same_type_year) == (1, 1)
    assert found.matches == ()


def test_the_same_thing_counts_across_types() -> None:
    found = matched(CASE, like(supply="Paracetamol", unit="Rose"))
    assert found is not None
    assert found.traits == ("unit", "medicine or equipment")


def test_place_and_time_alone_are_no_match() -> None:
    assert matched(CASE, like(unit="Rose", shift="night", hour=22)) is None


def test_what_nobody_knows_is_never_shared() -> None:
    assert matched(CASE, like(category="medicine", factors=("not_sure",))) is None
    blank = replace(CASE, category="not_sure", unit=None, shift=None, supply="", hour=None)
    other = replace(blank, reference="NM-26-0001", opened_at=NOW - timedelta(days=1))
    assert matched(blank, other) is None
    assert look_back(blank, [other], NOW).same_type_year == 0


def test_ninety_days_and_twelve_months_are_counted_apart() -> None:
    days = (1, 89, 90, 200, 364, 365, 400)
    others = [like(f"NM-{day}", day, category="medicine", unit="Rose") for day in days]
    found = look_back(CASE, others, NOW)
    assert (found.quarter, found.year) == (2, 5)
    assert (found.same_type_quarter, found.same_type_year) == (2, 5)
    assert found.references == ("NM-1", "NM-89", "NM-90", "NM-200", "NM-364")


def test_the_closest_come_first_and_the_case_itself_never() -> None:
    near = like("NM-2", 300, category="medicine", unit="Rose", shift="night")
    far = like("NM-1", 5, category="medicine", unit="Rose")
    assert look_back(CASE, [CASE, far, near], NOW).references == ("NM-2", "NM-1")


@pytest.mark.parametrize(
    ("hour", "same"), [(22, True), (20, True), (0, True), (19, False), (1, False), (10, False)]
)
def test_times_of_day_go_round_midnight(hour: int, same: bool) -> None:
    found = matched(CASE, like(category="medicine", hour=hour))
    assert (found is not None) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Paracetamol 500mg", "paracetomol tablets", True),
        ("Insulin (evening dose)", "evening tablets", False),
        ("Warfarin", "Metformin", False),
        ("Amlodipine", "Amiloride", False),
        ("hoist sling, large", "Sling clip of the hoist", True),
        ("", "", False),
        ("500mg", "500mg", False),
        ("Something else", "Something else", False),
    ],
)
def test_a_thing_is_known_by_its_name(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same
    assert alike(other, one) is same


def test_the_lines_say_how_many_and_what_is_shared() -> None:
    others = [like(f"NM-{n}", n, category="medicine", unit="Rose") for n in range(1, 8)]
    said = similar_lines(look_back(CASE, others, NOW))
    assert said[0] == "Same type: 7 in 90 days, 7 in 12 months."
    assert said[1] == "Alike in two ways or more: 7 in 90 days, 7 in 12 months."
    assert said[2] == "NM-1, 31 May 2026: same type, unit"
    assert len(said) == 7


REPORT = [
    {"field": "medicine", "answer": "Paracetamol 500mg", "label": "Paracetamol 500mg"},
    {"field": "equipment", "answer": "other", "label": "Something else"},
    {"field": "factors", "answer": ["busy"], "label": ["Busy or interrupted"]},
]


FILED: tuple[tuple[str, list[dict[str, Any]]], ...] = (
    ("risk_review_sheet", []),
    ("near_miss_log", REPORT),
    ("incident_report", []),
)


class Cases:
    """A home's cases, written straight to the database."""

    def __init__(self, db: Connection) -> None:
        self.db = db
        self.service = Service(
            "Willow House",
            ZoneInfo("Europe/London"),
            ("Rose",),
            (),
            Escalation({}, {}, timedelta()),
        )
        self.moment = Moment(db, self.service, NOW)
        self.people = [
            people.add_person(db, name=name, roles=["deputy_manager"], units=[], now=NOW)
            for name in ("Dee Walsh", "Maya Fernando")
        ]

    def add(self, reference: str, days: int = 10, **values: Any) -> Case:
        opened = NOW - timedelta(days=days)
        known: dict[str, Any] = {
            "reference": reference,
            "kind": "near_miss",
            "pathway": "near_miss",
            "plan": [],
            "severity": "low",
            "category": "medicine",
            "unit": "Rose",
            "happened_at": opened,
            "concerns": [],
            "limited": [],
            "sealed": False,
            "state": "open",
            "reporter_id": self.people[0],
            "opened_at": opened,
        }
        case_id = cases.add_case(self.db, **{**known, **values}).id
        for kind, answers in FILED:
            file_record(
                self.db,
                case_id=case_id,
                step_id=None,
                kind=kind,
                edition=1,
                answers=answers,
                author_id=self.people[0],
                author_role="care_worker",
                channel="phones",
                begun_at=opened,
                filed_at=opened,
                corrects_id=None,
            )
        return cases.lock_case(self.db, case_id)

    def found_by(self, case: Case, number: int = 0) -> tuple[str, ...]:
        person = people.get_person(self.db, self.people[number])
        assert person is not None
        return others_like(self.moment, case, person).references


@pytest.fixture
def home(database: Database) -> Iterator[Cases]:
    with database.transaction() as db:
        yield Cases(db)


def test_a_case_is_read_with_what_its_report_said(home: Cases) -> None:
    case = home.add("NM-26-0001", days=0)
    facts = case_facts(case, REPORT, ZoneInfo("Europe/London"))
    assert (facts.supply.split(), facts.factors) == (["Paracetamol", "500mg"], ("busy",))
    assert facts.hour == 13, "noon by Greenwich is one o'clock in a British summer"
    assert case_facts(case, [], ZoneInfo("Europe/London")).supply == ""


def test_looking_back_finds_the_homes_own_cases(home: Cases) -> None:
    case = home.add("NM-26-0009", days=1)
    home.add("NM-26-0001", days=100)
    home.add("NM-25-0001", days=400)
    home.add("NM-26-0002", category="fall", unit=None)
    assert home.found_by(case) == ("NM-26-0001", "NM-26-0002")


def test_sealed_and_double_cases_are_compared_with_nothing(home: Cases) -> None:
    case = home.add("NM-26-0009")
    home.add("SU-26-0001", pathway="speak_up")
    home.add("NM-26-0002", sealed=True)
    home.add("NM-26-0003", parent_id=case.id)
    home.add("INC-26-0001", pathway="incident", kind="incident")
    assert home.found_by(case) == ("INC-26-0001",)


def test_nobody_finds_a_case_that_is_kept_from_them(home: Cases) -> None:
    dee, maya = home.people
    case = home.add("NM-26-0009")
    home.add("NM-26-0001", concerns=[dee])
    home.add("NM-26-0002", limited=[maya])
    assert home.found_by(case, 0) == ()
    assert set(home.found_by(case, 1)) == {"NM-26-0001", "NM-26-0002"}


def test_before_and_after_counts_what_is_stored(home: Cases) -> None:
    case = home.add("NM-26-0009", days=50)
    for number, days in enumerate((40, 60, 99, 140, 200)):
        home.add(f"NM-26-010{number}", days=days)
    home.add("NM-26-0200", days=20, category="fall")
    home.add("NM-26-0300", days=20, sealed=True)
    home.add("INC-26-0001", days=20, pathway="incident", kind="incident")
    found = measured(home.moment, case, {}).series[0].comparison
    assert (found.before.events, found.before.exposure) == (3, 90)
    assert (found.after.events, found.after.exposure) == (1, 49)
    assert (found.all_before, found.all_after) == (3, 3)


def test_a_page_typed_for_a_medicine_is_compared_in_a_moment() -> None:
    page = "warfarin tablets " + " ".join(f"{'abcdefghij'[n % 10] * 9}{n}" for n in range(40_000))
    assert alike(page, "Warfarin")
    assert not alike("x" * 400_000, "y" * 400_000)
    assert alike(page, page)
