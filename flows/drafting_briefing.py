"""A briefing while it is being written: how long it is, how hard to read, how staff will see it."""

from collections.abc import Iterable, Mapping
from typing import Any

from flows.briefing_screens import EXPLAIN, ON_IT, lesson_screen, numbered_answers
from flows.form import Answers, nested
from flows.moment import Moment
from flows.reading_age import reading_age
from flows.records import form_of
from flows.register import counted
from flows.small_groups import FEWEST, enough
from flows.spot_checks import figures
from storage import briefings as stored
from storage import cases
from storage.drafts import Draft

MOST_WORDS = 120
TEXTS = ("heading", "happened", "changes", "why")
EASY = 11
"""The reading age that everybody on the floor can be asked for."""

YOUNGEST, GROWN_UP = 5, 18
"""Below and above an age says nothing more."""

TELLING = 15
"""Of fewer words the age is no more than a hint, so nobody is asked for shorter ones."""

TOO_FEW = f"Fewer than {FEWEST} people should have it, so no figures are shown."


def panel(_moment: Moment, draft: Draft) -> tuple[str, ...]:
    """The words used so far and their reading age."""
    text = _text(draft.answers)
    words = len(text.split())
    if not words:
        return (f"At most {MOST_WORDS} words in all. Nobody is named.",)
    age = max(YOUNGEST, round(reading_age(text)))
    advice = "" if age <= EASY or words < TELLING else " Shorter words and sentences would help."
    said = str(age) if age < GROWN_UP else f"{GROWN_UP} or more"
    return (f"{words} of {MOST_WORDS} words so far. Reading age {said}.{advice}",)


def preview(moment: Moment, draft: Draft, answers: Answers) -> Any:
    """The card and the questions after it as staff will see them, for the summary and the record;
    each of them gets the answers in another order."""
    content = nested(form_of("briefing"), answers)
    card = lesson_screen(moment, content, draft.person_id)
    asked = [part for part in content.get("scenarios", ()) if "question" in part]
    return (
        card.head,
        card.title,
        *card.lines,
        _as_buttons(ON_IT),
        *(line for part in asked for line in _question(part)),
    )


def _question(scenario: Mapping[str, Any]) -> tuple[str, str]:
    answers = [text for _, text in numbered_answers(scenario)]
    return scenario["question"], _as_buttons((*answers, EXPLAIN))


def _as_buttons(labels: Iterable[str]) -> str:
    return " ".join(f"[{label}]" for label in labels)


def readings_panel(moment: Moment, draft: Draft) -> tuple[str, ...]:
    """How far staff have come with the briefing of this case."""
    case = cases.get_case(moment.db, draft.case_id) if draft.case_id else None
    sent = stored.briefings_of(moment.db, case.id) if case else []
    found = counted(moment, sent[-1]) if sent else {}
    if not found.get("due"):
        return ("No briefing was sent in the chat.",)
    if not enough(found["due"]):
        return (TOO_FEW,)
    told = (
        f"{found['due']} should have it, {found['delivered']} have it in their chat, "
        f"{found['opened']} opened it there. "
        f"{found['read']} have read or heard it, {found['understood']} understood it."
    )
    return tuple(line for line in (told, figures(moment, sent[-1])) if line)


def _text(answers: Answers) -> str:
    given = [str(answers[name]) for name in TEXTS if answers.get(name)]
    return " ".join(text if text.endswith((".", "?", "!")) else f"{text}." for text in given)
