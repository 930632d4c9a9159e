"""What every command starts from: its settings, its database, and the time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from flows.moment import Moment
from flows.service import Service
from handrail.clock import system_clock
from handrail.home_label import label
from handrail.setting_problems import DELIMITER, PREFIX
from handrail.settings import Settings, files_of, service_of
from handrail.settings_file import config_file, load_settings
from handrail.troubles import NotDone
from storage.database import Database
from storage.files import Files
from storage.upgrade import upgrade

Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        envvar="HANDRAIL_CONFIG",
        help="The settings file. Without it: config.toml in this folder.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")]
Practice = Annotated[bool, typer.Option("--practice", help="Ask the practice home instead.")]

NO_FILE = (
    "There is no config.toml here. Run `handrail init`, or `handrail run` to try the practice home."
)


@dataclass(frozen=True, slots=True)
class Home:
    """One home, opened for a command."""

    settings: Settings
    service: Service
    database: Database
    files: Files

    @contextmanager
    def moment(self) -> Iterator[Moment]:
        """One transaction: all of the command, or nothing."""
        with self.database.transaction() as db:
            yield Moment(db, self.service, system_clock())

    @contextmanager
    def look(self) -> Iterator[Moment]:
        """One unmoving view for reading, which keeps nobody from writing."""
        isolation = {} if self.database.on_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self.database.look(**isolation) as db:
            yield Moment(db, self.service, system_clock())


def settings_for(config: Path | None, *, practice: bool = False) -> Settings:
    """The settings a command works with; raises NotDone where there are none."""
    file = config_file(config)
    if file is None and not practice and not _set_by_environment():
        raise NotDone(NO_FILE)
    return load_settings(file)


@contextmanager
def opened(config: Path | None, *, practice: bool = False) -> Iterator[Home]:
    """The home these settings describe, its database brought up to date."""
    with opened_with(settings_for(config, practice=practice), practice=practice) as home:
        yield home


@contextmanager
def opened_with(settings: Settings, *, practice: bool = False) -> Iterator[Home]:
    """The same; raises DatabaseUnusable for the database of the other home."""
    with opened_as_it_is(settings, practice=practice) as home:
        upgrade(home.database)
        with home.database.transaction() as db:
            label(db, "practice" if practice else "live")
        yield home


@contextmanager
def opened_as_it_is(settings: Settings, *, practice: bool = False) -> Iterator[Home]:
    """The home without a look at whether its database fits this version."""
    url = settings.practice.database if practice else settings.database.url
    database = Database(url.get_secret_value())
    try:
        service = service_of(settings, practice=practice)
        yield Home(settings, service, database, files_of(settings, practice=practice))
    finally:
        database.close()


def _set_by_environment() -> bool:
    return any(name.startswith(PREFIX) and DELIMITER in name for name in os.environ)
