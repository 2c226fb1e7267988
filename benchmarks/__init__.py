"""Measurements: one command each, results with the machine they ran on."""
