"""Opening the export of a case on a machine of its own: no server, no network, no configuration, no Django."""
