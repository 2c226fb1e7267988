"""Served models: artifacts, the encoder of each language group, and calibrated scores."""
