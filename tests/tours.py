"""Ways through the pathways that together take every turn there is.

A tour says how a case begins and what is said at each step. What it leaves out is answered
somehow; what comes up beside it is settled at once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.pathway import Step, up
from flows.pathways import PATHWAYS
from flows.pathways.beside import BESIDE
from tests.chain import DECIDED, NO_ADVICE, SAFE

Turn = tuple[str, str, str]
"""A pathway, or BESIDE; a step of it; what its record says comes next."""

BESIDE_ALL = "beside"

BEGINNINGS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "near_miss": ("care_worker", ("Near miss",)),
    "incident": ("care_worker", ("Incident",)),
    "learning": ("manager", ("More", "Start learning")),
    "speak_up": ("care_worker", ("More", "Speak up")),
    "call_for_help": ("care_worker", ("Someone is in danger",)),
}
"""Who begins, and by which buttons."""

SETTLED: Mapping[str, Mapping[str, Any]] = {
    "care_entry": {"outcome": "yes"},
    "duty": {"decision": "no", "reason": "advised"},
}
"""What is said of what comes up beside a tour that does not speak of it."""

USUAL: Mapping[str, Mapping[str, Any]] = {
    "clinical_communication_log": NO_ADVICE,
    "incident_management_decision": DECIDED,
    "governance_summary": {"next_on": "d14"},
    "governance_tracker_entry": {"next_on": "d14"},
    "staff_communication_register": {"due": "9", "read": "9", "understood": "9"},
    "practice_check": {"others": "yes", "shift": "day", "how": "seen", "met": "met"},
}
"""Answers that keep a tour short, by record."""

TO_NOBODY = {**SAFE, "condition": "nobody", "what": "building"}


@dataclass(frozen=True, slots=True)
class Tour:
    """`report` answers the first record, `says` a step's; a step is `turns`' (name, outcome)."""

    pathway: str
    kind: str
    turns: tuple[tuple[str, str], ...]
    report: Mapping[str, Any] = field(default_factory=dict)
    says: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def taken(self) -> Iterator[Turn]:
        """Every turn of it."""
        beside = {step.name for step in BESIDE}
        on = self.on()
        if on != "call_for_help":
            yield self.pathway, PATHWAYS[self.pathway].steps[0].name, self.kind
        for name, outcome in self.turns:
            yield (BESIDE_ALL if name in beside else on), name, outcome
            if name not in beside:
                on = up(_step(on, name).then[outcome])[0] or on

    def on(self) -> str:
        """The pathway on which the case finds itself once it is reported."""
        first = PATHWAYS[self.pathway].steps[0]
        return up(first.then.get(self.kind, ""))[0] or self.pathway


def _step(pathway: str, name: str) -> Step:
    return next(step for step in PATHWAYS[pathway].steps if step.name == name)


def every_turn() -> set[Turn]:
    """Every outcome of every step of every pathway."""
    tables = [(name, pathway.steps) for name, pathway in PATHWAYS.items()]
    return {
        (name, step.name, outcome)
        for name, steps in (*tables, (BESIDE_ALL, BESIDE))
        for step in steps
        for outcome in step.then
    }


TOURS: Mapping[str, Tour] = {
    "dealt_with_at_once": Tour("near_miss", "near_miss", (("review", "accept"),)),
    "looked_back_on_and_opened_again": Tour(
        "near_miss",
        "hazard",
        (
            ("review", "deputy"),
            ("tracking", "action"),
            ("communication", ""),
            ("tracker_first", "second"),
            ("tracker_second", "continue"),
            ("tracker_second", "reopen"),
            ("tracking", "watch"),
            ("tracker_first", "reopen"),
            ("tracking", "close"),
        ),
        report={"reached": "not_yet"},
    ),
    "watched_for_three": Tour(
        "near_miss",
        "near_miss",
        (
            ("review", "deputy"),
            ("tracking", "watch"),
            ("tracker_first", "second"),
            ("tracker_second", "close"),
        ),
    ),
    "down_to_a_near_miss_and_up_again": Tour(
        "near_miss",
        "incident",
        (
            ("clinical", "near_miss"),
            ("review", "incident"),
            ("clinical", "accept"),
            ("decision", "none"),
            ("governance", "again"),
            ("effect", "again"),
            ("effect", "reopen"),
        ),
        report={"reached": "not_sure"},
        says={"clinical": {"harm": "none"}},
    ),
    "a_safeguarding_worry_sent_back": Tour(
        "near_miss",
        "near_miss",
        (
            ("review", "safeguarding"),
            ("decision", "quick"),
            ("quick_review", ""),
            ("sign_off", "send_back"),
        ),
    ),
    "an_incident_with_all_that_stands_beside_it": Tour(
        "incident",
        "incident",
        (
            ("care_entry", "down"),
            ("care_entry", "no"),
            ("care_entry", "yes"),
            ("question", ""),
            ("clinical", ""),
            ("decision", "full"),
            ("duty", ""),
            ("notify", "partly"),
            ("notify", "done"),
            ("investigation", ""),
            ("action", "not_done"),
            ("action", "done"),
            ("sign_off", "accept"),
            ("governance", "again"),
            ("effect", "close"),
        ),
        report={**SAFE, "condition": "hurt", "harm": "moderate"},
        says={
            "duty": {"decision": "yes"},
            "investigation": {"actions__0": "yes", "actions__0__due": "d14"},
            "action": {"new_due": "d7"},
        },
    ),
    "an_incident_to_nobody": Tour(
        "incident",
        "incident",
        (
            ("care_entry", "not_needed"),
            ("clinical", ""),
            ("decision", "none"),
            ("governance", "close"),
        ),
        report=TO_NOBODY,
    ),
    "an_incident_opened_again": Tour(
        "incident",
        "incident",
        (("clinical", ""), ("decision", "none"), ("governance", "reopen")),
        report=TO_NOBODY,
    ),
    "learning_tried_three_times": Tour(
        "learning",
        "learning",
        (
            ("register", ""),
            ("catch_up", ""),
            ("practice", ""),
            ("reassessment", "extend"),
            ("conclusion", "again"),
            ("practice", ""),
            ("reassessment", "retry"),
            ("conclusion", "reopen"),
            ("register", ""),
            ("catch_up", ""),
            ("practice", ""),
            ("reassessment", "embed"),
            ("conclusion", "close"),
        ),
        says={"register": {"everyone": "no"}},
    ),
    "a_worry_looked_at_again": Tour(
        "speak_up", "speak_up", (("worry", "again"), ("worry", "close"))
    ),
    "a_worry_taken_outside": Tour("speak_up", "speak_up", (("worry", "outside"),)),
    "help": Tour("call_for_help", "call_for_help", (("help", ""),)),
}
