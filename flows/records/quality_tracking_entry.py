"""The quality tracking entry: does it keep happening (domain: record 9, in its first form)?"""

from typing import Annotated

from flows.question import Ask, Choice, Record, TypedText


class Recurring(Choice):
    YES = "yes", "Yes, it keeps happening"
    NO = "no", "No"
    UNCLEAR = "unclear", "Unclear"


class Basis(Choice):
    SAME_PLACE = "same_place", "Same place or shift"
    SAME_THING = "same_thing", "Same medicine or equipment"
    SAME_CAUSE = "same_cause", "Same cause"
    NOTHING_ALIKE = "nothing_alike", "I found nothing like it"
    TOO_FEW = "too_few", "Too few to tell"


class Outcome(Choice):
    ACCEPT = "accept", "Close it"
    WATCH = "watch", "Close it and keep watch"


class QualityTrackingEntry(Record):
    """What the deputy found when looking for others like it."""

    kind = "quality_tracking_entry"
    title = "Quality tracking entry"

    recurring: Annotated[Recurring, Ask("Does this keep happening?", short="Recurring")]
    basis: Annotated[Basis, Ask("What do you base that on?", short="Based on")]
    outcome: Annotated[Outcome, Ask("What should happen next?", short="Next")]
    words: Annotated[
        TypedText | None,
        Ask(
            "Anything to add, in your own words?",
            short="In your own words",
            extra=True,
            private=True,
        ),
    ] = None
