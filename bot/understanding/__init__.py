"""How messages are understood while customers wait: the models and the recognisers together, off the event loop."""
