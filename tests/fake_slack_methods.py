"""The methods of the small Web API, and what it remembers between them."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.fake_slack_rules import Refusal, check_message, check_view, shown, words_of

BOT_TOKEN = "xoxb-1-abcdefghijkl"
APP_TOKEN = "xapp-1-abcdefghijkl"
SIGNING_SECRET = "0123456789abcdef0123456789abcdef"
TEAM = "T0HOME"
BOT = "U0BOT"
SCOPES = (
    "app_mentions:read,chat:write,commands,files:read,files:write,"
    "im:history,im:read,im:write,users:read"
)
FIRST_TS = 1_700_000_000


@dataclass
class Message:
    """A message as the person sees it. `mine`: the person wrote it."""

    ts: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    metadata: Any = None
    mine: bool = False
    edits: int = 0
    file: bytes = b""
    files: list[dict[str, Any]] = field(default_factory=list)
    marked: bool = True
    """Where there are no blocks, the text is read for markup."""

    @property
    def seen(self) -> str:
        """What the screen says: the words in the blocks, or the text where there are none."""
        words = [text for _, text in words_of(self.blocks)]
        return "\n".join(words) if self.blocks else shown(self.text)

    def elements(self) -> list[dict[str, Any]]:
        """Every button and list."""
        return [
            element
            for block in self.blocks
            if block["type"] == "actions"
            for element in block["elements"]
        ]

    @property
    def labels(self) -> list[str]:
        """What every button says."""
        return [each["text"]["text"] for each in self.elements() if each["type"] == "button"]


class WebApi:
    """Chats and views; `on_<method>` does what the Web API says, with dots as underscores."""

    def __init__(self) -> None:
        self.team, self.bot = TEAM, BOT
        self.scopes: str | None = SCOPES
        self.chats: dict[str, dict[str, Message]] = defaultdict(dict)
        self.notes: dict[str, list[str]] = defaultdict(list)
        """What only one person sees."""
        self.members: dict[str, dict[str, Any]] = {}
        """What Slack says of people who are asked about."""
        self.gone: set[str] = set()
        """People and places that cannot be written to."""
        self.homes: dict[str, dict[str, Any]] = {}
        self.windows: dict[str, dict[str, Any]] = {}
        """The window open before each person."""
        self.triggers: dict[str, str] = {}
        """The trigger ids that are still good, and whose they are."""
        self.numbers = count(1)
        self._changed = asyncio.Event()

    def changed(self) -> None:
        """Wake whoever waits for something to happen."""
        self._changed.set()
        self._changed = asyncio.Event()

    def ts(self) -> str:
        """A new message id, later than all before."""
        number = next(self.numbers)
        return f"{FIRST_TS + number}.{number:06}"

    def trigger(self, user: str) -> str:
        """What allows one window to be opened before this person."""
        trigger = f"trigger.{next(self.numbers)}"
        self.triggers[trigger] = user
        return trigger

    def on_auth_test(self, params: dict[str, Any]) -> dict[str, Any]:
        return {"team_id": self.team, "user_id": self.bot, "bot_id": "B0BOT"}

    def on_apps_connections_open(self, params: dict[str, Any]) -> dict[str, Any]:
        return {"url": self.socket_url()}

    def socket_url(self) -> str:
        raise NotImplementedError

    def on_chat_postMessage(self, params: dict[str, Any]) -> dict[str, Any]:
        chat = self._chat(params)
        check_message(params)
        message = Message(
            self.ts(), params.get("text", ""), params.get("blocks") or [], params.get("metadata")
        )
        message.marked = params.get("mrkdwn", True)
        self.chats[chat][message.ts] = message
        return {"channel": chat, "ts": message.ts, "message": {"text": message.text}}

    def on_chat_update(self, params: dict[str, Any]) -> dict[str, Any]:
        chat = self._chat(params)
        check_message(params)
        message = self._own(chat, params["ts"], "update")
        message.text = params.get("text", message.text)
        message.blocks = params.get("blocks", message.blocks)
        message.edits += 1
        return {"channel": chat, "ts": message.ts, "text": message.text}

    def on_chat_delete(self, params: dict[str, Any]) -> dict[str, Any]:
        chat = self._chat(params)
        del self.chats[chat][self._own(chat, params["ts"], "delete").ts]
        return {"channel": chat, "ts": params["ts"]}

    def on_chat_postEphemeral(self, params: dict[str, Any]) -> dict[str, Any]:
        check_message(params)
        self.notes[params["user"]].append(shown(params["text"]))
        return {"message_ts": self.ts()}

    def on_conversations_open(self, params: dict[str, Any]) -> dict[str, Any]:
        return {"channel": {"id": self._chat({"channel": params["users"]})}}

    def member(self, user: str, email: str = "", **more: Any) -> None:
        """A full member of this workspace, but for what `more` says; None leaves a part out."""
        told = {
            "id": user,
            "team_id": self.team,
            "deleted": False,
            "is_bot": False,
            "is_app_user": False,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_email_confirmed": True,
            "profile": {"real_name": user, "email": email},
        } | more
        self.members[user] = {name: part for name, part in told.items() if part is not None}

    def on_users_info(self, params: dict[str, Any]) -> dict[str, Any]:
        """The e-mail address is left out, without a word, where the scope for it is missing."""
        told = self.members.get(params["user"])
        if told is None:
            raise Refusal("user_not_found")
        if self.scopes is not None and "users:read.email" in self.scopes.split(","):
            return {"user": told}
        profile = {name: part for name, part in told["profile"].items() if name != "email"}
        return {"user": told | {"profile": profile}}

    def on_users_conversations(self, params: dict[str, Any]) -> dict[str, Any]:
        """One chat a page, so that pages are turned."""
        chats = sorted(self.chats)
        at = int(params.get("cursor") or 0)
        cursor = str(at + 1) if at + 1 < len(chats) else ""
        found = [{"id": chat, "is_im": True} for chat in chats[at : at + 1]]
        return {"channels": found, "response_metadata": {"next_cursor": cursor}}

    def on_conversations_history(self, params: dict[str, Any]) -> dict[str, Any]:
        chat = self._chat(params)
        if chat != params["channel"]:
            raise Refusal("channel_not_found")
        oldest = float(params.get("oldest") or 0)
        found = [each for each in self.chats[chat].values() if float(each.ts) > oldest]
        found.sort(key=lambda each: each.ts, reverse=True)
        marked = bool(params.get("include_all_metadata"))
        return {"messages": [self.raw(chat, each, marked) for each in found]}

    def on_views_open(self, params: dict[str, Any]) -> dict[str, Any]:
        user = self.triggers.pop(params["trigger_id"], None)
        if user is None:
            raise Refusal("expired_trigger_id")
        check_view(params["view"], "modal")
        self.windows[user] = {**params["view"], "id": f"V{next(self.numbers)}"}
        return {"view": self.windows[user]}

    def on_views_publish(self, params: dict[str, Any]) -> dict[str, Any]:
        check_view(params["view"], "home")
        self._chat({"channel": params["user_id"]})
        self.homes[params["user_id"]] = params["view"]
        return {"view": {"id": "V0HOME"}}

    def raw(self, chat: str, message: Message, marked: bool = False) -> dict[str, Any]:
        """A message the way Slack tells of it."""
        told: dict[str, Any] = {"type": "message", "ts": message.ts, "text": message.text}
        if message.mine:
            sent = {"files": message.files} if message.files else {}
            return told | {"user": f"U{chat[1:]}", "team": self.team} | sent
        extra = {"metadata": message.metadata} if marked and message.metadata else {}
        return told | {"user": self.bot, "bot_id": "B0BOT", "blocks": message.blocks} | extra

    def _chat(self, params: dict[str, Any]) -> str:
        """The chat a call means: a person's id stands for our own chat with them."""
        place = params.get("channel")
        if not isinstance(place, str) or place in self.gone:
            raise Refusal("channel_not_found")
        chat = f"D{place[1:]}" if place[0] in "UW" else place
        if chat not in self.chats:
            raise Refusal("channel_not_found")
        return chat

    def _own(self, chat: str, ts: str, verb: str) -> Message:
        message = self.chats[chat].get(ts)
        if message is None:
            raise Refusal("message_not_found")
        if message.mine:
            raise Refusal(f"cant_{verb}_message")
        return message
