"""The people who use the small Slack, and what Slack makes of what they do."""

from typing import Any

from tests.fake_slack_files import Filing
from tests.fake_slack_methods import Message
from tests.fake_slack_script import Delivery

Body = dict[str, Any]


class People(Filing):
    """Each act is brought to the app and returned as a delivery."""

    def bring(self, kind: str, body: Body) -> Delivery:
        """Deliver something to the app, in the background."""
        raise NotImplementedError

    def join(self, *users: str) -> None:
        """These people have a chat with the app."""
        for user in users:
            self.chats[_chat(user)] = self.chats[_chat(user)]

    def text(self, user: str, text: str, **more: Any) -> Delivery:
        """`user` writes to the app; `text` is as Slack hands it on, with < > & escaped."""
        message = Message(self.ts(), text, mine=True)
        self.chats[_chat(user)][message.ts] = message
        return self.message(user, text=text, ts=message.ts, **more)

    def sends(self, user: str, *sent: tuple[bytes, str], text: str = "") -> Delivery:
        """`user` sends files, each with its type, in one message."""
        message = Message(self.ts(), text, mine=True)
        self.chats[_chat(user)][message.ts] = message
        files = [self.put(content, mime) for content, mime in sent]
        for file in files:
            file.shares[_chat(user)] = [message.ts]
        message.files = [self.told_of(file) for file in files]
        more = {"subtype": "file_share", "files": message.files}
        return self.message(user, text=text, ts=message.ts, **more)

    def message(self, user: str, **more: Any) -> Delivery:
        """Any message event from our chat with `user`; fields may be added or replaced."""
        event = {"type": "message", "channel_type": "im", "channel": _chat(user), "user": user}
        return self.event({**event, "ts": self.ts(), "team": self.team, **more})

    def event(self, event: Body, **more: Any) -> Delivery:
        """Any event."""
        return self.bring("events_api", self.event_body(event, **more))

    def event_body(self, event: Body, **more: Any) -> Body:
        """An event in its envelope."""
        number = f"Ev{next(self.numbers)}"
        body = {"type": "event_callback", "team_id": self.team, "event_id": number, "event": event}
        return body | more

    def tap(self, user: str, label: str, **more: Any) -> Delivery:
        """`user` taps the newest button with this label, or chooses it from a list."""
        for message in reversed(self.shown(user)):
            for element in message.elements():
                action = _acted(element, label)
                if action is not None:
                    return self.act(user, action, message, **more)
        raise AssertionError(f"{label!r} is not among {[m.labels for m in self.shown(user)]}")

    def act(self, user: str, action: Body, message: Message | None, **more: Any) -> Delivery:
        """Any action on a message; fields may be added or replaced."""
        told = None if message is None else self.raw(_chat(user), message)
        return self.bring("interactive", self.tap_body(user, action, told) | more)

    def tap_body(self, user: str, action: Body, message: Body | None = None) -> Body:
        """A tap the way Slack tells of it."""
        return {
            "type": "block_actions",
            "user": {"id": user, "team_id": self.team},
            "team": {"id": self.team},
            "token": "a-secret-of-slack",
            "response_url": "https://hooks.slack.example/a-secret-address",
            "trigger_id": self.trigger(user),
            "actions": [{"action_ts": self.ts(), **action}],
        } | ({"message": message} if message else {})

    def save(self, user: str, words: str) -> Delivery:
        """`user` types into the open window and presses Save."""
        view = self.windows[user]
        state = {"values": {"words": {"words": {"type": "plain_text_input", "value": words}}}}
        body = {
            "type": "view_submission",
            "user": {"id": user, "team_id": self.team},
            "team": {"id": self.team},
            "trigger_id": self.trigger(user),
            "view": {**view, "state": state},
        }
        return self.bring("interactive", body)

    def command(self, user: str, command: str, text: str = "", channel: str = "") -> Delivery:
        """`user` types a command; where is not our chat unless said."""
        return self.bring("slash_commands", self.command_body(user, command, text, channel))

    def command_body(self, user: str, command: str, text: str = "", channel: str = "") -> Body:
        """A command the way Slack tells of it."""
        return {
            "command": command,
            "text": text,
            "user_id": user,
            "team_id": self.team,
            "channel_id": channel or _chat(user),
            "token": "a-secret-of-slack",
            "response_url": "https://hooks.slack.example/a-secret-address",
            "trigger_id": self.trigger(user),
        }

    def shortcut(self, user: str, name: str) -> Delivery:
        """`user` picks one of the app's shortcuts."""
        body = {
            "type": "shortcut",
            "callback_id": name,
            "user": {"id": user, "team_id": self.team},
            "trigger_id": self.trigger(user),
        }
        return self.bring("interactive", body)

    def open_home(self, user: str, tab: str = "home") -> Delivery:
        """`user` looks at the app's page."""
        return self.event({"type": "app_home_opened", "user": user, "tab": tab})

    def shown(self, user: str) -> list[Message]:
        """What the app has in this chat now, oldest first."""
        return [message for message in self.chats[_chat(user)].values() if not message.mine]

    def last(self, user: str) -> Message:
        """The newest message of the app in this chat."""
        return self.shown(user)[-1]


def _chat(user: str) -> str:
    return f"D{user[1:]}"


def _acted(element: Body, label: str) -> Body | None:
    """What a tap on `label` sends, if it is there."""
    action = {"action_id": element["action_id"], "type": element["type"]}
    if element["type"] == "button":
        return action | {"value": element["value"]} if element["text"]["text"] == label else None
    option = next((each for each in element["options"] if each["text"]["text"] == label), None)
    return None if option is None else action | {"selected_option": option}
