"""Benchmarks: a real server, load on loopback, figures in a table and in var/bench. They assert no times."""
