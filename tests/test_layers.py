"""The house rules that a machine can check."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("handrail", "bot", "flows", "storage", "scheduler", "evidence")
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
MEDIAN_FUNCTION = 8

DECLARED = {"storage/tables.py", "storage/migrations/versions/0001_first_house.py"}
"""Lists of tables: long by what they list, and not by what they do."""

CLOCKS = {"handrail/clock.py"}
"""The only place where Handrail asks what time it is."""

COMMITS = {"storage/database.py", "handrail/backup.py", "storage/migrations/env.py"}
"""Where transactions are opened; everything else is handed one."""


def test_dependencies_run_one_way() -> None:
    """In a process of its own: the linter sets up logging for itself, and silences everybody's."""
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


def test_a_file_has_one_idea() -> None:
    too_long = [
        f"{name}: {len(text.splitlines())} lines"
        for name, text in _sources()
        if name not in DECLARED and len(text.splitlines()) > LONGEST_FILE
    ]
    assert not too_long


def test_functions_are_short() -> None:
    lengths = {
        f"{name}:{node.lineno} {node.name}": _length(node)
        for name, text in _sources()
        if name not in DECLARED
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert not {where: length for where, length in lengths.items() if length > LONGEST_FUNCTION}
    assert statistics.median(lengths.values()) <= MEDIAN_FUNCTION


def test_only_the_edge_reads_the_clock() -> None:
    reading = re.compile(r"\b(datetime\.now|datetime\.utcnow|date\.today|time\.time|time_ns)\(")
    assert not [n for n, text in _sources() if n not in CLOCKS and reading.search(text)]


def test_the_core_does_not_wait() -> None:
    """flows/ is synchronous throughout; storage/ but for the door that lends a transaction."""
    waiting = [
        f"{name}:{node.lineno}"
        for name, text in _sources("flows", "storage")
        if name != "storage/database.py"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.AsyncFunctionDef | ast.Await)
    ]
    assert not waiting


def test_nothing_commits_by_itself() -> None:
    ending = re.compile(r"\.(commit|rollback)\(\)|[\"']COMMIT|\bAUTOCOMMIT\b|\.begin\(\)")
    opening = {n for n, text in _sources() if n not in COMMITS and ending.search(text)}
    assert opening <= {"handrail/cli_home.py"}, "a command opens one view for reading, no more"


def test_only_the_two_doors_write() -> None:
    """What came in is committed by bot/inbox.py, what the clock did by scheduler/."""
    writing = {n for n, text in _sources("flows", "evidence") if re.search(r"\.write\(", text)}
    assert not writing


def test_what_waits_at_telegram_is_never_thrown_away() -> None:
    dropping = re.compile(r"drop_pending_updates\s*[=\"':]+\s*True")
    assert not [name for name, text in _sources() if dropping.search(text)]


def test_nothing_keeps_state_where_a_restart_would_lose_it() -> None:
    """Libraries' own persistence, queues and job stores are not used."""
    kept_away = re.compile(
        r"\b(pickle|PicklePersistence|ConversationHandler|JobQueue|AIORateLimiter|"
        r"SQLAlchemyJobStore|run_polling|run_webhook|Updater)\b"
    )
    assert not [name for name, text in _sources() if kept_away.search(text)]


def test_errors_are_not_swallowed() -> None:
    swallowed = [
        f"{name}:{node.lineno}"
        for name, text in _sources()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (_is_broad(node) and _does_nothing(node)))
    ]
    assert not swallowed


CATALOGUE = {"A": 29, "B": 15, "C": 15, "D": 8, "E": 13, "F": 14, "G": 10, "H": 14}


def test_the_catalogue_of_failures_has_every_row() -> None:
    rows = re.findall(r"^\| ([A-H]\d+) \|", (ROOT / "docs/reliability.md").read_text(), re.M)
    assert rows == [f"{part}{n}" for part, last in CATALOGUE.items() for n in range(1, last + 1)]


def test_every_test_that_is_named_exists() -> None:
    named = set(re.findall(r"`(tests/\w+\.py)::(\w+)`", (ROOT / "docs/reliability.md").read_text()))
    assert named
    missing = [
        f"{file}::{test}"
        for file, test in named
        if not re.search(rf"def {test}\(", (ROOT / file).read_text())
    ]
    assert not missing


def _sources(*packages: str) -> Iterator[tuple[str, str]]:
    for package in packages or PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text()


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _is_broad(node: ast.ExceptHandler) -> bool:
    return isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")


def _does_nothing(node: ast.ExceptHandler) -> bool:
    return all(isinstance(step, ast.Pass | ast.Continue) for step in node.body)
