"""The speak-up report: a worry about how a colleague or a manager acts (domain: section 7).

It goes round the line. Nothing here raises the usual alarm: that would tell the very people whom
the worry may be about.
"""

from datetime import datetime
from typing import Annotated

from flows.question import Ask, Choice, Record, TypedText, When
from flows.records.shared import Resident
from flows.scales import YesNo, YesNoUnsure


class Worry(Choice):
    TREATMENT = "treatment", "How someone was treated"
    UNSAFE = "unsafe", "Unsafe work"
    NEGLECT = "neglect", "Care that is not given"
    MONEY = "money", "Money or belongings"
    MEDICINES = "medicines", "Medicines going missing"
    RECORDS = "records", "Records that are not true"
    STAFF = "staff", "How staff are treated"
    SILENCE = "silence", "Told to keep quiet"
    UNWELL = "unwell", "Not fit for work"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class Known(Choice):
    SAW = "saw", "I saw or heard it"
    TOLD = "told", "Somebody told me"
    FOUND = "found", "I found signs of it"
    NOT_SURE = "not_sure", "Not sure"


class Reach(Choice):
    CHAT = "chat", "Here in the chat"
    PHONE = "phone", "By phone"
    MEET = "meet", "In person, away from work"
    OTHER = "other", "Another way"


class SpeakUpReport(Record):
    """What the worry is, whether anyone is at risk, and what may be done with a name."""

    kind = "speak_up_report"
    title = "Speak up"
    action = "Speak up"

    at_risk: Annotated[
        YesNoUnsure,
        Ask(
            "Is anyone at risk right now?",
            short="At risk now",
            severe=(YesNoUnsure.YES, YesNoUnsure.NOT_SURE),
            show="contacts",
        ),
    ]
    worry: Annotated[Worry, Ask("What is your worry about?", short="Worry about")]
    about: Annotated[
        str | None,
        Ask(
            "Who is it about? They will not see it.",
            short="Who it is about",
            source="staff",
            fact="concerns",
            private=True,
        ),
    ] = None
    words: Annotated[TypedText, Ask("What worries you?", short="In your own words", private=True)]
    use_name: Annotated[YesNo, Ask("May we use your name?", short="Use my name")]
    contact: Annotated[
        YesNo, Ask("May the person who reads this contact you?", short="May contact me")
    ]
    reach: Annotated[
        Reach | None,
        Ask("How may they reach you?", short="Reach me", when=When("contact", ("yes",))),
    ] = None
    known: Annotated[
        Known | None, Ask("How do you know about it?", short="How I know", extra=True)
    ] = None
    happened_at: Annotated[
        datetime | None, Ask("When was it?", short="When", extra=True, fact="happened_at")
    ] = None
    resident: Resident = None
    told_before: Annotated[
        YesNoUnsure | None,
        Ask("Have you told anyone here before?", short="Told before", extra=True),
    ] = None
    afraid: Annotated[
        TypedText | None,
        Ask(
            "Are you afraid of anything that may follow?",
            short="Afraid of",
            extra=True,
            private=True,
        ),
    ] = None
