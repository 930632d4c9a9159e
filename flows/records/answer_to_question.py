"""The author's answer to a question about a record of theirs."""

from typing import Annotated

from flows.question import Ask, Record, TypedText


class AnswerToQuestion(Record):
    """What the author can say. "I do not know" is an answer."""

    kind = "answer_to_question"
    title = "Answer"
    action = "Answer the question"

    asked: Annotated[
        TypedText | None,
        Ask("What was the question?", short="Question", computed="own_question", private=True),
    ] = None
    words: Annotated[
        TypedText,
        Ask(
            "What can you say? Not knowing is fine.",
            short="Answer",
            show="question",
            private=True,
        ),
    ]
