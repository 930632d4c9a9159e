"""Which answer of a form to change: every one as a button, a long form in parts."""

from flows import form as forms
from flows.labels import label_text
from flows.moment import Moment
from flows.records import form_of
from flows.screen import Button, Screen, fitted
from flows.screens import heading
from storage.drafts import Draft

MOST_ANSWERS = 24
"""How many answers one screen offers: no channel takes a hundred buttons."""


def change_screen(moment: Moment, draft: Draft, part: int) -> Screen:
    """The answers of one part; after the last part comes the first."""
    form = form_of(draft.kind)
    given = [q for q in forms.answered(form, draft.answers) if not (q.ask.computed or q.ask.alarm)]
    parts = max(1, -(-len(given) // MOST_ANSWERS))
    start = part % parts * MOST_ANSWERS
    buttons = [
        Button(
            fitted(f"{q.ask.short}: {label_text(moment, q, draft.answers[q.name])}"),
            f"q:{draft.id}:{q.name}",
        )
        for q in given[start : start + MOST_ANSWERS]
    ]
    if parts > 1:
        buttons.append(Button("More answers", f"e:{draft.id}:{(part + 1) % parts}"))
    buttons.append(Button("Back to summary", f"c:{draft.id}"))
    return Screen(
        head=heading(form),
        title="Which answer would you like to change?",
        rows=tuple((button,) for button in buttons),
    )
