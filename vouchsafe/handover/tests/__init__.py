"""Tests of this domain."""
