"""A briefing: one lesson in a few words, and a question that shows whether it was understood.

At most 120 words in all, so each part has its share. It names nobody (domain: record 13).
"""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import AfterValidator

from flows.question import Ask, Choice, Part, Record, TypedText, When
from flows.records.shared import WordsToAdd
from flows.scales import YesNo


def at_most(words: int) -> Callable[[str], str]:
    """A check that a text keeps to so many words."""

    def check(text: str) -> str:
        used = len(text.split())
        if used > words:
            raise ValueError(f"That is {used} words. Please say it in {words} at most.")
        return text

    return check


class Whom(Choice):
    EVERYONE = "everyone", "Everyone"
    ROLES = "roles", "Some roles"
    UNITS = "units", "Some units"


class Scenario(Part):
    """A situation, what is right in it, what is not, and why."""

    question: Annotated[
        TypedText,
        AfterValidator(at_most(30)),
        Ask("Tell of one moment, then ask what to do.", short="Question", private=True),
    ]
    right: Annotated[
        TypedText,
        AfterValidator(at_most(8)),
        Ask("What is the right answer?", short="Right", private=True),
    ]
    wrong: Annotated[
        TypedText,
        AfterValidator(at_most(8)),
        Ask("What is a wrong answer?", short="Wrong", private=True),
    ]
    other: Annotated[
        TypedText | None,
        AfterValidator(lambda text: text and at_most(8)(text)),
        Ask("One more wrong answer?", short="Also wrong", private=True),
    ] = None
    because: Annotated[
        TypedText,
        AfterValidator(at_most(25)),
        Ask("Why is the first one right?", short="Because", private=True),
    ]


class Briefing(Record):
    """What happened, what changes from when, why, for whom, and how it is shown understood."""

    kind = "briefing"
    title = "Briefing"
    action = "Write a briefing"

    heading: Annotated[
        TypedText,
        AfterValidator(at_most(10)),
        Ask(
            "Say it in one line. No names.",
            short="In one line",
            private=True,
            show="briefing",
            of_nobody=True,
        ),
    ]
    happened: Annotated[
        TypedText,
        AfterValidator(at_most(45)),
        Ask(
            "What happened? No names, no codes.",
            short="Happened",
            private=True,
            show="briefing",
            of_nobody=True,
        ),
    ]
    changes: Annotated[
        TypedText,
        AfterValidator(at_most(30)),
        Ask(
            "What changes? Say what to do.",
            short="Changes",
            private=True,
            show="briefing",
            of_nobody=True,
        ),
    ]
    from_day: Annotated[date, Ask("From which day?", short="From")]
    why: Annotated[
        TypedText,
        AfterValidator(at_most(35)),
        Ask("Why does it help?", short="Why", private=True, show="briefing", of_nobody=True),
    ]
    scenarios: Annotated[
        tuple[Scenario, ...], Ask("Ask one more question?", short="Question", show="briefing")
    ]
    whom: Annotated[Whom, Ask("Who should read it?", short="For")]
    roles: Annotated[
        tuple[str, ...] | None,
        Ask("Which roles?", short="Roles", when=When("whom", ("roles",)), source="roles"),
    ] = None
    units: Annotated[
        tuple[str, ...] | None,
        Ask("Which units?", short="Units", when=When("whom", ("units",)), source="units"),
    ] = None
    urgent: Annotated[YesNo, Ask("Must they know it before their next shift?", short="Urgent")]
    words: WordsToAdd = None
    preview: Annotated[
        tuple[str, ...], Ask("What will they see?", short="They will see", computed="briefing")
    ] = ()
