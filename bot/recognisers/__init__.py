"""Rules that read a message without a model: amounts, dates, codes, contacts, yes and no, a pack's own values, commands to the bot."""

from bot.recognisers.reading import Recognisers, recognise

__all__ = ["Recognisers", "recognise"]
