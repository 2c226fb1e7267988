"""Asks an optional language model about messages that the encoder is unsure of."""
