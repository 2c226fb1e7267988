"""Machine faults: the risk of failure from readings, its cause, what would change the verdict, and remaining life from a series.

Start with ``engine.py`` for verdicts and ``life.py`` for remaining life.
"""
