"""Organisations, members and their rights, public keys, the directory, sign-in."""
