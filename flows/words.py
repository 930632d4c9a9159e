"""Sentences that more than one screen says."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flows.moment import Moment
from flows.roles import Role
from flows.times import clock_time
from storage import cases
from storage.cases import Case, Step
from storage.people import Person

KINDS: Mapping[str, str] = {
    "near_miss": "Near miss",
    "hazard": "Hazard",
    "incident": "Incident",
    "call_for_help": "Call for help",
    "learning": "Learning",
    "speak_up": "Worry",
}

STATES: Mapping[str, str] = {"open": "Open", "closed": "Closed"}

POTENTIALS: Mapping[str, str] = {
    "not_bad": "would not have been bad",
    "some_harm": "could have caused some harm",
    "very_bad": "could have been very bad",
    "not_sure": "not sure how bad it could have been",
}

HARMS: Mapping[str, str] = {
    "none": "nobody hurt, as known now",
    "low": "hurt a little, as known now",
    "moderate": "hurt, as known now",
    "severe": "badly hurt, as known now",
    "died": "somebody has died",
    "not_sure": "not sure how badly hurt",
}

STEPS: Mapping[str, str] = {
    "report": "report",
    "review": "risk review",
    "tracking": "quality tracking",
    "communication": "telling the team",
    "tracker_first": "look back, 30 days",
    "tracker_second": "look back, 90 days",
    "clinical": "advice and checks",
    "decision": "manager's decision",
    "quick_review": "quick review",
    "investigation": "investigation",
    "sign_off": "sign-off",
    "governance": "governance summary",
    "effect": "did it help",
    "finding": "finding",
    "register": "telling staff",
    "practice": "practice checks",
    "reassessment": "before and after",
    "conclusion": "conclusion",
    "help": "help",
    "care_entry": "care record entry",
    "duty": "duty to decide on",
    "notify": "duty to do",
    "action": "action",
    "catch_up": "telling those left",
    "question": "question for you",
    "worry": "answer to the worry",
}


def step_name(moment: Moment, step: Step) -> str:
    """What a step is called; a duty by its own name, and which it is of several actions."""
    if step.name in ("duty", "notify"):
        for duty in moment.service.duties:
            if duty.code == step.about:
                return duty.title
    name = STEPS.get(step.name, step.name)
    return f"{name}{_which(moment, step)}" if step.name == "action" else name


def _which(moment: Moment, step: Step) -> str:
    actions = [s.id for s in cases.steps_of(moment.db, step.case_id) if s.name == step.name]
    return f" {actions.index(step.id) + 1} of {len(actions)}" if len(actions) > 1 else ""


def at(moment: Moment, when: datetime | None) -> str:
    """A stored time as people say it, "14:05" today, else with its day; "" for none."""
    return "" if when is None else clock_time(when, moment.now, moment.service.zone)


def role_of(person: Person, role: str) -> str:
    """The role in which a person took a step: the step's own if they hold it."""
    held = role if role in person.roles else (person.roles[0] if person.roles else role)
    return Role(held).label


def known_as(case: Case, person: Person) -> str:
    """A person's name; whoever spoke up is not named."""
    return "Whoever spoke up" if case.sealed and person.id == case.reporter_id else person.name


def with_role(case: Case, person: Person, role: str) -> str:
    """ "Sam Okoro (senior)"; whoever spoke up is not told by their role either."""
    known = known_as(case, person)
    return known if known != person.name else f"{known} ({role_of(person, role).lower()})"


def where(case: Case) -> str:
    """The unit, as the end of a heading."""
    return f" · {case.unit}" if case.unit else ""


def sentence(words: str) -> str:
    """With a capital at its start, and every other letter as it is: "Tell CQC"."""
    return words[:1].upper() + words[1:]


def listed(names: list[str]) -> str:
    """ "Sam", "Sam and Jo", "Sam, Jo and Ade"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def joined(label: str | Sequence[str], between: str = "\n") -> str:
    """An answer in one text: a few words side by side, whole sentences each on its own line."""
    if isinstance(label, str):
        return label
    sentences = any(part.rstrip().endswith((".", "?", "!")) for part in label)
    return between.join(label) if sentences and len(label) > 1 else ", ".join(label)
