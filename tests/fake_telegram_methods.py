"""The methods of the small Bot API, and what it remembers between them."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import ClientError, ClientSession

from tests.fake_telegram_rules import Entity, Refusal, read_keyboard, read_text, refuse

REDELIVERY_SECONDS = 0.05
MOST_DOWNLOADED = 20 * 2**20


class Upload(bytes):
    """A file as it was sent, with the name it was sent by."""

    name = ""


@dataclass(frozen=True)
class Message:
    """A message as the person sees it. `mine`: the person wrote it."""

    id: int
    text: str
    rows: list[list[tuple[str, str]]] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    mine: bool = False
    silent: bool = False
    protected: bool = False
    preview: bool = True
    file: bytes = b""
    file_name: str = ""

    def buttons(self) -> list[tuple[str, str]]:
        """Every label with its data."""
        return [button for row in self.rows for button in row]


class BotApi:
    """Chats, updates and what was confirmed; `on_<method>` does what the Bot API says."""

    def __init__(self, token: str, username: str) -> None:
        self.token = token
        self.me = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": "Handrail",
            "username": username,
        }
        self.chats: dict[int, dict[int, Message]] = defaultdict(dict)
        self.blocked: set[int] = set()
        self.pending: dict[int, dict[str, Any]] = {}
        self.confirmed: list[int] = []
        self.offsets: list[int | None] = []
        self.allowed: list[str] | None = None
        self.commands: list[dict[str, str]] = []
        self.webhook: dict[str, Any] = {}
        self.queries: set[str] = set()
        self.undeletable: set[int] = set()
        self.files: dict[str, bytes] = {}
        """What people sent, by file id."""
        self.untold: set[str] = set()
        """Files of which Telegram does not say how big they are."""
        self._last_message = 0
        self._poll = 0
        self._changed: dict[int | None, asyncio.Event] = defaultdict(asyncio.Event)
        self._pusher: asyncio.Task[None] | None = None

    def changed(self, chat: int | None = None) -> None:
        """Wake whoever waits for something to happen, here and anywhere."""
        for key in {chat, None}:
            if (event := self._changed.pop(key, None)) is not None:
                event.set()

    def number(self) -> int:
        """A new message id."""
        self._last_message += 1
        return self._last_message

    def on_getMe(self, params: dict[str, Any]) -> object:
        return self.me

    def on_setMyCommands(self, params: dict[str, Any]) -> object:
        self.commands = params["commands"]
        return True

    def on_sendMessage(self, params: dict[str, Any]) -> object:
        chat = self._reachable(params)
        message = _shown(self.number(), params)
        self.chats[chat][message.id] = message
        self.changed(chat)
        return _reported(chat, message)

    def on_getFile(self, params: dict[str, Any]) -> object:
        reference = params.get("file_id", "")
        if reference not in self.files:
            raise refuse("invalid file_id")
        size = len(self.files[reference])
        if size > MOST_DOWNLOADED:
            raise refuse("file is too big")
        said = {} if reference in self.untold else {"file_size": size}
        place = f"photos/{reference}.jpg"
        return {"file_id": reference, "file_unique_id": "u", "file_path": place, **said}

    def on_sendPhoto(self, params: dict[str, Any]) -> object:
        return self._send_file(params, "photo")

    def on_sendVoice(self, params: dict[str, Any]) -> object:
        return self._send_file(params, "voice")

    def _send_file(self, params: dict[str, Any], what: str) -> object:
        chat = self._reachable(params)
        if not isinstance(params.get(what), Upload) or not params[what]:
            raise refuse(f"there is no {what} in the request")
        written = {**params, "text": params.get("caption")}
        message = replace(
            _shown(self.number(), written), file=params[what], file_name=params[what].name
        )
        self.chats[chat][message.id] = message
        self.changed(chat)
        return _reported(chat, message)

    def on_editMessageText(self, params: dict[str, Any]) -> object:
        chat = self._reachable(params)
        earlier = self.chats[chat].get(params.get("message_id", 0))
        if earlier is None:
            raise refuse("message to edit not found")
        if earlier.mine:
            raise refuse("message can't be edited")
        message = _shown(earlier.id, params)
        if (message.text, message.rows, message.entities) == (
            earlier.text,
            earlier.rows,
            earlier.entities,
        ):
            raise refuse("message is not modified: specified new message content is the same")
        self.chats[chat][earlier.id] = message
        self.changed(chat)
        return _reported(chat, message)

    def on_deleteMessage(self, params: dict[str, Any]) -> object:
        chat = self._reachable(params)
        number = params.get("message_id", 0)
        if number in self.undeletable:
            raise refuse("message can't be deleted")
        if self.chats[chat].pop(number, None) is None:
            raise refuse("message to delete not found")
        self.changed(chat)
        return True

    def on_answerCallbackQuery(self, params: dict[str, Any]) -> object:
        query = params.get("callback_query_id")
        if query not in self.queries:
            raise refuse("query is too old and response timeout expired or query ID is invalid")
        self.queries.discard(query)
        return True

    def on_setWebhook(self, params: dict[str, Any]) -> object:
        self._forget_if_asked(params)
        self.webhook = params
        self.allowed = params.get("allowed_updates", self.allowed)
        if self._pusher is None or self._pusher.done():
            self._pusher = asyncio.create_task(self._push())
        return True

    def on_deleteWebhook(self, params: dict[str, Any]) -> object:
        self._forget_if_asked(params)
        self.webhook = {}
        return True

    async def on_getUpdates(self, params: dict[str, Any]) -> object:
        if self.webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._poll += 1
        mine = self._poll
        self.allowed = params.get("allowed_updates", self.allowed)
        self.offsets.append(params.get("offset"))
        self._confirm_below(params.get("offset"))
        self.changed()
        await self._updates_or(params.get("timeout", 0), mine)
        if mine != self._poll:
            raise Refusal(409, "Conflict: terminated by other getUpdates request")
        return list(self.pending.values())[: params.get("limit", 100)]

    async def _updates_or(self, seconds: float, mine: int) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not self.pending and mine == self._poll:
                    await self._changed[None].wait()
        except TimeoutError:
            return

    def _confirm_below(self, offset: int | None) -> None:
        for number in [each for each in self.pending if offset is not None and each < offset]:
            del self.pending[number]
            self.confirmed.append(number)

    def _forget_if_asked(self, params: dict[str, Any]) -> None:
        if params.get("drop_pending_updates"):
            self.pending.clear()

    def _reachable(self, params: dict[str, Any]) -> int:
        chat = params.get("chat_id")
        if not isinstance(chat, int) or chat not in self.chats:
            raise refuse("chat not found")
        if chat in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return chat

    async def _push(self) -> None:
        """Bring updates to the webhook, one after the other, each until it is answered with 2xx."""
        async with ClientSession() as session:
            while self.webhook:
                if not self.pending:
                    await self._changed[None].wait()
                elif not await self._pushed(session, next(iter(self.pending))):
                    await asyncio.sleep(REDELIVERY_SECONDS)

    async def _pushed(self, session: ClientSession, number: int) -> bool:
        secret = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
        try:
            post = session.post(self.webhook["url"], json=self.pending[number], headers=secret)
            async with post as answer:
                taken = answer.ok
        except ClientError:
            taken = False
        if taken:
            self.pending.pop(number, None)
            self.confirmed.append(number)
            self.changed()
        return taken


def _shown(number: int, params: dict[str, Any]) -> Message:
    text, entities = read_text(params)
    options = params.get("link_preview_options") or {}
    return Message(
        number,
        text,
        read_keyboard(params),
        entities,
        silent=bool(params.get("disable_notification")),
        protected=bool(params.get("protect_content")),
        preview=not options.get("is_disabled", False),
    )


def _reported(chat: int, message: Message) -> dict[str, Any]:
    private = {"id": chat, "type": "private"}
    return {"message_id": message.id, "date": 1, "chat": private, "text": message.text}
