"""Settings: what may be written, how a mistake is told, and a file that holds every key."""

import os
import re
import tomllib
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.contacts import Contacts
from flows.duration import Duration
from flows.first_aid import HIGH_ALERT
from flows.limits import LIMITS
from handrail.setting_problems import WrongSettings, every_key
from handrail.setting_types import Listen
from handrail.settings import Settings, service_of
from handrail.settings_file import config_file, load_settings, written

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
TOKEN = "4242:abcdefghijklmnopqrstuvwxyz012345678"
SECRET = "hush-hush-hush"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith("HANDRAIL_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def load(text: str) -> Settings:
    path = Path("config.toml")
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(WrongSettings) as wrong:
        load(text)
    return wrong.value.problems


def test_without_a_file_the_practice_home_runs() -> None:
    assert config_file(None) is None
    settings = load_settings(None)
    assert settings.practice_runs
    assert not settings.telegram_runs


def test_with_a_bot_the_practice_home_rests_unless_asked_for() -> None:
    assert not load(f'[telegram]\ntoken = "{TOKEN}"').practice_runs
    assert load(f'[telegram]\ntoken = "{TOKEN}"\n[practice]\nenabled = true').practice_runs


def test_a_whole_file_is_read() -> None:
    settings = load(
        f"""
        [service]
        name = "Willow House"
        timezone = "Europe/Dublin"
        units = ["North", "South"]
        residents = ["A1", "A2"]
        [telegram]
        token = "{TOKEN}"
        api_base_url = "http://127.0.0.1:8081"
        [practice]
        listen = "[::1]:9000"
        [escalation]
        acknowledge_within = {{ severe = "90s" }}
        act_within = {{ low = "2 days" }}
        repeat_every = "5m"
        ladder = ["on duty", "registered manager"]
        [joining]
        code_lasts = "24h"
        [limits]
        quick_review = "3 working days"
        communication = "48h"
        [health]
        listen = "0.0.0.0:9100"
        """
    )
    service = service_of(settings)
    assert service.name == "Willow House"
    assert service.zone == ZoneInfo("Europe/Dublin")
    assert service.units == ("North", "South")
    assert service.residents == ("A1", "A2")
    assert service.escalation.acknowledge_within == {
        "severe": timedelta(seconds=90),
        "moderate": timedelta(minutes=15),
        "low": timedelta(minutes=60),
    }
    assert service.escalation.act_within["low"] == timedelta(days=2)
    assert service.escalation.repeat_every == timedelta(minutes=5)
    assert service.escalation.ladder == ("on duty", "registered manager")
    assert service.code_lasts == timedelta(hours=24)
    assert service.limits["quick_review"] == Duration(working_days=3)
    assert service.limits["communication"] == Duration(amount=timedelta(hours=48))
    assert service.limits["investigation"] == LIMITS["investigation"]
    assert not service.practice
    assert service_of(settings, practice=True).practice
    assert settings.practice.listen == Listen("::1", 9000)
    assert settings.health.listen == Listen("0.0.0.0", 9100)
    assert settings.telegram.api_base_url == "http://127.0.0.1:8081/bot"


def test_who_hears_worries_and_where_else_they_can_go() -> None:
    service = service_of(load(""))
    assert service.guardian == ""
    assert service.contacts == Contacts()
    settings = load(
        """
        [speak_up]
        person = "Grace Obi"
        safeguarding = "01632 960001"
        cqc = "03000 000000"
        """
    )
    service = service_of(settings)
    assert service.guardian == "Grace Obi"
    assert service.contacts == Contacts("03000 000000", "01632 960001")
    assert service_of(settings, practice=True).guardian == "", "invented staff are nobody real"
    (line,) = problems('[speak_up]\ncqc = ""')
    assert "speak_up.cqc" in line


def test_the_environment_overrides_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDRAIL_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("HANDRAIL_SERVICE__UNITS", "Elm, Oak")
    monkeypatch.setenv("HANDRAIL_SERVICE__RESIDENTS", '["E1", "O1"]')
    monkeypatch.setenv("HANDRAIL_ESCALATION__ACKNOWLEDGE_WITHIN__SEVERE", "2s")
    monkeypatch.setenv("HANDRAIL_LIMITS__DUTY", "5 working days")
    monkeypatch.setenv("HANDRAIL_PRACTICE__ENABLED", "true")
    settings = load('[service]\nname = "Willow House"\nunits = ["North"]\n[telegram]\ntoken = ""')
    assert settings.telegram.token.get_secret_value() == TOKEN
    assert settings.service.name == "Willow House"
    assert settings.service.units == ("Elm", "Oak")
    assert settings.service.residents == ("E1", "O1")
    assert settings.escalation.acknowledge_within.severe == timedelta(seconds=2)
    assert settings.escalation.acknowledge_within.low == timedelta(minutes=60)
    assert settings.limits.duty == Duration(working_days=5)
    assert settings.practice_runs


def test_database_files_are_seen_from_the_settings_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "willow"
    home.mkdir()
    (home / "config.toml").write_text('[database]\nurl = "sqlite:///data.db"')
    monkeypatch.chdir("/")
    settings = load_settings(home / "config.toml")
    assert settings.database.url.get_secret_value() == f"sqlite:///{home}/data.db"
    assert settings.practice.database.get_secret_value() == f"sqlite:///{home}/practice.db"


def test_a_postgresql_address_is_kept_as_it_is() -> None:
    url = f"postgresql://handrail:{SECRET}@db.example/handrail"
    settings = load(f'[database]\nurl = "{url}"')
    assert settings.database.url.get_secret_value() == url
    assert SECRET in settings.secrets()
    assert SECRET not in repr(settings)
    other = load(f'[database]\nurl = "postgresql://db.example/handrail?password={SECRET}"')
    assert SECRET in other.secrets()


@pytest.mark.parametrize(
    ("text", "key", "advice"),
    [
        ('[service]\nname = " "', "service.name", "empty"),
        ('[service]\nname = "a\\nb"', "service.name", "one line"),
        ('[service]\ntimezone = "Europe/Londn"', "service.timezone", "Europe/London"),
        ('[service]\ntimezone = "../etc/passwd"', "service.timezone", "Europe/London"),
        ("[service]\nunits = []", "service.units", "at least one"),
        ('[service]\nunits = ["Rose", "rose"]', "service.units", "once only"),
        ('[service]\nresidents = ["R1", ""]', "service.residents (number 2)", "empty"),
        ("[service]\nresidents = [7]", "service.residents (number 1)", "quotes"),
        ('[database]\nurl = "handrail.db"', "database.url", "sqlite:///handrail.db"),
        ('[database]\nurl = "mysql://me:hush-hush-hush@x/y"', "database.url", "postgresql://"),
        ('[database]\nurl = "postgresql://me:p@x:hush-hush-hush@y/z"', "database.url", "%40 for @"),
        ('[database]\nurl = "sqlite://"', "database.url", "Name a file"),
        ('[telegram]\ntoken = "hush-hush-hush"', "telegram.token", "@BotFather"),
        ('[telegram]\nmode = "pull"', "telegram.mode", "'polling' or 'webhook'"),
        ('[telegram]\nmode = "webhook"', "telegram", "webhook_url and webhook_secret"),
        ('[telegram]\nwebhook_secret = "hush-hush-hush"', "telegram.webhook_secret", "32"),
        ('[telegram]\nwebhook_url = "http://home.example"', "telegram.webhook_url", "https://"),
        ('[slack]\nbot_token = "hush-hush-hush"', "slack.bot_token", "xoxb-"),
        ('[practice]\nlisten = "0.0.0.0:8765"', "practice.listen", "only for this computer"),
        ('[practice]\nlisten = "8765"', "practice.listen", "127.0.0.1:8765"),
        ('[practice]\nlisten = "127.0.0.1:99999"', "practice.listen", "127.0.0.1:8765"),
        ('[practice]\nlisten = ""', "practice.listen", ""),
        ('[practice]\nenabled = "perhaps"', "practice.enabled", "true or false"),
        ('[practice]\ndatabase = "sqlite:///handrail.db"', "practice.database", "another file"),
        ('[escalation]\nrepeat_every = "0m"', "escalation.repeat_every", "more than nothing"),
        ('[escalation]\nrepeat_every = "soon"', "escalation.repeat_every", "10m"),
        ('[escalation]\nrepeat_every = "5 working days"', "escalation.repeat_every", "clock"),
        ('[escalation]\nladder = ["the boss"]', "escalation.ladder (number 1)", "on duty"),
        ("[escalation]\nladder = []", "escalation.ladder", "at least one"),
        (
            '[escalation]\nact_within = { severe = "never" }',
            "escalation.act_within.severe",
            "10m",
        ),
        ('[limits]\ndecision = "soon"', "limits.decision", "5 working days"),
        ("[limits]\ndecision = 24", "limits.decision", "24h"),
        ('[limits]\ndecisions = "24h"', "limits.decisions", "limits.decision"),
        ('[logs]\nlevel = "loud"', "logs.level", "'debug'"),
        ('service = "Willow House"', "service", "table"),
        ('[telegram]\ntokn = "hush-hush-hush"', "telegram.tokn", "telegram.token"),
        ('[telegrm]\ntoken = "hush-hush-hush"', "telegrm", "telegram"),
        ('name = "Willow House"', "name", "service.name"),
        ('_env_file = "hush-hush-hush"', "_env_file", "no such setting"),
    ],
)
def test_one_mistake_is_one_line_with_the_key_and_the_remedy(
    text: str, key: str, advice: str
) -> None:
    (line,) = problems(text)
    assert line.startswith(f"{key}: ")
    assert advice in line
    assert SECRET not in line


def test_every_mistake_is_told_at_once() -> None:
    lines = problems('[service]\nname = ""\nunits = []\n[telegrm]\n[logs]\nlevel = "x"')
    assert [line.split(":")[0] for line in lines] == [
        "telegrm",
        "service.name",
        "service.units",
        "logs.level",
    ]


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDRAIL_TELEGRAM__TOKEN", SECRET)
    monkeypatch.setenv("HANDRAIL_TELGRAM__TOKEN", SECRET)
    monkeypatch.setenv("HANDRAIL_SLACK__TOKEN", SECRET)
    monkeypatch.setenv("HANDRAIL_CONFIG", "elsewhere.toml")
    said = "\n".join(problems(""))
    assert "telegram.token (from HANDRAIL_TELEGRAM__TOKEN): " in said
    assert "HANDRAIL_TELGRAM__TOKEN: There is no such setting. Did you mean telegram.token?" in said
    assert "slack.token (from HANDRAIL_SLACK__TOKEN): There is no such setting." in said
    assert "HANDRAIL_CONFIG" not in said
    assert SECRET not in said


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (f'[telegram]\ntoken = "{SECRET}', "The last line"),
        (f"[telegram]\ntoken = {SECRET}", "Line 2"),
        ("[service", "The last line"),
        ("[service]\n[service]", "Line 2"),
    ],
)
def test_a_file_that_is_not_toml_is_told_by_its_line(content: str, advice: str) -> None:
    (line,) = problems(content)
    assert advice in line
    assert SECRET not in line


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    for name, advice in (("none.toml", "handrail init"), ("binary.toml", "UTF-8"), (".", "read")):
        with pytest.raises(WrongSettings, match=advice):
            load_settings(Path(name))


def test_a_file_from_a_windows_editor_is_read() -> None:
    Path("config.toml").write_bytes('﻿[service]\r\nname = "Willow"\r\n'.encode())
    assert load_settings(Path("config.toml")).service.name == "Willow"


def test_the_example_is_the_file_that_would_be_written() -> None:
    assert EXAMPLE.read_text(encoding="utf-8") == written()


def test_the_example_loads_and_says_the_defaults() -> None:
    assert load(EXAMPLE.read_text(encoding="utf-8")) == load("")


def test_the_example_holds_every_key_with_a_line_of_meaning() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    said = tomllib.loads(text)
    for key in every_key(Settings):
        value: object = said
        for part in key.split("."):
            assert isinstance(value, dict), key
            assert part in value, key
            value = value[part]
        name = key.split(".")[1]
        assert re.search(rf"^# \S.*\n{name} = ", text, re.MULTILINE), key


def test_the_home_lists_the_medicines_that_cannot_wait() -> None:
    assert service_of(load("")).high_alert == HIGH_ALERT
    service = service_of(load('[medicines]\nhigh_alert = ["insulin", "warfarin"]'))
    assert service.high_alert == ("insulin", "warfarin")


def test_the_settings_and_the_flows_have_the_same_limits() -> None:
    assert dict(Settings().limits) == dict(LIMITS)
    assert LIMITS["practice"] == Duration(amount=timedelta(days=14), calendar=True)


def test_no_secret_has_a_default() -> None:
    passwords = Settings().secrets()
    assert passwords == []


@given(st.text(min_size=1, max_size=60).filter(lambda s: s.isprintable() and s.strip()))
def test_any_name_reads_back_as_it_was_written(name: str) -> None:
    said = tomllib.loads(written({"service": {"name": name, "units": (name, "x" + name)}}))
    assert said["service"]["name"] == name
    assert said["service"]["units"] == [name, "x" + name]
