"""How an organisation shows itself: its colour and logo, its languages, hosts of its own."""
