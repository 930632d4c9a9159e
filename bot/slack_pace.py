"""How long Slack is waited for, and how soon it is asked again; seconds throughout."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """The defaults are for the real service; tests bring shorter ones."""

    call: float = 10
    store: float = 2.5
    """Slack waits three seconds for a yes."""
    tell_after: float = 5
    """Failing to store for this long, those whose messages Slack will bring again are told."""
    routine: float = 0.2
    """Between two messages that nobody waits for: Slack takes some hundreds a minute."""
    routine_in_chat: float = 1
    first_retry: float = 0.5
    slow_retry: float = 30
    """When trying again cannot help until a person has put something right."""
    ping: float = 10
    """Between two pings on the socket; four unanswered ones and it counts as lost."""
    look: float = 1
    """Between two looks at whether the socket lives."""
    patience: float = 60
    """A socket that has been down for this long is given up, and a new one made from nothing."""
    give_up: int = 5
    """Sockets in a row that never came to life though Slack answers: then the program ends."""
    catch_up: float = 3600
    """Between two looks for messages that Slack could not bring."""
    presence: float = 30
    """Between two notes that this process is here; after three it counts as gone."""
    signature: int = 300
    """A signed request may be this old, and no older."""
