"""The ways in: each channel turns what arrives into events, and what was said into what its customers see."""
