"""When a platform last answered: a channel that listens in vain must not look well."""

import time

LOST_SECONDS = 180.0
"""So long no poll has come back, and no socket has been up."""


class Pulse:
    """Beats whenever the platform has answered. A new one has just beaten."""

    def __init__(self) -> None:
        self._latest = time.monotonic()

    def beat(self) -> None:
        self._latest = time.monotonic()

    def lost(self) -> bool:
        return time.monotonic() - self._latest > LOST_SECONDS
