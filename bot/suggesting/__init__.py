"""Suggested replies for the people at the desk: from what they sent before, from articles and from past answers."""

from bot.suggesting.origin import InsertedSuggestion
from bot.suggesting.suggester import Answers, Suggester
from bot.suggesting.suggestion import Suggestion

__all__ = ["Answers", "InsertedSuggestion", "Suggester", "Suggestion"]
