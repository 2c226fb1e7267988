"""Load on a running server: what it runs on, who talks to it, and in which patterns."""
