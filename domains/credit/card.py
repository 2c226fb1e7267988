"""The scorecard that comes with the pack, and what an applicant could change."""

from functools import cache
from pathlib import Path

from bot.advice.credit.scorecard import Scorecard, load

CHANGEABLE = ("amount", "months", "guarantor", "other_plans", "savings")
"""Purpose, account and work are as they are: nobody is told to say something else of them."""
LARGEST = 1_000_000.0
"""No private loan is larger; more than this is a slip of the keyboard."""
LONGEST = 600
"""Months."""


@cache
def card() -> Scorecard:
    """Read once."""
    return load(Path(__file__).parent / "data/engine.json")
