"""Switched off for longer than a chat keeps messages, and disks that SQLite must not be on."""

from pathlib import Path

import pytest

from storage import database as storage
from storage.database import Database, DatabaseUnusable
from storage.disk import disk_kind, mounted
from tests.world import World


def test_a_long_absence_is_told_to_the_managers(world: World) -> None:
    world.act(lambda house: house.watch())
    world.sleep(hours=30)
    world.act(lambda house: house.watch())
    world.settle()
    for manager in (world.deputy, world.manager):
        manager.expects("Handrail was switched off from Tuesday 10 March 14:00", "ask staff")
    world.act(lambda house: house.watch())
    world.settle()
    world.senior.hears_nothing()


def test_a_short_one_is_nobodys_business(world: World) -> None:
    world.act(lambda house: house.watch())
    world.sleep(hours=23)
    world.act(lambda house: house.watch())
    world.settle()


def test_the_nearest_mount_tells_the_disk(tmp_path: Path) -> None:
    table = tmp_path / "mounts"
    table.write_text("/dev/sda1 / ext4 rw 0 0\nserver:/x /srv/shared\\040files nfs4 rw 0 0\n")
    mounts = mounted(table)
    assert disk_kind(Path("/srv/shared files/home"), mounts) == "nfs4"
    assert disk_kind(Path("/srv/other"), mounts) == "ext4"
    assert disk_kind(Path("/srv"), mounted(tmp_path / "none")) == ""


def test_sqlite_on_a_network_disk_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "mounted", lambda: {tmp_path: "nfs4"})
    with pytest.raises(DatabaseUnusable, match="network disk"):
        Database(f"sqlite:///{tmp_path}/handrail.db")


def test_the_size_of_the_log_is_measured(sqlite_url: str) -> None:
    world = World(sqlite_url)
    world.act(lambda house: house.watch())
    assert world.gauges["write_ahead_log_bytes"] > 0
