"""`handrail demo`: its transcript is checked in, and a fresh run says the same."""

import os
import re
import subprocess
import sys
from difflib import unified_diff
from itertools import islice
from pathlib import Path

import pytest

from flows.records import RECORDS
from handrail.demo.player import Player, WrongScript
from handrail.demo.source import ARTICLE, EXAMPLES, Example
from handrail.demo.transcript import transcript
from handrail.troubles import EXPECTED

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "demo.txt"
RENEW = "Run `handrail demo > docs/demo.txt` and look at what has changed."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where it is run: an empty folder, with another for what is temporary."""
    place = tmp_path_factory.mktemp("demo")
    (place / "temporary").mkdir()
    return place


@pytest.fixture(scope="module")
def shown(folder: Path) -> str:
    """What the command prints, on a computer that is set up for another home far away."""
    elsewhere = {
        "TMPDIR": str(folder / "temporary"),
        "TZ": "Pacific/Auckland",
        "HANDRAIL_SERVICE__NAME": "Another home",
        "PYTHONHASHSEED": "random",
    }
    done = subprocess.run(
        [sys.executable, "-m", "handrail", "demo"],
        cwd=folder,
        env={**os.environ, **elsewhere, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


def test_the_transcript_is_what_the_demo_shows(shown: str) -> None:
    written = PAGE.read_text(encoding="utf-8")
    changes = unified_diff(written.splitlines(), shown.splitlines(), "written", "shown", n=2)
    assert written == shown, "\n".join([RENEW, *islice(changes, 60)])


def test_nothing_is_left_behind(folder: Path, shown: str) -> None:
    left = [path for path in folder.rglob("*") if path != folder / "temporary"]
    assert shown
    assert not left


def test_it_can_be_read_in_a_narrow_window(shown: str) -> None:
    assert not [line for line in shown.splitlines() if len(line) > 88]
    assert not re.search(r"[0-9a-f]{16}", shown)


def test_every_record_of_the_source_article_is_filed_and_every_case_closed(shown: str) -> None:
    records, _, timeline = shown.partition("\nThe 15 records")[2].partition("\nThe timeline")
    assert len(ARTICLE) == 15
    for number, name in enumerate(ARTICLE, start=1):
        assert f"{number:2}  {name.name} " in records
    assert timeline.count("\nThe case is closed") == len(EXAMPLES)


def test_the_readme_links_every_record_of_the_article_to_its_model() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in ARTICLE:
        record = RECORDS[name.kind]
        path = f"{record.__module__.replace('.', '/')}.py"
        assert (ROOT / path).exists()
        assert f"| {name.name} | [{record.title}]({path}) |" in readme


def test_a_button_that_is_not_there_is_told_with_its_step() -> None:
    def wrong(player: Player) -> None:
        player.step("Step 1. Somebody reports")
        player.worker.opens()
        player.worker.taps("Near miss", "Maybe")

    with pytest.raises(WrongScript) as told:
        list(transcript([Example("A wrong one", wrong, "NM-26-0001", ())]))
    assert isinstance(told.value, EXPECTED)
    for words in ("“Step 1. Somebody reports”", "Asha Begum", "“Maybe”", "No, everyone is safe"):
        assert words in str(told.value)
