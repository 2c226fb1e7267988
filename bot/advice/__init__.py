"""Engines that advise: what a pack's flows call for portfolios, triage, credit and machines."""
