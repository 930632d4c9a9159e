"""Nothing Telegram considers confirmed is ever missing from the inbox, whatever goes wrong."""

import asyncio
import json
import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot import pulse
from bot.telegram import BoundToAnotherBot
from bot.telegram_intake import NOT_SAVED
from storage.facts import read_fact
from storage.leases import seize_lease
from storage.tables import leases
from tests.fake_telegram import Fault
from tests.telegram_rig import ROSE, SAM, Home, quick, telegram_home

LEASE = "telegram-poller:4242"
ALWAYS = 10**9


async def test_what_is_confirmed_was_committed_before(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        waiting = [home.fake.text(ROSE, f"text {n}") for n in range(20)]
        async with home.running():
            await home.fake.wait_for(lambda: home.fake.confirmed == waiting)
        assert home.inbox.confirmed_before[0] == []
        assert home.inbox.numbers() == waiting
        row = home.inbox.rows[f"4242:{waiting[0]}"]
        assert row.conversation == f"telegram:{ROSE}"
        assert json.loads(row.payload)["message"]["text"] == "text 0"


async def test_stopped_between_commit_and_offset_it_comes_again(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        number = home.fake.text(ROSE, "hello")
        async with home.running() as task:
            home.inbox.after = task.cancel
            await asyncio.wait([task])
        assert home.inbox.numbers() == [number]
        assert home.fake.confirmed == []
        home.inbox.after = None
        async with home.running():
            await home.fake.wait_for(lambda: home.fake.confirmed == [number])
        assert len(home.inbox.confirmed_before) == 2


async def test_not_stored_is_not_confirmed_and_the_person_is_told_once(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        home.inbox.failure = OSError("disk full")
        number = home.fake.text(ROSE, "found tablets")
        group = {"id": -5, "type": "group"}
        elsewhere = home.fake.text(SAM, "hello all", chat=group)
        async with home.running():
            await home.fake.wait_for(lambda: len(home.inbox.confirmed_before) > 5)
            await home.fake.wait_for(lambda: home.fake.shown(ROSE))
            assert home.fake.confirmed == []
            home.inbox.failure = None
            await home.fake.wait_for(lambda: home.fake.confirmed == [number, elsewhere])
        assert [message.text for message in home.fake.shown(ROSE)] == [NOT_SAVED]
        assert home.fake.shown(SAM) == []
        assert any(each["event"] == "telegram.cannot_store" for each in home.alarms)


async def test_a_passing_hiccup_of_the_database_worries_nobody(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        home.inbox.failure = OSError("busy")
        number = home.fake.text(ROSE, "hello")
        async with home.running(pace=quick(tell_after=600)):
            await home.fake.wait_for(lambda: len(home.inbox.confirmed_before) > 2)
            home.inbox.failure = None
            await home.fake.wait_for(lambda: home.fake.confirmed == [number])
        assert home.fake.shown(ROSE) == []


@pytest.mark.parametrize(
    ("fault", "alarm"),
    [
        (Fault.says(401, "Unauthorized"), "telegram.token_refused"),
        (Fault.says(404, "Not Found"), "telegram.token_refused"),
        (Fault.says(500, "Internal Server Error"), None),
        (Fault.says(429, "Too Many Requests", retry_after=0), None),
        (Fault(502, b"<html>Bad Gateway</html>"), None),
        (Fault(200, b"<html>Sign in to the wireless network</html>"), None),
        (Fault(200, b'{"ok": true, "result": [{"upd'), None),
        (Fault(200, {"ok": False, "description": "no"}), None),
        (Fault(200, {"ok": True, "result": True}), None),
        (Fault(200, {"ok": True}), None),
        (Fault(200, []), None),
        (Fault(302, b""), None),
        (Fault(cut=True), None),
    ],
)
async def test_polling_outlives_every_answer(
    tmp_path: Path, fault: Fault, alarm: str | None
) -> None:
    async with telegram_home(tmp_path) as home:
        home.fake.fault("getUpdates", fault, times=2)
        number = home.fake.text(ROSE, "still there?")
        async with home.running() as task:
            await home.fake.wait_for(lambda: home.fake.confirmed == [number])
            assert not task.done()
            if alarm is not None:
                await home.alarm(alarm)


async def test_a_channel_that_polls_in_vain_does_not_look_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.monotonic()
    monkeypatch.setattr(pulse, "time", SimpleNamespace(monotonic=lambda: now))
    async with telegram_home(tmp_path) as home:
        home.fake.fault("getUpdates", Fault.says(500, "Internal Server Error"), times=1)
        channel = home.channel()
        now += pulse.LOST_SECONDS + 1
        number = home.fake.text(ROSE, "still there?")
        async with home.running(channel):
            assert (await home.alarm("telegram.poll_failed"))["error"] == "NetworkError"
            assert not channel.well()
            await home.fake.wait_for(lambda: home.fake.confirmed == [number])
            assert channel.well()


async def test_one_malformed_update_holds_up_nobody(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        first = home.fake.text(ROSE, "one")
        undated = home.fake.push({"message": {"chat": {}}})
        home.fake.push_raw(102, "not an update")
        home.fake.push_raw(103, {"message": {"text": "no id"}})
        home.fake.push_raw(104, {"update_id": None})
        last = home.fake.push({"update_id": 105, "message": {"text": "nobody sent it"}})
        async with home.running():
            await home.fake.wait_for(lambda: last in home.fake.confirmed)
        assert home.inbox.numbers() == [first, undated, last]
        assert home.inbox.rows["4242:105"].conversation == "telegram:update:105"
        alarm = await home.alarm("telegram.update_without_id")
        assert alarm["count"] == 3


async def test_a_batch_without_any_id_does_not_spin(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        home.fake.push_raw(100, {"message": {}})
        async with home.running(pace=quick(longest_retry=600)):
            await home.alarm("telegram.update_without_id")
            home.fake.text(ROSE, "later")
        assert len(home.fake.offsets) == 1


async def test_a_dead_line_is_noticed_and_renewed(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        home.fake.fault("getUpdates", Fault(stall=True), times=3)
        number = home.fake.text(ROSE, "hello")
        async with home.running(pace=quick(poll=0, poll_margin=0.1)):
            await home.stored(number)
            await home.alarm("telegram.no_updates")


async def test_a_line_that_only_brings_errors_is_dropped_for_a_new_one(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        home.fake.fault("getUpdates", Fault.says(500, "Internal Server Error"), times=3)
        async with home.running():
            await home.stored(home.fake.text(ROSE, "hello"))
        assert len(home.fake.lines["getUpdates"]) == 2


async def test_ids_that_start_anew_are_neither_old_nor_confirmed_unread(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        async with home.running(pace=quick(poll=0)):
            high = home.fake.push({"update_id": 900_000_001, "message": {}})
            await home.fake.wait_for(lambda: home.fake.confirmed == [high])
            await home.fake.wait_for(lambda: home.fake.offsets[-1] is None)
            low = home.fake.push({"update_id": 17, "message": {}})
            await home.fake.wait_for(lambda: home.fake.confirmed == [high, low])
        assert home.inbox.numbers() == [high, low]
        assert set(home.fake.offsets) == {None, high + 1, low + 1}


async def test_every_poll_says_which_updates_are_wanted(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        home.fake.allowed = ["message"]
        async with home.running():
            await home.fake.wait_for(lambda: home.fake.offsets)
            tap = home.fake.tap_data(ROSE, "a:1:2:3")
            await home.stored(tap)
        wanted = {"message", "edited_message", "callback_query", "my_chat_member"}
        polls = [call.params for call in home.fake.calls if call.method == "getUpdates"]
        assert all(set(poll["allowed_updates"]) == wanted for poll in polls)
        assert all(25 <= poll["timeout"] <= 50 for poll in polls)


async def test_a_webhook_left_behind_is_taken_away_with_nothing_lost(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        number = home.fake.text(ROSE, "sent while away")
        home.fake.webhook = {"url": "http://127.0.0.1:9/"}
        home.fake.fault("deleteWebhook", Fault.says(500, "Internal Server Error"))
        async with home.running():
            await home.stored(number)
        dropped = [params.get("drop_pending_updates") for params in _of(home, "deleteWebhook")]
        assert not any(dropped)


async def test_a_token_used_elsewhere_is_an_alarm_and_polling_goes_on(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        conflict = Fault.says(409, "Conflict: terminated by other getUpdates request")
        home.fake.fault("getUpdates", conflict, times=ALWAYS)
        async with home.running(pace=quick(conflict_alarm=0.1)):
            await home.alarm("telegram.token_in_use_elsewhere")
            home.fake.heal()
            await home.stored(home.fake.text(ROSE, "hello"))


async def test_a_short_overlap_at_a_deploy_is_no_alarm(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        conflict = Fault.says(409, "Conflict: terminated by other getUpdates request")
        home.fake.fault("getUpdates", conflict, times=2)
        async with home.running():
            await home.stored(home.fake.text(ROSE, "hello"))
        assert "telegram.token_in_use_elsewhere" not in {each["event"] for each in home.alarms}


async def test_the_newest_process_polls_and_the_other_takes_over_again(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home, home.running():
        await home.stored(home.fake.text(ROSE, "to the first"))
        async with home.running():
            await home.alarm("telegram.stands_by")
            await home.stored(home.fake.text(ROSE, "to the second"))
            assert (await _lease(home)).epoch == 2
        await home.stored(home.fake.text(ROSE, "to the first again"))
        assert (await _lease(home)).epoch == 3
        assert len(home.inbox.rows) == 3


async def test_without_the_lease_nothing_is_polled_or_confirmed(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        began = home.clock()
        home.clock = lambda: began
        async with home.running(pace=quick(lease_renewal=0)):
            await home.fake.wait_for(lambda: home.fake.offsets)
            until = began + timedelta(seconds=45)
            await home.database.write(partial(seize_lease, name=LEASE, holder="b", until=until))
            number = home.fake.text(ROSE, "hello")
            await home.stored(number)
            await home.alarm("telegram.stands_by")
            assert home.fake.confirmed == []
            assert len(home.fake.offsets) == 1
            home.clock = lambda: until
            await home.fake.wait_for(lambda: home.fake.confirmed == [number])
            assert home.fake.offsets[1] is None


async def test_stopping_frees_the_lease_and_confirms_nothing_more(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        async with home.running():
            await home.fake.wait_for(lambda: home.fake.offsets)
            assert (await _lease(home)).until > home.clock()
        assert (await _lease(home)).until <= home.clock()
        assert home.fake.offsets == [None]


async def test_taps_are_answered_after_the_commit_and_a_refusal_is_nothing(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        too_old = Fault.says(400, "Bad Request: query is too old")
        home.fake.fault("answerCallbackQuery", too_old)
        async with home.running() as task:
            first = home.fake.tap_data(ROSE, "a")
            await home.stored(first)
            second = home.fake.tap_data(ROSE, "b")
            await home.stored(second)
            await home.fake.wait_for(lambda: home.fake.accepted("answerCallbackQuery"))
            assert not task.done()
        assert home.inbox.answered_before == [0, 0]


async def test_at_start_it_learns_its_name_and_publishes_its_commands(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        home.fake.fault("getMe", Fault(200, {"ok": True, "result": True}))
        home.fake.fault("getMe", Fault.says(401, "Unauthorized"))
        home.fake.fault("setMyCommands", Fault.says(500, "Internal Server Error"))
        async with home.running():
            await home.fake.wait_for(lambda: home.fake.commands)
        names = [command["command"] for command in home.fake.commands]
        assert names == ["start", "nearmiss", "tasks", "duty", "help"]
        assert await home.channel().username() == "a_test_bot"
        assert await _fact(home, "telegram_bot_id") == "4242"


async def test_a_copied_database_refuses_another_bot(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        async with home.running():
            await home.fake.wait_for(lambda: home.fake.offsets)
        asked = len(home.fake.calls)
        other = home.channel(token="5151:another")
        with pytest.raises(BoundToAnotherBot, match=r"bot 4242.*bot 5151"):
            await other.run(home.inbox.receive)
        assert len(home.fake.calls) == asked


def _of(home: Home, method: str) -> list[dict[str, Any]]:
    return [call.params for call in home.fake.calls if call.method == method]


async def _lease(home: Home) -> Any:
    def read(db: Connection) -> Any:
        return db.execute(select(leases).where(leases.c.name == LEASE)).one()

    return await home.database.read(read)


async def _fact(home: Home, name: str) -> Any:
    return await home.database.read(partial(read_fact, name=name))
