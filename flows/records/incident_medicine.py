"""What an incident report asks of a medicine, in the order of the domain's flow B."""

from typing import Annotated

from flows.question import Ask, Choice, TypedText, When
from flows.records.shared import Reached
from flows.scales import What, YesNoUnsure

MEDICINE = When("what", (What.MEDICINE,))


class MedicineKind(Choice):
    MISSED = "missed", "Missed"
    WRONG_DOSE = "wrong_dose", "Wrong dose"
    WRONG_MEDICINE = "wrong_med", "Wrong medicine"
    WRONG_PERSON = "wrong_person", "Wrong person"
    WRONG_TIME = "wrong_time", "Wrong time"
    DOUBLE = "double", "Extra or double dose"
    SHOULD_NOT = "should_not", "Should not have been given"
    ROUTE = "route", "Wrong way of giving it"
    PATCH = "patch", "Patch left on or wrong place"
    FORM = "form", "Wrong form or speed"
    OUT_OF_DATE = "out_of_date", "Out of date or badly stored"
    CHART = "chart", "Chart gap or wrong entry"
    OUT_OF_STOCK = "out_of_stock", "Out of stock"
    REFUSED = "refused", "Refused, not followed up"
    WHEN_NEEDED = "when_needed", "When-needed medicine"
    COVERT = "covert", "Hidden in food or drink"
    COUNT = "count", "The count is wrong"
    SIDE_EFFECT = "side_effect", "Side effect"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class Stage(Choice):
    """Where in the process: CQC's stages and a UK care form's, in the words of the floor."""

    GIVING = "giving", "Giving it"
    RECORDING = "recording", "Writing it on the chart"
    ORDERING = "ordering", "Ordering or stock"
    PHARMACY = "pharmacy", "At the pharmacy"
    RECEIVING = "receiving", "Checking it in"
    STORING = "storing", "Storing it"
    WATCHING = "watching", "Watching for effects"
    TRANSFER = "transfer", "Hospital or GP change"
    DISPOSAL = "disposal", "Throwing it away"
    NOT_SURE = "not_sure", "Not sure"


class MedicineDone(Choice):
    CHECKED = "checked", "Checked the person"
    STAYED = "stayed", "Stayed with them"
    ADVICE = "advice", "Asked for advice"
    HELD = "held", "Held the next dose, as advised"
    KEPT = "kept", "Kept the packaging"
    NOTHING = "nothing", "Nothing yet"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class Chart(Choice):
    NOTED = "noted", "Yes, a note is added"
    NOT_YET = "not_yet", "Not yet"
    CHANGED = "changed", "The chart was changed"
    NONE = "none", "There is no chart"
    NOT_SURE = "not_sure", "Not sure"


MedKind = Annotated[
    MedicineKind | None,
    Ask(
        "What happened with the medicine?",
        short="Kind of event",
        when=MEDICINE,
        severe=(MedicineKind.WRONG_PERSON,),
    ),
]

HighAlert = Annotated[
    YesNoUnsure | None,
    Ask(
        "Is it one of these, or is there an allergy?",
        short="High-alert, allergy",
        when=MEDICINE,
        severe=(YesNoUnsure.YES,),
        show="high_alert",
    ),
]

ReachedThem = Annotated[
    Reached | None,
    Ask("Did it reach the person?", short="Reached the person", when=MEDICINE, show="first_aid"),
]

MedDone = Annotated[
    tuple[MedicineDone, ...] | None,
    Ask("What did you do first?", short="Done first", when=MEDICINE),
]

ChartLeft = Annotated[
    Chart | None,
    Ask("Leave the chart as it is. Is a note added?", short="Note on the chart", when=MEDICINE),
]

Should = Annotated[
    TypedText | None,
    Ask(
        "What should have happened, and what did happen?",
        short="Should have, and did",
        extra=True,
        when=MEDICINE,
        private=True,
    ),
]

MedStage = Annotated[
    Stage | None,
    Ask("At what point did it go wrong?", short="At what point", extra=True, when=MEDICINE),
]
