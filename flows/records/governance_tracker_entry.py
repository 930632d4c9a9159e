"""The governance tracker entry: did it happen less often (domain: record 11, section 5)?

The counts and what may be said of them are worked out and kept with the record. Fewer reports of
a thing are good news only as long as people go on reporting everything else.
"""

from datetime import date
from typing import Annotated

from flows.question import Ask, Choice, Record, When
from flows.records.shared import DidNotWork, WordsToAdd
from flows.scales import Verdict, YesNoUnsure


class ElseChanged(Choice):
    NONE = "none", "Nothing I know of"
    STAFFING = "staffing", "Staffing"
    PEOPLE = "people", "Who lives here"
    SYSTEM = "system", "Systems or suppliers"
    REPORTING = "reporting", "How we report"
    SEASON = "season", "Season or illness"
    PEAK = "peak", "Before was a bad spell"
    NOT_SURE = "not_sure", "Not sure"


class Outcome(Choice):
    """Where the case goes next. The first look is too early to close by: it has other ways on."""

    SECOND = "second", "On to the second look"
    CLOSE = "close", "Close it"
    CONTINUE = "continue", "Look again later"
    REOPEN = "reopen", "It did not work: open it again"


class More(Choice):
    STRONGER = "stronger", "A stronger change"
    FINISH = "finish", "Finish what was agreed"
    TELL = "tell", "Tell more people"
    WATCH = "watch", "Watch it being done"
    ASK = "ask", "Ask staff what gets in the way"
    WIDER = "wider", "Do it in other units"
    NONE = "none", "Nothing more"
    OTHER = "other", "Something else"


class GovernanceTrackerEntry(Record):
    """Before and after, whether reporting is healthy, what may be said, and what comes next."""

    kind = "governance_tracker_entry"
    title = "Governance tracker entry"
    action = "Look back"

    reporting: Annotated[
        YesNoUnsure,
        Ask("Do people still report as much?", short="Reporting holds", show="before_after"),
    ]
    counts: Annotated[
        tuple[str, ...],
        Ask("What was counted?", short="Counted", computed="before_after"),
    ] = ()
    conclusion: Annotated[
        Verdict | None,
        Ask("What do the numbers say?", short="Conclusion", computed="verdict"),
    ] = None
    outcome: Annotated[Outcome, Ask("What should happen next?", short="Next", show="before_after")]
    more: Annotated[
        tuple[More, ...] | None,
        Ask(
            "What more is needed?",
            short="Further action",
            when=When("outcome", ("second", "continue", "reopen")),
        ),
    ] = None
    next_on: Annotated[
        date | None,
        Ask(
            "When should it be looked at again?",
            short="Next date",
            when=When("outcome", ("continue",)),
        ),
    ] = None
    why: DidNotWork = None
    else_changed: Annotated[
        tuple[ElseChanged, ...] | None,
        Ask("What else changed in this time?", short="Else changed", extra=True),
    ] = None
    words: WordsToAdd = None
