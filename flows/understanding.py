"""What a person taps on a briefing: read, an answer, "Explain it to me"."""

from dataclasses import replace

from flows import briefings, post
from flows.briefing_screens import (
    briefing_screen,
    done_screen,
    not_yet_screen,
    question_screen,
    understood_screen,
)
from flows.roles import Role
from flows.rungs import first_here
from flows.screen import Screen
from flows.talk import NotForYou, Talk, number
from flows.words import listed
from storage import briefings as stored
from storage.briefings import ASKED, Briefing, Reading
from storage.outbox import Priority

EXPLAINING = (Role.DEPUTY_MANAGER, Role.REGISTERED_MANAGER, Role.NOMINATED_INDIVIDUAL)
"""Who explains a briefing: the first of these who is here."""

NOBODY_TO_ASK = "Nobody is here to explain it. Please ask your senior."


def briefing_tapped(talk: Talk, reading_id: str, verb: str, choice: str = "") -> None:
    """Handle a tap on one's own briefing; raises NotForYou."""
    reading = stored.get_reading(talk.moment.db, number(reading_id))
    if reading is None or reading.person_id != talk.person.id:
        raise NotForYou
    briefing = stored.get_briefing(talk.moment.db, reading.briefing_id)
    if briefing is None:
        raise NotForYou
    reading = _opened(talk, reading)
    if reading.state not in ASKED:
        _show(talk, reading, _over(briefing, reading))
    elif verb == "explain":
        _explain(talk, briefing, reading)
    elif verb == "show" or _waits_for_another_day(reading):
        _show_where_they_are(talk, briefing, reading, anew=verb == "show")
    elif verb == "read":
        _read(talk, briefing, reading)
    elif verb == f"a{reading.scenario}" and reading.state == "read":
        _answered(talk, briefing, reading, number(choice))
    else:
        _show_where_they_are(talk, briefing, reading)


def _opened(talk: Talk, reading: Reading) -> Reading:
    """The first tap on it, from a list, the menu or its card, is the first that we know of: a card
    that is only looked at tells nothing."""
    if reading.opened_at is not None or reading.state not in ASKED:
        return reading
    now = talk.moment.now
    sent_at = reading.sent_at or now
    stored.change_reading(talk.moment.db, reading.id, opened_at=now, sent_at=sent_at)
    return replace(reading, opened_at=now, sent_at=sent_at)


def _read(talk: Talk, briefing: Briefing, reading: Reading) -> None:
    if reading.state != "read":
        stored.change_reading(
            talk.moment.db,
            reading.id,
            state="read",
            read_at=talk.moment.now,
            way="chat",
        )
    note = "One question, so that we know it is clear."
    _show(talk, reading, question_screen(briefing, reading, note))


def _answered(talk: Talk, briefing: Briefing, reading: Reading, answer: int) -> None:
    if answer != 0:
        briefings.ask_again(talk.moment, reading)
        _show(talk, reading, not_yet_screen(briefing, reading))
        return
    scenario = briefing.content["scenarios"][reading.scenario]
    following = reading.scenario + 1
    if following < len(briefing.content["scenarios"]):
        stored.change_reading(talk.moment.db, reading.id, scenario=following)
        fresh = stored.get_reading(talk.moment.db, reading.id) or reading
        note = f"That's right. {scenario['because']}"
        _show(talk, reading, question_screen(briefing, fresh, note))
        return
    briefings.end_of(talk.moment, reading)
    _show(talk, reading, understood_screen(briefing, scenario["because"]))


def _waits_for_another_day(reading: Reading) -> bool:
    """It was answered wrong and the right answer was told, so an answer would show nothing now:
    the question comes again by itself."""
    return reading.state == "read" and reading.wrong > 0 and reading.reminders == 0


def _explain(talk: Talk, briefing: Briefing, reading: Reading) -> None:
    """Whoever can explain it hears of it, once; the person goes on where they are."""
    helpers = first_here(talk.moment, EXPLAINING, but=talk.person.id)
    for helper, place in helpers:
        post.show(
            talk.moment,
            place,
            Screen(
                head=briefing.content["heading"],
                title=f"{talk.person.name} asks you to explain this.",
                lines=("Please talk with them when you are both here.",),
            ),
            key=f"explain:{reading.id}:{helper.id}",
            about="explain",
            priority=Priority.ROUTINE,
            quiet=True,
        )
    asked = listed([helper.name for helper, _ in helpers])
    note = f"I have asked {asked} to explain it to you." if asked else NOBODY_TO_ASK
    _show_where_they_are(talk, briefing, reading, note)


def _show_where_they_are(
    talk: Talk, briefing: Briefing, reading: Reading, note: str = "", *, anew: bool = False
) -> None:
    if _waits_for_another_day(reading):
        _show(talk, reading, not_yet_screen(briefing, reading, note), anew=anew)
    elif reading.state == "read":
        _show(talk, reading, question_screen(briefing, reading, note), anew=anew)
    else:
        _show(talk, reading, briefing_screen(talk.moment, briefing, reading, note), anew=anew)


def _over(briefing: Briefing, reading: Reading) -> Screen:
    if reading.state == "understood":
        return done_screen(briefing)
    return Screen(title="There is a newer version of this, or it is no longer needed.")


def _show(talk: Talk, reading: Reading, screen: Screen, *, anew: bool = False) -> None:
    briefings.show(talk.moment, reading, screen, talk.next_key(), anew=anew)
