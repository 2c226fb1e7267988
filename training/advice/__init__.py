"""Fits the advice engines from cases."""
