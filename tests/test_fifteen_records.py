"""The fifteen records hold what a good one contains, item by item (domain: section 4).

Each item names the questions that keep it; of a group's entries, "group.part". What every record
has beside its answers (reference, author, times, channel) is kept by the house, and tested there.
"""

from collections.abc import Mapping

import pytest

from flows.records import form_of

Items = Mapping[str, tuple[str, ...]]

RECORDS: Mapping[str, Items] = {
    "incident_report": {
        "whether it reached the person, and how they are": ("reached", "condition"),
        "what, when and where": ("what", "happened_at", "found_at", "unit", "resident"),
        "facts only": ("words",),
        "who was there": ("present",),
        "what was done first": ("done", "med_done"),
        "who was told, and when": ("told", "told_at"),
        "the body map": ("injury", "body_part", "side", "marks"),
        "what was kept": ("kept",),
        "harm as seen then": ("harm", "distress"),
        "how worried they are": ("worry",),
    },
    "care_record_entry": {
        "is it in, where, and its number": ("outcome", "where", "entered_at", "number"),
        "if not, by when": ("enter_by",),
        "how they are watched": ("watch",),
        "family told": ("family",),
    },
    "clinical_communication_log": {
        "who was called": ("advice", "spoke_to", "answered_by", "service", "number"),
        "when": ("called_at", "answered_at"),
        "situation and background": ("situation", "background"),
        "assessment": ("state", "checked", "assessment", "news2"),
        "recommendation": ("recommendation",),
        "the decision, read back": ("decision", "decided", "read_back"),
        "call back if": ("call_back_if",),
        "when to look again": ("review_at",),
        "treatment plan": ("care_plan",),
        "why no advice": ("why_none",),
    },
    "incident_management_decision": {
        "harm now": ("harm",),
        "how far it is looked into, by whom": ("outcome", "why_none", "investigator"),
        "duties": ("other_duties",),
        "who leads on candour": ("candour_lead",),
        "what keeps people safe": ("controls",),
        "support for staff": ("support",),
        "family and commissioner told": ("told",),
        "when to look again": ("review_on",),
    },
    "duty_decision": {
        "yes, no or not known, with the reason": ("decision", "reason", "waiting"),
        "whose opinion, and when": ("said_by", "said_at", "said_name"),
    },
    "duty_done": {"when, and its reference": ("done_at", "reference")},
    "investigation_report": {
        "terms": ("scope",),
        "the timeline, with its sources": ("timeline.when", "timeline.what", "timeline.source"),
        "what should happen, and what does": ("should", "usual", "usual_words"),
        "causes, with what shows them": ("causes.cause", "causes.what", "causes.source"),
        "what stopped it being worse": ("well",),
        "others like it": ("similar",),
        "what staff and family say": ("staff_asked", "staff_view", "person_asked", "person_view"),
        "findings": ("findings",),
        "actions": ("actions.way", "actions.owner", "actions.due", "actions.measure"),
        "who has read a draft": ("readers",),
    },
    "report_sign_off": {"signed off": ("outcome",)},
    "governance_summary": {
        "actions, and the evidence seen": ("done", "seen.action", "seen.evidence"),
        "effect and repeats": ("effect", "measure", "repeats"),
        "in time, what is overdue and why": ("in_time", "overdue", "why_late"),
        "lessons": ("lessons",),
        "the decision, and whom it was taken to": ("outcome", "next_on", "why", "further"),
    },
    "near_miss_log": {
        "the event and what it could have been": ("what", "potential"),
        "what stopped it, how it was caught": ("stopped", "made_safe", "first_help", "noticed"),
        "what was more": ("resident", "medicine", "factors", "words", "often"),
    },
    "risk_review_sheet": {
        "still at risk, and the worst of it": ("at_risk", "worst"),
        "one-off or wider": ("wider",),
        "what is in place, and the level": ("control", "level"),
        "where next, and why": ("outcome", "why"),
    },
    "quality_tracking_entry": {
        "others like it": ("matches",),
        "how often over a year": ("trend",),
        "whether it keeps happening, and why": ("recurring", "basis"),
        "theme, owner, next look": ("theme", "owner", "review_on"),
    },
    "team_communication_record": {
        "what changes from when": ("change", "in_place", "since", "from_day"),
        "why and for whom": ("why", "for_whom"),
        "how strong it is": ("way",),
        "version and languages": ("version", "languages"),
        "how far it came, by person": ("people.person", "people.reached", "people.why_not"),
        "questions": ("questions", "asked"),
        "who has not had it, and the plan": ("not_had", "plan"),
    },
    "governance_tracker_entry": {
        "before and after": ("counts",),
        "reporting still healthy": ("reporting",),
        "conclusion": ("conclusion",),
        "what more, and when": ("more", "next_on"),
    },
    "service_learning_log": {
        "the finding, of nobody": ("finding", "traceable"),
        "what is done from now on": ("behaviour", "control"),
        "roles and units": ("roles", "units"),
        "where it came from": ("sources",),
        "how soon, how checked, by whom": ("priority", "checks", "owner"),
    },
    "staff_communication_register": {
        "who should have it, by which way": ("due", "routes", "people.person", "people.route"),
        "version and sending": ("version", "sent"),
        "read is not understood": ("read", "understood", "people.reached"),
        "questions, score and tries": ("scenarios.question", "people.right", "people.retries"),
        "why not": ("why_not", "people.why_not"),
        "who explained it": ("trainer",),
    },
    "practice_monitoring_record": {
        "what should be seen": ("criterion",),
        "each look": ("seen.at", "seen.shift", "seen.how", "seen.met"),
        "the gap, and help there and then": ("seen.gap", "seen.support"),
        "out of how many": ("chances",),
        "never one's own work": ("others",),
    },
    "reassessment_report": {
        "before and after, against what": ("counts", "per", "per_before", "per_after"),
        "the chart": ("chart",),
        "reporting and practice": ("reporting", "practice"),
        "what else may explain it": ("confounders",),
        "what may be said, and what is next": ("verdict", "outcome"),
    },
}

ALL = [
    pytest.param(kind, names, id=f"{kind}: {item}")
    for kind, items in RECORDS.items()
    for item, names in items.items()
]


@pytest.mark.parametrize(("kind", "names"), ALL)
def test_a_record_keeps_what_a_good_one_contains(kind: str, names: tuple[str, ...]) -> None:
    questions = form_of(kind).questions
    parts = {f"{name}.{part}" for name, each in questions.items() for part in each.parts}
    assert set(names) <= {*questions, *parts}
