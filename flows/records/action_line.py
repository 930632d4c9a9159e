"""One action of a record: what, how strong, whose, by when, and how we will know it worked."""

from datetime import date
from typing import Annotated

from flows.investigating import Cause
from flows.question import Ask, Choice, Part, TypedText
from flows.strength import ActionKind


class Measure(Choice):
    """How we will know. The last is an honest answer, and is seen as a gap."""

    FEWER = "fewer", "Fewer of these events"
    WATCH = "watch", "We watch it being done"
    RECORDS = "records", "We check records"
    AUDIT = "audit", "An audit"
    STAFF = "staff", "Staff can explain it"
    PERSON = "person", "We ask the person or family"
    WORKS = "works", "It is there and works"
    NOT_YET = "not_yet", "Not decided yet"


class ActionLine(Part):
    """An action with an owner and a date becomes a step that is owed until it is done."""

    what: Annotated[TypedText, Ask("What will be done?", short="What", private=True)]
    way: Annotated[
        ActionKind,
        Ask("What kind of change is it?", short="Kind", show="strength", tells_reporter=True),
    ]
    cause: Annotated[
        Cause | None, Ask("Which cause does it deal with?", short="Deals with", show="strength")
    ] = None
    owner: Annotated[str, Ask("Who will see to it?", short="Owner", source="staff")]
    due: Annotated[date, Ask("By which day?", short="By")]
    measure: Annotated[Measure, Ask("How will you know it worked?", short="We will know by")]
    sign: Annotated[
        TypedText | None,
        Ask("What exactly will you look for?", short="We look for", extra=True, private=True),
    ] = None
