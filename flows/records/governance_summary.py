"""The governance summary: was it done, what shows it, did it help (domain: record 6)?

The audit lead concludes an incident with it, the registered manager a learning. What somebody
only says is done is no evidence here.
"""

from datetime import date
from typing import Annotated

from flows.question import Ask, Choice, Part, Record, TypedText, When
from flows.records.shared import DidNotWork, WordsToAdd
from flows.scales import YesNo


class Done(Choice):
    ALL = "all", "Yes, all of them"
    SOME = "some", "Some of them"
    NONE = "none", "None yet"
    NO_ACTIONS = "no_actions", "There were none to do"


class Evidence(Choice):
    """What the reader has seen for themselves."""

    SEEN = "seen", "I saw it in use"
    RECORDS = "records", "I checked records"
    PHOTO = "photo", "I saw a photo"
    AUDIT = "audit", "I saw an audit"
    PAPER = "paper", "I saw the order, rota or paper"
    EXPLAINED = "explained", "Staff showed or explained it"
    NOTHING = "nothing", "Nothing to see yet"


class Effect(Choice):
    BETTER = "better", "Better"
    SAME = "same", "No change"
    WORSE = "worse", "Worse"
    EARLY = "early", "Too early to say"
    NOT_MEASURED = "not_measured", "It was not measured"


class Repeats(Choice):
    NONE = "none", "No"
    ONE = "one", "Once"
    MORE = "more", "More than once"
    NOT_SURE = "not_sure", "Not sure"


class InTime(Choice):
    YES = "yes", "Yes, all of it"
    SOME_LATE = "some_late", "Some of it was late"
    LATE = "late", "Most of it was late"
    OVERDUE = "overdue", "Some is still overdue"


class WhyLate(Choice):
    STAFF = "staff", "No time or staff"
    AWAY = "away", "Somebody was away"
    OUTSIDE = "outside", "Waiting for others outside"
    SUPPLY = "supply", "Waiting for a delivery or money"
    NOT_TOLD = "not_told", "The owner did not know"
    HARDER = "harder", "Harder than we thought"
    OTHER = "other", "Something else"


class Embedded(Choice):
    YES = "yes", "Yes"
    MOSTLY = "mostly", "Mostly"
    NO = "no", "No"
    NOT_SURE = "not_sure", "Not sure"


class Apart(Choice):
    """Whoever looked into it does not judge it; a small home says how it helped itself."""

    YES = "yes", "No, I took no part"
    PROVIDER = "provider", "Yes, the provider read it too"
    PEER = "peer", "Yes, another home read it too"
    NOBODY = "nobody", "Yes, nobody else could"


class Further(Choice):
    """Whom it was taken to, outside the line of those who have it. Nobody is told by this."""

    NOBODY = "nobody", "Nobody, it stays here"
    PROVIDER = "provider", "The provider"
    COMMISSIONER = "commissioner", "The commissioner"
    SAFEGUARDING = "safeguarding", "Local safeguarding"
    CQC = "cqc", "CQC"
    OTHER = "other", "Somebody else"


class Outcome(Choice):
    """Where the case goes next; every one of these has a target in the pathway."""

    CLOSE = "close", "It worked: close it"
    AGAIN = "again", "Look again later"
    REOPEN = "reopen", "It did not work: open it again"


class ActionSeen(Part):
    """One action, and what was seen for it."""

    action: Annotated[
        TypedText | None,
        Ask("Which action is it?", short="Agreed", computed="actions_to_see", private=True),
    ] = None
    evidence: Annotated[
        tuple[Evidence, ...],
        Ask("What have you seen for it?", short="Evidence seen", show="this_action"),
    ]


class GovernanceSummary(Record):
    """Actions and the evidence for each, the effect, repeats, times, lessons, the decision."""

    kind = "governance_summary"
    title = "Governance summary"
    action = "Look back and decide"
    edition = 2

    apart: Annotated[Apart, Ask("Did you take part in looking into it?", short="Took part")]
    done: Annotated[Done, Ask("Are the actions done?", short="Actions done", show="actions")]
    seen: Annotated[
        tuple[ActionSeen, ...],
        Ask("Which actions were agreed?", short="Action", computed="actions_to_see", each=True),
    ] = ()
    effect: Annotated[Effect, Ask("What does the measure say?", short="Effect")]
    repeats: Annotated[
        Repeats, Ask("Has it happened again since?", short="Repeats since", show="similar")
    ]
    embedded: Annotated[
        Embedded, Ask("Is it now how everybody works?", short="How everybody works")
    ]
    in_time: Annotated[InTime, Ask("Was it all done in time?", short="In time")]
    why_late: Annotated[
        tuple[WhyLate, ...] | None,
        Ask(
            "What made it late?",
            short="Late because",
            when=When("in_time", ("some_late", "late", "overdue")),
        ),
    ] = None
    lessons: Annotated[
        TypedText, Ask("What did we learn? One sentence, no names.", short="Learned", private=True)
    ]
    outcome: Annotated[Outcome, Ask("What should happen next?", short="Next")]
    unseen: Annotated[
        YesNo | None,
        Ask(
            "Does it close with nothing seen for an action?",
            short="Closed unseen",
            computed="closes_unseen",
            steers=True,
        ),
    ] = None
    why_unseen: Annotated[
        TypedText | None,
        Ask(
            "Nothing is seen for an action. Why close it?",
            short="Closed all the same",
            when=When("unseen", (YesNo.YES,)),
            show="actions",
            private=True,
        ),
    ] = None
    next_on: Annotated[
        date | None,
        Ask(
            "When should it be looked at again?",
            short="Next date",
            when=When("outcome", ("again",)),
        ),
    ] = None
    why: DidNotWork = None
    further: Annotated[
        tuple[Further, ...] | None,
        Ask("Who else have you taken it to?", short="Taken further to", extra=True),
    ] = None
    measure: Annotated[
        TypedText | None,
        Ask("What does the measure show, in numbers?", short="Measure", extra=True, private=True),
    ] = None
    overdue: Annotated[
        TypedText | None,
        Ask(
            "What is overdue, and who has it?",
            short="Overdue",
            extra=True,
            when=When("in_time", ("overdue",)),
            private=True,
        ),
    ] = None
    words: WordsToAdd = None
