"""One turn of one person: who speaks, from where, and what is shown in answer."""

from dataclasses import dataclass, field
from itertools import count

from flows import post
from flows.moment import Moment
from flows.post import Place
from flows.question import LONGEST_DRAFT_ID
from flows.screen import Screen
from storage.people import Person

MAIN = "main"
"""The living card: the menu, then the form, and at its end the receipt."""

PAGE = "page"
"""The person's own page, on channels that have one beside the chat."""


class NotForYou(Exception):
    """A button for somebody else, or for nothing that exists."""


def number(text: str) -> int:
    """The id in a button's address; raises NotForYou for what cannot be one."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_DRAFT_ID):
        raise NotForYou
    return int(text)


@dataclass(frozen=True, slots=True)
class Talk:
    """`key` names what came in; everything owed in answer gets a number below it."""

    moment: Moment
    person: Person
    place: Place
    key: str
    _numbers: "count[int]" = field(default_factory=count)

    def next_key(self) -> str:
        return f"{self.key}:{next(self._numbers)}"

    def show(
        self,
        screen: Screen,
        *,
        repost: bool = False,
        card: str = MAIN,
        becomes: str | None = None,
        rest: Screen | None = None,
    ) -> None:
        """Show the living card. `rest` takes its place when it has been left open for a while."""
        post.show(
            self.moment,
            self.place,
            screen,
            key=self.next_key(),
            about="screen",
            card=card,
            becomes=becomes,
            repost=repost,
        )
        if rest is not None:
            post.show(
                self.moment,
                self.place,
                rest,
                key=self.next_key(),
                about="screen",
                card=MAIN,
                quiet=True,
                at=self.moment.now + post.REST_AFTER,
            )

    def say(self, title: str, *lines: str) -> None:
        """A message of its own, that no later screen takes the place of."""
        post.show(
            self.moment,
            self.place,
            Screen(title=title, lines=lines),
            key=self.next_key(),
            about="answer",
        )
