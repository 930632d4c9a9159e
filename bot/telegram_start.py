"""What the bot settles with Telegram and its database when it starts."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from telegram import BotCommand
from telegram.error import InvalidToken, TelegramError

from bot.channel import CannotServe
from bot.telegram_api import Api
from bot.telegram_pace import Pace
from bot.telegram_request import NotTelegram
from storage.database import Database
from storage.facts import read_fact, write_fact

BOT_ID = "telegram_bot_id"
USERNAME = "telegram_username"

COMMANDS = [
    BotCommand("start", "Open Handrail"),
    BotCommand("nearmiss", "Report a near miss"),
    BotCommand("tasks", "What is waiting for me"),
    BotCommand("duty", "On or off duty"),
    BotCommand("help", "What counts, and how this works"),
]

log = structlog.get_logger()


class BoundToAnotherBot(CannotServe):
    """This database serves another bot: a copy of it must not wake the people it names."""


def bind_bot(db: Connection, bot_id: str) -> None:
    """Tie the database to its bot on the first start; ever after refuse any other."""
    refuse_another_bot(db, bot_id)
    write_fact(db, BOT_ID, bot_id)


def refuse_another_bot(db: Connection, bot_id: str) -> None:
    """Raises BoundToAnotherBot where the database is tied to another."""
    bound = read_fact(db, BOT_ID)
    if bound not in (None, bot_id):
        raise BoundToAnotherBot(
            f"This database belongs to Telegram bot {bound}, and the token is for bot {bot_id}. "
            "Give each database a bot of its own, so that a copy never writes to real people."
        )


async def introduce(api: Api, database: Database, pace: Pace) -> None:
    """Learn our own name and publish the commands; each is tried until it has worked."""
    await keep_trying("getMe", partial(_learn_name, api, database), pace)
    await keep_trying("setMyCommands", partial(api.set_my_commands, COMMANDS), pace)


async def keep_trying(what: str, job: Callable[[], Awaitable[object]], pace: Pace) -> None:
    """Do `job` until it works, slower each time."""
    pause = pace.first_retry
    while True:
        try:
            await job()
            return
        except InvalidToken:
            log.error("telegram.token_refused", call=what)
            pause = pace.slow_retry
        except (TelegramError, SQLAlchemyError) as error:
            log.warning("telegram.call_failed", call=what, error=type(error).__name__)
            pause = min(pause * 2, pace.slow_retry)
        await asyncio.sleep(pause)


async def _learn_name(api: Api, database: Database) -> None:
    me = await api.call("getMe", {})
    name = me.get("username") if isinstance(me, dict) else None
    if not isinstance(name, str):
        raise NotTelegram("the answer names no bot")
    await database.write(partial(write_fact, name=USERNAME, value=name))
