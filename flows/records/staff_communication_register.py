"""The staff communication register: who was told, and who understood it (domain: record 13).

Told, read and understood are three things, and are counted apart.
"""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from flows.question import Ask, Choice, Part, Record, TypedText, When
from flows.records.shared import WordsToAdd
from flows.records.told import ONE_BY_ONE, HowFar, InTheWay, Whom, WhyNot
from flows.scales import YesNo


class Route(Choice):
    BRIEFING = "briefing", "A briefing in the chat"
    HANDOVER = "handover", "At handover"
    MEETING = "meeting", "In a team meeting"
    SUPERVISION = "supervision", "In supervision"
    ALOUD = "aloud", "Read aloud"
    INTERPRETER = "interpreter", "With an interpreter"
    OTHER = "other", "Another way"


class PersonTold(Part):
    """One person: how they were told, how far it came, and what they showed."""

    person: Whom
    route: Annotated[Route, Ask("How were they told?", short="How")]
    reached: HowFar
    right: Annotated[
        int | None,
        Field(ge=0, le=2),
        Ask(
            "How many questions did they get right?",
            short="Right",
            when=When("reached", ("understood", "read")),
        ),
    ] = None
    retries: Annotated[
        int | None,
        Field(ge=0, le=5),
        Ask(
            "How often did they try again?",
            short="Tries",
            when=When("reached", ("understood", "read")),
        ),
    ] = None
    why_not: InTheWay = None


class ScenarioLine(Part):
    """One question that shows whether the message was understood."""

    question: Annotated[TypedText, Ask("What is the question?", short="Question", private=True)]
    answer: Annotated[TypedText, Ask("What is the right answer?", short="Answer", private=True)]


class StaffCommunicationRegister(Record):
    """What was shared, by which ways, who should have it, who has it, who understood it."""

    kind = "staff_communication_register"
    title = "Staff communication register"
    action = "Note who was told"

    message: Annotated[
        TypedText, Ask("What was the message, in one line?", short="Message", private=True)
    ]
    routes: Annotated[tuple[Route, ...], Ask("How was it shared?", short="Shared by")]
    due: Annotated[
        int,
        Field(ge=0, le=5000),
        Ask(
            "How many people should have it?", short="Should have it", show="readings", counts="due"
        ),
    ]
    read: Annotated[
        int,
        Field(ge=0, le=5000),
        Ask("How many have read or heard it?", short="Have read it", show="readings", counts="due"),
    ]
    understood: Annotated[
        int,
        Field(ge=0, le=5000),
        Ask(
            "How many showed that they understood?",
            short="Understood it",
            show="readings",
            counts="due",
        ),
    ]
    everyone: Annotated[YesNo, Ask("Does everybody have it now?", short="All have it")]
    why_not: Annotated[
        tuple[WhyNot, ...] | None,
        Ask(
            "What was in the way for the others?",
            short="In the way",
            when=When("everyone", ("no",)),
        ),
    ] = None
    next_try: Annotated[
        datetime | None,
        Ask(
            "When will you try the others again?",
            short="Next try",
            ahead=True,
            when=When("everyone", ("no",)),
        ),
    ] = None
    version: Annotated[
        int | None,
        Field(ge=1, le=8),
        Ask("Which version of the message was it?", short="Version", extra=True),
    ] = None
    sent: Annotated[
        int | None,
        Field(ge=0, le=5000),
        Ask("To how many was it sent?", short="Sent to", extra=True, counts="due"),
    ] = None
    trainer: Annotated[
        str | None,
        Ask("Who explained it?", short="Explained by", extra=True, source="staff"),
    ] = None
    scenarios: Annotated[
        tuple[ScenarioLine, ...],
        Ask(
            "Add one more question?",
            short="Question",
            first="Did you ask a question about it?",
            extra=True,
        ),
    ] = ()
    people: Annotated[tuple[PersonTold, ...], ONE_BY_ONE] = ()
    words: WordsToAdd = None
