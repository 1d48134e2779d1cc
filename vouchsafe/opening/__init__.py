"""Opening an archive of a case: what somebody took away as it was opened. No server, no network, no Django."""
