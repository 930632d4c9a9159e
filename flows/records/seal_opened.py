"""The opening of a seal: whoever hears worries says why they must know who spoke up."""

from typing import Annotated

from flows.question import Ask, Choice, Record, TypedText


class Reason(Choice):
    AGREED = "agreed", "They said I may"
    TALK = "talk", "To talk with them"
    PROTECT = "protect", "To keep them safe"
    RISK = "risk", "Someone is at risk"
    LAW = "law", "The law asks for it"
    OTHER = "other", "Another reason"


class SealOpened(Record):
    """Why the name is opened. It is kept with the case and cannot be taken back."""

    kind = "seal_opened"
    title = "Name opened"
    action = "Open the name"

    reason: Annotated[Reason, Ask("Why must you know who spoke up?", short="Why")]
    words: Annotated[
        TypedText | None,
        Ask("What more is there to say?", short="In your own words", extra=True, private=True),
    ] = None
