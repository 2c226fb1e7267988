"""The channels: each turns what arrives into events, and what was said into what its customers see."""
