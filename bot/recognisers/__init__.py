"""What rules can read in a message without a model: amounts, days, codes, contacts, yes and no, a pack's own values, words to the bot."""

from bot.recognisers.reading import Recognisers, recognise

__all__ = ["Recognisers", "recognise"]
