"""Files in the small Slack: what people send, what an app shows, and where the bytes lie."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fake_slack_methods import BOT_TOKEN, Message, WebApi
from tests.fake_slack_rules import Refusal
from tests.fake_slack_script import Fault


@dataclass
class File:
    """A file. `ours`: the app put it here. `shares`: the messages it stands in, by chat.

    `thumb` and `aac` are what Slack makes of it, for those who cannot see or hear it itself.
    """

    id: str
    content: bytes = b""
    mime: str = "application/octet-stream"
    ours: bool = False
    said_size: int | None = None
    title: str = ""
    alt: str = ""
    name: str = "mrs-patel.jpg"
    subtype: str = ""
    thumb: bytes = b""
    aac: bytes = b""
    shares: dict[str, list[str]] = field(default_factory=dict)


class Filing(WebApi):
    """The methods for files, and the two addresses outside the Web API."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, File] = {}
        self.file_faults: list[Fault] = []
        """How the next transfers outside the Web API fare."""
        self.files_elsewhere = ""
        """Where files are said to lie, if not here."""

    def files_url(self) -> str:
        raise NotImplementedError

    def put(self, content: bytes, mime: str, *, size: int | None = None) -> File:
        """A person's file; `size` is what Slack says of it."""
        file = File(f"F{next(self.numbers)}", content, mime, said_size=size)
        self.files[file.id] = file
        return file

    def told_of(self, file: File) -> dict[str, Any]:
        """A file the way Slack tells of it."""
        place = f"{self.files_elsewhere or self.files_url()}/{file.id}"
        size = len(file.content) if file.said_size is None else file.said_size
        shares = {chat: [{"ts": ts} for ts in found] for chat, found in file.shares.items()}
        made = {"thumb_1024": file.thumb, "aac": file.aac}
        return {
            "id": file.id,
            "name": file.name,
            "mimetype": file.mime,
            "size": size,
            "url_private": place,
            "url_private_download": f"{place}/download",
            "shares": {"private": shares},
            **{name: f"{place}/{name}" for name, content in made.items() if content},
            **({"subtype": file.subtype} if file.subtype else {}),
        }

    def on_files_info(self, params: dict[str, Any]) -> dict[str, Any]:
        self._allowed("files:read")
        file = self._file(params["file"])
        if not file.content:
            raise Refusal("file_not_found")
        return {"file": self.told_of(file)}

    def on_files_getUploadURLExternal(self, params: dict[str, Any]) -> dict[str, Any]:
        self._allowed("files:write")
        if int(params["length"]) < 1 or not params["filename"]:
            raise Refusal("invalid_arguments")
        file = self.put(b"", "image/png", size=int(params["length"]))
        file.ours, file.alt, file.name = True, params.get("alt_txt", ""), params["filename"]
        return {"file_id": file.id, "upload_url": f"{self.files_url()}/{file.id}"}

    def on_files_completeUploadExternal(self, params: dict[str, Any]) -> dict[str, Any]:
        self._allowed("files:write")
        (named,) = json.loads(params["files"])
        file = self._file(named["id"])
        if len(file.content) != file.said_size:
            raise Refusal("file_not_found")
        if not str(params["channel_id"]).startswith("D"):
            raise Refusal("channel_not_found")
        chat = self._chat({"channel": params["channel_id"]})
        message = Message(self.ts(), params["initial_comment"], file=file.content)
        self.chats[chat][message.ts] = message
        file.title = named["title"]
        file.shares[chat] = [message.ts]
        return {"files": [{"id": file.id}]}

    def on_files_delete(self, params: dict[str, Any]) -> dict[str, Any]:
        self._allowed("files:write")
        file = self._file(params["file"])
        if not file.ours:
            raise Refusal("cant_delete_file")
        del self.files[file.id]
        return {}

    async def serve_file(self, request: web.Request) -> web.StreamResponse:
        """Bring or fetch the bytes; nobody without the token is told anything."""
        if self.file_faults:
            return await self._fails(request, self.file_faults.pop(0))
        file = self.files.get(request.match_info["file"])
        if file is None:
            return web.Response(status=404)
        if request.method == "POST":
            file.content = await request.read()
            return web.Response(text=f"OK - {len(file.content)}")
        if request.headers.get("Authorization") != f"Bearer {BOT_TOKEN}":
            return web.Response(text="<html>Sign in to Slack</html>", content_type="text/html")
        made = {"thumb_1024": file.thumb, "aac": file.aac}
        content = made.get(request.path.rpartition("/")[2], file.content)
        return web.Response(body=content, content_type=file.mime)

    async def _fails(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.cut and request.transport is not None:
            request.transport.abort()
        body = fault.body if isinstance(fault.body, bytes) else b""
        headers = {"Content-Type": fault.kind, **fault.headers}
        return web.Response(status=fault.status, body=body, headers=headers)

    def _allowed(self, scope: str) -> None:
        if self.scopes is not None and scope not in self.scopes.split(","):
            raise Refusal("missing_scope")

    def _file(self, id: str) -> File:
        file = self.files.get(id)
        if file is None:
            raise Refusal("file_not_found")
        return file
