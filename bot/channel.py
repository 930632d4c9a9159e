"""The channel contract: what every way of reaching people must do, and nothing more."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from flows.screen import Heard, Introduced, Later, Outcome, Parcel, Refused, Spacing


class CannotServe(Exception):
    """With these settings nobody can be served, or must not; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One raw update, before anybody has understood it.

    `update_id` is unique within the channel; `conversation` is the key that keeps one person's
    turns in order (an update that names nobody gets a key of its own, so it holds up nobody);
    `payload` is the update as it came, as JSON text.
    """

    update_id: str
    conversation: str
    payload: str


Receive = Callable[[str, Sequence[Arrival]], Awaitable[None]]
"""`await receive(channel.name, arrivals)` returns once every arrival is committed to the inbox.

It raises when they could not be stored; then the channel must not confirm them.
"""


class Channel(Protocol):
    """A way of reaching people. It holds no state that another process would miss."""

    @property
    def name(self) -> str:
        """The word that stands in accounts, inbox and outbox: telegram, slack, practice."""

    @property
    def spacing(self) -> Spacing:
        """How far apart the platform wants messages that nobody waits for."""

    def well(self) -> bool:
        """Whether its platform has answered lately, as far as this end can tell; for /healthz."""

    async def run(self, receive: Receive) -> None:
        """Bring in updates until cancelled. Returning or raising ends the process.

        Raises CannotServe for what a person has to put right first.
        """

    def read(self, payload: str) -> Heard | None:
        """Understand one raw update; pure. None: nothing to answer.

        Raises ValueError (or a subclass) for an update that makes no sense; it is set aside.
        """

    async def introduce(self, address: str) -> Introduced | Later:
        """Who is at an address that nobody knows yet, as far as the platform vouches for it.

        Asked with no transaction open, and only of a channel that the home lets vouch. Never
        raises for what a platform may answer: what it did not answer is Later, never nobody.
        """

    async def fetch(self, reference: str, most: int) -> bytes | Later | Refused:
        """The file that an Attached named, of at most that many bytes.

        Never raises for what a platform may answer. The reason of a refusal is one of WHY of
        flows.files, which has a sentence for the person.
        """

    async def deliver(self, parcel: Parcel) -> Outcome:
        """Show, change or remove one message. Never raises for what a platform may answer."""

    async def say(self, address: str, text: str) -> None:
        """Best effort, for one case only: nothing can be stored, and the person must know."""
