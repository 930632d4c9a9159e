"""Attendance: who heard a briefing in person, and whether they understood (domain: record 13)."""

from typing import Annotated

from flows.question import Ask, Choice, Record, TypedText
from flows.records.shared import WordsToAdd


class Way(Choice):
    HANDOVER = "handover", "At handover"
    MEETING = "meeting", "In a team meeting"
    SUPERVISION = "supervision", "In supervision"
    ALOUD = "aloud", "Read aloud"
    INTERPRETER = "interpreter", "With an interpreter"
    OTHER = "other", "Another way"


class Showed(Choice):
    YES = "yes", "Yes, each of them"
    NO = "no", "Not yet: ask them in the chat"


class Attendance(Record):
    """Several people at once: how they were told, and what they showed."""

    kind = "attendance"
    title = "Attendance"
    action = "Note who heard it in person"

    people: Annotated[
        tuple[str, ...], Ask("Who was there?", short="There", source="staff", private=True)
    ]
    way: Annotated[Way, Ask("How were they told?", short="How")]
    showed: Annotated[Showed, Ask("Did they show that they understood?", short="Understood")]
    asked: Annotated[
        TypedText | None, Ask("What did they ask?", short="Asked", extra=True, private=True)
    ] = None
    words: WordsToAdd = None
