"""The speak-up review: what the person who hears worries does about one (domain: section 7)."""

from datetime import datetime
from typing import Annotated

from flows.question import Ask, Choice, Record, TypedText, When
from flows.scales import YesNoUnsure


class Done(Choice):
    TALK = "talk", "Talk with who spoke up"
    SAFE = "safe", "Make people safe now"
    LOOK = "look", "Look into it"
    SAFEGUARDING = "safeguarding", "Tell safeguarding"
    CQC = "cqc", "Tell CQC"
    POLICE = "police", "Tell the police"
    HR = "hr", "Pass to those who employ"
    CARE = "care", "Support who spoke up"
    NONE = "none", "Nothing more is needed"
    OTHER = "other", "Something else"


class MustKnow(Choice):
    NOBODY = "nobody", "Nobody else"
    PROVIDER = "provider", "The provider's owner or board"
    MANAGER = "manager", "The registered manager"
    SAFEGUARDING = "safeguarding", "Local safeguarding"
    CQC = "cqc", "CQC"
    POLICE = "police", "Police"
    FAMILY = "family", "The person or family"
    OTHER = "other", "Somebody else"


class Outcome(Choice):
    """Where the worry goes next; every one of these has a target in the pathway."""

    CLOSE = "close", "It is dealt with"
    OUTSIDE = "outside", "Others outside have it"
    AGAIN = "again", "I go on with it"


class SpeakUpReview(Record):
    """What will be done, who else must know and nobody more, how it stands."""

    kind = "speak_up_review"
    title = "Speak-up review"
    action = "Answer the worry"

    done: Annotated[tuple[Done, ...], Ask("What will be done?", short="Will be done")]
    must_know: Annotated[tuple[MustKnow, ...], Ask("Who else must know?", short="Must know")]
    protected: Annotated[
        YesNoUnsure, Ask("Is whoever spoke up safe at work?", short="Safe at work")
    ]
    outcome: Annotated[Outcome, Ask("How does it stand?", short="Stands")]
    passed_to: Annotated[
        TypedText | None,
        Ask(
            "Who has it now, and their reference?",
            short="Passed to",
            when=When("outcome", ("outside",)),
            private=True,
        ),
    ] = None
    look_again: Annotated[
        datetime | None,
        Ask(
            "When will you look again?",
            short="Look again",
            ahead=True,
            when=When("outcome", ("again",)),
        ),
    ] = None
    tell: Annotated[
        TypedText | None,
        Ask("What may we tell whoever spoke up?", short="Told them", extra=True, private=True),
    ] = None
    words: Annotated[
        TypedText | None,
        Ask("What made you choose this?", short="In your own words", extra=True, private=True),
    ] = None
