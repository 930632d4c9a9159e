"""The practice monitoring record: is it done as agreed, seen for oneself (domain: record 14)?

It is put together from the practice checks as they were noted, so nothing is written twice.
"""

from typing import Annotated

from pydantic import Field

from flows.question import Ask, Part, Record, TypedText, When
from flows.records.practice_check import AsAgreed, Gap, Help, LookedAt, OnShift, SeenHow
from flows.records.shared import WordsToAdd
from flows.scales import YesNo

FEWEST = 5
"""As many looks as it takes before anything can be said."""


class Observation(Part):
    """One look at the work: when, how, whether it was done as agreed, what helped there."""

    at: LookedAt
    shift: OnShift
    how: SeenHow
    met: AsAgreed
    gap: Gap = None
    support: Help = None


class PracticeMonitoringRecord(Record):
    """At least five looks over different shifts, each at somebody else's work."""

    kind = "practice_monitoring_record"
    title = "Practice monitoring record"
    action = "Put the checks together"
    edition = 2

    criterion: Annotated[
        TypedText | None,
        Ask("What should be seen?", short="To be seen", computed="criterion", private=True),
    ] = None
    others: Annotated[
        YesNo | None,
        Ask("Was it always other people's work?", short="Not my own work", computed="others"),
    ] = None
    seen: Annotated[
        tuple[Observation, ...],
        Field(min_length=FEWEST),
        Ask("Which checks were made?", short="Check", computed="looks"),
    ] = ()
    coverage: Annotated[
        YesNo | None,
        Ask("Are nights and weekends among them?", short="Nights, weekends", computed="coverage"),
    ] = None
    not_seen: Annotated[
        TypedText | None,
        Ask(
            "Why could some shifts not be seen?",
            short="Not seen",
            when=When("coverage", ("no",)),
            show="practice",
            private=True,
        ),
    ] = None
    well: Annotated[TypedText | None, Ask("What goes well?", short="Goes well", private=True)] = (
        None
    )
    chances: Annotated[
        int | None,
        Field(ge=0, le=5000),
        Ask("How many chances to see it were there, about?", short="Chances to see it", extra=True),
    ] = None
    unit: Annotated[
        str | None, Ask("Where did you look?", short="Where", extra=True, source="units")
    ] = None
    words: WordsToAdd = None
