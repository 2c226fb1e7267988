"""The dialogue core: state and event in, state and effects out; nothing here waits, reads or writes."""
