"""The practice monitoring record: is it done as agreed, seen for oneself (domain: record 14)?

It looks at the work and never names who did it: what is seen is for coaching.
"""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from flows.question import Ask, Choice, Part, Record, TypedText, When
from flows.records.action_line import ActionLine
from flows.scales import YesNo

FEWEST = 5
"""As many observations as it takes before anything can be said."""


class Shift(Choice):
    DAY = "day", "Day"
    NIGHT = "night", "Night"
    MORNING = "morning", "Morning handover"
    EVENING = "evening", "Evening handover"
    WEEKEND_DAY = "weekend_day", "Weekend day"
    WEEKEND_NIGHT = "weekend_night", "Weekend night"


class How(Choice):
    SEEN = "seen", "I saw it done"
    ASKED = "asked", "I asked about it"
    RECORDS = "records", "I looked at records"


class Met(Choice):
    MET = "met", "Yes"
    PARTLY = "partly", "Partly"
    NOT = "not", "No"


class Support(Choice):
    SHOWED = "showed", "Showed how"
    TALKED = "talked", "Talked it through"
    FETCHED = "fetched", "Fetched what was missing"
    RELIEVED = "relieved", "Took over something else"
    NONE = "none", "None needed"
    OTHER = "other", "Something else"


class Observation(Part):
    """One look at the work: when, how, whether it was done as agreed, what helped there."""

    at: Annotated[datetime, Ask("When did you look?", short="When")]
    shift: Annotated[Shift, Ask("Which shift was it?", short="Shift")]
    how: Annotated[How, Ask("How did you check?", short="How")]
    met: Annotated[Met, Ask("Was it done as agreed?", short="As agreed")]
    gap: Annotated[
        TypedText | None,
        Ask(
            "What was missing? No names.",
            short="Missing",
            when=When("met", ("partly", "not")),
            private=True,
        ),
    ] = None
    support: Annotated[
        Support | None,
        Ask(
            "What help did you give there and then?",
            short="Help",
            when=When("met", ("partly", "not")),
        ),
    ] = None


class PracticeMonitoringRecord(Record):
    """At least five looks over different shifts, and what follows from a gap."""

    kind = "practice_monitoring_record"
    title = "Practice monitoring record"
    action = "Note what you see"

    criterion: Annotated[
        TypedText, Ask("What should you be able to see?", short="To be seen", private=True)
    ]
    others: Annotated[
        YesNo, Ask("Will you check only other people's work?", short="Not my own work")
    ]
    seen: Annotated[
        tuple[Observation, ...],
        Field(min_length=FEWEST),
        Ask("Add one more check?", short="Check"),
    ]
    coverage: Annotated[YesNo, Ask("Are nights and weekends among them?", short="Nights, weekends")]
    actions: Annotated[
        tuple[ActionLine, ...],
        Ask("Add one more action?", short="Action", first="Does a gap need an action?"),
    ] = ()
    not_seen: Annotated[
        TypedText | None,
        Ask("Which shifts could you not see, and why?", short="Not seen", extra=True, private=True),
    ] = None
    chances: Annotated[
        int | None,
        Field(ge=0, le=5000),
        Ask("How many chances to see it were there, about?", short="Chances to see it", extra=True),
    ] = None
    well: Annotated[
        TypedText | None,
        Ask("What goes well?", short="Goes well", extra=True, private=True),
    ] = None
    unit: Annotated[
        str | None, Ask("Where did you look?", short="Where", extra=True, source="units")
    ] = None
    words: Annotated[
        TypedText | None,
        Ask("Anything to add?", short="In your own words", extra=True, private=True),
    ] = None
