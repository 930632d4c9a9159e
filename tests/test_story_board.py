"""A room that a manager has named: references are put up there, and nothing else."""

from dataclasses import replace

from tests.world import NEAR_MISS, World


def test_the_board_has_the_reference_and_nothing_else(world: World) -> None:
    world.service = replace(world.service, board=("phones", "C0BOARD"))
    world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    board = world.phones.chat("C0BOARD").messages
    assert [message.shown.strip() for message in board] == ["NM-26-0001 was reported."]
    board[0].unread = False


def test_without_a_board_nothing_is_put_up(world: World) -> None:
    world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    assert set(world.phones.chats) == {member.address for member in world.members.values()} - {
        world.deputy.address,
        world.manager.address,
    }
