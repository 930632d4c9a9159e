"""The duplicate note: this case is about the same event as another one."""

from typing import Annotated

from flows.question import Ask, Choice, Record
from flows.records.shared import WordsToAdd


class Why(Choice):
    TWO_PEOPLE = "two_people", "Two people reported it"
    TWICE = "twice", "It was sent twice"
    PART = "part", "It is part of the other"
    OTHER = "other", "Something else"


class DuplicateNote(Record):
    """Which case it belongs to, and why. Each report stays as it is."""

    kind = "duplicate_note"
    title = "Duplicate note"
    action = "Mark it as a duplicate"

    case: Annotated[str, Ask("Which case is it the same as?", short="Same as", source="cases")]
    why: Annotated[Why, Ask("Why are there two?", short="Why")]
    words: WordsToAdd = None
