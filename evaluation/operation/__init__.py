"""What the bot achieves with real customers: resolution, waiting, satisfaction and money, counted from the servers' database."""
