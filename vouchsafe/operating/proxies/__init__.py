"""What a reverse proxy keeps of those who visit the report door: read from its configuration, or from a log of it."""
