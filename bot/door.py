"""A connection to one of our doors, for whom nobody waits for ever.

Whoever opens connections and says nothing on them would use up what the whole program may open,
files and alerts included.
"""

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_AT_ONCE = 128


class Door(H11Protocol):
    """No more than MOST_AT_ONCE at a time; one that owes us the rest of its request, or has sent
    none, at two looks in turn is closed. One that waits for our answer stays."""

    patience: ClassVar[float] = 15.0
    """Seconds between two looks."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._seen = self._owed()
        if len(self.connections) > MOST_AT_ONCE:
            transport.abort()
        self._look = self.loop.call_later(self.patience, self._look_again)

    def connection_lost(self, exc: Exception | None) -> None:
        self._look.cancel()
        super().connection_lost(exc)

    def _owed(self) -> object:
        """The request that is not here yet; None while it is for us to answer."""
        if self.cycle is None or self.cycle.response_complete:
            return self
        return self.cycle if self.cycle.more_body else None

    def _look_again(self) -> None:
        owed = self._owed()
        if owed is not None and owed is self._seen:
            self.transport.abort()
            return
        self._seen = owed
        self._look = self.loop.call_later(self.patience, self._look_again)
