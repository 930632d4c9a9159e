"""What a senior can tap in the clinical communication log."""

from flows.question import Choice


class State(Choice):
    OK = "ok", "OK, as usual"
    WATCHED = "watched", "Steady, being watched"
    WORSE = "worse", "Getting worse"
    HOSPITAL = "hospital", "Gone to hospital"
    DIED = "died", "Has died"
    NOBODY = "nobody", "No person was involved"
    NOT_SURE = "not_sure", "Not sure"


class Checked(Choice):
    AWAKE = "awake", "How awake they are"
    BREATHING = "breathing", "Breathing"
    PULSE = "pulse", "Pulse"
    PRESSURE = "pressure", "Blood pressure"
    TEMPERATURE = "temperature", "Temperature"
    OXYGEN = "oxygen", "Oxygen level"
    NONE = "none", "None taken"
    SUGAR = "sugar", "Blood sugar"
    PAIN = "pain", "Pain"
    SKIN = "skin", "Skin or injury"
    HEAD = "head", "Head injury checks"
    DECLINED = "declined", "The person said no"
    OTHER = "other", "Something else"


class Advice(Choice):
    GP = "gp", "GP"
    CALL_111 = "call111", "111"
    CALL_999 = "call999", "999"
    NONE = "none", "No advice needed"
    PHARMACIST = "pharmacist", "Pharmacist"
    NURSE = "nurse", "Community nurse"
    MENTAL_HEALTH = "mental_health", "Mental health team"
    OTHER = "other", "Somebody else"


class WhyNone(Choice):
    AS_USUAL = "as_usual", "No harm, and as usual"
    PLAN = "plan", "Their plan covers it"
    HAD_IT = "had_it", "Advice was already given"
    DECLINED = "declined", "The person said no"
    NO_PERSON = "no_person", "No person was involved"
    DIED = "died", "The person has died"
    OTHER = "other", "Another reason"


class SpokeTo(Choice):
    DOCTOR = "doctor", "Doctor"
    NURSE = "nurse", "Nurse"
    CALL_TAKER = "call_taker", "Call taker"
    PARAMEDIC = "paramedic", "Paramedic"
    PHARMACIST = "pharmacist", "Pharmacist"
    RECEPTION = "reception", "Receptionist"
    OTHER = "other", "Somebody else"
    NOBODY = "nobody", "Nobody answered"


class Decision(Choice):
    WATCH = "watch", "Watch and check again"
    VISIT = "visit", "A visit is coming"
    AMBULANCE = "ambulance", "An ambulance is coming"
    HOSPITAL = "hospital", "Go to hospital"
    MEDICINE = "medicine", "Medicine changed or held"
    TREAT = "treat", "Treat here"
    WAITING = "waiting", "They will call back"
    AS_USUAL = "as_usual", "Carry on as usual"
    NONE = "none", "No decision yet"
    OTHER = "other", "Something else"


class CarePlan(Choice):
    FOLLOWED = "followed", "Yes, and it is followed"
    TOLD = "told", "Yes, and they know of it"
    NONE = "none", "There is none"
    NOT_NEEDED = "not_needed", "It does not matter here"
    NOT_SURE = "not_sure", "Not sure"


class Flag(Choice):
    """What the manager must decide on; each of these puts a duty on their cards."""

    NONE = "none", "None of these"
    SAFEGUARDING = "safeguarding", "Safeguarding"
    HOSPITAL = "hospital", "Hospital"
    POLICE = "police", "Police"
    CONTROLLED_DRUG = "controlled_drug", "Controlled drug"
    STAFF_INJURY = "staff_injury", "Staff hurt"
    EQUIPMENT = "equipment", "Equipment failed"
    OUTBREAK = "outbreak", "Others ill too"
    DATA = "data", "Records or data"
    SERVICE_STOP = "service_stop", "Care cannot run as usual"


class Handed(Choice):
    PHONE = "phone", "By phone"
    IN_PERSON = "in_person", "In person"
    HERE = "here", "Only here"
    NOT_YET = "not_yet", "Not yet"


class Outcome(Choice):
    """Where the case goes next; every one of these has a target in the pathway."""

    ACCEPT = "accept", "It goes to the manager"
    NEAR_MISS = "near_miss", "Near miss: it reached nobody"
