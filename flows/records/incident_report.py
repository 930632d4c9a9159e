"""The incident report: what happened to whom, as it was seen (domain: record 1, flows A and B).

The person first, then one short branch for each category. What an answer opens is written in
the `incident_` modules beside this one.
"""

from datetime import datetime
from typing import Annotated

from flows.question import Ask, Choice, Record, TypedText, When
from flows.records import incident_body as body
from flows.records import incident_medicine as meds
from flows.records import incident_people as people
from flows.records import incident_place as place
from flows.records.shared import Concerns, Factors, InDanger, Medicine, Unit
from flows.scales import Distress, Harm, What


class Condition(Choice):
    OK = "ok", "OK, as usual"
    HURT = "hurt", "Hurt"
    UNWELL = "unwell", "Unwell"
    EMERGENCY = "emergency", "Needs 999 now"
    DIED = "died", "Has died"
    NOBODY = "nobody", "No person was involved"
    NOT_SURE = "not_sure", "Not sure"


class Done(Choice):
    CHECKED = "checked", "Checked the person"
    STAYED = "stayed", "Stayed with them"
    FIRST_AID = "first_aid", "First aid"
    SAFE = "safe", "Made the place safe"
    CALLED = "called", "Called for help"
    NOTHING = "nothing", "Nothing yet"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class Told(Choice):
    SENIOR = "senior", "Senior"
    FAMILY = "family", "Family"
    GP = "gp", "GP"
    CALL_111 = "call111", "111"
    CALL_999 = "call999", "999"
    NOBODY = "nobody", "Nobody yet"
    MANAGER = "manager", "Manager"
    PHARMACIST = "pharmacist", "Pharmacist"
    NURSE = "nurse", "Community nurse"
    POLICE = "police", "Police"
    OFFICE = "office", "Office or on-call"
    OTHER = "other", "Somebody else"
    NOT_SURE = "not_sure", "Not sure"


class Present(Choice):
    ME = "me", "I was"
    COLLEAGUE = "colleague", "A colleague"
    RESIDENT = "resident", "Somebody who lives here"
    FAMILY = "family", "Family or a visitor"
    NOBODY = "nobody", "Nobody"
    OTHER = "other", "Somebody else"
    NOT_SURE = "not_sure", "Not sure"


class Kept(Choice):
    PACKAGING = "packaging", "Packaging or label"
    EQUIPMENT = "equipment", "The equipment"
    CLOTHING = "clothing", "Clothing or bedding"
    NOTES = "notes", "Notes or charts"
    CAMERA = "camera", "Camera pictures"
    NOTHING = "nothing", "Nothing to keep"
    OTHER = "other", "Something else"
    NOT_SURE = "not_sure", "Not sure"


class Worry(Choice):
    """The reporter's worry, in the four steps of LFPSE."""

    VERY = "very", "Very worried"
    FAIRLY = "fairly", "Quite worried"
    LITTLE = "little", "Not very worried"
    NOT = "not", "Not worried"
    NOT_SURE = "not_sure", "Not sure"


class IncidentReport(Record):
    """What happened to whom, when, what was done first, who was told, and how much harm so far."""

    kind = "incident_report"
    title = "Incident report"
    action = "Incident"

    in_danger: InDanger
    condition: Annotated[
        Condition,
        Ask(
            "How is the person now?",
            short="How they are",
            severe=(Condition.EMERGENCY, Condition.DIED),
            show="first_aid",
        ),
    ]
    what: Annotated[What, Ask("What is it about?", short="What", fact="category", show="first_aid")]

    med_kind: meds.MedKind = None
    high_alert: meds.HighAlert = None
    reached: meds.ReachedThem = None
    head: body.Head = None
    thinners: body.Thinners = None
    eating: body.Eating = None
    breathing: body.Breathing = None
    found: people.Found = None
    called_999: people.Called999 = None
    involved: people.WhoInvolved = None
    worry_kind: people.Worried = None
    safe_from: people.SafeFrom = None
    out_of_use: place.TakenOut = None
    infection: body.Infection = None
    others_ill: body.OthersIll = None
    restraint: people.Restraint = None
    planned: people.Planned = None
    with_them: people.WithThem = None
    illness: body.Illness = None
    expected: body.Expected = None
    care_plan: body.CarePlan = None
    after: people.AfterInjury = None
    data: place.Data = None
    data_back: place.DataBack = None
    building: place.Building = None
    working: place.Working = None
    staffing: place.Staffing = None
    covered: place.Covered = None
    money: place.Money = None
    maybe_taken: place.MaybeTaken = None
    visit: place.Visit = None
    care_missed: place.CareMissed = None
    replied: place.Replied = None
    tried: place.TriedSoFar = None
    keys: place.Keys = None
    locked: place.Locked = None
    lone: place.Lone = None
    you_safe: place.YouSafe = None
    arrival: place.Arrival = None
    injury: body.InjuryKind = None
    body_part: body.BodyParts = None

    resident: Annotated[
        str | None,
        Ask(
            "Who was it? Choose their code, or skip.",
            short="Who",
            source="residents",
            fact="resident",
            private=True,
            show="first_aid",
        ),
    ] = None
    happened_at: Annotated[
        datetime | None,
        Ask(
            "When did it happen? Skip if nobody knows.",
            short="When",
            fact="happened_at",
        ),
    ] = None
    done: Annotated[
        tuple[Done, ...] | None,
        Ask(
            "What did you do first?",
            short="Done first",
            when=When("what", tuple(each for each in What if each != What.MEDICINE)),
        ),
    ] = None
    med_done: meds.MedDone = None
    chart: meds.ChartLeft = None
    told: Annotated[tuple[Told, ...], Ask("Who has been told?", short="Told")]
    harm: Annotated[
        Harm, Ask("How much harm so far, as you see it?", short="Harm so far", fact="harm")
    ]

    words: Annotated[
        TypedText | None,
        Ask(
            "What did you see? Facts only. Codes, no names.",
            short="What I saw",
            extra=True,
            private=True,
        ),
    ] = None
    medicine: Medicine = None
    should: meds.Should = None
    med_stage: meds.MedStage = None
    fall_how: body.FallHow = None
    moved: body.FallMoved = None
    side: body.BodySide = None
    marks: body.Marks = None
    pressure_grade: body.PressureGrade = None
    herbert: people.Herbert = None
    last_seen: people.LastSeen = None
    before: people.Before = None
    wishes: people.Wishes = None
    staff_how: people.StaffHow = None
    equipment: place.WhichEquipment = None
    burn_by: place.BurnBy = None
    unit: Unit = None
    found_at: Annotated[
        datetime | None, Ask("When was it found?", short="Found at", extra=True, fact="found_at")
    ] = None
    told_at: Annotated[
        datetime | None, Ask("When did you tell them?", short="Told at", extra=True)
    ] = None
    present: Annotated[
        tuple[Present, ...] | None, Ask("Who was there?", short="Who was there", extra=True)
    ] = None
    kept: Annotated[
        tuple[Kept, ...] | None, Ask("What has been kept?", short="Kept", extra=True)
    ] = None
    distress: Annotated[
        Distress | None, Ask("How upset is the person?", short="How upset", extra=True)
    ] = None
    worry: Annotated[
        Worry | None, Ask("How worried are you?", short="How worried I am", extra=True)
    ] = None
    factors: Factors = None
    concerns: Concerns = None
