"""How far a message came with each person: asked in the same words wherever somebody was told."""

from typing import Annotated

from flows.question import Ask, Choice, When


class Reached(Choice):
    """How far it came with one person."""

    UNDERSTOOD = "understood", "Showed they understood"
    READ = "read", "Read or heard it"
    SENT = "sent", "It was sent"
    NOT_YET = "not_yet", "Not yet"
    REFUSED = "refused", "Did not want it"


class WhyNot(Choice):
    LEAVE = "leave", "On leave"
    SICK = "sick", "Off sick"
    NIGHTS = "nights", "Works nights"
    AGENCY = "agency", "Agency, not back yet"
    NO_CHAT = "no_chat", "Has no chat here"
    LANGUAGE = "language", "Needs it in another language"
    NO_TIME = "no_time", "No time on shift"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


Whom = Annotated[str, Ask("Who?", short="Who", source="staff", private=True)]

HowFar = Annotated[Reached, Ask("How far are they?", short="How far")]

InTheWay = Annotated[
    WhyNot | None,
    Ask(
        "What was in the way?",
        short="In the way",
        when=When("reached", ("sent", "not_yet", "refused")),
    ),
]

ONE_BY_ONE = Ask(
    "Add one more person?",
    short="Person",
    first="Do you want to add people one by one?",
    extra=True,
)
