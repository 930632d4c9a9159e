"""What somebody who connects Slack is told when something about it is wrong."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.slack_start import Identity, bind_app
from handrail.cli import app
from handrail.home_label import label
from storage.database import Database
from storage.outbox import Priority, owe
from storage.tables import outbox
from storage.upgrade import upgrade
from tests.fake_slack import FakeSlack
from tests.fake_slack_methods import APP_TOKEN, BOT_TOKEN
from tests.fake_slack_script import Fault

ROOM = "C7ROOM"
ANOTHER = Identity("T7ELSEWHERE", "U7ANOTHER")


@pytest.fixture
async def slack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[FakeSlack]:
    for name in os.environ:
        if name.startswith("HANDRAIL_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    fake = FakeSlack()
    await fake.start()
    set_up(fake.base_url)
    yield fake
    await fake.stop()


def set_up(base_url: str) -> None:
    Path("config.toml").write_text(
        f'[slack]\nbot_token = "{BOT_TOKEN}"\napp_token = "{APP_TOKEN}"\n'
        f'api_base_url = "{base_url}"\nreference_channel = "{ROOM}"\n'
    )


async def check() -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, ["check"])


def database() -> Database:
    opened = Database("sqlite:///handrail.db")
    upgrade(opened)
    with opened.transaction() as db:
        label(db, "live")
    return opened


def bound_to(identity: Identity) -> None:
    opened = database()
    with opened.transaction() as db:
        bind_app(db, identity)
    opened.close()


def last_reference(state: str) -> None:
    """The last reference that the board was owed, and what became of it."""
    opened, now = database(), datetime.now(UTC)
    with opened.transaction() as db:
        owe(
            db,
            key=f"board:1:{state}",
            channel="slack",
            address=ROOM,
            priority=Priority.ROUTINE,
            payload={},
            now=now,
            about="board",
        )
        settled = {"state": state, "error": "not_in_channel" if state == "refused" else None}
        db.execute(outbox.update().where(outbox.c.state == "owed").values(**settled))
    opened.close()


async def test_an_app_that_has_everything_is_in_order(slack: FakeSlack) -> None:
    assert "ok       slack: The app has everything it needs." in (await check()).stdout


async def test_a_refused_token_and_no_answer_are_told_apart(slack: FakeSlack) -> None:
    """Tokens that are right are not copied again because the line is down."""
    slack.fault("auth.test", Fault.says("invalid_auth"))
    assert "(invalid_auth). Copy both tokens again" in (await check()).stdout
    for fault in (Fault(502, b"<html>"), Fault(cut=True), Fault.limited("7")):
        slack.fault("auth.test", fault)
        result = await check()
        assert result.exit_code == 1
        assert "PROBLEM  slack: Slack could not be asked" in result.stdout
        assert "internet connection" in result.stdout
        assert "tokens" not in result.stdout


async def test_a_database_of_another_app_is_a_problem(slack: FakeSlack) -> None:
    bound_to(ANOTHER)
    result = await check()
    assert result.exit_code == 1
    assert "PROBLEM  database: This database belongs to the Slack app T7ELSE" in result.stdout


async def test_a_start_with_a_database_of_another_app_ends_with_what_to_change(
    slack: FakeSlack,
) -> None:
    bound_to(ANOTHER)
    program = (sys.executable, "-m", "handrail", "run")
    ended = await asyncio.to_thread(
        subprocess.run, program, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert "belongs to the Slack app T7ELSEWHERE:U7ANOTHER" in ended.stderr
    assert "inside Handrail" not in ended.stderr


async def test_a_room_that_did_not_take_the_last_reference_is_named(slack: FakeSlack) -> None:
    last_reference("refused")
    result = await check()
    assert "note     board: The last reference did not get into" in result.stdout
    assert "(not_in_channel). Type /invite @Handrail" in result.stdout
    last_reference("sent")
    assert "board" not in (await check()).stdout
