"""The investigation report: what happened, what made it easier, what will change (domain: record 5,
flow F).

A quick review answers the line and skips what it has not looked at; whatever it skips is named
before it is sent, and kept with it. No question asks who is to blame.
"""

from datetime import date, datetime
from typing import Annotated

from flows.investigating import (
    Answer,
    Asked,
    Cause,
    Compared,
    FiledAnyway,
    Flag,
    HarmReason,
    LookBack,
    Reader,
    Scope,
    Source,
    Usual,
    Well,
)
from flows.question import Ask, Part, Record, TypedText, When
from flows.records.action_line import ActionLine
from flows.records.shared import WordsToAdd
from flows.scales import Distress, Harm


class TimelineLine(Part):
    """One thing that happened, and where it is known from."""

    when: Annotated[datetime, Ask("When was it?", short="When")]
    what: Annotated[
        TypedText, Ask("What happened then? Facts, no names.", short="What", private=True)
    ]
    source: Annotated[Source, Ask("Where do you know it from?", short="Known from")]


class CauseLine(Part):
    """One thing that made it easier to happen, what shows it, and what is done about it."""

    cause: Annotated[Cause, Ask("What made it easier to happen?", short="Made it easier")]
    what: Annotated[TypedText, Ask("What was it? Facts, no names.", short="What", private=True)]
    source: Annotated[Source, Ask("What shows it?", short="Shown by")]
    answer: Annotated[Answer, Ask("Will you act on it?", short="Acted on")]


class InvestigationReport(Record):
    """Timeline, causes, findings and actions, with what is still weak about them."""

    kind = "investigation_report"
    title = "Investigation report"
    action = "Look into it"

    scope: Annotated[tuple[Scope, ...], Ask("What do you look into?", short="Looked into")]
    timeline: Annotated[
        tuple[TimelineLine, ...], Ask("Add another line to the timeline?", short="Timeline")
    ]
    should: Annotated[
        TypedText, Ask("What should happen? One sentence.", short="Should happen", private=True)
    ]
    usual: Annotated[Usual, Ask("And what happens on most days?", short="On most days")]
    usual_words: Annotated[
        TypedText | None,
        Ask(
            "What happens on most days?",
            short="In fact",
            when=When("usual", ("sometimes", "often")),
            private=True,
        ),
    ] = None
    causes: Annotated[
        tuple[CauseLine, ...], Ask("Did anything else make it easier?", short="Cause")
    ]
    well: Annotated[
        tuple[Well, ...] | None,
        Ask("What went well, or stopped it being worse?", short="Went well"),
    ] = None
    similar: Annotated[
        LookBack | None,
        Ask("What do the others like it tell you?", short="Others like it", show="similar"),
    ] = None
    staff_asked: Annotated[Asked, Ask("Were the staff who were there asked?", short="Staff asked")]
    person_asked: Annotated[
        Asked, Ask("Were the person or family asked?", short="Person or family asked")
    ]
    compared: Annotated[
        Compared | None,
        Ask("Did you hold this report against other records?", short="Records compared"),
    ] = None
    difference: Annotated[
        TypedText | None,
        Ask(
            "Where do they differ?",
            short="They differ",
            when=When("compared", ("disagree",)),
            private=True,
        ),
    ] = None
    findings: Annotated[
        TypedText, Ask("What did you find? Facts, no names.", short="Found", private=True)
    ]
    actions: Annotated[
        tuple[ActionLine, ...],
        Ask(
            "Add another action?",
            short="Action",
            first="Is there anything to change?",
            show="strength",
        ),
    ] = ()
    harm: Annotated[Harm, Ask("How bad was the harm, as known now?", short="Harm", fact="harm")]
    harm_reason: Annotated[HarmReason, Ask("What is that based on?", short="Harm based on")]
    check_on: Annotated[
        date | None, Ask("When will you check that it worked?", short="Check on")
    ] = None
    flags: Annotated[
        tuple[Flag, ...],
        Ask("What is still weak?", short="Still weak", computed="weak_investigation"),
    ] = ()
    why_file_anyway: Annotated[
        FiledAnyway | None,
        Ask(
            "Some things are still weak. Why send it now?",
            short="Sent all the same",
            when=When("flags", tuple(flag.value for flag in Flag)),
            show="weak_investigation",
        ),
    ] = None
    why_words: Annotated[
        TypedText | None,
        Ask(
            "What is the reason?",
            short="Reason",
            when=When("why_file_anyway", ("other",)),
            private=True,
        ),
    ] = None
    staff_view: Annotated[
        TypedText | None,
        Ask(
            "What do the staff say made it easier?", short="Staff's view", extra=True, private=True
        ),
    ] = None
    person_view: Annotated[
        TypedText | None,
        Ask(
            "What do the person or family say?",
            short="Person's or family's view",
            extra=True,
            private=True,
        ),
    ] = None
    similar_words: Annotated[
        TypedText | None,
        Ask("What do the others have in common?", short="In common", extra=True, private=True),
    ] = None
    distress: Annotated[
        Distress | None, Ask("How upset was the person by it?", short="Distress", extra=True)
    ] = None
    readers: Annotated[
        tuple[Reader, ...] | None, Ask("Who has read a draft?", short="Draft read by", extra=True)
    ] = None
    words: WordsToAdd = None
