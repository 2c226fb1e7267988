"""Where conversations are kept: in memory, or in SQL (SQLite, PostgreSQL)."""
