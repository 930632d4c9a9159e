"""The near miss log: four must-answers, in under a minute (domain: record 7, flow C)."""

from datetime import datetime
from typing import Annotated

from flows.question import Ask, Choice, Record, TypedText, When


class Danger(Choice):
    NO = "no", "No, everyone is safe"
    YES = "yes", "Yes"
    NOT_SURE = "not_sure", "Not sure"


class Reached(Choice):
    """One question classifies: near miss, hazard, or incident until a senior decides."""

    STOPPED = "stopped", "No, we stopped it"
    NOT_YET = "not_yet", "Not yet, but it could"
    YES = "yes", "Yes"
    NOT_SURE = "not_sure", "Not sure"


class What(Choice):
    MEDICINE = "medicine", "Medicine"
    FALL = "fall", "Fall"
    SKIN = "skin", "Skin or injury"
    EATING = "eating", "Eating or drinking"
    MISSING = "missing", "Missing"
    BEHAVIOUR = "behaviour", "Behaviour"
    TREATMENT = "treatment", "How someone was treated"
    MOVING = "moving", "Moving or equipment"
    INFECTION = "infection", "Infection"
    RESTRAINT = "restraint", "Bed rails or restraint"
    BURN = "burn", "Burn or hot water"
    SELF_HARM = "self_harm", "Self-harm"
    ILLNESS = "illness", "Sudden illness"
    STAFF = "staff", "Staff hurt"
    VISITOR = "visitor", "Visitor"
    DATA = "data", "Records or data"
    BUILDING = "building", "Building, fire, power, water"
    CALL_BELL = "call_bell", "Call bell or staffing"
    MONEY = "money", "Money or property"
    VISIT = "visit", "Late or missed visit"
    NO_REPLY = "no_reply", "No reply at the door"
    KEYS = "keys", "Keys or access"
    LONE = "lone", "Working alone"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class Potential(Choice):
    NOT_BAD = "not_bad", "Not bad"
    SOME_HARM = "some_harm", "Some harm"
    VERY_BAD = "very_bad", "Very bad"
    NOT_SURE = "not_sure", "Not sure"


class Stopped(Choice):
    TOOK_AWAY = "took_away", "Took it away"
    CHECKED = "checked", "Checked the chart"
    TOLD = "told", "Told the senior"
    MOVED = "moved", "Moved the person"
    STAYED = "stayed", "Stayed with them"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class MadeSafe(Choice):
    FIXED = "fixed", "Fixed it"
    TOOK_AWAY = "took_away", "Took it away"
    WARNED = "warned", "Warned others"
    TOLD = "told", "Told the senior"
    NOT_YET = "not_yet", "Nothing yet"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class FirstHelp(Choice):
    CHECKED = "checked", "Checked the person"
    TOLD = "told", "Told the senior"
    CALLED = "called", "Called for advice"
    STOPPED = "stopped", "Stopped it"
    STAYED = "stayed", "Stayed with them"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class Noticed(Choice):
    ME = "me", "I noticed"
    COLLEAGUE = "colleague", "A colleague"
    PERSON = "person", "The person or family"
    CHECK = "check", "A check"
    LUCK = "luck", "Luck"
    OTHER = "other", "Another way"
    NOT_SURE = "not_sure", "Not sure"


class Factor(Choice):
    BUSY = "busy", "Busy or interrupted"
    NEW = "new", "New to it, not shown how"
    NOT_TOLD = "not_told", "Not told, or notes unclear"
    ALIKE = "alike", "Looks or sounds alike"
    EQUIPMENT = "equipment", "Equipment or app"
    PLACE = "place", "Light, noise, layout"
    NEEDS = "needs", "The person's needs changed"
    TIRED = "tired", "Tired or unwell"
    OUTSIDE = "outside", "Pharmacy, GP, hospital, family"
    RULE = "rule", "Rule hard to follow"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class Often(Choice):
    FIRST = "first", "First time I saw it"
    SOMETIMES = "sometimes", "Sometimes"
    OFTEN = "often", "Often"
    NOT_SURE = "not_sure", "Not sure"


class NearMissLog(Record):
    """What nearly happened, what could have happened, what stopped it, how it was caught."""

    kind = "near_miss_log"
    title = "Near miss log"

    in_danger: Annotated[
        Danger,
        Ask(
            "Is anyone in danger right now?",
            short="In danger",
            alarm=(Danger.YES, Danger.NOT_SURE),
        ),
    ]
    reached: Annotated[Reached, Ask("Did it reach the person?", short="Reached the person")]
    what: Annotated[What, Ask("What is it about?", short="What", fact="category")]
    potential: Annotated[
        Potential,
        Ask(
            "If nobody had noticed, how bad could it have been?",
            short="Could have been",
            fact="potential",
        ),
    ]
    stopped: Annotated[
        Stopped | None,
        Ask("What did you do to stop it?", short="Stopped by", when=When("reached", ("stopped",))),
    ] = None
    made_safe: Annotated[
        MadeSafe | None,
        Ask("What have you done about it?", short="Done", when=When("reached", ("not_yet",))),
    ] = None
    first_help: Annotated[
        FirstHelp | None,
        Ask(
            "What did you do first?", short="Done first", when=When("reached", ("yes", "not_sure"))
        ),
    ] = None
    noticed: Annotated[Noticed, Ask("How was it noticed?", short="Noticed")]
    unit: Annotated[
        str | None,
        Ask("Where was it?", short="Where", extra=True, source="units", fact="unit"),
    ] = None
    happened_at: Annotated[
        datetime | None, Ask("When did it happen?", short="When", extra=True, fact="happened_at")
    ] = None
    resident: Annotated[
        str | None,
        Ask(
            "Which person? Choose their code.",
            short="Who",
            extra=True,
            source="residents",
            fact="resident",
            private=True,
        ),
    ] = None
    medicine: Annotated[
        TypedText | None,
        Ask(
            "Which medicine was it?",
            short="Which medicine",
            extra=True,
            when=When("what", ("medicine",)),
            private=True,
        ),
    ] = None
    words: Annotated[
        TypedText | None,
        Ask(
            "Tell it in your own words. Codes, no names.",
            short="In your own words",
            extra=True,
            private=True,
        ),
    ] = None
    factors: Annotated[
        tuple[Factor, ...] | None,
        Ask("What made it easier to happen?", short="What made it easier", extra=True),
    ] = None
    often: Annotated[
        Often | None, Ask("Does this happen often?", short="How often", extra=True)
    ] = None
    concerns: Annotated[
        str | None,
        Ask(
            "Which colleague should not handle this?",
            short="Keep it from",
            extra=True,
            source="staff",
            fact="concerns",
            private=True,
        ),
    ] = None
