"""Telegram: updates come in by webhook or by polling, and lines go out one by one; python-telegram-bot only parses and sends."""
