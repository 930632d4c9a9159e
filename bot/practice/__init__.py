"""The practice home's phones, on a page of this computer."""

from bot.practice.channel import PracticeChannel
from bot.practice.page import PracticeHome, practice_app, serve_practice

__all__ = ["PracticeChannel", "PracticeHome", "practice_app", "serve_practice"]
