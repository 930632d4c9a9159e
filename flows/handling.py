"""What a person does outside a form: duty, and the steps that wait for them."""

from datetime import timedelta

from flows import alerts, duty, filling, ladder, post, reading, staff
from flows.home import show_home
from flows.pathway import planned
from flows.practice import still_needs
from flows.quiet_units import nudge_screen
from flows.rungs import may_take
from flows.screen import Screen
from flows.talk import NotForYou, Talk, number
from storage import cases, shifts
from storage.cases import Case, Step

SHIFT_OVER = "shift_over"
"""The card that asks whoever goes home."""

ASKED_FOR = timedelta(hours=8)
"""Whoever gets it later than this is at work again, or asleep."""


def duty_tapped(talk: Talk, which: str) -> None:
    """On or off duty: from the menu, or (yes, no) in answer to "Are you still on duty?".

    Whoever goes home from a unit that has been quiet for long is asked; "nothing" answers it.
    """
    if which == "nothing":
        talk.show(Screen(title="Thank you. Rest well."), card=SHIFT_OVER)
        return
    if which in ("on", "yes"):
        staff.go_on_duty(talk.moment, talk.person)
    elif which in ("off", "no"):
        was_on = talk.person.id in shifts.on_shift(talk.moment.db)
        staff.go_off_duty(talk.moment, talk.person)
        _ask_on_leaving(talk, was_on=was_on)
    else:
        raise NotForYou
    screen = duty.state_screen(talk.moment, talk.person.id)
    if which in ("on", "off"):
        show_home(talk, duty_said=" ".join([screen.title, *screen.lines]))
    else:
        talk.show(screen, card=duty.CARD)


def _ask_on_leaving(talk: Talk, *, was_on: bool) -> None:
    question = nudge_screen(talk.moment, talk.person) if was_on else None
    if question is not None:
        post.show(
            talk.moment,
            talk.place,
            question,
            key=talk.next_key(),
            about="screen",
            card=SHIFT_OVER,
            repost=True,
            until=talk.moment.now + ASKED_FOR,
        )


def switch_duty(talk: Talk) -> None:
    on = talk.person.id in shifts.on_shift(talk.moment.db)
    duty_tapped(talk, "off" if on else "on")


def step_tapped(talk: Talk, step_id: str, verb: str) -> None:
    """A button on an alert; raises NotForYou where this person may not see the case."""
    case, step = _step(talk, number(step_id))
    actions = {
        "take": _take,
        "open": _open,
        "hide": _show_alert,
        "show": _show_below,
        "hand": _hand_over,
        "start": _start,
    }
    if verb not in actions:
        raise NotForYou
    actions[verb](talk, case, step)


def _step(talk: Talk, step_id: int) -> tuple[Case, Step]:
    try:
        case, step = ladder.lock_step(talk.moment, step_id)
    except LookupError:
        raise NotForYou from None
    if not may_take(talk.moment, talk.person, case, step):
        raise NotForYou
    return case, step


def _take(talk: Talk, case: Case, step: Step) -> None:
    if not ladder.acknowledge(talk.moment, talk.person, case, step):
        _show_alert(talk, case, step)


def _open(talk: Talk, case: Case, step: Step) -> None:
    screen = alerts.details_screen(talk.moment, case, step, talk.person)
    cases.note(
        talk.moment.db,
        case.id,
        "opened_details",
        talk.moment.now,
        step_id=step.id,
        person_id=talk.person.id,
    )
    _show_on_alert(talk, case, step, screen)
    _close_after_a_while(talk, case, step)


def _show_alert(talk: Talk, case: Case, step: Step) -> None:
    _show_on_alert(talk, case, step, alerts.alert_screen(talk.moment, case, step, talk.person))


def _show_below(talk: Talk, case: Case, step: Step) -> None:
    """From the menu: the card comes to the end of the chat, where the person is looking."""
    screen = alerts.alert_screen(talk.moment, case, step, talk.person)
    _show_on_alert(talk, case, step, screen, repost=True)


def _show_on_alert(
    talk: Talk, case: Case, step: Step, screen: Screen, *, repost: bool = False
) -> None:
    post.show(
        talk.moment,
        talk.place,
        screen,
        key=talk.next_key(),
        about="card",
        card=f"alert:{step.id}",
        repost=repost,
        case_id=case.id,
        step_id=step.id,
    )


def _close_after_a_while(talk: Talk, case: Case, step: Step) -> None:
    """Details do not lie open in a chat: the plain card comes back by itself."""
    post.show(
        talk.moment,
        talk.place,
        alerts.alert_screen(talk.moment, case, step, talk.person),
        key=talk.next_key(),
        about="card",
        card=f"alert:{step.id}",
        quiet=True,
        at=talk.moment.now + post.REST_AFTER,
        case_id=case.id,
        step_id=step.id,
    )


def _hand_over(talk: Talk, case: Case, step: Step) -> None:
    if not ladder.hand_over(talk.moment, talk.person, step.id):
        _show_alert(talk, case, step)


def _start(talk: Talk, case: Case, step: Step) -> None:
    if step.state == "owed":
        _take(talk, case, step)
        case, step = _step(talk, step.id)
    if step.state != "acknowledged" or step.acknowledged_by != talk.person.id:
        _show_alert(talk, case, step)
        return
    if still_needs(talk.moment, case, step):
        reading.add_tapped(talk, str(case.id), planned(case.plan, step.name)["helps"][0])
    else:
        filling.start_step(talk, case, step)
