"""What a test may script of the small Slack: how the next calls fare, and what was delivered."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fault:
    """A scripted answer. With `happens` the call is carried out first, as if the answer got lost.

    `stall` never answers until healed; `cut` drops the connection; else `status` and `body`
    (JSON, or bytes as they are) are answered, as `kind`.
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    happens: bool = False
    stall: bool = False
    cut: bool = False

    @classmethod
    def says(cls, error: str, *, status: int = 200) -> "Fault":
        """A refusal the way Slack words it."""
        return cls(status, {"ok": False, "error": error})

    @classmethod
    def limited(cls, pause: str) -> "Fault":
        """Slack asks to wait."""
        body = {"ok": False, "error": "ratelimited"}
        return cls(429, body, headers={"Retry-After": pause})


@dataclass
class Script:
    method: str
    fault: Fault
    times: int
    channel: str | None

    def fits(self, method: str, params: dict[str, Any]) -> bool:
        named = self.method in ("*", method)
        return named and self.times > 0 and self.channel in (None, params.get("channel"))


@dataclass(frozen=True)
class Call:
    """One call of the app: what it asked and whether it was carried out."""

    method: str
    params: dict[str, Any]
    accepted: bool
    status: int


@dataclass
class Delivery:
    """Something brought to the app. `answers` holds each try: its status (None: none) and body."""

    kind: str
    body: dict[str, Any]
    answers: list[tuple[int | None, Any]] = field(default_factory=list)

    @property
    def acknowledged(self) -> bool:
        return any(status == 200 for status, _ in self.answers)

    @property
    def reply(self) -> Any:
        """What the app said with its yes."""
        return next((body for status, body in self.answers if status == 200), None)
