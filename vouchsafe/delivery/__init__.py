"""The outbox and its transports: a finished notice and an address; it knows no case."""
