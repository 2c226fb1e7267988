"""Credit: a scorecard that pre-screens an application, with its reasons and what would change it. ``decision.py`` is the door."""
