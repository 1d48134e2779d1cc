"""Channels: the published ways in, each with a versioned definition."""
