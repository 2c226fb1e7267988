"""Telegram: updates come in by webhook or by polling, what was said goes out line by line; python-telegram-bot only reads and sends."""
