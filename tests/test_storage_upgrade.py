"""A database is brought up to date wholly or not at all, whoever interrupts or competes."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError

from handrail.troubles import explain
from storage.database import Database, DatabaseUnusable
from storage.tables import metadata
from storage.upgrade import MIGRATIONS, Fit, fit, upgrade
from tests.conftest import _make_database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a single table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        server, name = request.getfixturevalue("postgres"), f"empty_{uuid4().hex}"
        _make_database(server, name)
        yield server.format(name=name)


def _upgrade(url: str) -> None:
    database = Database(url)
    try:
        upgrade(database)
    finally:
        database.close()


def _tables(url: str) -> set[str]:
    database = Database(url)
    try:
        return set(inspect(database.engine).get_table_names())
    finally:
        database.close()


def test_a_fresh_database_gets_every_table(empty_url: str) -> None:
    _upgrade(empty_url)
    assert _tables(empty_url) == {*metadata.tables, "alembic_version"}


def test_a_second_time_changes_nothing(empty_url: str) -> None:
    _upgrade(empty_url)
    database = Database(empty_url)
    with database.transaction() as db:
        db.execute(text("INSERT INTO counters (name, last) VALUES ('NM-2026', 41)"))
    database.close()
    _upgrade(empty_url)
    database = Database(empty_url)
    with database.transaction() as db:
        assert db.execute(text("SELECT last FROM counters")).scalar_one() == 41
    database.close()


def test_the_migrations_make_what_the_tables_say(database: Database) -> None:
    with database.transaction() as db:
        context = MigrationContext.configure(db, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_what_both_compare_blindly_is_compared_here(database: Database) -> None:
    """Alembic does not compare check constraints, nor an index's condition."""
    with database.transaction() as db:
        found = inspect(db)
        checks = {
            str(check["name"])
            for table in metadata.tables
            for check in found.get_check_constraints(table)
        }
        partial = {
            str(index["name"])
            for table in metadata.tables
            for index in found.get_indexes(table)
            if index.get("dialect_options", {}).get(f"{db.dialect.name}_where") is not None
        }
    dialect = database.engine.dialect.name
    assert checks == {
        str(check.name)
        for table in metadata.tables.values()
        for check in table.constraints
        if type(check).__name__ == "CheckConstraint"
    }
    assert partial == {
        str(index.name)
        for table in metadata.tables.values()
        for index in table.indexes
        if index.dialect_options[dialect]["where"] is not None
    }


def test_two_processes_may_start_at_once(empty_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(_upgrade, empty_url) for _ in range(4)]:
            done.result()
    assert _tables(empty_url) == {*metadata.tables, "alembic_version"}


def test_a_newer_database_is_refused_and_left_as_it_is(url: str) -> None:
    database = Database(url)
    with database.transaction() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999_from_tomorrow'"))
        db.execute(text("CREATE TABLE from_tomorrow (id INTEGER)"))
    with pytest.raises(DatabaseUnusable, match=r"newer Handrail.*Nothing was changed"):
        upgrade(database)
    with database.transaction() as db:
        version = db.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    database.close()
    assert version == "9999_from_tomorrow"
    assert _tables(url) == {*metadata.tables, "alembic_version", "from_tomorrow"}


def test_a_migration_is_named_after_its_revision_and_the_last_is_the_newest() -> None:
    """What `fit` relies on; Alembic reads the files themselves."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    revisions = [script.revision for script in scripts.walk_revisions()]
    files = sorted(MIGRATIONS.glob("versions/*.py"), reverse=True)
    assert [file.name.partition("_")[0] for file in files] == revisions
    assert revisions[0] == scripts.get_current_head()


def test_how_a_database_fits_this_version_is_seen_without_changing_it(
    empty_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    database = Database(empty_url)
    with database.transaction() as db:
        assert fit(db) is Fit.EMPTY
    upgrade(database)
    with database.transaction() as db:
        assert fit(db) is Fit.CURRENT
        monkeypatch.setattr("storage.upgrade.MIGRATIONS", tmp_path)
        (tmp_path / "versions").mkdir()
        assert fit(db) is Fit.NEWER
        (tmp_path / "versions" / "0001_first_house.py").touch()
        (tmp_path / "versions" / "0002_next.py").touch()
        assert fit(db) is Fit.OLDER
    database.close()


def test_a_home_that_is_up_to_date_runs_without_alembic_and_without_slack(sqlite_url: str) -> None:
    """Together they would be a tenth of its memory."""
    program = (
        "import sys; import handrail.cli; from handrail.compose import open_database;"
        "from pydantic import SecretStr;"
        "open_database(SecretStr(sys.argv[1]), kind='live').close();"
        "print(*{'alembic', 'slack_bolt', 'slack_sdk'} & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, sqlite_url], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == ""


@pytest.mark.parametrize("statement", [1, 2, 10, 20, 30])
def test_killed_on_the_way_it_is_old_or_new_and_never_between(
    empty_url: str, statement: int
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.kill.killed_upgrade", empty_url, str(statement)], check=False
    )
    assert ended.returncode == -signal.SIGKILL
    assert _tables(empty_url) == set()
    _upgrade(empty_url)
    assert _tables(empty_url) == {*metadata.tables, "alembic_version"}


def test_a_locked_database_is_named_as_such(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.BUSY_SECONDS", 0.05)
    other = create_engine(sqlite_url, isolation_level="AUTOCOMMIT")
    database = Database(sqlite_url)
    with other.connect() as holder:
        holder.execute(text("BEGIN IMMEDIATE"))
        with pytest.raises(OperationalError) as raised:
            upgrade(database)
    database.close()
    other.dispose()
    assert "Another program is using the database." in explain(raised.value)


def test_a_file_that_is_no_database_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear manager, " * 100)
    with pytest.raises(DatabaseError) as raised:
        _upgrade(f"sqlite:///{tmp_path / 'letter.db'}")
    assert "is not a database" in explain(raised.value)
    assert "restore a backup" in explain(raised.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_file_that_may_not_be_written_is_named_as_such(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OperationalError) as raised:
        _upgrade(f"sqlite:///{tmp_path / 'handrail.db'}")
    assert "who may use it" in explain(raised.value)


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("nonsense", "not one I can read"),
        ("mysql://root@localhost/handrail", "SQLite or PostgreSQL"),
        ("sqlite://", "would forget every report"),
        ("sqlite:///:memory:", "would forget every report"),
        ("sqlite:////no/such/folder/handrail.db", "does not exist"),
    ],
)
def test_an_address_that_cannot_serve_is_refused_in_words(address: str, word: str) -> None:
    with pytest.raises(DatabaseUnusable, match=word):
        Database(address)


def test_a_server_that_is_not_there_is_named_as_such() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/handrail")
    with pytest.raises(OperationalError) as raised:
        upgrade(database)
    database.close()
    assert "PostgreSQL cannot be reached" in explain(raised.value)
