"""One event being handled."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from flows.service import Service


@dataclass(frozen=True, slots=True)
class Moment:
    """What every verb needs: the event's transaction, the service's rules, and the time."""

    db: Connection
    service: Service
    now: datetime
