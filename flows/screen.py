"""What a person is shown, before any channel has a say in how it looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self

MAX_BUTTON_DATA = 64
MAX_TEXT = 3500
"""Characters on one screen: under Telegram's 4,096 UTF-16 units even after escaping choices."""
LONGEST_LABEL = 40
"""Characters that a button of its own shows whole on a phone."""
ENDINGS: Mapping[str, str] = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "audio/ogg": ".ogg",
    "audio/mp4": ".m4a",
}
"""How the name of a file ends that opens what we keep and draw."""


def fitted(words: str, room: int = LONGEST_LABEL) -> str:
    """What a phone can show of these words on a button, cut after a word where they are longer."""
    if len(words) <= room:
        return words
    kept, _, begun = words[:room].rpartition(" ")
    return f"{(kept or begun[:-1]).rstrip(' :,;·')}…"


@dataclass(frozen=True, slots=True)
class Button:
    """A label to read and an address of at most 64 ASCII bytes that comes back when tapped."""

    label: str
    data: str

    def __post_init__(self) -> None:
        if len(self.data) > MAX_BUTTON_DATA or not self.data.isascii():
            raise ValueError(f"A button's address is at most {MAX_BUTTON_DATA} ASCII bytes.")


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: a quiet heading, a strong title, lines of plain text, rows of buttons.

    `head` is the small line above (where we are, which reference); `title` is the one thing to
    read; `lines` are paragraphs. None of them carries markup: a channel escapes and styles them.
    `typing` says that the person may type here, with the hint to show where a channel can, and
    `writes` which question that is for; a channel with a window for writing brings it back.
    `asks` is what that question asks, where the title says something else.
    `dialog` (Slack) etc. are the channel's own business and are not known here.
    """

    title: str
    head: str = ""
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()
    typing: str = ""
    writes: str = ""
    asks: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "head": self.head,
            "title": self.title,
            "lines": list(self.lines),
            "rows": [[[b.label, b.data] for b in row] for row in self.rows],
            "typing": self.typing,
            "writes": self.writes,
            "asks": self.asks,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            title=stored["title"],
            head=stored["head"],
            lines=tuple(stored["lines"]),
            rows=tuple(tuple(Button(label, data) for label, data in row) for row in stored["rows"]),
            typing=stored["typing"],
            writes=stored["writes"],
            asks=stored.get("asks", ""),  # what was owed before this was known is still sent
        )


@dataclass(frozen=True, slots=True)
class Media:
    """Something to see or hear. `kind` is photo or voice; `data` are its bytes, read at the last.

    It is a kept file of this `sha256`, or else a chart of these `figures`, drawn whenever it is
    shown.
    """

    kind: str
    mime: str
    sha256: str
    data: bytes = field(default=b"", repr=False)
    figures: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        """What it is called as a file; it says what it is, and nothing of what it shows."""
        return f"{self.kind}{ENDINGS.get(self.mime, '')}"

    def as_json(self) -> dict[str, Any]:
        drawn = {} if self.figures is None else {"figures": dict(self.figures)}
        return {"kind": self.kind, "mime": self.mime, "sha256": self.sha256, **drawn}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(stored["kind"], stored["mime"], stored["sha256"], figures=stored.get("figures"))


@dataclass(frozen=True, slots=True)
class Parcel:
    """One owed message on its way out, as the scheduler hands it to a channel.

    `screen` is None when `removes` names a message that is to be taken out of the chat.
    `card` is the name of the living message ("page" is the person's own page, where there is one).
    `replaces` is the message to change in place, if the card has been shown before;
    `repost` asks for a new message (so that the phone makes a sound) and the old one removed.
    `quiet` asks for no sound. `urgent` lets a channel choose its loudest honest way.
    `media` is a file to show above the screen's words, where nobody can pass it on or keep it.
    """

    outbox_id: int
    address: str
    screen: Screen | None = None
    replaces: str | None = None
    repost: bool = False
    quiet: bool = False
    urgent: bool = False
    card: str = ""
    removes: str | None = None
    media: Media | None = None


@dataclass(frozen=True, slots=True)
class Spacing:
    """How far apart a platform wants messages that nobody waits for; nothing: as fast as they go.

    `apart` holds over all chats, `in_one_chat` within each.
    """

    apart: timedelta = timedelta(0)
    in_one_chat: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform took it. `message_id` is where the card now lives (None after a removal)."""

    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """Not taken, or the outcome is unknown: try again.

    `after` is what the platform asked for, in seconds (None: the sender's own back-off).
    `whole_channel` says that nobody can be served now (token refused, platform down), so the
    attempt is not held against this message.
    """

    reason: str
    after: float | None = None
    whole_channel: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """It can never be sent like this. `unreachable`: this person's chat is gone or blocked."""

    reason: str
    unreachable: bool = False


Outcome = Sent | Later | Refused


@dataclass(frozen=True, slots=True)
class Introduced:
    """What a channel can say of somebody unknown. `email` is confirmed, and theirs as staff;

    "" for whoever it cannot vouch for: a guest, a bot, somebody from elsewhere, anybody.
    """

    email: str = ""


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button was tapped. `data` may be forged: whoever handles it authorises it.

    `on_page`: it stands on the person's own page, which has to show what the tap has changed.
    """

    data: str
    on_page: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """Text was sent. `message_id` names it, so that it can be taken out of the chat.

    `writes` is what `Screen.writes` said, where the text was written in a window of its own; ""
    where it stands in the chat, and so belongs to whatever is open.
    """

    text: str
    message_id: str | None = None
    writes: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A command: `name` without the slash, and what followed it. `message_id` as in Typed."""

    name: str
    argument: str = ""
    message_id: str | None = None


OTHER_KIND = "message of that kind"
"""What an Unreadable is for which there is no plain word."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something Handrail does not take yet: a sticker, a photo, a location, a forward.

    `what` is a plain word for it ("photo"). `message_id` as in Typed.
    """

    what: str
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """A photo or a voice message was sent: `kind` is photo or voice.

    `reference` is what the channel can fetch it by, `size` its bytes as far as the channel says
    (0: it does not), `caption` what was written below it. `message_id` as in Typed.
    """

    kind: str
    reference: str
    size: int = 0
    mime: str = ""
    caption: str = ""
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """A message sent earlier was edited afterwards, which changes nothing that was stored."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person has blocked the bot, or left: nothing can be delivered there."""


@dataclass(frozen=True, slots=True)
class Unblocked:
    """The person can be reached again."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """It came from a group or a channel, where Handrail says nothing but one refusal."""


Happening = (
    Tapped | Typed | Asked | Attached | Unreadable | Corrected | Blocked | Unblocked | Elsewhere
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that came in, read by its channel. `address` is where an answer would go."""

    address: str
    happening: Happening
