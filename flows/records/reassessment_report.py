"""The reassessment report: did it happen less often, and may we say so (domain: record 15)?

The figures are shown with the question and kept with the record. "Fell" may only be said while
reporting and practice have held up; too few events can never show it.
"""

from typing import Annotated

from pydantic import Field

from flows.question import Ask, Choice, Record, TypedText, When
from flows.scales import Verdict

MOST_EVENTS = 100_000
MOST_EXPOSURE = 10_000_000
MOST_DAYS = 3660
MOST_CHECKS = 5000


class Reporting(Choice):
    """Whether as much is reported as before: if not, a lower number says nothing."""

    SAME = "same", "As much as before"
    MORE = "more", "More than before"
    LESS = "less", "Less than before"
    NOT_SURE = "not_sure", "Not sure"


class Practice(Choice):
    SAME = "same", "As often as before"
    MORE = "more", "More often than before"
    LESS = "less", "Less often than before"
    NOT_CHECKED = "not_checked", "It was not checked"
    NOT_SURE = "not_sure", "Not sure"


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


class Exposure(Choice):
    BED_DAYS = "bed_days", "Days that beds were in use"
    VISITS = "visits", "Visits"
    DOSES = "doses", "Doses"
    DAYS = "days", "Days"


class ChartSignal(Choice):
    BETTER = "better", "A change for the better"
    WORSE = "worse", "A change for the worse"
    NONE = "none", "No signal"
    TOO_FEW = "too_few", "Too few points"


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

    reporting: Annotated[
        Reporting,
        Ask("Do people still report as much?", short="Reporting", show="before_after"),
    ]
    practice: Annotated[Practice, Ask("Is it done as agreed, when checked?", short="Practice")]
    confounders: Annotated[
        tuple[Confounder, ...],
        Ask("What else may have changed the number?", short="What else changed"),
    ]
    counts: Annotated[
        tuple[str, ...], Ask("What was counted?", short="Counted", computed="before_after")
    ] = ()
    verdict: Annotated[
        Verdict, Ask("What do the numbers say?", short="Verdict", show="before_after")
    ]
    outcome: Annotated[Outcome, Ask("What should happen next?", short="Next")]
    why: Annotated[
        TypedText | None,
        Ask(
            "What will you do in another way?",
            short="Another way",
            when=When("outcome", ("retry",)),
            private=True,
        ),
    ] = None
    before: Annotated[
        int | None,
        Field(ge=0, le=MOST_EVENTS),
        Ask("Counted by hand, how often was it before?", short="By hand, before", extra=True),
    ] = None
    after: Annotated[
        int | None,
        Field(ge=0, le=MOST_EVENTS),
        Ask("Counted by hand, how often was it after?", short="By hand, after", extra=True),
    ] = None
    days_before: Annotated[
        int | None,
        Field(ge=1, le=MOST_DAYS),
        Ask("How many days are in the time before?", short="Days before", extra=True),
    ] = None
    days_after: Annotated[
        int | None,
        Field(ge=1, le=MOST_DAYS),
        Ask("How many days are in the time after?", short="Days after", extra=True),
    ] = None
    per: Annotated[
        Exposure | None, Ask("Against what is it counted?", short="Counted against", extra=True)
    ] = None
    per_before: Annotated[
        int | None,
        Field(ge=1, le=MOST_EXPOSURE),
        Ask("How many of those were there before?", short="Of those, before", extra=True),
    ] = None
    per_after: Annotated[
        int | None,
        Field(ge=1, le=MOST_EXPOSURE),
        Ask("How many of those were there after?", short="Of those, after", extra=True),
    ] = None
    ratio: Annotated[
        TypedText | None,
        Ask(
            "What is the rate ratio, and between which limits?",
            short="Rate ratio",
            extra=True,
            private=True,
        ),
    ] = None
    chart: Annotated[
        ChartSignal | None, Ask("What does the chart show?", short="Chart", extra=True)
    ] = None
    rule: Annotated[
        TypedText | None,
        Ask("Which rule of the chart shows it?", short="Chart rule", extra=True, private=True),
    ] = None
    checks_met: Annotated[
        int | None,
        Field(ge=0, le=MOST_CHECKS),
        Ask("How many checks found it done right?", short="Checks met", extra=True),
    ] = None
    checks: Annotated[
        int | None,
        Field(ge=0, le=MOST_CHECKS),
        Ask("How many checks were there in all?", short="Checks in all", extra=True),
    ] = None
    words: Annotated[
        TypedText | None,
        Ask("Anything to add?", short="In your own words", extra=True, private=True),
    ] = None
