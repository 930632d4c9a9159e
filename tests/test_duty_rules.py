"""A file of duty rules: read, refused with what to do, named in the settings, copied, checked."""

import json
import os
import tomllib
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from flows.duration import parse_duration
from flows.duties.book import DUTIES, STANDARD, WrongDuties, read_duties
from handrail.check import notes
from handrail.cli import app
from handrail.setting_problems import WrongSettings
from handrail.settings import service_of
from handrail.settings_file import load_settings

ONE = """
[sources]
A = "a.example"
[[duty]]
code = "one"
title = "Tell them?"
to = "Them"
law = "Soon."
basis = "An Act"
trigger = "Something."
target = "24h"
clock = "known"
sources = ["A"]
"""


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(WrongDuties) as wrong:
        read_duties(tomllib.loads(text))
    return wrong.value.problems


def test_a_small_file_is_enough() -> None:
    (only,) = read_duties(tomllib.loads(ONE))
    assert only.sources[0].address == "a.example"
    assert only.target == parse_duration("24h")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('code = "one"\n', "", "Duty 1: code: It is missing. Write it."),
        ('"one"', '"One!"', "Duty 1, One!: code: Write a short word in small letters"),
        ("them?", "them", "Duty 1, one: title: Write a question of at most 40 characters."),
        ('"24h"', '"soon"', 'Duty 1, one: target: Write a length of time like "10m"'),
        ('"known"', '"later"', "Duty 1, one: clock: Write 'happened', 'known' or 'decided'."),
        ('law = "Soon."', "", "Duty 1, one: Write what asks for it: law, advice or check."),
        ('basis = "An Act"', "", "Duty 1, one: Write in basis where the law stands."),
        ('["A"]', '["B"]', "Duty 1, one: sources: Write labels that stand under [sources]"),
        ("trigger", "triger", "Duty 1, one: trigger: It is missing. Write it."),
        ('to = "Them"', 'to = ""', "Duty 1, one: to: It must not be empty."),
        ("clock", "professional = 3\nclock", "Duty 1, one: professional: Write true or false."),
        ("clock", "when = [{}]\nclock", 'Duty 1, one: Write each "when" with a field'),
        ("[[duty]]", "[[dutys]]", "There is no duty in it. Begin each with a line [[duty]]."),
        ("[sources]", "[extra]\n[sources]", "extra: There is no such key."),
        ("them?", "them, and " + "them " * 12 + "?", "Duty 1, one: title: Write a question"),
    ],
)
def test_a_mistake_is_told_by_its_duty_and_what_to_do(old: str, new: str, problem: str) -> None:
    assert problem in " ".join(problems(ONE.replace(old, new, 1)))


def test_codes_that_mean_two_things_are_refused() -> None:
    twice = ONE + ONE.partition('A = "a.example"')[2]
    assert problems(twice) == ("one: It is there twice. Rename one.",)
    step = 'steps = [{ code = "told", words = "%s" }]\n'
    other = twice.replace('"one"', '"two"', 1).replace("clock", step % "Told" + "clock", 1)
    last = other.rpartition("clock")
    clash = "told: Two steps with this code say different things. Rename one."
    assert problems(last[0] + step % "Told them" + last[1] + last[2]) == (clash,)


def test_the_rules_that_come_with_it_can_be_copied_and_read() -> None:
    assert read_duties(tomllib.loads(STANDARD.read_text(encoding="utf-8"))) == DUTIES


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder with settings that name a file of rules of the home's own."""
    for name in os.environ:
        if name.startswith("HANDRAIL_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text('[service]\nduties = "duties.toml"\n')
    (tmp_path / "duties.toml").write_text(ONE)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_without_a_file_the_rules_that_come_with_it_are_used(home: Path) -> None:
    (home / "config.toml").write_text("")
    assert service_of(load_settings(Path("config.toml"))).duties == DUTIES


def test_a_home_s_own_file_is_seen_from_its_settings(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    (only,) = service_of(load_settings(home / "config.toml")).duties
    assert only.title == "Tell them?"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (ONE.replace("24h", "soon"), "Duty 1, one: target: Write a length of time"),
        (ONE + 'when = [{ harm = ["ded"] }]', "one: when: harm has no answer ded."),
        ("[[duty]", "Line 1 cannot be understood"),
    ],
)
def test_a_mistake_in_it_stops_the_start(home: Path, text: str, problem: str) -> None:
    (home / "duties.toml").write_text(text)
    with pytest.raises(WrongSettings) as wrong:
        load_settings(Path("config.toml"))
    assert problem in wrong.value.problems[0]
    assert wrong.value.source == str(home / "duties.toml")
    assert problem in run("check").output


def test_a_file_that_is_not_there_is_told_how_to_make(home: Path) -> None:
    (home / "duties.toml").unlink()
    with pytest.raises(WrongSettings, match="handrail duties --to FILE"):
        load_settings(Path("config.toml"))


def test_the_rules_are_copied_to_be_changed_and_never_over_a_file(home: Path) -> None:
    (home / "config.toml").write_text("")
    done = run("duties", "--to", "mine.toml")
    assert 'duties = "mine.toml"' in done.output
    assert (home / "mine.toml").read_text(encoding="utf-8") == STANDARD.read_text(encoding="utf-8")
    assert run("duties", "--to", "duties.toml").exit_code == 1
    assert (home / "duties.toml").read_text(encoding="utf-8") == ONE


def test_settings_that_name_a_file_which_is_not_there_yet_do_not_keep_it_from_being_made(
    home: Path,
) -> None:
    """The error says to run this command, so the command must work then."""
    (home / "duties.toml").unlink()
    assert "handrail duties --to FILE" in run("check").output
    assert run("duties", "--to", "duties.toml").exit_code == 0
    assert f"The {len(DUTIES)} of" in run("check").output


def test_the_duties_in_use_are_listed(home: Path) -> None:
    assert run("duties").output.split("\n")[1].split() == (
        ["one", "Tell", "them?", "24", "hours", "after", "you", "knew", "of", "it"]
    )
    (only,) = json.loads(run("duties", "--json").output)
    assert (only["code"], only["target"]) == ("one", "24h")


def test_check_names_the_duties_that_are_left_out(home: Path) -> None:
    said = run("check").output
    assert "Not asked, by" in said
    assert "cqc_death" in said
    (home / "config.toml").write_text("")
    assert f"The {len(DUTIES)} that come with Handrail are asked." in run("check").output


def test_no_file_of_one_s_own_is_nothing_invented(home: Path) -> None:
    text = '[service]\nname = "Willow"\n[slack]\nbot_token = "xoxb-1"\napp_token = "xapp-1"\n'
    (home / "config.toml").write_text(text)
    (home / "config.toml").chmod(0o600)
    (note,) = notes(load_settings(Path("config.toml")), Path("config.toml"))
    assert note.startswith("service: Still as invented: timezone, units, residents.")
