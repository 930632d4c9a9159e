"""A home for the benchmark: a senior who taps nothing, and everybody else a care worker."""

from datetime import UTC, datetime
from pathlib import Path

from bench.crowd import FIRST_PERSON
from flows import staff
from flows.moment import Moment
from flows.roles import Role
from handrail.settings import service_of
from handrail.settings_file import load_settings
from storage import people
from storage.database import Database
from storage.upgrade import upgrade

TOKEN = "42:" + "b" * 35


def written_settings(folder: Path, base_url: str) -> Path:
    """The settings file of the home in this folder."""
    path = folder / "config.toml"
    path.write_text(
        f'[service]\nname = "Bench House"\nunits = ["Rose"]\n'
        f'[telegram]\ntoken = "{TOKEN}"\napi_base_url = "{base_url}"\n'
    )
    return path


def make_home(folder: Path, count: int) -> None:
    """Add the people, each with the chat that the crowd writes from."""
    settings = load_settings(folder / "config.toml")
    database = Database(settings.database.url.get_secret_value())
    upgrade(database)
    now = datetime.now(UTC)
    with database.transaction() as db:
        moment = Moment(db, service_of(settings), now)
        for number in range(count + 1):
            senior = number == 0
            role = Role.SENIOR if senior else Role.CARE_WORKER
            person = staff.add_person(moment, f"Person {number}", [role], ["Rose"])
            people.link_account(
                db,
                person_id=person.id,
                channel="telegram",
                address=str(FIRST_PERSON - 1 + number),
                now=now,
            )
            if senior:
                staff.go_on_duty(moment, person)
    database.close()
