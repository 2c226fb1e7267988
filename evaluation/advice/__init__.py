"""Evaluates the advice engines on data of their kind that they have not seen."""
