"""Our doors: whoever opens many connections, or says nothing on one, takes nothing from others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.door import MOST_AT_ONCE, Door
from bot.serving import serve

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
ASKED = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n"


class Hurried(Door):
    patience = 0.05


async def _echo(request: Request) -> Response:
    return Response(await request.body())


@asynccontextmanager
async def opened(door: type[Door], count: int) -> AsyncIterator[list[Line]]:
    """So many connections, one after the other, to a door that answers with what it was sent."""
    port = asyncio.get_running_loop().create_future()
    app = Starlette(routes=[Route("/", _echo, methods=["POST"])])
    serving = asyncio.create_task(serve(app, "127.0.0.1:0", started=port.set_result, door=door))
    at = await port
    lines = [await asyncio.open_connection("127.0.0.1", at) for _ in range(count)]
    try:
        async with asyncio.timeout(20):
            yield lines
    finally:
        for _, writer in lines:
            writer.close()
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def is_closed(line: Line) -> bool:
    with suppress(ConnectionResetError):
        return await line[0].read() == b""
    return True


async def test_one_connection_too_many_is_closed_and_the_first_is_served() -> None:
    async with opened(Door, MOST_AT_ONCE + 1) as lines:
        assert await is_closed(lines[-1])
        reader, writer = lines[0]
        writer.write(ASKED + b"hello")
        assert (await reader.readuntil(b"hello")).startswith(b"HTTP/1.1 200")


async def test_whoever_says_nothing_or_half_is_not_waited_for() -> None:
    async with opened(Hurried, 3) as lines:
        for (_, writer), said in zip(lines, (b"", ASKED[:20], ASKED + b"hel"), strict=True):
            writer.write(said)
        assert [await is_closed(line) for line in lines] == [True, True, True]
