"""Raising: a case goes up, or is limited to named people, at any stage."""

from typing import Annotated

from flows.question import Ask, Choice, Record, When
from flows.records.shared import WordsToAdd


class To(Choice):
    INCIDENT = "incident", "Treat it as an incident"
    SAFEGUARDING = "safeguarding", "Raise it to safeguarding"
    LIMITED = "limited", "Limit it to named people"


class Reason(Choice):
    REACHED = "reached", "It reached the person"
    HARM = "harm", "Somebody was hurt"
    SEVERE = "severe", "It could be very bad"
    TREATMENT = "treatment", "How someone was treated"
    AGAIN = "again", "It keeps happening"
    STAFF = "staff", "It is about a colleague"
    PRIVATE = "private", "It is very private"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class Raising(Record):
    """To what the case is raised, why, and who may see it then."""

    kind = "raising"
    title = "Raising"
    action = "Raise it"

    to: Annotated[To, Ask("What should happen with it?", short="Raised to")]
    people: Annotated[
        tuple[str, ...] | None,
        Ask(
            "Who may see it from now on?",
            short="Only for",
            when=When("to", ("safeguarding", "limited")),
            source="staff",
            private=True,
        ),
    ] = None
    reason: Annotated[Reason, Ask("Why?", short="Why")]
    words: WordsToAdd = None
