"""The reassessment report: did it happen less often, and may we say so (domain: record 15)?

The figures are worked out, shown with the question and kept with the record, and so is the verdict:
"fell" is only said while reporting and practice have held up; too few events can never show it.
"""

from typing import Annotated

from pydantic import Field

from flows.question import Ask, Choice, Record, TypedText, When
from flows.records.shared import WordsToAdd
from flows.scales import Verdict

MOST_EXPOSURE = 10_000_000


class Confounder(Choice):
    """What else may have changed the number."""

    NONE = "none", "Nothing that we know"
    STAFFING = "staffing", "Staff or managers changed"
    PEOPLE = "people", "People moved in or out"
    REPORTING = "reporting", "Reporting changed"
    OTHER_CHANGE = "other_change", "Another change at that time"
    SEASON = "season", "Season or an outbreak"
    PEAK = "peak", "It began at a peak"
    DEFINITION = "definition", "It was counted another way"
    NOT_SURE = "not_sure", "Not sure"


class Against(Choice):
    """What the events are held against. Days are always known; the rest the home has to count."""

    DAYS = "days", "Days"
    BED_DAYS = "bed_days", "Occupied bed-days"
    VISITS = "visits", "Visits"
    DOSES = "doses", "Doses given"


HAND_COUNTED = ("bed_days", "visits", "doses")


class Outcome(Choice):
    """Where the learning goes next; every one of these has a target in the pathway."""

    EMBED = "embed", "Keep it as our way"
    EXTEND = "extend", "Go on and look again"
    RETRY = "retry", "Try another way"


class ReassessmentReport(Record):
    """Before and after, what stands beside the number, the verdict, and what is next."""

    kind = "reassessment_report"
    title = "Reassessment report"
    action = "Say whether it worked"

    per: Annotated[
        Against,
        Ask(
            "Against what should we count? Days is fine.",
            short="Counted against",
            show="before_after",
            chart="before_after",
        ),
    ]
    per_before: Annotated[
        int | None,
        Field(ge=1, le=MOST_EXPOSURE),
        Ask(
            "How many of those were there before?",
            short="Of those, before",
            when=When("per", HAND_COUNTED),
            show="before_after_times",
        ),
    ] = None
    per_after: Annotated[
        int | None,
        Field(ge=1, le=MOST_EXPOSURE),
        Ask(
            "How many of those were there after?",
            short="Of those, after",
            when=When("per", HAND_COUNTED),
            show="before_after_times",
        ),
    ] = None
    confounders: Annotated[
        tuple[Confounder, ...],
        Ask("What else may have changed the number?", short="What else changed"),
    ]
    counts: Annotated[
        tuple[str, ...], Ask("What was counted?", short="Counted", computed="before_after")
    ] = ()
    reporting: Annotated[
        tuple[str, ...],
        Ask("Do people still report as much?", short="Reporting", computed="reporting"),
    ] = ()
    practice: Annotated[
        tuple[str, ...],
        Ask("Is it done as agreed, when checked?", short="Practice", computed="practice"),
    ] = ()
    chart: Annotated[
        tuple[str, ...], Ask("What does the chart show?", short="Chart", computed="chart")
    ] = ()
    verdict: Annotated[
        Verdict | None, Ask("What do the numbers say?", short="Verdict", computed="verdict")
    ] = None
    outcome: Annotated[
        Outcome,
        Ask(
            "What should happen next?",
            short="Next",
            show="before_after",
            chart="before_after",
        ),
    ]
    why: Annotated[
        TypedText | None,
        Ask(
            "What will you do in another way?",
            short="Another way",
            when=When("outcome", ("retry",)),
            private=True,
        ),
    ] = None
    words: WordsToAdd = None
