"""Action done: an action's owner says it is done, and what shows it (domain: section 3, RCA2)."""

from datetime import date, datetime
from typing import Annotated

from flows.question import Ask, Choice, Record, TypedText, When
from flows.records.shared import WordsToAdd


class Outcome(Choice):
    """Done, or owed still: then it keeps its owner and gets a new date."""

    DONE = "done", "Yes, it is done"
    NOT_DONE = "not_done", "Not yet"


class Evidence(Choice):
    """What shows it. Being told is an answer; whoever looks back will want to see more."""

    SEEN = "seen", "I have seen it in use"
    PHOTO = "photo", "A photo"
    RECORDS = "records", "A record check"
    AUDIT = "audit", "An audit"
    PAPER = "paper", "An order, rota or document"
    EXPLAINED = "explained", "Staff could explain it"
    TOLD = "told", "Others told me"


class WhyNot(Choice):
    TIME = "time", "No time or staff for it yet"
    SUPPLY = "supply", "Waiting for a delivery"
    OTHERS = "others", "Waiting for somebody else"
    MONEY = "money", "Waiting for the money"
    HARDER = "harder", "It is harder than we thought"
    NOT_RIGHT = "not_right", "It may not be the right thing"
    OTHER = "other", "Something else"


class ActionDone(Record):
    """What was done, when, and what shows it; or why not yet, and the new date."""

    kind = "action_done"
    title = "Action done"
    action = "Say how it stands"
    subject = "agreed"

    agreed: Annotated[
        TypedText | None,
        Ask("Which action is it?", short="Action", computed="own_action", private=True),
    ] = None
    outcome: Annotated[Outcome, Ask("Is it done?", short="Done", show="own_action")]
    what: Annotated[
        TypedText | None,
        Ask("What was done?", short="What", when=When("outcome", ("done",)), private=True),
    ] = None
    done_at: Annotated[
        datetime | None,
        Ask("When was it done?", short="When", when=When("outcome", ("done",))),
    ] = None
    evidence: Annotated[
        tuple[Evidence, ...] | None,
        Ask("What shows that it is done?", short="Shown by", when=When("outcome", ("done",))),
    ] = None
    where: Annotated[
        TypedText | None,
        Ask(
            "Where can it be looked at?",
            short="Look at",
            extra=True,
            when=When("outcome", ("done",)),
            private=True,
        ),
    ] = None
    why: Annotated[
        WhyNot | None,
        Ask("What is it waiting for?", short="Waiting", when=When("outcome", ("not_done",))),
    ] = None
    new_due: Annotated[
        date | None,
        Ask("What is the new day?", short="New day", when=When("outcome", ("not_done",))),
    ] = None
    words: WordsToAdd = None
