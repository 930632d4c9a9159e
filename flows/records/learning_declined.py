"""Learning not taken up: the registered manager was offered to write it down, and says why not."""

from typing import Annotated

from flows.question import Ask, Choice, Record, TypedText, When
from flows.records.shared import WordsToAdd


class WhyNot(Choice):
    NOTHING_NEW = "nothing_new", "Nothing new to learn"
    UNDER_WAY = "under_way", "Learning is under way"
    EARLY = "early", "It is too early"
    ANOTHER_WAY = "another_way", "It is seen to another way"
    OTHER = "other", "Something else"


class LearningDeclined(Record):
    """Why a case leads to no learning, at least for now. It can still be written later."""

    kind = "learning_declined"
    title = "Learning not taken up"
    action = "No learning from this"

    why: Annotated[WhyNot, Ask("Why is there no learning from it now?", short="Why")]
    why_words: Annotated[
        TypedText | None,
        Ask("What is the reason?", short="Reason", when=When("why", ("other",)), private=True),
    ] = None
    words: WordsToAdd = None
