"""Frontdesk: a customer-service bot trained on a team's own past dialogues."""

__version__ = "0.1.0"
