"""The quality tracking entry: does it keep happening (domain: record 9)?"""

from datetime import date
from typing import Annotated

from flows.question import Ask, Choice, Record, TypedText, When
from flows.records.shared import WordsToAdd


class Recurring(Choice):
    YES = "yes", "Yes, it keeps happening"
    NO = "no", "No"
    UNCLEAR = "unclear", "Unclear"


class Basis(Choice):
    SAME_PLACE = "same_place", "Same place or shift"
    SAME_THING = "same_thing", "Same medicine or equipment"
    SAME_TIME = "same_time", "Same time of day"
    SAME_CAUSE = "same_cause", "Same cause"
    SAME_PERSON = "same_person", "Same person living here"
    NOTHING_ALIKE = "nothing_alike", "I found nothing like it"
    TOO_FEW = "too_few", "Too few to tell"


class Outcome(Choice):
    """Where the case goes next; every one of these has a target in the pathway."""

    ACTION = "action", "Change something"
    WATCH = "watch", "Keep watch for now"
    CLOSE = "close", "Close it"


class QualityTrackingEntry(Record):
    """What others like it say, whether it is a pattern, and who keeps an eye on it."""

    kind = "quality_tracking_entry"
    title = "Quality tracking entry"
    edition = 2

    recurring: Annotated[
        Recurring, Ask("Does this keep happening?", short="Recurring", show="similar")
    ]
    basis: Annotated[
        tuple[Basis, ...], Ask("What do you base that on?", short="Based on", chart="trend")
    ]
    outcome: Annotated[Outcome, Ask("What should happen next?", short="Next")]
    owner: Annotated[
        str | None,
        Ask(
            "Who will keep an eye on it?",
            short="Owner",
            when=When("outcome", ("action", "watch")),
            source="staff",
        ),
    ] = None
    review_on: Annotated[
        date | None,
        Ask(
            "When will you look at it again?",
            short="Next look",
            when=When("outcome", ("action", "watch")),
        ),
    ] = None
    matches: Annotated[
        tuple[str, ...],
        Ask("Which others are like it?", short="Others like it", computed="similar"),
    ] = ()
    trend: Annotated[
        tuple[str, ...],
        Ask("How often was it reported?", short="Over a year", computed="trend"),
    ] = ()
    theme: Annotated[
        TypedText | None,
        Ask("Does this theme have a name?", short="Theme", extra=True, private=True),
    ] = None
    words: WordsToAdd = None
