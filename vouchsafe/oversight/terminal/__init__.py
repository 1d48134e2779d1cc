"""Checking a record from another machine: by its overseers, and by a witness. Needs no Django."""
