"""Three doors, three URL maps: `report`, `desk`, `public` are one glance at every address of the system."""
