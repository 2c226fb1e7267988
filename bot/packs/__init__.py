"""Packs: ``load`` turns a folder into a ``Pack``, ``check`` lists every mistake in it."""

from bot.packs.loading import check, load
from bot.packs.pack import Function, Pack

__all__ = ["Function", "Pack", "check", "load"]
