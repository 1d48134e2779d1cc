"""The record's arithmetic, without Django and without a database: tree, tiles, checkpoints, leaves, verification.

What somebody outside needs to check an organisation's record is all in here (docs/protocol.md, "The record").
"""
