"""The clinical communication log: the senior's call for advice (domain: record 3, flow D).

It keeps what was seen, said and decided, and goes to the manager; where it may have reached nobody,
the senior may say that it was a near miss. A NEWS2 score is written down as the home worked it out;
nothing is worked out from it here, and no advice follows from it.
"""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from flows.question import Ask, Record, TypedText, When
from flows.records.care_record_entry import FamilyTold
from flows.records.clinical_choices import (
    Advice,
    CarePlan,
    Checked,
    Decision,
    Flag,
    Handed,
    Outcome,
    SpokeTo,
    State,
    WhyNone,
)
from flows.records.shared import WordsToAdd
from flows.scales import Harm, Potential, YesNo

CALLED = When("advice", tuple(each for each in Advice if each != Advice.NONE))


class ClinicalCommunicationLog(Record):
    """How the person is, who was asked for advice, what was decided, and what it may mean."""

    kind = "clinical_communication_log"
    title = "Clinical communication log"

    state: Annotated[
        State,
        Ask("How is the person now?", short="How they are", severe=(State.WORSE, State.DIED)),
    ]
    checked: Annotated[tuple[Checked, ...], Ask("What has been checked?", short="Checked")]
    advice: Annotated[Advice, Ask("Who have you asked for advice?", short="Advice from")]
    why_none: Annotated[
        WhyNone | None,
        Ask(
            "Why is no advice needed?",
            short="Why none needed",
            when=When("advice", (Advice.NONE,)),
        ),
    ] = None
    spoke_to: Annotated[
        SpokeTo | None, Ask("Who answered your call?", short="Spoke to", when=CALLED)
    ] = None
    called_at: Annotated[
        datetime | None, Ask("When did you call?", short="Called at", when=CALLED)
    ] = None
    decision: Annotated[
        tuple[Decision, ...] | None, Ask("What was decided?", short="Decision", when=CALLED)
    ] = None
    read_back: Annotated[
        YesNo | None, Ask("Did you read it back to them?", short="Read back", when=CALLED)
    ] = None
    review_at: Annotated[
        datetime | None,
        Ask("When will you check again?", short="Check again", when=CALLED, ahead=True),
    ] = None
    harm: Annotated[Harm, Ask("How much harm so far?", short="Harm so far", fact="harm")]
    potential: Annotated[
        Potential,
        Ask("How bad could it have been?", short="Could have been", fact="potential"),
    ]
    flags: Annotated[tuple[Flag, ...], Ask("Is it about any of these?", short="Also about")]
    reached_nobody: Annotated[
        YesNo | None,
        Ask(
            "May it have reached nobody?",
            short="May be a near miss",
            computed="reached_nobody",
            steers=True,
        ),
    ] = None
    outcome: Annotated[
        Outcome | None,
        Ask(
            "What should happen next?",
            short="Next",
            when=When("reached_nobody", (YesNo.YES,)),
        ),
    ] = None

    situation: Annotated[
        TypedText | None,
        Ask(
            "Situation: what is happening now?",
            short="Situation",
            extra=True,
            when=CALLED,
            private=True,
        ),
    ] = None
    background: Annotated[
        TypedText | None,
        Ask(
            "Background: what should they know about the person?",
            short="Background",
            extra=True,
            when=CALLED,
            private=True,
        ),
    ] = None
    assessment: Annotated[
        TypedText | None,
        Ask(
            "Assessment: what did you find?",
            short="Assessment",
            extra=True,
            private=True,
        ),
    ] = None
    recommendation: Annotated[
        TypedText | None,
        Ask(
            "Recommendation: what did you ask them for?",
            short="Recommendation",
            extra=True,
            when=CALLED,
            private=True,
        ),
    ] = None
    decided: Annotated[
        TypedText | None,
        Ask(
            "What did they say to do, in their words?",
            short="In their words",
            extra=True,
            when=CALLED,
            private=True,
        ),
    ] = None
    call_back_if: Annotated[
        TypedText | None,
        Ask(
            "Call back if what happens?",
            short="Call back if",
            extra=True,
            when=CALLED,
            private=True,
        ),
    ] = None
    answered_by: Annotated[
        TypedText | None,
        Ask(
            "Who was that? Their name, or their role.",
            short="Who answered",
            extra=True,
            when=CALLED,
            private=True,
        ),
    ] = None
    service: Annotated[
        TypedText | None,
        Ask(
            "Which surgery or service did you call?",
            short="Surgery or service",
            extra=True,
            when=CALLED,
            private=True,
        ),
    ] = None
    number: Annotated[
        TypedText | None,
        Ask(
            "Which number did you call?",
            short="Number called",
            extra=True,
            when=CALLED,
            private=True,
        ),
    ] = None
    answered_at: Annotated[
        datetime | None,
        Ask("When did they answer?", short="Answered at", extra=True, when=CALLED),
    ] = None
    news2: Annotated[
        int | None,
        Field(ge=0, le=20),
        Ask("What is the NEWS2 score, if you use it?", short="NEWS2 score", extra=True),
    ] = None
    care_plan: Annotated[
        CarePlan | None,
        Ask("Is there a treatment plan or DNACPR?", short="Treatment plan", extra=True),
    ] = None
    family: Annotated[
        FamilyTold | None, Ask("Has the family been told?", short="Family told", extra=True)
    ] = None
    handed: Annotated[
        Handed | None,
        Ask("How did you tell the registered manager?", short="Manager told", extra=True),
    ] = None
    words: WordsToAdd = None
