"""The operator desk: the queue, live conversations, taking over and giving back, and why the bot said what it said."""
