"""`handrail init` and `handrail staff`, as somebody at a terminal meets them."""

import asyncio
import json
import os
import stat
import tomllib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from handrail.cli import app
from storage.database import Database
from storage.drafts import begin_draft, get_draft, unfinished_drafts
from storage.people import link_account, set_account_state
from tests.fake_telegram import TOKEN, FakeTelegram

BEGUN = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
CONFIG = """
[service]
name = "Willow House"
units = ["Rose", "Ivy"]
residents = ["R1"]
"""


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in os.environ:
        if name.startswith("HANDRAIL_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def home(folder: Path) -> Path:
    (folder / "config.toml").write_text(CONFIG)
    return folder


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    fake = FakeTelegram(username="willow_bot")
    await fake.start()
    yield fake
    await fake.stop()


def run(*words: str, typed: str = "", **env: str) -> Result:
    return CliRunner().invoke(app, words, input=typed, env=env)


def answered(*words: str, **env: str) -> Any:
    result = run(*words, "--json", **env)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(*words: str, typed: str = "", **env: str) -> str:
    """What is said when a command cannot do it: on stderr, without a traceback, exit code 1."""
    result = run(*words, typed=typed, **env)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.stderr


def settings_file() -> Any:
    return tomllib.loads(Path("config.toml").read_text())


def is_empty(folder: Path) -> bool:
    return not list(folder.iterdir())


def names() -> list[str]:
    return [person["name"] for person in answered("staff", "list")]


def test_adding_somebody_gives_them_a_code(home: Path) -> None:
    told = answered("staff", "add", "Sam Jones", "--role", "senior", "--unit", "rose")
    assert told["name"] == "Sam Jones"
    assert len(told["code"].replace("-", "")) >= 8
    assert told["link"] is None
    (person,) = answered("staff", "list")
    assert person == {
        "name": "Sam Jones",
        "roles": ["senior"],
        "units": ["Rose"],
        "email": None,
        "state": "active",
        "channels": [],
        "blocked": [],
        "on_duty": False,
        "away_until": None,
    }


def test_somebody_may_hold_several_roles_and_units(home: Path) -> None:
    words = ("--role", "Deputy Manager", "--role", "quality_lead", "--unit", "Rose")
    answered("staff", "add", "Dee", *words, "--unit", "Ivy")
    (person,) = answered("staff", "list")
    assert person["roles"] == ["deputy_manager", "quality_lead"]
    assert person["units"] == ["Rose", "Ivy"]


def test_the_plain_answer_says_code_expiry_and_what_to_do(home: Path) -> None:
    result = run("staff", "add", "Sam", "--role", "senior")
    assert "Sam's join code:" in result.stdout
    assert "It works once, until" in result.stdout
    assert "sends this code to the bot" in result.stdout


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (("--role", "boss"), "registered manager"),
        (("--role", "senior", "--unit", "Moon"), "Rose, Ivy"),
    ],
)
def test_an_unknown_role_or_unit_adds_nobody(
    home: Path, words: tuple[str, ...], advice: str
) -> None:
    assert advice in refused("staff", "add", "Sam", *words)
    assert names() == []


def test_a_name_is_there_once(home: Path) -> None:
    answered("staff", "add", "Sam", "--role", "senior")
    assert "already" in refused("staff", "add", "sam", "--role", "senior")
    assert names() == ["Sam"]


def test_a_new_code_replaces_the_old_one(home: Path) -> None:
    first = answered("staff", "add", "Sam", "--role", "senior")["code"]
    second = answered("staff", "code", "sam")
    assert second["name"] == "Sam"
    assert second["code"] != first


def test_an_e_mail_address_is_kept_as_it_is_compared(home: Path) -> None:
    answered("staff", "add", "Sam", "--email", " Sam@Willow.Example ")
    (person,) = answered("staff", "list")
    assert person["email"] == "sam@willow.example"
    heading, line = run("staff", "list").stdout.splitlines()
    assert "E-mail" in heading
    assert "sam@willow.example" in line


@pytest.mark.parametrize("wrong", ["sam", "sam@", "@willow.example", "a b@c", f"s@{'x' * 260}"])
def test_what_is_no_e_mail_address_adds_nobody(home: Path, wrong: str) -> None:
    assert "looks like" in refused("staff", "add", "Sam", "--email", wrong)
    assert names() == []


def test_an_e_mail_address_belongs_to_one_person_who_works_here(home: Path) -> None:
    answered("staff", "add", "Sam", "--email", "sam@willow.example")
    answered("staff", "add", "Ada")
    assert "Sam has that" in refused("staff", "add", "Bo", "--email", "SAM@willow.example")
    assert "Sam has that" in refused("staff", "email", "Ada", "sam@willow.example")
    assert names() == ["Ada", "Sam"]
    answered("staff", "leave", "Sam")
    told = answered("staff", "email", "Ada", "sam@willow.example")
    assert told == {"name": "Ada", "email": "sam@willow.example"}
    assert [person["email"] for person in answered("staff", "list")] == [told["email"], None]
    assert "left" in refused("staff", "email", "Sam", "sam@willow.example")


def test_an_e_mail_address_can_be_changed_and_taken_out(home: Path) -> None:
    answered("staff", "add", "Sam", "--email", "sam@willow.example")
    said = run("staff", "email", "sam", "Sam.Jones@willow.example").stdout
    assert said == "Sam has the e-mail address sam.jones@willow.example from now on.\n"
    assert answered("staff", "email", "Sam", "sam.jones@WILLOW.example")["email"] is not None
    assert "--remove" in refused("staff", "email", "Sam")
    assert "--remove" in refused("staff", "email", "Sam", "s@willow.example", "--remove")
    assert answered("staff", "list")[0]["email"] == "sam.jones@willow.example"
    assert "has no e-mail address" in run("staff", "email", "Sam", "--remove").stdout
    assert [person["email"] for person in answered("staff", "list")] == [None]


def test_leaving_ends_access(home: Path) -> None:
    answered("staff", "add", "Sam", "--role", "senior")
    assert answered("staff", "leave", "Sam") == {"name": "Sam", "state": "left", "unsent": []}
    (person,) = answered("staff", "list")
    assert person["state"] == "left"
    assert "left" in refused("staff", "code", "Sam")


def test_what_somebody_had_not_sent_is_erased_and_the_manager_can_ask(home: Path) -> None:
    """But never that they had begun to speak up."""
    answered("staff", "add", "Sam")
    database = Database("sqlite:///handrail.db")
    for kind in ("near_miss_log", "speak_up_report"):
        with database.transaction() as db:
            begin_draft(db, person_id=1, kind=kind, answers={"words": "R01 fell"}, at="", now=BEGUN)
    said = run("staff", "leave", "Sam").stdout
    assert "Near miss log, begun 3 March 2026 14:00: never sent, and erased." in said
    assert "peak" not in said
    with database.transaction() as db:
        assert unfinished_drafts(db, 1) == []
        assert [draft.answers for draft in (get_draft(db, 1), get_draft(db, 2)) if draft] == [
            {},
            {},
        ]
    database.close()


def test_somebody_moves(home: Path) -> None:
    answered("staff", "add", "Sam", "--role", "senior", "--unit", "Rose")
    assert answered("staff", "unit", "sam", "--unit", "Ivy", "--unit", "Rose") == {
        "name": "Sam",
        "units": ["Ivy", "Rose"],
    }
    assert "Sam works everywhere from now on." in run("staff", "unit", "Sam").stdout
    assert "Attic" in refused("staff", "unit", "Sam", "--unit", "Attic")
    (person,) = answered("staff", "list")
    assert person["units"] == []


def test_somebody_has_another_role(home: Path) -> None:
    answered("staff", "add", "Sam", "--role", "senior")
    both = ["deputy_manager", "quality_lead"]
    changed = answered("staff", "role", "Sam", "--role", "deputy manager", "--role", "quality lead")
    assert changed == {"name": "Sam", "roles": both}
    assert "--role" in refused("staff", "role", "Sam")
    answered("staff", "leave", "Sam")
    assert "has left" in refused("staff", "role", "Sam", "--role", "senior")
    assert "has left" in refused("staff", "unit", "Sam")


def test_somebody_unknown_is_said_plainly(home: Path) -> None:
    assert "staff list" in refused("staff", "leave", "Nobody")
    assert "staff list" in refused("staff", "code", "Nobody")


def test_the_list_is_a_table(home: Path) -> None:
    assert "Nobody yet" in run("staff", "list").stdout
    answered("staff", "add", "Sam", "--role", "senior")
    heading, line = run("staff", "list").stdout.splitlines()
    assert heading.split()[0] == "Name"
    assert "Senior" in line
    assert "everywhere" in line
    assert "not joined yet" in line


def test_whoever_has_blocked_the_bot_has_joined_all_the_same(home: Path) -> None:
    answered("staff", "add", "Sam", "--role", "senior")
    database = Database("sqlite:///handrail.db")
    with database.transaction() as db:
        link_account(db, person_id=1, channel="telegram", address="7", now=BEGUN)
        set_account_state(db, "telegram", "7", "blocked")
    database.close()
    _, line = run("staff", "list").stdout.splitlines()
    assert "has blocked Handrail" in line
    assert "not joined" not in line
    (sam,) = answered("staff", "list")
    assert (sam["channels"], sam["blocked"]) == ([], ["telegram"])
    answered("staff", "leave", "Sam")
    assert "blocked" not in run("staff", "list").stdout


def test_without_a_settings_file_the_way_on_is_said(folder: Path) -> None:
    assert "handrail init" in refused("staff", "list")
    assert list(folder.iterdir()) == []


def test_settings_in_the_environment_are_enough(folder: Path) -> None:
    assert answered("staff", "list", HANDRAIL_SERVICE__NAME="Willow House") == []


def test_the_settings_file_may_be_anywhere(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answered("staff", "add", "Sam", "--role", "senior")
    (home / "elsewhere").mkdir()
    monkeypatch.chdir(home / "elsewhere")
    assert [p["name"] for p in answered("staff", "list", "--config", "../config.toml")] == ["Sam"]
    assert names_with_variable(home / "config.toml") == ["Sam"]


def names_with_variable(file: Path) -> list[str]:
    return [p["name"] for p in answered("staff", "list", HANDRAIL_CONFIG=str(file))]


class TestImport:
    """`handrail staff import`."""

    def test_everybody_in_the_file_is_added(self, home: Path) -> None:
        text = "name,roles,units\nSam Jones,senior; team leader,Rose;Ivy\n\nAda,care worker,\n"
        Path("people.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
        told = answered("staff", "import", "people.csv")
        assert [each["name"] for each in told] == ["Sam Jones", "Ada"]
        assert len({each["code"] for each in told}) == 2
        ada, sam = answered("staff", "list")
        assert ada["units"] == []
        assert sam["roles"] == ["senior", "team_leader"]
        assert sam["units"] == ["Rose", "Ivy"]

    def test_columns_may_stand_in_any_order(self, home: Path) -> None:
        Path("people.csv").write_text("Units, Name ,ROLES\r\nRose,Sam,senior\r\n")
        answered("staff", "import", "people.csv")
        assert names() == ["Sam"]

    def test_there_may_be_a_column_for_e_mail(self, home: Path) -> None:
        lines = "name,roles,units,Email\nSam,senior,,SAM@willow.example\nAda,care worker,Rose,\n"
        Path("people.csv").write_text(lines)
        answered("staff", "import", "people.csv")
        emails = {person["name"]: person["email"] for person in answered("staff", "list")}
        assert emails == {"Sam": "sam@willow.example", "Ada": None}

    def test_an_e_mail_address_twice_in_the_file_adds_nobody(self, home: Path) -> None:
        lines = "name,roles,units,email\nSam,senior,,s@w.example\nAda,senior,,S@w.example\n"
        Path("people.csv").write_text(lines)
        assert "Line 3: Sam has that e-mail" in refused("staff", "import", "people.csv")
        assert names() == []

    def test_one_wrong_line_adds_nobody_and_every_wrong_line_is_told(self, home: Path) -> None:
        answered("staff", "add", "Ben", "--role", "senior")
        Path("people.csv").write_text(
            "name,roles,units\n"
            "Ada,care worker,Rose\n"
            "Bea,boss,Rose\n"
            "Ben,senior,Rose\n"
            "Cat,senior,Moon\n"
            "Ada,senior,Ivy\n"
        )
        said = refused("staff", "import", "people.csv")
        for line in ("Line 3", "Line 4", "Line 5", "Line 6"):
            assert line in said
        assert "Line 2" not in said
        assert "Nobody was added" in said
        assert names() == ["Ben"]

    @pytest.mark.parametrize(
        ("content", "advice"),
        [
            (b"", "columns"),
            (b"name,roles,units\n", "nobody"),
            (b"who,what\nSam,senior\n", "Line 1"),
            (b"name;roles;units\nSam;senior;Rose\n", "Line 1"),
            (b"name,roles,units\nSam,senior,Rose,Ivy\n", "Line 2: There are too many"),
            (b"name,roles,units\nSam,senior\n", "Line 2: A column is missing"),
            (b"name,roles,units\n,senior,Rose\n", "Line 2: The name"),
            (b"name,roles,units\nSam,,Rose\n", "Line 2: The role"),
            (b'name,roles,units\n"Sam,senior,Rose\n', "quotation mark"),
            (b"name,roles,units\nZo\xeb,senior,Rose\n", "UTF-8"),
        ],
    )
    def test_a_malformed_file_is_explained(self, home: Path, content: bytes, advice: str) -> None:
        Path("people.csv").write_bytes(content)
        assert advice in refused("staff", "import", "people.csv")
        assert names() == []

    def test_a_missing_file_is_explained(self, home: Path) -> None:
        assert "people.csv" in refused("staff", "import", "people.csv")


class TestInit:
    """`handrail init`."""

    ANSWERS = "Willow House\n\nRose, Ivy\n\nMo Ali\n"

    def test_it_writes_settings_and_adds_the_manager(self, folder: Path) -> None:
        result = run("init", typed=self.ANSWERS)
        assert result.exit_code == 0, result.output
        said = settings_file()
        assert said["service"]["name"] == "Willow House"
        assert said["service"]["timezone"] == "Europe/London"
        assert said["service"]["units"] == ["Rose", "Ivy"]
        assert stat.S_IMODE((folder / "config.toml").stat().st_mode) == 0o600
        (manager,) = answered("staff", "list")
        assert manager["name"] == "Mo Ali"
        assert manager["roles"] == ["registered_manager"]
        assert "Mo Ali's join code:" in result.stdout

    def test_what_is_given_is_not_asked(self, folder: Path) -> None:
        words = ("--name", "Elm", "--timezone", "Europe/Paris", "--units", "A,B", "--manager", "Mo")
        result = run("init", *words, "--json", typed="\n")
        assert result.exit_code == 0, result.output
        told = json.loads(result.stdout)
        assert told["name"] == "Mo"
        assert told["link"] is None
        assert settings_file()["service"]["units"] == ["A", "B"]

    def test_a_wrong_answer_is_asked_again(self, folder: Path) -> None:
        typed = "\nWillow House\nEurope/Londn\nEurope/London\nRose, rose\nRose\nnot-a-token\n\nMo\n"
        result = run("init", typed=typed)
        assert result.exit_code == 0, result.output
        assert "Write one like" in result.output
        assert "once only" in result.output
        assert "@BotFather" in result.output

    def test_a_settings_file_is_never_overwritten(self, home: Path) -> None:
        before = (home / "config.toml").read_text()
        assert "was left as it is" in refused("init", typed=self.ANSWERS)
        assert (home / "config.toml").read_text() == before

    def test_a_folder_that_is_not_there_is_said(self, folder: Path) -> None:
        assert "folder" in refused("init", "--config", "no/config.toml", typed=self.ANSWERS)

    async def test_the_link_is_made_when_telegram_answers(
        self, folder: Path, telegram: FakeTelegram
    ) -> None:
        env = {"HANDRAIL_TELEGRAM__API_BASE_URL": telegram.base_url}
        typed = f"Willow House\n\nRose\n{TOKEN}\nMo\n"
        result = await asyncio.to_thread(run, "init", typed=typed, **env)
        assert result.exit_code == 0, result.output
        assert "https://t.me/willow_bot?start=" in result.stdout
        assert result.output.count(TOKEN) == 1  # the runner shows what was typed at the prompt
        assert settings_file()["telegram"]["token"] == TOKEN

    async def test_a_token_that_telegram_refuses_leaves_nothing(
        self, folder: Path, telegram: FakeTelegram
    ) -> None:
        env = {"HANDRAIL_TELEGRAM__API_BASE_URL": telegram.base_url}
        typed = "Willow House\n\nRose\n4243:abcdefghijklmnopqrstuvwxyz012345678\nMo\n"
        said = await asyncio.to_thread(refused, "init", typed=typed, **env)
        assert "does not accept the bot token" in said
        assert is_empty(folder)

    def test_without_telegram_the_settings_are_kept(self, folder: Path) -> None:
        env = {"HANDRAIL_TELEGRAM__API_BASE_URL": "http://127.0.0.1:9/bot"}
        result = run("init", typed=f"Willow House\n\nRose\n{TOKEN}\nMo\n", **env)
        assert result.exit_code == 0, result.output
        assert "cannot be reached" in result.stderr
        assert result.output.count(TOKEN) == 1  # the runner shows what was typed at the prompt
        assert Path("config.toml").exists()

    def test_a_token_in_the_environment_is_not_written_down(self, folder: Path) -> None:
        env = {
            "HANDRAIL_TELEGRAM__TOKEN": TOKEN,
            "HANDRAIL_TELEGRAM__API_BASE_URL": "http://127.0.0.1:9/bot",
        }
        result = run("init", typed="Willow House\n\nRose\nMo\n", **env)
        assert result.exit_code == 0, result.output
        assert TOKEN not in Path("config.toml").read_text()


async def test_a_link_is_made_from_what_telegram_tells_once(
    home: Path, telegram: FakeTelegram
) -> None:
    env = {"HANDRAIL_TELEGRAM__TOKEN": TOKEN, "HANDRAIL_TELEGRAM__API_BASE_URL": telegram.base_url}
    add = ("staff", "add", "Sam", "--role", "senior")
    told = await asyncio.to_thread(answered, *add, **env)
    assert told["link"] == f"https://t.me/willow_bot?start={told['code']}"
    await asyncio.to_thread(answered, "staff", "code", "Sam", **env)
    assert len(telegram.accepted("getMe")) == 1


def test_somebody_is_away_until_a_day_and_back_before_it(home: Path) -> None:
    run("staff", "add", "Sam Okoro", "--role", "senior")
    told = answered("staff", "away", "sam okoro", "--until", "tomorrow")
    assert told["nobody_told"] == []
    until = answered("staff", "list")[0]["away_until"]
    assert told["away_until"].startswith(until)
    shown = run("staff", "list").stdout.split("away until ")[1].split()[0]
    assert run("staff", "away", "sam okoro", "--until", shown).exit_code == 0
    assert answered("staff", "list")[0]["away_until"] == until
    assert "is away until" in run("staff", "away", "Sam Okoro", "--until", "tomorrow").stdout
    assert "Sam Okoro is back." in run("staff", "back", "Sam Okoro").stdout
    assert answered("staff", "list")[0]["away_until"] is None


@pytest.mark.parametrize("day", ["soon", "today", "1/1/2020"])
def test_a_day_that_is_not_to_come_sends_nobody_away(home: Path, day: str) -> None:
    run("staff", "add", "Sam Okoro")
    assert "day" in refused("staff", "away", "Sam Okoro", "--until", day)
    assert answered("staff", "list")[0]["away_until"] is None


def test_somebody_who_has_left_is_not_sent_away(home: Path) -> None:
    run("staff", "add", "Sam Okoro")
    run("staff", "leave", "Sam Okoro")
    assert "has left" in refused("staff", "away", "Sam Okoro", "--until", "tomorrow")
