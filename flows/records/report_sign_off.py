"""The report's sign-off: the registered manager accepts it, or says what is missing (domain:
record 5).
"""

from typing import Annotated

from flows.question import Ask, Choice, Record, TypedText, When
from flows.records.shared import WordsToAdd
from flows.scales import YesNo


class Outcome(Choice):
    ACCEPT = "accept", "Accept it"
    SEND_BACK = "send_back", "Send it back"


class Missing(Choice):
    CAUSES = "causes", "What made it easier"
    ACTIONS = "actions", "Actions that will hold"
    TIMELINE = "timeline", "The timeline"
    EVIDENCE = "evidence", "What shows it"
    STAFF = "staff", "What staff say"
    PERSON = "person", "What the person or family say"
    OTHERS = "others", "Others like it"
    RECORDS = "records", "A look at other records"
    WELL = "well", "What went well"
    HARM = "harm", "Why the harm grade is right"
    WORDS = "words", "Plain words, only facts"
    OTHER = "other", "Something else"


class Shared(Choice):
    PERSON = "person", "The person"
    FAMILY = "family", "Family or whoever speaks for them"
    STAFF = "staff", "Staff who were there"
    TEAM = "team", "The team"
    PROVIDER = "provider", "The provider"
    OUTSIDE = "outside", "Commissioner or others outside"
    NOBODY = "nobody", "Nobody yet"


class ReportSignOff(Record):
    """Accepted, or sent back with what it still needs."""

    kind = "report_sign_off"
    title = "Report sign-off"
    action = "Read it and decide"

    outcome: Annotated[Outcome, Ask("Is the report good enough to act on?", short="Decision")]
    missing: Annotated[
        tuple[Missing, ...] | None,
        Ask("What is missing?", short="Missing", when=When("outcome", ("send_back",))),
    ] = None
    wanted: Annotated[
        TypedText | None,
        Ask(
            "What would you like to see?",
            short="Wanted",
            when=When("outcome", ("send_back",)),
            private=True,
        ),
    ] = None
    over_flags: Annotated[
        TypedText | None,
        Ask(
            "Some things are still weak. Why is that all right?",
            short="Weak points",
            extra=True,
            when=When("outcome", ("accept",)),
            private=True,
        ),
    ] = None
    took_part: Annotated[
        YesNo | None, Ask("Were you part of this event?", short="Was part of it", extra=True)
    ] = None
    shared: Annotated[
        tuple[Shared, ...] | None,
        Ask(
            "Who will hear what was found?",
            short="Shared with",
            extra=True,
            when=When("outcome", ("accept",)),
        ),
    ] = None
    words: WordsToAdd = None
