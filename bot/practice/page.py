"""The practice page: one static page and the few addresses it talks to."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar

import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.practice.channel import NotSaved, PracticeChannel
from bot.practice.guard import Guard, check_loopback
from bot.practice.live import Hint
from bot.practice.phones import first_phones
from bot.serving import serve
from flows.charts import NotDrawn
from flows.contents import contents
from flows.screen import MAX_BUTTON_DATA, Media
from storage import practice
from storage.database import Database
from storage.files import FileDamaged, Files

STATIC = Path(__file__).parent / "static"
MAX_BODY = 32 * 1024
MAX_FILE = 25_000_000
MAX_PHONES = 8
FILES = {"image": "photo", "audio": "voice"}

NOT_SAVED = "I could not save that. Please phone the senior."
NOT_MOVED = "The clock did not move on. Nothing is lost. Please try again."

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PracticeHome:
    """What the page shows and does beyond the chats."""

    name: str
    people: Callable[[], Awaitable[list[dict[str, Any]]]]
    cases: Callable[[], Awaitable[list[dict[str, Any]]]]
    account: Callable[[str], Awaitable[dict[str, Any] | None]]
    forward: Callable[[timedelta], Awaitable[None]]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class _Text(_Body):
    text: str = Field(min_length=1, max_length=4000)


class _Tap(_Body):
    data: str = Field(min_length=1, max_length=MAX_BUTTON_DATA)


class _Switch(_Body):
    off: bool


class _Step(_Body):
    minutes: Literal[5, 60, 1440]


Body = TypeVar("Body", bound=_Body)


def practice_app(
    channel: PracticeChannel,
    *,
    database: Database,
    clock: Callable[[], datetime],
    home: PracticeHome,
    files: Files,
) -> Starlette:
    """The page and its addresses, sealed to this computer."""
    desk = _Desk(channel, database, clock, home, files)
    return Starlette(
        routes=[
            Route("/", _index),
            Route("/home", desk.home),
            Route("/live", desk.live),
            Route("/phones/{address}", desk.chat),
            Route("/phones/{address}/text", desk.text, methods=["POST"]),
            Route("/phones/{address}/file", desk.file, methods=["POST"], max_body_size=MAX_FILE),
            Route("/phones/{address}/media/{message:int}", desk.media),
            Route("/phones/{address}/tap", desk.tap, methods=["POST"]),
            Route("/phones/{address}/switch", desk.switch, methods=["POST"]),
            Route("/clock", desk.forward, methods=["POST"]),
            Route("/cases", desk.cases),
            Route("/cases/{reference}", desk.account),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Guard)],
        exception_handlers={HTTPException: _in_words, NotSaved: _not_saved},
        max_body_size=MAX_BODY,
    )


async def serve_practice(
    app: Starlette,
    channel: PracticeChannel,
    listen: str,
    *,
    started: Callable[[int], None] | None = None,
) -> None:
    """Serve the page on a loopback address until cancelled; refuses any other with CannotListen."""
    check_loopback(listen)
    await serve(app, listen, started=started, stopping=channel.switchboard.hang_up)


class _Desk:
    """Answers the page's requests."""

    def __init__(
        self,
        channel: PracticeChannel,
        database: Database,
        clock: Callable[[], datetime],
        home: PracticeHome,
        files: Files,
    ) -> None:
        self._files = files
        self._channel = channel
        self._database = database
        self._clock = clock
        self._home = home
        self._moving = asyncio.Lock()

    async def home(self, request: Request) -> Response:
        people = await self._home.people()
        return JSONResponse(
            {
                "name": self._home.name,
                "now": self._now(),
                "people": people,
                "phones": first_phones(people),
            }
        )

    async def live(self, request: Request) -> Response:
        phones = request.query_params.getlist("phone")[:MAX_PHONES]
        return StreamingResponse(
            self._channel.switchboard.events(phones), media_type="text/event-stream"
        )

    async def chat(self, request: Request) -> Response:
        address = await self._address(request)
        messages, off = await self._database.read(partial(_look, address))
        return JSONResponse({"now": self._now(), "off": off, "messages": messages})

    async def text(self, request: Request) -> Response:
        address, body = await self._address(request), await _read(request, _Text)
        await self._channel.take_text(address, body.text)
        return _done()

    async def tap(self, request: Request) -> Response:
        address, body = await self._address(request), await _read(request, _Tap)
        await self._channel.take_tap(address, body.data)
        return _done()

    async def file(self, request: Request) -> Response:
        """A photo or a sound, as it is; anything else the page should not have sent."""
        address = await self._address(request)
        kind = FILES.get(request.headers.get("content-type", "").partition("/")[0])
        content = await request.body()
        if kind is None or not content:
            raise HTTPException(400, "That is no photo and no voice message.")
        await self._channel.take_file(address, kind, content)
        return _done()

    async def media(self, request: Request) -> Response:
        """A kept file or a chart, for as long as it stands in this chat."""
        address, message = await self._address(request), request.path_params["message"]
        look = partial(practice.get_message, address=address, message_id=message)
        found = await self._database.read(look)
        if found is None or "media" not in found.content:
            raise HTTPException(404, "It is not in this chat any more.")
        media = Media.from_json(found.content["media"])
        try:
            data = await asyncio.to_thread(contents, self._files, media)
        except NotDrawn as error:
            log.error("practice.chart_not_drawn", message=message, error=str(error))
            raise HTTPException(404, "The chart could not be drawn.") from None
        except FileDamaged:
            log.error("practice.file_damaged", message=message)
            raise HTTPException(404, "The file is not what was kept.") from None
        return Response(data, media_type=media.mime)

    async def switch(self, request: Request) -> Response:
        address, body = await self._address(request), await _read(request, _Switch)
        await self._channel.switch(address, off=body.off)
        return _done()

    async def forward(self, request: Request) -> Response:
        step = timedelta(minutes=(await _read(request, _Step)).minutes)
        async with self._moving:
            try:
                await self._home.forward(step)
            except Exception as error:
                log.error("practice.clock_stuck", error=type(error).__name__, exc_info=True)
                raise HTTPException(503, NOT_MOVED) from error
        self._channel.switchboard.tell(Hint("clock"))
        return JSONResponse({"now": self._now()})

    async def cases(self, request: Request) -> Response:
        return JSONResponse({"now": self._now(), "cases": await self._home.cases()})

    async def account(self, request: Request) -> Response:
        account = await self._home.account(request.path_params["reference"])
        if account is None:
            raise HTTPException(404, "There is no case with that reference.")
        return JSONResponse({"now": self._now(), "account": account})

    def _now(self) -> str:
        return _iso(self._clock())

    async def _address(self, request: Request) -> str:
        """The phone that was named, if a person of this home has it."""
        address: str = request.path_params["address"]
        if address not in {str(person["id"]) for person in await self._home.people()}:
            raise HTTPException(404, "Nobody in the practice home has that phone.")
        return address


async def _index(request: Request) -> Response:
    return FileResponse(STATIC / "index.html")


async def _read(request: Request, kind: type[Body]) -> Body:
    try:
        return kind.model_validate_json(await request.body())
    except ValidationError:
        raise HTTPException(400, "The page sent something I cannot read.") from None


def _look(address: str, db: Any) -> tuple[list[dict[str, Any]], bool]:
    messages = [_shown(message) for message in practice.list_messages(db, address)]
    return messages, practice.phone_is_off(db, address)


def _shown(message: practice.PracticeMessage) -> dict[str, Any]:
    edited = message.edited_at
    times = {"sent_at": _iso(message.sent_at), "edited_at": _iso(edited) if edited else None}
    return asdict(message) | times


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _done() -> Response:
    return Response(status_code=204)


async def _in_words(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return JSONResponse({"error": error.detail}, status_code=error.status_code)


async def _not_saved(request: Request, error: Exception) -> Response:
    return JSONResponse({"error": NOT_SAVED}, status_code=503)
