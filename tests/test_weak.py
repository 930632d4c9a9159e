"""The fourteen signs of a weak investigation: each found where it is, and only there."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows.investigating import FRAMEWORK, Cause, Flag
from flows.plain_cause import stops_at_a_person
from flows.weak import SIGNS, InvestigationFacts, flag_lines, weak_flags, written

ASKED = datetime(2026, 3, 10, 9, tzinfo=UTC)
NOW = ASKED + timedelta(days=3)

FACTS = InvestigationFacts(
    begun_at=ASKED + timedelta(hours=4),
    begin_by=ASKED + timedelta(days=1),
    not_before=ASKED + timedelta(days=1),
    severity="moderate",
    first_harm="low",
    investigator_involved=False,
    duties_decided=True,
    look_back=2,
)

GOOD: dict[str, Any] = {
    "scope": ["happened", "why"],
    "timeline.0.when": "2026-03-09T22:10:00+00:00",
    "timeline.0.what": "The evening dose was found in the pot.",
    "timeline.0.source": "record",
    "timeline.1": "no",
    "should": "The dose is given and signed at ten.",
    "usual": "same",
    "causes.0.cause": "workload",
    "causes.0.what": "Three call bells rang during the round.",
    "causes.0.source": "system",
    "causes.0.answer": "action",
    "causes.1": "no",
    "well": ["check"],
    "similar": "pattern",
    "staff_asked": "yes",
    "person_asked": "declined",
    "compared": "agree",
    "findings": "The round falls into the busiest hour of the evening.",
    "actions.0": "yes",
    "actions.0.what": "Move the medicine round to half past eight.",
    "actions.0.way": "simpler",
    "actions.0.cause": "workload",
    "actions.0.owner": "2",
    "actions.0.due": "2026-03-20",
    "actions.0.measure": "records",
    "actions.1": "no",
    "harm": "low",
    "harm_reason": "same",
    "check_on": "2026-04-10",
}


def flags(facts: InvestigationFacts = FACTS, **changes: Any) -> list[str]:
    """The flags of the good report with these answers changed; "__" stands for a dot."""
    answers = {**GOOD, **{name.replace("__", "."): value for name, value in changes.items()}}
    return [flag.value for flag in weak_flags(answers, facts, NOW)]


def test_a_good_report_has_no_flag() -> None:
    assert flags() == []


def test_there_are_fourteen_each_with_a_source_and_kind_words() -> None:
    assert len(Flag) == 14
    assert list(SIGNS) == list(Flag)
    for number, (flag, sign) in enumerate(SIGNS.items(), start=1):
        assert f"flag {number}" in sign.source
        assert not stops_at_a_person(flag.label)
        assert len(flag.label.split()) <= 12
    assert set(FRAMEWORK) == set(Cause) - {Cause.NOT_SURE}


def test_flags_are_put_one_a_line_in_their_order() -> None:
    assert flag_lines(["well", "person"]) == (f"· {Flag.PERSON.label}", f"· {Flag.WELL.label}")


def test_nothing_answered_yet_raises_no_error() -> None:
    found = weak_flags({}, FACTS, NOW)
    assert Flag.VIEWS in found
    assert Flag.PERSON not in found


UNSURE = {"actions__0__cause": "not_sure"}


@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"causes__0__cause": "act", "actions__0__cause": "act"}, "person"),
        ({"causes__0__cause": "staff", "actions__0__cause": "staff"}, "person"),
        ({"causes__0__what": "The carer failed to check the chart."}, "person"),
        ({"causes__0__cause": "not_sure", "findings": "Human error."} | UNSURE, "person"),
        ({"actions__0__way": "reminder"}, "weak"),
        ({"actions__0__way": "training"}, "weak"),
        ({"actions__0__what": "Remind all staff to check the pot."}, "weak"),
        ({"actions__0__cause": None}, "link"),
        ({"actions__0__cause": "place"}, "link"),
        ({"actions__0__cause": "place", "causes__0__answer": "done"}, "link"),
        ({"actions__0": "no"}, "link"),
        ({"causes__0__answer": "open", "actions__0__cause": None}, "link"),
        ({"actions__0__measure": "not_yet"}, "measure"),
        ({"actions__0__owner": None}, "measure"),
        ({"actions__0__due": None}, "measure"),
        ({"staff_asked": "no"}, "views"),
        ({"person_asked": "no"}, "views"),
        ({"similar": None}, "look_back"),
        ({"similar": "none"}, "look_back"),
        ({"well": None}, "well"),
        ({"well": ["nothing"]}, "well"),
        ({"compared": "not_compared"}, "records"),
        ({"compared": None}, "records"),
        ({"compared": "disagree"}, "records"),
        ({"harm": "severe"}, "harm"),
        ({"check_on": None}, "check_date"),
    ],
)
def test_each_gap_in_the_report_is_seen(changes: dict[str, Any], flag: str) -> None:
    assert flags(**changes) == [flag]


@pytest.mark.parametrize(
    "changes",
    [
        {"causes__0__cause": "not_sure"} | UNSURE,
        {"causes__0__what": "Agency staff had not been shown the app, so they did not check it."},
        {"actions__0": "no", "causes__0__answer": "done"},
        {"actions__1": "yes", "actions__1__way": "reminder", "actions__1__what": "Remind staff."}
        | {"actions__1__owner": "2", "actions__1__due": "2026-03-20"}
        | {"actions__1__measure": "watch"},
        {"staff_asked": "could_not", "person_asked": "nobody"},
        {"similar": "one_off"},
        {"well": ["nothing", "luck"]},
        {"compared": "disagree", "difference": "The chart says ten, the log says eleven."},
        {"harm": "severe", "harm_reason": "hospital"},
    ],
)
def test_what_is_explained_is_no_gap(changes: dict[str, Any]) -> None:
    assert flags(**changes) == []


def test_a_second_cause_with_neither_action_nor_reason_is_seen() -> None:
    second = {
        "causes__1": "yes",
        "causes__1__cause": "place",
        "causes__1__what": "The trolley stands in the dark.",
        "causes__1__source": "checked",
        "causes__2": "no",
    }
    assert flags(**second, causes__1__answer="action") == ["link"]
    assert flags(**second, causes__1__answer="passed") == []


def test_a_person_is_not_the_only_cause_where_another_is_named() -> None:
    second = {
        "causes__1": "yes",
        "causes__1__cause": "act",
        "causes__1__what": "The pot was not looked into.",
        "causes__1__source": "staff",
        "causes__1__answer": "small",
    }
    assert flags(**second) == []


def test_not_knowing_another_cause_leaves_the_person_the_only_one() -> None:
    unknown = {
        "causes__1": "yes",
        "causes__1__cause": "not_sure",
        "causes__1__what": "Perhaps the light.",
        "causes__1__source": "none",
        "causes__1__answer": "small",
    }
    changes = {"causes__0__cause": "act", "actions__0__cause": "act"}
    assert flags(**unknown, **changes) == ["person"]


def test_nothing_found_alike_is_fine_where_there_was_nothing() -> None:
    assert flags(replace(FACTS, look_back=0), similar="none") == []


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"begun_at": ASKED + timedelta(days=1, minutes=1)}, ["timing"]),
        ({"begun_at": ASKED + timedelta(days=1)}, []),
        ({"not_before": NOW + timedelta(minutes=1)}, ["timing"]),
        ({"not_before": NOW}, []),
        ({"not_before": NOW + timedelta(hours=23), "severity": "low"}, []),
        ({"not_before": NOW + timedelta(hours=23), "severity": "severe"}, ["timing"]),
        ({"investigator_involved": True}, ["own"]),
        ({"duties_decided": False}, ["duties"]),
        ({"first_harm": "moderate"}, ["harm"]),
        ({"first_harm": None}, ["harm"]),
    ],
)
def test_what_the_case_knows_is_seen_too(changes: dict[str, Any], wanted: list[str]) -> None:
    assert flags(replace(FACTS, **changes)) == wanted


LONG = (
    "The medicine round falls into the busiest hour of the evening, when most people "
    "want to go to bed and the bells ring without a pause."
)


def test_a_text_taken_from_an_earlier_report_is_seen() -> None:
    earlier = written({**GOOD, "findings": f"As found before. {LONG}"})
    assert flags(replace(FACTS, earlier_texts=earlier), findings=LONG.upper()) == ["copied"]
    assert flags(replace(FACTS, earlier_texts=earlier), causes__0__what=LONG) == ["copied"]
    assert flags(replace(FACTS, earlier_texts=earlier)) == []


def test_every_line_of_a_filed_report_is_held_against_a_new_one() -> None:
    """A filed record keeps no question whether there is another entry."""
    filed = {
        "timeline.0.what": "One",
        "timeline.1.what": "Two",
        "causes.3.what": LONG,
        "should": "No",
    }
    assert written(filed) == ("One", "Two", LONG)
    second = {"causes__1": "yes", "causes__1__cause": "place", "causes__1__answer": "small"}
    copied = flags(replace(FACTS, earlier_texts=written(filed)), **second, causes__1__what=LONG)
    assert copied == ["copied"]
