"""The incident management decision: what the registered manager decides (domain: record 4).

Each duty to somebody outside is decided on a card of its own (`duty_decision`).
"""

from datetime import date
from typing import Annotated

from flows.question import Ask, Choice, Record, TypedText, When
from flows.records.shared import WordsToAdd
from flows.scales import Harm


class Control(Choice):
    WATCHED = "watched", "Closer watch"
    REMOVED = "removed", "Taken out of use"
    OTHERS = "others", "Checked everyone else"
    PLAN = "plan", "Care plan changed"
    TOLD_TEAM = "told_team", "Told the team"
    STAFF = "staff", "More staff, or others"
    APART = "apart", "People kept apart"
    NONE = "none", "Nothing needed now"
    OTHER = "other", "Something else"


class Outcome(Choice):
    """The level of response; every one of these has a target in the pathway."""

    QUICK = "quick", "Quick review"
    FULL = "full", "Full investigation"
    NONE = "none", "No review"


class WhyNone(Choice):
    EXPECTED = "expected", "Expected, and the plan was followed"
    KNOWN = "known", "The cause is known and put right"
    LOOKED_AT = "looked_at", "Looked into in another case"
    ELSEWHERE = "elsewhere", "Others look into it"
    OTHER = "other", "Another reason"


class Support(Choice):
    TALK = "talk", "A talk with me or a senior"
    BREAK = "break", "A break, or time off"
    COVER = "cover", "Cover for the shift"
    OUTSIDE = "outside", "Outside support"
    DECLINED = "declined", "Offered, not wanted now"
    NOT_NEEDED = "not_needed", "Not needed"
    NOT_YET = "not_yet", "Not yet"


class Told(Choice):
    FAMILY = "family", "Family"
    PERSON = "person", "The person"
    COMMISSIONER = "commissioner", "Commissioner"
    GP = "gp", "GP"
    PROVIDER = "provider", "The provider"
    NOT_YET = "not_yet", "Nobody yet"
    OTHER = "other", "Somebody else"


LOOKED_INTO = When("outcome", (Outcome.QUICK, Outcome.FULL))


class IncidentManagementDecision(Record):
    """The harm as known now, what keeps people safe, and how far it is looked into by whom."""

    kind = "incident_management_decision"
    title = "Incident management decision"
    action = "Decide"

    harm: Annotated[
        Harm,
        Ask(
            "How much harm is there, as known now?",
            short="Harm now",
            fact="harm",
            severe=(Harm.SEVERE, Harm.DIED),
        ),
    ]
    controls: Annotated[
        tuple[Control, ...],
        Ask("What keeps people safe for now?", short="In place now", tells_reporter=True),
    ]
    outcome: Annotated[Outcome, Ask("How far should this be looked into?", short="Response")]
    why_none: Annotated[
        WhyNone | None,
        Ask("Why is no review needed?", short="Why none", when=When("outcome", (Outcome.NONE,))),
    ] = None
    why_none_words: Annotated[
        TypedText | None,
        Ask(
            "Say why, in one line.",
            short="Why none, in words",
            when=When("why_none", (WhyNone.OTHER,)),
            private=True,
        ),
    ] = None
    investigator: Annotated[
        str | None,
        Ask(
            "Who looks into it? Not somebody who was there.",
            short="Looked into by",
            source="apart",
            when=LOOKED_INTO,
        ),
    ] = None
    other_duties: Annotated[
        tuple[str, ...] | None,
        Ask(
            "Who else outside may need to be told?",
            short="Other duties",
            source="duties",
            show="duties_flagged",
        ),
    ] = None

    candour_lead: Annotated[
        str | None,
        Ask(
            "Who speaks with the person and their family?",
            short="Candour lead",
            extra=True,
            source="staff",
        ),
    ] = None
    told: Annotated[
        tuple[Told, ...] | None, Ask("Who has been told so far?", short="Told", extra=True)
    ] = None
    support: Annotated[
        tuple[Support, ...] | None,
        Ask("What support were the staff offered?", short="Staff support", extra=True),
    ] = None
    review_on: Annotated[
        date | None,
        Ask("When will you look at this again?", short="Look again", extra=True),
    ] = None
    words: WordsToAdd = None
