"""A duty done: what was done for one duty, when and how, with its reference (domain: record 4).

A duty of several steps is filed as often as steps are done, so that each step has its time.
"""

from datetime import datetime
from typing import Annotated

from flows.question import Ask, Choice, Record, TypedText, When
from flows.records.duty_rule import LawSays, OwnTarget, WhichDuty
from flows.records.shared import WordsToAdd
from flows.scales import YesNo


class How(Choice):
    PORTAL = "portal", "Online form"
    PHONE = "phone", "By phone"
    IN_PERSON = "in_person", "In person"
    LETTER = "letter", "Letter"
    EMAIL = "email", "E-mail"
    OTHER = "other", "Another way"


class Outcome(Choice):
    """Done, or owed still: then it keeps its owner and its time."""

    DONE = "done", "Yes, all of it"
    PARTLY = "partly", "No, some is still owed"


class WhyLeft(Choice):
    NOT_REACHED = "not_reached", "They could not be reached"
    DECLINED = "declined", "They did not want it"
    NOT_FIT = "not_fit", "It does not fit here"
    OTHER = "other", "Another reason"


class DutyDone(Record):
    """What was done, when, how, and which steps are left and why."""

    kind = "duty_done"
    title = "Duty done"
    action = "Say what was done"
    subject = "duty"

    duty: WhichDuty = None
    law: LawSays = None
    target: OwnTarget = None
    done_at: Annotated[
        datetime, Ask("When was it done?", short="Done at", show="duty_card", more="duty_rule")
    ]
    how: Annotated[How, Ask("How was it done?", short="How", show="duty_name")]
    has_steps: Annotated[
        YesNo | None,
        Ask(
            "Does it have several steps?",
            short="Several steps",
            computed="duty_has_steps",
            steers=True,
        ),
    ] = None
    steps: Annotated[
        tuple[str, ...] | None,
        Ask(
            "Which steps are done now?",
            short="Steps done",
            source="duty_steps",
            when=When("has_steps", (YesNo.YES,)),
            show="duty_steps",
        ),
    ] = None
    outcome: Annotated[Outcome, Ask("Is it all done now?", short="All done", show="duty_name")]
    left_out: Annotated[
        YesNo | None,
        Ask(
            "Are steps left out?",
            short="Steps left out",
            when=When("outcome", (Outcome.DONE,)),
            computed="duty_left_out",
            steers=True,
        ),
    ] = None
    why_left: Annotated[
        WhyLeft | None,
        Ask(
            "Some steps are not ticked. Why are they left out?",
            short="Left out because",
            show="duty_name",
            when=When("left_out", (YesNo.YES,)),
        ),
    ] = None
    tried: Annotated[
        TypedText | None,
        Ask(
            "What was tried, and when? One line.",
            short="Tried",
            show="duty_name",
            when=When("left_out", (YesNo.YES,)),
            private=True,
        ),
    ] = None

    reference: Annotated[
        TypedText | None,
        Ask("Which reference number did they give you?", short="Reference number", extra=True),
    ] = None
    who: Annotated[
        str | None,
        Ask("Was it done by somebody else?", short="Done by", extra=True, source="staff"),
    ] = None
    told_whom: Annotated[
        TypedText | None,
        Ask("Who was told, and what did they say?", short="Told", extra=True, private=True),
    ] = None
    words: WordsToAdd = None
