"""The dialogue core: pure functions from a state and an event to the next state and effects; nothing here waits, reads or writes."""
