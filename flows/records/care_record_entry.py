"""The care record entry: the same event in the person's own file (domain: record 2).

The words to copy are made by `flows.care_entry`; here the worker says that they are in.
"""

from datetime import datetime
from typing import Annotated

from flows.question import Ask, Choice, Record, TypedText, When
from flows.records.shared import WordsToAdd


class Outcome(Choice):
    """In, or owed still."""

    YES = "yes", "Yes, it is in"
    NO = "no", "Not yet"
    DOWN = "down", "The system is down"
    NOT_NEEDED = "not_needed", "No person was involved"


class Part(Choice):
    DAILY = "daily", "Daily notes"
    INCIDENT = "incident", "Accidents and incidents"
    BODY_MAP = "body_map", "Body map"
    CHART = "chart", "Medicine chart notes"
    PLAN = "plan", "Care plan"
    PAPER = "paper", "On paper"
    OTHER = "other", "Somewhere else"


class FamilyTold(Choice):
    YES = "yes", "Yes"
    NOT_YET = "not_yet", "Not yet"
    ASKED_NOT = "asked_not", "The person asked us not to"
    NOBODY = "nobody", "There is nobody to tell"
    NOT_SURE = "not_sure", "Not sure"


class Watch(Choice):
    AS_USUAL = "as_usual", "As usual"
    HOURLY = "hourly", "Every hour"
    OFTEN = "often", "More often than that"
    DAY = "day", "For 24 hours"
    CHART = "chart", "Food, drink or turning chart"
    ADVISED = "advised", "As we were advised"
    OTHER = "other", "Another way"
    NOT_SURE = "not_sure", "Not sure"


class CareRecordEntry(Record):
    """Whether the event is in the person's own file, where, and under which number."""

    kind = "care_record_entry"
    title = "Care record entry"

    outcome: Annotated[
        Outcome,
        Ask("Is this in the care record?", short="In the care record", show="care_entry"),
    ]
    where: Annotated[
        Part | None,
        Ask("Which part of it?", short="Part", when=When("outcome", ("yes",))),
    ] = None
    enter_by: Annotated[
        datetime | None,
        Ask(
            "When will you write it in?",
            short="To be written by",
            when=When("outcome", ("no", "down")),
            ahead=True,
        ),
    ] = None
    entered_at: Annotated[
        datetime | None,
        Ask(
            "When did you write it in?",
            short="Written in at",
            extra=True,
            when=When("outcome", ("yes",)),
        ),
    ] = None
    number: Annotated[
        TypedText | None,
        Ask(
            "What number does it have there?",
            short="Its number there",
            extra=True,
            when=When("outcome", ("yes",)),
            private=True,
        ),
    ] = None
    family: Annotated[
        FamilyTold | None, Ask("Has the family been told?", short="Family told", extra=True)
    ] = None
    watch: Annotated[
        tuple[Watch, ...] | None,
        Ask("How will they be watched from now on?", short="Watched", extra=True),
    ] = None
    words: WordsToAdd = None
