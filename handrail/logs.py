"""What Handrail writes about its own work: ids, counts and kinds; never names, never typed text.

Nothing here trusts whoever logs. Numbers pass; words pass only under a known name and only when
they look like code; an error is told by its kind and place, without its message; a library's words
are shown only as the template it filled in; and what is left is searched for every known secret.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor

OUR_PACKAGES = ("handrail", "bot", "scheduler", "flows", "storage")
HANDLER = "handrail"
WITHHELD = "(withheld)"
SHORTEST_SECRET = 6
FRAMES = 6

CODE_WORD = re.compile(r"[A-Za-z0-9_.,:/+-]{1,80}", re.ASCII)
# fmt: off
WORD_KEYS = frozenset({
    "about", "call", "case", "channel", "database", "error", "file", "format", "host",
    "job", "kind", "level", "listen", "mode", "outcome", "pathway", "port", "priority",
    "purpose", "reason", "record", "reference", "revision", "role", "round", "rung",
    "severity", "state", "step", "task", "thread", "update", "version", "what", "where",
})
# fmt: on
OUR_KEYS = frozenset({"event", "level", "logger", "timestamp"})


def set_up_logs(
    level: str = "info",
    style: str = "text",
    *,
    secrets: Sequence[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send every log line of Handrail and its libraries to `stream`, made safe first.

    Libraries are heard from warnings upwards only.
    """
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_common(),
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.name = HANDLER
    handler.setFormatter(_formatter(style, secrets))
    _replace_handler(handler)
    chosen = logging.getLevelNamesMapping()[level.upper()]
    logging.getLogger().setLevel(max(chosen, logging.WARNING))
    for package in OUR_PACKAGES:
        logging.getLogger(package).setLevel(chosen)
    logging.captureWarnings(True)


def told(error: BaseException) -> dict[str, str]:
    """An error as a log may show it: its kind and where it came from, nothing it says."""
    chain = list(_chain(error))
    return {
        "error": " from ".join(type(each).__name__ for each in chain),
        "trace": " < ".join(_frames(error)),
    }


def _common() -> list[Processor]:
    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _formatter(style: str, secrets: Iterable[str]) -> ProcessorFormatter:
    render: Processor = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=24)
    )
    return ProcessorFormatter(
        foreign_pre_chain=[*_common(), _only_the_template],
        processors=[ProcessorFormatter.remove_processors_meta, _only_safe, render, _scrub(secrets)],
        use_get_message=False,
        pass_foreign_args=True,
    )


def _replace_handler(handler: logging.Handler) -> None:
    root = logging.getLogger()
    for old in [each for each in root.handlers if each.name == HANDLER]:
        root.removeHandler(old)
    root.addHandler(handler)


def _only_the_template(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """A library's message without the values it was filled with.

    One that came without values may have had them written into it, so its words are left out.
    """
    values = event.pop("positional_args", ())
    if not values:
        event["event"] = "library.message"
    record = event["_record"]
    event["where"] = f"{record.module}:{record.lineno}"
    return event


def _only_safe(_logger: Any, _method: str, event: EventDict) -> EventDict:
    error = _error_in(event.pop("exc_info", None))
    event.pop("stack_info", None)
    safe = {key: value if key in OUR_KEYS else _shown(key, value) for key, value in event.items()}
    return safe if error is None else {**safe, **told(error)}


def _shown(key: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, BaseException):
        return told(value)["error"]
    if key in WORD_KEYS and isinstance(value, str | Path) and CODE_WORD.fullmatch(str(value)):
        return str(value)
    return WITHHELD


def _error_in(exc_info: Any) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1] if isinstance(exc_info[1], BaseException) else None
    return sys.exc_info()[1] if exc_info else None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, the ones inside it, and the ones it came from."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        current = waiting.pop(0)
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            waiting += current.exceptions
        hidden = current.__suppress_context__
        waiting.append(current.__cause__ or (None if hidden else current.__context__))


def _frames(error: BaseException) -> list[str]:
    """Where it was raised, innermost first."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return [
        f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno} {frame.name}"
        for frame in reversed(frames)
    ]


def _scrub(secrets: Iterable[str]) -> Processor:
    """The last guard: no line leaves with a known secret in it."""
    hidden = [secret for secret in secrets if len(secret) >= SHORTEST_SECRET]

    def scrub(_logger: Any, _method: str, line: Any) -> str:
        for secret in hidden:
            line = line.replace(secret, WITHHELD)
        return str(line)

    return scrub
