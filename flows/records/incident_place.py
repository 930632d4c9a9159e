"""What an incident report asks where it is about things and places, and in home care."""

from typing import Annotated

from flows.question import Ask, Choice, When
from flows.scales import What, YesNoUnsure


class OutOfUse(Choice):
    KEPT = "kept", "Yes, and it is kept"
    YES = "yes", "Yes"
    NO = "no", "No, still in use"
    NONE = "none", "No equipment in it"
    NOT_SURE = "not_sure", "Not sure"


class Equipment(Choice):
    HOIST = "hoist", "Hoist or sling"
    BED = "bed", "Bed or mattress"
    CHAIR = "chair", "Wheelchair or chair"
    FRAME = "frame", "Walking frame"
    BATH = "bath", "Bath, shower or toilet"
    SENSOR = "sensor", "Call bell or sensor"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class BurnCause(Choice):
    DRINK = "drink", "Hot drink or food"
    WATER = "water", "Bath, shower or tap"
    HEATER = "heater", "Heater or pipe"
    FIRE = "fire", "Fire or smoking"
    CHEMICAL = "chemical", "Chemical"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class DataKind(Choice):
    LOST = "lost", "Lost or stolen"
    WRONG_PERSON = "wrong_person", "Sent to the wrong person"
    SEEN = "seen", "Seen by the wrong person"
    WRONG_RECORD = "wrong_record", "In the wrong record"
    DOWN = "down", "System is down"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class BuildingKind(Choice):
    FIRE = "fire", "Fire or smoke"
    POWER = "power", "No power"
    WATER = "water", "No water, or a leak"
    GAS = "gas", "Gas"
    HEATING = "heating", "No heating"
    ALARM = "alarm", "Alarm or lift broken"
    SECURITY = "security", "Break-in or open door"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class CoverKind(Choice):
    WAIT = "wait", "Long wait for the bell"
    BROKEN = "broken", "Bell does not work"
    REACH = "reach", "Bell out of reach"
    TOO_FEW = "too_few", "Too few staff"
    SKILLS = "skills", "Nobody with the right skills"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class MoneyKind(Choice):
    MONEY = "money", "Money is missing"
    THINGS = "things", "A thing is missing"
    BROKEN = "broken", "Broken or spoiled"
    GIFT = "gift", "A gift or a loan"
    CARD = "card", "Bank card or account"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class VisitKind(Choice):
    MISSED = "missed", "Missed visit"
    LATE = "late", "Late visit"
    SHORT = "short", "Cut short"
    ONE_CAME = "one_came", "One came, two were needed"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class Missed(Choice):
    NOTHING = "nothing", "Nothing was missed"
    MEDICINE = "medicine", "Medicine"
    FOOD = "food", "Food or drink"
    CARE = "care", "Washing, toilet or turning"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class Reply(Choice):
    SAFE = "safe", "Yes, and safe"
    UNWELL = "unwell", "Yes, hurt or unwell"
    NO = "no", "No"
    NOT_SURE = "not_sure", "Not sure"


class Tried(Choice):
    PHONED = "phoned", "Phoned them"
    FAMILY = "family", "Phoned the family"
    OFFICE = "office", "Phoned the office"
    KEY = "key", "Used the key safe"
    LOOKED = "looked", "Looked in and asked around"
    CALL_999 = "call999", "Called 999"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class KeyKind(Choice):
    LOST = "lost", "Key lost"
    CODE = "code", "Code known to others"
    OPEN = "open", "Left open or unlocked"
    SHUT_OUT = "shut_out", "Could not get in"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class LoneKind(Choice):
    THREAT = "threat", "Threatened"
    UNSAFE = "unsafe", "Felt unsafe"
    CONTACT = "contact", "No contact with the office"
    ACCIDENT = "accident", "Accident"
    TRAVEL = "travel", "Car, road or weather"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class ArrivalKind(Choice):
    FLOOR = "floor", "On the floor"
    UNWELL = "unwell", "Unwell"
    CONFUSED = "confused", "Newly confused"
    NO_ANSWER = "no_answer", "Did not wake or answer"
    HURT = "hurt", "Hurt"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


TakenOut = Annotated[
    OutOfUse | None,
    Ask(
        "Is the equipment out of use and kept?",
        short="Out of use",
        when=When("what", (What.MOVING,)),
    ),
]
WhichEquipment = Annotated[
    Equipment | None,
    Ask("Which equipment?", short="Equipment", extra=True, when=When("what", (What.MOVING,))),
]
BurnBy = Annotated[
    BurnCause | None,
    Ask("What was it that was hot?", short="Hot", extra=True, when=When("what", (What.BURN,))),
]
Data = Annotated[
    DataKind | None,
    Ask("What happened to the records?", short="Records", when=When("what", (What.DATA,))),
]
DataBack = Annotated[
    YesNoUnsure | None,
    Ask("Is it back, or locked, now?", short="Back or locked", when=When("what", (What.DATA,))),
]
Building = Annotated[
    BuildingKind | None,
    Ask(
        "What is it about the building?",
        short="Building",
        when=When("what", (What.BUILDING,)),
        severe=(BuildingKind.FIRE, BuildingKind.GAS),
    ),
]
Working = Annotated[
    YesNoUnsure | None,
    Ask("Is it working again?", short="Working again", when=When("what", (What.BUILDING,))),
]
Staffing = Annotated[
    CoverKind | None,
    Ask("What went wrong?", short="Kind of event", when=When("what", (What.CALL_BELL,))),
]
Covered = Annotated[
    YesNoUnsure | None,
    Ask("Is there enough cover now?", short="Cover now", when=When("what", (What.CALL_BELL,))),
]
Money = Annotated[
    MoneyKind | None,
    Ask("What happened to it?", short="Kind of event", when=When("what", (What.MONEY,))),
]
MaybeTaken = Annotated[
    YesNoUnsure | None,
    Ask("Could it have been taken?", short="Maybe taken", when=When("what", (What.MONEY,))),
]
Visit = Annotated[
    VisitKind | None,
    Ask("What happened with the visit?", short="Visit", when=When("what", (What.VISIT,))),
]
CareMissed = Annotated[
    tuple[Missed, ...] | None,
    Ask("What did the person go without?", short="Missed", when=When("what", (What.VISIT,))),
]
Replied = Annotated[
    Reply | None,
    Ask(
        "Has anyone seen or spoken to them now?",
        short="Seen or spoken to",
        when=When("what", (What.NO_REPLY,)),
        severe=(Reply.UNWELL, Reply.NO, Reply.NOT_SURE),
    ),
]
TriedSoFar = Annotated[
    tuple[Tried, ...] | None,
    Ask(
        "What have you tried?",
        short="Tried",
        when=When("what", (What.NO_REPLY,)),
        show="first_aid",
    ),
]
Keys = Annotated[
    KeyKind | None,
    Ask(
        "What happened with the key or door?", short="Key or door", when=When("what", (What.KEYS,))
    ),
]
Locked = Annotated[
    YesNoUnsure | None,
    Ask("Is the home safe and locked now?", short="Home locked", when=When("what", (What.KEYS,))),
]
Lone = Annotated[
    LoneKind | None,
    Ask("What happened?", short="Kind of event", when=When("what", (What.LONE,))),
]
YouSafe = Annotated[
    YesNoUnsure | None,
    Ask(
        "Are you safe now?",
        short="Worker safe",
        when=When("what", (What.LONE,)),
        severe=(YesNoUnsure.NO, YesNoUnsure.NOT_SURE),
    ),
]
Arrival = Annotated[
    ArrivalKind | None,
    Ask(
        "How did you find the person?",
        short="Found",
        when=When("what", (What.ARRIVAL,)),
        severe=(ArrivalKind.NO_ANSWER,),
    ),
]
