"""Tests of vouchsafe.audit."""
