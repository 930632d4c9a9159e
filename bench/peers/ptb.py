"""python-telegram-bot's ConversationHandler, ten questions, in memory or with PicklePersistence.

Run as `python -m bench.peers.ptb BASE_URL [PICKLE_FILE]`.
"""

import sys

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    PicklePersistence,
)

QUESTIONS = 10


def keyboard() -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton("Yes", callback_data="yes")],
            [InlineKeyboardButton("No", callback_data="no")],
        ]
    )


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    await update.message.reply_text("Question 1", reply_markup=keyboard())
    return 0


async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    query = update.callback_query
    await query.answer()
    answers = context.user_data.setdefault("answers", [])
    answers.append(query.data)
    if len(answers) >= QUESTIONS:
        answers.clear()
        await query.edit_message_text("Thank you", reply_markup=keyboard())
        return 0
    await query.edit_message_text(f"Question {len(answers) + 1}", reply_markup=keyboard())
    return 0


def main() -> None:
    base, pickle = sys.argv[1], sys.argv[2:]
    builder = (
        ApplicationBuilder()
        .token("42:bench")
        .base_url(base)
        .concurrent_updates(False)
        .connection_pool_size(256)
    )
    if pickle:
        builder = builder.persistence(PicklePersistence(pickle[0], update_interval=1))
    application = builder.build()
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("start", start)],
            states={0: [CallbackQueryHandler(answer)]},
            fallbacks=[],
            name="bench",
            persistent=bool(pickle),
        )
    )
    application.run_polling(poll_interval=0)


if __name__ == "__main__":
    main()
