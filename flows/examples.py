"""Does this count? Examples for each kind of event, so that nobody has to be sure first."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.scales import What


@dataclass(frozen=True, slots=True)
class Examples:
    """One topic: what nearly happened, what could happen, what did happen."""

    near_miss: str
    hazard: str
    incident: str


EXAMPLES: Mapping[What, Examples] = {
    What.MEDICINE: Examples(
        "The wrong blister was picked up and put back before it was given.",
        "Two people with the same surname have charts side by side.",
        "A dose was missed and its time has passed, even if all is well.",
    ),
    What.FALL: Examples(
        "Someone slipped and was caught before they went down.",
        "A rug curls up at the door.",
        "Someone was found on the floor, hurt or not.",
    ),
    What.SKIN: Examples(
        "A pressure cushion was flat and was noticed before sitting down.",
        "A bed rail has a sharp edge.",
        "There is a new bruise that nobody can explain.",
    ),
    What.EATING: Examples(
        "The wrong texture was on the tray and was taken back.",
        "The diet list in the kitchen is out of date.",
        "Someone coughed or choked on food that was wrong for them.",
    ),
    What.MISSING: Examples(
        "Someone was at the open gate and came back in with you.",
        "The door alarm does not always sound.",
        "Nobody could find someone for a time.",
    ),
    What.BEHAVIOUR: Examples(
        "An argument was calmed before anyone was hit.",
        "Two people who upset each other sit together every day.",
        "Someone was pushed, hit or badly frightened.",
    ),
    What.TREATMENT: Examples(
        "A colleague stopped and asked for help before it went wrong.",
        "Someone is often left waiting a long time.",
        "Someone was spoken to or handled in a way that worries you.",
    ),
    What.MOVING: Examples(
        "The hoist battery was flat and was noticed before lifting.",
        "The sling label cannot be read any more.",
        "Someone slipped in the sling, hurt or not.",
    ),
    What.INFECTION: Examples(
        "Gloves had run out and more were found before care began.",
        "The hand gel by the door is often empty.",
        "Two people have the same sickness.",
    ),
    What.RESTRAINT: Examples(
        "A bed rail was left up and was put down in time.",
        "A chair belt is used that is in no care plan.",
        "Someone was kept in a room behind a locked door.",
    ),
    What.BURN: Examples(
        "The bath was too hot and was tested before anyone got in.",
        "A cover is missing from a hot pipe.",
        "Hot tea was spilled on somebody.",
    ),
    What.SELF_HARM: Examples(
        "A blade was handed over before it was used.",
        "Tablets are kept where someone at risk can reach them.",
        "Someone hurt themselves, however little.",
    ),
    What.ILLNESS: Examples(
        "New confusion was noticed early and the GP came.",
        "Nobody knows where the treatment plans are kept.",
        "Someone had a seizure, a stroke or died.",
    ),
    What.STAFF: Examples(
        "A colleague slipped on a wet floor and did not fall.",
        "The needle box is too full.",
        "A colleague was hit, cut or hurt their back.",
    ),
    What.VISITOR: Examples(
        "A visitor was let in and a colleague asked who it was.",
        "The step at the front door is loose.",
        "A visitor fell in the hall.",
    ),
    What.DATA: Examples(
        "A letter was in the wrong envelope and was noticed in time.",
        "Notes lie open on the desk.",
        "Somebody read notes that were not theirs to read.",
    ),
    What.BUILDING: Examples(
        "A pan began to smoke and was taken off in time.",
        "A fire door is held open.",
        "The power or the water went off.",
    ),
    What.CALL_BELL: Examples(
        "A bell was out of reach and was moved in time.",
        "One colleague is on two floors at night.",
        "Someone waited so long that it upset or hurt them.",
    ),
    What.MONEY: Examples(
        "A purse was left in the lounge and was given back.",
        "Small money is kept with no list.",
        "Money or a ring is gone.",
    ),
    What.VISIT: Examples(
        "A visit was not on the list and a colleague noticed in time.",
        "Two visits are planned for the same hour.",
        "A visit was missed or came too late for a medicine.",
    ),
    What.NO_REPLY: Examples(
        "Nobody came to the door, and they were at the shop.",
        "There is no number to ring if nobody answers.",
        "Nobody answered and you could not reach them.",
    ),
    What.KEYS: Examples(
        "The key safe was open and you shut it.",
        "The key code is written in the diary.",
        "A key is lost.",
    ),
    What.LONE: Examples(
        "You left a home that did not feel safe, in time.",
        "There is no signal on that road.",
        "You were threatened, or nobody knew where you were.",
    ),
    What.ARRIVAL: Examples(
        "They felt faint and you sat them down in time.",
        "They live alone and do not wear their alarm.",
        "You found someone on the floor or unwell.",
    ),
    What.OTHER: Examples(
        "It nearly went wrong and somebody or something stopped it.",
        "Nothing has happened yet, but it could.",
        "It happened, whether or not anyone was hurt.",
    ),
}
