"""The service learning log: what was learned, for whom, and how it is checked (domain: record 12).

What is counted later is chosen here, before anybody knows how it turned out.
"""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator

from flows.question import Ask, Choice, Record, TypedText
from flows.records.shared import WordsToAdd
from flows.scales import What


class Priority(Choice):
    TODAY = "today", "Before the next shift"
    WEEK = "week", "This week"
    MONTH = "month", "This month"


class ForRole(Choice):
    EVERYONE = "everyone", "Everyone"
    CARE_WORKERS = "care_worker", "Care workers"
    SENIORS = "senior", "Seniors"
    TEAM_LEADERS = "team_leader", "Team leaders"
    DEPUTIES = "deputy_manager", "Deputy managers"
    AGENCY = "agency", "Agency and bank staff"
    NIGHT = "night", "Night staff"
    OTHER = "other", "Kitchen, cleaning and others"


class Check(Choice):
    WATCH = "watch", "Watch how it is done"
    ASK = "ask", "Ask staff about it"
    RECORDS = "records", "Look at records"
    COUNT = "count", "Count events again"
    OTHER = "other", "Another way"


class Counted(Choice):
    """What is counted before and after: a near miss and an incident are never one number."""

    INCIDENTS = "incidents", "Incidents of this kind"
    NEAR_MISSES = "near_misses", "Near misses of this kind"
    EACH = "each", "Each, side by side"


class Traceable(Choice):
    NO = "no", "No"
    NOT_SURE = "not_sure", "Not sure"
    YES = "yes", "Yes"


def nobody_known(answer: Traceable) -> Traceable:
    """What was learned goes to everyone, so it is worded anew while somebody can be known by it."""
    if answer is Traceable.YES:
        raise ValueError("Tap Back, and say it so that nobody can tell.")
    return answer


class ServiceLearningLog(Record):
    """What was learned, without anybody's identity; what is done from now on; who needs it."""

    kind = "service_learning_log"
    title = "Service learning log"
    action = "Share what was learned"

    finding: Annotated[
        TypedText,
        Ask(
            "What did we learn? No names and no codes.",
            short="Learned",
            private=True,
            of_nobody=True,
        ),
    ]
    traceable: Annotated[
        Traceable,
        AfterValidator(nobody_known),
        Ask("Could a reader tell who it was about?", short="Could be known"),
    ]
    behaviour: Annotated[
        TypedText,
        Ask(
            "What should everyone do from now on?",
            short="From now on",
            private=True,
            of_nobody=True,
        ),
    ]
    roles: Annotated[tuple[ForRole, ...], Ask("Who is it for?", short="For")]
    units: Annotated[
        tuple[str, ...] | None,
        Ask("Is it only for some units? Choose them.", short="Only for", source="units"),
    ] = None
    priority: Annotated[Priority, Ask("How soon must they know?", short="How soon")]
    checks: Annotated[tuple[Check, ...], Ask("How will we check that it is done?", short="Checks")]
    what: Annotated[What, Ask("What should happen less often?", short="Less of", fact="category")]
    counted: Annotated[Counted, Ask("What shall we count, before and after?", short="Counted")]
    owner: Annotated[str, Ask("Who looks after this?", short="Owner", source="staff")]
    sources: Annotated[
        tuple[str, ...] | None,
        Ask(
            "Which cases did it come from?",
            short="From cases",
            extra=True,
            source="cases",
            private=True,
        ),
    ] = None
    control: Annotated[
        TypedText | None,
        Ask("What else is put in place?", short="Put in place", extra=True, private=True),
    ] = None
    starts: Annotated[
        date | None, Ask("From which day does it count?", short="Starts", extra=True)
    ] = None
    criterion: Annotated[
        TypedText | None,
        Ask(
            "What will we see when it is done right?",
            short="To be seen",
            extra=True,
            private=True,
        ),
    ] = None
    words: WordsToAdd = None
