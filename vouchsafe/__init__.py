"""Vouchsafe: report wrongdoing to those who must act on it, without having to trust the server."""

__version__ = "0.1.0"
