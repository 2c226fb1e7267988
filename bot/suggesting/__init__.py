"""Suggested replies for the people at the desk: from what they sent before, from articles and from past answers."""

from bot.suggesting.beginning import Began
from bot.suggesting.suggester import Answers, Suggester
from bot.suggesting.suggestion import Suggestion

__all__ = ["Answers", "Began", "Suggester", "Suggestion"]
