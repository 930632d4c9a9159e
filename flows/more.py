"""More: what the menu offers besides a report of an event and what waits."""

from flows.access import may_start
from flows.finding import may_find
from flows.pathways import REPORTS
from flows.reading_list import rows_to_read
from flows.rungs import is_away
from flows.screen import Button, Screen
from flows.talk import Talk
from storage import drafts


def show_more(talk: Talk) -> None:
    """Speak up, one's own reports, being away; for seniors, cases; for a manager, learning."""
    drafts.put_by(talk.moment.db, talk.person.id)
    talk.show(more_screen(talk))


def more_screen(talk: Talk) -> Screen:
    away = is_away(talk.moment, talk.person)
    rows: list[tuple[Button, ...]] = [
        (Button("Speak up", "n:speak_up_report"), Button("My reports", "o")),
        (
            Button("I'm back", "f:back") if away else Button("I'm away", "f"),
            Button("Quiet hours", "qh"),
        ),
    ]
    if may_find(talk.person):
        rows.append((Button("Find a case", "fc"),))
    if may_start(talk.person, REPORTS["service_learning_log"]):
        start = Button("Start learning", "n:service_learning_log")
        rows.append((start, Button("Learn from a case", "ln")))
    rows += rows_to_read(talk.moment, talk.person)
    return Screen(
        head="More",
        title="What do you need?",
        lines=("Speak up: a worry about how someone acts here.",),
        rows=(*rows, (Button("Menu", "m"),)),
    )
