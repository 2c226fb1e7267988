"""The parts of finding intents: the messages that are looked at, their vectors, the groups, their names, and the map."""
