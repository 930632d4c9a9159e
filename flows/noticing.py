"""Names and numbers typed by accident: the words stay as written, and the card asks about them."""

from dataclasses import replace

from flows.identifiers import Kind, Span, identifiers
from flows.moment import Moment
from flows.screen import Button, Screen
from flows.words import listed
from storage import people
from storage.drafts import Draft

SAID: dict[Kind, str] = {
    "name": "a name",
    "nhs_number": "an NHS number",
    "ni_number": "a National Insurance number",
    "phone": "a phone number",
    "postcode": "a postcode",
}


def noticed(moment: Moment, text: str) -> tuple[Span, ...]:
    """What in this text may say who somebody is, seen with the home's own names and places."""
    service = moment.service
    staff = [person.name for person in people.everyone(moment.db)]
    return identifiers(text, staff, (service.name, *service.units))


def asking(moment: Moment, draft: Draft, name: str, screen: Screen) -> Screen:
    """The screen, with one quiet line and two buttons if the answer of that name needs them."""
    text = draft.answers.get(name)
    spans = noticed(moment, text) if isinstance(text, str) else ()
    if not spans:
        return screen
    kinds = list(dict.fromkeys(SAID[span.kind] for span in spans))
    it = "it" if len(spans) == 1 else "them"
    address = f"r:{draft.id}:{name}"
    return replace(
        screen,
        lines=(*screen.lines, f"This looks like {listed(kinds)}. Take {it} out?"),
        rows=(
            *screen.rows,
            (Button(f"Take {it} out", address), Button(f"Leave {it}", f"{address}:leave")),
        ),
    )
