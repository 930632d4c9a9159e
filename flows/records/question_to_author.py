"""A question sent back to whoever filed a record."""

from typing import Annotated

from flows.question import Ask, Record, TypedText


class QuestionToAuthor(Record):
    """What the reader needs to know. The record itself is not sent back to be changed."""

    kind = "question_to_author"
    title = "Question to the author"
    action = "Ask the author"

    words: Annotated[TypedText, Ask("What would you like to know?", short="Question", private=True)]
