"""Fuzzers of what strangers send: targets with properties, a corpus that the tests replay, `make fuzz` that goes on.

A target is a function that takes bytes and asserts. What atheris found becomes a file of `corpus/<target>/`, which
`fuzz/tests/test_corpus.py` replays in every run of the tests, without atheris.
"""
