"""Frontdesk: a customer-service bot trained on a team's own past dialogues."""

import os

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
"""ONNX Runtime would report to its maker what it runs; it reads this when it is first imported."""

__version__ = "0.1.0"
