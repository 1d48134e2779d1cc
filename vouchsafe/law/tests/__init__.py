"""Tests of vouchsafe.law."""
