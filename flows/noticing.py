"""Names and numbers typed by accident: the words stay as written, and the card asks about them."""

from collections import Counter
from dataclasses import replace

from flows import form as forms
from flows.identifiers import Kind, Span, identifiers
from flows.moment import Moment
from flows.records import form_of
from flows.screen import Button, Screen
from flows.words import listed
from storage import people
from storage.drafts import Draft

SAID: dict[Kind, tuple[str, str]] = {
    "name": ("a name", "names"),
    "nhs_number": ("an NHS number", "NHS numbers"),
    "ni_number": ("a National Insurance number", "National Insurance numbers"),
    "phone": ("a phone number", "phone numbers"),
    "postcode": ("a postcode", "postcodes"),
    "resident": ("a resident's code", "residents' codes"),
}
"""What it looks like: one of them, several."""


def noticed(moment: Moment, draft: Draft, name: str, text: str) -> tuple[Span, ...]:
    """What in this answer may say who somebody is, seen with the home's own names and places; where
    it is to tell of nobody, with the codes of its residents too."""
    service = moment.service
    staff = [person.name for person in people.everyone(moment.db)]
    question = forms.asked_as(form_of(draft.kind), name)
    codes = service.residents if question is not None and question.ask.of_nobody else ()
    return identifiers(text, staff, (service.name, *service.units), codes)


def asking(
    moment: Moment, draft: Draft, name: str, screen: Screen, *, first: bool = False
) -> Screen:
    """The screen, with one quiet line and two buttons if the answer of that name needs them.

    They stand below a question's own answers, and `first` above what would send the words away.
    """
    text = draft.answers.get(name)
    spans = noticed(moment, draft, name, text) if isinstance(text, str) else ()
    if not spans:
        return screen
    kinds = Counter(span.kind for span in spans)
    found = listed([SAID[kind][many > 1] for kind, many in kinds.items()])
    this_is, it = ("This looks", "it") if len(spans) == 1 else ("These look", "them")
    address = f"r:{draft.id}:{name}"
    ways = (Button(f"Take {it} out", address), Button(f"Leave {it}", f"{address}:leave"))
    return replace(
        screen,
        lines=(*screen.lines, f"{this_is} like {found}. Take {it} out?"),
        rows=(ways, *screen.rows) if first else (*screen.rows, ways),
    )
