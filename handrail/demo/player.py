"""Playing a script: somebody taps a button by its label, or writes; time passes when it is told to.

What the script gets wrong (a button that is not there) is said with the step it stands in.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from bot.channel import Arrival
from flows.roles import Role
from flows.screen import Button, Screen
from handrail.demo.home import DemoHome
from handrail.demo.phones import Event, Update
from handrail.house import move_on
from handrail.troubles import NotDone
from storage.people import Person

CHOSEN = "✓ "
MORE = "p:"
"""How the address of a button begins that turns the page."""

MOST_PAGES = 8


class WrongScript(NotDone):
    """The script asks for what is not there. The message names the step."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A step of an example, as the source article words it, and what happened on the phones."""

    title: str
    events: list[Event] = field(default_factory=list)


class Player:
    """The home as a script speaks of it: `player.senior.taps("I've got this")`."""

    def __init__(self, home: DemoHome) -> None:
        self.home = home
        self.chapters: list[Chapter] = []
        self._numbers = count(1)
        self.worker = Phone(self, home.people[Role.CARE_WORKER])
        self.senior = Phone(self, home.people[Role.SENIOR])
        self.leader = Phone(self, home.people[Role.TEAM_LEADER])
        self.deputy = Phone(self, home.people[Role.DEPUTY_MANAGER])
        self.manager = Phone(self, home.people[Role.REGISTERED_MANAGER])
        self.auditor = Phone(self, home.people[Role.AUDIT_LEAD])
        self.quality = Phone(self, home.people[Role.QUALITY_LEAD])

    def step(self, title: str) -> None:
        """What follows belongs to this step."""
        self.chapters.append(Chapter(title))

    def passes(self, **span: float) -> None:
        """Let time pass, stopping at everything that falls due."""
        self._until(self.home.clock.now() + timedelta(**span))

    def comes(self, text: str, step: str = "") -> None:
        """Let time pass until a day and time, "2026-03-11 09:30"; what follows is `step`."""
        self._until(datetime.fromisoformat(text).replace(tzinfo=self.home.service.zone))
        if step:
            self.step(step)

    def happens(self, event: Event) -> None:
        if not self.chapters:
            raise WrongScript("The demo's script does something before its first step.")
        self.chapters[-1].events.append(event)

    def hears(self, update: Update) -> None:
        """It comes in, and everything that follows from it happens."""
        arrival = Arrival(
            str(next(self._numbers)), f"phones:{update.address}", update.model_dump_json()
        )
        house = self.home.house
        self.home.runner.run(house.inbox.receive(self.home.phones.name, [arrival]))
        self.home.runner.run(house.settle())
        self._tell(update.address)

    def wrong(self, what: str) -> WrongScript:
        return WrongScript(f"The demo's script is wrong in “{self.chapters[-1].title}”: {what}")

    def _until(self, moment: datetime) -> None:
        """Time stops at each thing that falls due, so that what comes of it has its own time."""
        home = self.home
        while (due := home.runner.run(home.house.next_event())) is not None and due <= moment:
            self._pass(max(due, home.clock.now()))
        self._pass(moment)

    def _pass(self, moment: datetime) -> None:
        home = self.home
        home.runner.run(move_on(home.house, home.clock, moment - home.clock.now()))
        self._tell()

    def _tell(self, actor: str = "") -> None:
        """What came, phone by phone: first that of whoever did something."""
        chats: dict[str, list[Event]] = {actor: []}
        for address, screen, before in self.home.phones.take():
            event = Event(self.home.clock.now(), address, screen, before)
            chats.setdefault(address, []).append(event)
        for events in chats.values():
            for event in events:
                self.happens(event)


class Phone:
    """One person's phone, as a script uses it."""

    def __init__(self, player: Player, person: Person) -> None:
        self._player = player
        self.person = person
        self.address = str(person.id)

    def opens(self) -> None:
        """Open the chat at the menu."""
        self._does("/start", "opens the menu", wrote=False)

    def taps(self, *labels: str) -> None:
        """Tap buttons by their labels, one after the other; longer lists are paged through."""
        for label in labels:
            self._tap(label)

    def writes(self, text: str) -> None:
        self._does(text, text, wrote=True)

    def sends(self, *, after: float) -> None:
        """Send the form, so many minutes after the last answer."""
        self._player.passes(minutes=after)
        self._tap("Send")

    def _tap(self, label: str) -> None:
        for _ in range(MOST_PAGES):
            button = self._find(label)
            if button is not None:
                self._press(button, label)
                return
            more = self._more()
            if more is None:
                break
            self._press(more, more.label)
        raise self._player.wrong(f"{self.person.name} has no button “{label}”. {self._has()}")

    def _find(self, label: str) -> Button | None:
        """On the card that changed last; elsewhere only if that one has no further page."""
        screens = self._player.home.phones.shown(self.address)
        if self._more() is not None:
            screens = screens[:1]
        buttons = (each for screen in screens for each in _buttons(screen))
        return next((each for each in buttons if each.label.removeprefix(CHOSEN) == label), None)

    def _more(self) -> Button | None:
        screens = self._player.home.phones.shown(self.address)[:1]
        buttons = (each for screen in screens for each in _buttons(screen))
        return next((each for each in buttons if each.data.startswith(MORE)), None)

    def _press(self, button: Button, label: str) -> None:
        now = self._player.home.clock.now()
        self._player.happens(Event(now, self.address, did=label))
        self._player.hears(Update(address=self.address, tapped=button.data))

    def _does(self, text: str, told: str, *, wrote: bool) -> None:
        now = self._player.home.clock.now()
        self._player.happens(Event(now, self.address, did=told, wrote=wrote))
        self._player.hears(Update(address=self.address, typed=text))

    def _has(self) -> str:
        screens = self._player.home.phones.shown(self.address)
        if not screens:
            return "Nothing has come there yet."
        labels = ", ".join(each.label for each in _buttons(screens[0]))
        return f"There stands “{screens[0].title}”, with {labels or 'no button'}."


def _buttons(screen: Screen) -> list[Button]:
    return [button for row in screen.rows for button in row]
