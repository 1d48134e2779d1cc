"""Journeys through the whole system with a named cast: a real server, a real PostgreSQL, a real Chromium.

The cast: Rana reports. Hana and Omar handle. Ines coordinates, Lena administers, Tom oversees. Nadia handles elsewhere.
"""
