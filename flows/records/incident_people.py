"""What an incident report asks where it is about people: missing, upset, badly treated, hurt."""

from typing import Annotated

from flows.question import Ask, Choice, TypedText, When
from flows.scales import What, YesNoUnsure

MISSING = When("what", (What.MISSING,))
BEHAVIOUR = When("what", (What.BEHAVIOUR,))
TREATMENT = When("what", (What.TREATMENT,))
RESTRAINT = When("what", (What.RESTRAINT,))


class FoundNow(Choice):
    SAFE = "safe", "Yes, and safe"
    HURT = "hurt", "Yes, hurt or unwell"
    NO = "no", "No, still missing"
    NOT_SURE = "not_sure", "Not sure"


class Involved(Choice):
    ALONE = "alone", "One person alone"
    RESIDENTS = "residents", "People who live here"
    STAFF = "staff", "A person and staff"
    VISITOR = "visitor", "A person and a visitor"
    OTHER = "other", "Somebody else"
    NOT_SURE = "not_sure", "Not sure"


class WorryKind(Choice):
    HIT = "hit", "Hit, hurt or held"
    SEXUAL = "sexual", "Sexual"
    WORDS = "words", "Shouted at or put down"
    NEGLECT = "neglect", "Left without care"
    MONEY = "money", "Money or things"
    LOCKED = "locked", "Locked in or kept apart"
    MARK = "mark", "A mark nobody can explain"
    UNFAIR = "unfair", "Treated worse than others"
    SELF = "self", "Not looking after themselves"
    HOME = "home", "By family or at home"
    SERVICE = "service", "How the whole service works"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class RestraintKind(Choice):
    RAILS = "rails", "Bed rails"
    HELD = "held", "Held by hand"
    CHAIR = "chair", "Chair, belt or table"
    DOOR = "door", "Locked door or gate"
    MEDICINE = "medicine", "Medicine to calm"
    SENSOR = "sensor", "Alarm or camera"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class WentTo(Choice):
    """What followed for somebody who works here or visits: what RIDDOR turns on."""

    STAYED = "stayed", "Carried on"
    HOME = "home", "Went home"
    GP = "gp", "Saw a GP or pharmacist"
    HOSPITAL = "hospital", "Taken to hospital"
    OFF_WORK = "off_work", "Off work because of it"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class StaffCause(Choice):
    VIOLENCE = "violence", "Hit, kicked or threatened"
    MOVING = "moving", "Moving somebody or something"
    SLIP = "slip", "Slip, trip or fall"
    SHARP = "sharp", "Needle or sharp"
    HOT = "hot", "Burn or chemical"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


Found = Annotated[
    FoundNow | None,
    Ask(
        "Has the person been found?",
        short="Found",
        when=MISSING,
        severe=(FoundNow.HURT, FoundNow.NO, FoundNow.NOT_SURE),
        show="first_aid",
    ),
]

Called999 = Annotated[
    YesNoUnsure | None,
    Ask(
        "Has 999 been called?",
        short="999 called",
        when=When("found", (FoundNow.NO, FoundNow.NOT_SURE)),
        show="first_aid",
    ),
]

Herbert = Annotated[
    YesNoUnsure | None,
    Ask(
        "Has the Herbert Protocol form been handed over?",
        short="Herbert Protocol",
        extra=True,
        when=MISSING,
    ),
]

LastSeen = Annotated[
    TypedText | None,
    Ask(
        "Last seen when, where and wearing what? Codes, no names.",
        short="Last seen",
        extra=True,
        when=MISSING,
        private=True,
    ),
]

WhoInvolved = Annotated[Involved | None, Ask("Who was involved?", short="Involved", when=BEHAVIOUR)]

Before = Annotated[
    TypedText | None,
    Ask(
        "What happened just before? Facts only, no names.",
        short="Just before",
        extra=True,
        when=BEHAVIOUR,
        private=True,
    ),
]

Worried = Annotated[
    WorryKind | None,
    Ask(
        "What is your worry about?",
        short="Worry about",
        when=TREATMENT,
        severe=(WorryKind.SEXUAL,),
        show="first_aid",
    ),
]

SafeFrom = Annotated[
    YesNoUnsure | None,
    Ask(
        "Is the person safe from it now?",
        short="Safe from it",
        when=TREATMENT,
        severe=(YesNoUnsure.NO, YesNoUnsure.NOT_SURE),
        show="first_aid",
    ),
]

Wishes = Annotated[
    TypedText | None,
    Ask(
        "What does the person want to happen? Their own words.",
        short="Their wishes",
        extra=True,
        when=TREATMENT,
        private=True,
    ),
]

Restraint = Annotated[
    RestraintKind | None, Ask("What held the person back?", short="Restraint", when=RESTRAINT)
]

Planned = Annotated[
    YesNoUnsure | None, Ask("Is it in their care plan?", short="In care plan", when=RESTRAINT)
]

WithThem = Annotated[
    YesNoUnsure | None,
    Ask(
        "Is someone with them now?",
        short="Someone with them",
        when=When("what", (What.SELF_HARM,)),
        severe=(YesNoUnsure.NO, YesNoUnsure.NOT_SURE),
    ),
]

AfterInjury = Annotated[
    tuple[WentTo, ...] | None,
    Ask(
        "What happened to them after that?",
        short="Afterwards",
        when=When("what", (What.STAFF, What.VISITOR)),
    ),
]

StaffHow = Annotated[
    StaffCause | None,
    Ask("How did it happen?", short="How", extra=True, when=When("what", (What.STAFF,))),
]
