"""Does this count? Examples for each kind of event, so that nobody has to be sure first."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Examples:
    """One topic: what nearly happened, what could happen, what did happen."""

    label: str
    near_miss: str
    hazard: str
    incident: str


EXAMPLES: dict[str, Examples] = {
    "medicine": Examples(
        "Medicine",
        "The wrong blister was picked up and put back before it was given.",
        "Two people with the same surname have charts side by side.",
        "A dose was missed and its time has passed, even if all is well.",
    ),
    "fall": Examples(
        "Fall",
        "Someone slipped and was caught before they went down.",
        "A rug curls up at the door.",
        "Someone was found on the floor, hurt or not.",
    ),
    "skin": Examples(
        "Skin or injury",
        "A pressure cushion was flat and was noticed before sitting down.",
        "A bed rail has a sharp edge.",
        "There is a new bruise that nobody can explain.",
    ),
    "eating": Examples(
        "Eating or drinking",
        "The wrong texture was on the tray and was taken back.",
        "The diet list in the kitchen is out of date.",
        "Someone coughed or choked on food that was wrong for them.",
    ),
    "missing": Examples(
        "Missing",
        "Someone was at the open gate and came back in with you.",
        "The door alarm does not always sound.",
        "Nobody could find someone for a time.",
    ),
    "behaviour": Examples(
        "Behaviour",
        "An argument was calmed before anyone was hit.",
        "Two people who upset each other sit together every day.",
        "Someone was pushed, hit or badly frightened.",
    ),
    "treatment": Examples(
        "How someone was treated",
        "A colleague stopped and asked for help before it went wrong.",
        "Someone is often left waiting a long time.",
        "Someone was spoken to or handled in a way that worries you.",
    ),
    "other": Examples(
        "Something else",
        "It nearly went wrong and somebody or something stopped it.",
        "Nothing has happened yet, but it could.",
        "It happened, whether or not anyone was hurt.",
    ),
}
