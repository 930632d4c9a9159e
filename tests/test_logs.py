"""Nothing personal, typed or secret leaves through the logs, whoever writes them."""

import ast
import asyncio
import io
import json
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from handrail.logs import OUR_PACKAGES, WITHHELD, set_up_logs

TYPED = "Mrs Patel fell by her bed"
TOKEN = "4242:abcdefghijklmnopqrstuvwxyz012345678"
ROOT = Path(__file__).parent.parent


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    levels = {name: logging.getLogger(name).level for name in OUR_PACKAGES}
    yield io.StringIO()
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def fails(text: str) -> None:
    raise ValueError(text)


@pytest.mark.parametrize("style", ["text", "json"])
def test_ids_counts_and_kinds_are_written(stream: io.StringIO, style: str) -> None:
    set_up_logs("info", style, stream=stream)
    structlog.get_logger("bot.inbox").info("turn.handled", inbox_id=41, channel="telegram")
    line = stream.getvalue()
    assert "turn.handled" in line
    assert "41" in line
    assert "telegram" in line
    assert "bot.inbox" in line


def test_json_lines_can_be_read_by_a_collector(stream: io.StringIO) -> None:
    set_up_logs("info", "json", stream=stream)
    structlog.get_logger("flows.cases").warning("case.late", case_id=7, late=None)
    said = json.loads(stream.getvalue())
    assert said["event"] == "case.late"
    assert said["level"] == "warning"
    assert said["case_id"] == 7
    assert said["timestamp"].endswith("Z")


@pytest.mark.parametrize("key", ["text", "name", "answer", "address", "url", "reason", "error"])
def test_typed_text_is_withheld_under_any_key(stream: io.StringIO, key: str) -> None:
    set_up_logs("info", stream=stream)
    structlog.get_logger("bot.inbox").info("turn.handled", **{key: TYPED})
    assert "Patel" not in stream.getvalue()
    assert WITHHELD in stream.getvalue()


@pytest.mark.parametrize("value", [[TYPED], {"a": TYPED}, (TYPED,), TYPED.encode()])
def test_typed_text_inside_other_values_is_withheld(stream: io.StringIO, value: object) -> None:
    set_up_logs("info", stream=stream)
    structlog.get_logger("bot.inbox").info("turn.handled", kind=value)
    assert "Patel" not in stream.getvalue()


def test_a_word_under_an_unknown_key_is_withheld(stream: io.StringIO) -> None:
    set_up_logs("info", stream=stream)
    structlog.get_logger("bot.inbox").info("turn.handled", who="Patel")
    assert "Patel" not in stream.getvalue()


def test_an_error_is_told_by_kind_and_place(stream: io.StringIO) -> None:
    set_up_logs("info", stream=stream)
    log = structlog.get_logger("flows.cases")
    try:
        try:
            fails(TYPED)
        except ValueError as inner:
            raise RuntimeError(TYPED) from inner
    except RuntimeError as error:
        log.exception("turn.failed", inbox_id=3)
        log.error("turn.failed", error=error)
    said = stream.getvalue()
    assert "RuntimeError from ValueError" in said
    assert "tests/test_logs.py:" in said
    assert "Patel" not in said


def test_errors_in_a_group_are_named(stream: io.StringIO) -> None:
    set_up_logs("info", stream=stream)
    group = ExceptionGroup(TYPED, [ValueError(TYPED), KeyError(TYPED)])
    structlog.get_logger("scheduler.watch").error("task.failed", error=group)
    assert "ExceptionGroup from ValueError from KeyError" in stream.getvalue()
    assert "Patel" not in stream.getvalue()


def test_a_library_is_heard_without_the_values_it_filled_in(stream: io.StringIO) -> None:
    set_up_logs("info", stream=stream)
    logging.getLogger("httpx").warning("HTTP Request: %s", f"https://api.telegram.org/bot{TOKEN}/x")
    logging.getLogger("httpx").warning(f"HTTP Request: https://api.telegram.org/bot{TOKEN}/x")
    logging.getLogger("alembic").warning(TYPED)
    said = stream.getvalue()
    assert "HTTP Request: %s" in said
    assert said.count("library.message") == 2
    assert TOKEN not in said
    assert "Patel" not in said


def test_a_library_is_not_heard_below_warnings(stream: io.StringIO) -> None:
    set_up_logs("debug", stream=stream)
    logging.getLogger("httpx").info("HTTP Request: %s", "x")
    structlog.get_logger("bot.inbox").debug("turn.begun")
    assert "HTTP" not in stream.getvalue()
    assert "turn.begun" in stream.getvalue()


async def test_a_forgotten_task_tells_nothing_of_what_it_held(stream: io.StringIO) -> None:
    set_up_logs("info", stream=stream)
    context = {"message": f"Task exception: {TYPED}", "exception": ValueError(TYPED)}
    asyncio.get_running_loop().default_exception_handler(context)
    assert "ValueError" in stream.getvalue()
    assert "Patel" not in stream.getvalue()


def test_a_warning_tells_nothing_of_what_it_held(stream: io.StringIO) -> None:
    set_up_logs("info", stream=stream)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(TYPED, stacklevel=1)
    logging.getLogger("py.warnings").warning("%s", TYPED)
    assert "Patel" not in stream.getvalue()


def test_a_known_secret_is_taken_out_of_whatever_is_left(stream: io.StringIO) -> None:
    set_up_logs("info", stream=stream, secrets=[TOKEN])
    structlog.get_logger("bot.telegram").info(f"oops {TOKEN}", reason=TOKEN)
    assert TOKEN not in stream.getvalue()
    assert "oops" in stream.getvalue()


def test_setting_up_twice_writes_once(stream: io.StringIO) -> None:
    set_up_logs("info", stream=stream)
    set_up_logs("info", stream=stream)
    structlog.get_logger("bot.inbox").info("turn.handled")
    assert stream.getvalue().count("turn.handled") == 1


def our_log_calls() -> Iterator[tuple[Path, ast.Call]]:
    for package in OUR_PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr in {"debug", "info", "warning", "error", "exception"}
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id.strip("_").lower() in {"log", "logger"}
                ):
                    yield path, node


def test_every_event_in_the_code_is_a_fixed_word() -> None:
    """An event's name is the one thing the logs do not check, so it may hold no value."""
    for path, call in our_log_calls():
        first = call.args[0]
        words = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
        for word in words:
            assert isinstance(word, ast.Constant), f"{path}:{call.lineno}"
            assert isinstance(word.value, str), f"{path}:{call.lineno}"
        assert len(call.args) == 1, f"{path}:{call.lineno}"
