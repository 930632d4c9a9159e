"""Help given: how a call for help ended. Filed by whoever went."""

from typing import Annotated

from flows.question import Ask, Choice, Record
from flows.records.shared import WordsToAdd


class Now(Choice):
    SAFE = "safe", "Everyone is safe"
    SERVICES = "services", "999 was called"
    GOING = "going", "Going to hospital"
    FALSE_ALARM = "false_alarm", "There was no danger"


class HelpGiven(Record):
    """What the helper found."""

    kind = "help_given"
    title = "Help given"
    action = "Say how it ended"

    now: Annotated[Now, Ask("How is everyone now?", short="Now")]
    words: WordsToAdd = None
