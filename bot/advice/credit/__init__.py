"""Credit: a scorecard that pre-screens an application, with its reasons and what would change it. Start with ``decision.py``."""
