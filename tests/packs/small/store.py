"""The orders of the corner shop."""

STATUS = {"A1234": "sent"}
