"""Triage: the level of care that symptoms call for, what to ask next, and why. Start with ``engine.py``."""
