"""Deliveries over HTTP: known by their signature before a word of them is read, then kept."""

import hmac
import re
from collections.abc import Callable
from datetime import datetime

import structlog
from pydantic import SecretStr
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

BODY_LIMIT = 2 * 1024 * 1024
TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)

BAD_REQUEST = Response(status_code=400)
UNAUTHORIZED = Response(status_code=401)
TOO_LARGE = Response(status_code=413)

log = structlog.get_logger()


class Signature:
    """Whether a request was signed by Slack, and lately; `clock` says what lately is."""

    def __init__(self, secret: SecretStr, clock: Callable[[], datetime], *, seconds: int) -> None:
        self._signer = SignatureVerifier(secret.get_secret_value())
        self._clock = clock
        self._seconds = seconds

    def fits(self, body: str, timestamp: str, signature: str) -> bool:
        """True for a request of Slack's; an alarm where only the time on it is wrong."""
        if TIMESTAMP.fullmatch(timestamp) is None:
            return False
        right = self._signer.generate_signature(timestamp=timestamp, body=body) or ""
        if not hmac.compare_digest(right.encode(), signature.encode()):
            return False
        if abs(self._clock().timestamp() - int(timestamp)) <= self._seconds:
            return True
        log.error("slack.clock_wrong")
        return False


def slack_door(app: AsyncApp, signature: Signature) -> Starlette:
    """One endpoint on every path: a proxy may shorten it, and the signature is what counts."""

    async def receive(request: Request) -> Response:
        raw = await _body(request)
        if raw is None:
            return TOO_LARGE
        body = raw.decode("utf-8", "surrogateescape")
        if not _is_signed(request, body, signature):
            log.warning("slack.request_refused")
            return UNAUTHORIZED
        return await _take(app, request, body)

    return Starlette(routes=[Route("/{path:path}", receive, methods=["POST"])])


async def _take(app: AsyncApp, request: Request, body: str) -> Response:
    try:
        asked = AsyncBoltRequest(body=body, headers=dict(request.headers))
    except Exception as error:
        # Bolt reads the body here, and says in many ways that it is not one of Slack's.
        log.error("slack.body_not_understood", error=type(error).__name__)
        return BAD_REQUEST
    return to_starlette_response(await app.async_dispatch(asked))


def _is_signed(request: Request, body: str, signature: Signature) -> bool:
    timestamp = request.headers.get("x-slack-request-timestamp", "")
    given = request.headers.get("x-slack-signature", "")
    try:
        return signature.fits(body, timestamp, given)
    except UnicodeEncodeError:
        return False


async def _body(request: Request) -> bytes | None:
    """The whole body, or None for one that no delivery is as large as."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)
