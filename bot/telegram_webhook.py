"""Updates by webhook: known by their secret, committed, and only then answered with 200."""

import hmac
import json
import re

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channel import CannotServe
from bot.serving import host_and_port
from bot.telegram_intake import Intake, NotStored
from bot.telegram_read import update_number

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")
BODY_LIMIT = 1024 * 1024

OK = Response(status_code=200)
BAD_REQUEST = Response(status_code=400)
FORBIDDEN = Response(status_code=403)
TOO_LARGE = Response(status_code=413)
UNAVAILABLE = Response(status_code=503)

log = structlog.get_logger()


class WebhookMisconfigured(CannotServe):
    """The webhook's settings cannot work or are not safe; the message says what to change."""


def check_webhook(url: str, listen: str, secret: str) -> None:
    """Refuse to start with a webhook that anybody could write to, or nobody could reach."""
    if SECRET.fullmatch(secret) is None:
        raise WebhookMisconfigured(
            "The Telegram webhook needs a secret of 32 to 256 letters, digits, _ or -. "
            "Without it, anybody could send false reports."
        )
    if not url.startswith(("https://", "http://")):
        raise WebhookMisconfigured(
            "The Telegram webhook needs its public address, like https://example.org/telegram."
        )
    host_and_port(listen)


def webhook_app(intake: Intake, secret: str) -> Starlette:
    """One endpoint on every path: a proxy may shorten it, and the secret is what counts."""

    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            log.warning("telegram.webhook_refused")
            return FORBIDDEN
        body = await _body(request)
        return TOO_LARGE if body is None else await _take(intake, body)

    return Starlette(routes=[Route("/{path:path}", receive, methods=["POST"])])


async def _take(intake: Intake, body: bytes) -> Response:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        update = None
    if update_number(update) is None:
        log.error("telegram.update_without_id", count=1)
        return BAD_REQUEST
    try:
        await intake.take([update])
    except NotStored:
        return UNAVAILABLE
    return OK


async def _body(request: Request) -> bytes | None:
    """The whole body, or None for one that no update is as large as."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)
