"""Serving one small web application from inside the program, and stopping it cleanly."""

import asyncio
import errno
import os
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.channel import CannotServe
from bot.door import Door

GRACE_SECONDS = 5
BACKLOG = 64
"""As many connections are taken in one go, before those that are too many are closed."""
LISTEN = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<host>[^\s:\[\]]+)):(?P<port>[0-9]{1,5})")


class CannotListen(CannotServe):
    """The address cannot be listened on; the message says why and what to do."""


async def serve(
    app: ASGIApp,
    listen: str,
    *,
    log_level: str = "warning",
    started: Callable[[int], None] | None = None,
    stopping: Callable[[], None] | None = None,
    door: type[Door] = Door,
) -> None:
    """Serve `app` on `listen` ("127.0.0.1:8765") until cancelled.

    `started` is told the port once requests are answered (port 0 takes any free one).
    `stopping` is called first when it ends, to let go of answers that would never finish by
    themselves; requests that have begun are then finished. Signals stay with the program.
    """
    with open_socket(listen) as listening:
        config = uvicorn.Config(
            app,
            http=door,
            backlog=BACKLOG,
            log_config=None,
            log_level=log_level,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        server = _Server(config, listening.getsockname()[1], started)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await asyncio.shield(serving)
        finally:
            if stopping is not None:
                stopping()
            server.should_exit = True
            await serving


def host_and_port(listen: str) -> tuple[str, int]:
    """The two halves of "127.0.0.1:8765" or "[::1]:8765"; raises CannotListen."""
    shape = LISTEN.fullmatch(listen)
    if shape is None or int(shape["port"]) > 65535:
        raise CannotListen(
            f'"{listen}" is not an address to listen on. Write one like 127.0.0.1:8765.'
        )
    return shape["v6"] or shape["host"], int(shape["port"])


def open_socket(listen: str) -> socket.socket:
    """A listening socket on `listen`; raises CannotListen where the port is taken or refused."""
    host, port = host_and_port(listen)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise CannotListen(_refused(listen, error.errno or 0)) from error


def _refused(listen: str, number: int) -> str:
    if number == errno.EADDRINUSE:
        return (
            f"I cannot listen on {listen}: another program does already. Is Handrail running? "
            "Stop that one, or choose another port in config.toml."
        )
    return f"I cannot listen on {listen}: {os.strerror(number)}. Choose another in config.toml."


class _Server(uvicorn.Server):
    def __init__(
        self, config: uvicorn.Config, port: int, started: Callable[[int], None] | None
    ) -> None:
        super().__init__(config)
        self._port = port
        self._tell_started = started

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the program, not to one of its doors."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._tell_started is not None:
            self._tell_started(self._port)
