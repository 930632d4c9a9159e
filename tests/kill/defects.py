"""`python -m tests.kill.defects`: put each known defect in, and see that a test fails.

A test that cannot fail proves nothing. Each defect is put into a copy of the code, never into the
code itself. It takes a few minutes, and is run by hand when a mechanism or its test changes.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "*.db*", "screenshots", "*.egg-info")


@dataclass(frozen=True)
class Defect:
    """Known from elsewhere under `number`; `test` must fail when `code` reads `instead`."""

    number: str
    what: str
    file: str
    code: str
    instead: str
    test: str


DEFECTS = (
    Defect(
        "1",
        "confirmed before it is kept",
        "bot/telegram_intake.py",
        "await self._receive(CHANNEL, arrivals)",
        "asyncio.get_running_loop().call_later(0.2, lambda: "
        "self._background.start(self._receive(CHANNEL, arrivals)))",
        "tests/test_telegram_poll.py::test_what_is_confirmed_was_committed_before",
    ),
    Defect(
        "1",
        "the same, found by the kills",
        "bot/telegram_intake.py",
        "await self._receive(CHANNEL, arrivals)",
        "asyncio.get_running_loop().call_later(0.2, lambda: "
        "self._background.start(self._receive(CHANNEL, arrivals)))",
        "tests/test_kill.py::test_killed_at_random_moments[sqlite]",
    ),
    Defect(
        "2",
        "a handler that is cancelled stops all handling",
        "bot/inbox.py",
        "except BaseException as error:  # in this thread",
        "except Exception as error:  # in this thread",
        "tests/test_inbox.py::test_what_fails_is_tried_again_and_after_ten_seconds_the_person_hears",
    ),
    Defect(
        "2",
        "a part that was cancelled from within is not missed",
        "handrail/house.py",
        "if task is not None and task.cancelling():",
        "if True:",
        "tests/test_house.py::test_a_channel_that_ends_ends_the_house",
    ),
    Defect(
        "3",
        "one refused token ends polling",
        "bot/telegram_poll.py",
        'log.error("telegram.token_refused")',
        "raise error",
        "tests/test_telegram_poll.py::test_polling_outlives_every_answer",
    ),
    Defect(
        "3",
        "one malformed update blocks its batch",
        "bot/telegram_intake.py",
        "arrivals = [as_arrival(self._bot_id, update) for update in updates]",
        'arrivals = [as_arrival(self._bot_id, u) for u in updates if u["message"]["date"]]',
        "tests/test_telegram_poll.py::test_one_malformed_update_holds_up_nobody",
    ),
    Defect(
        "4",
        "an event is acknowledged although it was not kept (Slack)",
        "bot/slack_intake.py",
        "return self._not_kept(body)",
        "return _answer(200)",
        "tests/test_channel_contract.py::test_what_could_not_be_kept_is_not_confirmed_and_comes_again",
    ),
    Defect(
        "4",
        "an update is answered with 200 although it was not kept (Telegram webhook)",
        "bot/telegram_webhook.py",
        "return UNAVAILABLE",
        "return OK",
        "tests/test_channel_contract.py::test_what_could_not_be_kept_is_not_confirmed_and_comes_again",
    ),
    Defect(
        "5",
        "the library sends again by itself (Slack)",
        "bot/slack_api.py",
        "retry_handlers=[], ",
        "",
        "tests/test_slack_outcomes.py::test_one_call_and_no_more",
    ),
    Defect(
        "5",
        "a sender settles what another has taken over",
        "storage/delivery.py",
        'outbox.c.lease == bindparam("our_lease"),\n    )\n    .with_for_update()',
        'bindparam("our_lease") != "",\n    )\n    .with_for_update()',
        "tests/test_outbox_leases.py::test_of_two_senders_only_the_one_that_holds_the_lease_settles",
    ),
    Defect(
        "6",
        "one chat's pause holds every chat",
        "storage/delivery.py",
        "            outbox.c.address == address,\n            outbox.c.state ==",
        "            outbox.c.state ==",
        "tests/test_outbox.py::test_a_chat_the_platform_holds_waits_as_long_as_it_says",
    ),
    Defect(
        "7",
        "what fell due a second ago is dropped",
        "storage/deadlines.py",
        'deadlines.c.state == "open", deadlines.c.due <= now)\n        .order_by',
        'deadlines.c.state == "open", deadlines.c.due == now)\n        .order_by',
        "tests/test_sweep.py::"
        "test_what_fell_due_while_handrail_was_away_is_acted_on_once_at_the_start",
    ),
    Defect(
        "7",
        "ticks stop when the clock is set back",
        "scheduler/timetable.py",
        "asyncio.timeout(2 * TICKS[self.name])",
        "asyncio.timeout(None)",
        "tests/test_scheduler.py::test_a_clock_that_is_set_does_not_stop_the_ticks",
    ),
    Defect(
        "8",
        "a reader turns writer half-way",
        "storage/database.py",
        'connection.exec_driver_sql("BEGIN IMMEDIATE")',
        'connection.exec_driver_sql("BEGIN")',
        "tests/test_database_trouble.py::"
        "test_two_processes_that_read_and_then_write_never_lock_each_other_out",
    ),
    Defect(
        "9",
        "times lose their zone",
        "storage/types.py",
        "moment = value.astimezone(UTC)",
        "moment = value",
        "tests/test_storage.py::test_a_time_comes_back_as_the_same_moment_in_utc",
    ),
    Defect(
        "9",
        "references are not kept",
        "storage/database.py",
        '"foreign_keys = ON",',
        '"foreign_keys = OFF",',
        "tests/test_storage.py::test_a_row_cannot_point_at_nothing",
    ),
    Defect(
        "10",
        "a text that one of the databases refuses",
        "flows/normal.py",
        "    kept = ",
        "    return text\n    kept = ",
        "tests/test_storage.py::test_what_only_one_database_takes_is_made_safe_at_the_door",
    ),
    Defect(
        "10",
        "numbers of 32 bits",
        "storage/migrations/versions/0001_first_house.py",
        "KEY = sa.BigInteger()",
        "KEY = sa.Integer()",
        "tests/test_storage.py::test_row_ids_are_wider_than_32_bits",
    ),
    Defect(
        "11",
        "called saved before it is committed",
        "storage/database.py",
        "finished.append((future, result))",
        "_settle(future, result=result)",
        "tests/test_database.py::test_a_commit_that_fails_saves_nothing_and_says_so",
    ),
    Defect(
        "11",
        "a caller that goes away undoes its write",
        "storage/database.py",
        "return await asyncio.shield(asyncio.wrap_future(self.submit(work)))",
        "future = self.submit(lambda db: None if future.cancelled() else work(db))\n"
        "        return await asyncio.wrap_future(future)",
        "tests/test_database.py::test_a_caller_that_goes_away_neither_stops_nor_doubles_a_write",
    ),
    Defect(
        "12",
        "commits that do not reach the disk",
        "storage/database.py",
        '"synchronous = FULL",',
        '"synchronous = NORMAL",',
        "tests/test_database_trouble.py::test_every_commit_reaches_the_disk",
    ),
    Defect(
        "own 1",
        "half a batch passes as done when a full disk ended the transaction",
        "bot/inbox.py",
        "        except TransactionLost:\n            raise\n",
        "",
        "tests/test_inbox.py::test_a_full_disk_in_a_turn_loses_nothing_of_those_handled_with_it",
    ),
    Defect(
        "own 2",
        "numbers of updates that were forgotten are given out again",
        "storage/migrations/versions/0001_first_house.py",
        "        sqlite_autoincrement=True,\n",
        "",
        "tests/test_inbox.py::test_an_id_is_forgotten_after_days_and_taken_again",
    ),
    Defect(
        "own 3",
        "after a night of failures the wait can no longer be worked out",
        "scheduler/outbox.py",
        "min(row.attempts, 16)",
        "row.attempts",
        "tests/test_outbox.py::test_after_a_night_without_a_line_it_is_still_tried",
    ),
    Defect(
        "own 4",
        "what was claimed when Handrail was stopped waits a minute",
        "handrail/house.py",
        "await self._postman.stop()",
        "await self._postman.settled()",
        "tests/test_house.py::test_stopping_gives_back_what_was_claimed_and_not_yet_sent",
    ),
    Defect(
        "own 7",
        "an update of a channel that is gone holds up everybody",
        "bot/inbox.py",
        "self._channels.get(row.channel)",
        "self._channels[row.channel]",
        "tests/test_inbox.py::test_updates_of_a_channel_that_is_gone_hold_up_nobody",
    ),
    Defect(
        "own 8",
        "the last look at one alert holds up every message",
        "scheduler/packing.py",
        "        if row.step_id is None and row.about != FILE:\n            return True\n",
        "        return still_wanted(moment, row)\n",
        "tests/test_outbox_leases.py::test_an_alert_whose_last_look_fails_goes_all_the_same",
    ),
)


def seen_failing(defect: Defect, copy: Path) -> bool:
    """Whether the test fails with the defect put in."""
    file = copy / defect.file
    sound = file.read_text()
    if defect.code not in sound:
        raise LookupError(f"{defect.file} does not say {defect.code!r} any more.")
    try:
        if not _passes(defect.test, copy):
            raise LookupError(f"{defect.test} fails without the defect.")
        file.write_text(sound.replace(defect.code, defect.instead))
        return not _passes(defect.test, copy)
    finally:
        file.write_text(sound)


def _passes(test: str, copy: Path) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test]
    ended = subprocess.run(command, cwd=copy, capture_output=True, timeout=600, check=False)
    if ended.returncode not in (0, 1):
        raise LookupError(ended.stdout.decode()[-2000:])
    return ended.returncode == 0


def main() -> int:
    """Try them all, or those whose numbers are given; how many no test noticed."""
    wanted = sys.argv[1:]
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "handrail"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        for defect in DEFECTS:
            if wanted and defect.number not in wanted:
                continue
            noticed = seen_failing(defect, copy)
            unnoticed += not noticed
            word = "seen failing" if noticed else "NOT NOTICED"
            print(f"{defect.number:6} {word:12} {defect.what}: {defect.test}", flush=True)
    return unnoticed


if __name__ == "__main__":
    sys.exit(main())
