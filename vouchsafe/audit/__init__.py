"""The record: append-only, opaque ids only, written in the transaction of the act."""
