"""Every way in, and the reporter's way back: the report door first."""
