"""What a person has been asked to read and has not read yet, as rows of buttons."""

from flows.moment import Moment
from flows.screen import Button
from storage import briefings
from storage.briefings import Reading
from storage.people import Person

MOST_TO_READ = 3
"""How many briefings are offered at once, the oldest first."""


def rows_to_read(moment: Moment, person: Person) -> tuple[tuple[Button, ...], ...]:
    """One button for each briefing, with what it is about."""
    asked = briefings.asked_of(moment.db, person.id)[:MOST_TO_READ]
    return tuple(
        (Button(f"To read: {_heading(moment, reading)}"[:60], f"br:{reading.id}:show"),)
        for reading in asked
    )


def _heading(moment: Moment, reading: Reading) -> str:
    briefing = briefings.get_briefing(moment.db, reading.briefing_id)
    return str(briefing.content["heading"]) if briefing else "a briefing"
