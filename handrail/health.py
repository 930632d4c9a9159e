"""For whoever watches the computer: is it alive, and is anything left standing."""

from collections.abc import Awaitable, Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

IsAlive = Callable[[], Awaitable[Mapping[str, bool]]]


class Metrics:
    """Counts and gauges under plain names, so that whoever counts need not know Prometheus."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._counters = {
            "turns": self._counter("turns", "Taps and texts handled.", "channel", "outcome"),
            "sends": self._counter("sends", "Messages handed over.", "channel", "outcome"),
            "errors": self._counter("errors", "Errors, by where they were met.", "where"),
        }
        self._gauges = {
            "owed_messages": self._gauge("owed_messages", "Messages owed and not yet sent."),
            "oldest_owed_seconds": self._gauge(
                "oldest_owed_seconds", "How long the oldest of them has waited."
            ),
            "overdue_deadlines": self._gauge(
                "overdue_deadlines", "Deadlines that passed and were not yet dealt with."
            ),
            "cases_without_deadline": self._gauge(
                "cases_without_deadline", "Open cases that nothing would call back. Must be 0."
            ),
            "clock_behind_seconds": self._gauge(
                "clock_behind_seconds", "How far the clock is behind what is stored. Must be 0."
            ),
            "write_ahead_log_bytes": self._gauge(
                "write_ahead_log_bytes", "Size of SQLite's write-ahead log."
            ),
        }

    def count(self, what: str, **labels: str) -> None:
        """One more of "turns", "sends" or "errors". Labels are kinds, never what was said."""
        self._counters[what].labels(**labels).inc()

    def gauge(self, what: str, value: float) -> None:
        """How things stand: "owed_messages", "oldest_owed_seconds", "overdue_deadlines", ..."""
        self._gauges[what].set(value)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"handrail_{name}", meaning, labels, registry=self.registry)

    def _gauge(self, name: str, meaning: str) -> Gauge:
        return Gauge(f"handrail_{name}", meaning, registry=self.registry)


def health_app(metrics: Metrics, is_alive: IsAlive) -> Starlette:
    """/healthz says 200 while every part is alive and 503 otherwise; /metrics is for Prometheus."""

    async def healthz(_request: Request) -> Response:
        parts = dict(await is_alive())
        well = all(parts.values())
        return JSONResponse({"ok": well, "parts": parts}, status_code=200 if well else 503)

    async def numbers(_request: Request) -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/healthz", healthz), Route("/metrics", numbers)])
