"""Slack for the shared tests: Bolt and the SDK against the small Slack on loopback."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from bot.slack import SlackAccess, SlackChannel
from bot.slack_view import WRITE
from flows.screen import Button, Screen
from storage.database import Database
from tests.channel_rigs import ALWAYS, PAUSE, Deed, Rig, Seen, Trouble, Value
from tests.fake_slack import FakeSlack
from tests.fake_slack_methods import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Message
from tests.fake_slack_rules import foreign_marks, marked_texts, shown, styled, words_of
from tests.fake_slack_script import Delivery, Fault
from tests.slack_rig import QUICK, free_port

MOODS = {
    Trouble.GONE: Fault.says("channel_not_found"),
    Trouble.REFUSED: Fault.says("something_new"),
    Trouble.BUSY: Fault.limited(str(PAUSE)),
    Trouble.FAILING: Fault(502, b"Bad Gateway", kind="text/plain"),
    Trouble.SHUT_OUT: Fault.says("token_revoked"),
    Trouble.LOST: Fault(cut=True, happens=True),
}
SHOWING = ("chat.postMessage", "chat.update", "files.completeUploadExternal")
FETCHING = ("users.info", "files.info")
COMMANDS = {"start": "menu"}
"""What people type here for what is called otherwise elsewhere."""


@dataclass
class Brought(Deed):
    """A delivery, which Slack brings until it is acknowledged, or says has failed."""

    delivery: Delivery

    @property
    def confirmed(self) -> bool:
        return self.delivery.acknowledged


class SlackRig(Rig):
    """Deliveries come over a socket, or to an address of ours."""

    name = "slack"
    nowhere = ("", "7001", "@rose", "#general", "u7rose", "U7;DROP")

    def __init__(self, mode: str = "socket", ack_seconds: float = 3) -> None:
        self.fake = FakeSlack()
        self.fake.ack_seconds = ack_seconds
        self.mode = mode
        super().__init__()

    async def start(self) -> None:
        await super().start()
        await self.fake.start()

    async def stop(self) -> None:
        await self.fake.stop()
        await super().stop()

    def address(self, number: int) -> str:
        return f"U{number}"

    def join(self, address: str) -> None:
        self.fake.join(address)

    def channel(self, database: Database, clock: Callable[[], datetime]) -> SlackChannel:
        listen = f"127.0.0.1:{free_port()}"
        self.fake.request_url = f"http://{listen}/slack/events"
        access = SlackAccess(
            SecretStr(BOT_TOKEN),
            SecretStr(APP_TOKEN),
            SecretStr(SIGNING_SECRET),
            self.fake.base_url,
            mode=self.mode,
            listen=listen,
        )
        # Signed requests carry the time of the small Slack, which lives in our own time.
        clock = clock if self.mode == "socket" else lambda: datetime.now(UTC)
        return SlackChannel(access, database, clock, pace=QUICK)

    def another(self, database: Database, clock: Callable[[], datetime]) -> SlackChannel:
        """A channel that speaks as somebody else."""
        self.fake.team = "T0TRIAL"
        return self.channel(database, clock)

    def up(self) -> bool:
        if self.mode == "socket":
            return bool(self.fake.sockets)
        return any(line["event"] == "slack.listening" for line in self.log.entries)

    async def writes(self, address: str, text: str) -> Brought:
        return Brought(self.fake.text(address, _as_slack_has_it(text)))

    async def fills_in(self, address: str, text: str) -> Brought:
        if not any("Write" in message.labels for message in self.fake.shown(address)):
            return await self.writes(address, text)
        await self.confirmed(Brought(self.fake.tap(address, "Write")))
        await self.wait_for(lambda: address in self.fake.windows)
        return Brought(self.fake.save(address, text))

    async def sends(self, address: str, content: bytes) -> Brought:
        return Brought(self.fake.sends(address, (content, "image/jpeg")))

    async def asks(self, address: str, command: str, argument: str = "") -> Brought:
        words = f"{COMMANDS.get(command, command)} {argument}".strip()
        return Brought(self.fake.command(address, "/handrail", words))

    async def presses(self, address: str, data: str) -> Brought:
        for message in reversed(self.fake.shown(address)):
            for element in message.elements():
                if (action := _chosen(element, data)) is not None:
                    return Brought(self.fake.act(address, action, message))
        raise AssertionError(f"No button of {address} says {data!r}")

    async def again(self, deed: Brought) -> Brought:
        return Brought(self.fake.bring(deed.delivery.kind, deed.delivery.body))

    async def says_in_a_group(self, text: str) -> Brought:
        event = {"type": "app_mention", "channel": "C1", "user": self.address(7009), "text": text}
        return Brought(self.fake.event(event))

    async def brings_nonsense(self) -> None:
        delivery = self.fake.event({"type": "message", "channel_type": "im", "channel": "D1"})
        await self.wait_for(lambda: delivery.answers)

    async def chat(self, address: str) -> list[Seen]:
        place = f"D{address[1:]}"
        return [_seen(place, message) for message in self.fake.chats[place].values()]

    async def lose(self, address: str, message_id: str) -> None:
        place, _, ts = message_id.partition(":")
        del self.fake.chats[place][ts]

    async def trouble(self, kind: Trouble, address: str = "") -> None:
        times = 1 if kind is Trouble.LOST else ALWAYS
        for method in (*SHOWING, *FETCHING):
            self.fake.fault(method, MOODS[kind], times=times, channel=address or None)

    async def heal(self) -> None:
        self.fake.heal()

    def changed(self) -> None:
        self.fake.changed()

    async def wait_for(self, condition: Callable[[], Value]) -> Value:
        return await self.fake.wait_for(condition)


def _as_slack_has_it(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _chosen(element: dict[str, Any], data: str) -> dict[str, Any] | None:
    """What tapping or choosing this address sends, if it is there."""
    action = {"action_id": element["action_id"], "type": element["type"]}
    if element["type"] == "button":
        return action | {"value": element["value"]} if element["value"] == data else None
    option = next((each for each in element["options"] if each["value"] == data), None)
    return None if option is None else action | {"selected_option": option}


def _seen(place: str, message: Message) -> Seen:
    id = f"{place}:{message.ts}"
    if message.mine or not message.blocks:
        screen = Screen(shown(message.text))
        marks, file = _marks(message), message.file
        return Seen(id, screen, message.text, marks, mine=message.mine, file=file)
    words = words_of(message.blocks)
    actions = [block for block in message.blocks if block["type"] == "actions"]
    written = [e["value"] for b in actions for e in b["elements"] if e["action_id"] == WRITE]
    screen = Screen(
        "\n".join(text for how, text in words if how == "strong"),
        "\n".join(text for how, text in words if how == "small"),
        tuple(text for how, text in words if how == "plain"),
        tuple(tuple(_buttons(block)) for block in actions),
        "".join(written),
    )
    return Seen(id, screen, shown(message.text), _marks(message), file=message.file)


def _buttons(block: dict[str, Any]) -> list[Button]:
    found: list[Button] = []
    for element in block["elements"]:
        if element["action_id"] == WRITE:
            continue
        parts = element["options"] if element["type"] == "static_select" else [element]
        found += [Button(part["text"]["text"], part["value"]) for part in parts]
    return found


def _marks(message: Message) -> tuple[str, ...]:
    read = [*marked_texts(message.blocks)]
    if message.marked and not message.blocks:
        read.append(message.text)
    return (*foreign_marks(message.text), *(mark for text in read for mark in styled(text)))
