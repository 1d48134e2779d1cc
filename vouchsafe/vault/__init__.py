"""Sealing, version 1: pure functions over bytes (docs/protocol.md).

No Django, no network, no clock, no global state. What an auditor reads first:
`items` (documents), `grants` (keys), `directory` (whose keys), `thread` (the verifying reader).
"""
