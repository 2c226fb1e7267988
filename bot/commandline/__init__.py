"""What the commands share, and the commands that are too long for ``bot/cli.py``."""
