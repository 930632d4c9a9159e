"""A small Bot API on loopback, written from the published one, and the people who use it.

It holds the only truth of what was accepted, what was answered and what the bot confirmed.
`python -m tests.fake_telegram --port 8081` runs it as a process of its own.
"""

import argparse
import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

from aiohttp import web

from tests.fake_telegram_methods import BotApi, Message, Upload
from tests.fake_telegram_rules import Refusal
from tests.fake_telegram_script import Call, Fault, Script

TOKEN = "4242:abcdefghijklmnopqrstuvwxyz012345678"
Value = TypeVar("Value")


class FakeTelegram(BotApi):
    """One bot, any number of people. Start it, point the bot at `base_url`, be the people."""

    def __init__(self, token: str = TOKEN, *, port: int = 0, username: str = "a_test_bot") -> None:
        super().__init__(token, username)
        self.port = port
        self.calls: list[Call] = []
        self.lines: dict[str, set[Any]] = defaultdict(set)
        """The connections over which each method was called."""
        self.next_update = 100
        self._scripts: list[Script] = []
        self._healed = asyncio.Event()
        self._runner: web.ServerRunner | None = None

    @property
    def file_base_url(self) -> str:
        """Where files are."""
        return f"http://127.0.0.1:{self.port}/file/bot"

    @property
    def base_url(self) -> str:
        """What goes into the bot's settings."""
        return f"http://127.0.0.1:{self.port}/bot"

    async def start(self) -> None:
        """Listen, on a free port unless one was given."""
        self._runner = web.ServerRunner(
            web.Server(self._handle, access_log=None), shutdown_timeout=0.1
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Let every waiting call go and close."""
        self.heal()
        if self._pusher is not None:
            self._pusher.cancel()
            await asyncio.gather(self._pusher, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()

    # The people

    def text(self, user: int, text: str, **more: Any) -> int:
        """`user` writes; fields may be added or replaced. The update's id is returned."""
        return self.send(user, **{"text": text, **more})

    def send(self, user: int, **content: Any) -> int:
        """`user` sends anything: `photo=[...]`, `sticker={...}`."""
        number = self.number()
        text = content.get("text", f"<{next(iter(content))}>")
        self.chats[user][number] = Message(number, str(text), mine=True)
        return self.push({"message": _from_person(user, number) | content})

    def photo(self, user: int, reference: str, content: bytes, **more: Any) -> int:
        """`user` sends a photo, which Telegram has in two sizes."""
        self.files[reference] = content
        sizes = [_size("small", 90, 100), _size(reference, 1280, more.pop("size", len(content)))]
        return self.send(user, photo=sizes, **more)

    def voice(self, user: int, reference: str, content: bytes) -> int:
        """`user` speaks into the microphone."""
        self.files[reference] = content
        file = {"file_id": reference, "file_unique_id": "v", "duration": 3}
        return self.send(user, voice={**file, "mime_type": "audio/ogg", "file_size": len(content)})

    def edit(self, user: int, message_id: int, text: str) -> int:
        """`user` changes a message sent earlier."""
        message = _from_person(user, message_id) | {"text": text, "edit_date": 1}
        return self.push({"edited_message": message})

    def tap(self, user: int, label: str, **more: Any) -> int:
        """`user` taps the newest button with this label."""
        on_show = [
            (text, data, message.id)
            for message in reversed(self.shown(user))
            for text, data in message.buttons()
        ]
        for text, data, number in on_show:
            if text == label:
                return self.tap_data(user, data, message_id=number, **more)
        raise AssertionError(f"{label!r} is not among {[text for text, _, _ in on_show]}")

    def tap_data(self, user: int, data: str, *, message_id: int = 0, **more: Any) -> int:
        """A tap with any data, forged or old."""
        query = f"q{self.next_update}"
        self.queries.add(query)
        message = {"message_id": message_id, "date": 0, "chat": _private(user)}
        tap = {"id": query, "from": _person(user), "message": message, "data": data}
        return self.push({"callback_query": tap | more})

    def block(self, user: int) -> int:
        """`user` blocks the bot."""
        self.blocked.add(user)
        return self._membership(user, "member", "kicked")

    def unblock(self, user: int) -> int:
        """`user` lets the bot in again."""
        self.blocked.discard(user)
        return self._membership(user, "kicked", "member")

    def push(self, update: dict[str, Any]) -> int:
        """Queue a raw update; it gets an id unless it has one. Kinds not asked for are lost."""
        number: int = update.setdefault("update_id", self.next_update)
        self.next_update = number + 1
        kind = next((name for name in update if name != "update_id"), "")
        if self.allowed is None or kind in self.allowed:
            self.pending[number] = update
            self.changed()
        return number

    def push_raw(self, key: int, update: Any) -> None:
        """Queue something that need not be an update; it is let go below offset `key` + 1."""
        self.pending[key] = update
        self.changed()

    def shown(self, user: int) -> list[Message]:
        """What the bot has in this chat now, oldest first."""
        return [message for message in self.chats[user].values() if not message.mine]

    def last(self, user: int) -> Message | None:
        """The newest message of the bot in this chat."""
        return next(reversed(self.shown(user)), None)

    def _membership(self, user: int, old: str, new: str) -> int:
        change = {
            "chat": _private(user),
            "from": _person(user),
            "date": 1,
            "old_chat_member": {"user": self.me, "status": old},
            "new_chat_member": {"user": self.me, "status": new},
        }
        return self.push({"my_chat_member": change})

    # The script

    def fault(self, method: str, fault: Fault, *, times: int = 1, chat: int | None = None) -> None:
        """Let the next `times` calls of `method` (* for any) fare like this."""
        self._scripts.append(Script(method, fault, times, chat))

    def heal(self) -> None:
        """Forget every fault and let go what was stalled."""
        self._scripts.clear()
        self._healed.set()
        self._healed = asyncio.Event()

    def accepted(self, method: str) -> list[dict[str, Any]]:
        """The parameters of each call of `method` that was carried out."""
        return [call.params for call in self.calls if call.method == method and call.accepted]

    async def wait_for(
        self, condition: Callable[[], Value], *, seconds: float = 10, user: int | None = None
    ) -> Value:
        """Wait until `condition` holds and return what it gave.

        With `user`, it is only looked at when something happens in that person's chat.
        """
        async with asyncio.timeout(seconds):
            while True:
                changed = self._changed[user]
                if value := condition():
                    return value
                await changed.wait()

    # The server

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        first, _, rest = request.path[1:].partition("/")
        params = await _params(request)
        self.lines[rest].add(request.transport and request.transport.get_extra_info("peername"))
        if first == "file":
            return await self._file(request, rest)
        if first.startswith("_"):
            return web.json_response(self._control(first, rest.split("/"), params))
        script = next((each for each in self._scripts if each.fits(rest, params)), None)
        if script is not None:
            script.times -= 1
            return await self._fail(request, rest, params, script.fault)
        status, body = await self._answer(first, rest, params)
        return web.Response(
            status=status, body=json.dumps(body).encode(), content_type="application/json"
        )

    async def _file(self, request: web.BaseRequest, rest: str) -> web.StreamResponse:
        """A file, where getFile said, in pieces and without its length."""
        script = next((each for each in self._scripts if each.fits("file", {})), None)
        if script is not None:
            script.times -= 1
            return await self._fail(request, "file", {}, script.fault)
        bot, _, place = rest.partition("/")
        reference = place.removeprefix("photos/").removesuffix(".jpg")
        if bot != f"bot{self.token}" or reference not in self.files:
            return web.Response(status=404)
        answer = web.StreamResponse()
        await answer.prepare(request)
        content = self.files[reference]
        for at in range(0, len(content), 65536):
            await answer.write(content[at : at + 65536])
        await answer.write_eof()
        return answer

    async def _fail(
        self, request: web.BaseRequest, method: str, params: dict[str, Any], fault: Fault
    ) -> web.StreamResponse:
        if fault.happens:
            await self._answer(f"bot{self.token}", method, params)
        else:
            self._record(Call(method, params, accepted=False, status=fault.status))
        if fault.stall:
            await self._healed.wait()
        if (fault.cut or fault.stall) and request.transport is not None:
            request.transport.abort()
        body = fault.body if isinstance(fault.body, bytes) else json.dumps(fault.body).encode()
        return web.Response(status=fault.status, body=body)

    async def _answer(
        self, bot: str, method: str, params: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        try:
            result = await self._carry_out(bot, method, params)
        except Refusal as no:
            self._record(Call(method, params, accepted=False, status=no.status))
            error = {"ok": False, "error_code": no.status, "description": no.description}
            return no.status, error
        self._record(Call(method, params, accepted=True, status=200))
        return 200, {"ok": True, "result": result}

    async def _carry_out(self, bot: str, method: str, params: dict[str, Any]) -> object:
        if bot != f"bot{self.token}":
            raise Refusal(401, "Unauthorized")
        do = getattr(self, f"on_{method}", None)
        if do is None:
            raise Refusal(404, "Not Found")
        result = do(params)
        return await result if asyncio.iscoroutine(result) else result

    def _record(self, call: Call) -> None:
        self.calls.append(call)
        self.changed(call.params.get("chat_id"))

    def _control(self, what: str, path: list[str], params: dict[str, Any]) -> Any:
        """The people's side over HTTP, for when this runs as a process of its own."""
        match what, *path:
            case "_user", user, ("text" | "tap" | "tap_data" | "edit" | "block" | "unblock") as do:
                return {"update_id": getattr(self, do)(int(user), **params)}
            case "_user", user, "chat":
                return [asdict(message) for message in self.chats[int(user)].values()]
            case ["_update", *_]:
                return {"update_id": self.push(params)}
            case ["_fault", *_]:
                times, chat = params.pop("times", 1), params.pop("chat", None)
                self.fault(params.pop("method"), Fault(**params), times=times, chat=chat)
            case ["_heal", *_]:
                self.heal()
            case ["_calls", *_]:
                return [asdict(call) for call in self.calls]
        return {"confirmed": self.confirmed, "pending": list(self.pending)}


async def _params(request: web.BaseRequest) -> dict[str, Any]:
    if request.content_type == "application/json":
        sent = await request.json()
        return sent if isinstance(sent, dict) else {}
    sent = await request.post()
    files = {n: _upload(each) for n, each in sent.items() if isinstance(each, web.FileField)}
    named = {f"attach://{name}": content for name, content in files.items()}
    plain = {name: _plain(value) for name, value in sent.items() if name not in files}
    return {n: named.get(v, v) if isinstance(v, str) else v for n, v in plain.items()} | files


def _upload(sent: web.FileField) -> Upload:
    file = Upload(sent.file.read())
    file.name = sent.filename
    return file


def _plain(value: Any) -> Any:
    """Forms carry numbers and objects as JSON text."""
    try:
        return json.loads(value)
    except (TypeError, ValueError):
        return value


def _size(reference: str, width: int, size: int) -> dict[str, Any]:
    sides = {"width": width, "height": width * 3 // 4}
    return {"file_id": reference, "file_unique_id": "u", "file_size": size, **sides}


def _person(user: int) -> dict[str, Any]:
    return {"id": user, "is_bot": False, "first_name": f"Person {user}"}


def _private(user: int) -> dict[str, Any]:
    return {"id": user, "type": "private"}


def _from_person(user: int, number: int) -> dict[str, Any]:
    return {"message_id": number, "date": 1, "chat": _private(user), "from": _person(user)}


async def _serve(port: int, token: str) -> None:
    fake = FakeTelegram(token, port=port)
    await fake.start()
    print(fake.base_url, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description="A small Bot API on loopback.")
    options.add_argument("--port", type=int, default=8081)
    options.add_argument("--token", default=TOKEN)
    given = options.parse_args()
    asyncio.run(_serve(given.port, given.token))
