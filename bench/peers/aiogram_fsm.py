"""aiogram's state machine in memory, ten questions: `python -m bench.peers.aiogram_fsm URL`."""

import asyncio
import sys

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

QUESTIONS = 10
KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="Yes", callback_data="yes")],
        [InlineKeyboardButton(text="No", callback_data="no")],
    ]
)


class Form(StatesGroup):
    asking = State()


async def start(message: Message, state: FSMContext) -> None:
    await state.set_state(Form.asking)
    await state.update_data(answers=[])
    await message.answer("Question 1", reply_markup=KEYBOARD)


async def answer(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer()
    answers = [*(await state.get_data())["answers"], query.data]
    done = len(answers) >= QUESTIONS
    await state.update_data(answers=[] if done else answers)
    text = "Thank you" if done else f"Question {len(answers) + 1}"
    await query.message.edit_text(text, reply_markup=KEYBOARD)


async def main() -> None:
    server = TelegramAPIServer.from_base(sys.argv[1])
    bot = Bot("42:bench", session=AiohttpSession(api=server, limit=256))
    dispatcher = Dispatcher()
    dispatcher.message.register(start, Command("start"))
    dispatcher.callback_query.register(answer, Form.asking, F.data)
    await dispatcher.start_polling(bot, polling_timeout=10, handle_signals=False)


if __name__ == "__main__":
    asyncio.run(main())
