"""The words a worker can copy into the care system: what happened to the person, and no more.

Only what was tapped goes in, for what was typed may hold a name. Nothing goes in of how it will
be looked into: no harm grade, no worry, no cause, nobody's name (domain: record 2).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.times import dated

Stored = Mapping[str, Any]
"""One answer as a record keeps it: field, asked, short, answer, label."""

FACTS: tuple[str, ...] = (
    "med_kind",
    "reached",
    "fall_how",
    "head",
    "thinners",
    "moved",
    "eating",
    "breathing",
    "found",
    "infection",
    "restraint",
    "with_them",
    "illness",
    "expected",
    "visit",
    "care_missed",
    "replied",
    "arrival",
    "injury",
    "body_part",
    "side",
    "pressure_grade",
)
"""What belongs in a person's own file, in the order it is told."""

CONCERN = "A concern about their care was passed on."
"""All that an open file says of a safeguarding worry."""

ADD = "Add from your notes: what you checked, what was advised, and the plan."


def care_entry(answers: Sequence[Stored], zone: ZoneInfo) -> tuple[str, ...]:
    """The entry, line by line, from the answers of an incident report."""
    given = {each["field"]: each for each in answers}
    lines = (
        _heading(given, zone),
        _event(given),
        _told_as("condition", "How they were", given),
        _told_as("done", "Done first", given) or _told_as("med_done", "Done first", given),
        _told_as("told", "Told", given),
        ADD,
    )
    return tuple(line for line in lines if line)


def _heading(given: Mapping[str, Stored], zone: ZoneInfo) -> str:
    """ "R-14, 10 March 2026 13:30." """
    code = given["resident"]["label"] if "resident" in given else ""
    times = [
        f"{word}{dated(datetime.fromisoformat(given[field]['answer']), zone)}"
        for field, word in (("happened_at", ""), ("found_at", "found "))
        if field in given
    ]
    parts = [part for part in (code, *times) if part]
    return f"{', '.join(parts)}." if parts else ""


def _event(given: Mapping[str, Stored]) -> str:
    if given["what"]["answer"] == "treatment":
        return CONCERN
    facts = (_told_as(name, given[name]["short"], given) for name in FACTS if name in given)
    return " ".join((f"{given['what']['label']}.", *facts))


def _told_as(name: str, heading: str, given: Mapping[str, Stored]) -> str:
    if name not in given:
        return ""
    label = given[name]["label"]
    return f"{heading}: {label if isinstance(label, str) else ', '.join(label)}."
