"""A tap or a text, taken to where it belongs. The one door into the flows from every channel."""

from collections.abc import Callable
from functools import cache
from inspect import signature
from typing import Final

from flows import filling, handling, joining, ladder, post, reading, sending, staff, writing
from flows.attaching import attached, cannot_take, take_out
from flows.away import away_tapped
from flows.counting import examples_screen, topic_named, topics_screen
from flows.finding import find_tapped, named
from flows.home import show_home, show_page
from flows.learning import learn_tapped
from flows.moment import Moment
from flows.more import show_more
from flows.normal import MAX_TYPED, normal_text
from flows.own_reports import own_tapped
from flows.pathways import REPORTS
from flows.post import Place
from flows.quiet_hours import quiet_tapped
from flows.screen import (
    Asked,
    Attached,
    Blocked,
    Corrected,
    Elsewhere,
    Heard,
    Introduced,
    Screen,
    Tapped,
    Typed,
    Unblocked,
    Unreadable,
)
from flows.showing import chart_tapped, file_tapped
from flows.spot_checks import spot_tapped
from flows.talk import NotForYou, Talk
from flows.tasks import show_tasks
from flows.understanding import briefing_tapped
from storage import drafts, people, shifts
from storage.drafts import Draft

IN_PRIVATE = "I only talk in private. Please write to me in a chat of our own."
WELCOME = "You have joined. Welcome."


def hear(
    moment: Moment, channel: str, heard: Heard, key: str, introduced: Introduced | None = None
) -> bool:
    """Handle one thing that came in. `key` names it, and so everything owed because of it.

    False for a tap that was refused: a button for somebody else, or for nothing that there is.
    Raises NotIntroduced when it cannot be handled before its channel has said who that is.
    """
    if isinstance(heard.happening, Elsewhere):
        _decline_group(moment, channel, heard)
        return True
    if isinstance(heard.happening, Blocked | Unblocked):
        _reachability(moment, channel, heard)
        return True
    person = people.person_at(moment.db, channel, heard.address, used=moment.now)
    if person is None:
        person = joining.hear_stranger(moment, channel, heard, key, introduced)
        if person is not None:
            talk = Talk(moment, person, Place(channel, heard.address, person.id), key)
            _welcome(talk, heard)
        return True
    talk = Talk(moment, person, Place(channel, heard.address, person.id), key)
    return _answer(talk, heard)


def _welcome(talk: Talk, heard: Heard) -> None:
    """Whoever joined with a code said nothing else; what anybody else said is answered."""
    if joining.offered_code(heard):
        _remove_typed(talk, heard)
        show_home(talk, note=WELCOME, repost=True)
    else:
        talk.say(WELCOME, "Your e-mail address is in the staff list.")
        _answer(talk, heard)


def _answer(talk: Talk, heard: Heard) -> bool:
    match heard.happening:
        case Tapped(data=data, on_page=on_page):
            allowed = _tapped(talk, data)
            if on_page:
                show_page(talk)
            return allowed
        case Typed() as written:
            _typed(talk, written, heard)
        case Asked() as asked:
            _asked(talk, asked, heard)
        case Corrected():
            talk.say(
                "What you changed in the chat was not recorded.",
                "What you sent first is kept as it was. Change it from the summary.",
            )
        case Unreadable(what=what):
            cannot_take(talk, what)
        case Attached() as sent:
            attached(talk, sent)
    return True


def _tapped(talk: Talk, data: str) -> bool:
    """Buttons say where they belong; one that says nothing sensible changes nothing."""
    try:
        verb, *parts = data.split(":")
        action = TAPS.get(verb)
        if action is None or len(parts) not in _parts(action):
            raise NotForYou
        action(talk, *parts)
    except NotForYou:
        _refuse_tap(talk)
        return False
    return True


def _refuse_tap(talk: Talk) -> None:
    """A form that is open stays as it is."""
    note = "That button is not for you, or no longer in use."
    if drafts.open_draft(talk.moment.db, talk.person.id) is None:
        show_home(talk, note=note, repost=True)
    else:
        talk.show(Screen(title=note), card="notice", repost=True)


@cache
def _parts(action: Callable[..., None]) -> range:
    """How many parts an address for this action may have."""
    inputs = [p for p in signature(action).parameters.values() if p.kind == p.POSITIONAL_OR_KEYWORD]
    needed = [p for p in inputs if p.default is p.empty]
    return range(len(needed) - 1, len(inputs))


def _menu(talk: Talk) -> None:
    show_home(talk)


def _typed(talk: Talk, typed: Typed, heard: Heard) -> None:
    text = normal_text(typed.text)
    if len(text) > MAX_TYPED:
        talk.say(
            f"That is longer than {MAX_TYPED:,} letters, so I have not taken it.",
            "It is still here in the chat. Please send it in two shorter messages.",
        )
        return
    if not text.strip():
        talk.say("I could not read anything in that. Please write it again.")
        return
    text = text.strip()
    taken = writing.written(talk, text, typed.writes) if typed.writes else writing.typed(talk, text)
    if taken:
        _remove_typed(talk, heard)


def _asked(talk: Talk, asked: Asked, heard: Heard) -> None:
    match asked.name:
        case "nearmiss" | "incident" as wanted:
            if not _report(talk, REPORT_OF.get(wanted, "near_miss_log"), asked.argument):
                return
        case "help":
            _count(talk)
        case "duty":
            handling.switch_duty(talk)
        case "home":
            show_page(talk)
        case "tasks":
            show_tasks(talk, repost=True)
        case "start" | "join" | "menu":
            show_home(talk, repost=True)
        case name:
            if not named(talk, f"{name} {asked.argument}".strip()):
                show_home(talk, note="I do not know that command.", repost=True)
    _remove_typed(talk, heard)


def _report(talk: Talk, kind: str, words: str) -> bool:
    """Begin a report, with what was written after the command in it.

    False if that was not taken, so that it is left where the person wrote it.
    """
    filling.start(talk, kind, repost=True)
    text = normal_text(words).strip()
    return writing.started_with(talk, text) if text else True


def _remove_typed(talk: Talk, heard: Heard) -> None:
    happening = heard.happening
    if isinstance(happening, Typed | Asked) and happening.message_id is not None:
        post.remove(talk.moment, talk.place, happening.message_id, key=talk.next_key())


def _decline_group(moment: Moment, channel: str, heard: Heard) -> None:
    """In a group: one refusal a day, and never an echo of what was said there."""
    day = moment.now.date()
    post.show(
        moment,
        Place(channel, heard.address),
        Screen(title=IN_PRIVATE),
        key=f"elsewhere:{channel}:{heard.address}:{day}",
        about="stranger",
    )


def _reachability(moment: Moment, channel: str, heard: Heard) -> None:
    person = people.person_at(moment.db, channel, heard.address)
    state = "blocked" if isinstance(heard.happening, Blocked) else "linked"
    people.set_account_state(moment.db, channel, heard.address, state)
    if person is None:
        return
    if state == "blocked":
        staff.cannot_be_reached(moment, person)
    elif person.id in shifts.on_shift(moment.db):
        ladder.welcome(moment, person)


def _count(talk: Talk, topic: str = "") -> None:
    """Does this count? A form that was open is put by, with every answer kept."""
    drafts.put_by(talk.moment.db, talk.person.id)
    chosen = topic_named(topic)
    if chosen is not None:
        talk.show(examples_screen(chosen, _waiting_report(talk)))
    else:
        talk.show(topics_screen(int(topic) if topic.isascii() and topic.isdecimal() else 0))


def _waiting_report(talk: Talk) -> Draft | None:
    """The report that was put by last, which the person probably came from."""
    unfinished = drafts.unfinished_drafts(talk.moment.db, talk.person.id)
    return next((draft for draft in unfinished if draft.step_id is None), None)


REPORT_OF: Final = {pathway.name: kind for kind, pathway in REPORTS.items()}
"""The record that opens each pathway."""

TAPS: Final[dict[str, Callable[..., None]]] = {
    "m": _menu,
    "d": handling.duty_tapped,
    "t": handling.step_tapped,
    "w": _count,
    "u": show_more,
    "j": show_tasks,
    "o": own_tapped,
    "f": away_tapped,
    "br": briefing_tapped,
    "sp": spot_tapped,
    "ln": learn_tapped,
    "qh": quiet_tapped,
    "v": reading.case_tapped,
    "fc": find_tapped,
    "i": reading.add_tapped,
    "@": file_tapped,
    "$": take_out,
    "ch": chart_tapped,
    "h": filling.danger,
    "n": filling.start,
    "a": filling.answer,
    "k": filling.skip,
    "b": filling.back,
    "p": filling.page,
    "z": filling.done_choosing,
    "q": filling.change,
    "r": writing.take_out,
    "e": filling.choose_change,
    "c": filling.go_on,
    "g": filling.safe_now,
    "l": filling.save_for_later,
    "s": sending.send,
    "x": filling.ask_drop,
    "y": filling.drop,
}
