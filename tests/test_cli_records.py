"""`handrail case`, `export` and `verify`, on a near miss that was really filed."""

import csv
import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

from flows import cases, staff
from flows.moment import Moment
from flows.records import form_of
from flows.roles import Role
from handrail.account_text import told_account
from handrail.cli import app
from handrail.settings import service_of
from handrail.settings_file import load_settings
from storage import people
from storage.database import Database
from storage.drafts import Draft
from storage.upgrade import upgrade

NOW = datetime(2026, 7, 3, 13, 3, 20, tzinfo=UTC)
ANSWERS = {
    "in_danger": "no",
    "reached": "stopped",
    "what": "medicine",
    "potential": "very_bad",
    "stopped": "checked",
    "noticed": "me",
    "unit": "Rose",
    "resident": "R01",
    "words": '=HYPERLINK("http://x") tablets in the pot, 6 · é',
    "factors": ["busy", "alike"],
}


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home with one near miss in it."""
    for name in os.environ:
        if name.startswith("HANDRAIL_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text('[service]\nname = "Willow House"\n')
    file_near_miss("handrail.db", ANSWERS)
    return tmp_path


def file_near_miss(file: str, answers: Mapping[str, Any]) -> None:
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    with database.transaction() as db:
        moment = Moment(db, service_of(load_settings(Path("config.toml"))), NOW)
        asha = people.person_named(db, "Asha") or staff.add_person(
            moment, "Asha", [Role.CARE_WORKER]
        )
        sam = people.person_named(db, "Sam") or staff.add_person(moment, "Sam", [Role.SENIOR])
        people.link_account(db, person_id=sam.id, channel="telegram", address="7", now=NOW)
        staff.go_on_duty(moment, sam)
        draft = Draft(
            id=1,
            person_id=asha.id,
            kind="near_miss_log",
            case_id=None,
            step_id=None,
            call_id=None,
            answers=dict(answers),
            refused={},
            at="",
            state="open",
            begun_at=NOW,
            touched_at=NOW,
        )
        cases.report(moment, asha, draft, "telegram")
    database.close()


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def answered(*words: str) -> Any:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(*words: str) -> str:
    result = run(*words)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.stderr


def sheet(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_whole_account_as_json() -> None:
    told = answered("case", "nm-26-0001")
    assert told["reference"] == "NM-26-0001"
    assert told["steps"][0]["acted_by"] == "Asha"
    assert told["steps"][1]["acknowledged_at"] is None
    assert told["records"][0]["answers"][2]["label"] == "Medicine"
    (message,) = [each for each in told["messages"] if each["to"] == "Sam"]
    assert message["state"] == "owed"
    assert message["owed_at"] == NOW.isoformat()
    assert message["sent_at"] is None


def test_the_whole_account_for_a_person() -> None:
    text = run("case", "NM-26-0001").stdout
    assert text.startswith("NM-26-0001 · Near miss · open")
    assert "Category: Medicine" in text
    assert "Potential: Very bad" in text
    assert "Opened: 3 July 2026, 14:03:20" in text  # London time
    assert "Report · Near miss log · Care worker · acted" in text
    assert "Acted: 3 July 2026, 14:03:20, Asha" in text
    assert "Filed · Report · Asha · Near miss log" in text
    assert "Acknowledged: not yet" in text
    assert "What made it easier to happen? Busy or interrupted, Looks or sounds alike" in text
    assert "Seal: " in text
    assert "To Sam · " in text
    assert "Owed 3 July 2026, 14:03:20, sent not yet (telegram)" in text


def test_several_of_an_answer_are_read_as_words_or_as_sentences() -> None:
    told = answered("case", "NM-26-0001")
    weak = {"asked": "What is still weak?", "label": ["No date to check it.", "No owner."]}
    told["records"][0]["answers"] = [weak, {"asked": "Told?", "label": ["Senior", "Family"]}]
    lines = [line.strip() for line in told_account(told, ZoneInfo("Europe/London"))]
    assert "What is still weak? No date to check it. No owner." in lines
    assert "Told? Senior, Family" in lines


def test_no_typed_line_can_pass_for_a_line_of_the_account() -> None:
    typed = "One.\n  Seal: 0000\r\n\nMessages\u2028  To Sam · seen"
    file_near_miss("handrail.db", {**ANSWERS, "words": typed})
    told = run("case", "NM-26-0002").stdout
    marked = [line for line in told.split("\n") if line.startswith("      | ")]
    assert [line[8:] for line in marked] == ["  Seal: 0000", "", "Messages", "  To Sam · seen"]
    assert told.splitlines() == told.removesuffix("\n").split("\n")
    assert told.split("\n").count("Messages") == 1


def test_when_it_happened_stands_there_only_if_somebody_said_so() -> None:
    said = {**ANSWERS, "happened_at": "2026-07-03T12:30:00+00:00"}
    file_near_miss("handrail.db", said)
    assert "Happened: 3 July 2026, 13:30:00" in run("case", "NM-26-0002").stdout
    assert "Happened" not in run("case", "NM-26-0001").stdout
    assert answered("case", "NM-26-0001")["happened_at"] is None


def test_a_case_that_is_not_there_is_said() -> None:
    assert "NM-26-9999" in refused("case", "NM-26-9999")


def test_everything_is_exported_as_json(home: Path) -> None:
    told = answered("export", "--to", "out")
    assert {Path(file).name for file in told["files"]} == {"cases.json", "near_miss_log.json"}
    (record,) = json.loads((home / "out/near_miss_log.json").read_text())
    assert record["case"] == "NM-26-0001"
    answers = {answer["field"]: answer["answer"] for answer in record["answers"]}
    assert answers == ANSWERS
    (case,) = json.loads((home / "out/cases.json").read_text())
    assert case["reference"] == "NM-26-0001"
    assert len(case["steps"]) == 2


@pytest.mark.parametrize("style", ["json", "csv"])
def test_staff_are_exported_by_role_unless_names_are_asked_for(home: Path, style: str) -> None:
    """The report says that Sam should not handle it: that is a name as well."""
    questions = form_of("near_miss_log").questions.values()
    concern = next(q.name for q in questions if q.ask.fact == "concerns")
    file_near_miss("handrail.db", {**ANSWERS, concern: "2"})
    for folder, more in (("roles", ()), ("names", ("--names",))):
        run("export", "--format", style, "--to", folder, *more)
    without = "".join(path.read_text() for path in (home / "roles").iterdir())
    with_names = "".join(path.read_text() for path in (home / "names").iterdir())
    for name, role in (("Asha", "Care worker"), ("Sam", "Senior")):
        assert name not in without
        assert role in without
        assert name in with_names


def test_everything_is_exported_for_a_spreadsheet(home: Path) -> None:
    assert run("export", "--format", "csv", "--to", "out").exit_code == 0
    assert (home / "out/near_miss_log.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    (record,) = sheet(home / "out/near_miss_log.csv")
    assert record["case"] == "NM-26-0001"
    assert record["Did it reach the person?"] == "No, we stopped it"
    assert record["What made it easier to happen?"] == "Busy or interrupted; Looks or sounds alike"
    (case,) = sheet(home / "out/cases.csv")
    assert case["reference"] == "NM-26-0001"
    assert case["unit"] == "Rose"
    assert case["closed_at"] == ""


@pytest.mark.parametrize("start", [*"=+-@\t\r\n＝＋－＠"])
def test_no_cell_becomes_a_formula(home: Path, start: str) -> None:
    Path("config.toml").write_text('[database]\nurl = "sqlite:///other.db"\n')
    file_near_miss("other.db", {**ANSWERS, "words": f"{start}1+1"})
    run("export", "--format", "csv", "--to", "out")
    (record,) = sheet(home / "out/near_miss_log.csv")
    (words,) = [cell for heading, cell in record.items() if heading.startswith("Tell it")]
    assert words == f"'{start}1+1"


def test_only_the_owner_can_read_an_export(home: Path) -> None:
    run("export", "--to", "out")
    assert (home / "out").stat().st_mode & 0o777 == 0o700
    for path in (home / "out").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600


def test_an_export_never_overwrites_and_writes_all_or_nothing(home: Path) -> None:
    (home / "out").mkdir()
    (home / "out/near_miss_log.json").write_text("mine")
    assert "was left as it is" in refused("export", "--to", "out")
    assert [path.name for path in (home / "out").iterdir()] == ["near_miss_log.json"]
    assert (home / "out/near_miss_log.json").read_text() == "mine"


def test_an_export_into_a_file_is_said() -> None:
    assert "config.toml" in refused("export", "--to", "config.toml")


def test_records_that_were_never_touched_agree() -> None:
    told = answered("verify")
    assert (told["ok"], told["records"], told["problems"]) == (True, 1, [])
    assert "1 record checked" in run("verify").stdout


def test_a_chain_that_was_made_anew_does_not_hold_the_seal_from_before() -> None:
    """Whoever writes in the database may make all its hashes agree again, but not with paper."""
    seal = answered("verify")["seal"]
    assert seal[:16] in run("verify").stderr
    assert answered("verify", "--seal", seal[:16])["ok"]
    for other in (seal[:15], "0" * 16, "%" * 16):
        assert "No record has the seal" in refused("verify", "--seal", other)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE records SET answers = replace(answers, 'very_bad', 'not_bad')",
        "UPDATE records SET author_role = 'senior'",
        "DELETE FROM records",
    ],
)
def test_a_record_that_was_changed_or_removed_is_named(tampering: str) -> None:
    with closing(sqlite3.connect("handrail.db")) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute(tampering)
        database.commit()
    said = refused("verify")
    assert "ecord" in said
    assert "backup" in said
    told = run("verify", "--json")
    assert told.exit_code == 1
    assert not json.loads(told.stdout)["ok"]


def test_the_practice_home_can_be_asked_without_a_settings_file(home: Path) -> None:
    file_near_miss("practice.db", ANSWERS)
    (home / "config.toml").unlink()
    assert "handrail init" in refused("case", "NM-26-0001")
    assert answered("case", "NM-26-0001", "--practice")["reference"] == "NM-26-0001"
    assert answered("verify", "--practice")["records"] == 1
    assert answered("export", "--practice", "--to", "out")["files"]
