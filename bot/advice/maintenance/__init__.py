"""Machine faults: the risk of failure from readings, its cause, what would change the verdict, and remaining life from a series.

``engine.py`` is the door to a verdict and ``life.py`` to remaining life; read them first.
"""
