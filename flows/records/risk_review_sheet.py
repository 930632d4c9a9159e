"""The risk review sheet: the senior's first look, on the same shift (domain: record 8)."""

from typing import Annotated

from flows.question import Ask, Choice, Record, When
from flows.records.shared import WordsToAdd
from flows.scales import Potential, YesNo


class AtRisk(Choice):
    NO = "no", "No"
    YES = "yes", "Yes"
    NOT_SURE = "not_sure", "Not sure"


class Wider(Choice):
    ONE_OFF = "one_off", "Only this once"
    RESIDENTS = "residents", "Others living here"
    SHIFT = "shift", "Others on this shift"
    SUPPLY = "supply", "Same medicine or equipment"
    NOT_SURE = "not_sure", "Not sure"


class Control(Choice):
    REMOVED = "removed", "Taken out of use"
    CHECKED = "checked", "Checked everyone else"
    WATCHED = "watched", "Closer watch"
    TOLD_TEAM = "told_team", "Told the team"
    CHANGED = "changed", "Changed how it is done"
    NONE = "none", "Nothing needed now"
    OTHER = "other", "Something else"


class Level(Choice):
    LOW = "low", "Level 1: watch it"
    MIDDLE = "middle", "Level 2: put it right"
    HIGH = "high", "Level 3: act today"


class Outcome(Choice):
    """Where the case goes next; every one of these has a target in the pathway."""

    ACCEPT = "accept", "It is dealt with"
    DEPUTY = "deputy", "The deputy should look"
    INCIDENT = "incident", "It is an incident"
    SAFEGUARDING = "safeguarding", "Raise it to safeguarding"


class Why(Choice):
    BEFORE = "before", "It has happened before"
    SEVERE = "severe", "It could be very bad"
    OTHERS = "others", "Others are at risk"
    REACHED = "reached", "It reached the person"
    OTHER = "other", "Something else"


class EndsHere(Choice):
    """Why what could have been very bad wants nobody above the senior."""

    SAFE = "safe", "It is made safe for good"
    KNOWN = "known", "It is being looked at already"
    IN_TIME = "in_time", "It was stopped well in time"
    OTHER = "other", "Something else"


class Flag(Choice):
    """What may have to be told outside though nobody was hurt; the codes are the clinical log's."""

    NONE = "none", "None of these"
    EQUIPMENT = "equipment", "Equipment failed"
    DATA = "data", "Records or data"
    CONTROLLED_DRUG = "controlled_drug", "Controlled drug"
    POLICE = "police", "Police"
    SERVICE_STOP = "service_stop", "Care cannot run as usual"


class RiskReviewSheet(Record):
    """Who is still at risk, what is in place now, and who looks next.

    A near miss can be for the HSE or the ICO too: what is flagged is put to the manager. One that
    goes up is asked about there."""

    kind = "risk_review_sheet"
    title = "Risk review sheet"

    at_risk: Annotated[AtRisk, Ask("Is anyone still at risk now?", short="Still at risk")]
    worst: Annotated[Potential, Ask("What is the worst it could have been?", short="Worst case")]
    wider: Annotated[Wider, Ask("Could it happen to others?", short="Wider")]
    control: Annotated[
        Control, Ask("What is in place for now?", short="In place now", tells_reporter=True)
    ]
    level: Annotated[Level, Ask("How much attention does it need?", short="Level")]
    outcome: Annotated[Outcome, Ask("What should happen next?", short="Next")]
    why: Annotated[
        Why | None,
        Ask("Why?", short="Why", when=When("outcome", ("deputy", "incident", "safeguarding"))),
    ] = None
    ends: Annotated[
        YesNo | None,
        Ask(
            "Does it end here though it could have been very bad?",
            short="Very bad, and ends here",
            computed="ends_very_bad",
            steers=True,
        ),
    ] = None
    why_ends: Annotated[
        EndsHere | None,
        Ask(
            "It could have been very bad. Why end here?",
            short="Ends here because",
            when=When("ends", (YesNo.YES,)),
        ),
    ] = None
    flags: Annotated[
        tuple[Flag, ...] | None,
        Ask(
            "Is it about any of these?",
            short="Also about",
            when=When("outcome", (Outcome.ACCEPT, Outcome.DEPUTY)),
        ),
    ] = None
    words: WordsToAdd = None
