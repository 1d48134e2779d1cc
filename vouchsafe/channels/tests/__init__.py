"""Tests of vouchsafe.channels."""
