"""The demo: an organisation with members, keys and sample reports, everything in one folder, started by one command."""
