"""Triage: which level of care symptoms ask for, what to ask next, and why. ``engine.py`` is the door; read it first."""
