"""How a briefing looks: the lesson, the question after it, and who has not done it yet."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flows.moment import Moment
from flows.screen import Button, Screen
from flows.times import day_named
from storage import people
from storage.briefings import Briefing, Reading

READ_THIS = "Please read · 1 minute"
EXPLAIN = "Explain it to me"
MOST_NAMED = 40
"""As many names as one message has room for."""
ON_IT = ("I've read this", EXPLAIN)
"""The buttons below a lesson."""


def briefing_screen(moment: Moment, briefing: Briefing, reading: Reading, note: str = "") -> Screen:
    """The card as each person gets it."""
    card = lesson_screen(moment, briefing.content, briefing.author_id)
    buttons = zip(ON_IT, ("read", "explain"), strict=True)
    return replace(
        card,
        lines=(*((note,) if note else ()), *card.lines),
        rows=(tuple(Button(label, f"br:{reading.id}:{verb}") for label, verb in buttons),),
    )


def lesson_screen(moment: Moment, content: Mapping[str, Any], author_id: int) -> Screen:
    """What everybody reads, without the buttons of any one of them."""
    author = people.get_person(moment.db, author_id)
    urgent = ["It is urgent, so it comes at once."] if content.get("urgent") == "yes" else []
    return Screen(
        head=f"{READ_THIS} · from {author.name if author else 'your manager'}",
        title=content.get("heading", ""),
        lines=(*urgent, *lesson_lines(moment, content)),
    )


def lesson_lines(moment: Moment, content: Mapping[str, Any]) -> list[str]:
    """What happened, what changes from when, and why; as far as it is written."""
    told = [f"What happened: {content['happened']}"] if content.get("happened") else []
    if content.get("changes"):
        told.append(f"What changes{_from_when(moment, content)}: {content['changes']}")
    if content.get("why"):
        told.append(f"Why: {content['why']}")
    return told


def question_screen(briefing: Briefing, reading: Reading, note: str = "") -> Screen:
    """One question, its answers in an order of the person's own."""
    scenario = briefing.content["scenarios"][reading.scenario]
    buttons = [
        Button(text, f"br:{reading.id}:a{reading.scenario}:{number}")
        for number, text in in_their_order(scenario, reading)
    ]
    return Screen(
        head=briefing.content["heading"],
        title=scenario["question"],
        lines=(note,) if note else (),
        rows=(
            *((button,) for button in buttons),
            (Button(EXPLAIN, f"br:{reading.id}:explain"),),
        ),
    )


def numbered_answers(scenario: Mapping[str, Any]) -> list[tuple[int, str]]:
    """The answers there are to a question; the first one is right."""
    answers = [scenario.get("right"), scenario.get("wrong"), scenario.get("other")]
    return [(number, text) for number, text in enumerate(answers) if text]


def in_their_order(scenario: Mapping[str, Any], reading: Reading) -> list[tuple[int, str]]:
    """The answers by number, 0 the right one, begun at another one for each person."""
    numbered = numbered_answers(scenario)
    first = (reading.id + reading.scenario + reading.wrong) % len(numbered)
    return numbered[first:] + numbered[:first]


def not_yet_screen(briefing: Briefing, reading: Reading, note: str = "") -> Screen:
    """A wrong answer teaches; the question comes again another day."""
    scenario = briefing.content["scenarios"][reading.scenario]
    return Screen(
        head=briefing.content["heading"],
        title=f"Not quite. {scenario['right']}.",
        lines=(
            *((note,) if note else ()),
            scenario["because"],
            "I will ask you again another day.",
        ),
        rows=((Button(EXPLAIN, f"br:{reading.id}:explain"), Button("Menu", "m")),),
    )


def understood_screen(briefing: Briefing, because: str) -> Screen:
    return Screen(
        head=briefing.content["heading"],
        title="That's right. Thank you.",
        lines=(because,),
        rows=((Button("Menu", "m"),),),
    )


def done_screen(briefing: Briefing) -> Screen:
    """For a tap that comes later, or after it was shown in person."""
    return Screen(
        head=briefing.content["heading"],
        title="This is done. Thank you.",
        rows=((Button("Menu", "m"),),),
    )


def unread_screen(briefing: Briefing, left: Sequence[str]) -> Screen:
    """For whoever leads them: who has not come to it yet, so that they can be helped."""
    named = [f"· {each}" for each in left[:MOST_NAMED]]
    more = len(left) - len(named)
    names = "\n".join([*named, f"and {more} more"] if more else named)
    return Screen(
        head=briefing.content["heading"],
        title=_not_done(len(left)),
        lines=(names, "Please tell them in person, or help them find the time."),
    )


def _not_done(many: int) -> str:
    if many > 1:
        return f"{many} people have not done this yet."
    return "One person has not done this yet."


def _from_when(moment: Moment, content: Mapping[str, Any]) -> str:
    if not content.get("from_day"):
        return ""
    today = moment.now.astimezone(moment.service.zone).date()
    return f" from {day_named(date.fromisoformat(content['from_day']), today)}"
