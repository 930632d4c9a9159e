"""A draft and the other chats of whoever fills it in: there its card shows nothing stale."""

from collections.abc import Iterator

from flows import post
from flows.drafting import untouched
from flows.post import Place
from flows.records import form_of
from flows.screen import Button, Screen
from flows.screens import heading, resting_screen
from flows.talk import MAIN, Talk
from storage import delivery, outbox
from storage.drafts import Draft

ENDED = {
    "filed": "You have sent this from your other chat.",
    "dropped": "This has ended in your other chat, and is gone.",
}


def cover_elsewhere(talk: Talk, draft: Draft) -> None:
    """A draft goes on here: the card it may have in another chat of theirs shows it no more."""
    if untouched(talk.moment, draft):
        return
    for place in _others(talk):
        if MAIN in outbox.cards_in(talk.moment.db, place.channel, place.address):
            post.cover(talk.moment, place, MAIN, resting_screen(draft), key=talk.next_key())


def end_elsewhere(talk: Talk, draft: Draft, state: str) -> None:
    """A draft has ended here: a card that offers to go on with it, in another chat, says so."""
    covered = resting_screen(draft).as_json()
    screen = Screen(
        head=heading(form_of(draft.kind)), title=ENDED[state], rows=((Button("Menu", "m"),),)
    )
    for place in _others(talk):
        if delivery.shows(talk.moment.db, place.channel, place.address, MAIN, covered):
            post.cover(talk.moment, place, MAIN, screen, key=talk.next_key())


def _others(talk: Talk) -> Iterator[Place]:
    """Every chat in which they can be reached, but the one they are in."""
    for place in post.places(talk.moment, [talk.person.id]).get(talk.person.id, []):
        if place.channel != talk.place.channel:
            yield place
