"""Questions that several records ask in the same words: each is written once, here."""

from typing import Annotated

from flows.question import Ask, Choice, TypedText, When
from flows.scales import Danger, Factor


class Reached(Choice):
    """One question classifies: near miss, hazard, or incident until a senior decides."""

    STOPPED = "stopped", "No, we stopped it"
    NOT_YET = "not_yet", "Not yet, but it could"
    YES = "yes", "Yes"
    NOT_SURE = "not_sure", "Not sure"


InDanger = Annotated[
    Danger,
    Ask(
        "Is anyone in danger right now?",
        short="In danger",
        alarm=(Danger.YES, Danger.NOT_SURE),
    ),
]

Unit = Annotated[
    str | None, Ask("Where was it?", short="Where", extra=True, source="units", fact="unit")
]

Resident = Annotated[
    str | None,
    Ask(
        "Which person? Choose their code.",
        short="Who",
        extra=True,
        source="residents",
        fact="resident",
        private=True,
    ),
]

Medicine = Annotated[
    TypedText | None,
    Ask(
        "Which medicine was it?",
        short="Which medicine",
        extra=True,
        when=When("what", ("medicine",)),
        private=True,
    ),
]

Factors = Annotated[
    tuple[Factor, ...] | None,
    Ask("What made it easier to happen?", short="What made it easier", extra=True),
]

Concerns = Annotated[
    str | None,
    Ask(
        "Which colleague should not handle this?",
        short="Keep it from",
        extra=True,
        source="staff",
        fact="concerns",
        private=True,
    ),
]

DidNotWork = Annotated[
    TypedText | None,
    Ask(
        "What did not work?",
        short="Did not work",
        when=When("outcome", ("reopen",)),
        private=True,
    ),
]

WordsToAdd = Annotated[
    TypedText | None,
    Ask(
        "Anything to add, in your own words?",
        short="In your own words",
        extra=True,
        private=True,
    ),
]
