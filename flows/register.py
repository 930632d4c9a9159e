"""How far everybody is with each version of a briefing: the living part of the staff communication
register. The times are of each person; the figures are of all of them, and of no fewer than five.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from flows.moment import Moment
from flows.small_groups import of_people
from storage import briefings
from storage.briefings import Briefing, Reading
from storage.cases import Case

STATES: Final = ("sent", "delivered", "opened", "read", "understood")
"""In the order in which they come. Who was told in person has neither of the first three."""

NOT_ASKED: Final = ("excused", "replaced")

Times = Mapping[str, datetime | None]


def register(moment: Moment, case: Case, names: Mapping[int, str]) -> list[dict[str, Any]]:
    """Every version of the case's briefing as data: figures of all, then the times of each."""
    return [_of_version(moment, each, names) for each in briefings.briefings_of(moment.db, case.id)]


def counted(moment: Moment, briefing: Briefing) -> dict[str, int]:
    """How many should have it, and how many have come how far."""
    return _counts(_followed(moment, briefing))


def _of_version(moment: Moment, briefing: Briefing, names: Mapping[int, str]) -> dict[str, Any]:
    followed = _followed(moment, briefing)
    counts = _counts(followed)
    return {
        "version": briefing.version,
        "state": briefing.state,
        "made_at": briefing.made_at.isoformat(),
        "figures": {name: of_people(many, counts["due"]) for name, many in counts.items()},
        "people": [
            {
                "person": names.get(reading.person_id, "somebody"),
                "state": reading.state,
                "way": reading.way,
                **{f"{name}_at": at and at.isoformat() for name, at in times.items()},
            }
            for reading, times in followed
        ],
    }


def _followed(moment: Moment, briefing: Briefing) -> list[tuple[Reading, Times]]:
    delivered = briefings.delivered(moment.db, briefing.id)
    return [
        (
            reading,
            {
                "sent": reading.sent_at,
                "delivered": delivered.get(reading.id),
                "opened": reading.opened_at,
                "read": reading.read_at,
                "understood": reading.understood_at,
            },
        )
        for reading in briefings.readings_of(moment.db, briefing.id)
    ]


def _counts(followed: Sequence[tuple[Reading, Times]]) -> dict[str, int]:
    asked = [times for reading, times in followed if reading.state not in NOT_ASKED]
    reached = {name: sum(times[name] is not None for times in asked) for name in STATES}
    return {"due": len(asked), **reached}
