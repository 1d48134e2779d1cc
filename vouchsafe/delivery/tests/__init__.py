"""Tests of vouchsafe.delivery."""
