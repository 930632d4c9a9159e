"""What an incident report asks of falls, injuries, choking and illness."""

from typing import Annotated

from flows.question import Ask, Choice, TypedText, When
from flows.scales import What, YesNoUnsure

FALL = When("what", (What.FALL,))


class HitHead(Choice):
    NO = "no", "No"
    YES = "yes", "Yes"
    UNSEEN = "unseen", "Nobody saw it"
    NOT_SURE = "not_sure", "Not sure"


class HowFell(Choice):
    FOUND = "found", "Found on the floor"
    SEEN = "seen", "Somebody saw it"
    LOWERED = "lowered", "Lowered to the floor"
    ROLLED = "rolled", "Rolled or slid down"
    NOT_SURE = "not_sure", "Not sure"


class Moved(Choice):
    NO = "no", "No, not moved"
    SELF = "self", "They got up themselves"
    HELPED = "helped", "Staff helped them up"
    LIFTED = "lifted", "Hoist or lifting aid"
    CREW = "crew", "Ambulance crew"
    NOT_SURE = "not_sure", "Not sure"


class Injury(Choice):
    NONE = "none", "None that I can see"
    BRUISE = "bruise", "Bruise"
    SKIN_TEAR = "skin_tear", "Skin tear"
    CUT = "cut", "Cut or graze"
    BROKEN_BONE = "broken_bone", "Maybe a broken bone"
    PRESSURE = "pressure", "Pressure sore"
    PRESSURE_DEEP = "pressure_deep", "Deep pressure sore"
    SWELLING = "swelling", "Swelling"
    BURN = "burn", "Burn or scald"
    BITE = "bite", "Bite or scratch"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


PRESSURE = (Injury.PRESSURE, Injury.PRESSURE_DEEP)
INJURIES = tuple(each for each in Injury if each not in (Injury.NONE, Injury.NOT_SURE))


class BodyPart(Choice):
    HEAD = "head", "Head"
    ARM = "arm", "Arm"
    HAND = "hand", "Hand"
    LEG = "leg", "Leg"
    HIP = "hip", "Hip"
    BOTTOM = "bottom", "Bottom or lower back"
    FACE = "face", "Face or mouth"
    NECK = "neck", "Neck"
    SHOULDER = "shoulder", "Shoulder"
    CHEST = "chest", "Chest"
    TUMMY = "tummy", "Tummy"
    BACK = "back", "Upper back"
    PRIVATE = "private", "Private parts"
    FOOT = "foot", "Foot or heel"
    NOT_SURE = "not_sure", "Not sure"


class Side(Choice):
    LEFT = "left", "Left"
    RIGHT = "right", "Right"
    BOTH = "both", "Both"
    MIDDLE = "middle", "Middle"
    NOT_SURE = "not_sure", "Not sure"


class Grade(Choice):
    ONE = "1", "Category 1"
    TWO = "2", "Category 2"
    THREE = "3", "Category 3"
    FOUR = "4", "Category 4"
    UNSTAGEABLE = "unstageable", "Unstageable"
    DEEP = "deep", "Deep tissue injury"
    NOT_SURE = "not_sure", "Not sure"


class EatingKind(Choice):
    CHOKING = "choking", "Choking"
    COUGHING = "coughing", "Coughing on food or drink"
    TEXTURE = "texture", "Wrong texture or thickness"
    ALLERGY = "allergy", "Allergy or wrong food"
    TOO_LITTLE = "too_little", "Too little food or drink"
    NOT_FOOD = "not_food", "Swallowed something not food"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class IllnessKind(Choice):
    STROKE = "stroke", "Signs of a stroke"
    CHEST = "chest", "Chest pain"
    BREATHING = "breathing", "Hard to breathe"
    SEIZURE = "seizure", "Seizure or fit"
    DROWSY = "drowsy", "Drowsy or confused"
    DIED = "died", "The person died"
    SUGAR = "sugar", "High or low blood sugar"
    FEVER = "fever", "Fever or infection"
    BLEEDING = "bleeding", "Bleeding"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class InfectionKind(Choice):
    STOMACH = "stomach", "Sickness or diarrhoea"
    CHEST = "chest", "Cough or chest"
    FEVER = "fever", "Fever"
    SKIN = "skin", "Skin, rash or wound"
    WATER = "water", "Water infection"
    NEEDLE = "needle", "Needle or sharp injury"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


Head = Annotated[
    HitHead | None,
    Ask(
        "Did they hit their head?",
        short="Hit their head",
        when=FALL,
        severe=(HitHead.YES,),
        show="first_aid",
    ),
]

Thinners = Annotated[
    YesNoUnsure | None,
    Ask(
        "Do they take blood thinners?",
        short="Blood thinners",
        when=When("head", (HitHead.YES, HitHead.UNSEEN, HitHead.NOT_SURE)),
        severe=(YesNoUnsure.YES,),
        show="first_aid",
    ),
]

InjuryKind = Annotated[
    Injury | None,
    Ask(
        "What injury can you see?",
        short="Injury",
        when=When(
            "what",
            (
                What.FALL,
                What.SKIN,
                What.BURN,
                What.MOVING,
                What.BEHAVIOUR,
                What.SELF_HARM,
                What.STAFF,
                What.VISITOR,
                What.ARRIVAL,
            ),
        ),
        severe=(Injury.BROKEN_BONE,),
        show="first_aid",
    ),
]

BodyParts = Annotated[
    tuple[BodyPart, ...] | None,
    Ask(
        "Where on the body?",
        short="Body part",
        when=When("injury", INJURIES),
        show="first_aid",
    ),
]

BodySide = Annotated[
    Side | None,
    Ask("Which side?", short="Side", extra=True, when=When("injury", INJURIES)),
]

Marks = Annotated[
    TypedText | None,
    Ask(
        "How does it look? Size, colour and place.",
        short="How it looks",
        extra=True,
        when=When("injury", INJURIES),
        private=True,
    ),
]

PressureGrade = Annotated[
    Grade | None,
    Ask(
        "Which category has a nurse given it?",
        short="Pressure category",
        extra=True,
        when=When("injury", PRESSURE),
    ),
]

FallHow = Annotated[
    HowFell | None, Ask("How did the fall come to light?", short="Fall", extra=True, when=FALL)
]

FallMoved = Annotated[
    Moved | None, Ask("Have they been moved since?", short="Moved", extra=True, when=FALL)
]

Eating = Annotated[
    EatingKind | None,
    Ask(
        "What happened with food or drink?",
        short="Kind of event",
        when=When("what", (What.EATING,)),
        severe=(EatingKind.CHOKING,),
    ),
]

Breathing = Annotated[
    YesNoUnsure | None,
    Ask(
        "Are they breathing as usual now?",
        short="Breathing as usual",
        when=When("what", (What.EATING,)),
        severe=(YesNoUnsure.NO, YesNoUnsure.NOT_SURE),
        show="first_aid",
    ),
]

Illness = Annotated[
    IllnessKind | None,
    Ask(
        "What did you notice?",
        short="Noticed",
        when=When("what", (What.ILLNESS,)),
        severe=(
            IllnessKind.STROKE,
            IllnessKind.CHEST,
            IllnessKind.BREATHING,
            IllnessKind.SEIZURE,
            IllnessKind.DIED,
            IllnessKind.BLEEDING,
        ),
    ),
]

Expected = Annotated[
    YesNoUnsure | None,
    Ask(
        "Was the death expected?",
        short="Death expected",
        when=When("illness", (IllnessKind.DIED,)),
    ),
]

CarePlan = Annotated[
    YesNoUnsure | None,
    Ask(
        "Is there a treatment plan or DNACPR?",
        short="Treatment plan",
        when=When("illness", tuple(each for each in IllnessKind if each != IllnessKind.DIED)),
        show="first_aid",
    ),
]

Infection = Annotated[
    InfectionKind | None,
    Ask("What kind of infection?", short="Infection", when=When("what", (What.INFECTION,))),
]

OthersIll = Annotated[
    YesNoUnsure | None,
    Ask("Are others ill with it too?", short="Others ill", when=When("what", (What.INFECTION,))),
]
