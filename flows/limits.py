"""How long each record may take, where the provider has not written otherwise."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, PlainSerializer

from flows.duration import Duration, parse_duration


def _read(value: Any) -> Duration:
    return value if isinstance(value, Duration) else parse_duration(str(value))


Length = Annotated[Duration, BeforeValidator(_read), PlainSerializer(str)]
"""A duration as it is written in a file: "24h", "5 working days"."""


def _limit(default: str, meaning: str) -> Any:
    return Field(parse_duration(default), description=meaning)


class Limits(BaseModel):
    """Every time limit that has a name: its default and one line of meaning."""

    clinical_log: Length = _limit("15m", "Incident: the call for advice is written down.")
    care_entry: Length = _limit("12h", "Incident: the worker's entry in the care record.")
    decision: Length = _limit("24h", "Incident: the registered manager's decision.")
    quick_review: Length = _limit("5 working days", "Incident: a quick review.")
    investigation: Length = _limit("20 working days", "Incident: a full investigation.")
    review_begins: Length = _limit("3 working days", "Incident: either of them is begun.")
    review_at_least: Length = _limit("24h", "Incident: more than low harm, done sooner: flagged.")
    sign_off: Length = _limit("5 working days", "Incident: the manager signs off the report.")
    governance: Length = _limit("30 days", "Incident: the first look back at what was done.")
    governance_effect: Length = _limit("60 days", "Incident: the wait from that to the second.")
    tracking: Length = _limit("7 days", "Near miss: the deputy looks for others like it.")
    tracking_repeat: Length = _limit("72h", "Near miss: the same, where others like it are found.")
    communication: Length = _limit("72h", "Near miss: the team is told and the change is live.")
    tracker_first: Length = _limit("30 days", "Near miss: the wait before the first look back.")
    tracker_second: Length = _limit("60 days", "Near miss: the wait from the first to the second.")
    tracker_file: Length = _limit("7 days", "Near miss: a look back, once it has begun.")
    learning: Length = _limit("5 working days", "Learning: the manager is reminded of an offer.")
    staff_register: Length = _limit("7 days", "Learning: every member of staff is told.")
    practice_begins: Length = _limit("14 days", "Learning: the wait before practice is watched.")
    practice: Length = _limit("14 days", "Learning: the practice checks, once they begin.")
    reassess: Length = _limit(
        "90 days", "Learning: before and after are compared, this long after."
    )
    reassess_file: Length = _limit("7 days", "Learning: the comparison, once it has begun.")
    conclusion: Length = _limit("7 days", "Learning: the manager says whether it worked.")
    briefing_waits: Length = _limit("3 days", "A briefing waits this long for the next shift.")
    briefing_reminder: Length = _limit("2 days", "A briefing that was not read: reminded after.")
    briefing_again: Length = _limit("24h", "A wrong answer: asked again after this.")
    duty: Length = _limit("24h", "A duty to somebody outside: deciding on it.")
    duty_again: Length = _limit("24h", 'A duty: asked again this long after "Not known yet".')
    action: Length = _limit("14 days", "An action that was given no date.")
    question: Length = _limit("24h", "A question sent back to the author.")
    speak_up: Length = _limit("24h", "Speak up: the first look at a worry.")
    routine: Length = _limit("24h", "What is not urgent waits this long on each rung.")
    remind_before: Length = _limit("24h", "A quiet reminder, this long before a limit.")


LIMITS: Mapping[str, Duration] = MappingProxyType(dict(Limits()))
