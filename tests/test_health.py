"""/healthz and /metrics, as the outside sees them."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from handrail.health import Metrics, health_app


def parts(**alive: bool) -> Callable[[], Awaitable[dict[str, bool]]]:
    async def is_alive() -> dict[str, bool]:
        return alive

    return is_alive


async def ask(metrics: Metrics, path: str, **alive: bool) -> httpx.Response:
    transport = httpx.ASGITransport(health_app(metrics, parts(**alive)))
    async with httpx.AsyncClient(transport=transport, base_url="http://home") as client:
        return await client.get(path)


async def test_it_is_well_while_every_part_is_alive() -> None:
    answer = await ask(Metrics(), "/healthz", database=True, scheduler=True)
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "parts": {"database": True, "scheduler": True}}


async def test_one_dead_part_is_said_with_503() -> None:
    answer = await ask(Metrics(), "/healthz", database=True, scheduler=False)
    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "parts": {"database": True, "scheduler": False}}


async def test_counts_and_gauges_are_there_to_scrape() -> None:
    metrics = Metrics()
    metrics.count("turns", channel="telegram", outcome="done")
    metrics.count("turns", channel="telegram", outcome="done")
    metrics.count("sends", channel="telegram", outcome="sent")
    metrics.count("errors", where="inbox")
    metrics.gauge("owed_messages", 3)
    metrics.gauge("oldest_owed_seconds", 61.5)
    metrics.gauge("overdue_deadlines", 1)
    answer = await ask(metrics, "/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    for line in (
        'handrail_turns_total{channel="telegram",outcome="done"} 2.0',
        'handrail_sends_total{channel="telegram",outcome="sent"} 1.0',
        'handrail_errors_total{where="inbox"} 1.0',
        "handrail_owed_messages 3.0",
        "handrail_oldest_owed_seconds 61.5",
        "handrail_overdue_deadlines 1.0",
        "handrail_cases_without_deadline 0.0",
    ):
        assert line in answer.text


async def test_two_homes_in_one_process_count_apart() -> None:
    first, second = Metrics(), Metrics()
    first.gauge("owed_messages", 9)
    assert "handrail_owed_messages 0.0" in (await ask(second, "/metrics")).text


def test_a_count_that_nobody_knows_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        Metrics().count("wishes")


async def test_nothing_else_is_served() -> None:
    assert (await ask(Metrics(), "/")).status_code == 404
