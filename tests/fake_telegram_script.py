"""What a test may script of the small Bot API: how the next calls fare."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """A scripted answer. With `happens` the call is carried out first, as if the answer got lost.

    `stall` never answers until healed; `cut` drops the connection; else `status` and `body`
    (JSON, or bytes as they are) are answered.
    """

    status: int = 200
    body: Any = None
    happens: bool = False
    stall: bool = False
    cut: bool = False

    @classmethod
    def says(cls, status: int, description: str, **parameters: Any) -> "Fault":
        """A refusal the way Telegram words it."""
        body = {"ok": False, "error_code": status, "description": description}
        return cls(status, body | ({"parameters": parameters} if parameters else {}))


@dataclass
class Script:
    method: str
    fault: Fault
    times: int
    chat: int | None

    def fits(self, method: str, params: dict[str, Any]) -> bool:
        named = self.method in ("*", method)
        return named and self.times > 0 and self.chat in (None, params.get("chat_id"))


@dataclass(frozen=True)
class Call:
    """One call of the bot: what it asked and whether it was carried out."""

    method: str
    params: dict[str, Any]
    accepted: bool
    status: int
