"""What the company knows, as passages that can be found: knowledge articles, past agent answers, any documents."""
