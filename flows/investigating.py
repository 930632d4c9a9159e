"""The words of an investigation: what may be tapped in it, and what makes one weak.

The causes are the work system's (SEIPS) and the Yorkshire framework's (YCFF), in plain words; a
person is never named as one (domain: section 3).
"""

from collections.abc import Mapping
from types import MappingProxyType

from flows.question import Choice
from flows.scales import Factor


class Cause(Choice):
    """What made it easier to happen, the likely ones first."""

    WORKLOAD = "workload", "Workload or staffing"
    COMMS = "comms", "Handover, notes, messages"
    TRAINING = "training", "Training or support"
    TASK = "task", "How the task is set up"
    SUPPLIES = "supplies", "Packs, labels, look-alikes"
    EQUIPMENT = "equipment", "Equipment or app"
    PLACE = "place", "Light, noise, layout"
    NEEDS = "needs", "The person's needs changed"
    RULE = "rule", "Rule or policy"
    LEADERS = "leaders", "Supervision, leadership"
    ROLES = "roles", "Who does what"
    CULTURE = "culture", "Hard to speak up"
    OUTSIDE = "outside", "Pharmacy, GP, hospital, family"
    STAFF = "staff", "Staff tired or unwell"
    ACT = "act", "Something done or missed"
    NOT_SURE = "not_sure", "Not sure"


FRAMEWORK: Mapping[Cause, tuple[str, str]] = MappingProxyType(
    {
        Cause.WORKLOAD: ("Organisation", "Staff workload; scheduling"),
        Cause.COMMS: ("Tasks and people", "Communication systems"),
        Cause.TRAINING: ("Organisation", "Training and education"),
        Cause.TASK: ("Tasks", "Task characteristics"),
        Cause.SUPPLIES: ("Tools and technology", "Design of equipment and supplies"),
        Cause.EQUIPMENT: ("Tools and technology", "Equipment and supplies"),
        Cause.PLACE: ("Internal environment", "Physical environment"),
        Cause.NEEDS: ("Person", "Patient factors"),
        Cause.RULE: ("Organisation", "Policies and procedures"),
        Cause.LEADERS: ("Organisation", "Supervision and leadership"),
        Cause.ROLES: ("Organisation", "Lines of responsibility"),
        Cause.CULTURE: ("Organisation", "Safety culture"),
        Cause.OUTSIDE: ("External environment", "External policy; support from others"),
        Cause.STAFF: ("Person", "Individual factors"),
        Cause.ACT: ("Person", "Active failures"),
    }
)
"""Where a cause stands in the two frameworks: (SEIPS, YCFF)."""

BY_FACTOR: Mapping[Factor, Cause] = MappingProxyType(
    {
        Factor.BUSY: Cause.WORKLOAD,
        Factor.NEW: Cause.TRAINING,
        Factor.NOT_TOLD: Cause.COMMS,
        Factor.ALIKE: Cause.SUPPLIES,
        Factor.EQUIPMENT: Cause.EQUIPMENT,
        Factor.PLACE: Cause.PLACE,
        Factor.NEEDS: Cause.NEEDS,
        Factor.TIRED: Cause.STAFF,
        Factor.OUTSIDE: Cause.OUTSIDE,
        Factor.RULE: Cause.RULE,
    }
)
"""What the worker tapped on the floor, as the investigator will find it here."""

PERSONAL = frozenset({Cause.STAFF, Cause.ACT})
"""Causes that end at a person. Alone they explain nothing: ask what made it easier."""


class Scope(Choice):
    HAPPENED = "happened", "What happened"
    WHY = "why", "Why it could happen"
    RESPONSE = "response", "What was done after"
    CARE = "care", "The care before it"
    OTHERS = "others", "Whether others are at risk"
    REPEATS = "repeats", "Whether it keeps happening"


class Source(Choice):
    """Where something is known from. The last is an answer too, and is seen."""

    RECORD = "record", "Care record or MAR"
    LOG = "log", "Handover, diary or log"
    STAFF = "staff", "Staff told me"
    PERSON = "person", "The person or family told me"
    CHECKED = "checked", "I looked for myself"
    SYSTEM = "system", "Call bell, door or app data"
    ROTA = "rota", "Rota or training record"
    OUTSIDE = "outside", "GP, pharmacy or hospital"
    PHOTO = "photo", "Photo or camera"
    NONE = "none", "Nothing yet"


class Usual(Choice):
    SAME = "same", "The same"
    SOMETIMES = "sometimes", "Sometimes different"
    OFTEN = "often", "Often different"
    NOT_SURE = "not_sure", "Not sure"


class Answer(Choice):
    """What is done about a cause: an action, or the reason why there is none."""

    ACTION = "action", "Yes, an action below"
    DONE = "done", "Already put right"
    PASSED = "passed", "Passed on to who can"
    SMALL = "small", "Too small to change"
    OPEN = "open", "Not decided yet"


class Well(Choice):
    NOTICED = "noticed", "Somebody noticed in time"
    CHECK = "check", "A check found it"
    QUICK = "quick", "Help came quickly"
    SPOKE = "spoke", "Somebody spoke up"
    PERSON = "person", "The person or family saw it"
    EQUIPMENT = "equipment", "Equipment did its job"
    PLAN = "plan", "The care plan was good"
    LUCK = "luck", "Luck"
    NOTHING = "nothing", "Nothing I found"


class LookBack(Choice):
    PATTERN = "pattern", "It keeps happening"
    CAUSE = "cause", "Others with the same cause"
    ONE_OFF = "one_off", "This one stands alone"
    NONE = "none", "There was nothing like it"
    UNCLEAR = "unclear", "Not clear"


class Asked(Choice):
    YES = "yes", "Yes"
    NO = "no", "Not yet"
    DECLINED = "declined", "They did not want to"
    COULD_NOT = "could_not", "It was not possible"
    NOBODY = "nobody", "There is nobody to ask"


class Compared(Choice):
    AGREE = "agree", "Compared, and they agree"
    DISAGREE = "disagree", "Compared, and they differ"
    NOT_COMPARED = "not_compared", "Not compared"


class HarmReason(Choice):
    SAME = "same", "It is as first reported"
    HOSPITAL = "hospital", "The hospital or GP said so"
    LATER = "later", "It showed only later"
    KNOWN = "known", "More is known now"
    FIRST = "first", "The first grade was a guess"


class Reader(Choice):
    MANAGER = "manager", "The manager"
    STAFF = "staff", "Staff who were there"
    PERSON = "person", "The person or family"
    OTHER = "other", "Somebody else"
    NOBODY = "nobody", "Nobody yet"


class Flag(Choice):
    """The fourteen signs of a weak investigation, as they are put to its writer."""

    PERSON = "person", "The only cause is a person. What made it easier?"
    WEAK = "weak", "Every action rests on memory. Is there a stronger one?"
    LINK = "link", "A cause without an action or a reason."
    MEASURE = "measure", "An action without an owner, a date or a check."
    TIMING = "timing", "Begun late, or finished too soon."
    VIEWS = "views", "Staff or the person and family were not asked."
    LOOK_BACK = "look_back", "Nobody looked for others like it."
    WELL = "well", "Nothing on what went well or stopped it."
    RECORDS = "records", "The records were not compared."
    OWN = "own", "You may have been part of this event."
    COPIED = "copied", "Much of it is word for word an earlier report."
    HARM = "harm", "The harm grade changed, and nothing says why."
    CHECK_DATE = "check_date", "No date to check that it worked."
    DUTIES = "duties", "Not every duty to others is decided yet."


class FiledAnyway(Choice):
    WAITING = "waiting", "I am still waiting for something"
    SMALL = "small", "A quick review is enough here"
    NOT_POSSIBLE = "not_possible", "It was not possible"
    DOES_NOT_FIT = "does_not_fit", "It does not fit this event"
    OTHER = "other", "Another reason"
