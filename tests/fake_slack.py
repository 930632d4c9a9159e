"""A small Slack on loopback, written from the published Web API, Events API and Socket Mode.

It holds the only truth of what was accepted, what was answered and what the app acknowledged.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any, TypeVar
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, WSMsgType, web

from tests.fake_slack_methods import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET
from tests.fake_slack_people import People
from tests.fake_slack_rules import Refusal
from tests.fake_slack_script import Call, Delivery, Fault, Script

REDELIVERY_SECONDS = 0.05
TRIES = 4
Value = TypeVar("Value")


class FakeSlack(People):
    """One workspace, one app. Start it, point the app at `base_url`, be the people.

    Deliveries go over the newest socket that is open, else to `request_url`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.port = 0
        self.request_url = ""
        self.ack_seconds = 3.0
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.sockets: list[web.WebSocketResponse] = []
        self.opened = 0
        """Sockets opened so far."""
        self.mute = False
        """Pings on the socket are not answered."""
        self.lingering = 0
        """Sockets that Slack still counts though nobody has them."""
        self.deaf = False
        """No socket is let in, though addresses are given out."""
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._transports: dict[int, asyncio.Transport | None] = {}
        self._scripts: list[Script] = []
        self._healed = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._runner: web.AppRunner | None = None
        self._envelopes = count(1)

    @property
    def base_url(self) -> str:
        """What goes into the app's settings."""
        return f"http://127.0.0.1:{self.port}/api/"

    async def start(self) -> None:
        """Listen on a free port."""
        app = web.Application()
        app.router.add_get("/socket", self._socket)
        app.router.add_post("/api/{method}", self._call)
        app.router.add_route("*", "/files/{file}{rest:.*}", self.serve_file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Let every waiting call go and close."""
        self.heal()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for socket in list(self.sockets):
            self._cut(socket)
        if self._runner is not None:
            await self._runner.cleanup()

    # The script

    def fault(
        self, method: str, fault: Fault, *, times: int = 1, channel: str | None = None
    ) -> None:
        """Let the next `times` calls of `method` (* for any) fare like this."""
        self._scripts.append(Script(method, fault, times, channel))

    def heal(self) -> None:
        """Forget every fault and let go what was stalled."""
        self._scripts.clear()
        self._healed.set()
        self._healed = asyncio.Event()

    def accepted(self, method: str) -> list[dict[str, Any]]:
        """The arguments of each call of `method` that was carried out."""
        return [call.params for call in self.calls if call.method == method and call.accepted]

    async def wait_for(self, condition: Callable[[], Value], *, seconds: float = 10) -> Value:
        """Wait until `condition` holds and return what it gave."""
        async with asyncio.timeout(seconds):
            while True:
                changed = self._changed
                if value := condition():
                    return value
                await changed.wait()

    async def refresh(self) -> None:
        """Slack asks for a new socket, and closes the old one a moment later."""
        old = self.sockets[-1]
        await old.send_json({"type": "disconnect", "reason": "refresh_requested"})
        await self.wait_for(lambda: self.sockets and self.sockets[-1] is not old)
        await old.close()

    def drop(self) -> None:
        """Every socket is lost without a goodbye."""
        for socket in list(self.sockets):
            self._cut(socket)

    # Deliveries

    def bring(self, kind: str, body: dict[str, Any]) -> Delivery:
        delivery = Delivery(kind, body)
        self.deliveries.append(delivery)
        task = asyncio.create_task(self._bring(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return delivery

    async def bring_over_http(self, delivery: Delivery, **headers: str) -> None:
        """Deliver once to the request address; headers may be replaced."""
        text, kind = _written(delivery)
        stamp = str(int(time.time()))
        signed = {"Content-Type": kind} | signature(text, stamp) | headers
        try:
            async with (
                ClientSession() as session,
                session.post(self.request_url, data=text, headers=signed) as answer,
            ):
                read = await answer.text()
                delivery.answers.append((answer.status, _plain(read)))
        except (ClientError, OSError):
            delivery.answers.append((None, None))
        self.changed()

    async def _bring(self, delivery: Delivery) -> None:
        """Events are brought again until acknowledged; nothing else is."""
        for number in range(TRIES if delivery.kind == "events_api" else 1):
            if number:
                await asyncio.sleep(REDELIVERY_SECONDS)
            await self._bring_once(delivery, number)
            if delivery.acknowledged:
                self._shut_window(delivery)
                return

    def _shut_window(self, delivery: Delivery) -> None:
        """A yes without words closes the window that was saved."""
        if delivery.body.get("type") == "view_submission" and not delivery.reply:
            self.windows.pop(delivery.body["user"]["id"], None)
            self.changed()

    async def _bring_once(self, delivery: Delivery, number: int) -> None:
        if not self.sockets:
            retry = {"X-Slack-Retry-Num": str(number)} if number else {}
            await self.bring_over_http(delivery, **retry)
            return
        envelope = f"envelope-{next(self._envelopes)}"
        answer = self._waiting[envelope] = asyncio.get_running_loop().create_future()
        wrapped = {"envelope_id": envelope, "type": delivery.kind, "payload": delivery.body}
        try:
            await self.sockets[-1].send_json(wrapped | {"retry_attempt": number})
            async with asyncio.timeout(self.ack_seconds):
                delivery.answers.append((200, await answer))
        except (TimeoutError, ClientError, ConnectionError):
            delivery.answers.append((None, None))
        self.changed()

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if self.deaf:
            return web.Response(status=408)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self._transports[id(socket)] = request.transport
        self.sockets.append(socket)
        self.opened += 1
        counted = len(self.sockets) + self.lingering
        await socket.send_json({"type": "hello", "num_connections": counted})
        self.changed()
        try:
            async for message in socket:
                await self._socket_said(socket, message.type, message.data)
        finally:
            self._forget(socket)
        return socket

    async def _socket_said(self, socket: web.WebSocketResponse, kind: WSMsgType, data: Any) -> None:
        if kind == WSMsgType.PING and not self.mute:
            with suppress(ConnectionError):
                await socket.pong(data)
        if kind == WSMsgType.TEXT:
            said = json.loads(data)
            waiting = self._waiting.pop(said["envelope_id"], None)
            if waiting is not None and not waiting.done():
                waiting.set_result(said.get("payload"))

    def _cut(self, socket: web.WebSocketResponse) -> None:
        self._forget(socket)
        transport = self._transports.get(id(socket))
        if transport is not None:
            transport.abort()

    def _forget(self, socket: web.WebSocketResponse) -> None:
        if socket in self.sockets:
            self.sockets.remove(socket)
            self.changed()

    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/socket"

    def files_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/files"

    # The Web API

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params = await _params(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        script = next((each for each in self._scripts if each.fits(method, params)), None)
        if script is not None:
            script.times -= 1
            return await self._fail(request, method, token, params, script.fault)
        status, body = self._answer(method, token, params)
        headers = {"X-OAuth-Scopes": self.scopes} if self.scopes is not None else {}
        return web.json_response(body, status=status, headers=headers)

    async def _fail(
        self, request: web.Request, method: str, token: str, params: dict[str, Any], fault: Fault
    ) -> web.StreamResponse:
        if fault.happens:
            self._answer(method, token, params)
        else:
            self._record(Call(method, params, accepted=False, status=fault.status))
        if fault.stall:
            await self._healed.wait()
        if (fault.cut or fault.stall) and request.transport is not None:
            request.transport.abort()
        body = fault.body if isinstance(fault.body, bytes) else json.dumps(fault.body).encode()
        headers = {"Content-Type": fault.kind, **fault.headers}
        return web.Response(status=fault.status, body=body, headers=headers)

    def _answer(
        self, method: str, token: str, params: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        try:
            wanted = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
            if token != wanted:
                raise Refusal("invalid_auth")
            do = getattr(self, f"on_{method.replace('.', '_')}", None)
            if do is None:
                raise Refusal("unknown_method")
            result = do(params)
        except Refusal as no:
            self._record(Call(method, params, accepted=False, status=no.status))
            return no.status, {"ok": False, "error": no.error}
        self._record(Call(method, params, accepted=True, status=200))
        return 200, {"ok": True, **result}

    def _record(self, call: Call) -> None:
        self.calls.append(call)
        self.changed()


def signature(text: str, stamp: str, secret: str = SIGNING_SECRET) -> dict[str, str]:
    """The headers by which Slack is known."""
    signed = hmac.new(secret.encode(), f"v0:{stamp}:{text}".encode(), hashlib.sha256)
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={signed.hexdigest()}"}


def _written(delivery: Delivery) -> tuple[str, str]:
    """A delivery as it goes over HTTP: events as JSON, the rest as forms."""
    if delivery.kind == "events_api":
        return json.dumps(delivery.body), "application/json"
    form = delivery.body
    if delivery.kind == "interactive":
        form = {"payload": json.dumps(delivery.body)}
    return urlencode(form), "application/x-www-form-urlencoded"


async def _params(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        sent = await request.json()
        return sent if isinstance(sent, dict) else {}
    return {**request.query, **await request.post()}


def _plain(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
