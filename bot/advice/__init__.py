"""Advice engines that a pack's flows call: portfolios, triage, credit and machine faults."""
