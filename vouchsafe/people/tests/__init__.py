"""Tests of vouchsafe.people."""
