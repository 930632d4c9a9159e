"""What keeps the practice page to this computer and to itself."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.serving import CannotListen, host_and_port

MARK = "X-Handrail-Page"
"""A header that another site's page cannot add to a request without being asked first."""

SEALS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; "
        "object-src 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def check_loopback(listen: str) -> None:
    """The page has no login: it may be reached from this computer and from nowhere else."""
    if not is_loopback(host_and_port(listen)[0]):
        raise CannotListen(
            f"The practice page has no login, so it is only for this computer. "
            f"Instead of {listen}, write 127.0.0.1:8765."
        )


def is_loopback(host: str) -> bool:
    try:
        return host.lower() == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class Guard:
    """Refuses what was meant for another host or sent by another site; seals every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = _refusal(scope["method"], Headers(scope=scope))
        app = PlainTextResponse(refusal, status_code=403) if refusal else self._app

        async def seal(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SEALS)
            await send(message)

        await app(scope, receive, seal)


def _refusal(method: str, headers: Headers) -> str:
    """Why this request is not for us, or nothing."""
    host = headers.get("host", "")
    if not _names_this_computer(host):
        return "The practice page answers on this computer's own name only."
    if method in ("GET", "HEAD"):
        return ""
    own = headers.get("sec-fetch-site", "same-origin") == "same-origin"
    origin = headers.get("origin")
    if MARK not in headers or not own or origin not in (None, f"http://{host}"):
        return "Only the practice page itself may do this."
    return ""


def _names_this_computer(host: str) -> bool:
    """A name that merely resolves to this computer is refused: another site may have set it."""
    try:
        parts = urlsplit(f"//{host}")
        return parts.netloc == host and "@" not in host and is_loopback(parts.hostname or "")
    except ValueError:
        return False
