"""The near miss log: four must-answers, in under a minute (domain: record 7, flow C)."""

from datetime import datetime
from typing import Annotated

from flows.question import Ask, Choice, Record, TypedText, When
from flows.records.shared import Concerns, Factors, InDanger, Medicine, Reached, Resident, Unit
from flows.scales import Potential, What


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


class Often(Choice):
    FIRST = "first", "First time I saw it"
    SOMETIMES = "sometimes", "Sometimes"
    OFTEN = "often", "Often"
    NOT_SURE = "not_sure", "Not sure"


class NearMissLog(Record):
    """What nearly happened, what could have happened, what stopped it, how it was caught."""

    kind = "near_miss_log"
    title = "Near miss log"

    in_danger: InDanger
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
    unit: Unit = None
    happened_at: Annotated[
        datetime | None, Ask("When did it happen?", short="When", extra=True, fact="happened_at")
    ] = None
    resident: Resident = None
    medicine: Medicine = None
    words: Annotated[
        TypedText | None,
        Ask(
            "Tell it in your own words. Codes, no names.",
            short="In your own words",
            extra=True,
            private=True,
        ),
    ] = None
    factors: Factors = None
    often: Annotated[
        Often | None, Ask("Does this happen often?", short="How often", extra=True)
    ] = None
    concerns: Concerns = None
