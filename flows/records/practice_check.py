"""A practice check: one look at the work, noted when it was seen (domain: record 14).

It looks at the work and never names who did it: what is seen is for coaching. Nobody checks their
own work, so a look at that is not taken.
"""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from flows.question import Ask, Choice, Record, TypedText, When
from flows.records.action_line import ActionLine
from flows.records.shared import WordsToAdd
from flows.scales import YesNo

OWN_WORK = "Your own work does not count here. Please look at somebody else's."
GAP = ("partly", "not")


class Shift(Choice):
    DAY = "day", "Day"
    NIGHT = "night", "Night"
    MORNING = "morning", "Morning handover"
    EVENING = "evening", "Evening handover"
    WEEKEND_DAY = "weekend_day", "Weekend day"
    WEEKEND_NIGHT = "weekend_night", "Weekend night"


class How(Choice):
    SEEN = "seen", "I saw it done"
    ASKED = "asked", "I asked about it"
    RECORDS = "records", "I looked at records"


class Met(Choice):
    MET = "met", "Yes"
    PARTLY = "partly", "Partly"
    NOT = "not", "No"


class Support(Choice):
    SHOWED = "showed", "Showed how"
    TALKED = "talked", "Talked it through"
    FETCHED = "fetched", "Fetched what was missing"
    RELIEVED = "relieved", "Took over something else"
    NONE = "none", "None needed"
    OTHER = "other", "Something else"


class Follows(Choice):
    """What becomes of a gap. It is never only noted."""

    ACTION = "action", "A new action"
    OPEN = "open", "An action is open already"
    PUT_RIGHT = "put_right", "It was put right at once"


def of_others(answer: YesNo) -> YesNo:
    """Raises ValueError for a look at one's own work."""
    if answer is not YesNo.YES:
        raise ValueError(OWN_WORK)
    return answer


LookedAt = Annotated[datetime, Ask("When did you look?", short="When")]
OnShift = Annotated[Shift, Ask("Which shift was it?", short="Shift")]
SeenHow = Annotated[How, Ask("How did you check?", short="How")]
AsAgreed = Annotated[Met, Ask("Was it done as agreed?", short="As agreed")]
Gap = Annotated[
    TypedText | None,
    Ask("What was missing? No names.", short="Missing", when=When("met", GAP), private=True),
]
Help = Annotated[
    Support | None,
    Ask("What help did you give there and then?", short="Help", when=When("met", GAP)),
]


class PracticeCheck(Record):
    """One look at somebody else's work: when, how, whether it was as agreed, what follows."""

    kind = "practice_check"
    title = "Practice check"
    action = "Note what you see"

    others: Annotated[
        YesNo,
        AfterValidator(of_others),
        Ask("Is it somebody else's work?", short="Not my own work", show="practice"),
    ]
    at: LookedAt
    shift: OnShift
    how: SeenHow
    met: AsAgreed
    gap: Gap = None
    support: Help = None
    follows: Annotated[
        Follows | None,
        Ask("What happens about it now?", short="Follows", when=When("met", GAP)),
    ] = None
    actions: Annotated[
        tuple[ActionLine, ...],
        Field(min_length=1),
        Ask("Add one more action?", short="Action", when=When("follows", ("action",))),
    ] = ()
    criterion: Annotated[
        TypedText | None,
        Ask(
            "What should be seen?",
            short="To be seen",
            computed="criterion",
            private=True,
        ),
    ] = None
    words: WordsToAdd = None
