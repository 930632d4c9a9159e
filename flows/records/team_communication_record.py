"""The team communication record: what changes, and who has understood it (domain: record 10)."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from flows.question import Ask, Choice, Part, Record, TypedText, When
from flows.records.action_line import ActionLine
from flows.records.shared import WordsToAdd
from flows.records.told import ONE_BY_ONE, HowFar, InTheWay, Whom
from flows.scales import YesNo
from flows.strength import ActionKind

MOST_STAFF = 500


class Why(Choice):
    NEARLY = "nearly", "It nearly went wrong"
    REPEATS = "repeats", "It keeps happening"
    HURT = "hurt", "Somebody was hurt"
    EASIER = "easier", "The old way was hard to do"
    ADVICE = "advice", "GP, pharmacy or others advised"
    OTHER = "other", "Something else"


class ForWhom(Choice):
    ALL = "all", "Everyone"
    CARE = "care", "Care workers"
    SENIORS = "seniors", "Seniors"
    NIGHT = "night", "Night staff"
    AGENCY = "agency", "Agency and bank"
    NEW = "new", "New staff"
    KITCHEN = "kitchen", "Kitchen, cleaning, activities"
    MANAGERS = "managers", "Managers"


class Told(Choice):
    HANDOVER = "handover", "At handover"
    MESSAGE = "message", "By message"
    TALK = "talk", "One to one"
    MEETING = "meeting", "At a meeting"
    SHOWN = "shown", "Shown at work"
    READ_ALOUD = "read_aloud", "Read aloud"
    NOTICE = "notice", "On the board"


class Language(Choice):
    ENGLISH = "english", "English"
    EASY = "easy", "Easy read, with pictures"
    POLISH = "polish", "Polish"
    ROMANIAN = "romanian", "Romanian"
    PORTUGUESE = "portuguese", "Portuguese"
    MALAYALAM = "malayalam", "Malayalam"
    HINDI = "hindi", "Hindi"
    TAGALOG = "tagalog", "Tagalog"
    OTHER = "other", "Another one"


class Understood(Choice):
    """How it was checked. To have heard or signed is not to have understood."""

    SAID_BACK = "said_back", "They said it back"
    SEEN = "seen", "I saw them do it"
    QUESTION = "question", "I asked a question"
    SIGNED = "signed", "They signed for it"
    NOT_YET = "not_yet", "Not checked yet"


class NotHad(Choice):
    NOBODY = "nobody", "Everybody has had it"
    NIGHT = "night", "Some night staff"
    AGENCY = "agency", "Some agency or bank"
    AWAY = "away", "People on leave or ill"
    OFF = "off", "People not in yet"
    LANGUAGE = "language", "Some need another language"


class Plan(Choice):
    NEXT_SHIFT = "next_shift", "Before their next shift"
    TALK = "talk", "I will talk to each"
    SENIOR = "senior", "The senior will tell them"
    READ_ALOUD = "read_aloud", "It will be read to them"
    OTHER = "other", "Another way"


class PersonHeard(Part):
    """One person: how far the message came with them, and what was in the way."""

    person: Whom
    reached: HowFar
    why_not: InTheWay = None


class TeamCommunicationRecord(Record):
    """The change in one sentence, for whom, how they were told, and who has yet to hear."""

    kind = "team_communication_record"
    title = "Team communication record"
    action = "Tell the team"

    change: Annotated[
        TypedText, Ask("What changes? One sentence, no names.", short="Change", private=True)
    ]
    in_place: Annotated[YesNo, Ask("Is it in place already?", short="In place")]
    since: Annotated[
        datetime | None,
        Ask("Since when?", short="Since", when=When("in_place", ("yes",))),
    ] = None
    from_day: Annotated[
        date | None,
        Ask("From which day will it be?", short="From", when=When("in_place", ("no",))),
    ] = None
    why: Annotated[Why, Ask("Why does it change?", short="Why")]
    for_whom: Annotated[tuple[ForWhom, ...], Ask("Who is it for?", short="For")]
    way: Annotated[ActionKind, Ask("What kind of change is it?", short="Kind", tells_reporter=True)]
    told: Annotated[
        tuple[Told, ...], Ask("How were people told?", short="Told by", show="strength")
    ]
    understood: Annotated[
        tuple[Understood, ...], Ask("How do you know they understood?", short="Understood")
    ]
    not_had: Annotated[tuple[NotHad, ...], Ask("Who has not had it yet?", short="Not had it")]
    plan: Annotated[
        tuple[Plan, ...] | None,
        Ask(
            "How will they hear of it?",
            short="Plan for them",
            when=When("not_had", ("night", "agency", "away", "off", "language")),
        ),
    ] = None
    questions: Annotated[YesNo, Ask("Did anybody ask something?", short="Questions asked")]
    asked: Annotated[
        TypedText | None,
        Ask(
            "What did they ask? No names.",
            short="They asked",
            when=When("questions", ("yes",)),
            private=True,
        ),
    ] = None
    actions: Annotated[
        tuple[ActionLine, ...],
        Ask("Add another action?", short="Action", first="Is there more to do?", show="strength"),
    ] = ()
    unit: Annotated[
        str | None, Ask("Is it for one unit only?", short="Unit", extra=True, source="units")
    ] = None
    languages: Annotated[
        tuple[Language, ...] | None,
        Ask("In which languages was it told?", short="Languages", extra=True),
    ] = None
    version: Annotated[
        int | None,
        Field(ge=1, le=8),
        Ask("Which version of the message is it?", short="Version", extra=True),
    ] = None
    number_due: Annotated[
        int | None,
        Field(ge=0, le=MOST_STAFF),
        Ask(
            "How many people should hear it?",
            short="Should hear it",
            extra=True,
            counts="number_due",
        ),
    ] = None
    number_told: Annotated[
        int | None,
        Field(ge=0, le=MOST_STAFF),
        Ask("How many have heard it?", short="Have heard it", extra=True, counts="number_due"),
    ] = None
    number_understood: Annotated[
        int | None,
        Field(ge=0, le=MOST_STAFF),
        Ask(
            "How many have shown they understood?",
            short="Have understood",
            extra=True,
            counts="number_due",
        ),
    ] = None
    people: Annotated[tuple[PersonHeard, ...], ONE_BY_ONE] = ()
    words: WordsToAdd = None
