"""The choices that several kinds of record share: one list for each, so that they can be compared.

Their codes are stored and counted, and never change their meaning; labels are what is read.
"""

from flows.question import Choice


class Danger(Choice):
    NO = "no", "No, everyone is safe"
    YES = "yes", "Yes"
    NOT_SURE = "not_sure", "Not sure"


class YesNo(Choice):
    YES = "yes", "Yes"
    NO = "no", "No"


class YesNoUnsure(Choice):
    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_SURE = "not_sure", "Not sure"


class What(Choice):
    """The category: the likely seven first, then what happens less, then what home care adds."""

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
    ILLNESS = "illness", "Sudden illness or death"
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
    ARRIVAL = "arrival", "Found unwell on arrival"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class Potential(Choice):
    """How bad it could have been, asked for itself and never read off the harm there was."""

    NOT_BAD = "not_bad", "Not bad"
    SOME_HARM = "some_harm", "Some harm"
    VERY_BAD = "very_bad", "Very bad"
    NOT_SURE = "not_sure", "Not sure"


class Harm(Choice):
    """Harm to the body, in the five steps of NHS England's LFPSE, in plain words."""

    NONE = "none", "No harm"
    LOW = "low", "A little harm"
    MODERATE = "moderate", "Some harm, needs treatment"
    SEVERE = "severe", "Severe or lasting harm"
    DIED = "died", "The person died"
    NOT_SURE = "not_sure", "Not sure"


HURT = (Harm.LOW, Harm.MODERATE, Harm.SEVERE, Harm.DIED)


class Distress(Choice):
    """Harm to the mind, in the four steps of NHS England's LFPSE, in plain words."""

    NONE = "none", "Not upset"
    LOW = "low", "Upset for a few days"
    MODERATE = "moderate", "Upset for weeks, or needs help"
    SEVERE = "severe", "Upset for more than six months"
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


class Verdict(Choice):
    """What may be said of a number before and after a change, and nothing beyond it.

    For near misses a rise after a lesson is expected: people recognise more.
    """

    FELL = "fell", "Fell, good evidence"
    LOWER = "lower", "Lower, could be chance"
    NO_CHANGE = "no_change", "No clear change"
    HIGHER = "higher", "Higher"
    RECOGNITION = "recognition", "Recognition up"
    TOO_EARLY = "too_early", "Too early"
