"""A first day, by somebody who knows little about computers: each slip gets the next step."""

import asyncio
import csv
import os
import pty
import select
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from pathlib import Path
from typing import IO

import pytest
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner, Result

from bot.telegram_start import bind_bot
from handrail.cli import app, main
from handrail.cli_print import counted
from handrail.troubles import explain
from storage.database import Database
from storage.upgrade import upgrade
from tests.fake_telegram import TOKEN, FakeTelegram
from tests.test_cli_records import ANSWERS, file_near_miss

PROGRAM = (sys.executable, "-m", "handrail")
UNREACHABLE = "http://127.0.0.1:9/bot"
MISTYPED = "4242-oops"
PATIENCE = 20


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in os.environ:
        if name.startswith("HANDRAIL_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    fake = FakeTelegram(username="willow_bot")
    await fake.start()
    yield fake
    await fake.stop()


def run(*words: str, typed: str = "", **env: str) -> Result:
    return CliRunner().invoke(app, words, input=typed, env=env)


def on_a_terminal(*words: str, answers: tuple[str, ...], asked: str) -> str:
    """What a person at a terminal sees, who answers each time they are `asked`."""
    ours, theirs = pty.openpty()
    said, waiting = "", list(answers)
    with subprocess.Popen((*PROGRAM, *words), stdin=theirs, stdout=theirs, stderr=theirs) as it:
        os.close(theirs)
        with os.fdopen(ours, "r+b", buffering=0) as terminal, suppress(OSError):  # it has ended
            while _says_more(it, terminal):
                said += terminal.read(4096).decode()
                if waiting and said.count(asked) > len(answers) - len(waiting):
                    terminal.write(f"{waiting.pop(0)}\n".encode())
    return said


def _says_more(program: subprocess.Popen[bytes], out: IO[bytes]) -> bool:
    """Whether there is more to read; a program that hangs is ended."""
    ready, _, _ = select.select([out], [], [], PATIENCE)
    if not ready:
        program.kill()
    return bool(ready)


class TestInit:
    """`handrail init`."""

    def test_a_mistyped_token_is_explained_where_it_is_not_shown(self) -> None:
        words = ("init", "--name", "Elm", "--timezone", "Europe/London", "--units", "Rose")
        asked = "practise first): "  # the blank comes once the terminal hides what is typed
        said = on_a_terminal(*words, "--manager", "Mo", answers=(MISTYPED, ""), asked=asked)
        assert "Copy it whole from @BotFather" in said
        assert "Mo's join code" in said

    async def test_a_refused_token_is_asked_for_again(self, telegram: FakeTelegram) -> None:
        env = {"HANDRAIL_TELEGRAM__API_BASE_URL": telegram.base_url}
        wrong = "4243:abcdefghijklmnopqrstuvwxyz012345678"
        typed = f"Elm\n\nRose\n{wrong}\n{TOKEN}\nMo\n"
        result = await asyncio.to_thread(run, "init", typed=typed, **env)
        assert result.exit_code == 0, result.output
        assert "does not accept the bot token" in result.stderr
        assert "https://t.me/willow_bot?start=" in result.stdout

    def test_stopping_half_way_writes_nothing(self, folder: Path) -> None:
        result = run("init", typed="Elm\n")
        assert result.exit_code == 1
        assert "Stopped. Nothing was changed." in result.stderr
        assert not list(folder.iterdir())

    def test_a_second_time_says_what_looks_the_home_over(self) -> None:
        Path("config.toml").write_text("")
        result = run("init")
        assert result.exit_code == 1
        assert "`handrail check`" in result.stderr

    def test_without_a_token_the_way_on_is_said(self) -> None:
        said = run("init", typed="Elm\n\nRose\n\nMo\n").stdout
        assert "There is no bot yet." in said
        assert 'handrail staff code "Mo"' in said
        assert "opens the practice home" in said

    def test_when_telegram_is_silent_the_way_to_the_link_is_said(self) -> None:
        env = {"HANDRAIL_TELEGRAM__API_BASE_URL": UNREACHABLE}
        said = run("init", typed=f"Elm\n\nRose\n{TOKEN}\nMo\n", **env).stdout
        assert "There is no bot yet." not in said
        assert 'handrail staff code "Mo"' in said


def _hear_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_it_says_that_the_home_is_served_and_that_it_stopped() -> None:
    env = {"HANDRAIL_TELEGRAM__TOKEN": TOKEN, "HANDRAIL_TELEGRAM__API_BASE_URL": UNREACHABLE}
    settings = {**os.environ, **env, "HANDRAIL_SERVICE__NAME": "Elm Lodge"}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        (*PROGRAM, "run"),
        stdout=pipe,
        stderr=pipe,
        env={**settings, "PYTHONUNBUFFERED": "1"},
        preexec_fn=_hear_ctrl_c,  # whoever runs the tests in the background has it ignored
    ) as program:
        assert program.stdout is not None
        assert _says_more(program, program.stdout)
        program.stdout.readline()
        assert b"Elm Lodge is served on Telegram" in program.stdout.readline()
        program.send_signal(signal.SIGINT)
        _, said = program.communicate(timeout=30)
    assert program.returncode == 0
    assert b"Stopped. Everything that was reported is saved." in said


def test_an_address_this_computer_does_not_have_is_said() -> None:
    result = run(
        "run", HANDRAIL_PRACTICE__LISTEN="127.0.0.1:0", HANDRAIL_HEALTH__LISTEN="192.0.2.1:9"
    )
    assert result.exit_code == 1
    assert "I cannot listen on 192.0.2.1:9" in result.stderr
    assert "attempting" not in result.stderr


def test_a_part_that_is_not_installed_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "handrail.demo.transcript", None)
    monkeypatch.setattr(sys, "argv", ["handrail", "demo"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert "Run `make setup`" in capsys.readouterr().err


class TestCheck:
    """`handrail check`."""

    def test_a_database_of_another_bot_is_a_problem(self) -> None:
        database = Database("sqlite:///handrail.db")
        upgrade(database)
        with database.transaction() as db:
            bind_bot(db, "4141")
        database.close()
        env = {"HANDRAIL_TELEGRAM__TOKEN": TOKEN, "HANDRAIL_TELEGRAM__API_BASE_URL": UNREACHABLE}
        assert (
            "PROBLEM  database: This database belongs to Telegram bot 4141"
            in run("check", **env).stdout
        )

    def test_the_file_with_the_problem_is_named(self) -> None:
        assert "nowhere.toml: There is no such file" in run("check", "-c", "nowhere.toml").stdout


class TestFiles:
    """What is written for somebody to keep or open."""

    @pytest.mark.parametrize("words", [("backup", "no/b.db"), ("duties", "--to", "no/d.toml")])
    def test_a_folder_that_is_missing_is_named(self, folder: Path, words: tuple[str, ...]) -> None:
        Path("config.toml").write_text("")
        file_near_miss("handrail.db", ANSWERS)
        result = run(*words)
        assert result.exit_code == 1
        assert f"The folder {folder / 'no'} does not exist." in result.stderr
        assert ".part" not in result.stderr

    def test_a_sheet_has_the_home_s_own_times_and_words(self) -> None:
        Path("config.toml").write_text("")
        file_near_miss("handrail.db", ANSWERS)
        assert run("export", "--format", "csv", "--to", "out").exit_code == 0
        case, record = (_only_row(f"out/{name}.csv") for name in ("cases", "near_miss_log"))
        assert case["opened_at"] == record["filed_at"] == "2026-07-03 14:03:20"  # London time
        assert case["potential"] == "Very bad"
        assert case["category"] == "Medicine"

    def test_one_is_not_many(self) -> None:
        assert [counted(n, "case") for n in (0, 1, 2)] == ["0 cases", "1 case", "2 cases"]


def _only_row(path: str) -> dict[str, str]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    return row


def test_a_database_that_cannot_be_made_ready_names_the_kind_of_error() -> None:
    with closing(sqlite3.connect("handrail.db")) as other:
        other.execute("CREATE TABLE cases (id)")
    database = Database("sqlite:///handrail.db")
    with closing(database), pytest.raises(OperationalError) as raised:
        upgrade(database)
    assert "an error (SQLITE_ERROR). Please tell whoever looks after it." in explain(raised.value)


def test_the_roles_can_be_read_where_they_are_asked_for() -> None:
    said = " ".join(run("staff", "add", "--help").stdout.split())
    assert "care worker, senior, team leader, deputy manager" in said
