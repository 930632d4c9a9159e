"""A duty decision: one duty to somebody outside, decided on (domain: record 4, flow E)."""

from datetime import datetime
from typing import Annotated

from flows.question import Ask, Choice, Record, TypedText, When
from flows.records.duty_rule import AskedBecause, LawSays, OwnTarget, WhichDuty
from flows.records.shared import WordsToAdd
from flows.scales import YesNo


class Decision(Choice):
    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known yet"


class WhyNot(Choice):
    """Reasons for a No that a stranger would accept; for some of them the line must be written."""

    PROFESSIONAL = "professional", "A health professional said it is not"
    ADVISED = "advised", "They told us it is not needed"
    TOLD = "told", "They know already"
    OTHERS = "others", "Somebody else tells them"
    NOT_MET = "not_met", "It does not fit the rule"
    OTHER = "other", "Another reason"


class Waiting(Choice):
    HOSPITAL = "hospital", "News from the hospital"
    PROFESSIONAL = "professional", "A health professional's opinion"
    TIME = "time", "To see how long it lasts"
    FACTS = "facts", "The facts are not clear yet"
    ADVICE = "advice", "Advice on the rule"
    WISHES = "wishes", "What the person wants"
    OTHER = "other", "Something else"


class Professional(Choice):
    GP = "gp", "GP"
    HOSPITAL = "hospital", "Hospital doctor"
    NURSE = "nurse", "Nurse"
    PARAMEDIC = "paramedic", "Paramedic"
    OTHER = "other", "Another health professional"
    NOBODY = "nobody", "Nobody yet"


class DutyDecision(Record):
    """Whether this duty is to be done, and why; or what the answer waits for."""

    kind = "duty_decision"
    title = "Duty decision"
    action = "Decide"
    subject = "duty"

    duty: WhichDuty = None
    asked_because: AskedBecause = None
    law: LawSays = None
    target: OwnTarget = None
    decision: Annotated[
        Decision,
        Ask(
            "Should this be done?",
            short="To be done",
            show="duty_card",
            more="duty_rule",
            title="duty",
        ),
    ]
    reason: Annotated[
        WhyNot | None,
        Ask(
            "Why not?",
            short="Why not",
            when=When("decision", (Decision.NO,)),
            show="duty_name",
            more="duty_rule",
        ),
    ] = None
    reason_words: Annotated[
        TypedText | None,
        Ask(
            "Say why, in one line.",
            short="Why not, in words",
            when=When("reason", (WhyNot.NOT_MET, WhyNot.OTHERS, WhyNot.OTHER)),
            show="duty_name",
            private=True,
        ),
    ] = None
    waiting: Annotated[
        Waiting | None,
        Ask(
            "What does it wait for?",
            short="Waiting for",
            when=When("decision", ("unknown",)),
            show="duty_name",
        ),
    ] = None
    waiting_words: Annotated[
        TypedText | None,
        Ask(
            "Say what, in one line.",
            short="Waiting for, in words",
            when=When("waiting", (Waiting.OTHER,)),
            show="duty_name",
            private=True,
        ),
    ] = None
    turns_on_opinion: Annotated[
        YesNo | None,
        Ask(
            "Does it turn on a health professional's opinion?",
            short="Turns on a professional's opinion",
            when=When("decision", (Decision.YES, Decision.NO)),
            computed="duty_opinion",
            steers=True,
        ),
    ] = None
    said_by: Annotated[
        Professional | None,
        Ask(
            "Which health professional gave their opinion?",
            short="Opinion from",
            when=When("turns_on_opinion", (YesNo.YES,)),
            show="duty_name",
        ),
    ] = None
    said_at: Annotated[
        datetime | None,
        Ask(
            "When did they say it?",
            short="Opinion given at",
            show="duty_name",
            when=When("said_by", tuple(p for p in Professional if p != Professional.NOBODY)),
        ),
    ] = None

    said_name: Annotated[
        TypedText | None,
        Ask(
            "What are their name and job?",
            short="Opinion from, name",
            extra=True,
            when=When("said_by", tuple(p for p in Professional if p != Professional.NOBODY)),
            private=True,
        ),
    ] = None
    said_words: Annotated[
        TypedText | None,
        Ask(
            "What did they say?",
            short="Opinion",
            extra=True,
            when=When("said_by", tuple(p for p in Professional if p != Professional.NOBODY)),
            private=True,
        ),
    ] = None
    words: WordsToAdd = None
