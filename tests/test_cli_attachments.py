"""Kept files on the command line: checked, copied with a backup and an export, held to account."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from handrail.cli import app
from storage.files import Files, hash_of
from tests.attached import allow, kept_files, rows, send
from tests.pictures import SECRETS, photo
from tests.recordings import recording
from tests.taps import taps
from tests.world import NEAR_MISS, World

CONFIG = """\
[database]
url = "{url}"
[attachments]
photos = true
folder = "kept"
"""


@pytest.fixture(autouse=True)
def home(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A case with a photo, and another photo with a draft that is not sent yet."""
    for name in os.environ:
        if name.startswith("HANDRAIL_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(CONFIG.format(url=world.url))
    world.files = Files(tmp_path / "kept")
    allow(world)
    world.care_worker.says("/start")
    taps(world.care_worker, *NEAR_MISS[:-1])
    send(world.care_worker, photo())
    world.care_worker.taps("Send")
    world.senior.expects("Near miss NM-26-0001")
    send(world.deputy, photo(200))
    assert len(kept_files(world)) == 2
    return world


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_verify_looks_at_the_files_of_cases(home: World) -> None:
    assert run("verify").exit_code == 0
    kept, unsent = rows(home)
    home.files.path(unsent.sha256 or "").unlink()
    assert run("verify").exit_code == 0
    home.files.path(kept.sha256 or "").write_bytes(b"another")
    result = run("verify")
    assert result.exit_code == 1
    assert f"The file {kept.sha256} is missing, or was changed" in result.stderr
    home.files.path(kept.sha256 or "").unlink()
    assert run("verify").exit_code == 1


def test_an_export_has_the_files_of_cases_and_their_hashes(home: World, tmp_path: Path) -> None:
    assert run("export", "--to", "out").exit_code == 0
    kept, _ = rows(home)
    (copied,) = (tmp_path / "out" / "attachments").iterdir()
    assert copied.name == f"{kept.sha256}.jpg"
    content = copied.read_bytes()
    assert hash_of(content) == kept.sha256
    assert not [secret for secret in SECRETS if secret in content]
    assert copied.stat().st_mode & 0o077 == 0
    (line,) = json.loads((tmp_path / "out" / "attachment.json").read_text())
    assert line["case"] == "NM-26-0001"
    assert kept.sha256 in [answer["answer"] for answer in line["answers"]]


def test_the_account_shows_which_files_are_kept_with_the_case(home: World) -> None:
    told = run("case", "NM-26-0001").stdout
    assert "Photos and voice messages\n  Photo (edition 1)" in told
    assert f"SHA-256 of the file {next(rows(home)).sha256}" in told


def test_a_recording_is_copied_under_a_name_that_opens_it(home: World, tmp_path: Path) -> None:
    home.care_worker.says("/start")
    taps(home.care_worker, *NEAR_MISS[:-1])
    send(home.care_worker, recording(), "voice")
    home.care_worker.taps("Send")
    home.senior.expects("Near miss NM-26-0002")
    assert run("verify").exit_code == 0
    assert run("export", "--to", "out").exit_code == 0
    kept = next(each.sha256 for each in rows(home) if each.mime == "audio/mp4")
    copied = {each.suffix: each for each in (tmp_path / "out" / "attachments").iterdir()}
    assert set(copied) == {".jpg", ".m4a"}
    assert copied[".m4a"].stem == kept == hash_of(copied[".m4a"].read_bytes())


def test_a_backup_has_them_all(home: World, tmp_path: Path) -> None:
    result = run("backup", "copy.db")
    if not home.url.startswith("sqlite"):
        assert result.exit_code == 1
        assert "attachments.folder" in result.stderr
        return
    assert result.exit_code == 0
    assert "Photos and voice messages: 2" in result.stdout
    folder = tmp_path / "copy.db.attachments"
    assert {each.name for each in folder.iterdir()} == {each.sha256 for each in rows(home)}
    assert not (tmp_path / "copy.db-wal").exists()
    kept, unsent = rows(home)
    home.files.path(unsent.sha256 or "").unlink()
    assert run("backup", "second.db").exit_code == 0
    home.files.path(kept.sha256 or "").unlink()
    assert run("backup", "third.db").exit_code == 1


def test_check_says_where_they_go_and_if_that_cannot_be(tmp_path: Path) -> None:
    found = [each for each in _findings() if each["what"] == "attachments"]
    assert [each["level"] for each in found] == ["ok"]
    assert str(tmp_path / "kept") in found[0]["say"]
    settings = (tmp_path / "config.toml").read_text()
    (tmp_path / "a file").write_text("")
    (tmp_path / "config.toml").write_text(settings.replace('"kept"', '"a file/kept"'))
    (found_now,) = [each for each in _findings() if each["what"] == "attachments"]
    assert found_now["level"] == "problem"
    assert "cannot be written to" in found_now["say"]
    (tmp_path / "config.toml").write_text(settings.replace("photos = true", "photos = false"))
    (off,) = [each for each in _findings() if each["what"] == "attachments"]
    assert off["say"] == "Photos and voice messages are not taken."


def _findings() -> list[dict[str, str]]:
    told = json.loads(run("check", "--json").stdout)
    found: list[dict[str, str]] = told["checks"]
    return found
