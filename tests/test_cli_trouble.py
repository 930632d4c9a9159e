"""Whatever can be expected to go wrong: one plain message, exit code 1, nothing changed or lost."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from handrail.cli import app
from handrail.compose import open_database
from handrail.troubles import explain
from storage.database import BUSY_SECONDS, DatabaseUnusable

SECRET = "hush-hush-hush"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home with one person in it."""
    for name in os.environ:
        if name.startswith("HANDRAIL_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text('[service]\nname = "Willow House"\n')
    (tmp_path / "config.toml").chmod(0o600)
    assert run("staff", "add", "Mo", "--role", "registered manager").exit_code == 0
    return tmp_path


def run(*words: str, **env: str) -> Result:
    return CliRunner().invoke(app, words, env=env)


def answered(*words: str, **env: str) -> Any:
    result = run(*words, "--json", **env)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(*words: str, **env: str) -> str:
    result = run(*words, **env)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr


def names() -> list[str]:
    return [person["name"] for person in answered("staff", "list")]


@contextmanager
def database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect("handrail.db", isolation_level=None)) as connection:
        yield connection


def test_a_wrong_setting_is_told_and_nothing_starts() -> None:
    Path("config.toml").write_text(f'[telegram]\ntoken = "{SECRET}"\ntokn = 1\n')
    said = refused("run")
    assert "config.toml" in said
    assert "telegram.token: This does not look like a bot token." in said
    assert "telegram.tokn: There is no such setting. Did you mean telegram.token?" in said
    assert SECRET not in said


def test_a_settings_file_that_is_not_there_is_told() -> None:
    assert "no such file" in refused("run", "--config", "none.toml")


def test_a_database_in_use_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.database.BUSY_SECONDS", 0)
    with database() as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "Another program is using" in refused("staff", "add", "Sam", "--role", "senior")
        checked = run("check")
        assert (checked.exit_code, "using the database" in checked.output) == (1, True)
    assert names() == ["Mo"]
    assert BUSY_SECONDS > 0


def test_a_newer_database_is_left_alone() -> None:
    with database() as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "newer Handrail" in refused("staff", "list")
    assert "newer Handrail" in run("check").stdout
    with database() as other:
        assert other.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)
        assert other.execute("SELECT name FROM people").fetchall() == [("Mo",)]


def test_real_staff_and_commands_stay_out_of_the_practice_home() -> None:
    assert run("verify", "--practice").exit_code == 0, "makes the practice home's database"
    before = Path("practice.db").read_bytes()
    Path("config.toml").write_text(
        '[database]\nurl = "sqlite:///practice.db"\n[practice]\ndatabase = "sqlite:///other.db"\n'
    )
    for command in (
        ("staff", "add", "Sam", "--role", "senior"),
        ("staff", "list"),
        ("case", "NM-26-0001"),
        ("export", "--to", "out"),
        ("verify",),
        ("backup", "copy.db"),
    ):
        said = refused(*command)
        assert "belongs to the practice home" in said, command
        assert "database.url" in said, command
    assert "belongs to the practice home" in run("check").stdout
    assert Path("practice.db").read_bytes() == before
    assert not Path("copy.db").exists()
    assert not Path("out").exists()


def test_the_practice_home_stays_out_of_real_reports() -> None:
    Path("config.toml").write_text(
        '[database]\nurl = "sqlite:///new.db"\n[practice]\ndatabase = "sqlite:///handrail.db"\n'
    )
    said = refused("verify", "--practice")
    assert "belongs to the live home" in said
    assert "practice.database" in said
    with pytest.raises(DatabaseUnusable, match="belongs to the live home"):
        open_database(SecretStr("sqlite:///handrail.db"), kind="practice")


def test_a_file_that_is_no_database() -> None:
    Path("handrail.db").write_text("Dear diary, " * 200)
    for word in ("database", "backup"):
        assert word in refused("staff", "list")
    assert Path("handrail.db").read_text().startswith("Dear diary")


@pytest.mark.parametrize("room", [40000, 100], ids=["full on the way", "full before"])
def test_a_full_disk_changes_nothing(room: int) -> None:
    script = (
        "import resource, signal\n"
        "from handrail.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))\n"
        "main()\n"
    )
    people = "".join(f"Person {number},senior,\n" for number in range(300))
    Path("people.csv").write_text(f"name,roles,units\n{people}")
    words = [sys.executable, "-c", script, "staff", "import", "people.csv"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "disk" in done.stderr
    assert "Traceback" not in done.stderr
    assert names() == ["Mo"]


def test_a_missing_folder_for_the_database() -> None:
    Path("config.toml").write_text('[database]\nurl = "sqlite:///none/handrail.db"\n')
    assert "does not exist" in refused("staff", "list")
    assert "does not exist" in run("check").stdout


def test_postgresql_that_cannot_be_reached_keeps_its_password() -> None:
    url = f"postgresql://handrail:{SECRET}@127.0.0.1:1/handrail"
    Path("config.toml").write_text(f'[database]\nurl = "{url}"\n')
    said = refused("staff", "list")
    assert "database" in said
    checked = run("check")
    assert checked.exit_code == 1
    assert "PostgreSQL cannot be reached" in checked.stdout
    assert SECRET not in said + checked.output


def test_an_error_nobody_expected_tells_nothing_it_held(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(TypeError, match="expected"):
        explain(KeyError(SECRET))
    script = (
        "import sys\n"
        "from handrail import cli, cli_staff\n"
        "def fails(*_): raise KeyError('hush-hush-hush')\n"
        "cli_staff.staff.all_people = fails\n"
        "sys.argv = ['handrail', 'staff', 'list']\n"
        "cli.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "KeyError" in done.stderr
    assert SECRET not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words", [("nonsense",), ("staff", "add"), ("export", "--format", "xml", "--to", "x")]
)
def test_a_command_written_wrongly_exits_with_2(words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


@pytest.mark.parametrize(
    "words",
    ["", "init", "run", "check", "case", "export", "verify", "staff", "staff add", "backup"],
)
def test_help_is_short_and_holds_no_secret(words: str) -> None:
    result = run(*words.split(), "--help", HANDRAIL_TELEGRAM__TOKEN=SECRET)
    assert result.exit_code == 0
    assert SECRET not in result.output
    assert len(result.output.splitlines()) <= 30


def test_an_address_in_use_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        said = refused("run", HANDRAIL_PRACTICE__LISTEN=address)
    assert address in said
    assert "choose another port" in said


def test_a_database_made_by_the_program_is_private(home: Path) -> None:
    words = [sys.executable, "-c", "from handrail.cli import main; main()", "staff", "list"]
    url = "sqlite:///private.db"
    env = {**os.environ, "HANDRAIL_DATABASE__URL": url}
    subprocess.run(words, env=env, check=True, capture_output=True)
    assert (home / "private.db").stat().st_mode & 0o077 == 0


def test_the_version_is_told() -> None:
    assert run("--version").stdout.startswith("Handrail ")


class TestCheck:
    """`handrail check`."""

    def test_everything_in_order(self) -> None:
        told = answered("check")
        assert told["ok"]
        levels = {each["what"]: each["level"] for each in told["checks"]}
        assert levels["settings"] == levels["database"] == levels["practice"] == "ok"
        assert levels["telegram"] == "note"

    def test_roles_that_nobody_can_be_reached_in_are_named(self) -> None:
        env = {
            "HANDRAIL_TELEGRAM__TOKEN": "4242:abcdefghijklmnopqrstuvwxyz012345678",
            "HANDRAIL_TELEGRAM__API_BASE_URL": "http://127.0.0.1:9/bot",
        }
        assert "senior, deputy manager, registered manager" in run("check", **env).stdout

    def test_worries_go_to_somebody_who_is_there(self) -> None:
        env = {
            "HANDRAIL_TELEGRAM__TOKEN": "4242:abcdefghijklmnopqrstuvwxyz012345678",
            "HANDRAIL_TELEGRAM__API_BASE_URL": "http://127.0.0.1:9/bot",
        }
        assert "note     speak_up: Your council's number" in run("check", **env).stdout
        env["HANDRAIL_SPEAK_UP__SAFEGUARDING"] = "01632 960001"
        env["HANDRAIL_SPEAK_UP__PERSON"] = "Moe"
        assert "PROBLEM  speak_up: Nobody here is called Moe" in run("check", **env).stdout
        env["HANDRAIL_SPEAK_UP__PERSON"] = "mo"
        assert "speak_up: Worries go to mo" in run("check", **env).stdout

    def test_a_token_that_cannot_be_tried(self) -> None:
        env = {
            "HANDRAIL_TELEGRAM__TOKEN": "4242:abcdefghijklmnopqrstuvwxyz012345678",
            "HANDRAIL_TELEGRAM__API_BASE_URL": "http://127.0.0.1:9/bot",
        }
        result = run("check", **env)
        assert result.exit_code == 1
        assert "PROBLEM  telegram: Telegram cannot be reached" in result.stdout
        assert "abcdefghijkl" not in result.output

    def test_wrong_settings_are_told_one_by_one(self) -> None:
        Path("config.toml").write_text('[service]\nname = ""\nunits = []\n')
        result = run("check", "--json")
        assert result.exit_code == 1
        told = json.loads(result.stdout)
        assert not told["ok"]
        assert [each["level"] for each in told["checks"]] == ["problem", "problem"]

    def test_it_makes_no_database(self, home: Path) -> None:
        Path("config.toml").write_text('[database]\nurl = "sqlite:///new.db"\n')
        assert "The first start makes it" in run("check").stdout
        assert not (home / "new.db").exists()

    def test_half_of_slack_is_told_with_what_is_missing(self) -> None:
        Path("config.toml").write_text('[slack]\nbot_token = "xoxb-1"\n')
        result = run("check")
        assert result.exit_code == 1
        assert "app_token is needed too" in result.stdout

    def test_slack_that_cannot_be_reached_is_a_problem(self) -> None:
        Path("config.toml").write_text(
            '[slack]\nbot_token = "xoxb-1"\napp_token = "xapp-1"\n'
            'api_base_url = "http://127.0.0.1:1/api/"\n'
        )
        result = run("check")
        assert result.exit_code == 1
        assert "Slack could not be asked" in result.stdout

    def test_secrets_that_others_can_read_are_noticed(self) -> None:
        url = f"postgresql://handrail:{SECRET}@127.0.0.1:1/handrail"
        Path("config.toml").write_text(f'[database]\nurl = "{url}"\n')
        Path("config.toml").chmod(0o644)
        assert "chmod 600" in run("check").stdout


class TestBackup:
    """`handrail backup`."""

    def test_it_holds_what_was_saved_while_another_program_writes(self) -> None:
        with database() as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("UPDATE people SET name = 'Half done'")
            told = answered("backup", "copy.db")
            other.execute("ROLLBACK")
        assert told["cases"] == told["records"] == 0
        with closing(sqlite3.connect("copy.db")) as copy:
            assert copy.execute("SELECT name FROM people").fetchall() == [("Mo",)]
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    def test_it_includes_what_is_still_in_the_write_ahead_log(self) -> None:
        with database() as other:
            other.execute("PRAGMA wal_autocheckpoint = 0")
            other.execute("UPDATE people SET name = 'Mo Ali'")
            assert Path("handrail.db-wal").stat().st_size > 0
            assert run("backup", "copy.db").exit_code == 0
        with closing(sqlite3.connect("copy.db")) as copy:
            assert copy.execute("SELECT name FROM people").fetchall() == [("Mo Ali",)]

    def test_it_is_one_private_file_that_works_as_a_database(self, home: Path) -> None:
        before = set(home.iterdir())
        run("backup", "copy.db")
        assert set(home.iterdir()) - before == {home / "copy.db"}
        assert (home / "copy.db").stat().st_mode & 0o777 == 0o600
        restored = {"HANDRAIL_DATABASE__URL": "sqlite:///copy.db"}
        assert [person["name"] for person in answered("staff", "list", **restored)] == ["Mo"]

    def test_it_never_overwrites(self) -> None:
        Path("copy.db").write_text("precious")
        assert "was left as it is" in refused("backup", "copy.db")
        assert Path("copy.db").read_text() == "precious"

    def test_a_damaged_database_makes_no_backup(self, home: Path) -> None:
        with database() as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            page = other.execute("SELECT rootpage FROM sqlite_master WHERE name='people'")
            start = (page.fetchone()[0] - 1) * 4096
        content = bytearray((home / "handrail.db").read_bytes())
        content[start : start + 4096] = os.urandom(4096)
        (home / "handrail.db").write_bytes(content)
        assert "damaged" in refused("backup", "copy.db")
        assert not (home / "copy.db").exists()
        assert not list(home.glob(".copy*"))

    def test_nothing_to_back_up_is_said(self) -> None:
        Path("config.toml").write_text('[database]\nurl = "sqlite:///new.db"\n')
        assert "nothing to back up" in refused("backup", "copy.db")

    def test_a_folder_that_is_not_there_is_said(self) -> None:
        assert "none does not exist. Make it" in refused("backup", "none/copy.db")

    def test_postgresql_has_its_own(self) -> None:
        Path("config.toml").write_text('[database]\nurl = "postgresql://127.0.0.1:1/handrail"\n')
        assert "pg_dump" in refused("backup", "copy.db")
