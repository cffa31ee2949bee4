"""The event log, its projection and the database they live in (SQLAlchemy Core)."""
