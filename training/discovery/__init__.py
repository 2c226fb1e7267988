"""The steps of finding intents: messages, vectors, groups, names, and the map."""
